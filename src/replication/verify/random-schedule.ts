import { present } from "../../base/assert.ts";
import { writtenByOperationsOnly } from "../../analysis/confluence/with-invariants.ts";
import type { Report } from "../../analysis/report.ts";
import { Chance } from "../../base/chance.ts";
import type { Row, Value } from "../../lattice/row.ts";
import type { Operation, Program, Relation, ValueType } from "../../model/program.ts";
import type * as Syntax from "../../syntax/tree.ts";
import type { LocalProgram } from "../local-program.ts";
import type { Work } from "../message.ts";
import type { ResolvedEffect } from "../../engine/resolved-effect.ts";
import type { Delivery } from "../surroundings.ts";
import type { Schedule, Step } from "./schedule.ts";

export interface ScheduleOptions {
  readonly stepsMax: number;
  /** Also faults that scenarios cannot say: links cut one way, wrong clocks, replicas that go back to an older state. */
  readonly allFaults: boolean;
}

/** Makes schedules for a program, a different one for each seed. */
export class RandomSchedules {
  readonly #program: Program;
  readonly #values: ReadonlyMap<ValueType, readonly Value[]>;
  readonly #facts: ReadonlyMap<string, readonly Row[]>;
  readonly #written: readonly Relation[];
  readonly #operations: readonly Operation[];
  readonly members: readonly string[];

