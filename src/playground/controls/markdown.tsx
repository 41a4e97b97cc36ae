import { Fragment, type ComponentChildren, type VNode } from "preact";
import {
  markdownProse,
  markdownTokens,
  piecesOf,
  withoutComments,
  type MarkdownToken,
} from "../../base/markdown-tokens.ts";

export interface MarkdownProps {
  readonly text: string;
  /** The level of the highest heading, so that the text fits in below the headings around it; 3 without it. */
  readonly level?: 2 | 3 | 4;
}

/**
 * A text in Markdown, drawn as elements of the page. What HTML it holds is shown as it is written;
 * pictures are their words; links lead within the page or to `http` and `https` and are words
 * otherwise. So a text of somebody else's can be shown.
 */
export function Markdown({ text, level = 3 }: MarkdownProps): VNode {
  return <div class="markdown">{blocks(readTokens(text), { level, depth: 0 })}</div>;
}

/** A text in Markdown that stands within a line, such as a sentence with code in it. */
export function MarkdownLine({ text }: { readonly text: string }): VNode {
  return <span class="markdown">{inlines(readTokens(text), { level: 3, depth: 0 })}</span>;
}

interface Place {
  /** Of the highest heading. */
  readonly level: number;
  /** How deep it is nested. */
  readonly depth: number;
}

/** What is nested deeper is shown as it is written. */
const depthMax = 12;

/** Longer texts are shown as they are written: reading one is not to hold up the page. */
const lengthMax = 30_000;

/** Between how many signs of stress pairs are looked for: that takes the square of their number. */
const stressMax = 1000;

/** A line that begins so many blocks, one in the other: each of them is read once more for the next. */
const nestedLine = /^(?:[ \t]*(?:>|(?:[*+-]|\d{1,9}[.)])[ \t])){13}/m;

function readTokens(text: string): readonly MarkdownToken[] {
  const isRead =
    text.length <= lengthMax && !nestedLine.test(text) && (text.match(/[*_]/g) ?? []).length <= stressMax;
  return isRead ? markdownTokens(text) : [{ type: "code", raw: text, text }];
}

function blocks(tokens: readonly MarkdownToken[], place: Place): ComponentChildren {
  return tokens.map((token, index) => <Fragment key={index}>{block(token, place)}</Fragment>);
}

function block(token: MarkdownToken, place: Place): ComponentChildren {
  if (place.depth === depthMax) return <pre>{token.raw}</pre>;
  const inner = { ...place, depth: place.depth + 1 };
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "heading":
      return heading(place.level + token.depth - 1, inlines(piecesOf(token), inner));
    case "code":
      return (
        <pre tabIndex={0}>
          <code>{token.text}</code>
        </pre>
      );
    case "blockquote":
      return <blockquote>{blocks(piecesOf(token), inner)}</blockquote>;
    case "hr":
      return <hr />;
    case "list": {
      const items = token.items.map((item, index) => <li key={index}>{blocks(piecesOf(item), inner)}</li>);
      return token.ordered ? <ol start={token.start === "" ? 1 : token.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case "table":
      return (
        <div class="wide">
          <table class="rows">
            <thead>
              <tr>
                {token.header.map((cell, index) => (
                  <th key={index} scope="col">
                    {inlines(piecesOf(cell), inner)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {token.rows.map((row, index) => (
                <tr key={index}>
                  {row.map((cell, column) => (
                    <td key={column}>{inlines(piecesOf(cell), inner)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case "html": {
      const text = withoutComments(token.text);
      return text === "" ? null : <p>{text}</p>;
    }
    case "paragraph":
      return <p>{inlines(piecesOf(token), inner)}</p>;
    case "text":
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
      return inline(token, inner);
  }
}

function heading(level: number, content: ComponentChildren): VNode {
  switch (level) {
    case 2:
      return <h2>{content}</h2>;
    case 3:
      return <h3>{content}</h3>;
    case 4:
      return <h4>{content}</h4>;
    case 5:
      return <h5>{content}</h5>;
  }
  return <h6>{content}</h6>;
}

function inlines(tokens: readonly MarkdownToken[], place: Place): ComponentChildren {
  return tokens.map((token, index) => <Fragment key={index}>{inline(token, place)}</Fragment>);
}

function inline(token: MarkdownToken, place: Place): ComponentChildren {
  if (place.depth === depthMax) return token.raw;
  const inner = { ...place, depth: place.depth + 1 };
  switch (token.type) {
    case "text":
      return token.tokens === undefined ? markdownProse(token.text) : inlines(piecesOf(token), inner);
    case "escape":
      return markdownProse(token.text);
    case "codespan":
      return <code>{token.text}</code>;
    case "em":
      return <em>{inlines(piecesOf(token), inner)}</em>;
    case "strong":
      return <strong>{inlines(piecesOf(token), inner)}</strong>;
    case "del":
      return <del>{inlines(piecesOf(token), inner)}</del>;
    case "link":
      return link(token.href, inlines(piecesOf(token), inner));
    case "image":
      return markdownProse(token.text);
    case "br":
      return <br />;
    case "html":
      return withoutComments(token.text);
    case "checkbox":
      return (
        <>
          <input
            type="checkbox"
            checked={token.checked}
            disabled
            aria-label={token.checked ? "done" : "to do"}
          />{" "}
        </>
      );
    case "paragraph":
    case "heading":
    case "list_item":
    case "blockquote":
      return inlines(piecesOf(token), inner);
    case "code":
    case "def":
    case "hr":
    case "list":
    case "space":
    case "table":
      return token.raw.trim();
  }
}

function link(href: string, content: ComponentChildren): ComponentChildren {
  if (href.startsWith("#")) return <a href={href}>{content}</a>;
  if (!/^https?:\/\//i.test(href)) return content;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {content}
    </a>
  );
}
