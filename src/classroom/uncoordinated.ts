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

/** The rules without their seals, boundaries and scenarios; with the first two where they cannot do without. */
export function uncoordinated(checked: Checked): Uncoordinated {
  const before = known.get(checked);
  if (before !== undefined) return before;
  const [source = noSource] = checked.program.sources;
  const items = checked.trees.get(source)?.items ?? [];
  const without = (isLeftOut: (item: Syntax.Item) => boolean, withNames: boolean): string => {
    const edits = items.flatMap((item): readonly TextEdit[] => {
      if (isLeftOut(item)) return [remove(placeOf(source, item.span))];
      if (withNames || (item.kind !== "rule" && item.kind !== "operation")) return [];
      return item.boundary === null
        ? []
        : [replace(placeOf(source, atWords(item.boundary, source.text)), "")];
    });
    return applyEdits(source, edits);
  };
  const free = without(({ kind }) => kind === "seal" || kind === "boundary" || kind === "scenario", false);
  const bare = without(({ kind }) => kind === "scenario", true);
  let result: Uncoordinated;
  if (free === bare) result = { text: bare, checked, isChanged: false };
  else {
    const again = recheck(free, checked);
    const grave = (one: Checked): number => one.diagnostics.filter(stopsEvaluation).length;
    result =
      grave(again) > grave(checked)
        ? { text: bare, checked, isChanged: false }
        : { text: free, checked: again, isChanged: true };
  }
  known.set(checked, result);
  return result;
}

const noSource: Source = { path: "", text: "" };

/** Where ` at desk` stands. */
export function atWords({ span }: Syntax.Name, text: string): Span {
  const before = /\s+at\s+$/.exec(text.slice(0, span.start));
  return { start: before?.index ?? span.start, end: span.end };
}
