import { expect, test } from "vitest";
import { allQuorums, quorumExperiment, staleByEnumeration } from "../../src/lab/quorum.ts";
import { quorumPlot } from "../../src/lab/quorum-plot.ts";
import { xmlProblems } from "../ide/well-formed.ts";

const settings = { seed: 11, trials: 20_000 };
const results = [1, 2, 3, 4, 5, 6].flatMap((n) =>
  allQuorums(n).map((quorum) => quorumExperiment(quorum, settings)),
);

function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 0; i < k; i++) ways = (ways * (n - i)) / (i + 1);
  return ways;
}

test("the enumeration counts what the binomials say", () => {
  for (const { replicas, write, read, stale } of results)
    expect(stale).toBeCloseTo(choose(replicas - write, read) / choose(replicas, read), 12);
  expect(staleByEnumeration({ replicas: 20, write: 7, read: 6 })).toBeCloseTo(
    choose(13, 6) / choose(20, 6),
    12,
  );
});

test("no read misses a write exactly where the quorums overlap", () => {
  for (const { replicas, write, read, overlap, stale, staleSimulated } of results) {
    expect(overlap > 0).toBe(write + read > replicas);
    expect(stale === 0).toBe(overlap > 0);
    if (overlap > 0) expect(staleSimulated).toBe(0);
  }
});

test("the simulation agrees with the enumeration", () => {
  expect(results.filter(({ agree }) => !agree)).toEqual([]);
  // A bound that could never fail would show nothing.
  expect(Math.max(...results.map(({ bound }) => bound))).toBeLessThan(0.02);
});

test("what a majority of five tolerates", () => {
  const majority = quorumExperiment({ replicas: 5, write: 3, read: 3 }, settings);
  expect(majority).toMatchObject({
    overlap: 1,
    writesTolerate: 2,
    readsTolerate: 2,
    lossesTolerated: 2,
    stale: 0,
    staleSimulated: 0,
    agree: true,
  });
});

test("one replica of three for both misses two writes of three", () => {
  expect(quorumExperiment({ replicas: 3, write: 1, read: 1 }, settings).stale).toBeCloseTo(2 / 3, 12);
});

test("the plots are well-formed", () => {
  const grid = quorumPlot(results.filter(({ replicas }) => replicas === 5));
  expect(xmlProblems(grid)).toEqual([]);
  expect(grid.match(/can miss/g)?.length).toBe(10);
  const pair = quorumPlot([quorumExperiment({ replicas: 5, write: 3, read: 3 }, settings)]);
  expect(xmlProblems(pair)).toEqual([]);
  expect(pair.match(/<circle class="green"/g)?.length).toBe(1);
});
