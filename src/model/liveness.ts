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
    for (const clause of rule.clauses) {
      if (refuted(clause)) continue;
      const read = readRelations(clause, program.relations);
      if (read.every((relation) => live.has(relation))) {
        heads.forEach(wake);
        continue;
      }
      const missing = new Set(read.filter((relation) => !live.has(relation)));
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
  return !refuted(clause) && readRelations(clause, relations).every((relation) => live.has(relation));
}

const refutations = new WeakMap<Clause, boolean>();

/** `isRefuted`, asked once of each clause. */
function refuted(clause: Clause): boolean {
  let answer = refutations.get(clause);
  if (answer === undefined) {
    answer = isRefuted(clause);
    refutations.set(clause, answer);
  }
  return answer;
}

function readRelations(clause: Clause, relations: ReadonlyMap<string, Relation>): readonly Relation[] {
  return clause.literals.flatMap(positiveAtom).flatMap((atom) => relations.get(atom.relation.text) ?? []);
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
