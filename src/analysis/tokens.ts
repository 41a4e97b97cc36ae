import type { PlainLiteral } from "../model/program.ts";
import type * as Syntax from "../syntax/tree.ts";

/**
 * A name for a value that is the same wherever it stands in a body and in the views that the body
 * reads: a constant, a variable of the outermost clause, or one of a view's clause (numbered, so
 * that no two clauses share one). Null: nothing is known of the value.
 */
export type Token = string | null;

/** A positive atom that holds, its arguments as tokens. */
export interface KnownAtom {
  readonly relation: string;
  readonly tokens: readonly Token[];
}

/** Gives the terms of one conjunction their tokens; variables that `=` makes equal share one. */
export interface Tokens {
  of(term: Syntax.Term): Token;
}

/**
 * Tokens of a conjunction. `given` holds those of variables that are known from outside (a view's
 * head); the others are named after themselves, behind `prefix`.
 */
export function tokensOf(
  literals: readonly PlainLiteral[],
  given: ReadonlyMap<string, Token>,
  prefix: string,
): Tokens {
  const parents = new Map<string, string>();
  const find = (token: string): string => {
    let root = token;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
    return root;
  };
  const raw = (term: Syntax.Term): Token => {
    if (term.kind === "constant") return constantToken(term);
    if (term.kind !== "variable") return null;
    return given.get(term.name) ?? prefix + term.name;
  };
  for (const literal of literals) {
    if (literal.kind !== "comparison" || literal.operator !== "=") continue;
    const [a, b] = [raw(literal.left), raw(literal.right)];
    if (a === null || b === null) continue;
    const [x, y] = [find(a), find(b)];
    // A constant or a token from outside stands for its class.
    if (x === y) continue;
    if (x.startsWith(prefix)) parents.set(x, y);
    else if (y.startsWith(prefix)) parents.set(y, x);
  }
  return {
    of(term) {
      const token = raw(term);
      return token === null ? null : find(token);
    },
  };
}

/** The prefix of the outermost clause's variables. */
export const rootPrefix = "0:";

/** Whether a token means something outside views: the outermost clause's, or a constant. */
export function isRootToken(token: string): boolean {
  return token.startsWith(rootPrefix) || isConstantToken(token);
}

export function isConstantToken(token: string): boolean {
  return token.startsWith('"') || token.startsWith("=");
}

export function constantToken(constant: Syntax.Constant): string {
  return constant.type === "symbol" ? `"${constant.value}` : `=${String(constant.value)}`;
}

/** Whether the first `count` tokens of two rows are all known and equal. */
export function sameAt(a: readonly Token[], b: readonly Token[], count: number): boolean {
  for (let i = 0; i < count; i++) {
    const token = a[i];
    if (token === null || token === undefined || token !== b[i]) return false;
  }
  return true;
}