  constructor(
    { written, sealing }: LocalProgram,
    facts: ReadonlyMap<string, readonly Row[]>,
    { invariants }: Report,
  ) {
    const guarded = writtenByOperationsOnly(written, invariants);
    this.#program = written;
    this.#facts = facts;
    this.#values = valuesOf(written, facts);
    this.members = membersFor(written);
    this.#written = [...written.relations.values()].filter(
      (relation) =>
        relation.name !== "_refused" &&
        !guarded.has(relation) &&
        (relation.kind === "base" ? relation.qualifier !== "static" : sealing.has(relation.name)),
    );
    this.#operations = [...written.operations.values()];
  }

  /** Whether there is anything that a schedule could do. */
  get isEmpty(): boolean {
    return this.#written.length === 0 && this.#operations.length === 0;
  }

  schedule(seed: number, { stepsMax, allFaults }: ScheduleOptions): Schedule {
    const chance = new Chance(seed);
    const { members } = this;
    const quiet = chance.happens(0.3);
    const network = {
      loss: quiet || chance.happens(0.5) ? 0 : chance.below(40) / 100,
      duplicate: quiet || chance.happens(0.5) ? 0 : chance.below(40) / 100,
      reorder: !quiet && chance.happens(0.5),
      delivery: chance.pickOf<Delivery>(["reliable", "reliable", "causal", "gossip"]) ?? "reliable",
    };
    const latencies = members.flatMap((a, i) =>
      members.slice(i + 1).flatMap((b) => {
        const milliseconds = chance.pickOf([1, 10, 10, 90, 250]) ?? 10;
        return milliseconds === 10 ? [] : [{ between: [a, b] as const, milliseconds }];
      }),
    );
    const steps: Step[] = [];
    const down = new Set<string>();
    const count = 3 + chance.below(Math.max(1, stepsMax - 2));
    while (steps.length < count) {
      const step = this.#step(chance, down, allFaults);
      // Only what others have by then can be lost.
      if (step.kind === "rollback") steps.push({ kind: "run", milliseconds: 100 });
      steps.push(step);
    }
    return { members, seed, network, latencies, steps };
  }

  #step(chance: Chance, down: Set<string>, allFaults: boolean): Step {
    const { members } = this;
    const member = (): string => present(chance.pickOf(members), "a replica");
    const kind = chance.next();
    if (kind < 0.62) return { kind: "do", replica: member(), work: this.#work(chance) };
    if (kind < 0.74) return { kind: "run", milliseconds: 1 + chance.below(120) };
    if (kind < 0.82) {
      if (members.length < 2) return { kind: "settle" };
      const shuffled = chance.shuffled(members);
      const at = 1 + chance.below(members.length - 1);
      return { kind: "partition", sides: [shuffled.slice(0, at), shuffled.slice(at)] };
    }
    if (kind < 0.87) return { kind: "heal" };
    if (kind < 0.91) return { kind: "settle" };
    if (allFaults && kind < 0.925) {
      const [from, to] = chance.shuffled(members);
      if (from !== undefined && to !== undefined) return { kind: "cut", from, to };
    }
    if (allFaults && kind < 0.94)
      return { kind: "skew", replica: member(), milliseconds: chance.below(10_000) - 5000 };
    const replica = member();
    if (allFaults && kind < 0.98) {
      down.delete(replica);
      return { kind: "rollback", replica, count: 1 + chance.below(6) };
    }
    if (down.delete(replica)) return { kind: "recover", replica };
    down.add(replica);
    return { kind: "crash", replica };
  }

  #work(chance: Chance): Work {
    const operation = chance.pickOf(this.#operations);
    if (operation !== null && (this.#written.length === 0 || chance.happens(0.6))) {
      const values = operation.syntax.parameters.map(({ type }) =>
        this.#value(chance, baseOf(type.text, this.#program)),
      );
      return { kind: "call", operation: operation.name, arguments: values };
    }
    const relation = present(chance.pickOf(this.#written), "a relation to write");
    return { kind: "effects", effects: [this.#effect(chance, relation)] };
  }

  #effect(chance: Chance, { name: relation, columns, keyCount, qualifier }: Relation): ResolvedEffect {
    // Rows that are known meet each other more often than rows made of any values.
    const known = chance.happens(0.5) ? chance.pickOf(this.#facts.get(relation) ?? []) : null;
    const row = columns.map(
      ({ value }, i) => (chance.happens(0.8) ? known?.[i] : undefined) ?? this.#value(chance, value),
    );
    const [key, values] = [row.slice(0, keyCount), row.slice(keyCount)];
    const amount = 1 + chance.below(3);
    switch (columns[keyCount]?.lattice ?? null) {
      case null:
        return qualifier === "orset" && chance.happens(0.4)
          ? { kind: "delete", relation, pattern: row.map((value) => (chance.happens(0.3) ? null : value)) }
          : { kind: "insert", relation, row };
      case "max":
      case "min":
        return { kind: "insert", relation, row };
      case "gcounter":
        return { kind: "add", relation, key, amount, sign: 1 };
      case "pncounter":
        return { kind: "add", relation, key, amount, sign: chance.happens(0.5) ? 1 : -1 };
      case "bounded":
        return chance.happens(0.2)
          ? { kind: "transfer", relation, key, amount, to: chance.pickOf(this.members) ?? "" }
          : { kind: "add", relation, key, amount, sign: chance.happens(0.4) ? 1 : -1 };
      case "lww":
      case "mv":
        return { kind: "write", relation, key, values };
      case "sequence":
        return chance.happens(0.3)
          ? { kind: "splice-out", relation, key, index: chance.below(3) }
          : {
              kind: "splice-in",
              relation,
              key,
              text: chance.pickOf(["a", "bc", "𝒳"]) ?? "a",
              index: chance.below(3),
            };
    }
  }

  #value(chance: Chance, type: ValueType): Value {
    return chance.pickOf(this.#values.get(type) ?? []) ?? 0;
  }
}

/** Three replicas, or as many as a quorum has; those that the program names are among them. */
function membersFor({ scenarios, boundaries }: Program): readonly string[] {
  const named = scenarios.flatMap(({ syntax }) =>
    syntax.statements.flatMap((statement) =>
      statement.kind === "replicas" ? [statement.names.map(({ text }) => text)] : [],
    ),
  );
  const [first] = named;
  if (first !== undefined && first.length > 1) return first;
  const protocols = [...boundaries.values()].map(({ protocol }) => protocol);
  const count = Math.max(3, ...protocols.map((protocol) => (protocol.kind === "quorum" ? protocol.n : 0)));
  const leaders = protocols.flatMap((protocol) =>
    protocol.kind === "leader" && protocol.replica !== null ? [protocol.replica] : [],
  );
  const names = new Set([...leaders, "madrid", "dublin", "oslo", "tokyo", "lima"]);
  for (let i = 1; names.size < count; i++) names.add(`replica${String(i)}`);
  return [...names].slice(0, count);
}

function baseOf(name: string, program: Program): ValueType {
  if (name === "symbol" || name === "number" || name === "unsigned" || name === "float") return name;
  return present(program.types.get(name), `the type ${name}`).base;
}

/** Constants of the text's facts and rules, and a few that it does not have. */
function valuesOf(
  program: Program,
  facts: ReadonlyMap<string, readonly Row[]>,
): ReadonlyMap<ValueType, readonly Value[]> {
  const symbols = new Set<Value>();
  const numbers = new Set<Value>();
  const take = (value: Value): void => {
    const set = typeof value === "string" ? symbols : numbers;
    if (set.size < valuesMax) set.add(value);
  };
  for (const rows of facts.values()) for (const row of rows.slice(0, rowsRead)) row.forEach(take);
  const inTerm = (term: Syntax.Term): void => {
    if (term.kind === "constant") take(term.value);
    if (term.kind === "call") term.arguments.forEach(inTerm);
  };
  for (const { clauses, heads } of program.rules) {
    for (const { atom } of heads) atom.arguments.forEach(inTerm);
    for (const { literals } of clauses)
      for (const literal of literals) {
        if (literal.kind === "atom") literal.arguments.forEach(inTerm);
        if (literal.kind === "negation") literal.atom.arguments.forEach(inTerm);
        if (literal.kind === "comparison") [literal.left, literal.right].forEach(inTerm);
      }
  }
  for (const value of ["x", "y"]) symbols.add(value);
  for (const value of [0, 1, 2]) numbers.add(value);
  const whole = [...numbers].filter((value) => Number.isInteger(value));
  return new Map<ValueType, readonly Value[]>([
    ["symbol", [...symbols]],
    ["number", whole],
    ["unsigned", whole.filter((value) => Number(value) >= 0)],
    ["float", [...numbers]],
  ]);
}

const [valuesMax, rowsRead] = [6, 20];
