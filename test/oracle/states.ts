import type { Column, Program, Relation } from "../../src/model/program.ts";
import type { Row } from "../reference/table.ts";
import type { Value } from "../reference/value.ts";
import type { Chance } from "./chance.ts";
import { and, always, andNot, bitTruth, isNever, never, or, wordsOf, type Truth } from "./truth.ts";

/**
 * States of the base relations, as many as there are assignments of some bits. A bit is a fact of
 * a set, or a step on the ladder of one key's value: bit j says that the value is level j or
 * further (the first one, that the key has a row). What is not free is the same in every state.
 */
export interface Space {
  readonly bits: number;
  readonly words: number;
  /** Where every ladder is one: a level reached includes those before it. */
  readonly valid: Truth;
  /** Visible rows of base relations and where they are visible. */
  readonly rows: ReadonlyMap<string, readonly PossibleRow[]>;
  readonly movements: readonly Movement[];
}

export interface PossibleRow {
  readonly row: Row;
  readonly truth: Truth;
}

/** How one bit may change: a grow-only one is only ever set, a static one stays. */
export interface Movement {
  readonly bit: number;
  readonly relation: Relation;
  /** The key of the row that changes; the whole row of a set. */
  readonly key: Row;
  readonly up: boolean;
  readonly down: boolean;
  /** Clearing needs this as well: the last of several values of an `mv` register stays. */
  readonly remains: Truth | null;
}

/** The values that columns may have. */
export interface Domain {
  /** Of a plain column. */
  readonly plain: (column: Column) => readonly Value[];
  /** Of a lattice column. */
  readonly levels: (column: Column) => readonly Value[];
}

/**
 * The states over `domain`. When there are more than `most` bits, some of the rows are fixed, at
 * random: present with the probability `density`.
 */
export function spaceOf(
  program: Program,
  domain: Domain,
  facts: ReadonlyMap<string, readonly Row[]>,
  most: number,
  density: number,
  chance: Chance,
): Space {
  const cells = cellsOf(program, domain, facts);
  const free = new Set<Cell>();
  let bits = 0;
  for (const cell of totalWidth(cells) > most ? chance.shuffled(cells) : cells) {
    if (cell.width === 0 || bits + cell.width > most) continue;
    free.add(cell);
    bits += cell.width;
  }
  const words = wordsOf(bits);
  const bases = [...program.relations.values()].filter(({ kind }) => kind === "base");
  const rows = new Map(bases.map(({ name }): [string, PossibleRow[]] => [name, []]));
  const movements: Movement[] = [];
  const valid = always(words);
  const [everywhere, nowhere] = [always(words), never(words)];
  let next = 0;
  for (const cell of cells) {
    const list = rows.get(cell.relation.name) ?? [];
    if (!free.has(cell)) {
      const bits = fixedBits(cell, density, chance).map((bit) => (bit ? everywhere : nowhere));
      list.push(...cell.rows(bits, words).filter(({ truth }) => !isNever(truth)));
      continue;
    }
    const known = Array.from({ length: cell.width }, () => bitTruth(next++, words));
    list.push(...cell.rows(known, words));
    for (const [later, earlier] of cell.ladders) {
      const broken = never(words);
      if (andNot(known[later] ?? nowhere, known[earlier] ?? nowhere, broken)) andNot(valid, broken, valid);
    }
    if (cell.keeps === "always") and(valid, union(known, words), valid);
    for (let i = 0; i < cell.width; i++) {
      const up = cell.relation.qualifier !== "static";
      const down = up && cell.canFall(i);
      const others = known.filter((_, j) => j !== i);
      const remains = cell.keeps === "never" ? null : union(others, words);
      if (up)
        movements.push({
          bit: next - cell.width + i,
          relation: cell.relation,
          key: cell.key,
          up,
          down,
          remains,
        });
    }
  }
  return { bits, words, valid, rows, movements };
}

/** A fact of a set, or the value of one key: `width` bits, of which `ladders` says which includes which. */
interface Cell {
  readonly relation: Relation;
  readonly key: Row;
  readonly width: number;
  readonly ladders: readonly (readonly [later: number, earlier: number])[];
  readonly canFall: (bit: number) => boolean;
  /** Whether one bit at least stays set: once one is, or in every state. */
  readonly keeps: "never" | "once" | "always";
  readonly rows: (bits: readonly Truth[], words: number) => PossibleRow[];
}

function union(truths: readonly Truth[], words: number): Truth {
  const all = never(words);
  for (const truth of truths) or(truth, all);
  return all;
}

