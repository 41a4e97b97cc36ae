import { Chance } from "../base/chance.ts";
import { Evaluation, EvaluationError } from "../engine/evaluation.ts";
import { rowKey, type Row, type Value } from "../lattice/row.ts";
import { callText } from "../model/fact-text.ts";
import type { Operation, Program, ValueType } from "../model/program.ts";
import { Cluster, RestlessCluster } from "../replication/cluster.ts";
import { factsGiven, localProgram, type LocalProgram } from "../replication/local-program.ts";
import { EnginePool } from "../replication/replica-engine.ts";
import { membersOf } from "./finding-refutation.ts";
import {
  allRows,
  openRelations,
  poolsOf,
  randomRows,
  randomValue,
  somePools,
  type Facts,
  type ValuePools,
} from "./random-facts.ts";
import { objection, type Objection, type Repair } from "./repair.ts";
import { trialLimits } from "./scenario-trial.ts";

/** How often each operation is called, in a state of its own each time. */
const callsMost = 60;

/** So many calls that the exercise does are enough to judge by. */
const doneMost = 16;

/** So many begin with nothing but the facts of the text. */
const emptyMost = 4;

/** Of each relation, in a state. */
const rowsMost = 4;

/** Of a relation of the student's own, when it is full. */
const filledMost = 200;

/**
 * What operations do no more: in states in which nothing else is going on and nothing is sealed, each
 * has to do what it does in the exercise, unless that breaks an invariant. A repair may give names and
 * numbers another form, so that a row counts as the same when it is recognisable.
 */
export function effectProblems(repair: Repair): Objection {
  const { before, after } = repair;
  const [left, right] = [new Caller(before.program), new Caller(after.program)];
  const trees = [...before.trees.values(), ...after.trees.values()].map(({ items }) => items);
  const pools = poolsOf(trees, left.given);
  const messages = [...before.program.operations.values()].flatMap((operation) => {
    const problem = new OperationTrial(operation, repair, left, right, pools).problem();
    return problem === null ? [] : [problem];
  });
  return objection(messages);
}

class OperationTrial {
  readonly #operation: Operation;
  readonly #repair: Repair;
  readonly #before: Caller;
  readonly #after: Caller;
  readonly #pools: ValuePools;

  constructor(operation: Operation, repair: Repair, before: Caller, after: Caller, pools: ValuePools) {
    this.#operation = operation;
    this.#repair = repair;
    this.#before = before;
    this.#after = after;
    this.#pools = pools;
  }

  problem(): string | null {
    const { program } = this.#repair.before;
    const { name } = this.#operation;
    let [done, refused] = [0, 0];
    let example = "";
    for (let seed = 1; seed <= callsMost && done < doneMost; seed++) {
      const chance = new Chance(seed);
      const pools = somePools(this.#pools, chance);
      const facts = this.#state(pools, chance, seed <= emptyMost);
      const given = this.#arguments(facts, pools, chance);
      const wanted = this.#before.call(name, given, facts);
      if (wanted === null || wanted.breaks) continue;
      done++;
      const text = callText(this.#operation, given, program);
      const own = this.#withOwn(facts, pools);
      const found =
        this.#after.call(name, given, facts) ?? (own === null ? null : this.#after.call(name, given, own));
      if (found === null) {
        refused++;
        if (example === "") example = text;
        continue;
      }
      const lost = lostChange(wanted.changes, found.changes);
      if (lost !== null)
        return `\`${text}\` ${lost.added ? "writes" : "takes out"} a row of \`${lost.relation}\` in the exercise, and with your rules it does not: an operation has to do what it did.`;
    }
    if (done === 0 || refused * 2 <= done) return null;
    return refused === done
      ? `\`${name}\` is never done any more, also when nothing else is going on: \`${example}\` is refused, for instance, and the exercise does it.`
      : `\`${name}\` is refused in ${String(refused)} of ${String(done)} states in which the exercise does it, also when nothing else is going on: \`${example}\`, for instance.`;
  }

  /** Facts in which nothing is sealed; where it is to be empty, those of the text alone. */
  #state(pools: ValuePools, chance: Chance, isEmpty: boolean): Facts {
    const { before, after } = this.#repair;
    const sealing = new Set([...before.program.seals, ...after.program.seals].map(({ by }) => by.name));
    const { given } = this.#before;
    if (isEmpty) return given;
    const open = openRelations(before.program).filter(({ name }) => !sealing.has(name));
    return new Map(
      open.map((relation) => {
        const { name } = relation;
        const own = given.get(name) ?? [];
        return [name, [...own, ...randomRows(relation, rowsMost, pools, chance, own)]];
      }),
    );
  }

  /** With every row that the student's own relations can hold, but those that seal; null without any. */
  #withOwn(facts: Facts, pools: ValuePools): Facts | null {
    const { before, after } = this.#repair;
    const sealing = new Set(after.program.seals.map(({ by }) => by.name));
    const own = openRelations(after.program).filter(
      ({ name }) => !sealing.has(name) && !before.program.relations.has(name),
    );
    if (own.length === 0) return null;
    const full = own.map((relation): readonly [string, readonly Row[]] => [
      relation.name,
      allRows(relation, pools, filledMost),
    ]);
    return new Map([...facts, ...full]);
  }

