import { linesOf, type Source } from "../base/source.ts";
import type { Absence } from "../engine/absence.ts";
import type { Derivation } from "../engine/derivation.ts";
import type { Evaluation } from "../engine/evaluation.ts";
import { rowsCounted, typesOf, type CodedRow, type RuleInstance } from "../engine/rule-instances.ts";
import type { Value } from "../engine/value-pool.ts";
import type { PlainLiteral, Relation, Rule } from "../model/program.ts";
import { aggregatesIn, literalTerms, variablesIn } from "../model/terms.ts";
import type * as Syntax from "../syntax/tree.ts";

/** Where a rule stands; lines count from 0. */
export interface RulePlace {
  readonly file: string;
  readonly line: number;
}

/** Why a row is there, or something a rule asks for holds: a node of the tree that `calm why` shows. */
export type Reason =
  /** `repeated`: the same row stands before, with what it rests on; `deeper`: that is left out. */
  | {
      readonly row: string;
      readonly rule?: RulePlace;
      readonly by?: "fact" | "eqrel";
      readonly repeated?: true;
      readonly deeper?: true;
      readonly from?: readonly Reason[];
    }
  /** No row of that form is there. */
  | { readonly absent: string }
  /** A comparison or a test, with values for its variables. */
  | { readonly holds: string }
  /** An aggregate with values for what groups it, and what it ranges over. */
  | { readonly aggregate: string; readonly rows: readonly string[]; readonly count: number };

/** Why a row is not there. */
export interface AbsenceReport {
  readonly absent: string;
  /** The row that its key has. */
  readonly instead?: string;
  readonly rule?: RulePlace;
  /** What holds of the rule's literals, with the values of one solution. */
  readonly holds?: readonly string[];
  /** The literal that fails for these values, as it is written too. */
  readonly fails?: string;
  readonly literal?: string;
  /** How many solutions what holds has. */
  readonly ways?: number;
  /** The row that should not be there. */
  readonly because?: string;
}

/** So many of the rows that an aggregate ranges over are named. */
const rowsNamed = 100;

export function reasonOf(derivation: Derivation, evaluation: Evaluation): Reason {
  const row = rowName(derivation.row, evaluation);
  switch (derivation.kind) {
    case "fact":
      return { row, by: "fact" };
    case "repeated":
      return { row, repeated: true };
    case "deeper":
      return { row, deeper: true };
    case "equivalence":
      return { row, by: "eqrel", from: derivation.from.map((one) => reasonOf(one, evaluation)) };
    case "rule":
      return {
        row,
        rule: rulePlace(derivation.instance.rule),
        from: supportsOf(derivation.instance, derivation.from, evaluation),
      };
  }
}

/** The rows of a rule's positive literals in their order, and what its other literals say in theirs. */
function supportsOf(
  instance: RuleInstance,
  from: readonly Derivation[],
  evaluation: Evaluation,
): readonly Reason[] {
  const { rule, clause, bindings } = instance;
  const reasons: Reason[] = [];
  const rest = [...from];
  const addRow = (): void => {
    const next = rest.shift();
    if (next !== undefined) reasons.push(reasonOf(next, evaluation));
  };
  for (const literal of clause.literals) {
    if (literal.kind === "atom" || literal.kind === "difference") addRow();
    if (literal.kind === "negation")
      reasons.push({ absent: filled(literal.atom.span, [literal.atom], bindings, rule.source) });
    if (literal.kind === "difference")
      reasons.push({ absent: filled(literal.right.span, [literal.right], bindings, rule.source) });
    if (literal.kind === "comparison" || literal.kind === "test") {
      const aggregates = literalTerms(literal).flatMap(aggregatesIn);
      reasons.push(...aggregates.map((one) => aggregateReason(one, instance, evaluation)));
      const isDefinition =
        aggregates.length > 0 && literalTerms(literal).some(({ kind }) => kind === "variable");
      if (!isDefinition) reasons.push({ holds: literalText(literal, bindings, rule.source) });
    }
  }
  const inHead = rule.heads.flatMap((head) => head.atom.arguments.flatMap(aggregatesIn));
  reasons.push(...inHead.map((one) => aggregateReason(one, instance, evaluation)));
  return reasons;
}

