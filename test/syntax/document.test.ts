import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Chance } from "../../src/base/chance.ts";
import { documentOf, editDocument, partAt, type Document } from "../../src/syntax/document.ts";
import { parse } from "../../src/syntax/parse.ts";
import { randomEdit, typed } from "./random-edits.ts";

const edits = Number(process.env["CALM_EDITS"] ?? 160);
const examples = new URL("../../examples/", import.meta.url);
const texts = readdirSync(examples)
  .filter((name) => name.endsWith(".dl"))
  .map((name) => readFileSync(new URL(name, examples), "utf8"));
const glued = texts.slice(0, 12).join("\n");

/** Everything that the parts say, in the offsets of the document. */
function together({ parts }: Document): unknown {
  const all = parts.map(({ start, tree: { items, comments, errors } }) =>
    moved({ items, comments, errors }, start),
  );
  return {
    items: all.flatMap((one) => one.items),
    comments: all.flatMap((one) => one.comments),
    errors: all.flatMap((one) => one.errors),
  };
}

function moved<T>(value: T, by: number): T {
  if (Array.isArray(value)) return value.map((one: unknown) => moved(one, by)) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, one]: [string, unknown]) => {
    const isOffset = typeof one === "number" && (key === "start" || key === "end" || key === "offset");
    return [key, isOffset ? one + by : moved(one, by)] as const;
  });
  return Object.fromEntries(entries) as T;
}

function whole(text: string): unknown {
  const { items, comments, errors } = parse({ path: "rules.dl", text });
  return { items, comments, errors };
}

function expectCovered({ text, parts, path }: Document): void {
  expect(parts.map(({ tree }) => tree.source.text).join("")).toBe(text);
  let start = 0;
  for (const part of parts) {
    expect(part.start).toBe(start);
    expect(part.tree.source.path).toBe(path);
    start += part.tree.source.text.length;
  }
}

describe("a document in parts", () => {
  it("says what one parse of the text says", () => {
    for (const text of [...texts, glued, glued.replaceAll("\n", "\r\n"), ""]) {
      const document = documentOf("rules.dl", text);
      expectCovered(document);
      expect(together(document)).toEqual(whole(text));
    }
  });

  it("cuts a long text, and finds the part of an offset", () => {
    const document = documentOf("rules.dl", glued);
    expect(document.parts.length).toBeGreaterThan(10);
    for (const part of document.parts) expect(partAt(document, part.start)).toBe(part);
    expect(partAt(document, glued.length + 5)).toBe(document.parts.at(-1));
  });

  it("cuts where facts stand after a directive, and where declarations come with facts and rules, too", () => {
    const blocks = Array.from({ length: 200 }, (_, i) => {
      const [r, d] = [`r${String(i)}`, `d${String(i)}`];
      return `.decl ${r}(x: number, y: number)\n${r}(1, 2).\n${r}(2, 3).\n.decl ${d}(x: number)\n${d}(x) :-\n  ${r}(x, _).\n.output ${d}\n`;
    }).join("");
    const document = documentOf("rules.dl", blocks);
    expect(Math.max(...document.parts.map(({ tree }) => tree.source.text.length))).toBeLessThan(2000);
    expect(together(document)).toEqual(whole(blocks));
  });

  it("reads what an unknown directive leaves open with the brace that closes it", () => {
    const at = glued.indexOf("\n.decl") + 1;
    const later = glued.lastIndexOf("\n.decl") + 1;
    for (const directive of [".foo : { a\n", ".comp A {\n"]) {
      const document = editDocument(documentOf("rules.dl", glued), [
        { start: later, end: later, text: "}\n" },
        { start: at, end: at, text: directive },
      ]);
      expect(together(document)).toEqual(whole(document.text));
    }
  });

  it("keeps the parts that an edit does not touch", () => {
    const before = documentOf("rules.dl", glued);
    const middle = before.parts[Math.floor(before.parts.length / 2)];
    const after = editDocument(before, [{ start: middle?.start ?? 0, end: middle?.start ?? 0, text: " " }]);
    const kept = new Set(before.parts.map(({ tree }) => tree));
    expect(after.parts.filter(({ tree }) => !kept.has(tree)).length).toBeLessThanOrEqual(2);
  });

  it("keeps what stands beside an item that is typed, while that is not whole", () => {
    const text = ".decl p(x: number)\np(1).\np(x) :- q(x).\n.output p\nq(x) :- p(x).\nr(2).\n";
    for (const [typing, next] of [
      ["p(x) :- q(x), ", ".output"],
      ["p(x) :- q(", "q(x) :- p"],
      [".decl d(x: ", "p(1)"],
    ] as const) {
      const at = text.indexOf(next);
      const begun = editDocument(documentOf("rules.dl", text), [{ start: at, end: at, text: `${typing}\n` }]);
      const end = at + typing.length;
      const before = editDocument(begun, [{ start: end, end, text: "r" }]);
      const trees = new Set(before.parts.map(({ tree }) => tree));
      const after = editDocument(before, [{ start: end, end: end + 1, text: "s" }]);
      expect(together(after)).toEqual(whole(after.text));
      const fresh = after.parts.filter(({ tree }) => !trees.has(tree));
      expect(fresh.map(({ tree }) => tree.source.text.trim())).toEqual([`${typing}s`]);
    }
  });

  it("gives an edit of a comment that suppresses to the line it speaks of", () => {
    const before = documentOf("rules.dl", glued);
    for (const { start } of before.parts.slice(1)) {
      const comment = "// calm-disable-next-line CALM101: known";
      const after = editDocument(before, [{ start: start - 1, end: start - 1, text: `\n${comment}` }]);
      const { start: at, tree } = partAt(after, start);
      const inPart = tree.source.text.slice(start - at + comment.length + 1);
      expect(inPart.trim()).not.toBe("");
    }
  });

  for (const [name, text, seed] of [
    ["of several programs behind one another", glued, 1],
    ["with CRLF", texts.slice(12, 20).join("\n").replaceAll("\n", "\r\n"), 2],
    ["of a short program", texts[0] ?? "", 3],
    ["of rules alone", glued.replace(/^\.(?!plan).*$/gm, ""), 4],
  ] as const) {
    it(`says the same after each of many random edits ${name}`, () => {
      const chance = new Chance(seed);
      let document = documentOf("rules.dl", text);
      for (let i = 0; i < edits / 4; i++) {
        const before = document;
        const change = chance.happens(0.1)
          ? typed(document.text, "q(x) :- p(x), !r(x, _), n = count : { s(x) }.\n", chance)
          : randomEdit(document.text, chance.happens(0.5) ? text : "", chance);
        document = editDocument(document, change);
        expectCovered(document);
        const context = JSON.stringify({ i, change });
        expect(together(document), context).toEqual(whole(document.text));
        // Mended again more often than not, so that the text stays a program.
        if (chance.happens(0.7)) document = before;
        if (document.text.length < 200) document = documentOf("rules.dl", text);
      }
    }, 120_000);
  }
});
