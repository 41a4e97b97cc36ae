import type { Column, PlainLiteral, Program, Relation, Seal } from "../../src/model/program.ts";
import { clausesOf } from "../../src/model/clauses.ts";
import { absentAtom, aggregatesIn, literalTerms, positiveAtom, variablesIn } from "../../src/model/terms.ts";
import type { Term } from "../../src/syntax/tree.ts";
import type { Database } from "../reference/evaluate.ts";
import { factsOf } from "../reference/evaluate.ts";
import type { Row } from "../reference/table.ts";
import { compareValues, type Value } from "../reference/value.ts";
import { compile, type AllRows, type Evaluated } from "./all-states.ts";
import { Chance } from "./chance.ts";
import { spaceOf, type Domain, type Movement, type PossibleRow, type Space } from "./states.ts";
import {
  and,
  andNot,
  bitTruth,
  holdsIn,
  meets,
  moved,
  never,
  or,
  shifted,
  type Step,
  type Truth,
} from "./truth.ts";

/** What happens to a row when information arrives: `lost` refutes `up`, `gained` refutes `down`. */
export type Way = "lost" | "gained";

/** A question: does a row of the relation ever move this way while the given seals are respected? */
export interface Question {
  readonly relation: Relation;
  readonly way: Way;
  /** A change in a partition is made only where no row of one of these seals closes it. */
  readonly seals: readonly Seal[];
}

/** Visible rows of the base relations before and after one change, and the row that moved. */
export interface Witness {
  readonly before: Database;
  readonly after: Database;
  readonly row: Row;
}

/** How far to look. */
export interface Bound {
  /** Keys are drawn from this many values. */
  readonly keys: number;
  /** Values of lattice columns are drawn from this many. */
  readonly levels: number;
  /** At most 2ⁿ states are looked at together; of larger spaces a part, with the rest at random. */
  readonly bits: number;
  /** How many parts of larger spaces are looked at. */
  readonly tries: number;
}

/**
 * A program on its small databases: what its rows do when the states of the base relations grow,
 * in the order of their CRDTs.
 *
 * A step changes one thing: a fact is inserted or removed, a key or its value goes one level on
 * (or back, where it may). That is enough for sets of changes: what moves in a sequence of legal
 * steps moves in one of them, and in a space that is looked at whole every sequence is there.
 */
export class BruteForce {
  readonly #program: Program;
  readonly #facts: ReadonlyMap<string, readonly Row[]>;
  readonly #run: (space: Space) => Evaluated;
  readonly #chance: Chance;
  readonly #constants: Constants;
  readonly #seen = new Set<Relation>();

  /** Throws `NotCovered` for programs that cannot be evaluated in all states at once. */
  constructor(program: Program, seed: number) {
    this.#program = program;
    this.#facts = factsOf(program);
    this.#run = compile(program, this.#facts);
    this.#chance = new Chance(seed);
    this.#constants = constantsOf(program, this.#facts);
  }

  /** Whether the relation had a row in any state looked at so far. */
  hasSeen(relation: Relation): boolean {
    return this.#seen.has(relation);
  }

