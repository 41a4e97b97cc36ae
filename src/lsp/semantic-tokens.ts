import type {
  SemanticTokens,
  SemanticTokensDelta,
  SemanticTokensDeltaParams,
  SemanticTokensLegend,
  SemanticTokensParams,
  SemanticTokensRangeParams,
} from "vscode-languageserver/node";
import { semanticTokenModifiers, semanticTokenTypes } from "../ide/semantic-token-names.ts";
import { semanticTokens, type SemanticToken } from "../ide/semantic-tokens.ts";
import type { Document } from "../syntax/document.ts";
import type { OpenDocument, Session } from "./session.ts";

export const tokensLegend: SemanticTokensLegend = {
  tokenTypes: [...semanticTokenTypes],
  tokenModifiers: [...semanticTokenModifiers],
};

export function answerTokens(
  session: Session,
  { textDocument }: SemanticTokensParams,
): SemanticTokens | null {
  const open = session.document(textDocument.uri);
  return open === null ? null : session.tokens.keep(open.location, allTokens(session, open));
}

export function answerTokensDelta(
  session: Session,
  { textDocument, previousResultId }: SemanticTokensDeltaParams,
): SemanticTokens | SemanticTokensDelta | null {
  const open = session.document(textDocument.uri);
  if (open === null) return null;
  const before = session.tokens.recall(open.location, previousResultId);
  const { resultId, data } = session.tokens.keep(open.location, allTokens(session, open));
  return before === null ? { resultId, data } : { resultId, edits: differences(before, data) };
}

export function answerTokensRange(
  session: Session,
  { textDocument, range }: SemanticTokensRangeParams,
): SemanticTokens | null {
  const open = session.document(textDocument.uri);
  if (open === null) return null;
  const { document, view } = open;
  const span = session.translation.span(document, range);
  return { data: encoded(session, document, semanticTokens(view, document, span)) };
}

function allTokens(session: Session, { document, view }: OpenDocument): number[] {
  return encoded(session, document, semanticTokens(view, document));
}

/** Five numbers each: lines and characters since the one before, length, type, modifiers as bits. */
function encoded(session: Session, document: Document, tokens: readonly SemanticToken[]): number[] {
  const data: number[] = [];
  let line = 0;
  let character = 0;
  for (const token of tokens) {
    const { start, end } = session.translation.range(document, token);
    if (start.line !== end.line || start.line < line) continue;
    const bits = token.modifiers.reduce((all, one) => all | (1 << semanticTokenModifiers.indexOf(one)), 0);
    data.push(
      start.line - line,
      start.line === line ? start.character - character : start.character,
      end.character - start.character,
      semanticTokenTypes.indexOf(token.type),
      bits,
    );
    ({ line, character } = start);
  }
  return data;
}

/** One edit of what lies between the common beginning and the common end. */
function differences(before: readonly number[], after: readonly number[]): SemanticTokensDelta["edits"] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  if (start === before.length && start === after.length) return [];
  let tail = 0;
  const most = Math.min(before.length, after.length) - start;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return [
    { start, deleteCount: before.length - start - tail, data: after.slice(start, after.length - tail) },
  ];
}