function totalWidth(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

/** Bits of a cell that is the same everywhere; as far up its ladders as chance has it. */
function fixedBits(cell: Cell, density: number, chance: Chance): boolean[] {
  const bits: boolean[] = [];
  for (let i = 0; i < cell.width; i++) {
    bits.push(
      cell.ladders.every(([later, earlier]) => later !== i || bits[earlier] === true) &&
        chance.happens(density),
    );
  }
  if (cell.keeps === "always" && !bits.includes(true)) bits[0] = true;
  return bits;
}

function cellsOf(program: Program, domain: Domain, facts: ReadonlyMap<string, readonly Row[]>): Cell[] {
  const cells: Cell[] = [];
  for (const relation of program.relations.values()) {
    if (relation.kind === "derived") continue;
    const given = facts.get(relation.name) ?? [];
    // Only `static` says that the facts of the text are all; without any its contents are unknown.
    if (relation.qualifier === "static" && given.length > 0) {
      for (const row of given) cells.push(certain(relation, row));
      continue;
    }
    const keyColumns = relation.columns.slice(0, relation.keyCount);
    const keys = combinations(keyColumns.map((column) => domain.plain(column)));
    const known = new Set(keys.map((key) => JSON.stringify(key)));
    for (const row of given) {
      const key = row.slice(0, relation.keyCount);
      if (known.has(JSON.stringify(key))) continue;
      known.add(JSON.stringify(key));
      keys.push(key);
    }
    for (const key of keys) {
      const fact = given.find((row) => key.every((value, i) => row[i] === value));
      cells.push(
        relation.keyCount === relation.columns.length
          ? member(relation, key, fact)
          : valued(relation, key, domain, fact),
      );
    }
  }
  return cells;
}

function certain(relation: Relation, row: Row): Cell {
  const rows: Cell["rows"] = (_, words) => [{ row, truth: always(words) }];
  return { relation, key: row, width: 0, ladders: [], canFall: () => false, keeps: "never", rows };
}

/** A fact of a set: one bit, unless the text has it and it cannot go. */
function member(relation: Relation, row: Row, fact: Row | undefined): Cell {
  if (fact !== undefined && relation.qualifier !== "orset") return certain(relation, row);
  return {
    relation,
    key: row,
    width: 1,
    ladders: [],
    canFall: () => relation.qualifier === "orset",
    keeps: "never",
    rows: ([truth]) => (truth === undefined ? [] : [{ row, truth }]),
  };
}

/** The value of a key. A fact of the text is where a growing value begins, and one level of another. */
function valued(relation: Relation, key: Row, domain: Domain, fact: Row | undefined): Cell {
  const columns = relation.columns.slice(relation.keyCount);
  const ladders = columns.map((column, i) => ladder(column, domain, fact?.[relation.keyCount + i]));
  if (columns[0]?.lattice === "mv") return several(relation, key, ladders[0] ?? [], fact !== undefined);
  const present = fact === undefined ? 1 : 0;
  const steps: (readonly [number, number])[] = [];
  const starts: number[] = [];
  let width = present;
  for (const levels of ladders) {
    starts.push(width);
    for (let i = 1; i < levels.length; i++) {
      if (i > 1 || present === 1) steps.push([width + i - 1, i > 1 ? width + i - 2 : 0]);
    }
    width += levels.length - 1;
  }
  return {
    relation,
    key,
    width,
    ladders: steps,
    canFall: (bit) =>
      bit >= present &&
      columns[0]?.lattice !== "max" &&
      columns[0]?.lattice !== "min" &&
      columns[0]?.lattice !== "gcounter",
    keeps: "never",
    rows: (bits, words) => {
      const there = present === 1 ? (bits[0] ?? never(words)) : always(words);
      let found: PossibleRow[] = [{ row: key, truth: there }];
      for (const [column, levels] of ladders.entries()) {
        found = found.flatMap(({ row, truth }) =>
          levels.flatMap((value, i) => {
            const exact = truth.slice();
            const reached = i === 0 ? null : bits[(starts[column] ?? 0) + i - 1];
            const passed = i === levels.length - 1 ? null : bits[(starts[column] ?? 0) + i];
            if (reached) and(exact, reached, exact);
            if (passed) andNot(exact, passed, exact);
            return [{ row: [...row, value], truth: exact }];
          }),
        );
      }
      return found;
    },
  };
}

/** An `mv` register: any set of values that is not empty, once it has one. */
function several(relation: Relation, key: Row, values: readonly Value[], given: boolean): Cell {
  return {
    relation,
    key,
    width: values.length,
    ladders: [],
    canFall: () => true,
    keeps: given ? "always" : "once",
    rows: (bits) =>
      values.flatMap((value, i) => (bits[i] === undefined ? [] : [{ row: [...key, value], truth: bits[i] }])),
  };
}

/** The levels of a value in the order in which it moves, from the text's fact on where it only grows. */
function ladder(column: Column, domain: Domain, fact: Value | undefined): Value[] {
  const levels = [...domain.levels(column)].filter(
    (level) => column.bound === null || Number(level) >= column.bound,
  );
  if (fact !== undefined && !levels.includes(fact)) levels.push(fact);
  levels.sort((a, b) => (a < b ? -1 : 1));
  if (column.lattice === "min") levels.reverse();
  const grows = column.lattice === "min" || column.lattice === "max" || column.lattice === "gcounter";
  return grows && fact !== undefined ? levels.slice(levels.indexOf(fact)) : levels;
}

function combinations(pools: readonly (readonly Value[])[]): Row[] {
  return pools.reduce<Row[]>(
    (rows, pool) => rows.flatMap((row) => pool.map((value) => [...row, value])),
    [[]],
  );
}
