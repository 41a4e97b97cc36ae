import { present } from "../base/assert.ts";
import { freeNames } from "../model/aggregate-scope.ts";
import type { Clause, PlainLiteral, Relation, Rule, RuleHead } from "../model/program.ts";
import { aggregatesIn, literalTerms } from "../model/terms.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { Evaluation } from "./evaluation.ts";
import { outerVariables, type CodedRow } from "./rule-instances.ts";
import { variableTypes } from "./term-types.ts";
import type { Code, Value } from "./value-pool.ts";

/** Why no rule gives a row. */
export interface Absence {
  readonly rule: Rule;
  readonly clause: Clause;
  readonly head: Syntax.Atom;
  /** The literals that hold together, in an order in which they can be asked. */
  readonly holds: readonly PlainLiteral[];
  /** The next one, which holds with none of their solutions; null when all hold and the head gives other rows. */
  readonly fails: PlainLiteral | null;
  /** One solution of what holds. */
  readonly bindings: ReadonlyMap<string, Value>;
  /** How many solutions what holds has; counting ends at 1,000. */
  readonly ways: number;
}

const waysMax = 1000;

/**
 * For a row that is not there: the rule that gets furthest, by the number of its literals that hold
 * together, and the literal at which it fails. Null when no rule's head is of that form.
 */
export function absence({ relation, codes }: CodedRow, evaluation: Evaluation): Absence | null {
  let furthest: Absence | null = null;
  for (const rule of evaluation.program.rules) {
    for (const head of rule.heads.filter((one) => one.relation === relation)) {
      for (const clause of rule.clauses) {
        const found = attempt(rule, head, clause, codes, evaluation);
        if (found !== null && (furthest === null || isFurther(found, furthest))) furthest = found;
      }
    }
  }
  return furthest;
}

function isFurther(a: Absence, b: Absence): boolean {
  if (a.holds.length !== b.holds.length) return a.holds.length > b.holds.length;
  return a.clause.literals.length < b.clause.literals.length;
}

function attempt(
  rule: Rule,
  { atom, relation }: RuleHead,
  clause: Clause,
  codes: readonly Code[],
  evaluation: Evaluation,
): Absence | null {
  const { program, pool } = evaluation;
  const types = variableTypes(clause.literals, new Map(), program, [atom]);
  const given = new Map<string, Code>();
  for (const [i, term] of atom.arguments.entries()) {
    const code = codes[i] as Code;
    if (term.kind === "constant") {
      if (pool.encode(term.value, columnType(relation, i)) !== code) return null;
    } else if (term.kind === "variable") {
      if ((given.get(term.name) ?? code) !== code) return null;
      given.set(term.name, code);
    }
  }
  const literals = inOrder(clause.literals, new Set(given.keys()), atom);
  const known = [...given.keys()];
  let reached: { bindings: ReadonlyMap<string, Value>; ways: number } = {
    bindings: new Map(
      known.map((name) => [name, pool.decode(given.get(name) as Code, present(types.get(name), name))]),
    ),
    ways: 1,
  };
  for (let count = 1; count <= literals.length; count++) {
    const holding = literals.slice(0, count);
    const next = solve(holding, [...given], atom, types, evaluation);
    if (next === null)
      return {
        rule,
        clause,
        head: atom,
        holds: literals.slice(0, count - 1),
        fails: present(literals[count - 1], "a literal"),
        ...reached,
      };
    reached = next;
  }
  return { rule, clause, head: atom, holds: literals, fails: null, ...reached };
}

function columnType(relation: Relation, column: number): Relation["columns"][number]["value"] {
  return present(relation.columns[column], "a column").value;
}

function solve(
  literals: readonly PlainLiteral[],
  given: readonly (readonly [string, Code])[],
  head: Syntax.Atom,
  types: ReturnType<typeof variableTypes>,
  evaluation: Evaluation,
): { readonly bindings: ReadonlyMap<string, Value>; readonly ways: number } | null {
  const names = [...new Set([...outerVariables(literals, []), ...given.map(([name]) => name)])];
  const typed = names.flatMap((name) => {
    const type = types.get(name);
    return type === undefined ? [] : [{ name, type }];
  });
  // What a `range` counts up is asked for, and compared with what is given.
  const ranging = new Set(
    literals.flatMap((literal) => (literal.kind === "comparison" ? ranged(literal) : [])),
  );
  const passed = given.filter(([name]) => !ranging.has(name));
  const compared = given.filter(([name]) => ranging.has(name));
  const query = evaluation.query({
    literals,
    given: passed.map(([name]) => name),
    wanted: typed.map(({ name, type }) => ({ term: { kind: "variable", name, span: head.span }, type })),
    types,
  });
  const solutions: ReadonlyMap<string, Value>[] = [];
  let ways = 0;
  query(
    passed.map(([, code]) => code),
    (codes) => {
      const at = new Map(typed.map(({ name }, i) => [name, codes[i] as Code]));
      if (compared.some(([name, code]) => at.get(name) !== code)) return false;
      if (ways === 0) {
        solutions.push(
          new Map(typed.map(({ name, type }, i) => [name, evaluation.pool.decode(codes[i] as Code, type)])),
        );
      }
      return ++ways >= waysMax;
    },
  );
  const [bindings] = solutions;
  return bindings === undefined ? null : { bindings, ways };
}

function ranged({ left, right }: Syntax.Comparison): readonly string[] {
  const isRange = (term: Syntax.Term): boolean => term.kind === "call" && term.functor === "range";
  if (left.kind === "variable" && isRange(right)) return [left.name];
  return right.kind === "variable" && isRange(left) ? [right.name] : [];
}

/** The literals as written, but each after what binds its variables. */
function inOrder(
  literals: readonly PlainLiteral[],
  given: ReadonlySet<string>,
  head: Syntax.Atom,
): readonly PlainLiteral[] {
  const around = new Set([...outerVariables(literals, head.arguments), ...given]);
  const bound = new Set(given);
  const ordered: PlainLiteral[] = [];
  let rest = literals;
  while (rest.length > 0) {
    const next = rest.find((literal) => isReady(literal, bound, around)) ?? present(rest[0], "a literal");
    rest = rest.filter((literal) => literal !== next);
    ordered.push(next);
    for (const name of outerVariables([next], [])) bound.add(name);
  }
  return ordered;
}

function isReady(literal: PlainLiteral, bound: ReadonlySet<string>, around: ReadonlySet<string>): boolean {
  const isKnown = (term: Syntax.Term): boolean =>
    outerVariables([], [term]).every((name) => bound.has(name)) &&
    aggregatesIn(term).every((aggregate) =>
      freeNames(aggregate).every((name) => !around.has(name) || bound.has(name)),
    );
  switch (literal.kind) {
    case "atom":
      return literal.arguments.every((term) => term.kind === "variable" || isKnown(term));
    case "difference": {
      const left = new Set(outerVariables([], literal.left.arguments));
      return (
        literal.left.arguments.every((term) => term.kind === "variable" || isKnown(term)) &&
        outerVariables([], literal.right.arguments).every((name) => left.has(name) || bound.has(name))
      );
    }
    case "comparison":
      if (literal.operator === "=") {
        if (literal.left.kind === "variable" && isKnown(literal.right)) return true;
        if (literal.right.kind === "variable" && isKnown(literal.left)) return true;
      }
      return isKnown(literal.left) && isKnown(literal.right);
    case "negation":
    case "test":
    case "truth":
      return literalTerms(literal).every((term) => term.kind === "wildcard" || isKnown(term));
  }
}
