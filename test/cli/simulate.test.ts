import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { xmlProblems } from "../ide/well-formed.ts";
import { calm, folderWith } from "./calm.ts";

const marks = `.decl mark(name: symbol)
.decl seen(name: symbol)
seen(name) :- mark(name).
.output seen
.scenario apart {
  replicas ana, bo.
  partition ana | bo.
  at ana: insert mark("a").
  run 20.
  expect at bo: !seen("a").
  heal.
  settle.
  expect seen("a").
}
`;

const failing = `${marks}.scenario hasty {
  replicas ana, bo.
  at ana: insert mark("a").
  expect seen("a").
}
`;

interface Simulated {
  readonly scenarios: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly trace: readonly { readonly kind: string }[];
  }[];
}

test("a run is drawn as a file, with as many arrows as its trace has messages", async () => {
  const cwd = folderWith({ "marks.dl": marks });
  const drawn = await calm(["simulate", "marks.dl", "--out", "run.svg"], { cwd });
  expect(drawn).toEqual({ code: 0, out: "", err: "wrote run.svg\n" });
  const svg = readFileSync(join(cwd, "run.svg"), "utf8");
  expect(xmlProblems(svg)).toEqual([]);
  const { out } = await calm(["simulate", "marks.dl", "--format", "json"], { cwd });
  const { scenarios } = JSON.parse(out) as Simulated;
  const kinds = scenarios.flatMap(({ trace }) => trace.map(({ kind }) => kind));
  const arrows = (part: string): number => svg.split(part).length - 1;
  expect(arrows('class="axis arrow"')).toBe(kinds.filter((kind) => kind === "message").length);
  expect(arrows('class="red-line line lost"')).toBe(kinds.filter((kind) => kind === "lost").length);
  expect(new Set(kinds)).toEqual(
    new Set(["statement", "cluster", "committed", "appeared", "lost", "message", "applied"]),
  );
  const printed = await calm(["simulate", "marks.dl", "--format", "svg"], { cwd });
  expect(printed).toEqual({ code: 0, out: svg, err: "" });
});

test("a drawing of a run that fails is written, and what failed is said", async () => {
  const cwd = folderWith({ "marks.dl": failing });
  const { code, out, err } = await calm(["simulate", "marks.dl", "--out", "run.svg"], { cwd });
  expect({ code, out, err }).toEqual({
    code: 1,
    out: "",
    err: "wrote run.svg\nhasty: failed, 0 of 1 expectations hold\n",
  });
  expect(readFileSync(join(cwd, "run.svg"), "utf8")).toContain(">✗<");
});

test("messages are shown on their way, those too that do not arrive", async () => {
  const cwd = folderWith({ "marks.dl": marks });
  const { code, out } = await calm(["simulate", "marks.dl", "--messages"], { cwd });
  expect(code).toBe(0);
  expect(out).toContain('  ana → bo  cut off, waits: insert mark("a")\n');
  expect(out).toContain('  ana → bo  insert mark("a")\n');
  expect(out).toContain("\nok, all 2 expectations hold\n");
  for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});

test.each([
  [["--out", "run.png"], /^calm: run\.png: which format\?\nend the name with one of \.svg, \.json, \.txt/],
  [["--out", "/dev/null/run.svg"], /^calm: \/dev\/null\/run\.svg cannot be written: /],
  [["--scenario", "part"], /^calm: marks\.dl has no scenario `part`\ndid you mean `apart`\?\n/],
])("%j is wrong usage", async (words, message) => {
  const cwd = folderWith({ "marks.dl": marks });
  const { code, out, err } = await calm(["simulate", "marks.dl", ...words], { cwd });
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(message);
});
