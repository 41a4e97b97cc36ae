import { pathToFileURL } from "node:url";
import { EventLog } from "../../src/node/event-log.ts";
import { replicated, ReplicaEngine, Replica, type Surroundings } from "../../src/replication.ts";
import type { Transaction } from "../../src/replication/change.ts";
import { wireFormat, type WireFormat } from "../../src/replication/wire/wire-format.ts";

const program = ".decl entry(n: number)";

/** A replica that keeps its log in a folder, and how to insert an entry there. */
export function replicaInFolder(
  folder: string,
  text = program,
): {
  readonly replica: Replica;
  readonly eventLog: EventLog;
  readonly format: WireFormat;
  readonly shared: readonly Transaction[];
  readonly insert: (n: number) => void;
} {
  const { local } = replicated(text);
  const format = wireFormat(local.written);
  const eventLog = EventLog.open(folder, { name: "madrid", format });
  const surroundings: Surroundings = {
    delivery: "reliable",
    timeout: 1000,
    clock: () => 0,
    send: () => undefined,
    after: () => undefined,
    random: () => 0,
    note: () => undefined,
  };
  const replica = new Replica({
    name: "madrid",
    members: ["madrid"],
    local,
    durable: eventLog.state,
    surroundings,
    engine: new ReplicaEngine(local),
  });
  const insert = (n: number): void => {
    const effects = [{ kind: "insert", relation: "entry", row: [n] }] as const;
    const { outcome } = replica.submit({ kind: "effects", effects }, `entry(${String(n)})`);
    if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
  };
  return { replica, eventLog, format, shared: [], insert };
}

/** As a program: inserts entries from a number on, and says each once it is acknowledged. */
const [, main = "", folder, from] = process.argv;
if (folder !== undefined && import.meta.url === pathToFileURL(main).href) {
  const { insert } = replicaInFolder(folder);
  for (let n = Number(from); n < 100_000; n++) {
    insert(n);
    process.stdout.write(`${String(n)}\n`);
    // So that what is said is said before the next one is done.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
