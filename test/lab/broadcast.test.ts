import { expect, test } from "vitest";
import { broadcastExperiment, deliveries, type DeliveryResult } from "../../src/lab/broadcast.ts";
import { broadcastPlot } from "../../src/lab/broadcast-plot.ts";
import { broadcastScene } from "../../src/lab/broadcast-scene.ts";
import type { Delivery } from "../../src/replication/surroundings.ts";
import { xmlProblems } from "../ide/well-formed.ts";

const options = { seed: 1, replicas: 4, questions: 60, loss: 0.15 };
const lossy = broadcastExperiment(options);

function over(
  delivery: Delivery,
  { deliveries: all }: { deliveries: readonly DeliveryResult[] } = lossy,
): DeliveryResult {
  const found = all.find((one) => one.delivery === delivery);
  if (found === undefined) throw new Error(delivery);
  return found;
}

test("best effort loses what gets lost, and what its sender did not send before it crashed", () => {
  const { shown, survivesCrash } = over("best_effort");
  expect(Math.abs(shown - 0.85)).toBeLessThan(0.06);
  expect(survivesCrash).toBeCloseTo(2 / 3, 12);
});

test("every other delivery shows all to all, though a sender crashes", () => {
  for (const delivery of deliveries) {
    if (delivery === "best_effort") continue;
    const { said, shown, survivesCrash } = over(delivery);
    expect({ delivery, said, shown, survivesCrash }).toEqual({
      delivery,
      said: 120,
      shown: 1,
      survivesCrash: 1,
    });
  }
});

test("causal delivery shows no answer before its question, and best effort and reliable delivery do", () => {
  for (let seed = 1; seed <= 5; seed++) {
    const result = broadcastExperiment({ ...options, seed, questions: 30 });
    expect([over("causal", result).early, over("gossip", result).early]).toEqual([0, 0]);
    expect(over("best_effort", result).early).toBeGreaterThan(0);
  }
  expect(over("reliable").early).toBeGreaterThan(0);
});

test("only causal delivery holds back, and lets all of it go", () => {
  for (const { delivery, heldBack, heldP50, heldMax, bufferMost } of lossy.deliveries) {
    if (delivery !== "causal") {
      expect({ heldBack, heldP50, heldMax, bufferMost }).toEqual({
        heldBack: 0,
        heldP50: null,
        heldMax: null,
        bufferMost: 0,
      });
      continue;
    }
    expect(heldBack).toBeGreaterThan(0);
    expect(heldP50 ?? NaN).toBeGreaterThan(0);
    expect(heldMax ?? NaN).toBeLessThan(Infinity);
    expect(heldMax ?? NaN).toBeGreaterThanOrEqual(heldP50 ?? NaN);
    expect(bufferMost).toBeGreaterThan(0);
  }
});

test("where nothing gets lost best effort sends each message once to each of the others", () => {
  const { shown, packetsPerMessage } = over("best_effort", broadcastExperiment({ ...options, loss: 0 }));
  expect({ shown, packetsPerMessage }).toEqual({ shown: 1, packetsPerMessage: 3 });
});

test("the same seed gives the same chat, and another one another", () => {
  const few = { ...options, questions: 10 };
  expect(broadcastExperiment(few)).toEqual(broadcastExperiment(few));
  expect(broadcastExperiment({ ...few, seed: 2 })).not.toEqual(broadcastExperiment(few));
});

test("the buffer of a replica that hears the answers first, whatever the seed", () => {
  for (let seed = 1; seed <= 50; seed++) {
    const causal = broadcastScene("causal", seed).steps;
    expect(causal.map(({ buffer }) => buffer.length)).toEqual([1, 2, 0]);
    expect(causal.at(-1)?.shown).toEqual(["lunch?", "yes!", "at noon?"]);
    expect(causal.at(-1)?.madeUpon).toEqual({});
    const effort = broadcastScene("best_effort", seed).steps;
    expect(effort.map(({ says, shown, buffer }) => ({ shown: shown.join() === says, buffer }))).toEqual(
      effort.map(() => ({ shown: true, buffer: [] })),
    );
    expect(effort.at(-1)?.says).toBe("lunch?");
  }
  expect(broadcastScene("causal", 1).steps.map(({ says, madeUpon }) => [says, madeUpon])).toEqual([
    ["yes!", { ana: 1 }],
    ["at noon?", { ana: 1, bo: 1 }],
    ["lunch?", {}],
  ]);
});

test("the plot has four bars for each delivery and the two scenes with the buffer", () => {
  const scenes = (["best_effort", "causal"] as const).map((delivery) => broadcastScene(delivery, 1));
  const svg = broadcastPlot(lossy, scenes);
  expect(xmlProblems(svg)).toEqual([]);
  expect(svg).not.toContain("NaN");
  expect(svg.match(/<rect class="(?:green|blue|red|yellow)" x=/g)?.length).toBe(4 * deliveries.length);
  expect(svg.match(/<rect class="yellow" opacity/g)?.length).toBe(1);
  const messages = scenes.flatMap(({ trace }) => trace.filter(({ kind }) => kind === "message"));
  expect(svg.match(/class="axis arrow"/g)?.length).toBe(messages.length);
});
