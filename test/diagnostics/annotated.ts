import { linesOf } from "../../src/base/source.ts";
import { pageOf } from "../../src/diagnostics/catalogue.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { checkText } from "./check-text.ts";

/**
 * A program with its diagnostics drawn below the lines that they are about:
 *
 *     ready(r) :- release(r), !open_blocker(r, _).
 *                           //^^^^^^^^^^^^^^^^^^^ CALM101 `ready` depends on …
 *
 * A range that begins in the first two columns, or goes on after its line, is written out:
 * `//@0-14` from character 0 to 14, `//@0-2:3` to character 3 two lines further down. A level that
 * is not the code's default stands in brackets.
 */
export function annotated(text: string): string {
  const program = withoutAnnotations(text);
  const { diagnostics } = checkText(program);
  const source = diagnostics[0]?.place.source;
  if (source === undefined) return program;
  const lines = linesOf(source);
  const drawn = new Map<number, string[]>();
  for (const diagnostic of diagnostics) {
    const { line } = lines.position(diagnostic.place.start);
    drawn.set(line, [...(drawn.get(line) ?? []), annotation(diagnostic)]);
  }
  return program
    .split("\n")
    .flatMap((line, index) => [line, ...(drawn.get(index) ?? [])])
    .join("\n");
}

/** The program alone. */
export function withoutAnnotations(text: string): string {
  return text
    .split("\n")
    .filter((line) => !/^\s*\/\/(\^+|@\S+) CALM\d{3}/.test(line))
    .join("\n");
}

function annotation({ code, severity, message, place }: Diagnostic): string {
  const lines = linesOf(place.source);
  const start = lines.position(place.start);
  const end = lines.position(place.end);
  const level = severity === pageOf(code).severity ? "" : ` (${severity})`;
  const says = `${code}${level} ${message}`;
  if (end.line > start.line) return `//@${start.character}-${end.line - start.line}:${end.character} ${says}`;
  const length = end.character - start.character;
  if (start.character < 2 || length === 0) return `//@${start.character}-${end.character} ${says}`;
  return `${" ".repeat(start.character - 2)}//${"^".repeat(length)} ${says}`;
}
