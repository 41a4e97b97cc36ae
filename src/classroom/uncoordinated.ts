import { placeOf, type Source, type Span } from "../base/source.ts";
import type { Checked } from "../diagnostics/check.ts";
import { applyEdits, remove, replace, type TextEdit } from "../diagnostics/quick-fix.ts";
import { stopsEvaluation } from "../diagnostics/stops-evaluation.ts";
import type * as Syntax from "../syntax/tree.ts";
import { recheck } from "./recheck.ts";

/** The rules as every replica would follow them alone. */
export interface Uncoordinated {
  readonly text: string;
  readonly checked: Checked;
  /** Whether seals and boundaries were taken off; false also where the rules mean nothing without them. */
  readonly isChanged: boolean;
}

const known = new WeakMap<Checked, Uncoordinated>();

/** The rules without their seals and boundaries; as they are where they have none or cannot do without. */
export function uncoordinated(checked: Checked): Uncoordinated {
  let result = known.get(checked);
  if (result === undefined) {
    result = takenOff(checked);
    known.set(checked, result);
  }
  return result;
}

function takenOff(checked: Checked): Uncoordinated {
  const [source = noSource] = checked.program.sources;
  const items = checked.trees.get(source)?.items ?? [];
  const unchanged: Uncoordinated = { text: source.text, checked, isChanged: false };
  if (!items.some(({ kind }) => kind === "seal" || kind === "boundary")) return unchanged;
  const edits = items.flatMap((item): readonly TextEdit[] => {
    // A scenario may count on them.
    if (item.kind === "seal" || item.kind === "boundary" || item.kind === "scenario")
      return [remove(placeOf(source, item.span))];
    if ((item.kind !== "rule" && item.kind !== "operation") || item.boundary === null) return [];
    return [replace(placeOf(source, atWords(item.boundary, source.text)), "")];
  });
  const text = applyEdits(source, edits);
  const again = recheck(text, checked);
  const grave = (one: Checked): number => one.diagnostics.filter(stopsEvaluation).length;
  return grave(again) > grave(checked) ? unchanged : { text, checked: again, isChanged: true };
}

const noSource: Source = { path: "", text: "" };

/** Where ` at desk` stands. */
export function atWords({ span }: Syntax.Name, text: string): Span {
  const before = /\s+at\s+$/.exec(text.slice(0, span.start));
  return { start: before?.index ?? span.start, end: span.end };
}