  /** Arguments that meet the rows of the state often. */
  #arguments(facts: Facts, pools: ValuePools, chance: Chance): readonly Value[] {
    const { types, relations } = this.#repair.before.program;
    const there: Record<ValueType, Value[]> = { symbol: [], number: [], unsigned: [], float: [] };
    const known = new Map([...this.#before.given, ...facts]);
    for (const relation of relations.values())
      for (const row of known.get(relation.name) ?? [])
        for (const [i, value] of row.entries()) {
          const type = relation.columns[i]?.value;
          if (type !== undefined) there[type].push(value);
        }
    return this.#operation.syntax.parameters.map(({ type }) => {
      const base = types.get(type.text)?.base ?? (type.text as ValueType);
      const met = chance.happens(0.6) ? chance.pickOf(there[base]) : null;
      return met ?? randomValue({ value: base, lattice: null }, pools, chance);
    });
  }
}

/** What a call changed. */
interface Done {
  readonly changes: ReadonlyMap<string, Change>;
  /** Whether an invariant is violated after it. */
  readonly breaks: boolean;
}

interface Change {
  readonly added: readonly Row[];
  readonly removed: readonly Row[];
}

/** Calls operations of a program at replicas to which nobody else does anything. */
class Caller {
  readonly given: Facts;
  readonly #program: Program;
  readonly #local: LocalProgram;
  readonly #members: readonly string[];
  readonly #engines: EnginePool;

  constructor(program: Program) {
    this.#program = program;
    this.#local = localProgram(program);
    this.#members = membersOf(program);
    this.#engines = new EnginePool(this.#local, trialLimits);
    this.given = factsGiven(new Evaluation(program, trialLimits));
  }

  /** What a call does at the first replica that does it; null where all refuse it. */
  call(operation: string, given: readonly Value[], facts: Facts): Done | null {
    for (const member of this.#members) {
      const done = this.#callAt(member, operation, given, facts);
      if (done !== null) return done;
    }
    return null;
  }

  #callAt(member: string, operation: string, given: readonly Value[], facts: Facts): Done | null {
    const all = new Map([...this.given, ...facts]);
    const cluster = new Cluster({
      local: this.#local,
      members: this.#members,
      facts: all,
      seed: 1,
      engines: this.#engines,
    });
    try {
      cluster.settle();
      const before = this.#rows(cluster, member);
      const call = cluster.submit(member, { kind: "call", operation, arguments: given }, operation);
      cluster.runUntilDecided(call);
      if (call.outcome.kind !== "done") return null;
      cluster.settle();
      const after = this.#rows(cluster, member);
      const changes = new Map(
        [...before].map(([name, rows]) => [name, changeBetween(rows, after.get(name) ?? [])]),
      );
      return { changes, breaks: this.#breaks(cluster, member) };
    } catch (error) {
      if (error instanceof EvaluationError || error instanceof RestlessCluster) return null;
      throw error;
    } finally {
      cluster.close();
    }
  }

  #rows(cluster: Cluster, member: string): ReadonlyMap<string, readonly Row[]> {
    const session = cluster.replica(member)?.session;
    const written = [...this.#program.relations.values()].filter(
      ({ kind, name }) => kind === "base" && name !== "_refused",
    );
    return new Map(written.map(({ name }) => [name, session === undefined ? [] : [...session.rows(name)]]));
  }

  #breaks(cluster: Cluster, member: string): boolean {
    const session = cluster.replica(member)?.session;
    return [...this.#local.violations.values()].some(({ name }) => (session?.count(name) ?? 0) > 0);
  }
}

function changeBetween(before: readonly Row[], after: readonly Row[]): Change {
  const [old, now] = [new Set(before.map(rowKey)), new Set(after.map(rowKey))];
  return {
    added: after.filter((row) => !old.has(rowKey(row))),
    removed: before.filter((row) => !now.has(rowKey(row))),
  };
}

/** A change that is not recognisable among others. */
function lostChange(
  wanted: ReadonlyMap<string, Change>,
  found: ReadonlyMap<string, Change>,
): { readonly relation: string; readonly added: boolean } | null {
  for (const [relation, { added, removed }] of wanted) {
    const other = found.get(relation) ?? { added: [], removed: [] };
    if (added.some((row) => !other.added.some((one) => isLike(row, one)))) return { relation, added: true };
    if (removed.some((row) => !other.removed.some((one) => isLike(row, one))))
      return { relation, added: false };
  }
  return null;
}

/**
 * Whether one row is recognisable in another: texts may have something in front or behind, and a
 * number may be another one where another column tells the row.
 */
function isLike(wanted: Row, found: Row): boolean {
  let told = 0;
  let others = 0;
  for (const [i, value] of wanted.entries()) {
    const other = found[i];
    if (value === other || isWithin(value, other)) told++;
    else if (typeof value === "number" && typeof other === "number") others++;
    else return false;
  }
  return others === 0 || (told > 0 && others === 1);
}

function isWithin(value: Value, other: Value | undefined): boolean {
  return typeof value === "string" && typeof other === "string" && value !== "" && other.includes(value);
}
