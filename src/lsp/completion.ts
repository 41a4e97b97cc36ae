import {
  CompletionItemKind,
  InsertTextFormat,
  type CompletionItem,
  type CompletionList,
  type CompletionParams,
} from "vscode-languageserver/node";
import type { CompletionKind } from "../ide/completion-item.ts";
import { completions } from "../ide/completion.ts";
import type { Session } from "./session.ts";

export function answerCompletion(session: Session, params: CompletionParams): CompletionList | null {
  const at = session.atNames(params);
  if (at === null || isFullStop(at.document.text, at.offset, params)) return null;
  const { span, items } = completions(at.view, at.document, at.offset);
  const list = session.completions.keep(items);
  const range = session.translation.range(at.document, span);
  return {
    isIncomplete: false,
    items: items.map((item, index): CompletionItem => {
      const isSnippet = session.client.snippets && item.snippet !== null;
      return {
        label: item.label,
        kind: itemKinds[item.kind],
        ...(item.detail === "" ? {} : { detail: item.detail }),
        sortText: String(index).padStart(5, "0"),
        filterText: item.label,
        insertTextFormat: isSnippet ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
        textEdit: { range, newText: isSnippet ? item.snippet : item.text },
        data: { list, index },
      };
    }),
  };
}

export function answerCompletionResolve(session: Session, item: CompletionItem): CompletionItem {
  const data: unknown = item.data;
  if (typeof data !== "object" || data === null || !("list" in data) || !("index" in data)) return item;
  const { list, index } = data;
  if (typeof list !== "number" || typeof index !== "number") return item;
  const documentation = session.completions.recall(list, index)?.documentation() ?? null;
  return documentation === null
    ? item
    : { ...item, documentation: { kind: "markdown", value: documentation } };
}

/** Whether completion was asked for by the full stop that ends a clause, rather than begins a directive. */
function isFullStop(text: string, offset: number, { context }: CompletionParams): boolean {
  return context?.triggerCharacter === "." && /\S/.test(text.slice(Math.max(0, offset - 2), offset - 1));
}

const itemKinds: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  "base relation": CompletionItemKind.Struct,
  "derived relation": CompletionItemKind.Class,
  operation: CompletionItemKind.Method,
  variable: CompletionItemKind.Variable,
  column: CompletionItemKind.Field,
  type: CompletionItemKind.TypeParameter,
  qualifier: CompletionItemKind.Keyword,
  directive: CompletionItemKind.Keyword,
  boundary: CompletionItemKind.Interface,
  replica: CompletionItemKind.Module,
  invariant: CompletionItemKind.Constant,
  functor: CompletionItemKind.Function,
  keyword: CompletionItemKind.Keyword,
  setting: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
};
