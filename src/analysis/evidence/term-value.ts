import type { Value } from "../../engine/value-pool.ts";
import type { Comparison, ComparisonOperator, Term } from "../../syntax/tree.ts";

/** Values of the variables of one clause, by name. */
export type Bindings = ReadonlyMap<string, Value>;

/**
 * The value of a term, or null: a variable is not bound, or the term is made with anything but
 * the plain arithmetic that thresholds are written with. Whoever asks only guesses by it.
 */
export function termValue(term: Term, bindings: Bindings): Value | null {
  switch (term.kind) {
    case "constant":
      return term.value;
    case "variable":
      return bindings.get(term.name) ?? null;
    case "wildcard":
    case "aggregate":
      return null;
    case "call": {
      const [first] = term.arguments;
      // The first of several values stands for all.
      if (term.functor === "range") return first === undefined ? null : termValue(first, bindings);
      const values = term.arguments.map((argument) => termValue(argument, bindings));
      const numbers = values.filter((value) => typeof value === "number");
      if (numbers.length < values.length) return null;
      const [a = 0, b = 0] = numbers;
      return numbers.length === 1 ? (term.functor === "-" ? -a : null) : arithmetic(term.functor, a, b);
    }
  }
}

function arithmetic(functor: string, a: number, b: number): number | null {
  switch (functor) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? null : Math.trunc(a / b);
    case "min":
      return Math.min(a, b);
    case "max":
      return Math.max(a, b);
    default:
      return null;
  }
}

/** Whether a comparison seems to be false. */
export function isRefuted({ operator, left, right }: Comparison, bindings: Bindings): boolean {
  const [a, b] = [termValue(left, bindings), termValue(right, bindings)];
  return a !== null && b !== null && !compares(operator, a, b);
}

function compares(operator: ComparisonOperator, a: Value, b: Value): boolean {
  switch (operator) {
    case "=":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}
