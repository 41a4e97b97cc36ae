import type { Source } from "../base/source.ts";
import type { Checked } from "../diagnostics/check.ts";
import { applyEdits } from "../diagnostics/quick-fix.ts";
import { safeEdits } from "../diagnostics/safe-edits.ts";
import type { SyntaxTree } from "../syntax/tree.ts";
import type { SourceStore } from "../node/source-store.ts";
import { writeFileWhole } from "./write-file.ts";

/** A fix may make another one possible; more rounds than this mean that two undo one another. */
const roundsMax = 10;

/** Applies the safe fixes and writes the files, until there is no safe fix left; gives the last check. */
export function mendFiles(first: Checked, store: SourceStore, check: (root: SyntaxTree) => Checked): Checked {
  let checked = first;
  for (let round = 0; round < roundsMax; round++) {
    const edits = safeEdits(checked.diagnostics);
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
