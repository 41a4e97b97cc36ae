import { Cluster } from "../replication/cluster.ts";
import { labProgram } from "./lab-program.ts";

export interface ClockSkewOptions {
  /** How far the clock of the first writer is ahead, in milliseconds; behind where it is negative. */
  readonly skew: number;
  /** How much later the second writes, in milliseconds of true time. */
  readonly gap: number;
  /** Whether the second has heard of the first write before its own. */
  readonly hears: boolean;
}

export interface ClockSkewResult extends ClockSkewOptions {
  readonly writes: readonly [SkewedWrite, SkewedWrite];
  /** What all replicas have in the end. */
  readonly kept: string;
  /** Whether that is not what was written last: the write that came later is gone. */
  readonly isLost: boolean;
}

export interface SkewedWrite {
  readonly replica: string;
  readonly value: string;
  /** True time, in simulated milliseconds. */
  readonly at: number;
  /** The time and the count within it that the write carries. */
  readonly stamp: { readonly time: number; readonly count: number };
}

const status = labProgram(
  "status",
  `.decl status(user: symbol, state: lww<symbol>)
.output status(promise="eventual")
.operation report(state: symbol) { status("ana") := state. }
`,
);

const skewMembers = ["madrid", "dublin"] as const;

/** When the first writes. */
const beginning = 1000;

/** Messages take this long. */
const latency = 5;

/**
 * Two replicas write a register one after the other; the clock of the first is wrong. The writes are
 * cut off from each other, unless the second hears of the first: it then writes with a later time,
 * whatever its own clock says.
 */
export function clockSkew({ skew, gap, hears }: ClockSkewOptions): ClockSkewResult {
  const { local, facts } = status;
  const cluster = new Cluster({ local, members: skewMembers, facts, seed: 1 });
  const [first, second] = skewMembers;
  cluster.network.setLatency(first, second, latency);
  cluster.setSkew(first, skew);
  const write = (replica: string, value: string): SkewedWrite => {
    const call = { kind: "call", operation: "report", arguments: [value] } as const;
    cluster.submit(replica, call, `report("${value}")`);
    const cell = cluster.replica(replica)?.store.cell("status", ["ana"]);
    const { time = 0, count = 0 } = cell?.kind === "lww" && cell.state !== null ? cell.state.at : {};
    return { replica, value, at: cluster.now, stamp: { time, count } };
  };
  cluster.run(beginning);
  if (!hears) cluster.partition([[first], [second]]);
  const earlier = write(first, "away");
  cluster.run(Math.max(gap, hears ? latency : 0));
  const later = write(second, "online");
  cluster.heal();
  cluster.settle();
  const [kept = ""] = skewMembers.map((name) => valueAt(cluster, name));
  cluster.close();
  return { skew, gap, hears, writes: [earlier, later], kept, isLost: kept !== later.value };
}

function valueAt(cluster: Cluster, name: string): string {
  const [row] = cluster.replica(name)?.session.rows("status") ?? [];
  return String(row?.[1] ?? "");
}
