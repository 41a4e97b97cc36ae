import type { IToken } from "chevrotain";
import type { Source, Span } from "../base/source.ts";
import { CalmParser } from "./parser.ts";
import { nulCharacter } from "./problem.ts";
import { endOf, tokenize } from "./tokens.ts";
import type { Comment, Item, SyntaxProblem, SyntaxTree } from "./tree.ts";

let parser: CalmParser | undefined;

/**
 * Parses a text; never throws. What could not be read is in `errors`, in the order of the text,
 * and the items around it are there.
 */
export function parse(source: Source): SyntaxTree {
  parser ??= new CalmParser({ skipValidations: true });
  const read = tokenize(source.text);
  const { items, problems } = parser.read(source, read.tokens);
  const unsupported = read.preprocessorLines.map(preprocessorLine);
  const comments = read.comments.map(commentOf);
  const errors = [...problems, ...unsupported, ...nulCharactersIn(comments)];
  if (read.unclosedComment !== null) errors.push(unclosedComment(read.unclosedComment));
  return {
    source,
    items: unsupported.length === 0 ? items : inOrder<Item>([...items, ...unsupported]),
    comments,
    errors: inOrder<SyntaxProblem>(errors),
  };
}

function commentOf(token: IToken): Comment {
  return {
    text: token.image,
    block: token.image.startsWith("/*"),
    start: token.startOffset,
    end: endOf(token),
  };
}

function preprocessorLine(token: IToken): { kind: "unsupported"; span: Span; feature: string } {
  const span = { start: token.startOffset, end: endOf(token) };
  return { kind: "unsupported", span, feature: "the C preprocessor" };
}

function unclosedComment(token: IToken): SyntaxProblem {
  const start = token.startOffset;
  return {
    kind: "syntax",
    span: { start, end: start + 2 },
    message: "this comment is not closed",
    help: "write `*/`",
  };
}

function nulCharactersIn(comments: readonly Comment[]): readonly SyntaxProblem[] {
  return comments.flatMap((comment) => {
    const index = comment.text.indexOf("\0");
    return index < 0 ? [] : [nulCharacter(comment.start + index)];
  });
}

function inOrder<T extends { readonly span: Span }>(placed: readonly T[]): readonly T[] {
  return placed.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}
