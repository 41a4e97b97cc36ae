import type { EngineLimits } from "../../replication/replica-engine.ts";
import type { ProgramFiles } from "../program-files.ts";

/** How far a run on the page goes: what is opened may be anybody's. */
export const runBounds = {
  replicas: 16,
  statements: 2_000,
  moments: 20_000,
  /** Of all files, and of all statements, in characters. */
  text: 300_000,
  /** Of all entries of a trace, in characters. */
  traceText: 20_000_000,
  /** Of one relation at one replica that are told; that are looked at to tell which. */
  rows: 1_000,
  rowsSorted: 20_000,
  /** Of a value that is told, in characters. */
  valueText: 1_000,
  /** Messages under way, or waiting, or held back, that are told. */
  messages: 500,
  /** Until when a run can go on, in simulated milliseconds. */
  time: 1_000_000_000,
  /** How long one question may take, in milliseconds of the clock. */
  effort: 20_000,
} as const;

export const runLimits: EngineLimits = { visitsMax: 1_000_000 };

/** Why a source is too large to be run; null where it is not. */
export function excess(files: ProgramFiles, statements: readonly string[]): string | null {
  const { text, statements: statementsMost } = runBounds;
  const length = files.reduce((sum, file) => sum + file.path.length + file.text.length, 0);
  if (length > text)
    return `The files have more than ${counted(text)} characters: that is too much to be run here.`;
  if (statements.length > statementsMost)
    return `The run has more than ${counted(statementsMost)} statements: that is too much to be run here.`;
  if (statements.reduce((sum, statement) => sum + statement.length, 0) > text)
    return `The statements have more than ${counted(text)} characters: that is too much to be run here.`;
  return null;
}

export function counted(number: number): string {
  return number.toLocaleString("en");
}
