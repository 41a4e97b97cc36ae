import { expect, test } from "vitest";
import { xmlProblems } from "../ide/well-formed.ts";
import { expectedRounds, gossipExperiment, gossipModes, spreadRumour } from "../../src/lab/gossip.ts";
import { gossipPlot } from "../../src/lab/gossip-plot.ts";

const sizes = [12, 100, 1000, 10_000];

test.each(gossipModes)("%s: all have it in the end, and nobody forgets", (mode) => {
  for (const loss of [0, 0.4])
    for (const nodes of [2, 3, 12, 500]) {
      const run = spreadRumour({ mode, nodes, loss, seed: 4 });
      expect(run.informed.at(-1)).toBe(nodes);
      expect(run.rounds).toBe(run.informed.length);
      expect([...run.informed].sort((a, b) => a - b)).toEqual(run.informed);
    }
});

test("two nodes that push need one round and one message; alone, none", () => {
  const two = { mode: "push", nodes: 2, loss: 0, seed: 1 } as const;
  expect(spreadRumour(two)).toEqual({ informed: [2], rounds: 1, messages: 1 });
  expect(spreadRumour({ ...two, nodes: 1 })).toEqual({ informed: [], rounds: 0, messages: 0 });
});

test("those who push at most double each round", () => {
  const { informed } = spreadRumour({ mode: "push", nodes: 5000, loss: 0.2, seed: 2 });
  expect(informed.every((count, i) => count <= 2 * (informed[i - 1] ?? 1))).toBe(true);
});

test("the rounds of push are about log2 n + ln n, with loss too", () => {
  for (const loss of [0, 0.1, 0.3]) {
    const result = gossipExperiment({ mode: "push", sizes, loss, seed: 1, seeds: 9 });
    for (const { nodes, rounds } of result.sizes)
      expect(Math.abs(rounds - expectedRounds(nodes, loss))).toBeLessThan(5);
  }
});

test.each(gossipModes)("%s: messages are O(n log n)", (mode) => {
  const { sizes: measured } = gossipExperiment({ mode, sizes, loss: 0, seed: 1, seeds: 3 });
  for (const { messagesPerNLogN } of measured) {
    expect(messagesPerNLogN).toBeGreaterThan(0.4);
    expect(messagesPerNLogN).toBeLessThan(2);
  }
});

test("who both push and pull are faster than who pushes", () => {
  const [push, , both] = gossipModes.map(
    (mode) => gossipExperiment({ mode, sizes: [10_000], loss: 0, seed: 1, seeds: 3 }).sizes[0]?.rounds ?? 0,
  );
  expect(both ?? NaN).toBeLessThan(push ?? NaN);
});

test("a million nodes have it within 40 rounds", () => {
  const { informed, rounds, messages } = spreadRumour({ mode: "push", nodes: 1_000_000, loss: 0, seed: 7 });
  expect(informed.at(-1)).toBe(1_000_000);
  expect(Math.abs(rounds - expectedRounds(1_000_000, 0))).toBeLessThan(5);
  expect(messages / (1_000_000 * Math.log2(1_000_000))).toBeLessThan(1);
}, 60_000);

test("the plot is well-formed, for one size too", () => {
  for (const some of [sizes, [12]]) {
    const results = gossipModes.map((mode) =>
      gossipExperiment({ mode, sizes: some, loss: 0.1, seed: 1, seeds: 2 }),
    );
    const svg = gossipPlot(results);
    expect(xmlProblems(svg)).toEqual([]);
    expect(svg).not.toContain("NaN");
    expect(svg.match(/<circle/g)?.length).toBe(3 * some.length);
  }
});
