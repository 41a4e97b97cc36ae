import type { Program, Relation } from "../../src/model/program.ts";
import { present } from "../../src/base/assert.ts";
import type { Counterexample } from "../../src/analysis/confluence/counterexample-search.ts";
import { keyOf, type Row } from "../reference/table.ts";
import type { Value } from "../reference/value.ts";
import type { Chance } from "./chance.ts";
import { PromisedStates, type CallOf, type State } from "./promised-states.ts";
import { numbers, symbols } from "./random-promise.ts";

/** So many calls of one operation are tried, and so many rows of a relation that has no facts. */
const [callsMax, rowsMax] = [27, 16];

/**
 * Looks for refutations of any invariant in all histories within a bound, for as long as `states`
 * merges last: first those of two branches, shortest first, from every start; then chance ones of
 * three replicas that merge now and then.
 */
export function refutations(program: Program, chance: Chance, merges: number): ReadonlyMap<string, string> {
  const hasRights = [...program.relations.values()].some(({ columns }) =>
    columns.some(({ lattice }) => lattice === "bounded"),
  );
  const calls = callsOf(program);
  const found = new Map<string, string>();
  const asked = program.invariants.length;
  let left = merges;
  for (const replicas of hasRights
    ? [
        ["A", "B"],
        ["A", "B", "C"],
      ]
    : [["A", "B", "C"]]) {
    const states = new PromisedStates(program, replicas, calls);
    const run = new Run(states, program);
    for (const start of startsOf(program, chance)) {
      if (found.size === asked || left <= 0) break;
      if (!states.begin(start)) continue;
      left -= run.pairs(start, found, Math.min(left, merges / 8));
      for (let i = 0; i < 6 && left > 0 && found.size < asked; i++) left -= run.walk(start, found, chance);
    }
    left = Math.max(left, merges / 4);
    for (const starts = [...startsOf(program, chance)]; left > 0 && found.size < asked;) {
      const start = chance.pickOf(starts) ?? new Map<string, readonly Row[]>();
      left -= states.begin(start) ? run.walk(start, found, chance) : 1;
    }
  }
  return found;
}

class Run {
  readonly #states: PromisedStates;
  readonly #boundaries: ReadonlyMap<string, "leader" | "barrier" | "quorum">;