function aggregateReason(
  aggregate: Syntax.Aggregate,
  { rule, clause, bindings }: RuleInstance,
  evaluation: Evaluation,
): Reason {
  const own = new Set(aggregate.target === null ? [] : variablesIn(aggregate.target));
  const around = new Map([...bindings].filter(([name]) => !own.has(name)));
  const rows = rowsCounted(aggregate, around, typesOf(rule, clause, evaluation), evaluation);
  const text = filled(aggregate.span, [aggregate], around, rule.source);
  const result = definedBy(aggregate, clause.literals, bindings);
  return {
    aggregate: result === null ? text : `${text} = ${valueText(result)}`,
    rows: rows.slice(0, rowsNamed).map((row) => rowName(row, evaluation)),
    count: rows.length,
  };
}

/** The value of the variable that an aggregate defines. */
function definedBy(
  aggregate: Syntax.Aggregate,
  literals: readonly PlainLiteral[],
  bindings: ReadonlyMap<string, Value>,
): Value | null {
  for (const literal of literals) {
    if (literal.kind !== "comparison" || literal.operator !== "=") continue;
    const other =
      literal.left === aggregate ? literal.right : literal.right === aggregate ? literal.left : null;
    if (other?.kind === "variable") return bindings.get(other.name) ?? null;
  }
  return null;
}

/** `because`, `instead` and `asked` are found by who knows the tables. */
export function absenceReport(
  asked: string,
  found: Absence | null,
  instead: string | null,
  because: string | null,
): AbsenceReport {
  if (instead !== null) return { absent: asked, instead };
  if (found === null) return { absent: asked };
  const { rule, holds, fails, bindings, ways, head } = found;
  const { source } = rule;
  const failing =
    fails === null
      ? { fails: filled(head.span, [head], bindings, source), literal: textOf(head.span, source) }
      : { fails: literalText(fails, bindings, source), literal: textOf(fails.span, source) };
  return {
    absent: asked,
    rule: rulePlace(rule),
    holds: holds.map((literal) => literalText(literal, bindings, source)),
    ...failing,
    ways,
    ...(because === null ? {} : { because }),
  };
}

export function rowName({ relation, codes }: CodedRow, { pool }: Evaluation): string {
  const values = codes.map((code, i) => pool.decode(code, relation.columns[i]?.value ?? "number"));
  return namedRow(relation, values);
}

/** `ready("v1",_)`, as facts are written in reports. */
export function namedRow(relation: Relation, values: readonly (Value | null)[]): string {
  return `${relation.name}(${values.map((value) => (value === null ? "_" : valueText(value))).join(",")})`;
}

function valueText(value: Value): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function rulePlace({ source, syntax }: Rule): RulePlace {
  return { file: source.path, line: linesOf(source).position(syntax.span.start).line };
}

function literalText(literal: PlainLiteral, bindings: ReadonlyMap<string, Value>, source: Source): string {
  return filled(literal.span, literalTerms(literal), bindings, source);
}

/** The text of a span with values in the place of the variables of its terms. */
function filled(
  { start, end }: { readonly start: number; readonly end: number },
  parts: readonly (Syntax.Term | Syntax.Atom)[],
  bindings: ReadonlyMap<string, Value>,
  source: Source,
): string {
  const places = parts
    .flatMap((part) => (part.kind === "atom" ? part.arguments : [part]))
    .flatMap((term) => variablePlaces(term, new Set()))
    .filter(({ name }) => bindings.has(name))
    .sort((a, b) => a.span.start - b.span.start);
  let text = "";
  let at = start;
  for (const { name, span } of places) {
    text += source.text.slice(at, span.start) + valueText(bindings.get(name) ?? "");
    at = span.end;
  }
  return (text + source.text.slice(at, end)).replaceAll(/\s+/g, " ");
}

function variablePlaces(term: Syntax.Term, own: ReadonlySet<string>): readonly Syntax.Variable[] {
  switch (term.kind) {
    case "variable":
      return own.has(term.name) ? [] : [term];
    case "call":
      return (term.functor === "as" ? term.arguments.slice(0, 1) : term.arguments).flatMap((one) =>
        variablePlaces(one, own),
      );
    case "aggregate": {
      const inner = new Set([...own, ...(term.target === null ? [] : variablesIn(term.target))]);
      return bodyTerms(term.body).flatMap((one) => variablePlaces(one, inner));
    }
    case "wildcard":
    case "constant":
      return [];
  }
}

function bodyTerms(body: Syntax.Body): readonly Syntax.Term[] {
  return body.flatMap((literals) =>
    literals.flatMap((literal) =>
      literal.kind === "group" ? bodyTerms(literal.body) : literalTerms(literal),
    ),
  );
}

function textOf({ start, end }: { readonly start: number; readonly end: number }, source: Source): string {
  return source.text.slice(start, end).replaceAll(/\s+/g, " ");
}
