import { spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { calm, folderWith } from "./calm.ts";

const roads = `.decl road(from: symbol, to: symbol, km: number)
.input road
.decl reach(from: symbol, to: symbol)
.output reach
reach(a, b) :- road(a, b, _).
reach(a, c) :- reach(a, b), road(b, c, _).
`;
const threeRoads = "ulm\tbonn\t420\nbonn\tkiel\t510\n";

/** The error that a program ends with, without its last line end. */
async function refusal(files: Readonly<Record<string, string | Uint8Array>>, ...words: string[]) {
  const cwd = folderWith(files);
  const { code, out, err } = await calm(["run", "-D", "out", ...words, "main.dl"], { cwd });
  expect(existsSync(join(cwd, "out"))).toBe(false);
  return { code, out, err: err.trimEnd().split("\n") };
}

describe("run reads facts and writes outputs", () => {
  test("as Soufflé does: R.facts of the fact folder, R.csv of the output folder", async () => {
    const cwd = folderWith({ "main.dl": roads, "facts/road.facts": threeRoads });
    expect(await calm(["run", "-F", "facts", "-D", "deep/out", "main.dl"], { cwd })).toEqual({
      code: 0,
      out: "",
      err: "",
    });
    expect(readdirSync(join(cwd, "deep/out"))).toEqual(["reach.csv"]);
    expect(readFileSync(join(cwd, "deep/out/reach.csv"), "utf8")).toBe("ulm\tbonn\nbonn\tkiel\nulm\tkiel\n");
  });

  test("-D - prints every output, with its columns' names, and sizes after them", async () => {
    const cwd = folderWith({ "main.dl": `${roads}.printsize road\n`, "road.facts": threeRoads });
    const { out } = await calm(["run", "-D", "-", "main.dl"], { cwd });
    expect(out).toBe(
      "---------------\nreach\nfrom\tto\n===============\n" +
        "ulm\tbonn\nbonn\tkiel\nulm\tkiel\n===============\nroad\t2\n",
    );
    expect(readdirSync(cwd).sort()).toEqual(["main.dl", "road.facts"]);
  });

  test("in every format there is", async () => {
    const cwd = folderWith({
      "main.dl": `.decl note(who: symbol, says: symbol, n: float)
.input note(filename="notes.csv", format=csv, headers=true)
.decl known(who: symbol)
.input known(IO=stdin, columns="1")
.decl packed(n: number)
.input packed
.output note(filename="a.csv", rfc4180=true, headers=true)
.output note(filename="b.csv", format=csv)
.output note(filename="c.jsonl", format=jsonl)
.output note(filename="d.txt", delimiter="; ")
.output note(filename="e.csv.gz", compress=true)
.output known(IO=stdout)
.output packed
`,
      "notes.csv": 'who,says,n\nana,"so, ""yes""",1.5\n',
      "packed.facts": gzipSync("1\n2\n"),
    });
    const { code, out } = await calm(["run", "main.dl"], { cwd, input: "1\tbo\tx\n2\tcy\ty\n" });
    expect(code).toBe(0);
    const text = (name: string): string => readFileSync(join(cwd, name), "utf8");
    expect(text("a.csv")).toBe('who,says,n\n"ana","so, ""yes""",1.5\n');
    expect(text("b.csv")).toBe('ana,"so, ""yes""",1.5\n');
    expect(text("c.jsonl")).toBe('{"who":"ana","says":"so, \\"yes\\"","n":1.5}\n');
    expect(text("d.txt")).toBe('ana; so, "yes"; 1.5\n');
    expect(gunzipSync(readFileSync(join(cwd, "e.csv.gz"))).toString()).toBe('ana\tso, "yes"\t1.5\n');
    expect(text("packed.csv")).toBe("1\n2\n");
    expect(out).toBe("---------------\nknown\n===============\nbo\ncy\n===============\n");
  });

  test("what a rule leaves out is a warning at the rule", async () => {
    const cwd = folderWith({
      "main.dl": ".decl a(n: number)\na(1). a(0).\n.decl b(n: number)\nb(4 / n) :- a(n).\n.output b\n",
    });
    const { code, err } = await calm(["run", "main.dl"], { cwd });
    expect([code, err]).toEqual([
      0,
      "warning: division by zero: what the rule would derive from it is left out\n  --> main.dl:4:1\n",
    ]);
    expect(readFileSync(join(cwd, "b.csv"), "utf8")).toBe("4\n");
  });

  test("an output that is a device is written into, not replaced", async () => {
    const cwd = folderWith({ "main.dl": '.decl a(n: number)\na(1).\n.output a(filename="/dev/null")\n' });
    expect((await calm(["run", "main.dl"], { cwd })).code).toBe(0);
    expect(spawnSync("test", ["-c", "/dev/null"]).status).toBe(0);
  });
});

describe("run refuses, and writes nothing", () => {
  test("lines of facts that are wrong, all of them, in every file", async () => {
    const { code, err } = await refusal({
      "main.dl": `${roads}.decl town(name: symbol, people: unsigned)\n.input town(format=jsonl, filename="towns.jsonl")\n`,
      "road.facts": "ulm\tbonn\nulm\tkiel\tfar\nbonn\tkiel\t510\n",
      "towns.jsonl": '["ulm", 126000]\n["bonn", -1]\n',
    });
    expect([code, err]).toEqual([
      1,
      [
        "error: 3 lines of facts cannot be read; nothing was loaded",
        "  road.facts:1:1: 2 fields where there are 3 columns",
        '  road.facts:2:10: "far" is no number, which the column `km` holds',
        "  towns.jsonl:2:10: -1 is out of range for the column `people`",
      ],
    ]);
  });

  test("facts that are not there, are a folder, or may not be read", async () => {
    expect(await refusal({ "main.dl": roads })).toMatchObject({
      code: 2,
      err: [
        "calm: not all facts can be read; nothing was loaded",
        "  road.facts does not exist (the facts of `road`)",
      ],
    });
    expect(await refusal({ "main.dl": roads, "road.facts/x": "" })).toMatchObject({
      code: 2,
      err: [expect.any(String), "  road.facts is a folder, not a file (the facts of `road`)"],
    });
    const broken = Buffer.concat([gzipSync("ulm\tbonn\t1\n").subarray(0, 12)]);
    expect(await refusal({ "main.dl": roads, "road.facts": broken })).toMatchObject({ code: 2 });
  });

  test.skipIf(process.getuid?.() === 0)("facts that must not be read", async () => {
    const cwd = folderWith({ "main.dl": roads, "road.facts": threeRoads });
    chmodSync(join(cwd, "road.facts"), 0);
    const { code, err } = await calm(["run", "main.dl"], { cwd });
    expect(code).toBe(2);
    expect(err).toContain("permission denied");
  });

  test("bytes of facts that are not UTF-8", async () => {
    const bytes = Uint8Array.of(0x75, 9, 0xff, 9, 0x31, 10);
    expect(await refusal({ "main.dl": roads, "road.facts": bytes })).toMatchObject({
      code: 1,
      err: [expect.any(String), "  road.facts:1:3: these bytes are not UTF-8"],
    });
  });

  test.each([
    ["IO=sqlite", "`IO=sqlite` is not supported: it is `file` or `stdin`"],
    ["format=xml", "`format=xml` is not supported: it is `csv` or `jsonl`"],
    ['columns="0:1"', '`columns="0:1"` names 2 columns, and `road` has 3'],
    ['columns="a"', '`columns="a"` is no list of columns such as `0:2`'],
    ['delimiter=""', "the delimiter is empty"],
  ])("a parameter that means nothing: %s", async (parameter, message) => {
    const text = roads.replace(".input road", `.input road(${parameter})`);
    expect(await refusal({ "main.dl": text, "road.facts": threeRoads })).toMatchObject({
      code: 1,
      err: [`error: ${message}`, "  --> main.dl:2:8"],
    });
  });

  test("an overflow, a recursion that does not end, and errors of the text", async () => {
    const overflow =
      ".decl a(n: number)\na(9007199254740991).\n.decl b(n: number)\nb(n * 2) :- a(n).\n.output b\n";
    expect(await refusal({ "main.dl": overflow })).toMatchObject({
      code: 1,
      err: ["error: 18014398509481982 is out of range", "  --> main.dl:4:1"],
    });
    const endless = '.decl d(x: symbol, n: min<number>)\nd("a", 0).\nd(x, n - 1) :- d(x, n).\n.output d\n';
    expect(await refusal({ "main.dl": endless })).toMatchObject({
      code: 1,
      err: [
        "error: the recursion through `d` does not end: no row is new, and values still move (CALM402)",
        "  --> main.dl:3:1",
      ],
    });
    const { code, err } = await refusal({ "main.dl": "a(1) :- b(1).\n" });
    expect(code).toBe(1);
    expect(err[0]).toBe("error[CALM002]: `a` is not a declared relation");
  });

  test("an output folder that is a file", async () => {
    const cwd = folderWith({ "main.dl": roads, "road.facts": threeRoads, out: "" });
    const { code, err } = await calm(["run", "-D", "out", "main.dl"], { cwd });
    expect([code, err]).toEqual([
      2,
      "calm: out/reach.csv cannot be written: a part of its path is a file, not a folder; no output was written\n",
    ]);
  });

  test.skipIf(process.getuid?.() !== 0)(
    "a full disk: the outputs that were there stand as they were",
    async () => {
      const cwd = folderWith({
        "main.dl": `.decl small(n: number)\nsmall(1).\n.decl large(n: number)\nlarge(n) :- n = range(0, 100000).\n.output small, large\n`,
      });
      const disk = join(cwd, "disk");
      mkdirSync(disk);
      const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]);
      // A container may forbid it.
      if (mount.status !== 0) return;
      onTestFinished(() => void spawnSync("umount", [disk]));
      writeFileSync(join(disk, "small.csv"), "before\n");
      const { code, err } = await calm(["run", "-D", "disk", "main.dl"], { cwd });
      expect([code, err]).toEqual([
        2,
        "calm: disk/large.csv cannot be written: the disk is full; no output was written\n",
      ]);
      expect(readdirSync(disk)).toEqual(["small.csv"]);
      expect(readFileSync(join(disk, "small.csv"), "utf8")).toBe("before\n");
    },
  );

  test.skipIf(!existsSync("/dev/full"))("standard output that cannot be written", () => {
    const cwd = folderWith({ "main.dl": roads, "road.facts": threeRoads });
    const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
    const line = `"${process.execPath}" "${command}" run -D - main.dl > /dev/full`;
    const { status, stderr } = spawnSync("sh", ["-c", line], { cwd, encoding: "utf8" });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^calm: standard output cannot be written: ENOSPC/);
  });
});

