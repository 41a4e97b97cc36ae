import type { Operation, Relation } from "../model/program.ts";
import { operationCard, signatureText } from "./invariant-card.ts";
import type { ProgramView } from "./program-view.ts";
import { declarationText, relationCard } from "./relation-card.ts";
import { meaningText, type Meaning } from "./vocabulary.ts";

/** What can be written at an offset. */
export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A few words beside the label; empty for none. */
  readonly detail: string;
  /** What is written where snippets are not known. */
  readonly text: string;
  /** The same with places to fill in, `${1:name}`; null where there are none. */
  readonly snippet: string | null;
  /** The smaller the likelier; equal ones go by their labels. */
  readonly rank: number;
  /** Markdown, worked out when asked for; null for none. */
  documentation(): string | null;
}

export type CompletionKind =
  | "base relation"
  | "derived relation"
  | "operation"
  | "variable"
  | "column"
  | "type"
  | "qualifier"
  | "directive"
  | "boundary"
  | "replica"
  | "invariant"
  | "functor"
  | "keyword"
  | "setting"
  | "value";

const nothing = (): null => null;

/** A name alone. */
export function nameItem(label: string, kind: CompletionKind, rank: number, detail = ""): CompletionItem {
  return { label, kind, detail, text: label, snippet: null, rank, documentation: nothing };
}

/** A word of the language; `snippet` where more is written than the word. */
export function wordItem(
  label: string,
  meaning: Meaning | undefined,
  kind: CompletionKind,
  rank: number,
  snippet: string | null = null,
): CompletionItem {
  return {
    label,
    kind,
    detail: meaning === undefined || meaning.form === label ? "" : meaning.form,
    text: snippet === null ? label : plainText(snippet),
    snippet,
    rank,
    documentation: () => meaningText(meaning),
  };
}

/** A relation with its columns to fill in, the first `count` of them; without them where it `isNamed` only. */
export function relationItem(
  relation: Relation,
  view: ProgramView,
  rank: number,
  { isNamed = false, count = relation.columns.length, before = "", behind = "" }: RelationForm = {},
): CompletionItem {
  const columns = relation.columns.slice(0, count).map(({ name }) => name);
  const snippet = isNamed ? null : `${before}${applied(relation.name, columns)}${behind}`;
  return {
    label: relation.name,
    kind: relation.kind === "base" ? "base relation" : "derived relation",
    detail: declarationText(relation).slice(".decl ".length + relation.name.length),
    text: snippet === null ? relation.name : plainText(snippet),
    snippet,
    rank,
    documentation: () => relationCard(relation, view),
  };
}

export interface RelationForm {
  readonly isNamed?: boolean;
  readonly count?: number;
  /** What is written before and behind the atom. */
  readonly before?: string;
  readonly behind?: string;
}

/** A call of an operation. */
export function operationItem(
  operation: Operation,
  view: ProgramView,
  rank: number,
  isNamed: boolean,
): CompletionItem {
  const { name, syntax } = operation;
  const snippet = applied(
    name,
    syntax.parameters.map((parameter) => parameter.name.text),
  );
  return {
    label: name,
    kind: "operation",
    detail: signatureText(syntax).slice(name.length),
    text: isNamed ? name : plainText(snippet),
    snippet: isNamed ? null : snippet,
    rank,
    documentation: () => operationCard(operation, view),
  };
}

function applied(name: string, columns: readonly string[]): string {
  return `${name}(${columns.map((column, index) => `\${${index + 1}:${column}}`).join(", ")})`;
}

/** A snippet with its placeholders for what is to be filled in. */
function plainText(snippet: string): string {
  return snippet.replace(/\$\{\d+:([^}]*)\}/g, "$1").replace(/\$\{?\d+\}?/g, "");
}
