import { clausesOf } from "../../model/clauses.ts";
import type { PlainLiteral, Program } from "../../model/program.ts";
import { isPlain } from "./cuts.ts";
import type { Assumption } from "./grounding.ts";
import type { Part } from "./part.ts";

/** The assumed invariants of a program that speak of nothing but rows and equations between their values. */
export function assumptionsOf(program: Program): readonly Assumption[] {
  return program.invariants.flatMap(({ assumed, syntax }) => {
    if (!assumed) return [];
    const right = syntax.right === null ? [] : clausesOf([syntax.right]).clauses;
    const conclusions = right.map(({ literals }) => literals.map((literal) => partOf(literal, program)));
    if (!conclusions.every((parts) => parts.every((part) => part?.kind === "equality"))) return [];
    return clausesOf([syntax.left]).clauses.flatMap(({ literals }): readonly Assumption[] => {
      const parts = literals.map((literal) => partOf(literal, program));
      if (!isKnown(parts)) return [];
      return [{ left: parts, right: conclusions.filter(isKnown) }];
    });
  });
}

function isKnown(parts: readonly (Part | null)[]): parts is readonly Part[] {
  return !parts.includes(null);
}

/** A positive atom or an equation of variables and constants; null for any other literal. */
function partOf(literal: PlainLiteral, program: Program): Part | null {
  if (literal.kind === "atom") {
    const relation = program.relations.get(literal.relation.text);
    if (relation === undefined || relation.keyCount < relation.columns.length) return null;
    if (!literal.arguments.every(isPlain)) return null;
    return { kind: "atom", relation, arguments: literal.arguments, negated: false };
  }
  if (literal.kind !== "comparison" || (literal.operator !== "=" && literal.operator !== "!=")) return null;
  const { left, right, operator } = literal;
  if (!isPlain(left) || !isPlain(right)) return null;
  return { kind: "equality", left, right, negated: operator === "!=" };
}
