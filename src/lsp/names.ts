import {
  DocumentHighlightKind,
  ErrorCodes,
  ResponseError,
  type DocumentHighlight,
  type LinkedEditingRanges,
  type Location,
  type LocationLink,
  type Range,
  type ReferenceParams,
  type RenameParams,
  type TextDocumentPositionParams,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { definition } from "../ide/definition.ts";
import { highlights } from "../ide/highlights.ts";
import { includeLinkAt, type IncludeLink } from "../ide/include-links.ts";
import { linkedNames } from "../ide/linked-names.ts";
import { references } from "../ide/references.ts";
import { prepareRename, rename } from "../ide/rename.ts";
import type { Document } from "../syntax/document.ts";
import type { Session } from "./session.ts";

/** Of a path that is included, the beginning of the file. */
export function answerDefinition(
  session: Session,
  params: TextDocumentPositionParams,
): Location[] | LocationLink[] | null {
  const at = session.at(params);
  if (at === null) return null;
  const link = includeLinkAt(at.document, at.offset, session.files.include);
  if (link !== null) return includedFile(session, at.document, link);
  const found = definition(session.viewsOf(at.location), at.document, at.offset);
  return found.map((span) => session.translation.location(span));
}

function includedFile(
  session: Session,
  document: Document,
  { target, start, end }: IncludeLink,
): Location[] | LocationLink[] {
  if (target === null) return [];
  const uri = session.files.uriOf(target);
  const range: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  if (!session.client.locationLinks) return [{ uri, range }];
  const originSelectionRange = session.translation.range(document, { start, end });
  return [{ originSelectionRange, targetUri: uri, targetRange: range, targetSelectionRange: range }];
}

export function answerReferences(session: Session, params: ReferenceParams): Location[] | null {
  const at = session.at(params);
  if (at === null) return null;
  const { includeDeclaration } = params.context;
  const options = { definitions: includeDeclaration };
  const found = references(session.viewsOf(at.location), at.document, at.offset, options);
  return found.map((span) => session.translation.location(span));
}

export function answerHighlights(
  session: Session,
  params: TextDocumentPositionParams,
): DocumentHighlight[] | null {
  const at = session.at(params);
  if (at === null) return null;
  return highlights(session.viewsOf(at.location), at.document, at.offset).map((span) => ({
    range: session.translation.range(at.document, span),
    kind: span.access === "write" ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

/** A refusal is an error whose message the editor shows. */
export function answerPrepareRename(session: Session, params: TextDocumentPositionParams): Range | null {
  const at = session.at(params);
  if (at === null) return null;
  const found = prepareRename(session.viewsOf(at.location), at.document, at.offset);
  if (found === null) return null;
  if ("refusal" in found) throw new ResponseError(ErrorCodes.InvalidRequest, found.refusal);
  return session.translation.range(at.document, found);
}

export function answerRename(session: Session, params: RenameParams): WorkspaceEdit | null {
  const at = session.at(params);
  if (at === null) return null;
  const renaming = rename(session.viewsOf(at.location), at.document, at.offset, params.newName);
  if (renaming === null) return null;
  if ("refusal" in renaming) throw new ResponseError(ErrorCodes.InvalidRequest, renaming.refusal);
  const { newName, places } = renaming;
  return session.translation.workspaceEdit(places.map((place) => ({ ...place, newText: newName })));
}

export function answerLinkedEditing(
  session: Session,
  params: TextDocumentPositionParams,
): LinkedEditingRanges | null {
  const at = session.at(params);
  if (at === null) return null;
  const spans = linkedNames(at.document, at.offset);
  if (spans.length === 0) return null;
  return {
    ranges: spans.map((span) => session.translation.range(at.document, span)),
    wordPattern: "[_?a-zA-Z][_?a-zA-Z0-9]*",
  };
}
