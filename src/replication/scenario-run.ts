import { assert, present } from "../base/assert.ts";
import { placeOf, type Place } from "../base/source.ts";
import { EvaluationError } from "../engine/evaluation.ts";
import { Session } from "../engine/session.ts";
import { termType } from "../engine/term-types.ts";
import type { Row, Value } from "../lattice/row.ts";
import type { Program, Scenario } from "../model/program.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { Call } from "./call.ts";
import { Cluster, RestlessCluster, type ClusterEvent, type Moments } from "./cluster.ts";
import { factText } from "../model/fact-text.ts";
import type { LocalProgram } from "./local-program.ts";
import type { Work } from "./message.ts";
import { planEffect } from "../engine/operation-plan.ts";
import type { Replica } from "./replica.ts";
import { EnginePool, type EngineLimits } from "./replica-engine.ts";
import { matches } from "../engine/resolved-effect.ts";
import type { Delivery } from "./surroundings.ts";

/** What became of one `expect`: `message` says why it failed. */
export interface ExpectResult {
  readonly place: Place;
  readonly ok: boolean;
  readonly message: string;
}

export interface ScenarioResult {
  readonly name: string;
  readonly place: Place;
  readonly seed: number;
  /** Whether every expectation held, and all of the scenario could be run. */
  readonly ok: boolean;
  readonly expects: readonly ExpectResult[];
  /** Why the scenario could not go on. */
  readonly error: { readonly place: Place; readonly message: string } | null;
}

export interface ScenarioOptions {
  readonly local: LocalProgram;
  readonly facts: ReadonlyMap<string, readonly Row[]>;
  readonly seed: number;
  readonly observe?: (event: ClusterEvent | StatementEvent) => void;
  /** How far each replica's engine goes; beyond it a run ends, or does not begin, with an `EvaluationError`. */
  readonly limits?: EngineLimits;
  /** Where replicas take their engines from, in place of engines of these limits. */
  readonly engines?: EnginePool;
  /** Told of the cluster before anything is done to it. */
  readonly begun?: (cluster: Cluster) => void;
}

/** A statement of the scenario is done next. */
export interface StatementEvent {
  readonly at: number;
  readonly event: { readonly kind: "statement"; readonly place: Place; readonly text: string };
}

/** The replicas of a scenario, in the order in which it names them. */
export function replicasOf({ syntax }: Scenario): readonly string[] {
  return syntax.statements.flatMap((statement) =>
    statement.kind === "replicas" ? statement.names.map(({ text }) => text) : [],
  );
}

/** Runs a scenario: the same options give the same run. */
export function runScenario(scenario: Scenario, options: ScenarioOptions): ScenarioResult {
  const run = new ScenarioRun(scenario, options);
  while (run.step());
  return run.result;
}

/**
 * A run of a scenario, moment by moment: one is the beginning of a statement, or what happens next
 * in its cluster while time passes, or the end of that time. A statement ends with its last moment.
 */
export class ScenarioRun {
  readonly cluster: Cluster;
  readonly #seed: number;
  readonly #program: Program;
  readonly #observe: (event: ClusterEvent | StatementEvent) => void;
  readonly #expects: ExpectResult[] = [];
  /** Gives the terms of effects their values. */
  readonly #terms: Session;
  #scenario: Scenario;
  #replica = "";
  #lastCall: Call | null = null;
  /** How many statements are done. */
  #done = 0;
  /** What is under way: the statement behind those, or time that passes behind the last. */
  #moments: Moments | null = null;
  /** When the next moment of it is. */
  #next = 0;
  #isPassing = false;
  #error: ScenarioResult["error"] = null;
  #thrown: Error | null = null;

