import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkProgram, type Checked } from "../src/diagnostics/check.ts";
import { Evaluation } from "../src/engine/evaluation.ts";
import { factsGiven, localProgram } from "../src/replication/local-program.ts";
import { runScenario } from "../src/replication/scenario-run.ts";
import { format } from "../src/syntax/format.ts";
import { parse } from "../src/syntax/parse.ts";

const folder = new URL("../examples/exercises/", import.meta.url);
const lessons = foldersIn("");
const paths = lessons.flatMap((lesson) => foldersIn(`${lesson}/`).map((name) => `${lesson}/${name}`));
const exercises = paths.map((path) => {
  const task = textOf(`${path}/exercise.md`);
  return { path, task, repair: task.includes("\ntask: repair\n"), choose: task.includes("\nchoose: ") };
});

test("they have numbers and names of their own", () => {
  const parts = paths.map((path) => /^[^/]+\/(\d\d)-([a-z][a-z-]*)$/.exec(path));
  expect(paths.filter((_, at) => parts[at] === null)).toEqual([]);
  expect(new Set(parts.map((part) => part?.[1])).size).toBe(paths.length);
  expect(new Set(parts.map((part) => part?.[2])).size).toBe(paths.length);
});

test.each(lessons)("%s has a title and an introduction", (lesson) => {
  expect(textOf(`${lesson}/lesson.md`)).toMatch(/^# .+\n\n\S/);
});

describe.each(exercises)("$path", ({ path, task, choose }) => {
  const rules = checked(`${path}/rules.dl`);

  test("tells its task in 100 to 250 words", () => {
    const [, prose = ""] =
      /^---\ntask: (?:classify|repair)\nlevel: (?:easy|middle|hard)\n[^]*?---\n\n# .+\n([^]*)$/.exec(task) ??
      [];
    const words = prose.trim().split(/\s+/).length;
    expect(words).toBeGreaterThanOrEqual(100);
    expect(words).toBeLessThanOrEqual(250);
  });

  test("has rules that are laid out, and whose promises alone may be wrong", () => {
    expect(layoutOf(`${path}/rules.dl`)).toEqual({ asPrinted: true, tooLong: [] });
    // Where a type is to be chosen, the one in the text may have no such operations.
    const expected = choose ? /^CALM[1-4]/ : /^CALM[1-3]/;
    expect(codesOf(rules).filter((code) => !expected.test(code))).toEqual([]);
  });

  test("is decided by the checker", () => {
    expect(codesOf(rules).filter((code) => code === "CALM120" || code === "CALM302")).toEqual([]);
  });
});

test.each(exercises.filter(({ repair, choose }) => !repair && !choose))(
  "$path asks what its scenarios do not contradict",
  ({ path }) => {
    expect(failuresOf(checked(`${path}/rules.dl`))).toEqual([]);
    expect(existsSync(new URL(`${path}/solution.dl`, folder))).toBe(false);
  },
);

test.each(exercises.filter(({ repair }) => repair))(
  "$path has something to mend, and a solution that gives nothing up",
  ({ path }) => {
    const rules = checked(`${path}/rules.dl`);
    const solution = checked(`${path}/solution.dl`);
    expect(codesOf(rules, "error")).not.toEqual([]);
    expect([...codesOf(solution, "error"), ...codesOf(solution, "warning")]).toEqual([]);
    expect(solution.suppressed).toEqual([]);
    expect(layoutOf(`${path}/solution.dl`)).toEqual({ asPrinted: true, tooLong: [] });
    expect(failuresOf(solution)).toEqual([]);
    expect(signaturesOf(solution)).toEqual(expect.arrayContaining([...signaturesOf(rules)]));
    const kept = promisesIn(`${path}/rules.dl`);
    expect(promisesIn(`${path}/solution.dl`)).toEqual(expect.arrayContaining([...kept]));
  },
);

function foldersIn(path: string): readonly string[] {
  return readdirSync(new URL(path, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function textOf(path: string): string {
  return readFileSync(new URL(path, folder), "utf8");
}

function checked(path: string): Checked {
  return checkProgram(parse({ path, text: textOf(path) }), () => ({ problem: "not found" }));
}

function codesOf({ diagnostics }: Checked, level?: "error" | "warning"): readonly string[] {
  return diagnostics
    .filter(({ severity }) => level === undefined || severity === level)
    .map(({ code }) => code);
}

function layoutOf(path: string): unknown {
  const text = textOf(path);
  return {
    asPrinted: format(parse({ path, text })) === text,
    tooLong: text.split("\n").filter((line) => line.length > 100),
  };
}

/** Its outputs, invariants and scenarios, as they are written. */
function promisesIn(path: string): readonly string[] {
  return textOf(path).match(/^\.(?:output .*|invariant [^]*?\.|scenario [^]*?^\})$/gm) ?? [];
}

/** The columns of the base relations, and the parameters of the operations. */
function signaturesOf({ program }: Checked): readonly string[] {
  return [
    ...[...program.relations.values()]
      .filter(({ kind }) => kind === "base")
      .map(({ name, columns }) => `${name}(${columns.map((column) => column.name).join(", ")})`),
    ...[...program.operations.values()].map(
      ({ name, syntax }) => `${name}/${String(syntax.parameters.length)}`,
    ),
  ];
}

/** The expectations of all scenarios that do not hold. */
function failuresOf({ program }: Checked): readonly string[] {
  const local = localProgram(program);
  const facts = factsGiven(new Evaluation(program));
  return program.scenarios.flatMap((scenario) => {
    const { expects, error } = runScenario(scenario, { local, facts, seed: 1 });
    const failed = expects.filter(({ ok }) => !ok).map(({ message }) => message);
    return [...failed, ...(error === null ? [] : [error.message])].map((what) => `${scenario.name}: ${what}`);
  });
}
