import { clausesOf } from "../../model/clauses.ts";
import { plainRelation } from "../../engine/violation-rules.ts";
import type { Clause, Invariant, PlainLiteral, Program, Relation, Rule } from "../../model/program.ts";
import { boundVariables } from "../../model/safety.ts";
import { namesAround } from "../../model/aggregate-scope.ts";
import { literalTerms, variablesIn } from "../../model/terms.ts";
import type * as Syntax from "../../syntax/tree.ts";

/** One way for an invariant to be broken: all of the literals hold. */
export interface ViolationUnit {
  /** The positive atoms of the left side. */
  readonly atoms: readonly Syntax.Atom[];
  /** What else holds: tests, absences, and what says that a part of the right side fails. */
  readonly rest: readonly PlainLiteral[];
  /** Rules for the relations that `rest` has beside the program's. */
  readonly rules: readonly Rule[];
  readonly relations: readonly Relation[];
  /** Whether the right side reads relations. */
  readonly demandsRows: boolean;
}

/**
 * The ways in which an invariant can be broken: the left side holds and one of the independent parts
 * of the right side does not. Parts are independent when they share no variable of their own.
 * Null where the right side has alternatives, which fail only together.
 */
export function violationUnits(invariant: Invariant, program: Program): readonly ViolationUnit[] | null {
  const { syntax } = invariant;
  const left = clausesOf([syntax.left]).clauses;
  const right = syntax.right === null ? [] : clausesOf([syntax.right]).clauses;
  if (right.length > 1) return null;
  return left.flatMap(({ literals }): readonly ViolationUnit[] => {
    const atoms = literals.filter((literal) => literal.kind === "atom");
    const rest = literals.filter((literal) => literal.kind !== "atom");
    const parts = right[0] === undefined ? [] : partsOf(right[0].literals, boundBy(literals));
    if (syntax.right === null) return [{ atoms, rest, rules: [], relations: [], demandsRows: false }];
    return parts.flatMap((part, index) =>
      failuresOf(part, literals, `${invariant.name} ${String(index + 1)}`, invariant, program).map(
        (failure) => ({
          ...failure,
          atoms: [...atoms, ...failure.rest.filter((literal) => literal.kind === "atom")],
          rest: [...rest, ...failure.rest.filter((literal) => literal.kind !== "atom")],
        }),
      ),
    );
  });
}

function boundBy(literals: readonly PlainLiteral[]): ReadonlySet<string> {
  const none = new Set<string>();
  return boundVariables(literals, none, namesAround(literals, [], none));
}

/** Literals that share a variable which is not known from outside stay together. */
function partsOf(
  literals: readonly PlainLiteral[],
  known: ReadonlySet<string>,
): readonly (readonly PlainLiteral[])[] {
  let parts: { readonly literals: PlainLiteral[]; readonly own: Set<string> }[] = [];
  for (const literal of literals) {
    const own = new Set(
      literalTerms(literal)
        .flatMap(variablesIn)
        .filter((name) => !known.has(name)),
    );
    const met = parts.filter((part) => [...own].some((name) => part.own.has(name)));
    parts = [
      ...parts.filter((part) => !met.includes(part)),
      {
        literals: [...met.flatMap((part) => part.literals), literal],
        own: new Set([...met.flatMap((part) => [...part.own]), ...own]),
      },
    ];
  }
  return parts.map((part) => part.literals);
}

type Failure = Omit<ViolationUnit, "atoms">;

/** How a part of the right side fails: as literals, where it can be turned round, else as the absence of a row. */
function failuresOf(
  part: readonly PlainLiteral[],
  left: readonly PlainLiteral[],
  name: string,
  { source, syntax }: Invariant,
  program: Program,
): readonly Failure[] {
  const known = boundBy(left);
  const [only] = part.length === 1 ? part.map((literal) => withWildcards(literal, known)) : part;
  if (part.length === 1 && only !== undefined) {
    const isKnown = literalTerms(only)
      .flatMap(variablesIn)
      .every((variable) => known.has(variable));
    const turned = only.kind !== "atom" || isKnown ? negated(only) : null;
    if (turned !== null)
      return turned.map((literals) => ({
        rest: literals,
        rules: [],
        relations: [],
        demandsRows: only.kind === "atom" || only.kind === "negation",
      }));
  }
  const like = program.relations.values().next().value;
  if (like === undefined) return [];
  const shared = [...new Set(part.flatMap((literal) => literalTerms(literal).flatMap(variablesIn)))].filter(
    (variable) => known.has(variable),
  );
  const { span } = syntax;
  const relation = plainRelation(
    `kept ${name}`,
    like,
    shared.map((variable) => ({
      name: variable,
      type: "number",
      value: "number",
      isTyped: true,
      lattice: null,
      bound: null,
      text: "number",
    })),
  );
  const atom: Syntax.Atom = {
    kind: "atom",
    relation: { text: relation.name, span },
    arguments: shared.map((variable) => ({ kind: "variable", name: variable, span })),
    span,
  };
  // The left side binds what the part only tests.
  const atoms = left.filter((literal) => literal.kind === "atom");
  const needs = [[], atoms].find((some) => {
    const bound = boundBy([...some, ...part]);
    return shared.every((variable) => bound.has(variable));
  });
  return [
    {
      rest: [{ kind: "negation", atom, span }],
      rules: [ruleOf(relation, atom, { literals: [...(needs ?? left), ...part] }, source)],
      relations: [relation],
      demandsRows: true,
    },
  ];
}

/** An atom with wildcards for the variables that stand in it once and are not known from elsewhere. */
function withWildcards(literal: PlainLiteral, known: ReadonlySet<string>): PlainLiteral {
  if (literal.kind !== "atom") return literal;
  const names = literal.arguments.flatMap(variablesIn);
  return {
    ...literal,
    arguments: literal.arguments.map((term) =>
      term.kind === "variable" &&
      !known.has(term.name) &&
      names.filter((name) => name === term.name).length === 1
        ? { kind: "wildcard", span: term.span }
        : term,
    ),
  };
}

/** The rule of one head and one clause. */
export function ruleOf(relation: Relation, atom: Syntax.Atom, clause: Clause, source: Rule["source"]): Rule {
  return {
    source,
    syntax: {
      kind: "rule",
      heads: [atom],
      boundary: null,
      body: [clause.literals],
      plan: null,
      span: atom.span,
    },
    heads: [{ relation, atom, index: 0 }],
    clauses: [clause],
    boundary: null,
  };
}

/** What says that a literal does not hold, as alternatives; null where no literal does. */
function negated(literal: PlainLiteral): readonly (readonly PlainLiteral[])[] | null {
  switch (literal.kind) {
    case "comparison":
    case "test":
    case "truth": {
      const group: Syntax.Literal = { kind: "group", negated: true, body: [[literal]], span: literal.span };
      return clausesOf([[group]]).clauses.map(({ literals }) => literals);
    }
    case "negation":
      return [[literal.atom]];
    case "atom":
      return literal.arguments.some((term) => term.kind === "aggregate")
        ? null
        : [[{ kind: "negation", atom: literal, span: literal.span }]];
    case "difference":
      return null;
  }
}
