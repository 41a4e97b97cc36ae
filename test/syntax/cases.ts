import { readFileSync } from "node:fs";
import type { SyntaxProblem, SyntaxTree } from "../../src/syntax/tree.ts";
import { linesOf } from "../../src/base/source.ts";
import { parse } from "../../src/syntax/parse.ts";
import { printTree } from "./print.ts";

/**
 * A text case: a program with its problems drawn into it, and the tree that comes out.
 *
 *     ### A name in words
 *     b(x) :- a(x) c(x).
 *                 ‸ expected `,` or `.` between two literals +","
 *     ==>
 *     rule …
 *
 * A line of carets under a piece of the program, or a `‸` between two characters, is no part of
 * the program but a problem at that place.
 */
export interface TextCase {
  readonly name: string;
  readonly program: string;
}

/** The cases of a file. */
export function readCases(path: URL): readonly TextCase[] {
  return readFileSync(path, "utf8")
    .split(/^### /m)
    .slice(1)
    .map((block) => {
      const name = block.slice(0, block.indexOf("\n"));
      const drawn = (block.slice(name.length + 1).split(/^==>\n/m)[0] ?? "").trimEnd();
      const lines = drawn.split("\n").filter((line) => !MARK.test(line));
      return { name, program: lines.join("\n") };
    });
}

const MARK = /^ *(?:\^+|‸) /;

/** A case drawn again: as it stands in its file when all is well. */
export function drawCase({ name, program }: TextCase): string {
  const tree = parse({ path: "case.dl", text: program });
  return `### ${name}\n${drawProblems(tree)}\n==>\n${printTree(tree)}`;
}

function drawProblems(tree: SyntaxTree): string {
  const lines = linesOf(tree.source);
  const marks = new Map<number, string[]>();
  for (const problem of tree.errors) {
    const { line, character } = lines.position(problem.span.start);
    const rest = Math.max(0, (tree.source.text.split("\n")[line] ?? "").length - character);
    const width = Math.min(problem.span.end - problem.span.start, Math.max(1, rest));
    const mark = width === 0 ? "‸" : "^".repeat(width);
    marks.set(line, [...(marks.get(line) ?? []), `${" ".repeat(character)}${mark} ${sentence(problem)}`]);
  }
  return tree.source.text
    .split("\n")
    .flatMap((text, line) => [text, ...(marks.get(line) ?? [])])
    .join("\n");
}

function sentence(problem: SyntaxProblem): string {
  if (problem.kind === "unsupported") return `unsupported: ${problem.feature}`;
  const help = problem.help === undefined ? "" : ` (${problem.help})`;
  const insert = problem.insert === undefined ? "" : ` +${JSON.stringify(problem.insert.text)}`;
  return `${problem.message}${help}${insert}`;
}