  constructor(states: PromisedStates, program: Program) {
    this.#states = states;
    this.#boundaries = new Map(
      [...program.operations.values()].flatMap(({ name, boundary }) =>
        boundary === null ? [] : [[name, boundary.protocol.kind] as const],
      ),
    );
  }

  /** Two branches from states that one or two operations lead to; how many merges were looked at. */
  pairs(start: Start, found: Map<string, string>, most: number): number {
    const [a = "", b = ""] = this.#states.replicas;
    let merges = 0;
    let prefixes: State[] = [[]];
    for (let depth = 0; depth < 3; depth++) {
      const next: State[] = [];
      const seen = new Set<string>();
      for (const prefix of prefixes) {
        const one = this.#alone(prefix, a, 1, depth);
        const other = this.#alone(prefix, b, 1, depth).filter((branch) => !this.#isBound(branch));
        const longer = depth < 2 ? this.#alone(prefix, a, 2, depth) : [];
        for (const [x, y] of [...pairsOf(one, other), ...pairsOf(longer, other)]) {
          if (++merges > most) return merges;
          this.#merge(start, [...prefix, ...x], [...prefix, ...y], found);
        }
        for (const [event] of one) {
          if (event === undefined) continue;
          const key = this.#states.rowsKey([...prefix, event]);
          if (!seen.has(key)) next.push([...prefix, event]);
          seen.add(key);
        }
      }
      prefixes = next;
    }
    return merges;
  }

  #alone(prefix: State, replica: string, length: number, time: number): State[] {
    if (length === 0) return [[]];
    return this.#alone(prefix, replica, length - 1, time).flatMap((branch) =>
      this.#states
        .steps([...prefix, ...branch], replica, replica, time + branch.length)
        .map(({ event }) => [...branch, event]),
    );
  }

  #isBound(branch: State): boolean {
    return branch.some(({ call }) => this.#boundaries.has(call.operation));
  }

  #merge(start: Start, x: State, y: State, found: Map<string, string>): boolean {
    const merged = union(x, y);
    const broken = this.#states.broken(merged);
    if (broken === null) return true;
    for (const name of broken)
      if (!found.has(name)) found.set(name, `${storyOf(start)} { ${tell(x)} } with { ${tell(y)} }`);
    return broken.length === 0;
  }

  /** A chance execution: operations at replicas, and merges of the one into the other. */
  walk(start: Start, found: Map<string, string>, chance: Chance): number {
    const { replicas } = this.#states;
    const count = Math.min(replicas.length, chance.between(2, 3));
    const known = replicas.map((): State => []);
    let merges = 1;
    const length = chance.between(2, 6);
    for (let time = 0; time < length; time++) {
      const at = chance.between(0, count - 1);
      const replica = present(replicas[at], "a replica");
      const own = present(known[at], "a state");
      const step = chance.pickOf(this.#states.steps(own, replica, replica, time));
      if (step !== null) {
        const protocol = this.#boundaries.get(step.call.operation);
        if (protocol === undefined || (protocol === "leader" && at === 0)) known[at] = [...own, step.event];
        else if (protocol === "barrier") {
          const all = known.slice(0, count).reduce((a, b) => union(a, b));
          const again = this.#states
            .steps(all, replica, replica, time)
            .find(
              ({ call }) =>
                keyOf([call.operation, ...call.arguments]) ===
                keyOf([step.call.operation, ...step.call.arguments]),
            );
          if (again !== undefined && this.#states.broken(all)?.length === 0)
            known[at] = [...all, again.event];
        }
      }
      for (let i = 0; i < 2; i++) {
        if (!chance.happens(0.35)) continue;
        const [to, from] = [chance.between(0, count - 1), chance.between(0, count - 1)];
        const [x, y] = [present(known[to], "a state"), present(known[from], "a state")];
        merges++;
        if (!this.#merge(start, x, y, found)) return merges;
        known[to] = union(x, y);
      }
    }
    let all = known[0] ?? [];
    for (const other of known.slice(1, count)) {
      merges++;
      if (!this.#merge(start, all, other, found)) return merges;
      all = union(all, other);
    }
    return merges;
  }

  /** Whether a counterexample is one, with or without some of its operations. */
  replays(found: Counterexample, without: number | null): boolean {
    const { chosen, prefix, branches, invariant } = found;
    const start = new Map<string, Row[]>();
    for (const { relation, row } of chosen) start.set(relation, [...(start.get(relation) ?? []), row]);
    if (!this.#states.begin(start)) return false;
    let index = 0;
    const extend = (state: State, steps: typeof prefix): State | null => {
      for (const { call, replica } of steps) {
        if (index++ === without) continue;
        const given = { operation: call.operation.name, arguments: call.arguments };
        const time = 1 + Math.max(0, ...state.map((event) => event.time));
        const step = this.#states
          .steps(state, replica, replica, time)
          .find(
            (one) =>
              keyOf([one.call.operation, ...one.call.arguments]) ===
              keyOf([given.operation, ...given.arguments]),
          );
        if (step === undefined) return null;
        state = [...state, step.event];
      }
      return state;
    };
    const common = extend([], prefix);
    if (common === null) return false;
    const sides: State[] = [];
    for (const { steps } of branches) {
      const side = extend(common, steps);
      if (side === null) return false;
      sides.push(side);
    }
    let all = sides[0] ?? [];
    for (const [i, side] of sides.entries()) {
      if (i > 0 && this.#states.broken(all)?.length !== 0) return false;
      all = union(all, side);
    }
    return this.#states.broken(all)?.includes(invariant.name) === true;
  }
}

/** What is wrong with a counterexample: null where it stands, and no operation of it can be left out. */
export function faultOf(found: Counterexample, program: Program): string | null {
  const steps = [...found.prefix, ...found.branches.flatMap((branch) => branch.steps)];
  const calls = steps.map(({ call }) => ({ operation: call.operation.name, arguments: call.arguments }));
  const names = new Set([
    ...found.branches.map(({ replica }) => replica),
    ...steps.map(({ replica }) => replica),
  ]);
  const hasRights = [...program.relations.values()].some(({ columns }) =>
    columns.some(({ lattice }) => lattice === "bounded"),
  );
  const replicas = [...new Set(["A", "B", ...names])].slice(0, hasRights ? 2 : 3);
  const unique = [
    ...new Map(calls.map((call) => [keyOf([call.operation, ...call.arguments]), call])).values(),
  ];
  const run = new Run(new PromisedStates(program, replicas, unique), program);
  if (!run.replays(found, null)) return "it is none";
  const spare = steps.findIndex((_, i) => run.replays(found, i));
  return spare < 0 ? null : `operation ${String(spare)} of it can be left out`;
}

/** Whether each invariant is one that some rows keep and others break. */
export function isMeant(program: Program, chance: Chance): boolean {
  const bare = { ...program, facts: [], factRelations: new Set<Relation>() };
  const states = new PromisedStates(bare, ["A"], []);
  const kept = new Set(program.invariants.map(({ name }) => name));
  const broken = new Set(kept);
  let looked = 0;
  for (const start of startsOf(bare, chance)) {
    if (++looked > 80) return false;
    states.begin(start);
    const now = states.broken([]);
    if (now === null) continue;
    for (const { name } of program.invariants) (now.includes(name) ? broken : kept).delete(name);
    if (kept.size === 0 && broken.size === 0) return true;
  }
  return false;
}

/** Whether there is something to begin with, and every operation can change something there or a step further. */
export function isLively(program: Program, chance: Chance): boolean {
  const states = new PromisedStates(program, ["A", "B"], callsOf(program));
  const idle = new Set(program.operations.keys());
  let looked = 0;
  for (const start of startsOf(program, chance)) {
    if (++looked > 30) return false;
    if (!states.begin(start)) continue;
    const steps = states.steps([], "A", "A", 0);
    const note = (before: State, found: typeof steps): void => {
      for (const { call, event } of found)
        if (idle.has(call.operation) && states.rowsKey([...before, event]) !== states.rowsKey(before))
          idle.delete(call.operation);
    };
    note([], steps);
    if (idle.size === 0) return true;
    for (const { event } of steps.slice(0, 6)) note([event], states.steps([event], "A", "A", 1));
    if (idle.size === 0) return true;
  }
  return false;
}

type Start = ReadonlyMap<string, readonly Row[]>;

/** What relations without facts begin with: nothing, one row, and choices of several. */
function* startsOf(program: Program, chance: Chance): Generator<Start> {
  yield new Map();
  const free = [...program.relations.values()].filter(
    (relation) => relation.kind === "base" && !program.factRelations.has(relation),
  );
  const rows = free.flatMap((relation) => rowsOf(relation).map((row) => ({ relation, row })));
  if (rows.length === 0) return;
  for (const { relation, row } of chance.shuffled(rows)) yield new Map([[relation.name, [row]]]);
  for (let i = 0; i < 60; i++) {
    const chosen = new Map<string, Map<string, Row>>();
    for (let k = chance.between(2, 4); k > 0; k--) {
      const one = chance.pickOf(rows);
      if (one === null) continue;
      const { relation, row } = one;
      const own = chosen.get(relation.name) ?? new Map<string, Row>();
      const isSet = relation.keyCount === relation.columns.length;
      chosen.set(relation.name, own.set(keyOf(isSet ? row : row.slice(0, relation.keyCount)), row));
    }
    yield new Map([...chosen].map(([name, own]) => [name, [...own.values()]]));
  }
}

function rowsOf({ columns }: Relation): readonly Row[] {
  return product(
    columns.map(({ value, bound }) =>
      value === "symbol" ? symbols : numbers.filter((one) => one >= (bound ?? 0)),
    ),
    rowsMax,
  );
}

function callsOf(program: Program): readonly CallOf[] {
  return [...program.operations.values()].flatMap(({ name, syntax }) =>
    product(
      syntax.parameters.map(({ type }) => (type.text === "symbol" ? symbols : numbers)),
      callsMax,
    ).map((row) => ({ operation: name, arguments: row })),
  );
}

function product(pools: readonly (readonly Value[])[], most: number): readonly Row[] {
  const rows = pools.reduce<readonly Row[]>(
    (all, pool) => all.flatMap((row) => pool.map((value) => [...row, value])),
    [[]],
  );
  return rows.filter(
    (_, i) =>
      Math.floor((i * most) / rows.length) !== Math.floor(((i - 1) * most) / rows.length) ||
      rows.length <= most,
  );
}

function* pairsOf(a: readonly State[], b: readonly State[]): Generator<readonly [State, State]> {
  for (const x of a) for (const y of b) yield [x, y];
}

function union(a: State, b: State): State {
  const known = new Set(a);
  return [...a, ...b.filter((event) => !known.has(event))];
}

function storyOf(start: Start): string {
  return (
    [...start].flatMap(([name, rows]) => rows.map((row) => `${name}(${row.join(", ")})`)).join(" ") ||
    "nothing"
  );
}

function tell(state: State): string {
  return state
    .map(
      ({ call, replica, time }) =>
        `${replica}@${String(time)}: ${call.operation}(${call.arguments.join(", ")})`,
    )
    .join("; ");
}
