import type { Program } from "../model/program.ts";

/** The replicas of which stories are told: those of the seeds, and as many more as a quorum needs. */
const names = ["madrid", "dublin", "oslo", "tokyo", "lima"];

/** Two replicas, or as many as the boundaries of a program need, its leaders among them. */
export function replicasFor({ boundaries }: Program): readonly string[] {
  const protocols = [...boundaries.values()].map(({ protocol }) => protocol);
  const leaders = protocols.flatMap((protocol) =>
    protocol.kind === "leader" && protocol.replica !== null ? [protocol.replica] : [],
  );
  const count = Math.max(2, ...protocols.map((protocol) => (protocol.kind === "quorum" ? protocol.n : 0)));
  const all = new Set([...leaders, ...names.filter((name) => !leaders.includes(name)).slice(0, 2)]);
  for (const name of names) if (all.size < count) all.add(name);
  for (let i = 1; all.size < count; i++) all.add(`replica${String(i)}`);
  return [...all];
}

/** A replica's name in prose. */
export function spoken(replica: string): string {
  return replica.charAt(0).toUpperCase() + replica.slice(1);
}
