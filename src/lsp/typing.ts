import {
  InlayHintKind,
  type DocumentFormattingParams,
  type DocumentOnTypeFormattingParams,
  type DocumentRangeFormattingParams,
  type InlayHint,
  type InlayHintParams,
  type SignatureHelp,
  type TextDocumentPositionParams,
  type TextEdit,
} from "vscode-languageserver/node";
import { formatDocument, formatOnType, formatRange } from "../ide/formatting.ts";
import { inlayHints } from "../ide/inlay-hints.ts";
import { signatureHelp } from "../ide/signature-help.ts";
import type { Document, DocumentEdit } from "../syntax/document.ts";
import type { Session } from "./session.ts";

export function answerSignature(session: Session, params: TextDocumentPositionParams): SignatureHelp | null {
  const at = session.at(params);
  const help = at === null ? null : signatureHelp(at.view, at.document, at.offset);
  if (help === null) return null;
  const { label, documentation, parameters, active } = help;
  return {
    signatures: [
      {
        label,
        ...(documentation === null ? {} : { documentation: { kind: "markdown", value: documentation } }),
        parameters: parameters.map(({ start, end }) => ({ label: [start, end] })),
        activeParameter: active,
      },
    ],
    activeSignature: 0,
    activeParameter: active,
  };
}

export function answerInlayHints(
  session: Session,
  { textDocument, range }: InlayHintParams,
): InlayHint[] | null {
  const open = session.document(textDocument.uri);
  if (open === null) return null;
  const { document, view } = open;
  const span = session.translation.span(document, range);
  return inlayHints(view, document, span, session.settings.client.inlayHints).map((hint) => ({
    position: session.translation.position(document, hint.offset),
    label: hint.label,
    ...(hint.kind === "direction" ? { kind: InlayHintKind.Type } : {}),
    tooltip: { kind: "markdown", value: hint.tooltip },
    paddingLeft: true,
  }));
}

export function answerFormatting(
  session: Session,
  { textDocument }: DocumentFormattingParams,
): TextEdit[] | null {
  const document = session.text(textDocument.uri);
  return document === null ? null : edits(session, document, formatDocument(document));
}

export function answerRangeFormatting(
  session: Session,
  { textDocument, range }: DocumentRangeFormattingParams,
): TextEdit[] | null {
  const document = session.text(textDocument.uri);
  if (document === null) return null;
  return edits(session, document, formatRange(document, session.translation.span(document, range)));
}

export function answerTypeFormatting(
  session: Session,
  { textDocument, position, ch }: DocumentOnTypeFormattingParams,
): TextEdit[] | null {
  const document = session.text(textDocument.uri);
  if (document === null) return null;
  return edits(session, document, formatOnType(document, session.translation.offset(document, position), ch));
}

function edits(session: Session, document: Document, all: readonly DocumentEdit[]): TextEdit[] {
  return all.map((edit) => session.translation.edit(document, edit, edit.text));
}
