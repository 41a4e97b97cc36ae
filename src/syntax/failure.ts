import {
  type IParserErrorMessageProvider,
  isRecognitionException,
  type IToken,
  type TokenType,
} from "chevrotain";
import type { SyntaxProblem } from "./tree.ts";

/** Where the parser stopped: in which rule of the grammar, and the token it wanted, if it was one. */
export class Failure extends Error {
  readonly rule: string;
  readonly expected: TokenType | null;

  constructor(rule: string, expected: TokenType | null) {
    super(rule);
    this.rule = rule;
    this.expected = expected;
  }
}

/** Thrown where an item is not read on although the grammar would have allowed it. */
export class Refusal extends Error {
  readonly problem: SyntaxProblem;

  constructor(problem: SyntaxProblem) {
    super("refused");
    this.problem = problem;
  }
}

/** Keeps what chevrotain knows about a failure; its own sentences are not used. */
export class FailureRecorder implements IParserErrorMessageProvider {
  #rule = "";
  #expected: TokenType | null = null;

  buildMismatchTokenMessage(mismatch: { expected: TokenType; ruleName: string }): string {
    return this.#record(mismatch.ruleName, mismatch.expected);
  }

  buildNoViableAltMessage(mismatch: { ruleName: string }): string {
    return this.#record(mismatch.ruleName, null);
  }

  buildEarlyExitMessage(mismatch: { ruleName: string }): string {
    return this.#record(mismatch.ruleName, null);
  }

  buildNotAllInputParsedMessage(mismatch: { ruleName: string }): string {
    return this.#record(mismatch.ruleName, null);
  }

  /** The failure behind an exception of the parser; anything else thrown is our own fault and goes on. */
  take(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown;
    if (!(thrown instanceof Error) || !isRecognitionException(thrown)) throw thrown;
    return new Failure(this.#rule, this.#expected);
  }

  #record(rule: string, expected: TokenType | null): string {
    this.#rule = rule;
    this.#expected = expected;
    return rule;
  }
}

/** What a clause, a step or a statement is called in a sentence. */
export type Reading =
  "item" | "fact" | "rule" | "invariant" | "requirement" | "effect" | "statement" | "plan";

/** The surroundings of a failure: `look(1)` is the first token not taken, `look(0)` the last one taken. */
export interface Surroundings {
  readonly text: string;
  readonly reading: Reading;
  readonly look: (distance: number) => IToken;
  /** Whether a rule begins here, on a line of its own. */
  readonly clauseFollows: boolean;
}
