import { placeOf } from "../base/source.ts";
import type { Checked } from "../diagnostics/check.ts";
import { applyEdits, remove, replace, type TextEdit } from "../diagnostics/quick-fix.ts";
import { stopsEvaluation } from "../diagnostics/stops-evaluation.ts";
import { freshName } from "../diagnostics/wording.ts";
import { readsOf } from "../model/reads.ts";
import { recheck } from "./recheck.ts";
import { atWords, uncoordinated, type Uncoordinated } from "./uncoordinated.ts";

const known = new WeakMap<Checked, Uncoordinated>();

/**
 * The rules as every replica would follow them alone, decisions that read the ones before them
 * among them: a replica that asks nobody knows of none.
 */
export function decidedAlone(checked: Checked): Uncoordinated {
  let result = known.get(checked);
  if (result === undefined) {
    const free = uncoordinated(checked);
    result = free.isChanged ? free : (withoutEarlier(checked) ?? free);
    known.set(checked, result);
  }
  return result;
}

function withoutEarlier(checked: Checked): Uncoordinated | null {
  const { program, trees } = checked;
  const [source] = program.sources;
  const items = source === undefined ? [] : (trees.get(source)?.items ?? []);
  if (source === undefined || !items.some(({ kind }) => kind === "boundary")) return null;
  const decidedAt = new Map<string, string>();
  for (const item of items)
    if (item.kind === "rule" && item.boundary !== null)
      for (const { relation } of item.heads) decidedAt.set(relation.text, item.boundary.text);
  const earlier = new Map<string, string>();
  const edits = items.flatMap((item): readonly TextEdit[] => {
    if (item.kind === "seal" || item.kind === "boundary" || item.kind === "scenario")
      return [remove(placeOf(source, item.span))];
    if ((item.kind !== "rule" && item.kind !== "operation") || item.boundary === null) return [];
    const { boundary } = item;
    const off = replace(placeOf(source, atWords(boundary, source.text)), "");
    if (item.kind === "operation") return [off];
    const reads = readsOf([], item.body ?? []).flatMap(({ atom: { relation } }): readonly TextEdit[] => {
      if (decidedAt.get(relation.text) !== boundary.text) return [];
      const name = earlier.get(relation.text) ?? freshName(program, `${relation.text}_before`);
      earlier.set(relation.text, name);
      return [replace(placeOf(source, relation.span), name)];
    });
    return [off, ...reads];
  });
  if (earlier.size === 0) return null;
  const declared = [...earlier].map(([of, name]) => {
    const columns = program.relations.get(of)?.columns.map((column) => `${column.name}: ${column.type}`);
    return `// What was decided before, as far as one replica alone can know: nothing.\n.decl ${name}(${columns?.join(", ") ?? ""}) static\n`;
  });
  const text = `${applyEdits(source, edits)}\n${declared.join("")}`;
  const again = recheck(text, checked);
  return again.diagnostics.some(stopsEvaluation) ? null : { text, checked: again, isChanged: true };
}
