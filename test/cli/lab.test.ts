import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { calm, folderWith } from "./calm.ts";

const experiments: readonly (readonly [name: string, ...options: readonly string[]])[] = [
  ["latency", "--writes", "10"],
  ["gossip", "--nodes", "12,1000", "--mode", "all", "--loss", "0.1"],
  ["quorum", "-n", "4", "--trials", "1000"],
  ["quorum", "-n", "5", "-w", "2", "-r", "2"],
  ["broadcast", "--questions", "20", "--replicas", "12", "--loss", ".2"],
  ["crdt", "--runs", "2"],
];

describe.each(experiments)("lab %s", (name, ...options) => {
  test("prints what fits a terminal, the same each time", async () => {
    const { code, out, err } = await calm(["lab", name, ...options]);
    expect([code, err]).toEqual([0, ""]);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect((await calm(["lab", name, ...options])).out).toBe(out);
  });

  test("prints json and a plot", async () => {
    const { out } = await calm(["lab", name, ...options, "--format", "json"]);
    expect(JSON.parse(out)).toMatchObject({ schemaVersion: 1, experiment: name });
    const plot = await calm(["lab", name, ...options, "--format", "svg"]);
    expect([plot.code, plot.err]).toEqual([0, ""]);
    expect(plot.out).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" .*<\/svg>\n$/s);
  });

  test("writes a file in the format that its name says", async () => {
    const cwd = folderWith({});
    for (const [file, begins] of [
      ["a.svg", "<svg "],
      ["a.json", "{\n"],
    ] as const) {
      const { code, out, err } = await calm(["lab", name, ...options, "--out", file], { cwd });
      expect({ code, out, err }).toEqual({ code: 0, out: "", err: `wrote ${file}\n` });
      expect(readFileSync(join(cwd, file), "utf8").startsWith(begins)).toBe(true);
    }
  });

  test("has help that fits a terminal", async () => {
    const { code, out } = await calm(["lab", name, "--help"]);
    expect(code).toBe(0);
    expect(out).toContain("\nExamples:\n  ");
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });
});

test.each([
  [["lab"], /^Usage: calm lab /],
  [["lab", "rumours"], /^error: unknown command 'rumours'/],
  [["lab", "latency", "--writes", "ten"], /^error: option '--writes <number>' argument 'ten' is invalid/],
  [["lab", "latency", "--writes", "0"], /^calm: --writes is 0\n1 to 10,000 make sense\n$/],
  [["lab", "latency", "--local-time", "0"], /^calm: --local-time is 0\n/],
  [["lab", "latency", "--jitter", "2"], /^calm: --jitter is 2\n/],
  [["lab", "gossip", "--nodes", "12,,5"], /^calm: --nodes has an empty part\n/],
  [["lab", "gossip", "--nodes", "1"], /^calm: --nodes has 1\nnumbers from 2 to 10,000,000/],
  [["lab", "gossip", "--loss", "1"], /^calm: --loss is 1\nat most 0\.99/],
  [
    ["lab", "gossip", "--loss", "30%"],
    /^error: .* argument '30%' is invalid\. It must be a number, 0 or more/,
  ],
  [["lab", "gossip", "--seeds", "0"], /^calm: --seeds is 0\n/],
  [["lab", "quorum", "-n", "21"], /^calm: --replicas is 21\n1 to 20/],
  [["lab", "quorum", "-n", "3", "-w", "4"], /^calm: --write is 4\na quorum has 1 to 3 of 3 replicas\n/],
  [["lab", "quorum", "-n", "3", "-r", "0"], /^calm: --read is 0\n/],
  [["lab", "quorum", "-n", "9"], /^calm: 81 pairs of quorums are too many/],
  [["lab", "quorum", "--trials", "3"], /^calm: --trials is 3\n/],
  [["lab", "broadcast", "--replicas", "2"], /^calm: --replicas is 2\n3 to 12/],
  [["lab", "broadcast", "--questions", "0"], /^calm: --questions is 0\n1 to 2,000/],
  [["lab", "broadcast", "--loss", "0.9"], /^calm: --loss is 0\.9\n0 to 0\.5/],
  [["lab", "crdt", "--runs", "0"], /^calm: --runs is 0\n1 to 10,000/],
  [["lab", "latency", "--out", "plot.png"], /^calm: plot\.png: which format\?\nend the name with one of/],
  [
    ["lab", "latency", "--writes", "1", "--out", "/dev/null/plot.svg"],
    /^calm: \/dev\/null\/plot\.svg cannot be written: /,
  ],
])("%j is wrong usage", async (words, message) => {
  const { code, out, err } = await calm(words);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(message);
});

test("help of the experiments together fits a terminal", async () => {
  const { out } = await calm(["lab", "--help"]);
  for (const [name] of experiments) expect(out).toContain(`\n  ${name} [options]`);
  for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});
