import type { IToken } from "chevrotain";
import type { Brackets } from "./brackets.ts";

/** The tokens as the parser has them: `look(1)` is the next one, `look(0)` the last one taken. */
export interface TokenCursor {
  readonly text: () => string;
  readonly brackets: () => Brackets;
  readonly look: (distance: number) => IToken;
  /** Takes the next token. */
  readonly skip: () => void;
}
