import { placeOf, type Place, type Span } from "../base/source.ts";
import { counted } from "../diagnostics/wording.ts";
import type { Relation } from "../model/program.ts";
import type { Document, Part } from "../syntax/document.ts";
import type { Item, Name } from "../syntax/tree.ts";
import type { ProgramView } from "./program-view.ts";
import { readersOf, readsOf } from "./verdict-reason.ts";

/** A line above an item that says something of it, or does something with it when it is chosen. */
export interface CodeLens extends LensAction {
  /** The name that it stands above, in offsets of the document. */
  readonly span: Span;
  readonly title: string;
}

interface LensAction {
  readonly action:
    /** Shows the literals that read the relation. */
    | { readonly kind: "show readers"; readonly relation: string; readonly reads: readonly Place[] }
    | { readonly kind: "run scenario"; readonly scenario: string }
    | { readonly kind: "check invariant"; readonly invariant: string };
}

/** The lenses of a document in order: of its relations, scenarios and invariants. */
export function codeLenses(view: ProgramView, document: Document): readonly CodeLens[] {
  return document.parts.flatMap((part) => part.tree.items.flatMap((item) => lensesOf(item, part, view)));
}

function lensesOf(item: Item, part: Part, view: ProgramView): readonly CodeLens[] {
  const lens = ({ span }: Name, title: string, action: CodeLens["action"]): CodeLens => ({
    span: { start: part.start + span.start, end: part.start + span.end },
    title,
    action,
  });
  switch (item.kind) {
    case "relation":
      return item.names.flatMap((name) => {
        const relation = view.program.relations.get(name.text);
        if (relation?.place.source !== part.tree.source || relation.place.start !== name.span.start)
          return [];
        const reads = readsOf(relation, view).map(({ place }) => place);
        return [
          lens(name, relationTitle(relation, view), {
            kind: "show readers",
            relation: relation.name,
            reads,
          }),
        ];
      });
    case "scenario":
      return [lens(item.name, "run", { kind: "run scenario", scenario: item.name.text })];
    case "invariant": {
      const { text: invariant, span } = item.name;
      const own = placeOf(part.tree.source, span);
      const verdict = view.report.invariants.find(
        (one) => one.invariant.name === invariant && one.invariant.source === own.source,
      )?.verdict;
      const title = verdict === undefined ? "check" : `${verdict} · check`;
      return [lens(item.name, title, { kind: "check invariant", invariant })];
    }
    case "type":
    case "facts":
    case "rule":
    case "input":
    case "output":
    case "printsize":
    case "limitsize":
    case "include":
    case "pragma":
    case "seal":
    case "boundary":
    case "operation":
    case "unsupported":
      return [];
  }
}

function relationTitle(relation: Relation, view: ProgramView): string {
  const { length } = readersOf(relation, view);
  const readers = length === 0 ? "no readers" : counted(length, "reader");
  const verdict = view.report.relations.get(relation);
  return verdict === undefined ? readers : `${verdict.verdict} · ${readers}`;
}
