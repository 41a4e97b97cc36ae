import type { SemanticTokenType } from "../ide/semantic-token-names.ts";
import { semanticTokens } from "../ide/semantic-tokens.ts";
import type { Source } from "../base/source.ts";
import type { Checked } from "../diagnostics/check.ts";
import { documentOf } from "../syntax/document.ts";
import type { CodeLine, CodePiece } from "./lessons-api.ts";

/**
 * A program's text in coloured pieces, line by line. What the checker thinks of it does not show.
 */
export function codeLines({ path, text }: Source, checked: Checked): readonly CodeLine[] {
  const document = documentOf(path, text);
  const pieces: CodePiece[] = [];
  let end = 0;
  for (const token of semanticTokens({ ...checked, documents: [document] }, document)) {
    if (token.start < end) continue;
    pieces.push({ text: text.slice(end, token.start), kind: "plain" });
    pieces.push({ text: text.slice(token.start, token.end), kind: kinds[token.type] });
    end = token.end;
  }
  pieces.push({ text: text.slice(end), kind: "plain" });
  return linesOf(pieces);
}

const kinds: Readonly<Record<SemanticTokenType, CodePiece["kind"]>> = {
  struct: "name",
  class: "derived",
  method: "operation",
  variable: "variable",
  parameter: "variable",
  type: "keyword",
  property: "variable",
  namespace: "name",
  event: "name",
  function: "operation",
  keyword: "keyword",
  modifier: "keyword",
  operator: "plain",
  number: "number",
  string: "text",
  comment: "comment",
};

function linesOf(pieces: readonly CodePiece[]): readonly CodeLine[] {
  const lines: CodePiece[][] = [[]];
  for (const { text, kind } of pieces)
    for (const [i, part] of text.split(/\r\n|\n|\r/).entries()) {
      if (i > 0) lines.push([]);
      if (part !== "") lines.at(-1)?.push({ text: part, kind });
    }
  while (lines.length > 1 && lines.at(-1)?.length === 0) lines.pop();
  return lines;
}
