import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type Diagnostic as Message,
} from "vscode-languageserver/node";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { codeActions, fixAll, type CodeAction as Offered } from "../ide/code-actions.ts";
import { dataOf } from "./diagnostic-message.ts";
import type { Session } from "./session.ts";

/** The kinds that the server has, the general before the special. */
export const actionKinds: readonly CodeActionKind[] = [
  CodeActionKind.QuickFix,
  CodeActionKind.RefactorExtract,
  CodeActionKind.RefactorInline,
  CodeActionKind.SourceFixAll,
];

/**
 * What can be done in a range of an open document, worked out anew for its present text: ranges that
 * a client remembers from an earlier one mean nothing any more.
 */
export function answerCodeActions(session: Session, params: CodeActionParams): CodeAction[] | null {
  const open = session.document(params.textDocument.uri);
  if (open === null || !session.client.codeActionLiterals) return null;
  const { document, view } = open;
  const { only, diagnostics } = params.context;
  const wants = (kind: CodeActionKind): boolean =>
    only === undefined || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
  const wanted = {
    fixes: wants(CodeActionKind.QuickFix),
    refactorings: wants(CodeActionKind.RefactorExtract) || wants(CodeActionKind.RefactorInline),
  };
  const offered = codeActions(view, document, session.translation.span(document, params.range), wanted);
  const actions = offered
    .filter(({ kind }) => wants(kinds[kind]))
    .map(({ kind, title, diagnostic, preferred, edits }): CodeAction => {
      const reported = diagnostic === null ? [] : reportedAs(diagnostic, diagnostics);
      return {
        title,
        kind: kinds[kind],
        ...(reported.length === 0 ? {} : { diagnostics: reported }),
        ...(preferred ? { isPreferred: true } : {}),
        edit: session.translation.workspaceEdit(session.translation.documentEdits(view, edits)),
      };
    });
  // Asked for by name only: nobody wants it in the list at every place.
  if (only === undefined || !wants(CodeActionKind.SourceFixAll)) return actions;
  const edits = session.translation.documentEdits(view, fixAll(view, document));
  if (edits.length === 0) return actions;
  const edit = session.translation.workspaceEdit(edits);
  return [...actions, { title: "Make all safe fixes", kind: CodeActionKind.SourceFixAll, edit }];
}

const kinds: Readonly<Record<Offered["kind"], CodeActionKind>> = {
  "quick fix": CodeActionKind.QuickFix,
  extract: CodeActionKind.RefactorExtract,
  inline: CodeActionKind.RefactorInline,
};

/** Those of the client's diagnostics that say the same. */
function reportedAs({ code, message }: Diagnostic, reported: readonly Message[]): Message[] {
  return reported.filter((one) => one.code === code && dataOf(one)?.message === message);
}
