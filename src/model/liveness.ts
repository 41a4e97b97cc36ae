import { sameMembers } from "../base/memory.ts";
import type { Clause, PlainLiteral, Program, Relation, Rule } from "./program.ts";
import { positiveAtom } from "./terms.ts";
import { constantNumber } from "./value-flow.ts";

/**
 * The relations that may ever hold a row (P9): base ones, those with facts, an `.input` or a
 * rule that is left out, and the heads of clauses whose positive atoms may all hold rows and which contain no `false`.
 */
export function liveRelations(
  program: Pick<Program, "relations" | "inputs" | "factRelations" | "incomplete" | "rules">,
): ReadonlySet<Relation> {
  // Asked several times of one program.
  const { relations, inputs, factRelations, incomplete, rules } = program;
  const parts = [relations, inputs, factRelations, incomplete];
  const known = found.get(rules);
  if (known !== undefined && sameMembers(known.parts, parts)) return known.live;
  const live = findLive(program);
  found.set(rules, { parts, live });
  return live;
}

const found = new WeakMap<
  readonly Rule[],
  { readonly parts: readonly unknown[]; readonly live: ReadonlySet<Relation> }
>();

function findLive(
  program: Pick<Program, "relations" | "inputs" | "factRelations" | "incomplete" | "rules">,
): ReadonlySet<Relation> {
  const live = new Set<Relation>();
  for (const relation of program.relations.values()) if (relation.kind === "base") live.add(relation);
  for (const input of program.inputs) live.add(input.relation);
  for (const relation of program.factRelations) live.add(relation);
  for (const relation of program.incomplete) live.add(relation);

  // Each clause waits for the relations it reads; the last to come alive wakes its heads.
  const waiting = new Map<Relation, { missing: number; readonly heads: readonly Relation[] }[]>();
  const woken: Relation[] = [];
  const wake = (relation: Relation): void => {
    if (live.has(relation)) return;
    live.add(relation);
    woken.push(relation);
  };
  for (const rule of program.rules) {
    const heads = rule.heads.map((head) => head.relation);
    if (heads.every((relation) => live.has(relation))) continue;
    for (const clause of rule.clauses) {
      const { isRefuted, reads } = needsOf(clause);
      if (isRefuted) continue;
      const missing = new Set<Relation>();
      for (const name of reads) {
        const relation = program.relations.get(name);
        if (relation !== undefined && !live.has(relation)) missing.add(relation);
      }
      if (missing.size === 0) {
        heads.forEach(wake);
        continue;
      }
      const entry = { missing: missing.size, heads };
      for (const relation of missing) {
        const list = waiting.get(relation);
        if (list === undefined) waiting.set(relation, [entry]);
        else list.push(entry);
      }
    }
  }
  for (let relation = woken.pop(); relation !== undefined; relation = woken.pop()) {
    for (const entry of waiting.get(relation) ?? []) {
      entry.missing -= 1;
      if (entry.missing === 0) entry.heads.forEach(wake);
    }
  }
  return live;
}

export function clauseCanFire(
  clause: Clause,
  live: ReadonlySet<Relation>,
  relations: ReadonlyMap<string, Relation>,
): boolean {
  const { isRefuted, reads } = needsOf(clause);
  if (isRefuted) return false;
  return reads.every((name) => {
    const relation = relations.get(name);
    return relation === undefined || live.has(relation);
  });
}

/** What a clause needs to fire: rows of the relations that it reads. */
interface Needs {
  readonly isRefuted: boolean;
  /** The names in its positive atoms. */
  readonly reads: readonly string[];
}

const needs = new WeakMap<Clause, Needs>();

/** Asked once of each clause. */
function needsOf(clause: Clause): Needs {
  let answer = needs.get(clause);
  if (answer === undefined) {
    const reads = clause.literals.flatMap(positiveAtom).map((atom) => atom.relation.text);
    answer = { isRefuted: isRefuted(clause), reads };
    needs.set(clause, answer);
  }
  return answer;
}

/**
 * Whether a conjunction is false whatever the facts: by `false`, by a comparison of two constants, or
 * since a variable cannot be what it is compared with all at once, as in `n < 0, n > 0`.
 */
function isRefuted(clause: Clause): boolean {
  return isEmptyRange(clause) || clause.literals.some((literal) => isNeverSo(literal));
}

/** Whether constants leave no number for some variable. */
function isEmptyRange({ literals }: Clause): boolean {
  const bounds = literals.flatMap(boundsIn);
  return bounds.some(
    (low) =>
      low.isLow &&
      bounds.some(
        (high) =>
          !high.isLow &&
          high.variable === low.variable &&
          (low.value > high.value || (low.value === high.value && (low.isOpen || high.isOpen))),
      ),
  );
}

/** What a variable is not below, or not above; `isOpen`: nor equal to. */
interface NumberBound {
  readonly variable: string;
  readonly value: number;
  readonly isLow: boolean;
  readonly isOpen: boolean;
}

function boundsIn(literal: PlainLiteral): readonly NumberBound[] {
  if (literal.kind !== "comparison" || literal.operator === "!=") return [];
  const { left, right, operator } = literal;
  const isTurned = right.kind === "variable";
  const [variable, value] = isTurned ? [right, constantNumber(left)] : [left, constantNumber(right)];
  if (variable.kind !== "variable" || value === null) return [];
  const bound = { variable: variable.name, value, isOpen: operator === "<" || operator === ">" };
  if (operator === "=") return [true, false].map((isLow) => ({ ...bound, isLow }));
  return [{ ...bound, isLow: (operator === ">" || operator === ">=") !== isTurned }];
}

function isNeverSo(literal: PlainLiteral): boolean {
  if (literal.kind === "truth") return !literal.value;
  if (literal.kind !== "comparison") return false;
  const [a, b] = [constantNumber(literal.left), constantNumber(literal.right)];
  if (a === null || b === null) return false;
  switch (literal.operator) {
    case "=":
      return a !== b;
    case "!=":
      return a === b;
    case "<":
      return a >= b;
    case "<=":
      return a > b;
    case ">":
      return a <= b;
    case ">=":
      return a < b;
  }
}
