import type { Severity } from "../diagnostics/code.ts";

/** How parts of a text are set off; without colours each gives its text back. */
export interface Style {
  strong(text: string): string;
  dim(text: string): string;
  code(text: string): string;
  good(text: string): string;
  margin(text: string): string;
  severity(severity: Severity, text: string): string;
}

export function styleFor(color: boolean): Style {
  const paint =
    (...sequence: readonly number[]) =>
    (text: string): string =>
      color && text !== "" ? `\u001b[${sequence.join(";")}m${text}\u001b[0m` : text;
  const bySeverity = { error: paint(1, 31), warning: paint(1, 33), info: paint(1, 36) };
  return {
    strong: paint(1),
    dim: paint(2),
    code: paint(36),
    good: paint(32),
    margin: paint(34),
    severity: (severity, text) => bySeverity[severity](text),
  };
}
