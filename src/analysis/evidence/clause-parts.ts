import type { Clause, PlainLiteral, Program, Relation } from "../../model/program.ts";
import { literalTerms, positiveAtom, variablesIn } from "../../model/terms.ts";
import { valueFlow } from "../../model/value-flow.ts";
import type { Atom, Term } from "../../syntax/tree.ts";
import { flip, mergeDirections, type Direction } from "../direction.ts";
import type { Movements } from "../movements.ts";

/** A conjunct of a clause, as far as a grounding looks into it. */
export type Part =
  /** An atom over a relation without lattice columns; its arguments are variables, constants and wildcards. */
  | {
      readonly kind: "atom";
      readonly relation: Relation;
      readonly arguments: readonly Term[];
      readonly negated: boolean;
    }
  /** `=` or `!=` between variables and constants. */
  | { readonly kind: "equality"; readonly left: Term; readonly right: Term; readonly negated: boolean }
  /** Anything else: literals that share a moving value stay together. Of `variables` it says something. */
  | {
      readonly kind: "opaque";
      readonly literals: readonly PlainLiteral[];
      readonly variables: readonly string[];
      readonly direction: Direction;
      readonly negated: boolean;
    }
  | { readonly kind: "never" };

export interface ClauseParts {
  readonly head: Atom;
  readonly parts: readonly Part[];
  /** How often a variable stands in the parts. */
  readonly uses: ReadonlyMap<string, number>;
}

/** Takes a clause apart that knows neither replica nor clock; a value of a lattice column in a head stays with what binds it. */
export function clauseParts(clause: Clause, head: Atom, program: Program, movements: Movements): ClauseParts {
  const inHead = new Set(head.arguments.flatMap(variablesIn));
  const literals = clause.literals.flatMap(halves);
  const moving = movingVariables(literals, program);
  for (const name of inHead) moving.delete(name);
  const groups: PlainLiteral[][] = [];
  for (const literal of literals) {
    const names = namesOf(literal);
    const touching = groups.filter((group) =>
      group.some((other) => namesOf(other).some((name) => moving.has(name) && names.includes(name))),
    );
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push([...touching.flat(), literal]);
  }
  const around = (group: readonly PlainLiteral[]): ReadonlySet<string> =>
    new Set([...inHead, ...literals.filter((one) => !group.includes(one)).flatMap(namesOf)]);
  const parts = groups.map((group) => partOf(group, around(group), program, movements));
  const uses = new Map<string, number>();
  for (const name of parts.flatMap(variablesOf)) uses.set(name, (uses.get(name) ?? 0) + 1);
  return { head, parts, uses };
}

/** The variables of a part, as often as they stand in it. */
export function variablesOf(part: Part): readonly string[] {
  switch (part.kind) {
    case "atom":
      return part.arguments.flatMap(variablesIn);
    case "equality":
      return [part.left, part.right].flatMap(variablesIn);
    case "opaque":
      return part.variables;
    case "never":
      return [];
  }
}

function halves(literal: PlainLiteral): readonly PlainLiteral[] {
  if (literal.kind !== "difference") return [literal];
  return [literal.left, { kind: "negation", atom: literal.right, span: literal.span }];
}

function namesOf(literal: PlainLiteral): readonly string[] {
  return literalTerms(literal).flatMap(variablesIn);
}

/** The variables that lattice columns and aggregates give their values. */
function movingVariables(literals: readonly PlainLiteral[], program: Program): Set<string> {
  const moving = new Set<string>();
  for (const literal of literals) {
    for (const atom of positiveAtom(literal)) {
      const columns = program.relations.get(atom.relation.text)?.columns ?? [];
      for (const [i, term] of atom.arguments.entries())
        if (term.kind === "variable" && (columns[i]?.lattice ?? null) !== null) moving.add(term.name);
    }
    if (literal.kind !== "comparison" || literal.operator !== "=") continue;
    const [a, b] = [literal.left, literal.right];
    if (a.kind === "variable" && b.kind === "aggregate") moving.add(a.name);
    if (b.kind === "variable" && a.kind === "aggregate") moving.add(b.name);
  }
  return moving;
}

function partOf(
  group: readonly PlainLiteral[],
  around: ReadonlySet<string>,
  program: Program,
  movements: Movements,
): Part {
  const [literal] = group;
  if (literal !== undefined && group.length === 1) {
    if (literal.kind === "truth" && !literal.value) return { kind: "never" };
    if (literal.kind === "atom" || literal.kind === "negation") {
      const atom = literal.kind === "atom" ? literal : literal.atom;
      const relation = program.relations.get(atom.relation.text);
      if (
        relation?.keyCount === relation?.columns.length &&
        relation !== undefined &&
        atom.arguments.every(isPlain)
      )
        return { kind: "atom", relation, arguments: atom.arguments, negated: literal.kind === "negation" };
    }
    if (literal.kind === "comparison" && (literal.operator === "=" || literal.operator === "!=")) {
      const { left, right, operator } = literal;
      if (isPlain(left) && isPlain(right))
        return { kind: "equality", left, right, negated: operator === "!=" };
    }
  }
  const variables = [...new Set(group.flatMap(namesOf))].filter((name) => around.has(name));
  if (literal?.kind === "negation" && group.length === 1) {
    const direction = flip(directionOf([literal], variables, program, movements));
    return { kind: "opaque", literals: [literal.atom], variables, direction, negated: true };
  }
  const direction = directionOf(group, variables, program, movements);
  return { kind: "opaque", literals: group, variables, direction, negated: false };
}

function isPlain({ kind }: Term): boolean {
  return kind === "variable" || kind === "constant" || kind === "wildcard";
}

/** How the truth of some literals moves together, were they the body of a rule of their own. */
function directionOf(
  literals: readonly PlainLiteral[],
  variables: readonly string[],
  program: Program,
  movements: Movements,
): Direction {
  const span = { start: 0, end: 0 };
  const head: Atom = {
    kind: "atom",
    relation: { text: "", span },
    arguments: variables.map((name) => ({ kind: "variable", name, span })),
    span,
  };
  const flow = valueFlow({ literals }, [head], program.relations);
  // A moving value that is known outside is read exactly, as one in the head of a rule.
  return [
    ...literals.map((literal) => movements.literal(literal, flow, movements.plain())),
    ...(flow.heads[0] ?? []).map((value) => movements.flow(value, flow, movements.plain())),
  ].reduce(mergeDirections, "constant");
}