  /** Looks for witnesses; those questions are answered that are in the result. */
  search(questions: readonly Question[], bound: Bound): Map<Question, Witness> {
    const found = new Map<Question, Witness>();
    for (let tries = 0; tries < bound.tries && found.size < questions.length; tries++) {
      const domain = this.#domain(bound, tries);
      const density = this.#chance.pick([0.2, 0.4, 0.6, 0.8]);
      const space = spaceOf(this.#program, domain, this.#facts, bound.bits, density, this.#chance);
      const evaluated = this.#run(space);
      const look = new Look(this.#program, space, evaluated);
      for (const { relation } of questions) {
        if (this.#seen.has(relation)) continue;
        const rows = evaluated.rows.get(relation.name) ?? [];
        if (rows.some(({ truth }) => meets(truth, evaluated.valid))) this.#seen.add(relation);
      }
      for (const question of questions) {
        if (found.has(question)) continue;
        const witness = look.answer(question);
        if (witness !== null) found.set(question, witness);
      }
    }
    return found;
  }

  /** The first time the smallest values and the program's own, later others too. */
  #domain(bound: Bound, tries: number): Domain {
    const choose = (own: readonly Value[], more: readonly Value[], size: number): Value[] => {
      const others = [...new Set(more)].filter((value) => !own.includes(value));
      const kept = tries === 0 ? own : this.#chance.shuffled(own);
      const added = tries === 0 ? others : this.#chance.shuffled(others);
      const fresh = kept.length >= size && tries > 0 && this.#chance.happens(0.3) ? 1 : 0;
      return [...kept.slice(0, size - fresh), ...added.slice(0, Math.max(fresh, size - kept.length))];
    };
    const { numbers, symbols } = this.#constants;
    const near = numbers.flatMap((number) => [number + 1, number - 1]);
    const numeric = choose(numbers, [0, 1, 2, 3, -1, ...near], bound.keys);
    const symbolic = choose(symbols, ["a", "b", "c", "d", "e", "f"], bound.keys);
    const levels = choose(
      this.#constants.levels,
      [1, 2, 3, 0, 4, -1, ...this.#constants.levels.map((level) => level + 1)],
      bound.levels,
    );
    const legal = (column: Column, values: readonly Value[]): readonly Value[] =>
      column.value === "unsigned" ? values.filter((value) => Number(value) >= 0) : values;
    return {
      plain: (column) => (column.value === "symbol" ? symbolic : legal(column, numeric)),
      levels: (column) => {
        if (column.value === "symbol") return symbolic.slice(0, bound.levels);
        const values = column.lattice === "gcounter" ? levels.filter((level) => Number(level) >= 0) : levels;
        return legal(column, values.length === 0 ? [1] : values);
      },
    };
  }
}

/** One space, evaluated, and what is asked about it. */
class Look {
  readonly #space: Space;
  readonly #evaluated: Evaluated;
  readonly #steps = new Map<string, readonly Step[]>();
  readonly #watched = new Map<Relation, readonly Watched[]>();
  readonly #program: Program;

  constructor(program: Program, space: Space, evaluated: Evaluated) {
    this.#program = program;
    this.#space = space;
    this.#evaluated = evaluated;
  }

  answer({ relation, way, seals }: Question): Witness | null {
    const steps = this.#legalSteps(seals);
    let watched = this.#watched.get(relation);
    if (watched === undefined) {
      watched = watchedRows(relation, this.#evaluated.rows.get(relation.name) ?? [], this.#space.words);
      this.#watched.set(relation, watched);
    }
    for (const step of steps) {
      for (const { row, truth } of watched) {
        const state = moved(truth, step, way);
        if (state < 0) continue;
        const after = (state ^ (1 << step.bit)) >>> 0;
        return { before: this.#database(state), after: this.#database(after), row };
      }
    }
    return null;
  }

  #legalSteps(seals: readonly Seal[]): readonly Step[] {
    const name = seals.map(({ place }) => place.start).join();
    let steps = this.#steps.get(name);
    if (steps === undefined) {
      steps = legalSteps(this.#space, this.#evaluated, seals);
      this.#steps.set(name, steps);
    }
    return steps;
  }

  /** The visible rows of the base relations in one state. */
  #database(state: number): Database {
    const rows = new Map<string, Row[]>();
    for (const [name, possible] of this.#space.rows) {
      if (this.#program.relations.get(name)?.kind === "derived") continue;
      rows.set(
        name,
        possible.filter(({ truth }) => holdsIn(truth, state)).map(({ row }) => row),
      );
    }
    return rows;
  }
}

interface Watched {
  readonly row: Row;
  /** The lattice column whose value is watched. */
  readonly column: number | null;
  /** Where the row is there, or one with the same key and values further on. */
  readonly truth: Truth;
}

/** The rows of a relation, each with where it holds as a statement: `at least` and `at most` for growing columns. */
export function watchedRows(
  relation: Relation,
  rows: readonly PossibleRow[],
  words: number,
): readonly Watched[] {
  const growing = relation.columns.flatMap(({ lattice }, i) => (lattice === null ? [] : [i]));
  if (growing.length === 0) return rows.map(({ row, truth }) => ({ row, column: null, truth }));
  return growing.flatMap((column) =>
    rows.map(({ row }) => ({ row, column, truth: statement(relation, row, column, rows, words) })),
  );
}

/** Where `row` is among `rows`, or one with its key and a value in `column` as far or further. */
export function statement(
  relation: Relation,
  row: Row,
  column: number | null,
  rows: readonly PossibleRow[],
  words: number,
): Truth {
  const sign = column !== null && relation.columns[column]?.lattice === "min" ? -1 : 1;
  const truth = never(words);
  for (const other of rows) {
    const sameKey = row.every((value, i) => i >= relation.keyCount || value === other.row[i]);
    const further = column === null || sign * compareValues(other.row[column] ?? 0, row[column] ?? 0) >= 0;
    if (sameKey && further) or(other.truth, truth);
  }
  return truth;
}

/** For each movement, the states in which it may happen: both ends are possible and no seal is in the way. */
export function legalSteps(
  space: Space,
  { rows, valid }: Evaluated,
  seals: readonly Seal[],
): readonly Step[] {
  return space.movements.map((movement) => {
    const { bit, up, down, remains } = movement;
    const set = bitTruth(bit, space.words);
    const step = { bit, up: never(space.words), down: never(space.words) };
    const open = valid.slice();
    for (const seal of seals) {
      if (seal.relation === movement.relation)
        andNot(open, closedIn(seal, movement, rows, space.words), open);
    }
    if (up && and(open, shifted(valid, bit, true), step.up)) andNot(step.up, set, step.up);
    if (down && and(open, shifted(valid, bit, false), step.down)) and(step.down, set, step.down);
    if (remains !== null) and(step.down, remains, step.down);
    return step;
  });
}

/** The states in which a seal is in effect for what a movement changes. */
function closedIn(seal: Seal, { key }: Movement, rows: AllRows, words: number): Truth {
  const closed = never(words);
  for (const { row, truth } of rows.get(seal.by.name) ?? []) {
    if (seal.columns.every((column, i) => key[column] === row[i])) or(truth, closed);
  }
  return closed;
}

interface Constants {
  readonly numbers: readonly number[];
  readonly symbols: readonly string[];
  /** Numbers that a lattice column is likely to be compared with. */
  readonly levels: readonly number[];
}

/** The constants of a program, by what they are compared with. */
function constantsOf(program: Program, facts: ReadonlyMap<string, readonly Row[]>): Constants {
  const keys = new Set<Value>();
  const levels = new Set<number>();
  const columnOf = (name: string, i: number): Column | undefined => program.relations.get(name)?.columns[i];
  const note = (value: Value, isLevel: boolean): void => {
    if (isLevel && typeof value === "number") levels.add(value);
    else keys.add(value);
  };
  for (const [name, rows] of facts) {
    for (const row of rows)
      row.forEach((value, i) => note(value, (columnOf(name, i)?.lattice ?? null) !== null));
  }
  const inBody = (literals: readonly PlainLiteral[], moving: ReadonlySet<string>): void => {
    const all = new Set([...moving, ...literals.flatMap((literal) => movingVariables(literal, columnOf))]);
    for (const literal of literals) {
      for (const atom of [...positiveAtom(literal), ...absentAtom(literal)]) {
        for (const [i, term] of atom.arguments.entries()) {
          if (term.kind === "constant")
            note(term.value, (columnOf(atom.relation.text, i)?.lattice ?? null) !== null);
        }
      }
      if (literal.kind === "comparison") {
        const sides = [literal.left, literal.right];
        const isLevel = sides.some(
          (side) => side.kind === "aggregate" || variablesIn(side).some((name) => all.has(name)),
        );
        for (const value of sides.flatMap(constantsIn)) note(value, isLevel);
      }
      for (const aggregate of literalTerms(literal).flatMap(aggregatesIn)) {
        for (const clause of clausesOf(aggregate.body).clauses) inBody(clause.literals, all);
      }
    }
  };
  for (const rule of program.rules) {
    for (const { literals } of rule.clauses) inBody(literals, new Set());
  }
  const numbers = [...keys].filter((value) => typeof value === "number");
  return { numbers, symbols: [...keys].filter((value) => typeof value === "string"), levels: [...levels] };
}

/** The variables that a literal binds to a lattice column or to an aggregate. */
function movingVariables(
  literal: PlainLiteral,
  columnOf: (name: string, i: number) => Column | undefined,
): string[] {
  if (literal.kind === "comparison" && literal.operator === "=") {
    if (literal.left.kind === "variable" && literal.right.kind === "aggregate") return [literal.left.name];
    if (literal.right.kind === "variable" && literal.left.kind === "aggregate") return [literal.right.name];
  }
  return positiveAtom(literal).flatMap((atom) =>
    atom.arguments.flatMap((term, i) => {
      const moves = (columnOf(atom.relation.text, i)?.lattice ?? null) !== null;
      return term.kind === "variable" && moves ? [term.name] : [];
    }),
  );
}

function constantsIn(term: Term): readonly Value[] {
  if (term.kind === "constant") return [term.value];
  return term.kind === "call" ? term.arguments.flatMap(constantsIn) : [];
}
