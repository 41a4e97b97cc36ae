import type { ReplicaState, RunState } from "./run-api.ts";

/**
 * A state in full, from the one before and what a run says of the next, which came of no `open` or
 * `seek`. What did not change is the same object as before, so that what is drawn of it need not be
 * drawn again.
 */
export function mergedState(before: RunState, next: RunState): RunState {
  const known = new Map(before.replicas.map((replica) => [replica.name, replica]));
  return {
    ...next,
    replicas: next.replicas.map((replica) => mergedReplica(known.get(replica.name), replica)),
  };
}

function mergedReplica(before: ReplicaState | undefined, next: ReplicaState): ReplicaState {
  if (before === undefined) return next;
  return {
    ...next,
    rows: mergedRecord(before.rows, next.rows),
    more: Object.keys(next.rows).length === 0 ? before.more : mergedCounts(before.more, next),
    cells: mergedRecord(before.cells, next.cells),
  };
}

/** A relation whose rows changed has as many more as are said now, or none. */
function mergedCounts(before: ReplicaState["more"], { rows, more }: ReplicaState): ReplicaState["more"] {
  return {
    ...Object.fromEntries(Object.entries(before).filter(([name]) => !Object.hasOwn(rows, name))),
    ...more,
  };
}

function mergedRecord<Value>(
  before: Readonly<Record<string, Value>>,
  changed: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  return Object.keys(changed).length === 0 ? before : { ...before, ...changed };
}
