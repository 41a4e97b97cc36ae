import { EOF, type IToken } from "chevrotain";
import type { Surroundings } from "./failure.ts";
import { endOf } from "./tokens.ts";
import type { SyntaxProblem } from "./tree.ts";

/** A problem that the writer made, as against a feature that is not supported. */
export type Mistake = Extract<SyntaxProblem, { kind: "syntax" }>;

/** Something at a token that should not be there. */
export function unexpected(found: IToken, message: string, help?: string): Mistake {
  return mistake(found.startOffset, endOf(found), message, help);
}

/** Something missing: the place is directly behind the last token taken. `insert` would mend it there. */
export function expected(around: Surroundings, message: string, insert?: string): Mistake {
  const offset = placeBehind(around);
  const problem = mistake(offset, offset, message);
  return insert === undefined ? problem : { ...problem, insert: { offset, text: insert } };
}

export function mistake(start: number, end: number, message: string, help?: string): Mistake {
  const problem: Mistake = { kind: "syntax", span: { start, end }, message };
  return help === undefined ? problem : { ...problem, help };
}

function placeBehind({ look }: Surroundings): number {
  return look(0).tokenType === EOF ? look(1).startOffset : endOf(look(0));
}

/** A token as it can stand in a sentence. */
export function quoted(token: IToken): string {
  return token.tokenType === EOF ? "the end of the file" : inQuotes(token.image);
}

/** The beginning of a piece of text as it can stand in a sentence. */
export function inQuotes(image: string): string {
  const line = /^[^\n\r]{0,40}/.exec(image)?.[0] ?? "";
  return `\`${line}${line.length < image.length ? "…" : ""}\``;
}
