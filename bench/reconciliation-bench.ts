import { Chance } from "../src/base/chance.ts";
import { checkProgram } from "../src/diagnostics/check.ts";
import type { Fact } from "../src/replication/reconciliation/fact-key.ts";
import { FactAnswerer, FactAsker } from "../src/replication/reconciliation/reconcile-facts.ts";
import { wireFormat } from "../src/replication/wire/wire-format.ts";
import { parse } from "../src/syntax/parse.ts";
import { crdtWorkloads, rawBytes } from "./crdt-workloads.ts";

/** Two sets of facts without a common history that find out what each lacks. */
export interface ReconciliationMeasurement {
  readonly name: string;
  readonly shared: number;
  readonly differing: number;
  readonly symbols: number;
  readonly messages: number;
  readonly bytes: number;
  /** What the differing facts are as lines of a file. */
  readonly lackedBytes: number;
  /** Milliseconds of CPU time of both sides. */
  readonly cpu: number;
}

const sharedCount = 150_000;

export function benchReconciliation(
  isWanted: (name: string) => boolean,
  show: (line: string) => void,
): readonly ReconciliationMeasurement[] {
  const workloads = crdtWorkloads.map((workload) => ({
    ...workload,
    name: workload.name.replace("crdt", "reconcile"),
  }));
  const wanted = workloads.filter(({ name }) => isWanted(name));
  if (wanted.length === 0) return [];
  show("");
  show(
    "| workload | shared | differing | symbols | messages | bytes | a differing fact | sent / lacked | cpu ms |",
  );
  show("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
  return wanted.flatMap(({ name, facts }) =>
    [10, 100, 1000, 10_000].map((differing) => {
      const all = facts(sharedCount + differing);
      const one = reconciled(name, all.map(factOf), rawBytes(all.slice(sharedCount)), differing);
      const { symbols, messages, bytes, lackedBytes, cpu } = one;
      const cells = [sharedCount, differing, symbols, messages, bytes].map((n) => n.toLocaleString("en"));
      const [each, ratio] = [(bytes / differing).toFixed(1), (bytes / lackedBytes).toFixed(2)];
      show(`| ${[name, ...cells, each, ratio, cpu.toFixed(0)].join(" | ")} |`);
      return one;
    }),
  );
}

/** Half of what differs is on one side, half on the other. */
function reconciled(
  name: string,
  facts: readonly Fact[],
  lackedBytes: number,
  differing: number,
): ReconciliationMeasurement {
  const half = differing / 2;
  const chance = new Chance(30);
  const word = (): { high: number; low: number } => ({
    high: chance.below(2 ** 32),
    low: chance.below(2 ** 32),
  });
  const before = process.cpuUsage();
  const asker = new FactAsker(facts.slice(0, -half), [word(), word()], format);
  const answerer = new FactAnswerer([...facts.slice(0, sharedCount), ...facts.slice(-half)], format);
  let [messages, bytes] = [0, 0];
  for (let message: Uint8Array | null = asker.begin(); message !== null;) {
    const answer = answerer.receive(message);
    messages += 2;
    bytes += message.length + answer.length;
    message = asker.receive(answer);
  }
  const { user, system } = process.cpuUsage(before);
  if (asker.received?.length !== half || answerer.received?.length !== half)
    throw new Error(`${name}: not all that differs was found`);
  const cpu = (user + system) / 1000;
  return { name, shared: sharedCount, differing, symbols: asker.symbols, messages, bytes, lackedBytes, cpu };
}

function factOf(row: readonly [string, string] | readonly [number, number]): Fact {
  return { relation: typeof row[0] === "number" ? "edges" : "words", row };
}

const text = ".decl words(from: symbol, to: symbol)\n.decl edges(from: number, to: number)\n";
const { program } = checkProgram(parse({ path: "facts.dl", text }), () => ({ problem: "not found" }), {
  evidence: false,
});
const format = wireFormat(program);
