import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { viewNames, type ViewName } from "../../src/playground/view-name.ts";
import { filesIn } from "../../src/playground/site-files.ts";

const site = fileURLToPath(new URL("../../dist/playground", import.meta.url));
const texts = new Map([...filesIn(site)].map(([path, place]) => [path, readFileSync(place, "utf8")]));

/** What places the boxes of a graph, fetched when one is drawn; and what talks to the solver, fetched with that. */
const isDrawer = (path: string): boolean => path.startsWith("chunks/elk");
const isForSolver = (path: string): boolean => /^(chunks\/decide-with-solver|solver-worker)/.test(path);

/** All that the page, its views and their workers can load, but for those and the licences. */
const loaded = [...texts.keys()].filter(
  (path) => !isDrawer(path) && !isForSolver(path) && !path.startsWith("THIRD-PARTY"),
);

/** The workers that a view starts with. */
const workersOf: Readonly<Record<ViewName, readonly string[]>> = {
  workbench: ["ide-worker.js", "graph-worker.js"],
  cluster: ["run-worker.js"],
  experiments: ["lab-worker.js", "types-worker.js"],
  lessons: ["lessons-worker.js", "run-worker.js"],
};

function kilobytes(paths: readonly string[], compress: (bytes: Buffer) => Buffer): number {
  const sizes = paths.map((path) => compress(readFileSync(join(site, path))).length);
  return Math.ceil(sizes.reduce((sum, size) => sum + size, 0) / 1000);
}

/** A file with all that it imports before it runs. */
function withImports(path: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  const statements = [
    ...(texts.get(path) ?? "").matchAll(/(?:^|[;}\n])(?:import|export)\b[^"'();]*?(?:from)?"(\.[^"]+)"/g),
  ];
  for (const [, name = ""] of statements) withImports(join(path, "..", name).replaceAll("\\", "/"), seen);
  return [...seen];
}

describe("the size of the page, compressed", () => {
  test("all views with all workers, examples and lessons are 600 kB at most by brotli", () => {
    const size = kilobytes(loaded, brotliCompressSync);
    console.info(`the playground: ${size} kB by brotli, and ${kilobytes(loaded, gzipSync)} kB by gzip`);
    expect(size).toBeLessThanOrEqual(600);
  });

  test.each(viewNames)("%s with its workers is 500 kB at most by gzip", (view) => {
    const chunk = loaded.find((path) => path.startsWith(`chunks/${view}-view`)) ?? "";
    expect(texts.has(chunk)).toBe(true);
    const files = ["page.js", chunk, ...workersOf[view]].flatMap((path) => withImports(path));
    const size = kilobytes(["index.html", "page.css", ...new Set(files)], gzipSync);
    console.info(`${view}: ${size} kB by gzip`);
    expect(size).toBeLessThanOrEqual(500);
  });

  test("what is there before the first view is 40 kB at most", () => {
    const first = ["index.html", "page.css", ...withImports("page.js")];
    expect(first.length).toBeGreaterThan(3);
    expect(kilobytes(first, gzipSync)).toBeLessThanOrEqual(40);
  });

  test("neither the page nor a worker begins with the drawer or the solver", () => {
    const entries = loaded.filter((path) => /^[a-z-]+\.js$/.test(path));
    expect(entries).toContain("ide-worker.js");
    const begun = entries.filter((path) => !isForSolver(path)).flatMap((path) => withImports(path));
    expect(begun.filter((path) => isDrawer(path) || isForSolver(path))).toEqual([]);
    expect([...texts.keys()].filter(isForSolver)).toHaveLength(2);
    expect([...texts.keys()].filter((path) => /wasm|z3-/.test(path))).toEqual([]);
  });
});

test("it is made of these packages and of no others", () => {
  const notices = texts.get("THIRD-PARTY-NOTICES.txt") ?? "";
  const found = [...notices.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+) \d+\.\d+\.\d+\S* \((.+)\)$/gm)];
  const known: Readonly<Record<string, string>> = {
    "@chevrotain/gast": "Apache-2.0",
    "@chevrotain/regexp-to-ast": "Apache-2.0",
    "@chevrotain/utils": "Apache-2.0",
    "@codemirror/autocomplete": "MIT",
    "@codemirror/commands": "MIT",
    "@codemirror/language": "MIT",
    "@codemirror/lint": "MIT",
    "@codemirror/search": "MIT",
    "@codemirror/state": "MIT",
    "@codemirror/streamparser": "MIT",
    "@codemirror/view": "MIT",
    "@lezer/common": "MIT",
    "@lezer/highlight": "MIT",
    "@lezer/lr": "MIT",
    "@marijn/find-cluster-break": "MIT",
    "@preact/signals": "MIT",
    "@preact/signals-core": "MIT",
    cborg: "Apache-2.0",
    chevrotain: "Apache-2.0",
    comlink: "Apache-2.0",
    crelt: "MIT",
    elkjs: "EPL-2.0 OR GPL-3.0-or-later",
    "lodash-es": "MIT",
    marked: "MIT",
    preact: "MIT",
    "style-mod": "MIT",
    "w3c-keyname": "MIT",
  };
  expect(found.length).toBeGreaterThan(8);
  for (const [, name = "", licence] of found) expect({ [name]: known[name] }).toEqual({ [name]: licence });
});

test("it names other hosts only in links to documentation and as names of vocabularies", () => {
  const known = [
    ...["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"],
    ...[
      "http://www.w3.org/1999/xlink",
      "http://www.w3.org/2001/XMLSchema#",
      "http://www.eclipse.org/em",
      "http://www.eclipse.org/elk/",
    ],
    ...[
      "https://chevrotain.io/docs/",
      "https://github.com/markedjs/marked",
      "https://github.com/chevrotain/chevrotain/issues",
      "https://en.wikipedia.org/wiki/LL_parser",
    ],
  ];
  const named = loaded
    .concat([...texts.keys()].filter(isDrawer))
    .flatMap((path) =>
      [...(texts.get(path) ?? "").matchAll(/\b(?:https?|wss?):\/\/[\w.-]+[^\s"'`\\)<>]*/g)].map(
        ([address]) => address,
      ),
    );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((address) => !known.some((begin) => address.startsWith(begin)))).toEqual([]);
  expect(named.filter((address) => /^wss?:/.test(address))).toEqual([]);
});
