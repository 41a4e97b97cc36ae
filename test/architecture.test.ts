import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { offences, type House } from "./architecture.ts";

const house: House = {
  rows: [
    ["base"],
    ["syntax", "lattice"],
    ["model"],
    ["engine"],
    ["analysis"],
    ["diagnostics", "replication"],
    ["ide", "classroom", "lab"],
    ["."],
    ["node"],
    ["lsp", "playground"],
    ["cli"],
  ],
  dependencies: {
    "@codemirror/autocomplete": "playground",
    "@codemirror/commands": "playground",
    "@codemirror/language": "playground",
    "@codemirror/lint": "playground",
    "@codemirror/search": "playground",
    "@codemirror/state": "playground",
    "@codemirror/view": "playground",
    "@lezer/highlight": "playground",
    "@preact/signals": "playground",
    cborg: "lattice",
    chevrotain: "syntax",
    comlink: "playground",
    commander: "cli",
    elkjs: "ide",
    marked: "base",
    preact: "playground",
    "vscode-languageserver": "lsp",
    "z3-solver": "node",
  },
};

const root = new URL("../src/", import.meta.url);

test("the sources keep the rules of the house", () => {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).map((path) =>
    path.replaceAll("\\", "/"),
  );
  const sources = paths.filter((path) => /\.tsx?$/.test(path));
  expect(sources).toContain("index.ts");
  expect(
    offences(new Map(sources.map((path) => [path, readFileSync(new URL(path, root), "utf8")])), house),
  ).toEqual([]);
});

test("a folder may import from every row below its own", () => {
  const files = house.rows.map((folders) => `${String(folders[0])}/a.ts`.replace("./", ""));
  const sources = files.map((file, row) => {
    const up = file.includes("/") ? "../" : "./";
    return [
      file,
      files
        .slice(0, row)
        .map((below) => `import "${up}${below}";`)
        .join("\n"),
    ] as const;
  });
  expect(offences(new Map(sources), house)).toEqual([]);
});

test("the outside world may look at the clock and open files", () => {
  const text =
    'import { readFileSync } from "node:fs";\nexport const now = Date.now(), size = readFileSync("x").length;';
  for (const folder of ["node", "lsp", "cli"]) {
    expect(offences(new Map([[`${folder}/a.ts`, text]]), house)).toEqual([]);
  }
});

test("a member or a declaration named like a global is not the global", () => {
  const text = "export function run(process: () => { Date: 1 }): 1 { return process().Date; }";
  expect(offences(new Map([["base/a.ts", text]]), house)).toEqual([]);
});

