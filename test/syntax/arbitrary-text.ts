import { readdirSync } from "node:fs";
import fc from "fast-check";
import { arbitraryProgram, programText } from "./arbitrary-program.ts";
import { readCases } from "./cases.ts";

/** Any bytes, decoded. */
export const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => new TextDecoder().decode(array));

const TOKENS = [
  ...[
    "a",
    "b(",
    "x",
    "edge(1, 2).",
    "_",
    "1",
    "0x1F",
    "1.5",
    '"s"',
    '"',
    "\\",
    ".",
    ",",
    ";",
    ":",
    ":-",
    "=>",
  ],
  ...["=", "!=", "<", "<=", ">", ">=", "==", "+", "-", "*", "/", "%", "^", "(", ")", "{", "}", "[", "]", "|"],
  ...[
    "!",
    ":=",
    "+=",
    "-=",
    "<:",
    "$",
    "@",
    "#",
    "#define X \\\n",
    "//",
    "/*",
    "*/",
    "\n",
    "\r\n",
    "\n  ",
    " ",
  ],
  ...[
    ".decl",
    ".type",
    ".input",
    ".output",
    ".include",
    ".pragma",
    ".plan",
    ".seal",
    ".boundary",
    ".invariant",
  ],
  ...[".operation", ".scenario", ".comp", ".init", ".functor", ".lattice", ".nothing", ".o"],
  ...["at", "by", "count", "sum", "min", "except", "true", "contains", "band", "bnot", "assumed", "require"],
  ...[
    "insert",
    "delete",
    "transfer",
    "into",
    "from",
    "of",
    "to",
    "replicas",
    "latency",
    "network",
    "everywhere",
  ],
  ...["partition", "heal", "crash", "seal", "run", "repeat", "settle", "expect", "converged", "holds", "nil"],
  ...["autoinc()", "choice-domain", "not", "ö", "\0", "\u00a0", "“", "\ud800", "😀", "0x", "1.2.3", "5uu"],
];

/** Tokens behind one another, whether they fit or not. */
export const soup = fc
  .array(fc.tuple(fc.constantFrom(...TOKENS), fc.constantFrom("", " ", "\n")), { maxLength: 60 })
  .map((parts) => parts.flat().join(""));

const folder = new URL("cases/", import.meta.url);
const programs = readdirSync(folder).flatMap((file) =>
  readCases(new URL(file, folder)).map((c) => c.program),
);

/** A program with a few pieces cut out, doubled, or replaced. */
export const mutated = fc
  .tuple(
    fc.oneof(fc.constantFrom(...programs), arbitraryProgram().map(programText)),
    fc.array(
      fc.record({
        place: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.nat({ max: 12 }),
        insert: fc.oneof(fc.constant(""), fc.constantFrom(...TOKENS), fc.string({ maxLength: 3 })),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([program, edits]) =>
    edits.reduce((text, { place, cut, insert }) => {
      const offset = Math.floor(place * text.length);
      return text.slice(0, offset) + insert + text.slice(offset + cut);
    }, program),
  );
