import { expect, test } from "vitest";
import { gossipModes, spreadRumour } from "../../src/lab/gossip.ts";
import { allQuorums } from "../../src/lab/quorum.ts";
import { links } from "../../src/lab/regions.ts";
import { labService } from "../../src/playground/lab-service.ts";
import { calm } from "../cli/calm.ts";

async function printed(...words: readonly string[]): Promise<unknown> {
  const { out } = await calm(["lab", ...words, "--format", "json"]);
  return JSON.parse(out);
}

const unheard = (): void => undefined;

test("gossip gives what the command prints", async () => {
  const sizes = [12, 100, 1000];
  const results = [labService.gossip({ mode: "push-pull", sizes, loss: 0.2, seed: 5, seeds: 3 }, unheard)];
  const words = ["--mode", "push-pull", "--loss", "0.2", "--seed", "5", "--seeds", "3"];
  expect(await printed("gossip", "--nodes", "12,100,1000", ...words)).toEqual({
    schemaVersion: 1,
    experiment: "gossip",
    results,
  });
});

test("quorums give what the command prints", async () => {
  const quorums = labService.quorums(allQuorums(4), 7, 2000);
  expect(await printed("quorum", "-n", "4", "--seed", "7", "--trials", "2000")).toEqual({
    schemaVersion: 1,
    experiment: "quorum",
    seed: 7,
    quorums,
  });
});

test("latency gives what the command prints", async () => {
  const result = labService.latency({ seed: 3, writes: 20, localTime: 2.5, jitter: 0.2 }, unheard);
  const words = ["--writes", "20", "--local-time", "2.5", "--jitter", "0.2", "--seed", "3"];
  expect(await printed("latency", ...words)).toEqual({
    schemaVersion: 1,
    experiment: "latency",
    links: links.map(([a, b, milliseconds]) => ({ between: [a, b], milliseconds })),
    ...result,
  });
});

test.each(gossipModes)("a watched rumour by %s is the one that is counted", (mode) => {
  for (const loss of [0, 0.3]) {
    const options = { mode, nodes: 12, loss, seed: 4 };
    const { rounds } = labService.watchRumour(options);
    const counted = spreadRumour(options);
    expect(rounds.flatMap(({ messages }) => messages)).toHaveLength(counted.messages);
    const known = new Set([0]);
    const informed = rounds.map(({ messages, heard }) => {
      const before = new Set(known);
      for (const { from, carries } of messages) expect(before.has(from)).toBe(carries === "news");
      for (const node of heard) {
        expect(known.has(node)).toBe(false);
        known.add(node);
      }
      return known.size;
    });
    expect(informed).toEqual(counted.informed);
  }
});

test.each(gossipModes)("a wave by %s has all nodes, and as many after each round as are counted", (mode) => {
  const options = { mode, nodes: 10_000, loss: 0.1, seed: 2 };
  const { heardAt, rounds, messages } = labService.rumourWave(options);
  const counted = spreadRumour(options);
  expect(rounds).toBe(counted.rounds);
  expect(messages).toBe(counted.messages);
  expect(heardAt).toHaveLength(10_000);
  expect(heardAt.every((at, i) => at >= (heardAt[i - 1] ?? 0))).toBe(true);
  const known = counted.informed.map((_, round) => heardAt.filter((at) => at <= round + 1).length);
  expect(known).toEqual(counted.informed);
});

test("of several tries those miss the write whose replicas have none in common", () => {
  const quorum = { replicas: 5, write: 2, read: 2 };
  const tries = labService.quorumTrials(quorum, 3, 4000);
  const missed = tries.filter(({ written, asked }) => !asked.some((replica) => written.includes(replica)));
  const [result] = labService.quorums([quorum], 3, 4000);
  expect(missed.length / tries.length).toBe(result?.staleSimulated);
  for (const { written, asked } of tries)
    for (const chosen of [written, asked]) {
      expect(new Set(chosen).size).toBe(2);
      expect(chosen.every((replica) => replica >= 0 && replica < 5)).toBe(true);
    }
});

test("one write from Tokyo waits for a leader in Virginia, and for nobody where it is local", () => {
  const asked = { region: "tokyo", cutOff: null, seed: 1, localTime: 3.6, jitter: 0 } as const;
  const led = labService.write({ ...asked, way: "leader" });
  expect(led).toMatchObject({ answered: 180, refused: null });
  expect(led.messages.slice(0, 3)).toMatchObject([
    { from: "tokyo", to: "virginia", carries: "agreement", sent: 0, arrives: 90 },
    { from: "virginia", to: "frankfurt", carries: "write", sent: 90, arrives: 110 },
    { from: "virginia", to: "tokyo", carries: "write", sent: 90, arrives: 180 },
  ]);
  expect(led.stored).toEqual({ virginia: 90, frankfurt: 110, tokyo: 180 });
  const local = labService.write({ ...asked, way: "local" });
  expect(local).toMatchObject({ answered: 3.6, refused: null });
  expect(local.stored).toEqual({ virginia: 90, frankfurt: 110, tokyo: 3.6 });
});

test("cut off, Tokyo writes locally and is refused where it must ask", () => {
  const asked = { region: "tokyo", cutOff: "tokyo", seed: 1, localTime: 3.6, jitter: 0 } as const;
  const local = labService.write({ ...asked, way: "local" });
  expect(local).toMatchObject({ answered: 3.6, refused: null });
  expect(local.stored).toEqual({ virginia: null, frankfurt: null, tokyo: 3.6 });
  expect(local.messages.map(({ arrives }) => arrives)).toEqual([null, null]);
  for (const way of ["leader", "quorum", "barrier"] as const) {
    const { answered, refused, stored } = labService.write({ ...asked, way });
    expect(answered).toBe(1000);
    expect(refused).toMatch(/within 1000 ms/);
    expect(stored).toEqual({ virginia: null, frankfurt: null, tokyo: null });
  }
});
