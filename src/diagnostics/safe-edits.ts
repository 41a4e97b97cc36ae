import type { Diagnostic } from "./diagnostic.ts";
import type { TextEdit } from "./quick-fix.ts";

/** The edits of safe fixes, of which none touches another; what is left out can be made afterwards. */
export function safeEdits(diagnostics: readonly Diagnostic[]): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const diagnostic of diagnostics) {
    // Repairs are found by trying them, and none is safe.
    if (diagnostic.code === "CALM301") continue;
    const fix = diagnostic.fixes.find(({ safe }) => safe);
    if (fix === undefined || fix.edits.some((edit) => taken.some((other) => touch(edit, other)))) continue;
    taken.push(...fix.edits);
  }
  return taken;
}

function touch({ place: a }: TextEdit, { place: b }: TextEdit): boolean {
  return a.source === b.source && a.start <= b.end && b.start <= a.end;
}
