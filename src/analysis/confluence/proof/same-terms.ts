import type * as Syntax from "../../../syntax/tree.ts";

/** Whether two terms are one variable, or one constant. */
export function areTheSame(a: Syntax.Term, b: Syntax.Term): boolean {
  if (a.kind === "variable") return b.kind === "variable" && a.name === b.name;
  return a.kind === "constant" && b.kind === "constant" && a.value === b.value;
}
