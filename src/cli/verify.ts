import { linesOf } from "../base/source.ts";
import { Evaluation } from "../engine/evaluation.ts";
import { factsGiven, localProgram } from "../replication/local-program.ts";
import type { Demonstration } from "../replication/verify/demonstrate.ts";
import {
  NothingToDo,
  verify as verifyProgram,
  type FoundViolation,
  type Verification,
} from "../replication/verify/verify.ts";
import { openConsole, type ColorChoice, type Console } from "./console.ts";
import { failedRun } from "./evaluated-file.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { loadFacts } from "./fact-files.ts";
import { interruptible } from "./interruption.ts";
import { ProgressLine } from "./progress-line.ts";
import { runnableProgram } from "./runnable-program.ts";
import { locationText } from "./snippet.ts";
import { SourceStore } from "../node/source-store.ts";
import { printable, wrap } from "./text-layout.ts";

export interface VerifyOptions {
  readonly schedules: number;
  readonly seed: number;
  readonly facts?: string;
  readonly scenarios: boolean;
  readonly format: "pretty" | "json";
  readonly color: ColorChoice;
}

/**
 * `calm verify`: runs a program on simulated replicas under many schedules, and compares what
 * happens with the checker's verdicts. Ends with 1 where a verdict is wrong. Throws `UsageError`.
 */
export function verify(path: string, options: VerifyOptions): ExitCode {
  const console = openConsole(options.color);
  try {
    return interruptible(() => verifyFile(path, options, console));
  } catch (error) {
    if (error instanceof NothingToDo)
      throw new UsageError(
        `${path} has nothing to run: ${error.message}`,
        "a schedule needs a base relation that is not static, or an operation",
      );
    return failedRun(error, path, console);
  }
}

function verifyFile(path: string, options: VerifyOptions, console: Console): ExitCode {
  const checked = runnableProgram(path, new SourceStore(), console, { evidence: true });
  if (checked === null) return exitCodes.findings;
  const { program, report } = checked;
  const evaluation = new Evaluation(program);
  if (options.facts !== undefined) loadFacts(evaluation, options.facts);
  const line = new ProgressLine(process.stderr);
  const { schedules, seed } = options;
  let found: Verification;
  try {
    found = verifyProgram({
      local: localProgram(program),
      report,
      facts: factsGiven(evaluation),
      schedules,
      seed,
      progress: (done) => {
        line.show(() => `schedule ${String(done)} of ${String(schedules)}`);
      },
    });
  } finally {
    line.clear();
  }
  if (options.format === "json") console.write(inJson(found));
  else console.write(inWords(found, options.scenarios, console));
  return found.violations.length === 0 ? exitCodes.fine : exitCodes.findings;
}

function inJson({ schedules, seed, violations, demonstrations, faults }: Verification): string {
  const report = {
    schemaVersion: 1,
    schedules,
    seed,
    violations: violations.map(({ kind, relation, message, seed: at, scenario }) => ({
      kind,
      relation,
      message,
      seed: at,
      scenario,
    })),
    demonstrations: demonstrations.map(({ point, relation, demonstrated, scenario }) => ({
      relation,
      code: point?.code ?? "CALM111",
      line: point === null ? null : linesOf(point.place.source).position(point.place.start).line,
      demonstrated,
      seed: 1,
      scenario,
    })),
    faults,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

// For people.

function inWords(found: Verification, withScenarios: boolean, console: Console): string {
  const { style } = console;
  const lines = [
    ...found.violations.flatMap((violation) => violationLines(violation, console)),
    ...found.demonstrations.flatMap((one) => demonstrationLines(one, withScenarios, console)),
    ...summaryLines(found, console),
  ];
  const hidden = !withScenarios && found.demonstrations.some(({ demonstrated }) => demonstrated);
  if (hidden) lines.push(style.dim("  `--scenarios` prints a run for each"));
  const verdict =
    found.violations.length === 0
      ? style.good("no schedule contradicts a verdict")
      : style.severity("error", "a verdict is wrong: please report it, with the scenario above");
  return [...lines, verdict].map((line) => `${line}\n`).join("");
}

function violationLines(
  { kind, relation, message, seed, scenario }: FoundViolation,
  { style, width }: Console,
): readonly string[] {
  const title = `${style.severity("error", kind)} ${relation}`;
  const text = wrap(printable(`${message} (schedule with seed ${String(seed)})`), width - 2);
  return [title, ...text.map((line) => `  ${line}`), ...indent(scenario), ""];
}

function demonstrationLines(
  { point, relation, demonstrated, scenario }: Demonstration,
  withScenario: boolean,
  { style, width }: Console,
): readonly string[] {
  const code = point?.code ?? "CALM111";
  const where = point === null ? "" : `  ${locationText(point.place)}`;
  const title = `${style.severity("info", code)} ${style.strong(relation)}${style.dim(where)}`;
  const text = demonstrated
    ? "two replicas act differently, and one takes it back"
    : "no schedule was found on which two replicas act differently";
  const shown = demonstrated && withScenario ? indent(scenario) : [];
  return [title, ...wrap(text, width - 2).map((line) => `  ${line}`), ...shown];
}

function indent(text: string): readonly string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${printable(line)}`);
}

function summaryLines(
  { schedules, demonstrations, faults }: Verification,
  { style, width }: Console,
): readonly string[] {
  const shown = demonstrations.filter(({ demonstrated }) => demonstrated).length;
  const happened: readonly (readonly [one: string, many: string, count: number])[] = [
    ["packet lost", "packets lost", faults.lost],
    ["doubled", "doubled", faults.duplicated],
    ["cut off", "cut off", faults.cutOff],
    ["partition", "partitions", faults.partitions],
    ["crash", "crashes", faults.crashes],
    ["change held back", "changes held back", faults.heldBack],
    ["call refused", "calls refused", faults.refused],
    ["seal", "seals", faults.sealed],
    ["decision", "decisions", faults.decided],
  ];
  const counts = happened.flatMap(([one, many, count]) =>
    count === 0 ? [] : [`${count.toLocaleString("en")} ${count === 1 ? one : many}`],
  );
  const points =
    demonstrations.length === 0
      ? []
      : [`${String(shown)} of ${String(demonstrations.length)} points of order shown at work`];
  return [
    "",
    schedules === 1 ? "1 schedule" : `${schedules.toLocaleString("en")} schedules`,
    ...(counts.length === 0 ? [] : wrap(counts.join(", "), width - 2).map((line) => style.dim(`  ${line}`))),
    ...points,
  ];
}
