import { linesOf } from "../base/source.ts";
import type { Evaluation } from "../engine/evaluation.ts";
import { RuleProfile } from "../engine/rule-profile.ts";
import { openConsole, type ColorChoice, type Console } from "./console.ts";
import { evaluatedFile, failedRun } from "./evaluated-file.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { GrowthLimit } from "./growth-limit.ts";
import { interruptible } from "./interruption.ts";
import { planOutputs, writeOutputs, type OutputPlan } from "./output-files.ts";

export interface RunOptions {
  readonly facts: string;
  readonly output: string;
  readonly profile: boolean;
  /** The most rows that a relation may have, where somebody says so. */
  readonly maxRows: number | undefined;
  readonly format: "pretty" | "json";
  readonly color: ColorChoice;
}

/**
 * `calm run`: evaluates a program over the facts of a folder and writes its outputs, all of them
 * whole or none. Throws `UsageError`.
 */
export function run(path: string, options: RunOptions): ExitCode {
  if (options.format === "json" && !options.profile)
    throw new UsageError("--format json is the form of the profile", "add --profile");
  const console = openConsole(options.color);
  try {
    return interruptible(() => evaluateAndWrite(path, options, console));
  } catch (error) {
    return failedRun(error, path, console);
  }
}

function evaluateAndWrite(path: string, options: RunOptions, console: Console): ExitCode {
  const profile = new RuleProfile(() => performance.now());
  let plan: OutputPlan = [];
  const evaluation = evaluatedFile(
    path,
    options.facts,
    console,
    options.profile ? profile : {},
    new GrowthLimit(options.maxRows),
    (program) => {
      plan = planOutputs(program, options.output);
    },
  );
  if (evaluation === null) return exitCodes.findings;
  writeOutputs(plan, evaluation, console);
  if (options.profile) showProfile(profile, evaluation, options.format, console);
  return exitCodes.fine;
}

interface ProfileLine {
  readonly file: string;
  readonly line: number;
  readonly rounds: number;
  readonly rows: number;
  readonly milliseconds: number;
  readonly text: string;
}

/** JSON goes to standard output, the table to standard error, where it does not mix with rows that are printed. */
function showProfile(
  profile: RuleProfile,
  { program }: Evaluation,
  format: "pretty" | "json",
  console: Console,
): void {
  const lines = program.rules.map((rule): ProfileLine => {
    const { source, syntax } = rule;
    const { rounds = 0, rows = 0, milliseconds = 0 } = profile.rules.get(rule) ?? {};
    return {
      file: source.path,
      line: linesOf(source).position(syntax.span.start).line,
      rounds,
      rows,
      milliseconds: Number(milliseconds.toFixed(3)),
      text: source.text.slice(syntax.span.start, syntax.span.end).replaceAll(/\s+/g, " "),
    };
  });
  if (format === "json") {
    const rules = lines.map(({ text: _, ...figures }) => figures);
    console.write(`${JSON.stringify({ schemaVersion: 1, rules }, null, 2)}\n`);
    return;
  }
  const slowestFirst = lines.toSorted((a, b) => b.milliseconds - a.milliseconds);
  const cells = slowestFirst.map((line) => [
    line.milliseconds.toFixed(1),
    line.rounds.toLocaleString("en"),
    line.rows.toLocaleString("en"),
    String(line.line + 1),
  ]);
  const table = [["ms", "rounds", "new rows", "line"], ...cells];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...table.map((row) => row[i]?.length ?? 0)));
  for (const [i, row] of table.entries()) {
    const figures = row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  ");
    const text = i === 0 ? "rule" : (slowestFirst[i - 1]?.text ?? "");
    const room = console.width - figures.length - 2;
    console.note(`${figures}  ${text.length > room ? `${text.slice(0, room - 1)}…` : text}`);
  }
}
