import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { answerClasses, decidingQuestions } from "../../src/classroom/exercise.ts";
import { hasBoundary, namesAllowed } from "../../src/classroom/judge-boundary.ts";
import { judge } from "../../src/classroom/judge.ts";
import type { Answer, PartJudgement } from "../../src/classroom/judgement.ts";
import type { Question } from "../../src/classroom/question.ts";
import { questionsOf } from "../../src/classroom/questions.ts";
import { checkProgram, type Checked } from "../../src/diagnostics/check.ts";
import type { ReadInclude } from "../../src/model/splice.ts";
import { parse } from "../../src/syntax/parse.ts";
import { exerciseOf, sheetOf } from "./exercise-of.ts";

/** `CALM_SCHEDULES=1000` tries each proof on as many schedules as students are told of. */
const schedules = Number(process.env["CALM_SCHEDULES"] ?? 3);

const folder = new URL("../../examples/", import.meta.url);
const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".dl"))
  .sort();
const texts = new Map(paths.map((path) => [path, readFileSync(new URL(path, folder), "utf8")]));
const trees = new Map([...texts].map(([path, text]) => [path, parse({ path, text })]));
const include: ReadInclude = (name, from) =>
  trees.get(posix.join(posix.dirname(from.path), name)) ?? { problem: "not found" };

type ClassQuestion = Exclude<Question, { readonly kind: "type" }>;

/** Everything that can be said of a question, a part at a time. */
function answersTo(question: ClassQuestion, checked: Checked): readonly Partial<Answer>[] {
  const { key } = question;
  const asksBoundary = key !== null && key.answer !== "coordination-free" && hasBoundary(question, checked);
  return [
    ...answerClasses.map((answer) => ({ answer })),
    ...decidingQuestions.map((said) => ({ question: said })),
    ...(asksBoundary ? [...namesAllowed(question, checked.program)].map((boundary) => ({ boundary })) : []),
  ];
}

/** What becomes of everything that can be said of a program's questions, with what was said. */
function tried(path: string): readonly { readonly said: string; readonly judged: PartJudgement }[] {
  const tree = trees.get(path) ?? parse({ path, text: "" });
  const checked = checkProgram(tree, include);
  const exercise = exerciseOf(texts.get(path) ?? "");
  const questions = questionsOf(exercise, checked).filter((one) => one.kind !== "type");
  const answers = new Map(questions.map((one) => [one.name, answersTo(one, checked)]));
  const most = Math.max(0, ...[...answers.values()].map(({ length }) => length));
  return Array.from({ length: most }, (_, i) => {
    const sheet = Object.fromEntries([...answers].map(([name, all]) => [name, all[i] ?? {}]));
    return judge(exercise, checked, sheetOf(sheet), { schedules }).flatMap(({ question, parts }) =>
      parts.flatMap((judged) =>
        judged.given === null ? [] : [{ said: `${question.name} ${judged.part}: ${judged.given}`, judged }],
      ),
    );
  }).flat();
}

describe.each(paths)("%s", (path) => {
  const all = tried(path);

  test("every wrong answer is refuted, and the refutation confirmed", () => {
    const misses = all.filter(
      ({ judged }) => judged.status === "wrong" && judged.refutation?.confirmed !== true,
    );
    expect(misses.map(({ said }) => said)).toEqual([]);
  });

  test("no right answer is refuted, and everything that can be said is read", () => {
    const refuted = all.filter(({ judged }) => judged.status === "right" && judged.refutation !== null);
    expect(refuted.map(({ said }) => said)).toEqual([]);
    const unread = all.filter(({ judged }) => judged.status === "unreadable");
    expect(unread.map(({ said }) => said)).toEqual([]);
  });

  test("of the classes one is right, and of the deciding questions at least one", () => {
    const checked = checkProgram(trees.get(path) ?? parse({ path, text: "" }), include);
    const right = (name: string, part: string): number =>
      all.filter(({ said, judged }) => said.startsWith(`${name} ${part}: `) && judged.status === "right")
        .length;
    for (const { name, kind } of questionsOf(exerciseOf(""), checked)) {
      if (kind === "type") continue;
      expect(right(name, "answer")).toBe(1);
      expect(right(name, "question")).toBeGreaterThanOrEqual(1);
    }
  });

  test("the keys agree with what the checker and confluence say", () => {
    const checked = checkProgram(trees.get(path) ?? parse({ path, text: "" }), include);
    const { findings, outputs, invariants } = checked.report;
    const broken = new Set(
      findings.flatMap((finding) => {
        if (finding.code === "CALM111") return [finding.output.relation.name];
        if (!("point" in finding) || !("severity" in finding) || finding.severity !== "error") return [];
        return finding.point.seenBy.map(({ name }) => name);
      }),
    );
    const expected = [
      ...outputs.map(({ relation: { name }, verdict }) =>
        broken.has(name) || verdict === "coordinated" ? `${name}: needs` : `${name}: coordination-free`,
      ),
      ...invariants.flatMap((verdict) => {
        const { name } = verdict.invariant;
        if (verdict.verdict === "confluent")
          return [verdict.thanksTo.length > 0 ? `${name}: needs` : `${name}: coordination-free`];
        if (verdict.verdict !== "not confluent") return [];
        return [verdict.class === "redesignable" ? `${name}: redesignable` : `${name}: needs`];
      }),
    ];
    const keys = questionsOf(exerciseOf(""), checked).flatMap((one) =>
      one.kind === "type" ? [] : [`${one.name}: ${one.key?.answer.split(" ")[0] ?? "open"}`],
    );
    expect(keys).toEqual(expected);
  });
});
