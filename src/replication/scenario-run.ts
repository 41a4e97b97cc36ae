import { present } from "../base/assert.ts";
import { placeOf, type Place, type Source } from "../base/source.ts";
import { EvaluationError } from "../engine/evaluation.ts";
import { Session } from "../engine/session.ts";
import { termType } from "../engine/term-types.ts";
import type { Row, Value } from "../lattice/row.ts";
import type { Program, Scenario } from "../model/program.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { Call } from "./call.ts";
import { Cluster, RestlessCluster, type ClusterEvent } from "./cluster.ts";
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
  /** Told of the cluster before anything is done to it. */
  readonly begun?: (cluster: Cluster) => void;
}

/** A statement of the scenario is done next. */
export interface StatementEvent {
  readonly at: number;
  readonly event: { readonly kind: "statement"; readonly place: Place; readonly text: string };
}

/** Runs a scenario: the same options give the same run. */
export function runScenario(scenario: Scenario, options: ScenarioOptions): ScenarioResult {
  const { name, source, syntax } = scenario;
  const place = placeOf(source, syntax.name.span);
  const expects: ExpectResult[] = [];
  const done = (error: ScenarioResult["error"]): ScenarioResult => ({
    name,
    place,
    seed: options.seed,
    ok: error === null && expects.every(({ ok }) => ok),
    expects,
    error,
  });
  const run = new ScenarioRun(scenario, options, expects);
  for (const statement of syntax.statements) {
    try {
      run.do(statement);
    } catch (error) {
      if (!(error instanceof RestlessCluster || error instanceof EvaluationError)) throw error;
      const at = error instanceof EvaluationError ? error.place : placeOf(source, statement.span);
      return done({ place: at, message: error.message });
    }
  }
  return done(null);
}

class ScenarioRun {
  readonly #source: Source;
  readonly #program: Program;
  readonly #cluster: Cluster;
  readonly #observe: (event: ClusterEvent | StatementEvent) => void;
  readonly #expects: ExpectResult[];
  /** Gives the terms of effects their values. */
  readonly #terms: Session;
  #replica = "";
  #lastCall: Call | null = null;

  constructor(
    { source, syntax }: Scenario,
    { local, facts, seed, limits = {}, observe = () => undefined, begun = () => undefined }: ScenarioOptions,
    expects: ExpectResult[],
  ) {
    this.#source = source;
    this.#program = local.written;
    this.#observe = observe;
    this.#expects = expects;
    const members = syntax.statements.flatMap((statement) =>
      statement.kind === "replicas" ? statement.names.map(({ text }) => text) : [],
    );
    const engines = new EnginePool(local, limits);
    this.#cluster = new Cluster({ local, members, facts, seed, observe, engines });
    begun(this.#cluster);
    const now = (): number => this.#cluster.now;
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

  do(statement: Syntax.Statement): void {
    if (statement.kind !== "repeat") this.#note(statement);
    const cluster = this.#cluster;
    switch (statement.kind) {
      case "replicas":
        return;
      case "latency": {
        const [a, b] = statement.between;
        const milliseconds = this.#number(statement.milliseconds);
        cluster.network.setLatency(a.text, b.text, milliseconds);
        cluster.network.setLatency(b.text, a.text, milliseconds);
        return;
      }
      case "network":
        for (const setting of statement.settings) this.#set(setting);
        return;
      case "everywhere":
        this.#everywhere(statement.action);
        return;
      case "at":
        this.#lastCall = this.#act(statement.replica.text, statement.action);
        return;
      case "seal": {
        const [first] = cluster.live;
        const name = first?.name ?? cluster.members[0] ?? "";
        this.#lastCall = this.#act(name, { kind: "insert", atom: statement.atom, span: statement.span });
        return;
      }
      case "partition":
        cluster.partition(statement.sides.map((side) => side.map(({ text }) => text)));
        return;
      case "heal":
        cluster.heal();
        return;
      case "crash":
        cluster.crash(statement.replica.text);
        return;
      case "recover":
        cluster.recover(statement.replica.text);
        return;
      case "run":
        cluster.run(this.#number(statement.milliseconds));
        return;
      case "settle":
        cluster.settle();
        return;
      case "repeat": {
        const times = this.#number(statement.times);
        for (let i = 0; i < times; i++) this.do(statement.statement);
        return;
      }
      case "expect": {
        const message = this.#failure(statement.expectation);
        const place = placeOf(this.#source, statement.span);
        this.#expects.push({ place, ok: message === null, message: message ?? "" });
        return;
      }
    }
  }

  #note(statement: Syntax.Statement): void {
    const text = this.#source.text.slice(statement.span.start, statement.span.end);
    const place = placeOf(this.#source, statement.span);
    this.#observe({ at: this.#cluster.now, event: { kind: "statement", place, text } });
  }

  #set({ name, value }: Syntax.Parameter): void {
    const { network } = this.#cluster;
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
        this.#cluster.timeout = Number(value);
        return;
      case "delivery":
        this.#cluster.delivery = deliveryOf(value);
        return;
    }
  }

  // Effects.

  #act(replica: string, action: Syntax.Action): Call {
    const text = this.#text(action);
    this.#replica = replica;
    return this.#cluster.submit(replica, this.#workOf(action), text);
  }

  #everywhere(action: Syntax.Action): void {
    const work = this.#workOf(action);
    if (work.kind === "effects") this.#lastCall = this.#cluster.everywhere(work.effects);
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
    return { kind: "effects", effects: planEffect(effect, this.#source, this.#terms)([]) ?? [] };
  }

  #value(term: Syntax.Term): Value {
    if (term.kind === "constant") return term.value;
    const type = termType(term, new Map(), this.#program) ?? "number";
    let value: Value = 0;
    const question = { literals: [], given: [], wanted: [{ term, type }], types: new Map() };
    this.#terms.question(question, placeOf(this.#source, term.span))([], ([first]) => {
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
    const wanted = this.#source.text.slice(atom.span.start, atom.span.end);
    const asked = replica === null ? this.#cluster.live : [this.#cluster.replica(replica.text)];
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
    const [first, ...others] = this.#cluster.live;
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
    const relation = this.#cluster.local.violations.get(invariant);
    if (relation === undefined) return null;
    for (const replica of this.#cluster.live) {
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
    this.#cluster.runUntilDecided(call);
    return call.outcome.kind === "refused" ? null : `${call.text} was done`;
  }

  #text({ span }: Syntax.Action): string {
    return this.#source.text.slice(span.start, span.end);
  }
}

function onlyIn(a: Replica, b: Replica, relation: string): Row | null {
  for (const row of a.session.rows(relation)) if (!b.session.has(relation, row)) return row;
  return null;
}

function deliveryOf(value: string): Delivery {
  return value === "best_effort" || value === "causal" || value === "gossip" ? value : "reliable";
}
