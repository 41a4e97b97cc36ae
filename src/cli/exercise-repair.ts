import { judgeRepair } from "../classroom/judge-repair.ts";
import type { Refutation } from "../classroom/judgement.ts";
import type { ConditionJudgement, RepairJudgement } from "../classroom/repair-judgement.ts";
import { counted } from "../diagnostics/wording.ts";
import type { StartedExercise } from "../node/started-exercise.ts";
import type { Console } from "./console.ts";
import type { ExerciseCheckOptions } from "./exercise-check-options.ts";
import { nextExerciseLines } from "./exercise-next.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { markdownLines } from "./markdown-text.ts";
import { refutationJson, refutationLines, writeDrawing, writeRefutation } from "./refutation-text.ts";
import { printable, wrap } from "./text-layout.ts";

/** Judges the changed rules of an exercise that is to be repaired: what is kept, and what is not. */
export function checkRepair(
  started: StartedExercise,
  options: ExerciseCheckOptions,
  console: Console,
): ExitCode {
  const { exercise, rulesNow, path } = started;
  if (options.interactive)
    console.note("calm: there is nothing to be asked: change rules.dl, which is judged as it is");
  const judgement = judgeRepair(exercise, rulesNow);
  const broken = judgement.conditions.filter(({ status }) => status === "broken");
  const [first] = broken.flatMap(({ refutation }) => (refutation === null ? [] : [refutation]));
  const text = first?.file ?? null;
  const file = text === null ? null : writeRefutation(path, exercise.name, text);
  if (options.svg !== undefined) writeDrawing(options.svg, first?.run ?? null, console);
  console.write(
    options.format === "json"
      ? inJson(started, judgement, first ?? null, file)
      : inWords(started, judgement, first ?? null, file, options, console),
  );
  return judgement.ok ? exitCodes.fine : exitCodes.findings;
}

function inJson(
  { exercise }: StartedExercise,
  { ok, points, pointsMost, conditions }: RepairJudgement,
  told: Refutation | null,
  file: string | null,
): string {
  const { name, title, task } = exercise;
  const shown = conditions.map(({ condition, status, messages, refutation }) => ({
    condition,
    status,
    messages,
    refutation: refutation === null ? null : refutationJson(refutation, refutation === told ? file : null),
  }));
  const report = { schemaVersion: 1, exercise: name, title, task, ok, points, pointsMost, conditions: shown };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function inWords(
  { exercise, rulesNow, path }: StartedExercise,
  { ok, points, pointsMost, conditions }: RepairJudgement,
  told: Refutation | null,
  file: string | null,
  { ascii }: ExerciseCheckOptions,
  console: Console,
): string {
  const { style, width } = console;
  const at = path === "." ? "" : ` ${path}`;
  const total = `${String(points)} of ${counted(pointsMost, "point")}`;
  const isUntouched = rulesNow === exercise.rules.text;
  const next = `${total}.${isUntouched ? " rules.dl is as it was." : ""} Change rules.dl, and check again. \`calm exercise hint${at}\` gives a hint.`;
  const lines = [
    style.strong(printable(exercise.title)),
    "",
    ...conditions.flatMap((one) => conditionLines(one, ascii, console)),
    ...(told === null
      ? []
      : ["", style.strong("What happens"), ...refutationLines(told, file, ascii, console)]),
    "",
    ...(ok
      ? [style.good(`All right: ${total}.`), ...nextExerciseLines(exercise.name, console)]
      : wrap(next, width)),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function conditionLines(
  { status, messages }: ConditionJudgement,
  ascii: boolean,
  { style, width }: Console,
): readonly string[] {
  if (status === "not looked at") return [];
  const isKept = status === "kept";
  const sign = ascii ? (isKept ? "+" : "x") : isKept ? "✓" : "✗";
  const painted = isKept ? style.good(sign) : style.severity("error", sign);
  return messages.flatMap((message) =>
    markdownLines(message, { style, width: width - 2 }).map(
      (line, i) => `${i === 0 ? painted : " "} ${line}`,
    ),
  );
}
