import { clausesOf } from "../../model/clauses.ts";
import { effectAtom } from "../../model/effects.ts";
import type { Operation, Program, Relation } from "../../model/program.ts";
import { constantNumber } from "../../model/value-flow.ts";
import type * as Syntax from "../../syntax/tree.ts";
import type { Direction } from "../direction.ts";
import type { WrittenMovement } from "../movements.ts";

/** One effect of one operation. */
export interface Write {
  readonly operation: Operation;
  readonly effect: Syntax.Effect;
}

/** The effects of the operations, by the relation that they write. */
export function writesOf(
  program: Program,
  operations: Iterable<Operation>,
): ReadonlyMap<Relation, readonly Write[]> {
  const writes = new Map<Relation, Write[]>();
  for (const operation of operations)
    for (const effect of operation.syntax.steps) {
      if (effect.kind === "require") continue;
      const relation = program.relations.get(effectAtom(effect).relation.text);
      if (relation === undefined) continue;
      const list = writes.get(relation) ?? [];
      list.push({ operation, effect });
      writes.set(relation, list);
    }
  return writes;
}

/**
 * How base relations move when operations alone write them: one that none writes stays, a counter
 * that none takes from only rises, an `orset` that none deletes from only grows.
 */
export function writtenMovements(
  program: Program,
  writes: ReadonlyMap<Relation, readonly Write[]>,
): ReadonlyMap<Relation, WrittenMovement> {
  const movements = new Map<Relation, WrittenMovement>();
  for (const relation of program.relations.values()) {
    if (relation.kind !== "base" || program.incomplete.has(relation)) continue;
    movements.set(relation, movementOf(relation, writes.get(relation) ?? []));
  }
  return movements;
}

function movementOf(relation: Relation, writes: readonly Write[]): WrittenMovement {
  const still = relation.columns.map((): Direction => "constant");
  if (writes.length === 0) return { keys: "constant", values: still };
  const takes = writes.some(({ effect }) => effect.kind === "delete");
  const adds = writes.some(
    (write) =>
      write.effect.kind !== "delete" &&
      write.effect.kind !== "transfer" &&
      (takes || !asksForKey(write, relation)),
  );
  const keys = directionOf(adds, takes);
  const rises = writes.some((write) => changes(write, 1));
  const falls = writes.some((write) => changes(write, -1));
  const values = relation.columns.map(({ lattice }): Direction => {
    switch (lattice) {
      case null:
        return "constant";
      case "max":
      case "min":
        return "up";
      case "gcounter":
        return directionOf(rises, false);
      case "pncounter":
      case "bounded":
        return directionOf(rises, falls);
      case "lww":
      case "mv":
      case "sequence":
        return "any";
    }
  });
  return { keys, values };
}

function directionOf(rises: boolean, falls: boolean): Direction {
  if (rises) return falls ? "any" : "up";
  return falls ? "down" : "constant";
}

/** Whether a counter's value may change in a direction by an effect. */
function changes({ effect, operation }: Write, direction: 1 | -1): boolean {
  if (effect.kind !== "add") return false;
  const own = effect.operator === "+=" ? 1 : -1;
  const amount = constantNumber(effect.amount);
  if (amount !== null) return amount * own * direction > 0;
  return own === direction || !isNeverNegative(effect.amount, operation);
}

/** Whether a term is never negative, as its type or a `require` says. */
function isNeverNegative(term: Syntax.Term, operation: Operation): boolean {
  const amount = constantNumber(term);
  if (amount !== null) return amount >= 0;
  if (term.kind !== "variable") return false;
  const parameter = operation.syntax.parameters.find(({ name }) => name.text === term.name);
  if (parameter?.type.text === "unsigned") return true;
  return guardsOf(operation).some((literal) => {
    if (literal.kind !== "comparison") return false;
    const { operator, left, right } = literal;
    const [a, b] = [constantNumber(left), constantNumber(right)];
    if (left.kind === "variable" && left.name === term.name && b !== null)
      return (operator === ">=" && b >= 0) || (operator === ">" && b >= -1) || (operator === "=" && b >= 0);
    if (right.kind === "variable" && right.name === term.name && a !== null)
      return (operator === "<=" && a >= 0) || (operator === "<" && a >= -1) || (operator === "=" && a >= 0);
    return false;
  });
}

/** Whether an operation asks for a row with the key that it writes: then it writes no key that was not there. */
export function asksForKey({ effect, operation }: Write, { name, keyCount }: Relation): boolean {
  const keys = effectAtom(effect).arguments.slice(0, keyCount);
  return guardsOf(operation).some(
    (literal) =>
      literal.kind === "atom" &&
      literal.relation.text === name &&
      keys.every((key, i) => {
        const asked = literal.arguments[i];
        if (key.kind === "variable") return asked?.kind === "variable" && asked.name === key.name;
        return key.kind === "constant" && asked?.kind === "constant" && asked.value === key.value;
      }),
  );
}

/** The literals that hold wherever an operation runs: those of its `require`s without alternatives. */
export function guardsOf({ syntax }: Operation): readonly Syntax.Literal[] {
  return syntax.steps.flatMap((step) => {
    if (step.kind !== "require") return [];
    const { clauses } = clausesOf([step.body]);
    return clauses.length === 1 ? (clauses[0]?.literals ?? []) : [];
  });
}
