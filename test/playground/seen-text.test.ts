import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { seenText } from "../../src/playground/cluster/seen-text.ts";
import { RunService } from "../../src/playground/run-service.ts";
import { sound } from "./runs.ts";

test.each([
  [
    "limited-stock",
    "no_oversell_broken",
    [
      '`no_oversell` is violated at A and B: `p = "camera", s = 2, n = 1`.',
      'A and B had shown `available("camera", 1)` and withdrew it.',
      'A and B had shown `available("camera", 0)` and withdrew it.',
    ],
  ],
  ["deny-list", "passes_appears", ['At 0 ms madrid had `passes("visitor1")`, dublin had not.']],
  [
    "thermostat",
    "heating_differs",
    [
      'At 10 ms dublin had `heating("room1", 1)`, madrid had not.',
      'madrid and dublin had shown `heating("room1", 1)` and withdrew it.',
    ],
  ],
])("%s: what %s has shown is said in sentences", async (example, name, sentences) => {
  expect(await seenOf(example, name)).toEqual(sentences);
});

test("every witness and every counterexample of the examples says what it shows", async () => {
  const silent: string[] = [];
  for (const example of ["manifest", "release-open", "wish-list", "calm-table", "orders", "bank-transfers"])
    for (const { name, kind } of await offeredBy(example))
      if (kind !== "scenario" && (await seenOf(example, name)).length === 0)
        silent.push(`${example}: ${name}`);
  expect(silent).toEqual([]);
});

const service = new RunService();

async function offeredBy(example: string): ReturnType<typeof offered> {
  return offered(readFileSync(new URL(`../../examples/${example}.dl`, import.meta.url), "utf8"));
}

async function offered(
  text: string,
): Promise<Exclude<Awaited<ReturnType<RunService["scenarios"]>>, { trouble: string }>> {
  return sound(await service.scenarios([{ path: "rules.dl", text }]));
}

async function seenOf(example: string, name: string): Promise<readonly string[]> {
  const found = (await offeredBy(example)).find((each) => each.name === name);
  if (found === undefined) throw new Error(`${example} does not offer ${name}`);
  const { run } = sound(await service.open(found.source));
  const state = await service.seek(run, "end");
  await service.close(run);
  return seenText(state, state.news);
}
