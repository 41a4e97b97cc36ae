import type { Chance } from "../../base/chance.ts";
import type { Value } from "../../engine/value-pool.ts";
import type { Column, Program, Relation } from "../../model/program.ts";
import { applied, hasSameKey, isSameRow, isWritten, type Change, type Fact, type Row } from "./state.ts";
import type { ValueChoice } from "./value-choice.ts";

/** So many rows are tried for one relation. */
const insertsMax = 40;

/**
 * Every change of one row that the order of the states allows, over the values that are there and
 * a new one: what moves in a sequence of changes moves in one of them, from some state on.
 */
export function singleChanges(
  program: Program,
  facts: readonly Fact[],
  values: ValueChoice,
  chance: Chance,
  only: ReadonlySet<Relation>,
): readonly Change[] {
  const active = activeValues(facts);
  return [...program.relations.values()]
    .filter((relation) => relation.kind === "base" && relation.qualifier !== "static" && only.has(relation))
    .flatMap((relation) => {
      const rows = facts.filter((fact) => fact.relation === relation).map((fact) => fact.row);
      return [
        ...(relation.qualifier === "orset"
          ? rows.map((row): Change => ({ kind: "delete", relation, row }))
          : []),
        ...moved(relation, rows, values),
        ...inserted(relation, rows, active, values, chance),
      ];
    });
}

type Active = ReadonlyMap<"symbol" | "number", readonly Value[]>;

function activeValues(facts: readonly Fact[]): Active {
  const symbols = new Set<Value>();
  const numbers = new Set<Value>();
  for (const { row } of facts)
    for (const value of row) (typeof value === "string" ? symbols : numbers).add(value);
  return new Map([
    ["symbol", [...symbols].slice(0, 12)],
    ["number", [...numbers].slice(0, 12)],
  ]);
}

function pool(column: Column, relation: Relation, active: Active, values: ValueChoice): readonly Value[] {
  const known = active.get(column.value === "symbol" ? "symbol" : "number") ?? [];
  const fitting = known.map((value) => (typeof value === "number" ? values.fit(value, column) : value));
  return [...new Set([...fitting, ...values.constants(column).slice(0, 6), values.fresh(column, relation)])];
}

/** Keys that are there, with other values: further where values grow. */
function moved(relation: Relation, rows: readonly Row[], values: ValueChoice): readonly Change[] {
  const { columns, keyCount } = relation;
  if (keyCount === columns.length) return [];
  return rows.flatMap((row) =>
    columns.slice(keyCount).flatMap((column, i) => {
      const at = keyCount + i;
      const old = row[at] ?? 0;
      const others = new Set<Value>(values.constants(column));
      if (typeof old === "number") for (const step of [1, -1]) others.add(values.fit(old + step, column));
      else others.add(values.fresh(column, relation));
      return [...others].flatMap((value): Change[] => {
        if (value === old || !mayFollow(column, old, value)) return [];
        return [{ kind: isWritten(relation) ? "write" : "insert", relation, row: row.with(at, value) }];
      });
    }),
  );
}

function mayFollow({ lattice }: Column, old: Value, value: Value): boolean {
  if (lattice === "max" || lattice === "gcounter") return value > old;
  return lattice !== "min" || value < old;
}

function inserted(
  relation: Relation,
  rows: readonly Row[],
  active: Active,
  values: ValueChoice,
  chance: Chance,
): readonly Change[] {
  const pools = relation.columns.map((column) => pool(column, relation, active, values));
  const size = pools.reduce((product, { length }) => product * length, 1);
  const kind = isWritten(relation) ? "write" : "insert";
  const candidates =
    size <= insertsMax
      ? pools.reduce<Row[]>(
          (all, choices) => all.flatMap((row) => choices.map((value) => [...row, value])),
          [[]],
        )
      : Array.from({ length: insertsMax }, () => pools.map((choices) => chance.pickOf(choices) ?? 0));
  return candidates
    .filter(
      (row) =>
        !rows.some((other) => (kind === "write" ? hasSameKey(relation, row, other) : isSameRow(row, other))),
    )
    .map((row) => ({ kind, relation, row }));
}

/** Whether each change is a step forward in the order of the states when it is made. */
export function areLegal(facts: readonly Fact[], changes: readonly Change[]): boolean {
  let state = facts;
  for (const change of changes) {
    const { kind, relation, row } = change;
    const own = state.filter((fact) => fact.relation === relation).map((fact) => fact.row);
    if (kind === "delete" && !own.some((other) => isSameRow(other, row))) return false;
    if (kind === "insert" && own.some((other) => isSameRow(other, row))) return false;
    const grows = relation.columns[relation.keyCount]?.lattice === "gcounter";
    const last = relation.columns.length - 1;
    if (
      grows &&
      own.some((other) => hasSameKey(relation, other, row) && (other[last] ?? 0) >= (row[last] ?? 0))
    )
      return false;
    state = applied(state, [change]);
  }
  return true;
}
