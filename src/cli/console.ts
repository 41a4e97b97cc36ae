import { printable } from "./text-layout.ts";
import { styleFor, type Style } from "./style.ts";

/** Where a command writes: results to standard output, progress and notes to standard error. */
export interface Console {
  readonly style: Style;
  readonly noteStyle: Style;
  /** Columns to wrap at. */
  readonly width: number;
  readonly isTerminal: boolean;
  write(text: string): void;
  note(text: string): void;
  /** Lines for standard error that are styled and printable as they are. */
  report(text: string): void;
}

export type ColorChoice = "auto" | "always" | "never";

const defaultWidth = 80;
const widthMin = 40;
const widthMax = 100;

export function openConsole(color: ColorChoice): Console {
  const { stdout, stderr, env } = process;
  const wanted = (stream: { readonly isTTY?: boolean }): boolean => {
    if (color !== "auto") return color === "always";
    return (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb" && stream.isTTY === true;
  };
  return {
    style: styleFor(wanted(stdout)),
    noteStyle: styleFor(wanted(stderr)),
    width: Math.max(widthMin, Math.min(stdout.isTTY ? stdout.columns : defaultWidth, widthMax)),
    isTerminal: stdout.isTTY,
    write: (text) => void stdout.write(text),
    note: (text) => void stderr.write(`${printable(text)}\n`),
    report: (text) => void stderr.write(text),
  };
}
