import type { Relation } from "../../model/program.ts";
import { constantNumber } from "../../model/value-flow.ts";
import type * as Syntax from "../../syntax/tree.ts";
import type { WrittenMovement } from "../movements.ts";
import type { StartRow } from "./history.ts";
import type { ViolationUnit } from "./violation-units.ts";

/** The least and the largest value that something can have. */
export interface ValueBounds {
  readonly low: number;
  readonly high: number;
}

const anything: ValueBounds = { low: -Infinity, high: Infinity };

/**
 * What a counter's value is never below and never above, in any state that operations lead to: what
 * its type promises, and where it began if it only goes one way. `facts` are those of the start;
 * a relation without any may begin with others.
 */
export function counterBounds(
  relation: Relation,
  movement: WrittenMovement | undefined,
  facts: readonly StartRow[],
): ValueBounds {
  const column = relation.columns[relation.keyCount];
  const direction = movement?.values[relation.keyCount] ?? "any";
  const own = facts.filter((fact) => fact.relation === relation.name);
  const given = own.map(({ row }) => Number(row[relation.keyCount]));
  // Where there is nothing yet, a counter begins with 0; the only one of its relation is there.
  const values = relation.keyCount === 0 && given.length > 0 ? given : [0, ...given];
  const isGiven = own.length > 0;
  const low = direction === "up" || direction === "constant" ? Math.min(...values) : -Infinity;
  const high = direction === "down" || direction === "constant" ? Math.max(...values) : Infinity;
  switch (column?.lattice) {
    case "gcounter":
      return { low: isGiven ? low : 0, high: isGiven ? high : Infinity };
    case "pncounter":
      return isGiven ? { low, high } : anything;
    case "bounded":
      return { low: Math.max(column.bound ?? 0, isGiven ? low : -Infinity), high: Infinity };
    case "max":
    case "min":
    case "lww":
    case "mv":
    case "sequence":
    case null:
    case undefined:
      return anything;
  }
}

/** Whether a unit cannot hold, whatever the rows are: a test in it fails for all values that counters can have. */
export function isOutOfBounds(
  unit: ViolationUnit,
  boundsOf: (relation: string) => ValueBounds | null,
  relations: ReadonlyMap<string, Relation>,
): boolean {
  const variables = new Map<string, ValueBounds>();
  for (const atom of unit.atoms) {
    const relation = relations.get(atom.relation.text);
    const bounds = boundsOf(atom.relation.text);
    const term = relation === undefined ? undefined : atom.arguments[relation.keyCount];
    if (bounds === null || term?.kind !== "variable") continue;
    const known = variables.get(term.name) ?? anything;
    variables.set(term.name, {
      low: Math.max(known.low, bounds.low),
      high: Math.min(known.high, bounds.high),
    });
  }
  for (const literal of unit.rest)
    if (literal.kind === "comparison" && literal.operator === "=")
      for (const [term, other] of [
        [literal.left, literal.right],
        [literal.right, literal.left],
      ] as const)
        if (term.kind === "variable" && isCount(other) && !variables.has(term.name))
          variables.set(term.name, { low: 0, high: Infinity });
  return unit.rest.some((literal) => literal.kind === "comparison" && isImpossible(literal, variables));
}

function isImpossible(
  { operator, left, right }: Syntax.Comparison,
  variables: ReadonlyMap<string, ValueBounds>,
): boolean {
  const [a, b] = [boundsOfTerm(left, variables), boundsOfTerm(right, variables)];
  switch (operator) {
    case "=":
      return a.low > b.high || b.low > a.high;
    case "!=":
      return a.low === a.high && b.low === b.high && a.low === b.low;
    case "<":
      return a.low >= b.high;
    case "<=":
      return a.low > b.high;
    case ">":
      return a.high <= b.low;
    case ">=":
      return a.high < b.low;
  }
}

function boundsOfTerm(term: Syntax.Term, variables: ReadonlyMap<string, ValueBounds>): ValueBounds {
  const value = constantNumber(term);
  if (value !== null) return { low: value, high: value };
  if (term.kind === "variable") return variables.get(term.name) ?? anything;
  if (isCount(term)) return { low: 0, high: Infinity };
  if (term.kind !== "call") return anything;
  const [a, b] = term.arguments.map((one) => boundsOfTerm(one, variables));
  if (a === undefined) return anything;
  if (b === undefined) return term.functor === "-" ? { low: -a.high, high: -a.low } : anything;
  // Numbers that leave the exact integers are refused, so that nothing wraps round.
  switch (term.functor) {
    case "+":
      return { low: a.low + b.low, high: a.high + b.high };
    case "-":
      return { low: a.low - b.high, high: a.high - b.low };
    case "*": {
      const products = [a.low, a.high].flatMap((x) =>
        [b.low, b.high].map((y) => (x === 0 || y === 0 ? 0 : x * y)),
      );
      return { low: Math.min(...products), high: Math.max(...products) };
    }
    default:
      return anything;
  }
}

function isCount(term: Syntax.Term): boolean {
  return term.kind === "aggregate" && term.operator === "count";
}
