/**
 * Replicated programs as a library: replicas that merge facts, evaluate what follows, close
 * partitions by votes and decide at boundaries. A `Replica` is driven from outside, so it runs on
 * any network; a `Cluster` is several of them on a simulated one, in one process and from a seed.
 *
 *     import { replicated, Cluster } from "calm-datalog/replication";
 *     const program = replicated(text);
 *     const cluster = new Cluster({ ...program, members: ["madrid", "dublin"], seed: 1 });
 *     cluster.submit("madrid", { kind: "call", operation: "sell", arguments: ["camera"] }, "sell");
 *     cluster.settle();
 */
import type { Source } from "./base/source.ts";
import { evaluableProgram, type Include } from "./diagnostics/evaluable-program.ts";
import { Evaluation } from "./engine/evaluation.ts";
import type { Row } from "./lattice/row.ts";
import { factsGiven, localProgram, type LocalProgram } from "./replication/local-program.ts";

export { ProgramError, type Include } from "./diagnostics/evaluable-program.ts";
export { Call, type Outcome } from "./replication/call.ts";
export type { Change, Transaction } from "./replication/change.ts";
export { Cluster, RestlessCluster, type ClusterEvent, type ClusterOptions } from "./replication/cluster.ts";
export { DurableState } from "./replication/durable-state.ts";
export { FactStore, type RowChange } from "./replication/fact-store.ts";
export type { LocalProgram } from "./replication/local-program.ts";
export type { Message, Work } from "./replication/message.ts";
export type { Fact, HashKey } from "./replication/reconciliation/fact-key.ts";
export { FactAnswerer, FactAsker } from "./replication/reconciliation/reconcile-facts.ts";
export { Replica, type ReplicaOptions } from "./replication/replica.ts";
export { EnginePool, ReplicaEngine } from "./replication/replica-engine.ts";
export type { ResolvedEffect } from "./engine/resolved-effect.ts";
export { runScenario, type ExpectResult, type ScenarioResult } from "./replication/scenario-run.ts";
export type { Delivery, ReplicaEvent, Surroundings } from "./replication/surroundings.ts";
export { traceEntry, type TraceEntry } from "./replication/trace.ts";
export { decodeMessage, encodeMessage } from "./replication/wire/encode-message.ts";
export { decodeTransactions, encodeTransactions } from "./replication/wire/encode-transactions.ts";
export { UnreadableBytes } from "./replication/wire/unreadable-bytes.ts";
export { wireFormat, type WireFormat } from "./replication/wire/wire-format.ts";

/** A program made ready for replicas, with the facts of its text. */
export interface ReplicatedProgram {
  readonly local: LocalProgram;
  readonly facts: ReadonlyMap<string, readonly Row[]>;
}

/** Throws a `ProgramError`. */
export function replicated(
  text: string | Source,
  { include = () => null }: { readonly include?: Include } = {},
): ReplicatedProgram {
  const program = evaluableProgram(text, include);
  return { local: localProgram(program), facts: factsGiven(new Evaluation(program)) };
}
