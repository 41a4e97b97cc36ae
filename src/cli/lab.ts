import { openConsole, type ColorChoice, type Console } from "./console.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { ProgressLine } from "./progress-line.ts";
import { formatByEnding, writeReport } from "./report-file.ts";
import { wrap } from "./text-layout.ts";

/** What all experiments of `calm lab` take. */
export interface LabOptions {
  readonly seed: number;
  readonly format?: LabFormat;
  readonly out?: string;
  readonly color: ColorChoice;
}

export type LabFormat = "pretty" | "json" | "svg";

/** What an experiment found, in three forms. */
export interface LabReport {
  /** Without the version of its schema. */
  readonly json: { readonly experiment: string };
  readonly svg: () => string;
  /** Lines for a terminal. */
  readonly words: (console: Console) => readonly string[];
}

/** Is told what an experiment is doing; asks for the words only when they are shown. */
export type Progress = (describe: () => string) => void;

/**
 * Runs an experiment and prints or writes what it found; the format is `--format`, or as the name
 * in `--out` ends. Throws `UsageError`.
 */
export function reportLab(options: LabOptions, experiment: (progress: Progress) => LabReport): ExitCode {
  const console = openConsole(options.color);
  const format = options.format ?? formatByEnding(options.out, formatsByEnding) ?? "pretty";
  const line = new ProgressLine(process.stderr);
  const report = experiment((describe) => line.show(describe));
  line.clear();
  const text = formatted(report, format, options.out === undefined ? console : openConsole("never"));
  if (options.out === undefined) console.write(text);
  else writeReport(options.out, text, console);
  return exitCodes.fine;
}

const formatsByEnding: Readonly<Record<string, LabFormat>> = {
  ".svg": "svg",
  ".json": "json",
  ".txt": "pretty",
};

function formatted(report: LabReport, format: LabFormat, console: Console): string {
  switch (format) {
    case "json":
      return `${JSON.stringify({ schemaVersion: 1, ...report.json }, null, 2)}\n`;
    case "svg":
      return `${report.svg()}\n`;
    case "pretty":
      return report
        .words(console)
        .map((line) => `${line}\n`)
        .join("");
  }
}

/** A paragraph as lines of the terminal's width. */
export function paragraph(text: string, { width }: Console): readonly string[] {
  return wrap(text, Math.min(width, 80));
}

/** A number with as many digits as it needs, and no more than this many after the point. */
export function decimal(value: number, digits: number): string {
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}

/** Throws a `UsageError` where a number is not within its limits. */
export function demand(holds: boolean, message: string, hint: string | null = null): void {
  if (!holds) throw new UsageError(message, hint);
}
