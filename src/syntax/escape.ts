/**
 * The text that the inside of a string literal means: `\n \t \r \a \b \f \v \0 \\ \" \' \?`,
 * `\xHH`, `\uHHHH` and `\u{H…}`. A backslash before anything else stands for itself, as in the
 * regular expressions people hand to `match`.
 */
export function unescape(inside: string): string {
  if (!inside.includes("\\")) return inside;
  return inside.replace(ESCAPE, (whole, code: string) => {
    const simple = SIMPLE.get(code);
    if (simple !== undefined) return simple;
    if (code.length === 1) return whole;
    const point = Number.parseInt(code.replace(/[^0-9a-fA-F]/g, ""), 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

const ESCAPE = /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|[^])/g;

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
  ["0", "\0"],
  ["\\", "\\"],
  ['"', '"'],
  ["'", "'"],
  ["?", "?"],
]);
