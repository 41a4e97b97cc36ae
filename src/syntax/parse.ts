import type { IToken } from "chevrotain";
import type { Source, Span } from "../base/source.ts";
import { edgesOf, type Edges } from "./edges.ts";
import { nulCharacter } from "./foreign-sign.ts";
import { spanOf } from "./leaf.ts";
import { tokenize } from "./lexer.ts";
import { CalmParser } from "./parser.ts";
import { mistake } from "./mistake.ts";
import type { Comment, Item, SyntaxProblem, SyntaxTree } from "./tree.ts";
import { unsupported } from "./unsupported-feature.ts";

let parser: CalmParser | undefined;

/**
 * Parses a text; never throws. What could not be read is in `errors`, in the order of the text,
 * and the items around it are there.
 */
export function parse(source: Source): SyntaxTree {
  return parsePart(source).tree;
}

/** Parses a text that may stand between others, with what of it touches those. */
export function parsePart(source: Source): { readonly tree: SyntaxTree; readonly edges: Edges } {
  parser ??= new CalmParser({ skipValidations: true });
  const read = tokenize(source.text);
  const { items, problems } = parser.read(source, read.tokens);
  const comments = read.comments.map(commentOf);
  const lines = read.preprocessorLines.map((token) => unsupported(token, "the C preprocessor"));
  const errors = [...problems, ...lines, ...nulCharactersIn(comments)];
  if (read.unclosedComment !== null) errors.push(unclosedComment(read.unclosedComment));
  const tree: SyntaxTree = {
    source,
    items:
      lines.length === 0
        ? items
        : inOrder<Item>([...items, ...lines.map((line) => ({ ...line, type: null }))]),
    comments,
    errors: inOrder<SyntaxProblem>(errors),
  };
  return { tree, edges: edgesOf(source.text, read, items, problems) };
}

function commentOf(token: IToken): Comment {
  return { ...spanOf(token), text: token.image, block: token.image.startsWith("/*") };
}

function unclosedComment(token: IToken): SyntaxProblem {
  const start = token.startOffset;
  return mistake(start, start + 2, "this comment is not closed", "write `*/`");
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
