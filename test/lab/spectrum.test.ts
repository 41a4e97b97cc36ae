import { expect, test } from "vitest";
import { approaches, shopPromises } from "../../src/lab/approaches.ts";
import { spectrumExperiment } from "../../src/lab/spectrum.ts";

const runs = 6;
const result = spectrumExperiment({ seed: 1, runs, localTime: 3.6 });

test("each approach keeps what it promises in every run, and nothing more in all of them", () => {
  const kept = result.approaches.map(({ approach, kept: counts }) => [
    approach,
    ...shopPromises.filter((promise) => counts[promise] === runs),
  ]);
  expect(kept).toEqual([
    ["crdt", "converge"],
    ["causal", "converge", "order"],
    ["escrow", "converge", "limit"],
    ["seal", "converge", "limit", "unique"],
    ["leader", ...shopPromises],
    ["quorum", ...shopPromises],
    ["barrier", ...shopPromises],
  ]);
});

test("who waits for nobody answers at once, and goes on when cut off", () => {
  for (const { approach, waits, answeredInPartition } of result.approaches.slice(0, 3)) {
    expect([approach, waits]).toEqual([approach, { virginia: 3.6, frankfurt: 3.6, tokyo: 3.6 }]);
    expect(answeredInPartition).toEqual({ virginia: 1, frankfurt: 1, tokyo: 1 });
  }
});

test("who coordinates waits for the far ones, and somebody stops when Tokyo is cut off", () => {
  const coordinated = result.approaches
    .slice(3)
    .map(({ approach, waits, answeredInPartition: { virginia, frankfurt, tokyo } }) => [
      approach,
      waits.tokyo,
      [virginia, frankfurt, tokyo],
    ]);
  expect(coordinated).toEqual([
    ["seal", 220, [0, 0, 0]],
    ["leader", 180, [1, 1, 0]],
    ["quorum", 360, [1, 1, 0]],
    ["barrier", 360, [0, 0, 0]],
  ]);
});

test("the same seed gives the same figures, and progress is told of each approach", () => {
  const told: string[] = [];
  expect(spectrumExperiment({ seed: 1, runs, localTime: 3.6 }, (approach) => told.push(approach))).toEqual(
    result,
  );
  expect(told).toEqual([...approaches]);
});
