import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { calm, folderWith } from "./calm.ts";

const rules = `
.decl release(name: symbol)
.decl blocker(release: symbol)
.decl ready(release: symbol)
.decl other(release: symbol)
ready(r) :- release(r), !blocker(r).
other(r) :- blocker(r).
.input blocker
.output ready
`;

test("into a pipe goes a drawing", async () => {
  const { code, out, err } = await calm(["graph", "-"], { input: rules });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^<svg xmlns/);
});

test("--format text is an outline", async () => {
  const { code, out } = await calm(["graph", "rules.dl", "--format", "text"], {
    cwd: folderWith({ "rules.dl": rules }),
  });
  expect(code).toBe(0);
  expect(out).toBe(`rules.dl: 4 relations, 2 strata · 1 point of order, uncovered · 1 coordination round

base relations
  ▲ release  monotone, gset
  ▲ blocker  monotone, gset, input

stratum 0
  ▲ other    monotone
      ← blocker

stratum 1
  ◆ ready    nonmonotone, output final: not kept
      ← release
      ← not blocker
          ✗ CALM101 negation, line 6
`);
});

test("--color sets the outline off, and changes no word of it", async () => {
  const words = ["graph", "-", "--format", "text"];
  const [plain, coloured] = [
    await calm(words, { input: rules }),
    await calm([...words, "--color", "always"], { input: rules }),
  ];
  expect(coloured.out).toContain("\u001b[");
  expect(coloured.out.replace(/\u001b\[[\d;]*m/g, "")).toBe(plain.out);
});

describe("--out", () => {
  test.each([
    ["graph.svg", "<svg"],
    ["graph.html", "<!doctype html>"],
    ["graph.dot", "digraph"],
    ["graph.gv", "digraph"],
    ["graph.mmd", "flowchart"],
    ["graph.json", "{"],
    ["graph.txt", "rules.dl:"],
    ["new/folder/graph.SVG", "<svg"],
  ])("%s: the ending says the format", async (name, begin) => {
    const cwd = folderWith({ "rules.dl": rules });
    const { code, out, err } = await calm(["graph", "rules.dl", "--out", name], { cwd });
    expect({ code, out, err }).toEqual({ code: 0, out: "", err: `wrote ${name}\n` });
    expect(readFileSync(join(cwd, name), "utf8").startsWith(begin)).toBe(true);
  });

  test("--format comes before the ending", async () => {
    const cwd = folderWith({ "rules.dl": rules });
    await calm(["graph", "rules.dl", "--out", "graph.txt", "--format", "json"], { cwd });
    expect(JSON.parse(readFileSync(join(cwd, "graph.txt"), "utf8"))).toMatchObject({ schemaVersion: 1 });
  });

  test("an ending that says nothing is wrong usage, and nothing is written", async () => {
    const cwd = folderWith({ "rules.dl": rules });
    const { code, err } = await calm(["graph", "rules.dl", "--out", "graph.png"], { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(/^calm: graph\.png: which format\?\nend the name with one of \.svg, /);
    expect(existsSync(join(cwd, "graph.png"))).toBe(false);
  });

  test("what cannot be written is said", async () => {
    const cwd = folderWith({ "rules.dl": rules, "taken.svg/inside": "" });
    const { code, err } = await calm(["graph", "rules.dl", "--out", "taken.svg"], { cwd });
    expect(code).toBe(2);
    expect(err).toMatch(/^calm: taken\.svg cannot be written: /);
  });
});

describe("parts of a graph", () => {
  async function names(...words: readonly string[]): Promise<string[]> {
    const { out } = await calm(["graph", "-", "--format", "json", ...words], { input: rules });
    return (JSON.parse(out) as { nodes: { name: string }[] }).nodes.map(({ name }) => name);
  }

  test("--only takes the named relations", async () => {
    expect(await names("--only", "release,ready")).toEqual(["release", "ready"]);
    expect(await names("--only", "release", "--only", "other")).toEqual(["release", "other"]);
  });

  test("--upstream-of takes what they depend on as well", async () => {
    expect(await names("--upstream-of", "other")).toEqual(["blocker", "other"]);
    expect(await names("--upstream-of", "other", "--only", "release")).toEqual([
      "release",
      "blocker",
      "other",
    ]);
  });

  test("an unknown relation is wrong usage, with the nearest name", async () => {
    const { code, err } = await calm(["graph", "-", "--only", "raedy"], { input: rules });
    expect(code).toBe(2);
    expect(err).toBe("calm: <stdin> has no relation raedy\ndid you mean ready?\n");
  });
});

test("--static closes relations", async () => {
  const { out } = await calm(["graph", "-", "--format", "text", "--static", "inputs"], { input: rules });
  expect(out).toContain("▲ ready    monotone, output final: kept");
});

describe("trouble", () => {
  test("what has an error is left out, and the exit code says so", async () => {
    const { code, out, err } = await calm(["graph", "-", "--format", "text"], {
      input: `${rules}\nother(r) :- nothing(r).`,
    });
    expect(code).toBe(1);
    expect(out).toContain("ready");
    expect(err).toBe("calm: - has an error, and the graph may lack what it touches: calm check -\n");
  });

  test("more relations than can be placed are refused, but not for other formats", async () => {
    const input = Array.from({ length: 2001 }, (_, index) => `.decl r${index}(x: symbol)`).join("\n");
    const { code, err } = await calm(["graph", "-"], { input });
    expect(code).toBe(2);
    expect(err).toMatch(/^calm: the 2001 relations of <stdin> are too many to draw\n/);
    expect((await calm(["graph", "-", "--format", "dot"], { input })).code).toBe(0);
    expect((await calm(["graph", "-", "--only", "r7"], { input })).code).toBe(0);
  });

  test("points of order are no error", async () => {
    expect((await calm(["graph", "-"], { input: rules })).code).toBe(0);
  });

  test("an empty file has an empty graph", async () => {
    for (const format of ["svg", "html", "dot", "mermaid", "json", "text"]) {
      const { code, err } = await calm(["graph", "-", "--format", format], { input: "" });
      expect({ format, code, err }).toEqual({ format, code: 0, err: "" });
    }
  });

  test("a cycle through a negation is drawn too", async () => {
    const { code, out } = await calm(["graph", "-"], {
      input: ".decl p(x: number)\n.decl q(x: number)\np(x) :- q(x), !p(x).\nq(x) :- p(x).",
    });
    expect(code).toBe(1);
    expect(out).toContain("</svg>");
  });

  test.each([
    ["a file that is not there", ["graph", "nothing.dl"], "calm: nothing.dl does not exist\n"],
    ["a folder", ["graph", "."], "calm: . is a folder, not a file\n"],
  ])("%s is wrong usage", async (_, words, says) => {
    const { code, err } = await calm(words, { cwd: folderWith({}) });
    expect({ code, err }).toEqual({ code: 2, err: says });
  });
});
