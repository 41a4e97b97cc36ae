import { displayWidth } from "../base/display-width.ts";

/**
 * Breaks a text at spaces into lines of at most `width` columns. The first line has `used` columns
 * taken already; a word that is longer than a line stands alone. Spaces within backquotes are kept
 * together where that fits.
 */
export function wrap(text: string, width: number, used = 0): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let room = width - used;
  for (const word of words(text, width)) {
    const needed = displayWidth(word);
    const taken = displayWidth(line);
    if (line !== "" && taken + 1 + needed > room) {
      lines.push(line);
      line = word;
      room = width;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Words, with what stands in backquotes as one word when it is at most `longest` columns wide. */
function words(text: string, longest: number): readonly string[] {
  const pieces = text.match(/(?:`[^`]*`|[^\s`])+|`/g) ?? [];
  return pieces.flatMap((piece) => (displayWidth(piece) <= longest ? [piece] : piece.split(/\s+/)));
}

/** Control characters of the user's text as visible signs, so that they do nothing to a terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const point = character.charCodeAt(0);
    if (point < 0x20) return String.fromCharCode(0x2400 + point);
    return point === 0x7f ? "\u2421" : "\ufffd";
  });
}
