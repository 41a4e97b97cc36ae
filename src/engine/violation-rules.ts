import { namesAround } from "../model/aggregate-scope.ts";
import { clausesOf } from "../model/clauses.ts";
import type { Clause, Column, Invariant, Program, Relation, Rule, ValueType } from "../model/program.ts";
import { boundVariables } from "../model/safety.ts";
import { constantNumber } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";
import { variableTypes } from "./term-types.ts";

/** What violates an invariant, as a program says it. */
export interface Violations {
  /** A row for each violation: the values of the variables that the left side binds. */
  readonly violations: Relation;
  /** All relations of the rules that the program has not. */
  readonly relations: readonly Relation[];
  readonly rules: readonly Rule[];
}

/**
 * `violations(known) :- left, !kept(known).` with `kept(known) :- left, right.`, over the variables
 * that the left side binds; where the right side only compares those, `violations(known) :- left,`
 * and the opposite of one comparison. Null where a side cannot hold at all, so that nothing
 * violates it.
 */
export function violationRules({ name, syntax, source }: Invariant, program: Program): Violations | null {
  const left = clausesOf([syntax.left]).clauses;
  const [first] = left;
  const like = program.relations.values().next().value;
  if (first === undefined || like === undefined) return null;
  const none = new Set<string>();
  const bound = left.map(({ literals }) => boundVariables(literals, none, namesAround(literals, [], none)));
  const known = [...(bound[0] ?? none)].filter((variable) => bound.every((one) => one.has(variable)));
  const types = variableTypes(first.literals, new Map(), program);
  const columns = known.map((variable): Column => ({
    name: variable,
    type: types.get(variable) ?? "number",
    value: types.get(variable) ?? "number",
    isTyped: true,
    lattice: null,
    bound: null,
    text: types.get(variable) ?? "number",
  }));
  const { span } = syntax;
  const terms = known.map((variable): Syntax.Term => ({ kind: "variable", name: variable, span }));
  const atomOf = (relation: Relation): Syntax.Atom => ({
    kind: "atom",
    relation: { text: relation.name, span },
    arguments: terms,
    span,
  });
  const ruleOf = (relation: Relation, clauses: readonly Clause[]): Rule => {
    const atom = atomOf(relation);
    const body = clauses.map(({ literals }) => literals);
    return {
      source,
      syntax: { kind: "rule", heads: [atom], boundary: null, body, plan: null, span },
      heads: [{ relation, atom, index: 0 }],
      clauses,
      boundary: null,
    };
  };
  const violations = plainRelation(`violations of ${name}`, like, columns);
  if (syntax.right === null)
    return { violations, relations: [violations], rules: [ruleOf(violations, left)] };
  const opposite = oppositeOf(
    syntax.right,
    new Map(columns.map(({ name: variable, value }) => [variable, value])),
  );
  if (opposite !== null) {
    const broken = left.flatMap(({ literals }) =>
      opposite.map((one): Clause => ({ literals: [...literals, one] })),
    );
    return { violations, relations: [violations], rules: [ruleOf(violations, broken)] };
  }
  const kept = plainRelation(`kept by ${name}`, like, columns);
  const right = clausesOf([syntax.right]).clauses;
  const both = left.flatMap((one) =>
    right.map((other) => ({ literals: [...one.literals, ...other.literals] })),
  );
  const absent: Syntax.Literal = { kind: "negation", atom: atomOf(kept), span };
  const broken = left.map(({ literals }): Clause => ({ literals: [...literals, absent] }));
  const rules = [ruleOf(kept, both), ruleOf(violations, broken)];
  return { violations, relations: [kept, violations], rules };
}

/**
 * The opposites of comparisons of bound variables and constants, of which one holds where not all of
 * the comparisons do. Null for other literals, and for floats: no comparison of a NaN holds.
 */
function oppositeOf(
  literals: readonly Syntax.Literal[],
  bound: ReadonlyMap<string, ValueType>,
): readonly Syntax.Comparison[] | null {
  const isPlain = (term: Syntax.Term): boolean => {
    if (term.kind === "constant") return term.type !== "float";
    if (term.kind !== "variable") return constantNumber(term) !== null;
    const type = bound.get(term.name);
    return type !== undefined && type !== "float";
  };
  const opposites: Syntax.Comparison[] = [];
  for (const literal of literals) {
    if (literal.kind !== "comparison" || !isPlain(literal.left) || !isPlain(literal.right)) return null;
    opposites.push({ ...literal, operator: opposite[literal.operator] });
  }
  return opposites.length === 0 ? null : opposites;
}

const opposite: Readonly<Record<Syntax.ComparisonOperator, Syntax.ComparisonOperator>> = {
  "=": "!=",
  "!=": "=",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

/** A derived relation of plain columns. */
export function plainRelation(name: string, like: Relation, columns: readonly Column[]): Relation {
  return {
    ...like,
    name,
    kind: "derived",
    qualifier: "gset",
    columns: columns.map((column) => ({ ...column, lattice: null, bound: null })),
    keyCount: columns.length,
    equivalence: false,
  };
}
