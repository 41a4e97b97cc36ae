/** A part is at least as long as this, in UTF-16 units. */
const lengthMin = 500;

/**
 * Where a text might be cut into parts: beginnings of lines at which an item seems to begin, with
 * the comments above it, far enough from each other. Whether the parts read as the whole is not
 * known before they are read.
 *
 * No cut stands behind a comment that speaks of the next line.
 */
export function likelyCuts(text: string): readonly number[] {
  const cuts: number[] = [];
  let from = 0;
  while (text.length - from >= 2 * lengthMin) {
    const cut = nextCut(text, from + lengthMin);
    if (cut === null || text.length - cut < lengthMin) break;
    cuts.push(cut);
    from = cut;
  }
  return cuts;
}

/**
 * The likely cuts of a text that was edited from `start` to `end`: what stands there is in a part of
 * its own, as it will be edited again, so that its neighbours then stay as they are.
 */
export function cutsAround(text: string, start: number, end: number): readonly number[] {
  let above = 0;
  for (let cut = nextCut(text, 1, true); cut !== null && cut <= start; cut = nextCut(text, cut + 1, true))
    above = cut;
  const below = nextCut(text, Math.max(end, above + 1), true);
  const before = above === 0 ? [] : [...likelyCuts(text.slice(0, above)), above];
  if (below === null) return before;
  return [...before, below, ...likelyCuts(text.slice(below)).map((cut) => below + cut)];
}

/** The first likely cut at or behind an offset; `isClose` takes one that only reading on both sides tells. */
function nextCut(text: string, offset: number, isClose = false): number | null {
  let above = offset < 2 ? -1 : text.lastIndexOf("\n", offset - 2);
  for (;;) {
    const next = text.indexOf("\n", above + 1);
    if (next < 0) return null;
    above = next;
    const cut = cutAt(text, above + 1, offset, isClose);
    if (cut !== null) return cut;
  }
}

const itemBegins =
  /\.(?:decl|type|number_type|symbol_type|input|output|printsize|limitsize|include|pragma|seal|boundary|invariant|operation|scenario)\b|[A-Za-z_?]/y;

/** The cut above the item that begins at a line, if one does; none before `least`. */
function cutAt(text: string, line: number, least: number, isClose: boolean): number | null {
  itemBegins.lastIndex = line;
  if (!itemBegins.test(text)) return null;
  let cut = line;
  for (let above = lineAbove(text, cut); above !== null;) {
    const comment = commentEnding(text, above);
    if (comment !== null) cut = comment;
    else if (above.text !== "") break;
    above = lineAbove(text, comment ?? above.start);
  }
  const above = lineAbove(text, cut);
  if (above === null || cut < least) return null;
  if (above.text.includes("calm-disable") || above.text.endsWith("\\")) return null;
  if (text.charCodeAt(line) === 46) return cut;
  // A name goes on with a directive that nothing closes, and a fact with the run before it.
  const last = lastCode(text, cut);
  if (!isClose && !/[.}]$/.test(last)) return null;
  return looksLikeFact(last) && looksLikeFact(lineAt(text, line)) ? null : cut;
}

function looksLikeFact(line: string): boolean {
  return /^[A-Za-z_?].*\)\s*\.$/.test(line) && !line.includes(":-");
}

/** The line that begins at an offset, without blanks and a comment at its end. */
function lineAt(text: string, start: number): string {
  const end = text.indexOf("\n", start);
  return text
    .slice(start, end < 0 ? text.length : end)
    .replace(/\s*\/\/.*$/, "")
    .trimEnd();
}

/** Where the comment begins of which a line is the last, if nothing else stands on its lines; null for other lines. */
function commentEnding(text: string, line: Line): number | null {
  if (/^[ \t]*\/\//.test(line.text)) return line.start;
  if (!line.text.endsWith("*/")) return null;
  const open = text.lastIndexOf("/*", line.start + line.text.length - 2);
  if (open < 0) return null;
  const start = text.lastIndexOf("\n", open - 1) + 1;
  return text.slice(start, open).trim() === "" ? start : null;
}

/** The last line before an offset that is not empty, without a comment at its end. */
function lastCode(text: string, offset: number): string {
  let line = lineAbove(text, offset);
  while (line?.text === "") line = lineAbove(text, line.start);
  return line?.text.replace(/\s*\/\/.*$/, "") ?? "";
}

interface Line {
  readonly start: number;
  readonly text: string;
}

/** The line that ends before an offset, without the blanks at its end; null at the beginning of the text. */
function lineAbove(text: string, offset: number): Line | null {
  if (offset === 0) return null;
  const start = offset < 2 ? 0 : text.lastIndexOf("\n", offset - 2) + 1;
  return { start, text: text.slice(start, offset).trimEnd() };
}
