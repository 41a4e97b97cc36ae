import type { Place } from "../../src/base/source.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";

/** What a diagnostic says, with all its places in the offsets of their files. */
export type Placing = (place: Place) => readonly [path: string, start: number, end: number];

/** Diagnostics as plain data, with their quick fixes where `withFixes`. */
export function placedDiagnostics(
  diagnostics: readonly Diagnostic[],
  placing: Placing,
  withFixes: boolean,
): readonly unknown[] {
  return diagnostics.map(({ code, severity, message, place, related, notes, help, ...rest }) => ({
    code,
    severity,
    message,
    place: placing(place),
    related: related.map((one) => ({ message: one.message, place: placing(one.place) })),
    notes,
    help,
    fixes: withFixes
      ? rest.fixes.map(({ title, safe, edits }) => ({
          title,
          safe,
          edits: edits
            .map((edit) => ({ newText: edit.newText, place: placing(edit.place) }))
            .sort((a, b) => a.place[1] - b.place[1]),
        }))
      : [],
  }));
}
