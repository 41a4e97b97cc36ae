import { Chance } from "../base/chance.ts";
import { rowKey, type Row, type Value } from "../lattice/row.ts";
import type { Column, Program, Relation, ValueType } from "../model/program.ts";
import { nodesIn } from "./tree-nodes.ts";

/** Rows by relation. */
export type Facts = ReadonlyMap<string, readonly Row[]>;

/** Values of each type that facts are made of. */
export type ValuePools = Readonly<Record<ValueType, readonly Value[]>>;

const freshSymbols = ["one", "two", "three"];

/** At most so many constants of a text are tried. */
const constantsMost = 40;

/** The values in these texts, those beside them, and some in none of them. */
export function poolsOf(trees: readonly object[], facts: Facts): ValuePools {
  const symbols = new Set<string>();
  const numbers = new Set<number>();
  const take = (value: unknown): void => {
    if (typeof value === "string" && symbols.size < constantsMost) symbols.add(value);
    if (typeof value === "number" && Number.isFinite(value) && numbers.size < constantsMost)
      numbers.add(value);
  };
  for (const row of [...facts.values()].flat()) row.forEach(take);
  for (const tree of trees)
    for (const node of nodesIn(tree)) if (node.kind === "constant") take(node["value"]);
  const near = [...numbers].flatMap((value) => [value - 1, value, value + 1]);
  const whole = [...new Set([0, 1, 2, 3, ...near.filter(Number.isSafeInteger)])];
  return {
    symbol: [...symbols, ...freshSymbols.filter((name) => !symbols.has(name))],
    number: whole,
    unsigned: whole.filter((value) => value >= 0),
    float: [...new Set([0, 0.5, 1.5, ...near])],
  };
}

/** A few values of each pool, so that rows of different relations meet. */
export function somePools(pools: ValuePools, chance: Chance): ValuePools {
  const some = (values: readonly Value[]): readonly Value[] =>
    chance.shuffled(values).slice(0, 2 + chance.below(3));
  return {
    symbol: some(pools.symbol),
    number: some(pools.number),
    unsigned: some(pools.unsigned),
    float: some(pools.float),
  };
}

export interface FactOptions {
  readonly pools: ValuePools;
  readonly given: Facts;
  readonly most: number;
  readonly seed: number;
}

/** Facts of relations beside those that are given, up to `most` of each; equal seeds give equal facts. */
export function randomFacts(
  relations: readonly Relation[],
  { pools, given, most, seed }: FactOptions,
): Facts {
  const chance = new Chance(seed);
  const some = somePools(pools, chance);
  return new Map(
    relations.map((relation) => [
      relation.name,
      randomRows(relation, most, some, chance, given.get(relation.name)),
    ]),
  );
}

/** The base relations into which facts come while a program runs. */
export function openRelations({ relations }: Program): readonly Relation[] {
  return [...relations.values()].filter(
    ({ kind, qualifier, name }) => kind === "base" && qualifier !== "static" && name !== "_refused",
  );
}

/** Up to `most` rows of a relation; one for each key, and none with a key that is `taken`. */
export function randomRows(
  relation: Relation,
  most: number,
  pools: ValuePools,
  chance: Chance,
  taken: readonly Row[] = [],
): readonly Row[] {
  const { columns, keyCount } = relation;
  const rows = new Map<string, Row>();
  const used = new Set(taken.map((row) => rowKey(row.slice(0, keyCount))));
  const count = chance.below(most + 1);
  for (let i = 0; i < count; i++) {
    const row = columns.map((column) => randomValue(column, pools, chance));
    const key = rowKey(row.slice(0, keyCount));
    if (!used.has(key)) rows.set(key, row);
  }
  return [...rows.values()];
}

/** A value that a column can hold, whichever of the counters it is. */
export function randomValue(
  { value, lattice }: Pick<Column, "value" | "lattice">,
  pools: ValuePools,
  chance: Chance,
): Value {
  const isCounter = lattice === "gcounter" || lattice === "pncounter" || lattice === "bounded";
  if (isCounter) return chance.below(6);
  return chance.pickOf(pools[value]) ?? (value === "symbol" ? "" : 0);
}

/** Every row that can be made of these values, up to `most`. */
export function allRows({ columns }: Relation, pools: ValuePools, most: number): readonly Row[] {
  let rows: readonly Row[] = [[]];
  for (const { value } of columns) {
    rows = rows.flatMap((row) => pools[value].map((one) => [...row, one]));
    if (rows.length > most) rows = rows.slice(0, most);
  }
  return rows;
}
