import type { Chance } from "../../src/base/chance.ts";
import type { DocumentEdit } from "../../src/syntax/document.ts";

/** Pieces that open, close, tear and join what stands around them. */
const pieces = [
  ...["a", "b(", "x, y", "edge(1, 2).", "_", "1", '"s"', '"', "\\", ".", ",", ";", ":", ":-", "=>", "!"],
  ...[
    "(",
    ")",
    "{",
    "}",
    "[",
    "|",
    "//",
    "/*",
    "*/",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    " ",
    "#define X \\\n",
    "\t",
  ],
  ...[".decl", ".input", ".output", ".include", ".plan", ".comp C {", ".operation", ".scenario", ".functor"],
  ...["count : {", "\nq(x) :- ", "\nq(x) :- p(x).\n", "\np(1).\np(2).\n", "\n.decl q(x: number)\n", "p(3)."],
  ...["// calm-disable-next-line CALM101: known\n", "/* calm-disable-next-line CALM101 */", "// note\n"],
  ...["ö", "\0", "\u00a0", "\ud83d", "\ude00", "😀", "0x", "run(2).", "insert", ".pragma", "choice-domain a"],
];

/**
 * A random change of a text: a few characters go, in the middle of a surrogate pair or of CRLF too,
 * a piece comes, a line is doubled or moved, or what `before` had is put back.
 */
export function randomEdit(text: string, before: string, chance: Chance): readonly DocumentEdit[] {
  const at = chance.below(text.length + 1);
  const line = text.lastIndexOf("\n", Math.max(0, at - 1)) + 1;
  const lineEnd = !text.includes("\n", at) ? text.length : text.indexOf("\n", at) + 1;
  switch (chance.below(8)) {
    case 0:
      return [{ start: at, end: at + chance.below(8), text: "" }];
    case 1:
      return [{ start: line, end: lineEnd, text: "" }];
    case 2:
      return [{ start: line, end: line, text: text.slice(line, lineEnd) }];
    case 3:
      return [{ start: line, end: line, text: chance.pickOf(pieces) ?? "" }];
    case 4:
      return [
        { start: line, end: lineEnd, text: "" },
        { start: chance.below(text.length), end: 0, text: text.slice(line, lineEnd) },
      ];
    case 5:
      return [{ start: 0, end: text.length, text: before }];
    default:
      return [{ start: at, end: at + chance.below(3), text: chance.pickOf(pieces) ?? "" }];
  }
}

/** A word typed letter by letter at the beginning of a line. */
export function typed(text: string, word: string, chance: Chance): readonly DocumentEdit[] {
  const at = text.lastIndexOf("\n", chance.below(text.length + 1)) + 1;
  return Array.from(word, (_, i) => ({ start: at + i, end: at + i, text: word.charAt(i) }));
}
