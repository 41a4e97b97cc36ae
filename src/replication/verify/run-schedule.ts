import { present } from "../../base/assert.ts";
import { compareCodePoints } from "../../base/code-points.ts";
import { provedAndCovered } from "../../analysis/confluence/with-invariants.ts";
import type { Report } from "../../analysis/report.ts";
import { EvaluationError, type Evaluation } from "../../engine/evaluation.ts";
import { rightsOf, slackOf } from "../../lattice/bounded-counter.ts";
import type { Dot } from "../../lattice/actor.ts";
import type { DotContext } from "../../lattice/dot-context.ts";
import { rowKey, type Row } from "../../lattice/row.ts";
import type { Relation, Scenario } from "../../model/program.ts";
import { Cluster, RestlessCluster, type ClusterEvent } from "../cluster.ts";
import { factText } from "../../model/fact-text.ts";
import type { FactStore } from "../fact-store.ts";
import type { LocalProgram } from "../local-program.ts";
import type { Replica } from "../replica.ts";
import type { EnginePool } from "../replica-engine.ts";
import { runScenario } from "../scenario-run.ts";
import type { Schedule, Step } from "./schedule.ts";

/** Something that must not happen, and happened. */
export interface Violation {
  readonly kind: "retraction" | "divergence" | "verdict" | "invariant";
  readonly relation: string;
  readonly message: string;
}

/** How often each fault really happened. */
export interface FaultCounts {
  readonly lost: number;
  readonly duplicated: number;
  readonly cutOff: number;
  readonly crashes: number;
  readonly rollbacks: number;
  readonly partitions: number;
  readonly heldBack: number;
  readonly refused: number;
  readonly sealed: number;
  readonly decided: number;
}

export interface ScheduleResult {
  readonly violation: Violation | null;
  readonly faults: FaultCounts;
}

export interface RunOptions {
  readonly local: LocalProgram;
  readonly facts: ReadonlyMap<string, readonly Row[]>;
  readonly report: Report;
  readonly engines: EnginePool;
  /** Whether states are compared at each step, and not only at the end. */
  readonly thorough: boolean;
}

/**
 * Runs a schedule, then heals everything and waits. All the while what the verdicts promise is
 * watched: rows of safe outputs stay, decisions stay, sealed partitions are closed, rights are
 * never overdrawn, invariants that are proved hold, and in the end all replicas have the same rows, which are the answer of one
 * node that has all facts. A schedule in which the facts break an assumed invariant is not of the
 * world that the verdicts are about: it ends there, and shows nothing.
 */
export function runSchedule(schedule: Schedule, options: RunOptions): ScheduleResult {
  const watch = new Watch(options);
  const { members, seed, network, latencies, steps } = schedule;
  const { local, facts, engines } = options;
  const cluster = new Cluster({ local, members, facts, seed, engines, observe: (event) => watch.see(event) });
  watch.cluster = cluster;
  const { delivery, ...settings } = network;
  cluster.network.settings = settings;
  cluster.delivery = delivery;
  for (const { between, milliseconds } of latencies) {
    const [a, b] = between;
    cluster.network.setLatency(a, b, milliseconds);
    cluster.network.setLatency(b, a, milliseconds);
  }
  try {
    for (const step of steps) {
      doStep(cluster, step);
      watch.afterStep(cluster);
      if (watch.isOver) break;
    }
    if (!watch.isOver) {
      cluster.heal();
      for (const name of members) cluster.recover(name);
      cluster.settle();
      watch.atEnd(cluster);
    }
  } catch (error) {
    if (error instanceof RestlessCluster)
      watch.report({ kind: "divergence", relation: "", message: error.message });
    // An overflow of the program's own: there is nothing to compare then.
    else if (!(error instanceof EvaluationError)) throw error;
  }
  cluster.close();
  const { lost, duplicated, cutOff } = cluster.network.counts;
  return { violation: watch.violation, faults: { ...watch.counts, lost, duplicated, cutOff } };
}

