import { type Span, spanAcross } from "../base/source.ts";
import type { Call, Term } from "./tree.ts";

/** How tightly the infix operators bind, as in Soufflé: from `lor`, the loosest, to `^`. */
const INFIX: ReadonlyMap<string, number> = new Map([
  ["lor", 1],
  ["lxor", 2],
  ["land", 3],
  ["bor", 4],
  ["bxor", 5],
  ["band", 6],
  ["bshl", 7],
  ["bshr", 7],
  ["bshru", 7],
  ["+", 8],
  ["-", 8],
  ["*", 9],
  ["/", 9],
  ["%", 9],
  ["^", 11],
]);

/** `-`, `bnot` and `lnot` before an operand: looser than `^`, so that `-2 ^ 2` is `-(2 ^ 2)`. */
const PREFIX = 10;

interface Operator {
  readonly functor: string;
  readonly functorSpan: Span;
  readonly prefix: boolean;
  readonly strength: number;
}

/**
 * Turns the operands and operators of one expression, handed over from left to right, into a
 * term: the shunting-yard method, which needs no recursion however long the expression is. All
 * infix operators group to the left but `^`.
 */
export class Expression {
  readonly #operators: Operator[] = [];
  readonly #operands: Term[] = [];
  /** What each operand covers, its parentheses included. */
  readonly #extents: Span[] = [];

  operand(term: Term, extent: Span): void {
    this.#operands.push(term);
    this.#extents.push(extent);
  }

  prefix(functor: string, functorSpan: Span): void {
    this.#operators.push({ functor, functorSpan, prefix: true, strength: PREFIX });
  }

  infix(functor: string, functorSpan: Span): void {
    const strength = INFIX.get(functor) ?? 0;
    this.#reduce(functor === "^" ? strength + 1 : strength);
    this.#operators.push({ functor, functorSpan, prefix: false, strength });
  }

  /** Undefined only if there was no operand. */
  result(): Term | undefined {
    this.#reduce(0);
    return this.#operands[0];
  }

  /** Applies the operators on top that bind at least as tightly as `strength`. */
  #reduce(strength: number): void {
    for (let top = this.#operators.at(-1); top !== undefined && top.strength >= strength;) {
      this.#operators.pop();
      this.#apply(top);
      top = this.#operators.at(-1);
    }
  }

  #apply(operator: Operator): void {
    const right = this.#operands.pop();
    const rightExtent = this.#extents.pop();
    if (right === undefined || rightExtent === undefined) return;
    const { functor, functorSpan } = operator;
    if (operator.prefix) {
      const span = spanAcross(functorSpan, rightExtent);
      this.#push({ kind: "call", functor, functorSpan, arguments: [right], infix: true, span });
      return;
    }
    const left = this.#operands.pop();
    const leftExtent = this.#extents.pop();
    if (left === undefined || leftExtent === undefined) return;
    const span = spanAcross(leftExtent, rightExtent);
    this.#push({ kind: "call", functor, functorSpan, arguments: [left, right], infix: true, span });
  }

  #push(call: Call): void {
    this.#operands.push(call);
    this.#extents.push(call.span);
  }
}
