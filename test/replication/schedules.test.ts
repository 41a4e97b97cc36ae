import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runSchedules } from "./schedule-runs.ts";

/** `CALM_SEEDS` asks for more: so many schedules of each program. */
const seedsEach = Number(process.env["CALM_SEEDS"] ?? 50);

const folders = [new URL("../../examples/", import.meta.url), new URL("scenarios/", import.meta.url)];
const programs = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".dl"))
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") })),
);

test("no schedule breaks what the verdicts of the examples promise", { timeout: 3_600_000 }, () => {
  const happened = new Map<string, number>();
  let schedules = 0;
  for (const { name, text } of programs) {
    const seeds = Array.from({ length: seedsEach }, (_, i) => i + 1);
    const runs = runSchedules(name, text, seeds);
    if (runs === null) continue;
    expect({ name, broken: runs.broken }).toEqual({ name, broken: null });
    schedules += seedsEach;
    for (const [fault, count] of Object.entries(runs.faults))
      happened.set(fault, (happened.get(fault) ?? 0) + count);
  }
  expect(schedules).toBeGreaterThanOrEqual(2000);
  // Each fault really happened, and often.
  for (const [fault, count] of happened)
    expect({ fault, often: count > 100 }).toEqual({ fault, often: true });
  expect([...happened.keys()].toSorted()).toEqual([
    "crashes",
    "cutOff",
    "decided",
    "duplicated",
    "heldBack",
    "lost",
    "partitions",
    "refused",
    "rollbacks",
    "sealed",
  ]);
});