describe("--max-rows ends a recursion that would not end, at the rule that makes its rows", () => {
  test("the rule that computes a new value, among those of the relation", async () => {
    const text = `.decl step(x: number, y: number)
step(1, 2).
.decl n(x: number)
n(0).
n(y) :- n(x), step(x, y).
n(x + 1) :- n(x).
.output n
`;
    const { code, err } = await refusal({ "main.dl": text }, "--max-rows", "1000");
    expect([code, err]).toEqual([
      1,
      [
        "error: `n` has 1,001 rows after 1,000 rounds, more than --max-rows allows: does its recursion not end?",
        "  --> main.dl:6:1",
      ],
    ]);
  });

  test("rules and facts without recursion are many rows all the same", async () => {
    const text = ".decl n(x: number)\nn(x) :- x = range(0, 50).\n.output n\n";
    const { err } = await refusal({ "main.dl": text }, "--max-rows", "49");
    expect(err).toEqual([
      "error: `n` has 50 rows after 0 rounds, more than --max-rows allows",
      "  --> main.dl:2:1",
    ]);
    const facts = { "main.dl": ".decl n(x: number)\n.input n\n.output n\n", "n.facts": "1\n2\n" };
    expect((await refusal(facts, "--max-rows", "1")).err.at(-1)).toBe("  --> main.dl:1:7");
    expect((await calm(["run", "--max-rows", "2", "main.dl"], { cwd: folderWith(facts) })).code).toBe(0);
  });
});

