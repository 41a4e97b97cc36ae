import type { EvaluationObserver, EvaluationWarning } from "../engine/evaluation.ts";
import { Evaluation, EvaluationError } from "../engine/evaluation.ts";
import type { Program } from "../model/program.ts";
import type { Console } from "./console.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { FactFileError, loadFacts } from "./fact-files.ts";
import type { GrowthLimit } from "./growth-limit.ts";
import { Interruption } from "./interruption.ts";
import { ParameterError } from "./io-format.ts";
import { ProgressLine } from "./progress-line.ts";
import { runnableProgram } from "./runnable-program.ts";
import { locationText } from "./snippet.ts";
import { ReadFailure, SourceStore } from "../node/source-store.ts";
import { removeUnfinished, WriteFailure } from "./write-file.ts";

/**
 * Reads a rule file and the facts of its inputs, and evaluates it; null when it cannot be evaluated
 * for what was then said on standard error. `prepare` is called with the program before anything
 * else is read. Throws what `failedRun` takes.
 */
export function evaluatedFile(
  path: string,
  folder: string,
  console: Console,
  observer: EvaluationObserver,
  limit: GrowthLimit,
  prepare: (program: Program) => void,
): Evaluation | null {
  const checked = runnableProgram(path, new SourceStore(), console);
  if (checked === null) return null;
  const { program } = checked;
  prepare(program);
  const line = new ProgressLine(process.stderr);
  try {
    const evaluation = new Evaluation(program, {
      observer: watched(line, program, limit, observer),
    });
    loadFacts(evaluation, folder, (file, done, size) => line.show(() => loading(file, done, size)));
    evaluation.run();
    line.clear();
    showWarnings(evaluation.warnings, console);
    return evaluation;
  } catch (error) {
    throw limit.explained(error);
  } finally {
    line.clear();
  }
}

/** Says what rules left out. */
export function showWarnings(warnings: readonly EvaluationWarning[], console: Console): void {
  for (const { message, place } of warnings) {
    console.note(`warning: ${message}: what the rule would derive from it is left out`);
    console.note(`  --> ${locationText(place)}`);
  }
}

/** Says what kept a program from being evaluated; another error is thrown on. */
export function failedRun(error: unknown, path: string, console: Console): ExitCode {
  if (error instanceof Interruption) {
    removeUnfinished();
    console.note("calm: interrupted; nothing was written");
    return exitCodes.interrupted;
  }
  if (error instanceof EvaluationError || error instanceof ParameterError) {
    console.note(`error: ${error.message}`);
    console.note(`  --> ${locationText(error.place)}`);
    return exitCodes.findings;
  }
  if (error instanceof FactFileError) {
    console.note(`${error.isUnreadable ? "calm" : "error"}: ${error.message}`);
    for (const line of error.lines) console.note(`  ${line}`);
    return error.isUnreadable ? exitCodes.usage : exitCodes.findings;
  }
  if (error instanceof ReadFailure) {
    console.note(`calm: ${path} ${error.message}`);
    return exitCodes.usage;
  }
  if (error instanceof WriteFailure) {
    console.note(`calm: ${error.message}; no output was written`);
    return exitCodes.usage;
  }
  throw error;
}

/** What `observer` is told, and the limit and the line of progress too. */
function watched(
  line: ProgressLine,
  program: Program,
  limit: GrowthLimit,
  observer: EvaluationObserver,
): EvaluationObserver {
  const { components } = program.dependencies;
  return {
    begins(component, index, evaluation) {
      observer.begins?.(component, index, evaluation);
      limit.begins(component, index, evaluation);
      line.show(() => `evaluating ${component[0]?.name ?? ""} (${index + 1} of ${components.length})`);
    },
    advanced(component, round, evaluation) {
      observer.advanced?.(component, round, evaluation);
      limit.advanced(component, round, evaluation);
      line.show(() => {
        const rows = component.reduce((sum, relation) => sum + evaluation.count(relation), 0);
        return `evaluating ${component[0]?.name ?? ""}: round ${round}, ${rows.toLocaleString("en")} rows`;
      });
    },
    ...(observer.applies === undefined
      ? {}
      : { applies: (rule, round, apply) => observer.applies?.(rule, round, apply) }),
  };
}

function loading(file: string, done: number, size: number): string {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  return size > 0
    ? `loading ${file}: ${megabytes(done)} of ${megabytes(size)} MB`
    : `loading ${file}: ${megabytes(done)} MB`;
}