/** Runs a scenario of the file and watches the same; what it expects does not matter here. */
export function watchScenario(scenario: Scenario, seed: number, options: RunOptions): ScheduleResult {
  const { local, facts } = options;
  const watch = new Watch(options);
  let cluster: Cluster | null = null;
  const lookAround = (): void => {
    if (cluster !== null && !watch.isOver) watch.afterStep(cluster);
  };
  runScenario(scenario, {
    local,
    facts,
    seed,
    begun: (begun) => {
      cluster = begun;
      watch.cluster = begun;
    },
    observe: ({ at, event }) => {
      if (event.kind === "statement") lookAround();
      else watch.see({ at, event });
    },
  });
  lookAround();
  const { lost, duplicated, cutOff } = watch.cluster?.network.counts ?? noCounts;
  return { violation: watch.violation, faults: { ...watch.counts, lost, duplicated, cutOff } };
}

const noCounts = { lost: 0, duplicated: 0, cutOff: 0 };

function doStep(cluster: Cluster, step: Step): void {
  switch (step.kind) {
    case "do":
      cluster.submit(step.replica, step.work, "");
      return;
    case "run":
      cluster.run(step.milliseconds);
      return;
    case "partition":
      cluster.partition(step.sides);
      return;
    case "heal":
      cluster.heal();
      return;
    case "settle":
      cluster.settle();
      return;
    case "crash":
      cluster.crash(step.replica);
      return;
    case "recover":
      cluster.recover(step.replica);
      return;
    case "cut":
      cluster.cut(step.from, step.to);
      return;
    case "rollback":
      cluster.rollBack(step.replica, step.count);
      return;
    case "skew":
      cluster.setSkew(step.replica, step.milliseconds);
  }
}

class Watch {
  readonly counts = {
    crashes: 0,
    rollbacks: 0,
    partitions: 0,
    heldBack: 0,
    refused: 0,
    sealed: 0,
    decided: 0,
  };
  readonly #options: RunOptions;
  /** The relations whose rows stay, with what has been seen of each anywhere. */
  readonly #safe = new Map<Relation, Map<string, Row>>();
  readonly #decided: readonly Relation[];
  /** By replica, relation of a seal and partition: the rows that were there when it was closed. */
  readonly #closed = new Map<string, string>();
  /** What all had when a replica began to ask for a boundary. */
  readonly #begun = new Map<string, readonly DotContext[]>();
  readonly #decisions = new Map<string, readonly Dot[]>();
  /** Null while it is being made. */
  cluster: Cluster | null = null;
  #violation: Violation | null = null;
  readonly #assumed: readonly Relation[];
  /** What would violate invariants that are proved, by the invariant's name. */
  readonly #proved: ReadonlyMap<string, Relation>;
  #isOutside = false;

