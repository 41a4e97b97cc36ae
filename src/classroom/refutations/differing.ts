import type { PointOfOrder } from "../../analysis/report.ts";
import type { Checked } from "../../diagnostics/check.ts";
import type { Row } from "../../lattice/row.ts";
import { rowKey } from "../../lattice/row.ts";
import { factText } from "../../model/fact-text.ts";
import type { Relation } from "../../model/program.ts";
import { Cluster, RestlessCluster } from "../../replication/cluster.ts";
import { replicasFor } from "../replica-names.ts";
import { worksFor, type Work } from "./apart.ts";
import { scenarioName, start, tryRun, type Withdrawal } from "./tried-run.ts";

/**
 * A run in which two replicas know the same and still conclude otherwise, because a rule asks for the
 * clock, or for the replica's own name. What is closed is there from the start; a replica that was
 * down then looks at it later. Null where none is found.
 */
export function differingOf(
  point: PointOfOrder,
  rules: string,
  like: Checked,
  closed: readonly string[],
): Withdrawal | null {
  const relation = like.program.relations.get(point.relation.name);
  if (relation === undefined || point.construct !== "arrival-order") return null;
  const works = worksFor(relation, like.program, 1, "every column").filter(({ at }) => at === 0);
  const given = works.filter((work) => closed.includes(work.relation.name));
  const added = works.filter((work) => !given.includes(work));
  const found = difference(relation, given, added, like);
  if (found === null) return null;
  const [there, missing] = found.at;
  const members = replicasFor(like.program);
  const [first = ""] = members;
  const row = factText(relation, found.row);
  const lines = [
    `replicas ${members.join(", ")}.`,
    ...added.map((work) => `at ${first}: insert ${factText(work.relation, work.row)}.`),
    "settle.",
    ...(added.length === 0 ? later(members).map((line) => `${line}.`) : []),
    `expect at ${there}: ${row}.`,
    `expect at ${missing}: !${row}.`,
  ];
  const facts = given.map((work) => `${factText(work.relation, work.row)}.\n`).join("");
  const scenario = `.scenario ${scenarioName(relation.name)} {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
  const tried = tryRun(rules, `${facts}${scenario}`, like);
  if (tried?.result.ok !== true) return null;
  const aside = "Both have been told of everything: no message is on its way that could make them agree.";
  return { ...tried, point, relation, isByChance: false, aside, confirmed: true };
}

/** The second goes down for a while. */
function later(members: readonly string[]): readonly string[] {
  const [, second = ""] = members;
  return ["run 100", `crash ${second}`, `recover ${second}`, "settle"];
}

/** A row that one replica has at the end and another has not, and which. */
function difference(
  relation: Relation,
  given: readonly Work[],
  added: readonly Work[],
  { program }: Checked,
): { readonly row: Row; readonly at: readonly [there: string, missing: string] } | null {
  const begun = start({ ...program, scenarios: [] });
  if (begun === null) return null;
  const facts = new Map(begun.facts);
  for (const work of given)
    facts.set(work.relation.name, [...(facts.get(work.relation.name) ?? []), work.row]);
  const cluster = new Cluster({ ...begun, facts, members: replicasFor(program), seed: 1 });
  try {
    const [first = "", second = ""] = cluster.members;
    for (const work of added)
      cluster.submit(
        first,
        { kind: "effects", effects: [{ kind: "insert", relation: work.relation.name, row: work.row }] },
        "",
      );
    cluster.settle();
    if (added.length === 0) {
      cluster.run(100);
      cluster.crash(second);
      cluster.recover(second);
      cluster.settle();
    }
    const rowsAt = (replica: string): readonly Row[] => [
      ...(cluster.replica(replica)?.session.rows(relation.name) ?? []),
    ];
    const [mine, theirs] = [rowsAt(first), rowsAt(second)];
    const without = (rows: readonly Row[], others: readonly Row[]): Row | undefined => {
      const keys = new Set(others.map(rowKey));
      return rows.find((row) => !keys.has(rowKey(row)));
    };
    const [one, other] = [without(mine, theirs), without(theirs, mine)];
    if (one !== undefined) return { row: one, at: [first, second] };
    return other === undefined ? null : { row: other, at: [second, first] };
  } catch (error) {
    if (error instanceof RestlessCluster) return null;
    throw error;
  } finally {
    cluster.close();
  }
}
