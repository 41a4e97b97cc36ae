import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFacts } from "../../src/syntax/facts.ts";
import { parse } from "../../src/syntax/parse.ts";
import type { SyntaxTree } from "../../src/syntax/tree.ts";
import { arbitraryItem, arbitraryProgram, programText } from "./arbitrary-program.ts";
import { bytes, mutated, soup } from "./arbitrary-text.ts";
import { fuzzRuns } from "./fuzz-runs.ts";

/* Texts of all kinds are parsed without an exception, and what comes out hangs together. */

const runs = fuzzRuns(700);

describe("no text makes the parser throw or lose its place", () => {
  test("random bytes", () => fc.assert(fc.property(bytes, holdsTogether), runs));
  test("token soup", () => fc.assert(fc.property(soup, holdsTogether), runs));
  test("mutated programs", () => fc.assert(fc.property(mutated, holdsTogether), runs));
});

test("a random program parses without a problem", () => {
  fc.assert(
    fc.property(arbitraryProgram(), (items) => {
      expect(parse({ path: "random.dl", text: programText(items) }).errors).toEqual([]);
    }),
    runs,
  );
});

test("what is broken leaves the items around it in place", () => {
  fc.assert(
    fc.property(fc.oneof(soup, mutated), arbitraryItem(), (broken, item) => {
      // What may rightly go on on the lines behind: comments, blocks, continued lines.
      fc.pre(!/\/\*|[{}]|\\$/.test(broken));
      const behind = item.join(" ");
      const alone = parse({ path: "alone.dl", text: `.decl before(x: number)\n${behind}\n` });
      const tree = parse({
        path: "both.dl",
        text: `.decl before(x: number)\n${broken}\n.decl after(x: number)\n${behind}\n`,
      });
      expect(names(tree)).toContain("before");
      expect(names(tree)).toContain("after");
      expect(tree.items.at(-1)?.kind).toBe(alone.items.at(-1)?.kind);
    }),
    runs,
  );
});

function names(tree: SyntaxTree): readonly string[] {
  return tree.items.flatMap((item) => (item.kind === "relation" ? item.names.map((name) => name.text) : []));
}

function holdsTogether(text: string): void {
  const tree = parse({ path: "fuzz.dl", text });
  const { items, comments, errors } = tree;
  insideAndInOrder(
    items.map((item) => item.span),
    { start: 0, end: text.length },
  );
  insideAndInOrder(comments, { start: 0, end: text.length });
  insideAndInOrder(
    errors.map((error) => error.span),
    { start: 0, end: text.length },
  );
  for (const error of errors) {
    if (error.kind !== "syntax") continue;
    expect(error.message).not.toMatch(/undefined|null|NaN|token of type|END_OF_FILE/);
    if (error.insert !== undefined) expect(error.insert.offset).toBe(error.span.start);
  }
  for (const comment of comments) expect(text.slice(comment.start, comment.end)).toBe(comment.text);
  for (const item of items) {
    partsInside(item, item.span);
    if (item.kind !== "facts") continue;
    let count = 0;
    let end = item.span.start;
    readFacts(tree.source, item, (fact) => {
      count++;
      expect(fact.start).toBeGreaterThanOrEqual(end);
      end = fact.end;
    });
    expect([count, end]).toEqual([item.count, item.span.end]);
  }
  if (/^[ \t\n\r\f\v]*$/.test(text)) expect([items, errors]).toEqual([[], []]);
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function insideAndInOrder(ranges: readonly Range[], whole: Range): void {
  let last = whole.start;
  for (const { start, end } of ranges) {
    expect(start).toBeGreaterThanOrEqual(last);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(whole.end);
    last = start;
  }
}

/** Every span in a node is inside the node's own. */
function partsInside(node: unknown, whole: Range): void {
  if (typeof node !== "object" || node === null) return;
  const span = "span" in node ? (node.span as Range) : whole;
  expect(span.start).toBeGreaterThanOrEqual(whole.start);
  expect(span.end).toBeLessThanOrEqual(whole.end);
  expect(span.end).toBeGreaterThanOrEqual(span.start);
  for (const [key, part] of Object.entries(node)) if (key !== "span") partsInside(part, span);
}
