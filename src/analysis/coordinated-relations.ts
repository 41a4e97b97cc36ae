import type { Program, Relation } from "../model/program.ts";
import { mergeDirections, type Direction } from "./direction.ts";
import type { Movement, Movements } from "./movements.ts";
import { readingComponents } from "./reading-components.ts";
import type { UnitView } from "./unit-view.ts";

/** The direction of a relation: of its keys and lattice columns together. */
export function overall(movement: Movement): Direction {
  return movement.values.reduce(mergeDirections, movement.keys);
}

/** Whether a row (`up`) or an absence (`down`) that is seen can be acted on. */
function isKept(movement: Movement, promise: "up" | "down"): boolean {
  const direction = overall(movement);
  return !movement.nondeterministic && (direction === "constant" || direction === promise);
}

/**
 * The relations that keep a direction only thanks to boundaries or seals: without any of them
 * (`bare`) they would not, or they are decided, or read decisions on decisions.
 *
 * The last is a case of its own: `refund(o) at door :- order(o), !ship(o)` over a decided `ship`
 * would be monotone if nothing were decided, and is not once `ship` is.
 */
export function coordinatedRelations(
  program: Program,
  views: ReadonlyMap<Relation, readonly UnitView[]>,
  judged: Movements,
  bare: Movements,
): ReadonlySet<Relation> {
  const coordinated = new Set<Relation>();
  // In one and the same world nothing is decided.
  if (judged === bare) return coordinated;
  const redecided = new Set<Relation>();
  for (const component of readingComponents(program.dependencies).components) {
    for (let size = -1; size < redecided.size;) {
      size = redecided.size;
      for (const relation of component) {
        const together = judged.of(relation);
        const promise = overall(together) === "down" ? "down" : "up";
        if (!isKept(together, promise)) continue;
        if (!isKept(bare.of(relation), promise)) coordinated.add(relation);
        else if ((views.get(relation) ?? []).some((view) => restsOnDecisions(view, redecided))) {
          redecided.add(relation);
          coordinated.add(relation);
        }
      }
    }
  }
  return coordinated;
}

function restsOnDecisions({ decided, open }: UnitView, redecided: ReadonlySet<Relation>): boolean {
  return (
    decided ||
    open.readings.some(({ relation, direction }) => direction !== "constant" && redecided.has(relation))
  );
}
