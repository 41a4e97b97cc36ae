import { LLkLookaheadStrategy, type ILookaheadStrategy } from "chevrotain";

type Alternation = ReturnType<ILookaheadStrategy["buildLookaheadForAlternation"]>;
type Optional = ReturnType<ILookaheadStrategy["buildLookaheadForOptional"]>;

/**
 * Looks ahead as the parser does by itself, but works out what each place of the grammar looks for
 * when a text comes to it first: most texts come to few of them, and a parser is ready sooner.
 */
export class LateLookahead implements ILookaheadStrategy {
  readonly #strategy: ILookaheadStrategy;

  constructor(tokensMax: number) {
    this.#strategy = new LLkLookaheadStrategy({ maxLookahead: tokensMax });
  }

  validate(
    options: Parameters<ILookaheadStrategy["validate"]>[0],
  ): ReturnType<ILookaheadStrategy["validate"]> {
    return this.#strategy.validate(options);
  }

  buildLookaheadForAlternation(
    options: Parameters<ILookaheadStrategy["buildLookaheadForAlternation"]>[0],
  ): Alternation {
    const strategy = this.#strategy;
    let choose: Alternation | null = null;
    return function (this: unknown, alternatives) {
      choose ??= strategy.buildLookaheadForAlternation(options);
      return choose.call(this, alternatives);
    };
  }

  buildLookaheadForOptional(
    options: Parameters<ILookaheadStrategy["buildLookaheadForOptional"]>[0],
  ): Optional {
    const strategy = this.#strategy;
    let follows: Optional | null = null;
    return function (this: unknown) {
      follows ??= strategy.buildLookaheadForOptional(options);
      return follows.call(this);
    };
  }
}