describe("breaking a rule is noticed", () => {
  const broken: Record<string, { sources: Record<string, string>; says: string[] }> = {
    "an import that points up": {
      sources: { "base/a.ts": 'import { b } from "../model/b.ts";', "model/b.ts": "export const b = 1;" },
      says: ["base/a.ts imports model/b.ts: base does not stand above model"],
    },
    "a type import that points up": {
      sources: { "base/a.ts": 'import type { B } from "../model/b.ts";', "model/b.ts": "export type B = 1;" },
      says: ["base/a.ts imports model/b.ts: base does not stand above model"],
    },
    "a type written as an import that points up": {
      sources: {
        "base/a.ts": 'export type A = import("../model/b.ts").B;',
        "model/b.ts": "export type B = 1;",
      },
      says: ["base/a.ts imports model/b.ts: base does not stand above model"],
    },
    "a dynamic import that points up": {
      sources: { "base/a.ts": 'await import("../model/b.ts");', "model/b.ts": "" },
      says: ["base/a.ts imports model/b.ts: base does not stand above model"],
    },
    "a re-export that points up": {
      sources: { "base/a.ts": 'export { b } from "../model/b.ts";', "model/b.ts": "export const b = 1;" },
      says: ["base/a.ts imports model/b.ts: base does not stand above model"],
    },
    "an import from the other folder of a row": {
      sources: { "syntax/a.ts": 'import "../lattice/b.ts";', "lattice/b.ts": "" },
      says: ["syntax/a.ts imports lattice/b.ts: syntax does not stand above lattice"],
    },
    "an entry point that reaches into the command": {
      sources: { "index.ts": 'import "./cli/main.ts";', "cli/main.ts": "" },
      says: ["index.ts imports cli/main.ts: . does not stand above cli"],
    },
    "a language server that reaches into the command": {
      sources: { "lsp/a.ts": 'import "../cli/main.ts";', "cli/main.ts": "" },
      says: ["lsp/a.ts imports cli/main.ts: lsp does not stand above cli"],
    },
    "a folder without a row": {
      sources: { "attic/a.ts": "" },
      says: ["attic/a.ts is in attic, which is not in the table of folders"],
    },
    "an import of a file that is not there": {
      sources: { "base/a.ts": 'import "./b.js";' },
      says: ["base/a.ts imports ./b.js, and there is no file src/base/b.js"],
    },
    "an import from outside src": {
      sources: { "base/a.ts": 'import "../../test/b.ts";' },
      says: ["base/a.ts imports ../../test/b.ts from outside src"],
    },
    "a dependency away from its place": {
      sources: { "model/a.ts": 'import "chevrotain";' },
      says: ["model/a.ts imports chevrotain, which stands in syntax"],
    },
    "a dependency without a place": {
      sources: { "model/a.ts": 'import "@left/pad/deep";' },
      says: ["model/a.ts imports @left/pad, which has no place in the table of dependencies"],
    },
    "a cycle, also of types": {
      sources: {
        "base/a.ts": 'import { b } from "./b.ts";\nexport type A = typeof b;',
        "base/b.ts": 'import type { A } from "./a.ts";\nexport const b = 1 as unknown as A;',
      },
      says: ["import cycle: base/a.ts -> base/b.ts -> base/a.ts"],
    },
    "the clock": {
      sources: { "engine/a.ts": "export const now = () => new Date().getTime() + performance.now();" },
      says: [
        "engine/a.ts uses Date, which only the outside world may",
        "engine/a.ts uses performance, which only the outside world may",
      ],
    },
    "a timer": {
      sources: { "lab/a.ts": "globalThis.setTimeout(() => 1, 1);" },
      says: ["lab/a.ts uses setTimeout, which only the outside world may"],
    },
    chance: {
      sources: { "replication/a.ts": "export const dice = () => Math.random();" },
      says: ["replication/a.ts uses Math.random, which only the outside world may"],
    },
    "input and output": {
      sources: { "analysis/a.ts": 'import "node:fs";\nimport "path";' },
      says: [
        "analysis/a.ts imports node:fs, which only the outside world may",
        "analysis/a.ts imports path, which only the outside world may",
      ],
    },
    "default exports": {
      sources: {
        "base/a.ts": "export default function a(): void {}",
        "base/b.ts": "export default 1;",
        "base/c.ts": "const c = 1;\nexport { c as default };",
      },
      says: [
        "base/a.ts has a default export: export default function a(): void {}",
        "base/b.ts has a default export: export default 1;",
        "base/c.ts has a default export: c as default",
      ],
    },
    "names that say nothing": {
      sources: {
        "base/index.ts": "",
        "base/string-utils.ts": "",
        "model/types.ts": "",
        "lab/helpers/a.ts": "",
        "cli/job-manager.ts": "",
      },
      says: [
        "base/index.ts is named after nothing in the domain: index",
        "base/string-utils.ts is named after nothing in the domain: string-utils",
        "model/types.ts is named after nothing in the domain: types",
        "lab/helpers/a.ts is named after nothing in the domain: helpers",
        "cli/job-manager.ts is named after nothing in the domain: job-manager",
      ],
    },
  };

  for (const [rule, { sources, says }] of Object.entries(broken)) {
    test(rule, () => {
      expect(offences(new Map(Object.entries(sources)), house)).toEqual(says);
    });
  }
});
