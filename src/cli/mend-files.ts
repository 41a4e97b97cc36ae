import type { Source } from "../base/source.ts";
import type { Checked } from "../diagnostics/check.ts";
import { applyEdits, type TextEdit } from "../diagnostics/quick-fix.ts";
import type { SyntaxTree } from "../syntax/tree.ts";
import type { SourceStore } from "../node/source-store.ts";
import { writeFileWhole } from "./write-file.ts";

/** A fix may make another one possible; more rounds than this mean that two undo one another. */
const roundsMax = 10;

/** Applies the safe fixes and writes the files, until there is no safe fix left; gives the last check. */
export function mendFiles(first: Checked, store: SourceStore, check: (root: SyntaxTree) => Checked): Checked {
  let checked = first;
  for (let round = 0; round < roundsMax; round++) {
    const edits = compatibleEdits(checked);
    if (edits.length === 0) return checked;
    for (const source of new Set<Source>(edits.map(({ place }) => place.source))) {
      const location = store.locationOf(source);
      if (location === undefined) continue;
      writeFileWhole(location, store.markOf(source) + applyEdits(source, edits));
      store.forget(location);
    }
    const root = checked.program.sources[0];
    if (root === undefined) return checked;
    checked = check(store.read(root.path));
  }
  return checked;
}

/** The edits of safe fixes, of which none touches another; what is left out comes in the next round. */
function compatibleEdits({ diagnostics }: Checked): readonly TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { fixes } of diagnostics) {
    const fix = fixes.find(({ safe }) => safe);
    if (fix === undefined || fix.edits.some((edit) => taken.some((other) => touch(edit, other)))) continue;
    taken.push(...fix.edits);
  }
  return taken;
}

function touch({ place: a }: TextEdit, { place: b }: TextEdit): boolean {
  return a.source === b.source && a.start <= b.end && b.start <= a.end;
}
