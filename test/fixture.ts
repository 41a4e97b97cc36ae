import { posix } from "node:path";
import { linesOf, type Place, type Source } from "../src/base/source.ts";
import type { ReadInclude } from "../src/model/splice.ts";
import { parse } from "../src/syntax/parse.ts";
import type { SyntaxTree } from "../src/syntax/tree.ts";

/**
 * Fixtures: programs that carry what is expected of them, in lines below the text it is said of.
 *
 *     ready(r) :- release(r), !open_blocker(r, _).
 *                           //^^^^^^^^^^^^^^^^^^^ CALM101 negation of `open_blocker`
 *
 * In the first two columns `//<^^^` is moved to the left by its three characters. `|` stands for an
 * empty span and `^~` for one that ends on a later line. A line `//// Title` begins the next
 * program of the file, `//// = name.dl` another text that it includes.
 */
export interface Remark {
  readonly place: Place;
  readonly text: string;
}

/** The fixture with what `check` says of each program in place of what it carried. */
export function redraw(
  fixture: string,
  check: (root: SyntaxTree, include: ReadInclude) => readonly Remark[],
): string {
  return programsOf(fixture)
    .map((program) => {
      const trees = new Map(program.map(({ source }) => [source.path, parse(source)]));
      const include: ReadInclude = (path, from) =>
        trees.get(posix.join(posix.dirname(from.path), path)) ?? { problem: "not found" };
      const [root] = trees.values();
      const remarks = root === undefined ? [] : check(root, include);
      return program.map(({ heading, source }) => heading + annotated(source, remarks)).join("");
    })
    .join("");
}

/** The text of a source with its remarks below the lines they begin in. */
function annotated(source: Source, remarks: readonly Remark[]): string {
  const own = remarks.filter(({ place }) => place.source === source);
  const lines = source.text.split("\n");
  const table = linesOf(source);
  return lines
    .flatMap((line, index) => {
      const here = own.filter(({ place }) => table.position(place.start).line === index);
      return [
        line,
        ...here.map((remark) => drawn(remark, line, table.position(remark.place.start).character)),
      ];
    })
    .join("\n");
}

function drawn({ place, text }: Remark, line: string, column: number): string {
  const length = place.end - place.start;
  const onLine = Math.min(length, Math.max(line.length - column, 1));
  const marks = length === 0 ? "|" : "^".repeat(onLine) + (length > onLine ? "~" : "");
  const before = column < 2 ? `//<${" ".repeat(column)}` : `${" ".repeat(column - 2)}//`;
  return `${before}${marks} ${text}`;
}

const annotation = /^ *\/\/<? *(?:\^+~?|\|) /;

/** The program of a fixture without its remarks. */
function stripped(fixture: string): string {
  return fixture
    .split("\n")
    .filter((line) => !annotation.test(line))
    .join("\n");
}

interface Part {
  /** The line that begins the part, with its end. */
  readonly heading: string;
  readonly source: Source;
}

function programsOf(fixture: string): readonly (readonly Part[])[] {
  const programs: Part[][] = [];
  for (const part of stripped(fixture).split(/^(?=\/\/\/\/ )/m)) {
    const heading = /^\/\/\/\/ .*\n/.exec(part)?.[0] ?? "";
    const name = /^\/\/\/\/ = (.*)\n/.exec(heading)?.[1] ?? "main.dl";
    const source = { path: name, text: part.slice(heading.length) };
    if (heading.startsWith("//// = ")) programs.at(-1)?.push({ heading, source });
    else programs.push([{ heading, source }]);
  }
  return programs;
}
