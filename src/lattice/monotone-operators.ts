/**
 * Which operators keep order, and in which arguments: the one table that says so. The checker's
 * transfer rules T10–T12 read it; the property suite of this folder tests every row on values.
 *
 * A row maps an operator to the movement of its result when one argument grows and the others
 * stay: `+` it never falls, `-` it never rises, `any` nothing is known. A condition restricts the
 * row to calls in which the *other* argument's sign is known. Integer division truncates, which
 * keeps order, and so does a power of what is never negative; `%` and bit operators keep none.
 */
export type Monotonicity = "+" | "-" | "any";

/** What is known of a term's sign, whatever facts arrive. */
export type Sign = "positive" | "non-negative" | "non-positive" | "unknown";

/**
 * How the result of `functor` moves when argument `index` grows; `signs` are those of all the
 * arguments. Element type `symbol` is ordered by code point.
 */
export function monotonicityOf(functor: string, index: number, signs: readonly Sign[]): Monotonicity {
  const other = signs[1 - index] ?? "unknown";
  switch (functor) {
    case "+":
    case "min":
    case "max":
    case "to_float":
    case "to_unsigned":
    case "itof":
    case "utof":
    case "ftoi":
    case "ftou":
      return "+";
    case "-":
      return signs.length === 1 || index === 1 ? "-" : "+";
    case "*":
      if (other === "positive" || other === "non-negative") return "+";
      return other === "non-positive" ? "-" : "any";
    case "/":
      if (index === 1) return "any";
      if (other === "positive") return "+";
      return other === "non-positive" ? "-" : "any";
    case "^":
      return index === 0 && signs.every(isAtLeastZero) ? "+" : "any";
    default:
      return "any";
  }
}

/** The sign of a call, from those of its arguments. */
export function signOf(functor: string, signs: readonly Sign[]): Sign {
  const [first = "unknown", second = "unknown"] = signs;
  switch (functor) {
    case "+":
      if (signs.every(isAtLeastZero)) return signs.includes("positive") ? "positive" : "non-negative";
      return signs.every((sign) => sign === "non-positive") ? "non-positive" : "unknown";
    case "*":
      if (signs.every((sign) => sign === "positive")) return "positive";
      if (signs.every(isAtLeastZero)) return "non-negative";
      return "unknown";
    case "^":
      return isAtLeastZero(first) ? "non-negative" : "unknown";
    case "-":
      if (signs.length === 1)
        return isAtLeastZero(first) ? "non-positive" : first === "non-positive" ? "non-negative" : "unknown";
      return isAtLeastZero(first) && second === "non-positive" ? "non-negative" : "unknown";
    case "/":
      return isAtLeastZero(first) && second === "positive" ? "non-negative" : "unknown";
    case "%":
      return isAtLeastZero(first) ? "non-negative" : "unknown";
    case "max":
      if (signs.includes("positive")) return "positive";
      return signs.some(isAtLeastZero) ? "non-negative" : "unknown";
    case "min":
      if (signs.every((sign) => sign === "positive")) return "positive";
      return signs.every(isAtLeastZero) ? "non-negative" : "unknown";
    case "strlen":
    case "ord":
    case "to_unsigned":
    case "ftou":
    case "itou":
      return "non-negative";
    case "to_number":
      return isAtLeastZero(first) ? "non-negative" : "unknown";
    case "to_float":
    case "utof":
    case "utoi":
    case "itof":
      return first === "positive" || first === "non-negative" ? first : "unknown";
    default:
      return "unknown";
  }
}

function isAtLeastZero(sign: Sign): boolean {
  return sign === "positive" || sign === "non-negative";
}
