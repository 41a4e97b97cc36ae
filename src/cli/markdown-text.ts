import { displayWidth } from "../base/display-width.ts";
import {
  markdownProse,
  markdownTokens,
  piecesOf,
  withoutComments,
  type MarkdownCell,
  type MarkdownList,
  type MarkdownTable,
  type MarkdownToken,
} from "../base/markdown-tokens.ts";
import type { Console } from "./console.ts";
import { printable } from "./text-layout.ts";
import { textTable } from "./text-table.ts";

/**
 * Lines of a terminal that show a text in Markdown: paragraphs broken at the console's width, with
 * an empty line between blocks. What HTML it holds is shown as it is written, but for comments.
 */
export function markdownLines(markdown: string, { style, width }: Painting): readonly string[] {
  const painting = { style, width };
  const blocks = blocksOf(markdownTokens(markdown), painting, painting.width);
  return blocks.flatMap((lines, i) => (i === 0 ? lines : ["", ...lines]));
}

type Painting = Pick<Console, "style" | "width">;

/** A text that is painted in one way. Pieces without a space between them are one word. */
interface Piece {
  readonly text: string;
  readonly paint: ((text: string) => string) | null;
}

type Block = readonly string[];

function blocksOf(tokens: readonly MarkdownToken[], painting: Painting, width: number): readonly Block[] {
  return tokens.flatMap((token): readonly Block[] => {
    const block = blockOf(token, painting, width);
    return block === null ? [] : [block];
  });
}

function blockOf(token: MarkdownToken, painting: Painting, width: number): Block | null {
  const { style } = painting;
  const strong = (text: string): string => style.strong(text);
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      return filled(
        inline(piecesOf(token), painting).map(({ text }) => ({ text, paint: strong })),
        width,
      );
    case "code":
      return token.text
        .split("\n")
        .map((line) => `  ${style.code(printable(line.replaceAll("\t", "    ")))}`.trimEnd());
    case "blockquote":
      return joined(blocksOf(piecesOf(token), painting, width - 2), false).map((line) =>
        `${style.dim("|")} ${line}`.trimEnd(),
      );
    case "hr":
      return [style.dim("─".repeat(Math.min(width, 20)))];
    case "list":
      return listLines(token, painting, width);
    case "table":
      return tableLines(token, painting, width);
    case "html": {
      const text = printable(withoutComments(token.text));
      return text === "" ? null : filled([{ text, paint: null }], width);
    }
    case "paragraph":
      return filled(inline(piecesOf(token), painting), width);
    case "text":
      return filled(inline(token.tokens === undefined ? [token] : piecesOf(token), painting), width);
    case "list_item":
    case "checkbox":
    case "br":
    case "codespan":
    case "del":
    case "em":
    case "escape":
    case "image":
    case "link":
    case "strong":
      return filled(inline([token], painting), width);
  }
}

/** Blocks of a list's item stand together where the list is written without empty lines. */
function joined(blocks: readonly Block[], tight: boolean): Block {
  return blocks.flatMap((lines, i) => (i === 0 || tight ? lines : ["", ...lines]));
}

function listLines({ items, ordered, start, loose }: MarkdownList, painting: Painting, width: number): Block {
  const first = start === "" ? 1 : start;
  const signs = items.map(({ task, checked }, i) => {
    const sign = ordered ? `${String(first + i)}.` : "-";
    return task ? `${sign} [${checked === true ? "x" : " "}]` : sign;
  });
  const indentation = Math.max(0, ...signs.map((sign) => sign.length)) + 1;
  const shown = items.map((item, i) => {
    const content = piecesOf(item).filter(({ type }) => type !== "checkbox");
    const lines = joined(blocksOf(content, painting, width - indentation), !loose);
    const sign = signs[i] ?? "";
    return [
      `${painting.style.dim(sign)}${" ".repeat(indentation - sign.length)}${lines[0] ?? ""}`.trimEnd(),
      ...lines.slice(1).map((line) => (line === "" ? "" : " ".repeat(indentation) + line)),
    ];
  });
  return joined(shown, !loose);
}

