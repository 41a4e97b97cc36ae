import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Exercise } from "../../src/classroom/exercise.ts";
import { judgeRepair } from "../../src/classroom/judge-repair.ts";
import { readExercise } from "../../src/classroom/read-exercise.ts";
import { checkedAlone } from "../../src/classroom/repair.ts";
import { tryScenarios } from "../../src/classroom/scenario-trial.ts";
import { parse } from "../../src/syntax/parse.ts";
import type { Span } from "../../src/base/source.ts";

const folder = new URL("../../examples/exercises/", import.meta.url);
const repairs = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith("/exercise.md"))
  .map((path) => path.slice(0, -"/exercise.md".length))
  .map((path) => ({ path, exercise: exerciseIn(path) }))
  .filter(({ exercise }) => exercise.task === "repair")
  .toSorted((a, b) => a.path.localeCompare(b.path));

/** Of the parts that are left out, so many are skipped between two; none with a number of seeds. */
const skipped = process.env["CALM_SEEDS"] === undefined ? 3 : 0;

function textOf(path: string): string {
  return readFileSync(new URL(path, folder), "utf8");
}

function exerciseIn(path: string): Exercise {
  const solution = `${path}/solution.json`;
  const read = readExercise(path.split("/").at(-1) ?? "", {
    exercise: textOf(`${path}/exercise.md`),
    rules: textOf(`${path}/rules.dl`),
    solution: existsSync(new URL(solution, folder)) ? textOf(solution) : null,
  });
  if ("problems" in read) throw new Error(`${path}: ${read.problems.join("\n")}`);
  return read.exercise;
}

test("there are repairs among the exercises", () => {
  expect(repairs.length).toBeGreaterThanOrEqual(6);
});

describe.each(repairs)("$path", ({ path, exercise }) => {
  const solution = textOf(`${path}/solution.dl`);

  test("takes its model solution", () => {
    const { ok, conditions } = judgeRepair(exercise, solution);
    expect(conditions.filter(({ status }) => status !== "kept")).toEqual([]);
    expect(ok).toBe(true);
  });

  test("refuses its rules as they are, with a sentence and a run", () => {
    const { ok, conditions } = judgeRepair(exercise, exercise.rules.text);
    expect(ok).toBe(false);
    const refused = conditions.filter(({ status }) => status === "broken");
    expect(refused.map(({ condition }) => condition)).toContain("accepted");
    for (const { messages, refutation } of refused) {
      expect(messages.length).toBeGreaterThan(0);
      const tried = tryScenarios(checkedAlone({ path: "rules.dl", text: refutation?.file ?? "" }).program);
      expect(tried.find(({ name }) => name === refutation?.run?.name)?.run).toEqual(refutation?.run);
      expect(refutation?.run?.trace.length).toBeGreaterThan(3);
    }
  });

  test("refuses its model solution with a part left out", () => {
    const all = partsOf(solution, exercise);
    expect(all.length).toBeGreaterThan(4);
    const parts = all.filter((_, i) => i % (1 + skipped) === 0);
    const taken = parts.filter(({ start, end }) => judgeRepair(exercise, without(solution, start, end)).ok);
    expect(taken.map(({ start, end }) => solution.slice(start, end))).toEqual([]);
  });
});

function without(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(end);
}

/** What a repair cannot do without: all statements but its own scenarios, all literals of rules, all effects. */
function partsOf(text: string, exercise: Exercise): readonly Span[] {
  const scenarios = new Set(
    parse(exercise.rules).items.flatMap((item) => (item.kind === "scenario" ? [item.name.text] : [])),
  );
  return parse({ path: "solution.dl", text }).items.flatMap((item): readonly Span[] => {
    if (item.kind === "scenario") return scenarios.has(item.name.text) ? [item.span] : [];
    if (item.kind === "rule") return [item.span, ...(item.body ?? []).flatMap(literalsOf)];
    if (item.kind !== "operation") return [item.span];
    // One of its own is beyond what is asked.
    return exercise.rules.text.includes(`.operation ${item.name.text}(`)
      ? [
          item.span,
          ...item.steps.filter(({ kind }) => kind !== "require").map((step) => toPoint(step.span, text)),
        ]
      : [];
  });
}

/** Each literal with a comma beside it. */
function literalsOf(literals: readonly { readonly span: Span }[]): readonly Span[] {
  return literals.map(({ span }, i) => {
    const [before, after] = [literals[i - 1]?.span.end, literals[i + 1]?.span.start];
    return { start: before ?? span.start, end: before === undefined ? (after ?? span.end) : span.end };
  });
}

function toPoint({ start, end }: Span, text: string): Span {
  return { start, end: text.indexOf(".", end - 1) + 1 };
}
