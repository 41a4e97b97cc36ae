import { describe, expect, test } from "vitest";
import { calm, folderWith } from "./calm.ts";

const release = `.decl release(r: symbol)
.input release
.decl blocker(r: symbol, bug: symbol)
.decl ready(r: symbol)
ready(r) :- release(r), !blocker(r, _).
.output ready
.decl blocked(r: symbol)
blocked(r) :- blocker(r, _).
.output blocked
`;

const few = ["--schedules", "40"];

describe("verify", () => {
  test("shows each point of order at work, and that no verdict is wrong", async () => {
    const cwd = folderWith({ "release.dl": release });
    const { code, out, err } = await calm(["verify", ...few, "release.dl"], { cwd });
    expect([code, err]).toEqual([0, ""]);
    expect(out.replace(/\n {2}\d+ packets[^]*?\n(?=\d)/, "\n  …\n")).toBe(`CALM101 ready  release.dl:5:25
  two replicas act differently, and one takes it back

40 schedules
  …
1 of 1 points of order shown at work
  \`--scenarios\` prints a run for each
no schedule contradicts a verdict
`);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("prints scenarios that calm simulate runs, and that hold", async () => {
    const cwd = folderWith({ "release.dl": release });
    const { out } = await calm(["verify", ...few, "--scenarios", "release.dl"], { cwd });
    const scenario = /^ {4}\.scenario [^]*?^ {4}\}$/m.exec(out)?.[0] ?? "";
    expect(scenario).toMatch(/expect at oslo: ready\(.*expect at madrid: !ready\(/s);
    const { code } = await calm(["simulate", "-"], { input: `${release}${scenario}\n` });
    expect(code).toBe(0);
  });

  test("gives json, with the scenarios in it", async () => {
    const cwd = folderWith({ "release.dl": release, "facts/release.facts": "v7\n" });
    const words = ["verify", ...few, "--seed", "9", "-F", "facts", "--format", "json", "release.dl"];
    const { code, out, err } = await calm(words, { cwd });
    expect([code, err]).toEqual([0, ""]);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      schedules: 40,
      seed: 9,
      violations: [],
      demonstrations: [
        {
          relation: "ready",
          code: "CALM101",
          line: 4,
          demonstrated: true,
          scenario: expect.stringMatching(/^\.scenario ready_differs_1 \{\n/) as string,
        },
      ],
    });
    expect((await calm(words, { cwd })).out).toBe(out);
  });

  test("has nothing to show where everything is monotone", async () => {
    const input = ".decl p(x: symbol)\n.decl q(x: symbol)\nq(x) :- p(x).\n.output q\n";
    const { code, out } = await calm(["verify", ...few, "-"], { input });
    expect(code).toBe(0);
    expect(out).toMatch(/^\n40 schedules\n(?: {2}.*\n)+no schedule contradicts a verdict\n$/);
  });

  test("leaves facts out that break what the world outside guarantees", async () => {
    const input = `.decl plate(p: symbol, owner: symbol)
.invariant one_owner assumed: plate(p, a), plate(p, b) => a = b.
.decl shared(p: symbol)
shared(p) :- plate(p, a), plate(p, b), a != b.
.decl bill(p: symbol, owner: symbol)
bill(p, o) :- plate(p, o), !shared(p).
.output bill
`;
    const assumed = await calm(["verify", ...few, "-"], { input });
    expect([assumed.code, assumed.err]).toEqual([0, ""]);
    expect(assumed.out).toContain("no schedule contradicts a verdict");
  });

  test("lets operations alone write what their proved invariants speak of", async () => {
    const input = `.decl mailbox(u: symbol, address: symbol)
.invariant one_address: mailbox(u, a), mailbox(u, b) => a = b.
.operation open_box(u: symbol) { insert mailbox(u, cat(u, "@example.org")). }
.decl ambiguous(u: symbol)
ambiguous(u) :- mailbox(u, a), mailbox(u, b), a != b.
.decl deliver(u: symbol, address: symbol)
deliver(u, a) :- mailbox(u, a), !ambiguous(u).
.output deliver
`;
    const { code, out } = await calm(["verify", ...few, "-"], { input });
    expect(code).toBe(0);
    expect(out).toContain("no schedule contradicts a verdict");
  });

  test("runs the scenarios of the file, too", async () => {
    const scenario = `.scenario closes {
  replicas madrid, dublin.
  at madrid: insert closed("v1").
  settle.
}
`;
    const sealed = `.decl blocker(r: symbol)
.decl closed(r: symbol)
.seal blocker(r) by closed
.decl open(r: symbol)
open(r) :- closed(r), blocker(r).
.output open
${scenario}`;
    const { code, out } = await calm(["verify", "--schedules", "1", "--format", "json", "-"], {
      input: sealed,
    });
    expect(code).toBe(0);
    // Five seeds, two replicas each.
    const { faults } = JSON.parse(out) as { readonly faults: { readonly sealed: number } };
    expect(faults.sealed).toBeGreaterThanOrEqual(10);
  });

  test("one schedule is one", async () => {
    const { out } = await calm(["verify", "--schedules", "1", "-"], { input: release });
    expect(out).toContain("\n1 schedule\n");
    expect(out).not.toMatch(/\b1 (?:packets|partitions|crashes|changes|calls)/);
  });
});

describe("verify ends with 2", () => {
  const cwd = (): string =>
    folderWith({ "release.dl": release, "fixed.dl": ".decl p(x: number) static\np(1).\n.output p\n" });

  test.each([
    [["fixed.dl"], /^calm: fixed\.dl has nothing to run: no relation can be written/],
    [["lost.dl"], /^calm: lost\.dl does not exist\n$/],
    [["release.dl", "--schedules", "0"], /argument '0' is invalid\. It must be a whole number, 1 or more\./],
    [["release.dl", "--seed", "-3"], /argument '-3' is invalid/],
    [
      ["release.dl", "-F", "nowhere"],
      /^calm: not all facts can be read; nothing was loaded\n {2}nowhere\/release\.facts does not exist/,
    ],
    [["release.dl", "--format", "sarif"], /Allowed choices are pretty, json\./],
  ])("calm verify %j", async (words, says) => {
    const { code, out, err } = await calm(["verify", ...words], { cwd: cwd() });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(says);
  });
});

test("verify refuses a file with errors", async () => {
  const { code, out, err } = await calm(["verify", "-"], { input: ".decl p(x: symbol\n" });
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain("error[CALM001]");
});

test("a fault of ours in verify ends with 70", async () => {
  const sabotage = "WeakMap.prototype.set=()=>{throw%20new%20Error('no%20room')}";
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${sabotage}` };
  const { code, err } = await calm(["verify", "-"], { input: release, env });
  expect(code).toBe(70);
  expect(err).toMatch(/^calm: internal fault at .*no room\n/);
});
