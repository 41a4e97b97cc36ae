import type { Span } from "../base/source.ts";
import { insertAt, lineBreakOf, replace, type TextEdit } from "../diagnostics/quick-fix.ts";
import { freshName, quoted } from "../diagnostics/wording.ts";
import { clausesOf } from "../model/clauses.ts";
import { functors, takes } from "../model/functors.ts";
import type { ValueType } from "../model/program.ts";
import { unsafeOccurrences } from "../model/safety.ts";
import type { Literal, Rule, SyntaxTree, Term, Variable } from "../syntax/tree.ts";
import { forEachLiteral, forEachTerm, variablesIn } from "../syntax/walk.ts";
import { itemAt } from "./item-at.ts";
import type { ProgramView } from "./program-view.ts";
import { variableSources, type VariableSource } from "./variable-sources.ts";

/** A change of the program that keeps its meaning. */
export interface Refactoring {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/**
 * Makes a relation of its own of the literals that a selection of a rule's body covers whole, its
 * columns being the variables that the rest of the rule needs. Null where the selection covers no
 * literals of one conjunction, where they do not make a safe rule alone, where a type cannot be told,
 * and at a boundary, since what is read there is part of the decision.
 */
export function extractRule(view: ProgramView, tree: SyntaxTree, selection: Span): Refactoring | null {
  const rule = itemAt(tree, selection.start);
  if (rule?.kind !== "rule" || rule.body === null || rule.boundary !== null) return null;
  const chosen = chosenLiterals(rule, tree.source.text, selection);
  if (chosen === null) return null;
  const { literals, others } = chosen;
  const terms = rule.heads.flatMap((head) => head.arguments);
  const columns = neededOutside(literals, [...others, ...terms]);
  if (literals.some(holdsPlace)) return null;
  if (!isSafe(literals, columns) || leavesCycle(rule, literals, view)) return null;
  const types = columns.map((name) => columnType(name, literals, others, rule, view));
  if (types.some((type) => type === null)) return null;

  const { source } = tree;
  const [first] = literals;
  const last = literals.at(-1);
  if (first === undefined || last === undefined) return null;
  const name = freshName(view.program, `${rule.heads[0]?.relation.text ?? "rule"}_part`);
  const atom = `${name}(${columns.join(", ")})`;
  const { start, end } = extentOf(first, last);
  const declared = columns.map((column, index) => `${column}: ${types[index] ?? "symbol"}`).join(", ");
  const newline = lineBreakOf(source);
  const text = `.decl ${name}(${declared})${newline}${atom} :- ${source.text.slice(start, end)}.${newline}`;
  return {
    title: `Extract ${quoted(name)}`,
    edits: [insertAt(source, rule.span.start, text), replace({ source, start, end }, atom)],
  };
}

interface Chosen {
  readonly literals: readonly Literal[];
  /** The others of their conjunction. */
  readonly others: readonly Literal[];
}

/** The literals of one conjunction that the selection covers whole, none being covered in part. */
function chosenLiterals({ body }: Rule, text: string, selection: Span): Chosen | null {
  let { start, end } = selection;
  while (start < end && /[\s,]/.test(text[start] ?? "")) start++;
  while (end > start && /[\s,.]/.test(text[end - 1] ?? "")) end--;
  if (start === end) return null;
  for (const conjunction of body ?? []) {
    const literals = conjunction.filter(({ span }) => start <= span.start && span.end <= end);
    if (literals.length === 0) continue;
    const first = literals[0]?.span.start ?? 0;
    const last = literals.at(-1)?.span.end ?? 0;
    // What is selected beside them is part of a literal, of another alternative, or of the head.
    if (start < first || end > last) return null;
    return { literals, others: conjunction.filter((literal) => !literals.includes(literal)) };
  }
  return null;
}

function extentOf(first: Literal, last: Literal): Span {
  return { start: first.span.start, end: last.span.end };
}

/**
 * The variables of literals that mean the same outside of them, in the order of their first
 * occurrence. Those that occur in aggregates alone, here and there, are not the same.
 */
function neededOutside(
  literals: readonly Literal[],
  outside: readonly (Literal | Term)[],
): readonly string[] {
  const own = { aggregates: false };
  const names = (nodes: readonly (Literal | Term)[], options = { aggregates: true }): ReadonlySet<string> =>
    new Set(nodes.flatMap((node) => variablesIn(node, options).map(({ name }) => name)));
  const elsewhere = names(outside);
  const shared = new Set([...names(literals, own), ...names(outside, own)]);
  return [...names(literals)].filter((name) => elsewhere.has(name) && shared.has(name));
}

/** Whether a literal asks for the replica's name or its clock. */
function holdsPlace(literal: Literal): boolean {
  let found = false;
  forEachTerm(literal, (term) => {
    if (term.kind === "call" && (term.functor === "replica" || term.functor === "now")) found = true;
  });
  return found;
}

/** Whether literals alone bind all that they use, and the columns. */
function isSafe(literals: readonly Literal[], columns: readonly string[]): boolean {
  const { clauses, overflow } = clausesOf([literals]);
  const span = { start: 0, end: 0 };
  const head = columns.map((name) => ({
    term: { kind: "variable", name, span } satisfies Variable,
    position: "head" as const,
  }));
  return (
    !overflow && clauses.every((clause) => unsafeOccurrences(clause.literals, head, new Set()).length === 0)
  );
}

/**
 * Whether literals read a value that recursion through the rule improves: by way of a plain column
 * it would be read exactly, which is no recursion through a lattice any more.
 */
function leavesCycle({ heads }: Rule, literals: readonly Literal[], { program }: ProgramView): boolean {
  const { componentOf } = program.dependencies;
  const components = new Set(
    heads.flatMap(({ relation }) => {
      const head = program.relations.get(relation.text);
      return head === undefined ? [] : [componentOf.get(head)];
    }),
  );
  let found = false;
  forEachLiteral([literals], (literal) => {
    if (literal.kind !== "atom") return;
    const read = program.relations.get(literal.relation.text);
    if (read !== undefined && read.keyCount < read.columns.length && components.has(componentOf.get(read)))
      found = true;
  });
  return found;
}

/** The type of a column, from the columns that bind it, or that take it elsewhere, or from its term. */
function columnType(
  name: string,
  literals: readonly Literal[],
  others: readonly Literal[],
  { heads }: Rule,
  view: ProgramView,
): string | null {
  const own = variableSources([[literals]], view).get(name) ?? [];
  const declared = own.flatMap((source) => (source.kind === "column" ? [typeNameOf(source)] : []));
  if (declared.length > 0) return narrowest(declared, view);
  const elsewhere = variableSources([[[...others, ...heads]]], view).get(name) ?? [];
  for (const source of elsewhere) if (source.kind === "column") return source.column.value;
  const sources = variableSources([[literals]], view);
  for (const source of own) {
    if (source.kind !== "term") continue;
    const type = termType(source.term, (variable) => firstType(sources.get(variable) ?? []), 0);
    if (type !== null) return type;
  }
  return null;
}

function typeNameOf({ column }: VariableSource & { readonly kind: "column" }): string {
  return column.lattice === null || column.lattice === "max" || column.lattice === "min"
    ? column.type
    : column.value;
}

/** The type of which all the others are supertypes; null where there is none. */
function narrowest(types: readonly string[], { program }: ProgramView): string | null {
  const isBelow = (type: string, other: string): boolean =>
    type === other || program.types.get(type)?.supertypes.has(other) === true;
  return types.find((type) => types.every((other) => isBelow(type, other))) ?? null;
}

function firstType(sources: readonly VariableSource[]): ValueType | null {
  for (const source of sources) if (source.kind === "column") return source.column.value;
  return null;
}

const depthMax = 50;

/** The base type of a term whose variables are of known types; null where it is not plain. */
function termType(
  term: Term,
  typeOf: (variable: string) => ValueType | null,
  depth: number,
): ValueType | null {
  if (depth > depthMax) return null;
  switch (term.kind) {
    case "variable":
      return typeOf(term.name);
    case "constant":
      return term.type;
    case "wildcard":
      return null;
    case "aggregate":
      if (term.operator === "count") return "number";
      if (term.operator === "mean") return "float";
      return term.target === null ? null : termType(term.target, typeOf, depth + 1);
    case "call": {
      const signatures = functors.get(term.functor);
      if (signatures === undefined || !takes(signatures, term.arguments.length)) return null;
      const types = term.arguments.map((argument) => termType(argument, typeOf, depth + 1));
      const fitting = signatures.filter(({ parameters, variadic }) =>
        variadic
          ? types.every((type) => type === parameters[0])
          : parameters.length === types.length && types.every((type, i) => type === parameters[i]),
      );
      return fitting[0]?.result ?? null;
    }
  }
}
