import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readFacts } from "../../src/syntax/facts.ts";
import { format } from "../../src/syntax/format.ts";
import { parse } from "../../src/syntax/parse.ts";
import type { SyntaxTree } from "../../src/syntax/tree.ts";
import { arbitraryProgram, programText } from "./arbitrary-program.ts";
import { bytes, mutated, soup } from "./arbitrary-text.ts";
import { fuzzRuns } from "./fuzz-runs.ts";
import { readCases } from "./cases.ts";
import { printTree } from "./print.ts";

function formatted(text: string): string {
  return format(parse({ path: "format.dl", text }));
}

const folder = new URL("format/", import.meta.url);

describe("layout", () => {
  test.each(readdirSync(folder).sort())("%s", async (file) => {
    const path = new URL(file, folder);
    const cases = readFileSync(path, "utf8").split(/^### /m).slice(1);
    const drawn = cases.map((block) => {
      const name = block.slice(0, block.indexOf("\n"));
      const source = (block.slice(name.length + 1).split(/^==>\n/m)[0] ?? "").replace(/\n$/, "");
      return `### ${name}\n${source}\n==>\n${formatted(source)}`;
    });
    await expect(drawn.join("\n")).toMatchFileSnapshot(fileURLToPath(path));
  });
});

test("line ends stay as they are", () => {
  expect(formatted("a(1).\r\n b(2).")).toBe("a(1).\r\nb(2).\r\n");
  expect(formatted("a(1).\n b(2).\r\n")).toBe("a(1).\nb(2).\n");
});

test("an empty text stays empty", () => {
  expect(formatted("")).toBe("");
  expect(formatted(" \n\n ")).toBe("");
});

const runs = fuzzRuns(400);

const comment = fc.constantFrom(
  ...["// a line\n", "\n// alone\n", "\n\n// apart\n\n", "//\n", "/* in line */", "\n/* alone */\n"],
  ...["/* two\n   lines */", "/**/", " /* a */ /* b */ ", "// a\n// b\n", "/* a */ // b\n"],
);

/** A program with comments and odd white space at random gaps between its tokens. */
const commented = fc
  .tuple(
    arbitraryProgram(),
    fc.infiniteStream(
      fc.oneof(
        { weight: 12, arbitrary: fc.constant(" ") },
        { weight: 2, arbitrary: fc.constantFrom("\n", "\n\n", "   ", "\t", "\r\n") },
        { weight: 2, arbitrary: comment },
      ),
    ),
  )
  .map(([items, gaps]) =>
    items
      .flat()
      // `/` and a comment directly behind it would be another comment.
      .map((token) => `${token}${token === "/" ? " " : ""}${String(gaps.next().value)}`)
      .join(""),
  );

const cases = new URL("cases/", import.meta.url);
const broken = readdirSync(cases).flatMap((file) => readCases(new URL(file, cases)).map((c) => c.program));

describe("a formatted program", () => {
  test("means the same", () => {
    fc.assert(
      fc.property(commented, (text) => {
        const tree = parse({ path: "before.dl", text });
        expect(tree.errors).toEqual([]);
        const after = parse({ path: "after.dl", text: format(tree) });
        expect(meaning(after)).toEqual(meaning(tree));
        expect(after.errors).toEqual([]);
      }),
      runs,
    );
  });

  test("has its comments in the same places between the tokens", () => {
    fc.assert(
      fc.property(commented, (text) => {
        expect(skeleton(formatted(text))).toBe(skeleton(text));
      }),
      runs,
    );
  });

  test("is formatted", () => {
    fc.assert(
      fc.property(
        fc.oneof(commented, arbitraryProgram().map(programText), fc.constantFrom(...broken)),
        (text) => {
          const once = formatted(text);
          expect(formatted(once)).toBe(once);
        },
      ),
      runs,
    );
  });

  test("has no blanks at the ends of lines, and no two empty lines", () => {
    fc.assert(
      fc.property(commented, (source) => {
        const text = formatted(source).replaceAll("\r\n", "\n");
        expect(text).not.toMatch(/[ \t]\n|\n\n\n|^\n/);
        expect(text.endsWith("\n") || text === "").toBe(true);
      }),
      runs,
    );
  });

  test("has its mistakes as they were", () => {
    for (const text of broken) {
      const before = parse({ path: "before.dl", text });
      const after = parse({ path: "after.dl", text: format(before) });
      expect(skeleton(after.source.text)).toBe(skeleton(text));
      expect(after.errors.map(withoutPlace)).toEqual(before.errors.map(withoutPlace));
      expect(meaning(after)).toEqual(meaning(before));
    }
  });
});

describe("a text of any kind", () => {
  const anything = fc.oneof(bytes, soup, mutated);

  test("keeps all but white space", () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(formatted(text).replace(/\s+/g, "")).toBe(text.replace(/\s+/g, ""));
      }),
      runs,
    );
  });

  test("is formatted once and for all", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const once = formatted(text);
        expect(formatted(once)).toBe(once);
      }),
      runs,
    );
  });
});

/** The items without their spans, a run of facts as the facts one by one. */
function meaning(tree: SyntaxTree): readonly string[] {
  const items: string[] = [];
  for (const item of tree.items) {
    if (item.kind === "facts")
      readFacts(tree.source, item, (fact) =>
        items.push(printTree(parse({ path: "", text: tree.source.text.slice(fact.start, fact.end) }))),
      );
    else items.push(printTree({ ...tree, items: [item] }));
  }
  // A fact is a run where a run can begin, else a clause.
  return items.map((item) =>
    item
      .replace(/^facts |^rule (?!.*:-)/, "fact ")
      .replaceAll(":float", "")
      .replace(/\(- ([0-9.]+)\)/g, "-$1")
      .replace(/-0(?![.0-9])/g, "0"),
  );
}

/** A text without its white space, but for that inside comments. */
function skeleton(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(
      /("(?:\\.|[^"\\\n])*"?)|(\/\/[^\n\r]*)|\/\*[^]*?\*\/|\s+/g,
      (piece, string?: string, line?: string) => {
        if (string !== undefined) return piece;
        if (line !== undefined) return `${piece}\n`;
        return piece.startsWith("/*") ? piece : "";
      },
    );
}

function withoutPlace(problem: SyntaxTree["errors"][number]): string {
  return problem.kind === "syntax" ? problem.message : problem.feature;
}
