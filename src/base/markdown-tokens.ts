import { Lexer, type MarkedToken, type Tokens } from "marked";

/** A piece of a text in Markdown, a block or within one. */
export type MarkdownToken = MarkedToken;
export type MarkdownList = Tokens.List;
export type MarkdownTable = Tokens.Table;
export type MarkdownCell = Tokens.TableCell;

/** The blocks of a text in Markdown, as GitHub reads it. */
export function markdownTokens(markdown: string): readonly MarkdownToken[] {
  return new Lexer({ gfm: true }).lex(markdown) as MarkdownToken[];
}

/** The pieces within a token; they are those that the library itself makes. */
export function piecesOf(token: {
  readonly tokens?: readonly unknown[] | undefined;
}): readonly MarkdownToken[] {
  return (token.tokens ?? []) as readonly MarkdownToken[];
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " " };

/** Prose of a token as it is read: on one line, and with the signs that entities stand for. */
export function markdownProse(text: string): string {
  return text
    .replaceAll(/\s*\n\s*/g, " ")
    .replaceAll(/&(amp|lt|gt|quot|nbsp);/g, (_, name: string) => entities[name] ?? "");
}

/** HTML in a text, but for its comments. */
export function withoutComments(html: string): string {
  return html.replaceAll(/<!--[^]*?(?:-->|$)/g, "").trim();
}
