import { expect, test } from "vitest";
import { latencyPlot } from "../../src/lab/latency-plot.ts";
import { latencyExperiment, type LatencyResult, type WriteWay } from "../../src/lab/latency.ts";
import { regions } from "../../src/lab/regions.ts";
import { xmlProblems } from "../ide/well-formed.ts";

const exact = latencyExperiment({ seed: 1, writes: 20, localTime: 3.6, jitter: 0 });

function fromTokyo(result: LatencyResult, way: WriteWay): { p50: number; slower: number; accepted: number } {
  const found = result.ways.find((one) => one.way === way)?.regions.find(({ region }) => region === "tokyo");
  return {
    p50: found?.p50 ?? NaN,
    slower: found?.slower ?? NaN,
    accepted: found?.acceptedInPartition ?? NaN,
  };
}

test("from Tokyo a local write takes 1 to 5 ms, and one that waits for others 50 to 100 times as long", () => {
  const local = fromTokyo(exact, "local");
  expect(local.p50).toBeGreaterThanOrEqual(1);
  expect(local.p50).toBeLessThanOrEqual(5);
  for (const way of ["leader", "quorum", "barrier"] as const) {
    const { p50, slower } = fromTokyo(exact, way);
    expect(p50).toBeGreaterThanOrEqual(180);
    expect(p50).toBeLessThanOrEqual(360);
    expect(slower).toBeGreaterThanOrEqual(50);
    expect(slower).toBeLessThanOrEqual(100);
  }
});

test("Frankfurt is nearer to the leader: 40 ms", () => {
  const leader = exact.ways.find(({ way }) => way === "leader");
  expect(leader?.regions.map(({ p50 }) => p50)).toEqual([3.6, 40, 180]);
});

test("in a partition local writes go on everywhere, and coordinated ones not on the smaller side", () => {
  const accepted = exact.ways.map(({ way, regions: all }) => [
    way,
    ...all.map(({ acceptedInPartition }) => acceptedInPartition),
  ]);
  expect(accepted).toEqual([
    ["local", 1, 1, 1],
    ["leader", 1, 1, 0],
    ["quorum", 1, 1, 0],
    ["barrier", 0, 0, 0],
  ]);
});

test("what was accepted is in all regions afterwards, and a refused write in none", () => {
  expect(exact.ways.map(({ keepsAccepted }) => keepsAccepted)).toEqual([true, true, true, true]);
});

test("links that vary lengthen the tail, the same for the same seed", () => {
  const options = { seed: 3, writes: 50, localTime: 2, jitter: 0.3 };
  const varied = latencyExperiment(options);
  expect(latencyExperiment(options)).toEqual(varied);
  for (const way of varied.ways)
    for (const { p50, p99 } of way.regions) expect(p99).toBeGreaterThanOrEqual(p50);
  const leader = varied.ways[1]?.regions[2];
  expect(leader?.p99 ?? 0).toBeGreaterThan(leader?.p50 ?? 0);
  expect(leader?.p99 ?? 0).toBeLessThanOrEqual(180 * 1.3);
});

test("the plot has a bar for each way and region", () => {
  const svg = latencyPlot(exact);
  expect(xmlProblems(svg)).toEqual([]);
  expect(svg.match(/<rect class="(?!paper)/g)?.length).toBe(exact.ways.length * regions.length);
  expect(svg.match(/refused when cut off/g)?.length).toBe(5);
});