  constructor(options: RunOptions) {
    this.#options = options;
    const { local, report } = options;
    for (const relation of local.outputs) {
      const verdict = report.relations.get(relation)?.verdict;
      if (verdict === "monotone" || verdict === "constant" || verdict === "coordinated")
        this.#safe.set(relation, new Map());
    }
    this.#assumed = local.invariants.flatMap(({ name, assumed }) =>
      assumed ? (local.violations.get(name) ?? []) : [],
    );
    const proved = [...provedAndCovered(local.written, report.invariants)];
    this.#proved = new Map(
      proved.flatMap(({ name }) => {
        const violations = local.violations.get(name);
        return violations === undefined ? [] : [[name, violations] as const];
      }),
    );
    this.#decided = [...new Set(local.decisions.flatMap(({ heads }) => heads))];
    for (const relation of this.#decided) if (!this.#safe.has(relation)) this.#safe.set(relation, new Map());
  }

  get violation(): Violation | null {
    return this.#isOutside ? null : this.#violation;
  }

  get isOver(): boolean {
    return this.#isOutside || this.#violation !== null;
  }

  report(violation: Violation): void {
    this.#violation ??= violation;
  }

  see({ event }: ClusterEvent): void {
    if (event.kind === "cluster") {
      if (event.text.startsWith("crash")) this.counts.crashes += 1;
      if (event.text.startsWith("roll back") && !event.text.endsWith(" 0 transactions"))
        this.counts.rollbacks += 1;
      if (event.text.startsWith("partition")) this.counts.partitions += 1;
    }
    if (event.kind !== "replica") return;
    const { replica, event: what } = event;
    if (what.kind === "held back") this.counts.heldBack += 1;
    if (what.kind === "refused") this.counts.refused += 1;
    if (what.kind === "sealed") this.counts.sealed += 1;
    if (what.kind === "asked") this.#noteBeginning(replica, what.boundary);
    if (what.kind === "committed" && what.boundary !== null) {
      this.counts.decided += 1;
      this.#lookAtDecision(replica, what.boundary, what.dot);
    }
    if (what.kind === "appeared") this.#safe.get(what.relation)?.set(rowKey(what.row), what.row);
    if (what.kind === "withdrawn" && this.#safe.has(what.relation))
      this.#lookAtWithdrawal(replica, what.relation, what.row);
  }

  #lookAtWithdrawal(name: string, relation: Relation, row: Row): void {
    const session = this.cluster?.replica(name)?.session;
    if (session === undefined || isKept(row, relation, session.rows(relation.name))) return;
    const message = `${name} withdrew ${factText(relation, row)}`;
    this.report({ kind: "retraction", relation: relation.name, message });
  }

  #noteBeginning(replica: string, boundary: string): void {
    const had = this.cluster?.live.map(({ store }) => store.seen.context()) ?? [];
    this.#begun.set(`${boundary} at ${replica}`, had);
  }

  /**
   * Decisions of a boundary are in one order: who decides has seen the ones before. At a barrier it
   * has seen also what all had when it began to ask.
   */
  #lookAtDecision(name: string, boundary: string, dot: Dot): void {
    const earlier = this.#decisions.get(boundary) ?? [];
    this.#decisions.set(boundary, [...earlier, dot]);
    const seen = this.cluster?.replica(name)?.store.seen;
    const protocol = this.#options.local.written.boundaries.get(boundary)?.protocol.kind;
    if (seen === undefined) return;
    const relation = boundary;
    if (earlier.some((one) => !seen.has(one)))
      this.report({
        kind: "verdict",
        relation,
        message: `${name} decides at ${boundary} without an earlier decision`,
      });
    if (
      protocol === "barrier" &&
      this.#begun.get(`${boundary} at ${name}`)?.every((had) => seen.covers(had)) !== true
    )
      this.report({
        kind: "verdict",
        relation,
        message: `${name} decides at ${boundary} without what others had when it asked`,
      });
  }

  afterStep(cluster: Cluster): void {
    this.#lookAtAssumptions(cluster);
    for (const replica of cluster.live) {
      this.#lookAtSeals(replica);
      this.#lookAtRights(replica);
      // Else a replica may hear of what came of something before it hears of that.
      if (cluster.delivery === "causal") this.#lookAtInvariants(replica);
    }
    if (this.#options.thorough) this.#compareStates(cluster);
  }

  atEnd(cluster: Cluster): void {
    this.afterStep(cluster);
    this.#compareStates(cluster);
    const [first, ...others] = cluster.live;
    if (first === undefined || this.#violation !== null) return;
    this.#lookAtInvariants(first);
    const { local, report } = this.#options;
    for (const relation of local.written.relations.values()) {
      if (relation.name === "_refused" || report.relations.get(relation)?.verdict === "nondeterministic")
        continue;
      const expected = contents(first, relation.name);
      const other = others.find((one) => contents(one, relation.name) !== expected);
      if (other !== undefined)
        this.report({
          kind: "divergence",
          relation: relation.name,
          message: `${first.name} and ${other.name} have different rows of ${relation.name} when all is delivered`,
        });
    }
    this.#compareWithOneNode(first);
  }

  #lookAtAssumptions(cluster: Cluster): void {
    const [first] = cluster.live;
    if (this.#assumed.length === 0 || first === undefined) return;
    const evaluation = this.#oneNode(cluster.factsAnywhere(), first);
    this.#isOutside ||= this.#assumed.some((broken) => evaluation.count(broken) > 0);
  }

  /** What a single node answers that has all these facts from the start, with the seals of a replica. */
  #oneNode(store: FactStore, { session }: Replica): Evaluation {
    const { local, engines } = this.#options;
    const evaluation = engines.singleNode();
    for (const { name } of local.written.relations.values()) {
      if (name === "_refused") continue;
      const sealing = local.sealing.get(name);
      for (const row of store.rows(name))
        evaluation.insert(sealing?.pending ?? present(local.program.relations.get(name), name), row);
      // A seal is in effect or not: that is not derived.
      if (sealing !== undefined)
        for (const row of session.rows(name)) evaluation.insert(sealing.relation, row);
    }
    evaluation.run();
    return evaluation;
  }

  #compareWithOneNode(replica: Replica): void {
    const evaluation = this.#oneNode(replica.store, replica);
    for (const [relation, seen] of this.#safe) {
      const rows = [...evaluation.rows(relation)];
      for (const row of seen.values())
        if (!isKept(row, relation, rows))
          this.report({
            kind: "verdict",
            relation: relation.name,
            message: `${factText(relation, row)} was shown, and is no answer of one node with all facts`,
          });
    }
  }

  /** What operations keep and merges keep holds wherever all causes of what is known are known. */
  #lookAtInvariants({ name, session }: Replica): void {
    for (const [invariant, violations] of this.#proved)
      if (session.count(violations.name) > 0)
        this.report({
          kind: "invariant",
          relation: invariant,
          message: `${invariant} is proved to survive merges, and does not hold at ${name}`,
        });
  }

  /** A partition that is closed at a replica stays as it is there. */
  #lookAtSeals(replica: Replica): void {
    for (const { relation: sealing, seals } of this.#options.local.sealing.values()) {
      for (const values of replica.session.rows(sealing.name)) {
        for (const { relation, columns } of seals) {
          const rows = [...replica.store.rows(relation.name)]
            .filter((row) => columns.every((column, i) => row[column] === values[i]))
            .map(rowKey)
            .toSorted(compareCodePoints)
            .join(";");
          const name = `${relation.name}(${columns.join()})=${rowKey(values)}`;
          const known = this.#closed.get(name);
          if (known === undefined) this.#closed.set(name, rows);
          else if (known !== rows)
            this.report({
              kind: "verdict",
              relation: relation.name,
              message: `${replica.name} has other rows in what ${factText(sealing, values)} closed`,
            });
        }
      }
    }
  }

  #lookAtRights({ store, name, actor }: Replica): void {
    for (const { name: relation } of this.#options.local.written.relations.values())
      for (const { key, state } of store.cells(relation)) {
        if (state.kind !== "bounded") continue;
        if (rightsOf(state.state, actor) >= 0 && slackOf(state.state) >= 0) continue;
        this.report({
          kind: "verdict",
          relation,
          message: `${name} has spent more of ${factText(store.relation(relation), key)} than it owned`,
        });
      }
  }

  /** Who has seen the same has the same. */
  #compareStates({ live }: Cluster): void {
    const states = new Map<string, { readonly name: string; readonly state: string }>();
    for (const { name, store } of live) {
      const { vector, early } = store.seen.context();
      const seen = JSON.stringify([[...vector].toSorted(byActor), [...early].toSorted(byActor)]);
      const state = JSON.stringify(store.toPlain());
      const known = states.get(seen);
      if (known === undefined) states.set(seen, { name, state });
      else if (known.state !== state)
        this.report({
          kind: "divergence",
          relation: "",
          message: `${known.name} and ${name} have seen the same and hold different states`,
        });
    }
  }
}

function byActor(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return compareCodePoints(a[0], b[0]);
}

function contents({ session }: Replica, relation: string): string {
  return [...session.rows(relation)].map(rowKey).toSorted(compareCodePoints).join(";");
}

/** Whether a row is there still, or one of its key whose values only went on. */
function isKept(row: Row, { columns, keyCount }: Relation, rows: Iterable<Row>): boolean {
  for (const other of rows) {
    const kept = row.every((value, i) => {
      const now = other[i];
      if (now === undefined) return false;
      if (i < keyCount || value === now) return value === now;
      const order = typeof value === "number" ? Number(now) - value : compareCodePoints(String(now), value);
      return columns[i]?.lattice === "min" ? order <= 0 : order >= 0;
    });
    if (kept) return true;
  }
  return false;
}