test("Ctrl-C stops in the middle of a long rule, with 130 and nothing written", async () => {
  const cwd = folderWith({
    "main.dl": `.decl n(x: number)
n(x) :- x = range(0, 5000).
.decl triple(x: number, y: number, z: number)
triple(x, y, z) :- n(x), n(y), n(z), x * x + y * y = z * z + 7.
.output n, triple
`,
  });
  const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
  const child = spawn(process.execPath, [command, "run", "-D", "out", "main.dl"], { cwd });
  let err = "";
  child.stderr.on("data", (data: Buffer) => (err += data.toString()));
  setTimeout(() => child.kill("SIGINT"), 1500);
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect([code, err]).toEqual([130, "calm: interrupted; nothing was written\n"]);
  expect(readdirSync(cwd)).toEqual(["main.dl"]);
});

describe("--profile", () => {
  test("shows a table on standard error, the slowest rule first", async () => {
    const cwd = folderWith({ "main.dl": roads, "road.facts": threeRoads });
    const { out, err } = await calm(["run", "--profile", "-D", "-", "main.dl"], { cwd });
    expect(out).toContain("ulm\tkiel\n");
    const [head, ...lines] = err.trimEnd().split("\n");
    expect(head).toMatch(/^ *ms {2}rounds {2}new rows {2}line {2}rule$/);
    expect(lines.map((line) => line.replace(/^ *[\d.]+ +/, "")).sort()).toEqual(
      [
        "     1         2     5  reach(a, b) :- road(a, b, _).",
        "     2         1     6  reach(a, c) :- reach(a, b), road(b, c, _).",
      ].map((line) => line.trimStart()),
    );
    for (const line of err.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("as JSON, in the order of the file", async () => {
    const cwd = folderWith({ "main.dl": roads, "road.facts": threeRoads });
    const { out } = await calm(["run", "--profile", "--format", "json", "main.dl"], { cwd });
    const number = expect.any(Number) as number;
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      rules: [
        { file: "main.dl", line: 4, rounds: 1, rows: 2, milliseconds: number },
        { file: "main.dl", line: 5, rounds: 2, rows: 1, milliseconds: number },
      ],
    });
  });

  test("--format json without it is wrong usage", async () => {
    const { code, err } = await calm(["run", "--format", "json", "main.dl"]);
    expect([code, err]).toEqual([2, "calm: --format json is the form of the profile\nadd --profile\n"]);
  });
});
