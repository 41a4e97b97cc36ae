import type { PointOfOrder, Witness } from "../../analysis/report.ts";
import { rowKey, type Row } from "../../lattice/row.ts";
import { Cluster } from "../cluster.ts";
import { factText } from "../../model/fact-text.ts";
import type { LocalProgram } from "../local-program.ts";
import type { EnginePool } from "../replica-engine.ts";
import type { Work } from "../message.ts";
import { workText } from "./schedule-text.ts";
import {
  effectsToHave,
  effectsToLack,
  witnessPlan,
  type WitnessFact,
  type WitnessPlan,
} from "./witness-schedule.ts";

/** A schedule on which two replicas act differently, because one reads what the other has changed. */
export interface Demonstration {
  readonly point: PointOfOrder | null;
  readonly relation: string;
  readonly demonstrated: boolean;
  /** The scenario, with the facts that it needs in front of it; `calm simulate` runs it again. */
  readonly scenario: string;
}

/**
 * Splits a witness over two replicas: both have its facts; then the network is cut, one makes the
 * changes, and each acts upon what it has. When the cut is healed, one of them was wrong. Who makes
 * the changes must be able to: the leader of what is written, or the owner of the rights.
 */
export function demonstrate(
  name: string,
  witness: Witness,
  point: PointOfOrder | null,
  options: DemonstrationOptions,
): Demonstration | null {
  const { local, members } = options;
  const plan = witnessPlan(witness, local.written);
  if (plan === null || members.length < 2) return null;
  let last: Demonstration | null = null;
  for (const changer of members) {
    const stale = members.filter((member) => member !== changer).at(-1) ?? changer;
    const run = new SplitRun(plan, stale, changer, options);
    const demonstrated = run.differs();
    last = { point, relation: plan.row.relation.name, demonstrated, scenario: run.text(name) };
    if (demonstrated) break;
  }
  return last;
}

export interface DemonstrationOptions {
  readonly local: LocalProgram;
  readonly facts: ReadonlyMap<string, readonly Row[]>;
  readonly members: readonly string[];
  /** Where replicas take their engines from. */
  readonly engines?: EnginePool;
}

class SplitRun {
  readonly #plan: WitnessPlan;
  readonly #stale: string;
  readonly #changer: string;
  readonly #local: LocalProgram;
  readonly #members: readonly string[];
  readonly #cluster: Cluster;
  readonly #lines: string[] = [];

  constructor(
    plan: WitnessPlan,
    stale: string,
    changer: string,
    { local, facts, members, ...engines }: DemonstrationOptions,
  ) {
    this.#plan = plan;
    this.#stale = stale;
    this.#changer = changer;
    this.#local = local;
    this.#members = members;
    const given = withGiven(facts, plan.given);
    this.#cluster = new Cluster({ local, members, facts: given, seed: 1, ...engines });
    this.#lines.push(`replicas ${members.join(", ")}.`);
  }

  /** Whether the two act differently, and the one that did not know takes it back in the end. */
  differs(): boolean {
    const { changes, way } = this.#plan;
    const [stale, changer] = [this.#stale, this.#changer];
    if (!this.#establish()) return false;
    const rest = this.#members.filter((member) => member !== stale);
    this.#partition([[stale], rest]);
    for (const { way: kind, fact } of changes) {
      const works = kind === "delete" ? effectsToLack(fact) : effectsToHave(fact, this.#cluster, changer);
      if (!this.#act(changer, works)) return false;
    }
    this.#settle();
    const [before, changed] = [this.#shows(stale), this.#shows(changer)];
    this.#expect(`at ${stale}: `, before);
    this.#expect(`at ${changer}: `, changed);
    this.#heal();
    const after = this.#shows(stale);
    this.#expect("", after);
    return before === (way !== "appeared") && changed !== before && after !== before;
  }

  text(name: string): string {
    const front = this.#plan.given.map(({ relation, row }) => `${factText(relation, row)}.\n`).join("");
    return `${front}.scenario ${name} {\n${this.#lines.map((line) => `  ${line}\n`).join("")}}\n`;
  }

  /** Brings about the facts of the witness; values that stand side by side are written so. */
  #establish(): boolean {
    const byKey = new Map<string, WitnessFact[]>();
    for (const fact of this.#plan.facts) {
      const { relation, row } = fact;
      const isRegister = relation.columns[relation.keyCount]?.lattice === "mv";
      const key = `${relation.name}(${rowKey(isRegister ? row.slice(0, relation.keyCount) : row)})`;
      byKey.set(key, [...(byKey.get(key) ?? []), fact]);
    }
    for (const facts of byKey.values()) {
      if (facts.length > this.#members.length) return false;
      if (facts.length > 1) this.#partition(this.#members.map((member) => [member]));
      for (const [i, fact] of facts.entries()) {
        const at = facts.length > 1 ? (this.#members[i] ?? this.#changer) : this.#changer;
        if (!this.#act(at, effectsToHave(fact, this.#cluster, at))) return false;
      }
      if (facts.length > 1) this.#heal();
    }
    this.#settle();
    return true;
  }

  #act(replica: string, works: readonly Work[]): boolean {
    return works.every((work) => {
      this.#lines.push(`at ${replica}: ${workText(work, this.#local.written)}.`);
      const call = this.#cluster.submit(replica, work, "");
      this.#cluster.runUntilDecided(call);
      return call.outcome.kind === "done";
    });
  }

  #shows(replica: string): boolean {
    const { relation, row } = this.#plan.row;
    return this.#cluster.replica(replica)?.session.has(relation.name, row) === true;
  }

  #expect(where: string, there: boolean): void {
    const { relation, row } = this.#plan.row;
    this.#lines.push(`expect ${where}${there ? "" : "!"}${factText(relation, row)}.`);
  }

  #partition(sides: readonly (readonly string[])[]): void {
    this.#lines.push(`partition ${sides.map((side) => side.join(", ")).join(" | ")}.`);
    this.#cluster.partition(sides);
  }

  #heal(): void {
    this.#lines.push("heal.");
    this.#cluster.heal();
    this.#settle();
  }

  #settle(): void {
    this.#lines.push("settle.");
    this.#cluster.settle();
  }
}

function withGiven(
  facts: ReadonlyMap<string, readonly Row[]>,
  given: readonly WitnessFact[],
): ReadonlyMap<string, readonly Row[]> {
  const all = new Map(facts);
  for (const { relation, row } of given) {
    const known = all.get(relation.name) ?? [];
    const isThere = known.some((one) => rowKey(one) === rowKey(row));
    if (!isThere) all.set(relation.name, [...known, row]);
  }
  return all;
}
