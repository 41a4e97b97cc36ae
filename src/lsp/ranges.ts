import {
  FoldingRangeKind,
  type FoldingRange,
  type FoldingRangeParams,
  type SelectionRange,
  type SelectionRangeParams,
} from "vscode-languageserver/node";
import { folds, type Fold } from "../ide/folding.ts";
import { selectionRanges } from "../ide/selection-ranges.ts";
import type { Session } from "./session.ts";

export function answerFolding(session: Session, { textDocument }: FoldingRangeParams): FoldingRange[] | null {
  const document = session.text(textDocument.uri);
  if (document === null) return null;
  return folds(document).map(({ firstLine, lastLine, kind }) => {
    const foldKind = foldKinds[kind];
    return { startLine: firstLine, endLine: lastLine, ...(foldKind === null ? {} : { kind: foldKind }) };
  });
}

const foldKinds: Readonly<Record<Fold["kind"], FoldingRangeKind | null>> = {
  item: null,
  comment: FoldingRangeKind.Comment,
  includes: FoldingRangeKind.Imports,
  region: FoldingRangeKind.Region,
};

export function answerSelectionRanges(
  session: Session,
  { textDocument, positions }: SelectionRangeParams,
): SelectionRange[] | null {
  const document = session.text(textDocument.uri);
  if (document === null) return null;
  return positions.map((position) => {
    const spans = selectionRanges(document, session.translation.offset(document, position));
    const chain = spans.reduceRight<SelectionRange | null>((parent, span) => {
      const range = session.translation.range(document, span);
      return parent === null ? { range } : { range, parent };
    }, null);
    return chain ?? { range: { start: position, end: position } };
  });
}
