import { HighlightStyle, StreamLanguage, syntaxHighlighting, type StreamParser } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { tags } from "@lezer/highlight";

/**
 * Colours at once, from the text of a line alone, and what brackets and comments are. What a name
 * is says the checker a moment later: see semantic-colours.ts.
 */
export function quickColours(): Extension {
  return [StreamLanguage.define(parser), syntaxHighlighting(style)];
}

interface State {
  readonly isInComment: boolean;
}

const parser: StreamParser<State> = {
  name: "calm",
  startState: () => ({ isInComment: false }),
  copyState: ({ isInComment }) => ({ isInComment }),
  token(stream, state) {
    if (state.isInComment || stream.match("/*")) {
      const isOver = stream.match(/^.*?\*\//) !== null;
      if (!isOver) stream.skipToEnd();
      Object.assign(state, { isInComment: !isOver });
      return "comment";
    }
    if (stream.eatSpace()) return null;
    if (stream.match("//")) {
      stream.skipToEnd();
      return "comment";
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
    if (stream.match(/^\.[a-z_]+/)) return "keyword";
    if (stream.match(/^(?:0[xb][0-9a-fA-F]+|[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)u?/)) return "number";
    if (stream.match(/^[_?a-zA-Z][_?a-zA-Z0-9]*/)) return null;
    stream.next();
    return null;
  },
  languageData: {
    commentTokens: { line: "//", block: { open: "/*", close: "*/" } },
    closeBrackets: { brackets: ["(", "[", "{", '"'] },
  },
};

const style = HighlightStyle.define([
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
  { tag: tags.string, color: "var(--covered)" },
  { tag: tags.number, color: "var(--noted)" },
  { tag: tags.keyword, color: "var(--component)" },
]);
