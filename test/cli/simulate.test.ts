import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { xmlProblems } from "../ide/well-formed.ts";
import { calm, folderWith } from "./calm.ts";

const shop = `.decl stock(p: symbol, n: number) static
.input stock
.decl sold(p: symbol, n: gcounter)
sold("camera", 0).
.operation sell(p: symbol) {
  require stock(p, n), sold(p, s), s < n.
  sold(p) += 1.
}
.invariant no_oversell: sold(p, s), stock(p, n) => s <= n.
.decl sold_out(p: symbol)
sold_out(p) :- stock(p, n), sold(p, s), s >= n.
.output sold_out
.scenario last_unit {
  replicas madrid, dublin.
  partition madrid | dublin.
  at madrid: sell("camera").
  at dublin: sell("camera").
  heal.
  settle.
  expect converged.
  expect violated no_oversell.
}
.scenario dublin_is_down {
  replicas madrid, dublin.
  crash dublin.
  at dublin: sell("camera").
  expect refused.
}
`;

const wrong = `.decl likes(post: symbol, n: gcounter)
.output likes(promise="eventual")
.scenario counts {
  replicas madrid, dublin.
  at madrid: likes("p1") += 1.
  at dublin: likes("p1") += 1.
  settle.
  expect likes("p1", 2).
  expect likes("p1", 1).
  repeat 3: expect at dublin: !likes(
    "p1", 2).
  expect refused.
}
.scenario fine {
  replicas madrid.
  at madrid: likes("p1") += 1.
  expect likes("p1", 1).
}
.scenario silent { replicas madrid. }
`;

const withStock = { "shop.dl": shop, "facts/stock.facts": "camera\t1\n" };

describe("simulate", () => {
  test("shows what was done, what came of it and when, and which expectations hold", async () => {
    const cwd = folderWith(withStock);
    const { code, out, err } = await calm(["simulate", "-F", "facts", "shop.dl"], { cwd });
    expect([code, err]).toEqual([0, ""]);
    expect(out).toBe(`last_unit  shop.dl:13:11  seed 1
 0 ms  replicas madrid, dublin.
       partition madrid | dublin.
       at madrid: sell("camera").
         madrid  -sold("camera", 0) +sold("camera", 1)
         madrid  output + sold_out("camera")
       at dublin: sell("camera").
         dublin  -sold("camera", 0) +sold("camera", 1)
         dublin  output + sold_out("camera")
       heal.
       settle.
10 ms    dublin  hears -sold("camera", 1) +sold("camera", 2)
         madrid  hears -sold("camera", 1) +sold("camera", 2)
20 ms  ✓ expect converged.
       ✓ expect violated no_oversell.
ok, all 2 expectations hold

dublin_is_down  shop.dl:23:11  seed 1
0 ms  replicas madrid, dublin.
      crash dublin.
      at dublin: sell("camera").
        dublin  refuses sell("camera"): dublin is down
      ✓ expect refused.
ok, its expectation holds

2 scenarios ran: ok
`);
  });

  test("says at which line an expectation fails, why, and how often", async () => {
    const { code, out } = await calm(["simulate", "wrong.dl"], { cwd: folderWith({ "wrong.dl": wrong }) });
    expect(code).toBe(1);
    expect(out).toContain('       ✓ expect likes("p1", 2).\n       ✗ expect likes("p1", 1).\n');
    expect(out.slice(out.indexOf("failed"))).toBe(`failed, 1 of 6 expectations holds
  wrong.dl:9:3: expect likes("p1", 1): madrid has no likes("p1", 1); it has
    likes("p1", 2)
  wrong.dl:10:13: expect at dublin: !likes( "p1", 2): dublin has likes("p1",
    2) (3 times)
  wrong.dl:12:3: expect refused: likes("p1") += 1 was done

fine  wrong.dl:14:11  seed 1
0 ms  replicas madrid.
      at madrid: likes("p1") += 1.
        madrid  +likes("p1", 1)
        madrid  output + likes("p1", 1)
      ✓ expect likes("p1", 1).
ok, its expectation holds

silent  wrong.dl:19:11  seed 1
0 ms  replicas madrid.
ok, though it expects nothing

3 scenarios ran, 1 failed: counts
`);
  });

  test("--quiet shows what fails alone", async () => {
    const cwd = folderWith({ ...withStock, "wrong.dl": wrong });
    const { code, out } = await calm(["simulate", "--quiet", "wrong.dl"], { cwd });
    expect(code).toBe(1);
    expect(out).toMatch(/^counts .*\nfailed, 1 of 6 .*\n\n3 scenarios ran, 1 failed: counts\n$/s);
    expect(out).not.toContain(" ms ");
    expect((await calm(["simulate", "--quiet", "-F", "facts", "shop.dl"], { cwd })).out).toBe(
      "2 scenarios ran: ok\n",
    );
    const one = await calm(["simulate", "--quiet", "--scenario", "fine", "wrong.dl"], { cwd });
    expect(one).toEqual({ code: 0, out: "1 scenario ran: ok\n", err: "" });
  });

  test("fits 80 columns, with messages too", async () => {
    const name = "a".repeat(12);
    const rules = `.decl p(${name}: symbol)
.output p
.scenario long {
  replicas ${name}, ${name}2.
  network delivery = causal, loss = 0.5.
  repeat 8: at ${name}: p("${"word ".repeat(30)}").
  settle.
  expect p("${"other ".repeat(30)}").
}
`;
    const { code, out } = await calm(["simulate", "--messages", "-"], { input: rules });
    expect(code).toBe(1);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("gives json that names every expectation and all of the trace", async () => {
    const cwd = folderWith({ "wrong.dl": wrong });
    const { code, out, err } = await calm(["simulate", "--format", "json", "wrong.dl"], { cwd });
    expect([code, err]).toEqual([1, ""]);
    const wentWrong = { line: 9, ok: false, message: 'dublin has likes("p1", 2)' };
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      scenarios: [
        {
          name: "counts",
          line: 2,
          seed: 1,
          ok: false,
          expects: [
            { line: 7, ok: true, message: "" },
            { line: 8, ok: false, message: 'madrid has no likes("p1", 1); it has likes("p1", 2)' },
            wentWrong,
            wentWrong,
            wentWrong,
            { line: 11, ok: false, message: 'likes("p1") += 1 was done' },
          ],
          trace: expect.arrayContaining([
            { at: 0, kind: "statement", line: 3, text: "replicas madrid, dublin." },
            { at: 0, kind: "committed", replica: "madrid", text: '+likes("p1", 1)' },
            expect.objectContaining({
              at: 10,
              kind: "message",
              from: "madrid",
              to: "dublin",
              sent: 0,
              text: 'likes("p1") is 1 by madrid',
            }),
          ]) as unknown,
        },
        { name: "fine", line: 13, ok: true, expects: [{ line: 16, ok: true, message: "" }] },
        { name: "silent", line: 18, ok: true, expects: [] },
      ],
    });
  });

  test("a scenario that does not come to rest has failed, and says what still moves", async () => {
    const rules = `.decl due(n: number)
.decl done(n: number)
.boundary gate by leader(madrid)
done(n) at gate :- due(n).
.scenario deaf {
  replicas madrid, dublin.
  network loss = 1.
  at dublin: due(1).
  settle.
  expect done(1).
}
`;
    const { code, out } = await calm(["simulate", "-"], { input: rules });
    expect(code).toBe(1);
    expect(out).toMatch(/\nfailed, before it expected anything\n {2}<stdin>:9:3: still moving after ten\n? /);
    const json = await calm(["simulate", "--format", "json", "-"], { input: rules });
    expect(JSON.parse(json.out)).toMatchObject({
      scenarios: [
        { ok: false, error: { line: 8, message: expect.stringMatching(/^still moving/) as string } },
      ],
    });
    expect(json.code).toBe(1);
  });

  test("--seed chooses the chance, and the same seed gives the same run", async () => {
    const rules = `.decl p(n: number)
.scenario lossy {
  replicas a, b, c.
  network loss = 0.5, delivery = gossip.
  at a: p(1).
  settle.
  expect converged.
}
`;
    const cwd = folderWith({ "rules.dl": rules });
    const seeded = async (seed: string): Promise<string> =>
      (await calm(["simulate", "--messages", "--seed", seed, "rules.dl"], { cwd })).out;
    const [one, again, other] = [await seeded("1"), await seeded("1"), await seeded("2")];
    expect(one).toContain("seed 1\n");
    expect(again).toBe(one);
    expect(other.replace("seed 2", "seed 1")).not.toBe(one);
  });
});

