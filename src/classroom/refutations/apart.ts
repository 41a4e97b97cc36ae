import type { Checked } from "../../diagnostics/check.ts";
import { quoted } from "../../diagnostics/wording.ts";
import { rowKey, type Row } from "../../lattice/row.ts";
import { factText } from "../../model/fact-text.ts";
import type { Program, Relation } from "../../model/program.ts";
import { Cluster, RestlessCluster } from "../../replication/cluster.ts";
import { relationsBelow } from "../relations-below.ts";
import { replicasFor } from "../replica-names.ts";
import { scenarioName, start, tryRun, type Withdrawal } from "./tried-run.ts";

/**
 * A run in which two replicas that cannot hear each other conclude more than one place would: they
 * both decide, or both count their own rows among the first. Null where none is found. `rules` are
 * what each follows alone, `like` their check, and `checked` is of the rules as they are.
 */
export function apartOf(name: string, rules: string, like: Checked, checked: Checked): Withdrawal | null {
  const relation = like.program.relations.get(name);
  if (relation === undefined) return null;
  const limit = limitOf(relation, like.program);
  const isDecided = checked.program.rules.some(
    ({ boundary, heads }) => boundary !== null && heads.some((head) => head.relation.name === name),
  );
  if (limit === null && !isDecided) return null;
  for (let count = 1; count <= countMost; count++)
    for (const varies of ["every column", "the last column"] as const) {
      const works = worksFor(relation, like.program, count, varies);
      if (works.length === 0) continue;
      const found = conclude(relation, works, like);
      if (found === null || (limit !== null && found.all.length <= limit)) continue;
      const { all } = found;
      const pair = limit === null ? contradictory(name, works, found, checked) : firstOf(found);
      if (pair === null) continue;
      const [one, other] = pair;
      const text = scenarioText(relation, works, one, other, like.program);
      const tried = tryRun(rules, text, like);
      if (tried?.result.ok !== true) continue;
      const aside =
        limit === null
          ? `Decided at one place, one after the other, ${quoted(factText(relation, one))} and ${quoted(factText(relation, other))} do not both come out.`
          : `Only ${String(limit)} rows are kept, those that come first. Now there are ${String(all.length)}, and each replica had shown its own: one of them has to go.`;
      const point = like.report.pointsOfOrder.find((each) => each.relation.name === name) ?? null;
      return { ...tried, point, relation, isByChance: false, aside, confirmed: true };
    }
  return null;
}

const countMost = 6;

/** A row that is added at one of two replicas. */
export interface Work {
  readonly at: 0 | 1;
  readonly relation: Relation;
  readonly row: Row;
}

function limitOf({ name }: Relation, { limits }: Program): number | null {
  const limit = limits.find(({ relation }) => relation.name === name);
  const most = Number(limit?.parameters.get("n"));
  return Number.isFinite(most) ? most : null;
}

/** So many rows at each replica, of each relation that can be written, with values that tell them apart. */
export function worksFor(
  relation: Relation,
  program: Program,
  count: number,
  varies: "every column" | "the last column",
): readonly Work[] {
  const written = [...relationsBelow(relation, program)].filter(
    ({ kind, qualifier, columns, keyCount }) =>
      kind === "base" && qualifier !== "static" && keyCount === columns.length,
  );
  return Array.from({ length: 2 * count }, (_, i) =>
    written.map((one): Work => {
      const row = one.columns.map(({ name, value }, column) => {
        const number = varies === "every column" || column === one.columns.length - 1 ? i + 1 : 1;
        return value === "symbol" ? `${name}${String(number)}` : number;
      });
      return { at: i % 2 === 0 ? 0 : 1, relation: one, row };
    }),
  ).flat();
}

/** What only the first concludes, what only the second does, and all that stands once they have merged. */
interface Conclusions {
  readonly mine: readonly Row[];
  readonly theirs: readonly Row[];
  readonly all: readonly Row[];
}

function firstOf({ mine, theirs }: Conclusions): readonly [Row, Row] | null {
  const [one, other] = [mine[0], theirs[0]];
  return one === undefined || other === undefined ? null : [one, other];
}

function conclude({ name }: Relation, works: readonly Work[], { program }: Checked): Conclusions | null {
  const cluster = clusterOf(program);
  if (cluster === null) return null;
  try {
    const [first = "", second = ""] = cluster.members;
    cluster.partition([[first], cluster.members.slice(1)]);
    for (const { at, relation, row } of works)
      cluster.submit(at === 0 ? first : second, inserted(relation, row), "");
    cluster.settle();
    const rowsAt = (replica: string): readonly Row[] => [
      ...(cluster.replica(replica)?.session.rows(name) ?? []),
    ];
    const [mine, theirs] = [rowsAt(first), rowsAt(second)];
    cluster.heal();
    cluster.settle();
    const all = rowsAt(first);
    const onlyIn = (rows: readonly Row[], others: readonly Row[]): readonly Row[] =>
      rows.filter((row) => !has(others, row) && has(all, row));
    return { mine: onlyIn(mine, theirs), theirs: onlyIn(theirs, mine), all };
  } catch (error) {
    if (error instanceof RestlessCluster) return null;
    throw error;
  } finally {
    cluster.close();
  }
}

/** Two rows of which one does not come out where the rules are followed as they are, one step after the other. */
function contradictory(
  name: string,
  works: readonly Work[],
  { mine, theirs }: Conclusions,
  { program }: Checked,
): readonly [Row, Row] | null {
  const cluster = clusterOf(program);
  if (cluster === null) return null;
  try {
    const [first = ""] = cluster.members;
    for (const { relation, row } of works) {
      cluster.submit(first, inserted(relation, row), "");
      cluster.settle();
    }
    const rows = [...(cluster.replica(first)?.session.rows(name) ?? [])];
    if (rows.length === 0) return null;
    const [one, other] = [mine, theirs].map((side) => side.find((row) => !has(rows, row)) ?? side[0]);
    if (one === undefined || other === undefined) return null;
    return has(rows, one) && has(rows, other) ? null : [one, other];
  } catch (error) {
    if (error instanceof RestlessCluster) return null;
    throw error;
  } finally {
    cluster.close();
  }
}

function clusterOf(program: Program): Cluster | null {
  const begun = start({ ...program, scenarios: [] });
  return begun === null ? null : new Cluster({ ...begun, members: replicasFor(program), seed: 1 });
}

function inserted({ name }: Relation, row: Row): Parameters<Cluster["submit"]>[1] {
  return { kind: "effects", effects: [{ kind: "insert", relation: name, row }] };
}

function has(rows: readonly Row[], row: Row): boolean {
  return rows.some((one) => rowKey(one) === rowKey(row));
}

function scenarioText(
  relation: Relation,
  works: readonly Work[],
  one: Row,
  other: Row,
  program: Program,
): string {
  const members = replicasFor(program);
  const [first = "", second = ""] = members;
  const lines = [
    `replicas ${members.join(", ")}.`,
    `partition ${first} | ${members.slice(1).join(", ")}.`,
    ...works.map(
      (work) => `at ${work.at === 0 ? first : second}: insert ${factText(work.relation, work.row)}.`,
    ),
    "settle.",
    `expect at ${first}: ${factText(relation, one)}.`,
    `expect at ${second}: ${factText(relation, other)}.`,
    `expect at ${first}: !${factText(relation, other)}.`,
    `expect at ${second}: !${factText(relation, one)}.`,
    "heal.",
    "settle.",
    `expect ${factText(relation, one)}.`,
    `expect ${factText(relation, other)}.`,
  ];
  return `.scenario ${scenarioName(relation.name)} {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}