/** A table that is too wide for the terminal is shown row by row. */
function tableLines({ header, rows, align }: MarkdownTable, painting: Painting, width: number): Block {
  const textOf = (cell: MarkdownCell): string =>
    inline(piecesOf(cell), { ...painting, style: plain })
      .map(({ text }) => text)
      .join("");
  const columns = header.map((cell, i): { title: string; align: "left" | "right" } => ({
    title: textOf(cell),
    align: align[i] === "right" ? "right" : "left",
  }));
  const texts = rows.map((row) => row.map(textOf));
  const lines = textTable(columns, texts);
  if (lines.every((line) => displayWidth(line) <= width)) return lines;
  return texts.flatMap((row, r) =>
    row.flatMap((text, c) => {
      const title = columns[c]?.title ?? "";
      const shown = filled([{ text: `${title === "" ? "" : `${title}: `}${text}`, paint: null }], width - 2);
      const lead = c === 0 && r > 0 ? [""] : [];
      return [...lead, ...shown.map((line, i) => (c === 0 && i === 0 ? line : `  ${line}`))];
    }),
  );
}

const asWritten = (text: string): string => text;
const plain: Painting["style"] = {
  strong: asWritten,
  dim: asWritten,
  code: asWritten,
  good: asWritten,
  margin: asWritten,
  severity: (_, text) => text,
};

/** Without colours, code stands in backquotes and what is stressed between stars. */
function inline(tokens: readonly MarkdownToken[], painting: Painting): readonly Piece[] {
  const { style } = painting;
  const isPlain = style.code("x") === "x";
  const strong = (text: string): string => style.strong(text);
  const code = (text: string): string => style.code(text);
  const dim = (text: string): string => style.dim(text);
  return tokens.flatMap((token): readonly Piece[] => {
    switch (token.type) {
      case "text":
        return token.tokens === undefined
          ? [{ text: readable(token.text), paint: null }]
          : inline(piecesOf(token), painting);
      case "escape":
        return [{ text: readable(token.text), paint: null }];
      case "codespan":
        return [
          isPlain
            ? { text: `\`${printable(token.text)}\``, paint: null }
            : { text: printable(token.text), paint: code },
        ];
      case "em":
      case "strong": {
        const pieces = inline(piecesOf(token), painting);
        return isPlain
          ? [star, ...pieces, star]
          : pieces.map(({ text, paint }) => ({ text, paint: paint ?? strong }));
      }
      case "del":
        return inline(piecesOf(token), painting);
      case "link": {
        const isNamed = token.text !== token.href && `mailto:${token.text}` !== token.href;
        const target = { text: ` (${printable(token.href)})`, paint: dim };
        return [...inline(piecesOf(token), painting), ...(isNamed ? [target] : [])];
      }
      case "image":
        return [{ text: `[${readable(token.text)}] (${printable(token.href)})`, paint: null }];
      case "br":
        return [{ text: "\n", paint: null }];
      case "html":
        return [{ text: printable(withoutComments(token.text)), paint: null }];
      case "paragraph":
      case "heading":
      case "list_item":
      case "blockquote":
        return inline(piecesOf(token), painting);
      case "checkbox":
      case "code":
      case "def":
      case "hr":
      case "list":
      case "space":
      case "table":
        return [{ text: printable(token.raw.trim()), paint: null }];
    }
  });
}

const star: Piece = { text: "*", paint: null };

function readable(text: string): string {
  return printable(markdownProse(text));
}

/** Breaks at spaces, but not within code; a word that is longer than a line stands alone. */
function filled(pieces: readonly Piece[], width: number): Block {
  const lines: string[] = [];
  let line = "";
  let taken = 0;
  let word: Piece[] = [];
  const endWord = (): void => {
    const needed = word.reduce((sum, { text }) => sum + displayWidth(text), 0);
    if (needed === 0) return;
    if (taken > 0 && taken + 1 + needed > width) endLine();
    const shown = word.map(({ text, paint }) => (paint === null ? text : paint(text))).join("");
    line += taken === 0 ? shown : ` ${shown}`;
    taken += needed + (taken === 0 ? 0 : 1);
    word = [];
  };
  const endLine = (): void => {
    lines.push(line);
    [line, taken] = ["", 0];
  };
  for (const { text, paint } of pieces) {
    const isCode = text.startsWith("`") || (paint !== null && displayWidth(text) <= width / 2);
    const parts = isCode && displayWidth(text) <= width ? [text] : text.split(/(\s+)/);
    for (const part of parts)
      if (part.includes("\n")) {
        endWord();
        endLine();
      } else if (/^\s+$/.test(part)) endWord();
      else if (part !== "") word.push({ text: part, paint });
  }
  endWord();
  if (taken > 0 || lines.length === 0) endLine();
  return lines;
}