describe("simulate ends with 2", () => {
  const cwd = (): string => folderWith({ ...withStock, "none.dl": ".decl p(x: symbol)\n.output p\n" });

  test.each([
    [
      ["shop.dl", "--scenario", "last_unti"],
      /^calm: shop\.dl has no scenario `last_unti`\ndid you mean `last_unit`\?\n$/,
    ],
    [
      ["shop.dl", "--scenario", "x"],
      /^calm: shop\.dl has no scenario `x`\nit has: last_unit, dublin_is_down\n$/,
    ],
    [["none.dl"], /^calm: none\.dl has no scenario to run\n/],
    [["lost.dl"], /^calm: lost\.dl does not exist\n$/],
    [["shop.dl", "--seed", "x"], /argument 'x' is invalid\. It must be a whole number, 0 or more\./],
    [["shop.dl", "--format", "xml"], /Allowed choices are pretty, json, svg\./],
    [["shop.dl", "none.dl"], /too many arguments/],
    [
      ["shop.dl", "-F", "nowhere"],
      /^calm: not all facts can be read; nothing was loaded\n {2}nowhere\/stock\.facts does not exist/,
    ],
  ])("calm simulate %j", async (words, says) => {
    const { code, out, err } = await calm(["simulate", ...words], { cwd: cwd() });
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(says);
  });
});

test("simulate refuses a file with errors, and runs one with points of order", async () => {
  const broken = await calm(["simulate", "-"], { input: ".decl p(x: symbol\n.scenario s { replicas a. }\n" });
  expect([broken.code, broken.out]).toEqual([1, ""]);
  expect(broken.err).toContain("error[CALM001]");
  const unknown = ".decl p(x: symbol)\n.scenario s { replicas a. expect q(1). }\n";
  expect((await calm(["simulate", "-"], { input: unknown })).err).toContain("error[CALM002]");
  const order =
    ".decl p, q(x: symbol)\n.decl r(x: symbol)\nr(x) :- p(x), !q(x).\n.output r\n" +
    '.scenario s { replicas a. at a: p("x"). expect r("x"). }\n';
  expect((await calm(["simulate", "-"], { input: order })).code).toBe(0);
});

test("a fault of ours in simulate ends with 70", async () => {
  const sabotage = "WeakMap.prototype.set=()=>{throw%20new%20Error('no%20room')}";
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${sabotage}` };
  const { code, err } = await calm(["simulate", "-"], { input: wrong, env });
  expect(code).toBe(70);
  expect(err).toMatch(/^calm: internal fault at .*no room\n/);
});

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

test.each(["simulate", "verify"])("help of %s fits a terminal", async (command) => {
  const { code, out } = await calm([command, "--help"]);
  expect(code).toBe(0);
  for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});
