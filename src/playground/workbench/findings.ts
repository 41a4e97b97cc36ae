import { forEachDiagnostic, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import type { EditorState, TransactionSpec } from "@codemirror/state";
import type { FoundDiagnostic } from "../ide-api.ts";

/** A diagnostic where its place is now, after what was typed since. */
export interface PlacedFinding {
  readonly finding: FoundDiagnostic;
  readonly from: number;
  readonly to: number;
}

/** What the checker found, as marks of the editor; `now` says where an offset of the checker's is now. */
export function markFindings(
  state: EditorState,
  findings: readonly FoundDiagnostic[],
  now: (offset: number) => number,
): TransactionSpec {
  return setDiagnostics(
    state,
    findings.map((finding): Marked => {
      const { place, severity, message } = finding;
      const from = now(place.start);
      return { from, to: Math.max(from, now(place.end)), severity, message, finding };
    }),
  );
}

interface Marked extends Diagnostic {
  readonly finding: FoundDiagnostic;
}

/** What is found in the text around an offset, the narrowest first. */
export function findingsAt(state: EditorState, offset: number): readonly PlacedFinding[] {
  const found: PlacedFinding[] = [];
  forEachDiagnostic(state, (diagnostic, from, to) => {
    if (from <= offset && offset <= to) found.push({ finding: (diagnostic as Marked).finding, from, to });
  });
  return found.sort((a, b) => a.to - a.from - (b.to - b.from));
}
