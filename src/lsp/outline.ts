import {
  SymbolKind,
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type DocumentLink,
  type DocumentLinkParams,
  type DocumentSymbol,
  type DocumentSymbolParams,
  type SymbolInformation,
  type TextDocumentPositionParams,
  type WorkspaceSymbol,
  type WorkspaceSymbolParams,
} from "vscode-languageserver/node";
import {
  derivedFromIt,
  hierarchyRelation,
  whatItIsDerivedFrom,
  type HierarchyRelation,
} from "../ide/derivation-hierarchy.ts";
import {
  documentSymbols,
  type DocumentSymbol as Outlined,
  type SymbolKind as OutlinedKind,
} from "../ide/document-symbols.ts";
import { includeLinks } from "../ide/include-links.ts";
import type { NameKind } from "../ide/occurrence.ts";
import { workspaceSymbols } from "../ide/workspace-symbols.ts";
import type { Document } from "../syntax/document.ts";
import type { Session } from "./session.ts";

export function answerDocumentSymbols(
  session: Session,
  { textDocument }: DocumentSymbolParams,
): DocumentSymbol[] | SymbolInformation[] | null {
  const open = session.document(textDocument.uri);
  if (open === null) return null;
  const { document, view } = open;
  const outline = documentSymbols(view, document);
  return session.client.hierarchicalSymbols
    ? outline.map((symbol) => symbolOf(session, document, symbol))
    : outline.flatMap((symbol) => flatSymbols(session, document, symbol, null));
}

function symbolOf(session: Session, document: Document, symbol: Outlined): DocumentSymbol {
  const { name, detail, kind, nameSpan, children } = symbol;
  return {
    name,
    ...(detail === "" ? {} : { detail }),
    kind: symbolKinds[kind],
    range: session.translation.range(document, symbol),
    selectionRange: session.translation.range(document, nameSpan),
    children: children.map((child) => symbolOf(session, document, child)),
  };
}

function flatSymbols(
  session: Session,
  document: Document,
  symbol: Outlined,
  parent: string | null,
): SymbolInformation[] {
  const { name, kind, children } = symbol;
  const own: SymbolInformation = {
    name,
    kind: symbolKinds[kind],
    location: session.translation.location({ document, start: symbol.start, end: symbol.end }),
    ...(parent === null ? {} : { containerName: parent }),
  };
  return [own, ...children.flatMap((child) => flatSymbols(session, document, child, name))];
}

const symbolKinds: Readonly<Record<OutlinedKind | NameKind, SymbolKind>> = {
  type: SymbolKind.TypeParameter,
  relation: SymbolKind.Class,
  column: SymbolKind.Field,
  rule: SymbolKind.Function,
  facts: SymbolKind.Array,
  seal: SymbolKind.Key,
  boundary: SymbolKind.Interface,
  invariant: SymbolKind.Constant,
  operation: SymbolKind.Method,
  parameter: SymbolKind.Variable,
  scenario: SymbolKind.Event,
  include: SymbolKind.File,
  variable: SymbolKind.Variable,
  replica: SymbolKind.Object,
};

/** What is declared in any file of the workspace, open or not. */
export function answerWorkspaceSymbols(
  session: Session,
  { query }: WorkspaceSymbolParams,
): WorkspaceSymbol[] {
  return workspaceSymbols(session.allDocuments(), query).map((symbol) => ({
    name: symbol.name,
    kind: symbolKinds[symbol.kind],
    location: session.translation.location(symbol),
  }));
}

export function answerLinks(session: Session, { textDocument }: DocumentLinkParams): DocumentLink[] | null {
  const open = session.document(textDocument.uri);
  if (open === null) return null;
  return includeLinks(open.document, session.files.include).flatMap((link) => {
    if (link.target === null) return [];
    return [
      {
        range: session.translation.range(open.document, link),
        target: session.files.uriOf(link.target),
        tooltip: link.target,
      },
    ];
  });
}

export function answerPrepareHierarchy(
  session: Session,
  params: TextDocumentPositionParams,
): CallHierarchyItem[] | null {
  const at = session.at(params);
  if (at === null) return null;
  const relation = hierarchyRelation(session.viewsOf(at.location), at.document, at.offset);
  return relation === null ? null : [hierarchyItem(session, relation)];
}

/** The relations that are derived from one. */
export function answerIncoming(
  session: Session,
  { item }: { readonly item: CallHierarchyItem },
): CallHierarchyIncomingCall[] | null {
  const at = session.documentPlace(item.uri, item.selectionRange.start);
  if (at === null) return null;
  return derivedFromIt(session.viewsOf(at.location), at.document, at.offset).map(({ relation, places }) => ({
    from: hierarchyItem(session, relation),
    fromRanges: places.map((place) => session.translation.range(place.document, place)),
  }));
}

/** The relations that one is derived from. */
export function answerOutgoing(
  session: Session,
  { item }: { readonly item: CallHierarchyItem },
): CallHierarchyOutgoingCall[] | null {
  const at = session.documentPlace(item.uri, item.selectionRange.start);
  if (at === null) return null;
  return whatItIsDerivedFrom(session.viewsOf(at.location), at.document, at.offset).map(
    ({ relation, places }) => ({
      to: hierarchyItem(session, relation),
      fromRanges: places.map((place) => session.translation.range(place.document, place)),
    }),
  );
}

function hierarchyItem({ translation, files }: Session, relation: HierarchyRelation): CallHierarchyItem {
  const { name, document, item } = relation;
  return {
    name,
    kind: SymbolKind.Class,
    uri: files.uriOf(document.path),
    range: translation.range(document, item),
    selectionRange: translation.range(document, relation),
  };
}
