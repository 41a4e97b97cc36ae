import { pointsOf, type GraphView } from "./graph-view.ts";
import { pointState, type PointState } from "./graph-theme.ts";

/** `4 relations, 2 strata; 1 point of order, covered; 1 coordination round`. */
export function graphSummary(view: GraphView): string {
  const states = pointsOf(view).map(pointState);
  const amount = (state: PointState): number => states.filter((each) => each === state).length;
  const parts = [
    [amount("stop"), "uncovered"],
    [amount("covered"), "covered"],
    [amount("noted"), "seen by no promise"],
  ] as const;
  const split = parts.filter(([number]) => number > 0);
  const points =
    split.length === 0
      ? "no point of order"
      : `${counted(states.length, "point")} of order, ${split.map(([number, word]) => (split.length === 1 ? word : `${number} ${word}`)).join(", ")}`;
  const strata = new Set(view.nodes.map(({ stratum }) => stratum)).size;
  return [
    `${counted(view.nodes.length, "relation")}, ${strata === 1 ? "1 stratum" : `${strata} strata`}`,
    points,
    counted(view.coordinationRounds, "coordination round"),
  ].join(" · ");
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
