import type { IToken } from "chevrotain";
import type { Span } from "../base/source.ts";
import { unescape } from "./escape.ts";
import { endOf } from "./tokens.ts";
import type { Constant, Name } from "./tree.ts";

/* The parts of the tree that are one token. */

export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: endOf(token) };
}

export function nameOf(token: IToken): Name {
  return { text: token.image, span: spanOf(token) };
}

/** The constant that a number literal stands for. */
export function numberOf(token: IToken): Constant {
  const text = token.image;
  const unsigned = text.endsWith("u");
  const based = text.startsWith("0x") || text.startsWith("0b");
  const type = unsigned ? "unsigned" : !based && /[.eE]/.test(text) ? "float" : "number";
  const value = Number(unsigned ? text.slice(0, -1) : text);
  return { kind: "constant", type, value, text, span: spanOf(token) };
}

/** The constant that a string literal stands for. */
export function symbolOf(token: IToken): Constant {
  return { kind: "constant", type: "symbol", value: insideOf(token), text: token.image, span: spanOf(token) };
}

/** What a string literal means. */
export function insideOf(token: IToken): string {
  return unescape(token.image.slice(1, -1));
}
