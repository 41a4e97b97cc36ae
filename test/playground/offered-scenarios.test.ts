import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RunService } from "../../src/playground/run-service.ts";
import { FollowedRun, sound } from "./runs.ts";

const text = `.decl bug(release: symbol, id: symbol)
.decl release(name: symbol)
.decl ready(name: symbol)
ready(r) :- release(r), !bug(r, _).
.output ready

.decl sold(item: symbol, n: gcounter)
.decl stock(item: symbol, n: number) static
stock("camera", 1).
sold("camera", 0).
.invariant no_oversell: sold(p, s), stock(p, n) => s <= n.
.operation sell(p: symbol) {
  require stock(p, n), sold(p, s), s < n.
  sold(p) += 1.
}

// Nobody
// knows of a bug.
.scenario quiet {
  replicas madrid, dublin.
  expect converged.
}
.scenario quieter { replicas oslo. }
`;

test("a program offers its scenarios, then what its findings do in a run", async () => {
  const service = new RunService();
  const offered = sound(await service.scenarios([{ path: "rules.dl", text }]));
  expect(offered.map(({ name, kind, about, line }) => ({ name, kind, about, line }))).toEqual([
    { name: "quiet", kind: "scenario", about: "Nobody knows of a bug.", line: 19 },
    { name: "quieter", kind: "scenario", about: "A scenario on oslo with 0 expectations.", line: 23 },
    {
      name: "ready_differs",
      kind: "witness",
      about:
        "`ready` depends on the absence of `bug`: a later `bug(r, _)` withdraws a row that was already printed.",
      line: 4,
    },
    {
      name: "no_oversell_broken",
      kind: "counterexample",
      about: "`no_oversell` is kept by each replica, and broken when they merge.",
      line: 11,
    },
  ]);
});

test(
  "everything that is offered for the examples runs to its end, and holds what it expects",
  { timeout: 120_000 },
  async () => {
    const kinds = new Set<string>();
    const folder = new URL("../../examples/", import.meta.url);
    for (const path of readdirSync(folder).filter((name) => name.endsWith(".dl"))) {
      const file = { path, text: readFileSync(new URL(path, folder), "utf8") };
      const offered = sound(await new RunService().scenarios([file]));
      for (const { source, kind, name } of offered) {
        const run = await FollowedRun.open(source);
        await run.seek("end");
        kinds.add(kind);
        const failed = run.state.statements.filter(({ ok }) => ok === false);
        expect({ name, trouble: run.state.trouble, failed }).toEqual({ name, trouble: null, failed: [] });
      }
    }
    expect([...kinds].sort()).toEqual(["counterexample", "scenario", "witness"]);
  },
);

test("an included file's scenario is offered, without a line of the root", async () => {
  const files = [
    { path: "shop/root.dl", text: '.include "parts/../parts/base.dl"\n' },
    { path: "shop/parts/base.dl", text: ".decl a(x: symbol)\n.scenario s { replicas madrid. }\n" },
  ] as const;
  const [only] = sound(await new RunService().scenarios(files));
  expect(only).toMatchObject({ name: "s", line: null, source: { statements: ["replicas madrid."] } });
  const trace = await new RunService().trace(files, "s", 1);
  expect(trace).toContain('"text": "replicas madrid."');
});

test("a program that cannot run says why, and so does a scenario that is not there", async () => {
  const service = new RunService();
  const broken = [{ path: "a.dl", text: ".decl a(x: symbol)\na(y) :- b(y).\n" }] as const;
  const trouble = "Line 2: `b` is not a declared relation";
  expect(await service.scenarios(broken)).toEqual({ trouble: expect.stringContaining(trouble) as string });
  expect(await service.trace([{ path: "a.dl", text: "" }], null, 1)).toEqual({
    trouble: "The file has no scenario.",
  });
  expect(await service.trace([{ path: "rules.dl", text }], "loud", 1)).toEqual({
    trouble: "The file has no scenario `loud`.",
  });
  expect(await service.trace([{ path: "a.dl", text: '.include "b.dl"\n' }], null, 1)).toEqual({
    trouble: expect.stringContaining("b.dl") as string,
  });
});