  constructor(scenario: Scenario, options: ScenarioOptions) {
    const { local, facts, seed, limits = {}, engines = new EnginePool(local, limits) } = options;
    const { observe = () => undefined, begun = () => undefined } = options;
    this.#scenario = scenario;
    this.#seed = seed;
    this.#program = local.written;
    this.#observe = observe;
    const members = replicasOf(scenario);
    this.cluster = new Cluster({ local, members, facts, seed, observe, engines });
    begun(this.cluster);
    const now = (): number => this.cluster.now;
    const replica = (): string => this.#replica;
    this.#terms = new Session(local.program, {
      ...limits,
      withoutFacts: true,
      ambient: {
        get replica() {
          return replica();
        },
        get now() {
          return now();
        },
      },
    });
    this.#terms.commit();
  }

  /** What came of the statements that are done. */
  get result(): ScenarioResult {
    const { name, source, syntax } = this.#scenario;
    const place = placeOf(source, syntax.name.span);
    const ok = this.#error === null && this.#expects.every((one) => one.ok);
    return { name, place, seed: this.#seed, ok, expects: this.#expects, error: this.#error };
  }

  /** How many statements are done, of a `repeat` with all of its repetitions. */
  get done(): number {
    return this.#done;
  }

  /** Whether a statement has begun and is not done. */
  get isAmidst(): boolean {
    return this.#moments !== null;
  }

  /** Whether time passes in a statement that has begun. */
  get isPassing(): boolean {
    return this.#isPassing;
  }

  get lastCall(): Call | null {
    return this.#lastCall;
  }

  /** What a statement failed with. */
  get failure(): Error | null {
    return this.#thrown;
  }

  /** When the next moment is; null where all statements are done, or one of them cannot be. */
  get nextAt(): number | null {
    if (this.#error !== null) return null;
    if (this.#moments !== null) return this.#next;
    return this.#done < this.#scenario.syntax.statements.length ? this.cluster.now : null;
  }

  /** Lets the next moment pass; false where there is none. */
  step(): boolean {
    if (this.#error !== null) return false;
    const { source, syntax } = this.#scenario;
    const statement = syntax.statements[this.#done];
    if (this.#moments === null && statement === undefined) return false;
    try {
      if (this.#moments === null && statement !== undefined) {
        this.#moments = this.#do(statement);
        this.#moments.next();
      }
      this.#proceed();
    } catch (error) {
      if (!(error instanceof RestlessCluster || error instanceof EvaluationError)) throw error;
      const place =
        error instanceof EvaluationError ? error.place : placeOf(source, (statement ?? syntax).span);
      this.#error = { place, message: error.message };
      this.#thrown = error;
    }
    return true;
  }

  #proceed(): void {
    const next = this.#moments?.next();
    if (next === undefined) return;
    if (next.done !== true) {
      this.#next = next.value;
      return;
    }
    this.#moments = null;
    if (this.#done < this.#scenario.syntax.statements.length) this.#done += 1;
  }

  /** Goes on with the statements of another scenario behind its first `done`, which are as if done here. */
  goOn(scenario: Scenario, done: number): void {
    assert(this.#moments === null, "a statement is under way");
    this.#scenario = scenario;
    this.#done = done;
  }

  /** Lets time pass until `end` behind the last statement, as a `run` would, which is at least as far as was asked before. */
  pass(end: number): void {
    assert(this.#done === this.#scenario.syntax.statements.length, "there are statements to come");
    if (this.#error !== null) return;
    this.#moments = this.cluster.passing(end);
    this.#proceed();
  }

  /** A statement has one moment at least. */
  *#do(statement: Syntax.Statement): Moments {
    if (statement.kind === "repeat") {
      const times = this.#number(statement.times);
      if (!(times > 0)) yield this.cluster.now;
      for (let i = 0; i < times; i++) yield* this.#do(statement.statement);
      return;
    }
    yield this.cluster.now;
    this.#note(statement);
    const passing = this.#begin(statement);
    if (passing === null) return;
    this.#isPassing = true;
    yield* passing;
    this.#isPassing = false;
    if (statement.kind === "expect") this.#judge(statement);
  }

  /** Does what takes no time, and gives the time that passes behind it. */
  #begin(statement: Exclude<Syntax.Statement, { kind: "repeat" }>): Moments | null {
    const { cluster } = this;
    switch (statement.kind) {
      case "replicas":
        return null;
      case "latency": {
        const [a, b] = statement.between;
        const milliseconds = this.#number(statement.milliseconds);
        cluster.network.setLatency(a.text, b.text, milliseconds);
        cluster.network.setLatency(b.text, a.text, milliseconds);
        return null;
      }
      case "network":
        for (const setting of statement.settings) this.#set(setting);
        return null;
      case "everywhere":
        this.#everywhere(statement.action);
        return null;
      case "at":
        this.#lastCall = this.#act(statement.replica.text, statement.action);
        return null;
      case "seal": {
        const [first] = cluster.live;
        const name = first?.name ?? cluster.members[0] ?? "";
        this.#lastCall = this.#act(name, { kind: "insert", atom: statement.atom, span: statement.span });
        return null;
      }
      case "partition":
        cluster.partition(statement.sides.map((side) => side.map(({ text }) => text)));
        return null;
      case "heal":
        cluster.heal();
        return null;
      case "crash":
        cluster.crash(statement.replica.text);
        return null;
      case "recover":
        cluster.recover(statement.replica.text);
        return null;
      case "run":
        return cluster.passing(cluster.now + this.#number(statement.milliseconds));
      case "settle":
        return cluster.settling();
      case "expect": {
        const call = this.#lastCall;
        if (statement.expectation.kind === "refused" && call !== null) return cluster.deciding(call);
        this.#judge(statement);
        return null;
      }
    }
  }

  #judge({ expectation, span }: Syntax.Statement & { readonly kind: "expect" }): void {
    const message = this.#failure(expectation);
    const place = placeOf(this.#scenario.source, span);
    this.#expects.push({ place, ok: message === null, message: message ?? "" });
  }

  #note(statement: Syntax.Statement): void {
    const text = this.#scenario.source.text.slice(statement.span.start, statement.span.end);
    const place = placeOf(this.#scenario.source, statement.span);
    this.#observe({ at: this.cluster.now, event: { kind: "statement", place, text } });
  }

  #set({ name, value }: Syntax.Parameter): void {
    const { network } = this.cluster;
    switch (name.text) {
      case "loss":
        network.settings = { ...network.settings, loss: Number(value) };
        return;
      case "duplicate":
        network.settings = { ...network.settings, duplicate: Number(value) };
        return;
      case "reorder":
        network.settings = { ...network.settings, reorder: value === "true" };
        return;
      case "timeout":
        this.cluster.timeout = Number(value);
        return;
      case "delivery":
        this.cluster.delivery = deliveryOf(value);
        return;
    }
  }

  // Effects.

  #act(replica: string, action: Syntax.Action): Call {
    const text = this.#text(action);
    this.#replica = replica;
    return this.cluster.submit(replica, this.#workOf(action), text);
  }

  #everywhere(action: Syntax.Action): void {
    const work = this.#workOf(action);
    if (work.kind === "effects") this.#lastCall = this.cluster.everywhere(work.effects);
  }

  #workOf(action: Syntax.Action): Work {
    if (action.kind !== "call") return this.#effects(action);
    const { atom, span } = action;
    const operation = this.#program.operations.get(atom.relation.text);
    if (operation === undefined) return this.#effects({ kind: "insert", atom, span });
    return {
      kind: "call",
      operation: operation.name,
      arguments: atom.arguments.map((term) => this.#value(term)),
    };
  }

  #effects(effect: Syntax.Effect): Work {
    return { kind: "effects", effects: planEffect(effect, this.#scenario.source, this.#terms)([]) ?? [] };
  }

  #value(term: Syntax.Term): Value {
    if (term.kind === "constant") return term.value;
    const type = termType(term, new Map(), this.#program) ?? "number";
    let value: Value = 0;
    const question = { literals: [], given: [], wanted: [{ term, type }], types: new Map() };
    this.#terms.question(question, placeOf(this.#scenario.source, term.span))([], ([first]) => {
      value = first ?? 0;
      return true;
    });
    return value;
  }

  #number(term: Syntax.Term): number {
    return Number(this.#value(term));
  }

  // Expectations. Each gives why it does not hold; null where it does.

  #failure(expectation: Syntax.Expectation): string | null {
    switch (expectation.kind) {
      case "row":
        return this.#rowFailure(expectation);
      case "converged":
        return this.#difference();
      case "diverged":
        return this.#difference() === null ? "all replicas have the same rows" : null;
      case "holds": {
        const name = expectation.invariant.text;
        const violated = this.#violation(name);
        return violated === null ? null : `\`${name}\` is violated at ${violated}`;
      }
      case "violated": {
        const name = expectation.invariant.text;
        return this.#violation(name) === null ? `\`${name}\` holds at every replica` : null;
      }
      case "refused":
        return this.#notRefused();
    }
  }

  #rowFailure({ replica, negated, atom }: Syntax.Expectation & { kind: "row" }): string | null {
    const relation = present(this.#program.relations.get(atom.relation.text), atom.relation.text);
    const pattern = atom.arguments.map((term) => (term.kind === "wildcard" ? null : this.#value(term)));
    const wanted = this.#scenario.source.text.slice(atom.span.start, atom.span.end);
    const asked = replica === null ? this.cluster.live : [this.cluster.replica(replica.text)];
    if (asked.length === 0) return "every replica is down";
    for (const one of asked) {
      if (one === null) return `${replica?.text ?? ""} is down`;
      const rows = [...one.session.rows(relation.name)];
      const found = rows.find((row) => matches(row, pattern));
      if (found !== undefined && negated) return `${one.name} has ${factText(relation, found)}`;
      if (found === undefined && !negated) {
        const near = rows.filter((row) => pattern.some((value, i) => value !== null && value === row[i]));
        const there = (near.length > 0 ? near : rows).slice(0, 3).map((row) => factText(relation, row));
        return `${one.name} has no ${wanted}${there.length === 0 ? "" : `; it has ${there.join(", ")}`}`;
      }
    }
    return null;
  }

  /** Where two replicas have different rows; null where none do. */
  #difference(): string | null {
    const [first, ...others] = this.cluster.live;
    if (first === undefined) return null;
    for (const other of others) {
      for (const relation of this.#program.relations.values()) {
        if (relation.name === "_refused") continue;
        const row = onlyIn(first, other, relation.name);
        if (row !== null) return `${first.name} has ${factText(relation, row)}, ${other.name} has not`;
        const more = onlyIn(other, first, relation.name);
        if (more !== null) return `${other.name} has ${factText(relation, more)}, ${first.name} has not`;
      }
    }
    return null;
  }

  #violation(invariant: string): string | null {
    const relation = this.cluster.local.violations.get(invariant);
    if (relation === undefined) return null;
    for (const replica of this.cluster.live) {
      const [row] = replica.session.rows(relation.name);
      if (row === undefined) continue;
      const values = relation.columns.map(({ name }, i) => `${name} = ${JSON.stringify(row[i])}`);
      return `${replica.name}${values.length === 0 ? "" : `, with ${values.join(", ")}`}`;
    }
    return null;
  }

  #notRefused(): string | null {
    const call = this.#lastCall;
    if (call === null) return "nothing was done before";
    return call.outcome.kind === "refused" ? null : `${call.text} was done`;
  }

  #text({ span }: Syntax.Action): string {
    return this.#scenario.source.text.slice(span.start, span.end);
  }
}

function onlyIn(a: Replica, b: Replica, relation: string): Row | null {
  for (const row of a.session.rows(relation)) if (!b.session.has(relation, row)) return row;
  return null;
}

function deliveryOf(value: string): Delivery {
  return value === "best_effort" || value === "causal" || value === "gossip" ? value : "reliable";
}
