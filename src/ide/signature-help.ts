import type { Span } from "../base/source.ts";
import { functors } from "../model/functors.ts";
import type { Relation } from "../model/program.ts";
import { partAt, type Document } from "../syntax/document.ts";
import * as t from "../syntax/tokens.ts";
import type { Operation } from "../syntax/tree.ts";
import { openCalls } from "./clause-scope.ts";
import { clauseBefore, type Token } from "./clause-tokens.ts";
import { docComment } from "./doc-comment.ts";
import type { ProgramView } from "./program-view.ts";
import { vocabulary } from "./vocabulary.ts";

/** How what stands around an offset is called. */
export interface SignatureHelp {
  /** `sell(product: symbol)`. */
  readonly label: string;
  /** Markdown; null for none. */
  readonly documentation: string | null;
  /** Where each parameter stands in the label. */
  readonly parameters: readonly Span[];
  /** The index of the parameter that is being written; beyond the last where there are too many arguments. */
  readonly active: number;
}

/** The relation, operation or functor in whose parentheses an offset lies; null outside of all. */
export function signatureHelp(view: ProgramView, document: Document, offset: number): SignatureHelp | null {
  const part = partAt(document, offset);
  const { tokens, directive, isInText } = clauseBefore(part.tree, offset - part.start);
  if (isInText && tokens.at(-1)?.tokenType !== t.UnclosedString) return null;
  const open = openCall(tokens);
  if (open === null) return null;
  const { name, active, isDeclared } = open;
  if (directive === ".boundary") return protocolHelp(name, active);
  if (isDeclared || directive === ".output" || directive === ".input" || directive === ".limitsize")
    return null;
  const relation = view.program.relations.get(name);
  if (relation !== undefined) return relationHelp(relation, active, view);
  const operation = view.program.operations.get(name);
  if (operation !== undefined) {
    const { source, syntax } = operation;
    return operationHelp(syntax, active, docComment({ source, ...syntax.span }, view));
  }
  return functorHelp(name, active);
}

interface NamedCall {
  readonly name: string;
  readonly active: number;
  /** Whether the name is that of a declaration. */
  readonly isDeclared: boolean;
}

/** The innermost name whose parenthesis is still open at the end. */
function openCall(tokens: readonly Token[]): NamedCall | null {
  const last = openCalls(tokens).at(-1);
  if (last === undefined || last.name === null) return null;
  const before = tokens[last.index - 2]?.image;
  const isDeclared =
    before === ".decl" || before === ".operation" || (before === "," && tokens[0]?.image === ".decl");
  return { name: last.name, active: last.argument, isDeclared };
}

function relationHelp(relation: Relation, active: number, view: ProgramView): SignatureHelp {
  const { name, columns, place } = relation;
  const parameters = columns.map((column) => `${column.name}: ${column.text}`);
  return helpOf(name, parameters, "", docComment(place, view), active);
}

function operationHelp(
  { name, parameters }: Operation,
  active: number,
  comment: string | null,
): SignatureHelp {
  const texts = parameters.map((parameter) => `${parameter.name.text}: ${parameter.type.text}`);
  return helpOf(name.text, texts, "", comment, active);
}

function protocolHelp(name: string, active: number): SignatureHelp | null {
  if (name === "quorum")
    return helpOf(name, ["n=…", "r=…", "w=…"], "", vocabulary.protocols.quorum.text, active);
  return name === "leader" ? helpOf(name, ["replica"], "", vocabulary.protocols.leader.text, active) : null;
}

function functorHelp(name: string, active: number): SignatureHelp | null {
  if (name === "contains" || name === "match") {
    const { form, text } = vocabulary.rules[name];
    return helpOf(
      name,
      argumentsIn(form).map((one) => `${one}: symbol`),
      "",
      text,
      active,
    );
  }
  if (!Object.hasOwn(vocabulary.functors, name)) return null;
  const meaning = vocabulary.functors[name as keyof typeof vocabulary.functors];
  const signatures = functors.get(name) ?? [];
  const names = argumentsIn(meaning.form);
  const isVariadic = signatures.some(({ variadic }) => variadic);
  const parameters = names.map((one, index) => {
    const types = new Set(signatures.flatMap(({ parameters: all }) => all[isVariadic ? 0 : index] ?? []));
    return one === "…" || types.size === 0 ? one : `${one}: ${[...types].join(" | ")}`;
  });
  const results = [...new Set(signatures.map(({ result }) => result))].join(" | ");
  const last = isVariadic ? Math.min(active, parameters.length - 1) : active;
  return helpOf(name, parameters, results === "" ? "" : `: ${results}`, meaning.text, last);
}

/** The arguments in a form such as `range(from, to[, step])`. */
function argumentsIn(form: string): readonly string[] {
  const inside = form
    .slice(form.indexOf("(") + 1, form.lastIndexOf(")"))
    .replace("[", "")
    .replace("]", "");
  return inside === "" ? [] : inside.split(",").map((one) => one.trim());
}

function helpOf(
  name: string,
  parameters: readonly string[],
  result: string,
  documentation: string | null,
  active: number,
): SignatureHelp {
  let label = `${name}(`;
  const spans: Span[] = [];
  for (const [index, parameter] of parameters.entries()) {
    if (index > 0) label += ", ";
    spans.push({ start: label.length, end: label.length + parameter.length });
    label += parameter;
  }
  return { label: `${label})${result}`, documentation, parameters: spans, active };
}
