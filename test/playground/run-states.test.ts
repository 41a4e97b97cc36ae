import { describe, expect, test } from "vitest";
import type { RunState } from "../../src/playground/run-api.ts";
import { FollowedRun } from "./runs.ts";

function opened(text: string, ...statements: readonly string[]): Promise<FollowedRun> {
  return FollowedRun.open({ files: [{ path: "rules.dl", text }], statements, seed: 1 });
}

const likes = `.decl likes(post: symbol, n: gcounter)
.decl popular(post: symbol)
popular(p) :- likes(p, n), n >= 2.
.output popular
`;

describe("a run", () => {
  test("tells what is under way, what waits at a partition, and where replicas differ", async () => {
    const run = await opened(likes, "replicas madrid, dublin, oslo.");
    await run.step();
    await run.act('at madrid: likes("p") += 1');
    await run.advance(4);
    await run.act("partition madrid, dublin | oslo.");
    expect(run.state).toMatchObject({
      at: 4,
      nextAt: 10,
      flights: [
        {
          from: "madrid",
          to: "dublin",
          kind: "changes",
          text: 'likes("p") is 1 by madrid',
          sent: 0,
          arrives: 10,
        },
        { from: "madrid", to: "oslo", sent: 0, arrives: 10 },
      ],
      waiting: [],
      down: [
        { from: "madrid", to: "oslo" },
        { from: "dublin", to: "oslo" },
        { from: "oslo", to: "madrid" },
        { from: "oslo", to: "dublin" },
      ],
      differences: { rows: [{ row: 'likes("p", 1)', at: ["madrid"], notAt: ["dublin", "oslo"] }], more: 0 },
    });
    expect(run.state.replicas.map(({ side }) => side)).toEqual([0, 0, 1]);
    await run.advance(50);
    expect(run.state.waiting.map(({ from, to, text }) => `${from}-${to}: ${text}`)).toEqual([
      'dublin-oslo: likes("p") is 1 by madrid',
      'madrid-oslo: likes("p") is 1 by madrid',
    ]);
    expect(run.state.differences?.rows).toEqual([
      { row: 'likes("p", 1)', at: ["madrid", "dublin"], notAt: ["oslo"] },
    ]);
    await run.act("heal.");
    await run.advance(Infinity);
    expect(run.state).toMatchObject({ differences: null, waiting: [], flights: [], down: [], nextAt: null });
  });

  test("says nothing of rows that did not change", async () => {
    const run = await opened(likes, "replicas madrid, dublin.", 'at madrid: likes("p") += 1.');
    expect(run.state.newsIsAll).toBe(true);
    const first = await run.step();
    expect(first.newsIsAll).toBe(false);
    expect(first.replicas.map(({ rows, cells }) => [rows, cells])).toEqual([
      [{}, {}],
      [{}, {}],
    ]);
    const second = await run.step();
    expect(second.replicas.map(({ rows }) => rows)).toEqual([{ likes: ['likes("p", 1)'] }, {}]);
    expect(Object.keys(second.replicas[0]?.cells ?? {})).toEqual(["likes"]);
  });

  test("shows a replica that is down without rows, and with all of them when it is back", async () => {
    const run = await opened(likes, "replicas madrid, dublin.", 'everywhere: likes("p") += 2.');
    await run.seek("end");
    await run.act("crash dublin.");
    expect(run.replica("dublin")).toMatchObject({ isUp: false, rows: {}, cells: {} });
    expect(run.state.differences).toBeNull();
    await run.act('at dublin: likes("p") += 1.');
    expect(run.state.statements.at(-1)?.message).toBe("refused: dublin is down");
    await run.act("recover dublin.");
    expect(run.replica("dublin")).toMatchObject({
      isUp: true,
      rows: { likes: ['likes("p", 2)'], popular: ['popular("p")'] },
    });
  });

  test("holds back, under causal delivery, what was made upon something that is not here", async () => {
    const run = await opened(
      ".decl said(by: symbol, text: symbol)\n",
      "replicas ana, bo, cy.",
      "network delivery = causal.",
      "latency ana, cy = 200.",
      'at ana: said("ana", "who?").',
      // What bo passes on to cy gets lost; what bo says to that does not.
      "run 9.",
      "network loss = 1.0.",
      "run 2.",
      "network loss = 0.0.",
      'at bo: said("bo", "me").',
      "run 15.",
    );
    await run.seek("end");
    expect(run.replica("cy")).toMatchObject({
      heldBack: ['insert said("bo", "me")'],
      rows: { said: [] },
      seen: { ana: 0, bo: 0, cy: 0 },
    });
    await run.advance(Infinity);
    expect(run.replica("cy")).toMatchObject({ heldBack: [], seen: { ana: 1, bo: 1, cy: 0 } });
  });

  test("shows votes, seals, and what comes too late for them", async () => {
    const run = await opened(
      `.decl bug(release: symbol, id: symbol)
.decl closed(release: symbol)
.seal bug(release) by closed
.decl ready(release: symbol)
ready(r) :- closed(r), !bug(r, _).
.output ready
`,
      "replicas madrid, dublin.",
      'at madrid: closed("v1").',
      "run 5.",
    );
    await run.seek("end");
    expect(run.replica("madrid")).toMatchObject({
      votes: [{ row: 'closed("v1")', by: ["madrid"] }],
      seals: [],
      rows: { ready: [], closed: [], "pending closed": ['pending closed("v1")'] },
    });
    await run.act('at madrid: bug("v1", "late").');
    expect(run.replica("madrid").refused).toEqual(['bug("v1", "late"): sealed by closed("v1")']);
    expect(run.state.statements.at(-1)?.message).toBe(
      'refused: `bug("v1", "late")` comes late: `closed("v1")` has closed its partition',
    );
    await run.advance(Infinity);
    for (const name of ["madrid", "dublin"])
      expect(run.replica(name)).toMatchObject({
        votes: [],
        seals: ['closed("v1")'],
        rows: { ready: ['ready("v1")'], closed: ['closed("v1")'] },
      });
  });

  test("says what a call waits for at a boundary, and what became of it", async () => {
    const run = await opened(
      `.decl sold(item: symbol, n: gcounter)
.boundary desk by leader(madrid)
.invariant one: sold(_, n) => n <= 1.
.operation sell(p: symbol) at desk {
  sold(p) += 1.
}
`,
      "replicas madrid, dublin.",
    );
    expect(run.opened.operations).toMatchObject([{ name: "sell", boundary: "desk" }]);
    expect(run.opened.boundaries).toEqual([
      { name: "desk", kind: "leader", text: ".boundary desk by leader(madrid)" },
    ]);
    await run.step();
    await run.act('at dublin: sell("camera").');
    expect(run.state.statements.at(-1)).toMatchObject({ isDone: true, message: "waits for desk" });
    expect(run.replica("dublin").waitsFor).not.toEqual([]);
    await run.act('at madrid: sell("camera").');
    await run.advance(Infinity);
    expect(run.state.statements.map(({ message }) => message)).toEqual([
      "",
      "refused: `one` would not hold here",
      "",
      "",
    ]);
  });

  test("names the invariants that are violated, where and by which row", async () => {
    const run = await opened(
      `.decl sold(item: symbol, n: gcounter)
.invariant one: sold(item, n) => n <= 1.
`,
      "replicas madrid, dublin.",
      'at madrid: sold("camera") += 1.',
      'at dublin: sold("camera") += 1.',
      "settle.",
      "expect holds one.",
    );
    await run.seek("end");
    expect(run.state.violations).toEqual([
      { invariant: "one", replica: "madrid", text: 'item = "camera", n = 2' },
      { invariant: "one", replica: "dublin", text: 'item = "camera", n = 2' },
    ]);
    expect(run.state.statements.at(-1)).toMatchObject({
      ok: false,
      message: '`one` is violated at madrid, with item = "camera", n = 2',
    });
  });

  test("looks into counters, sets and registers", async () => {
    const run = await opened(
      `.decl up(k: symbol, n: gcounter)
.decl both(k: symbol, n: pncounter)
.decl rights(k: symbol, n: bounded<0>)
.decl tags(t: symbol) orset
.decl last(k: symbol, v: lww<symbol>)
.decl side(k: symbol, v: mv<symbol>)
.decl most(k: symbol, n: max<number>)
.decl text(k: symbol, s: sequence)
.decl plain(k: symbol)
`,
      "replicas madrid, dublin.",
      'everywhere: rights("k") += 5.',
      'at madrid: up("k") += 2.',
      'at dublin: up("k") += 3.',
      'at dublin: both("k") += 3.',
      'at madrid: both("k") -= 1.',
      'at madrid: insert tags("red").',
      'at dublin: insert tags("red").',
      'at dublin: last("k") := "dublin".',
      'at madrid: side("k") := "left".',
      'at dublin: side("k") := "right".',
      'at madrid: insert most("k", 4).',
      'at madrid: insert "hi" into text("k") at 0.',
      'at madrid: rights("k") -= 1.',
      'at madrid: plain("p").',
      "settle.",
    );
    await run.seek("end");
    expect(run.state.trouble).toBeNull();
    const { cells } = run.replica("dublin");
    expect(Object.keys(cells).sort()).toEqual([
      "both",
      "last",
      "most",
      "rights",
      "side",
      "tags",
      "text",
      "up",
    ]);
    expect(run.replica("dublin").seen).toEqual({ madrid: 8, dublin: 5 });
    const slot = (replica: string, plus: number, minus: number, rights: number | null) => ({
      replica,
      plus,
      minus,
      rights,
    });
    expect(cells["up"]).toMatchObject([
      {
        key: 'up("k")',
        kind: "gcounter",
        value: "5",
        slots: [slot("madrid", 2, 0, null), slot("dublin", 3, 0, null)],
      },
    ]);
    expect(cells["both"]).toMatchObject([
      { kind: "pncounter", value: "2", slots: [slot("madrid", 0, 1, null), slot("dublin", 3, 0, null)] },
    ]);
    expect(cells["rights"]).toMatchObject([{ kind: "bounded", value: "4" }]);
    const shares = cells["rights"]?.[0]?.slots.map(({ rights }) => rights ?? 0) ?? [];
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(4);
    expect(cells["tags"]).toMatchObject([{ key: 'tags("red")', tags: ["dublin.3", "madrid.3"] }]);
    expect(cells["last"]).toMatchObject([
      { key: 'last("k")', value: '"dublin"', writes: [{ value: '"dublin"', replica: "dublin" }] },
    ]);
    expect(cells["side"]).toMatchObject([
      {
        value: '"left" | "right"',
        writes: [
          { value: '"right"', replica: "dublin", time: 1 },
          { value: '"left"', replica: "madrid", time: 1 },
        ],
      },
    ]);
    expect(cells["most"]).toMatchObject([{ key: 'most("k")', kind: "max", value: "4" }]);
    expect(cells["text"]).toMatchObject([{ key: 'text("k")', kind: "sequence", value: '"hi"' }]);
  });

  test("a statement that is acted upon puts what was under way behind it, and forgets the rest", async () => {
    const run = await opened(
      likes,
      "replicas madrid, dublin.",
      'repeat 3: at madrid: likes("p") += 1.',
      "settle.",
      "expect diverged.",
    );
    await run.step();
    await run.step();
    await run.step();
    // Twice of three times.
    expect(run.replica("madrid").rows["likes"]).toEqual(['likes("p", 2)']);
    await run.act("partition madrid | dublin.");
    expect(texts(run.state)).toEqual([
      "replicas madrid, dublin.",
      'repeat 2: at madrid: likes("p") += 1.',
      "partition madrid | dublin.",
    ]);
    await run.act('repeat 3: at madrid: likes("q") += 1');
    expect(run.replica("madrid").rows["likes"]).toEqual(['likes("p", 2)', 'likes("q", 3)']);
    await run.act("heal.");
    await run.act("settle.");
    await run.advance(3);
    await run.act('at dublin: likes("p") += 1.');
    expect(texts(run.state).slice(-3)).toEqual(["heal.", "run 3.", 'at dublin: likes("p") += 1.']);
    expect(run.state).toMatchObject({ at: 3, trouble: null });
    expect(run.replica("dublin").rows["likes"]).toEqual(['likes("p", 1)']);
  });

  test("what was acted upon in the past takes the place of what came after", async () => {
    const run = await opened(likes, "replicas madrid, dublin.");
    await run.act('at madrid: likes("p") += 1.');
    await run.advance(30);
    await run.act('at madrid: likes("p") += 1.');
    await run.advance(60);
    const { moments } = run.state;
    await run.seek(0);
    await run.seek(2);
    expect(run.state.moments).toBe(moments);
    await run.act("crash dublin.");
    expect(texts(run.state)).toEqual([
      "replicas madrid, dublin.",
      'at madrid: likes("p") += 1.',
      "crash dublin.",
    ]);
    expect(run.state).toMatchObject({ moment: 3, moments: 3, at: 0 });
  });

  test("a statement that cannot be is told, and nothing is forgotten", async () => {
    const run = await opened(likes, "replicas madrid, dublin.", "run 10.", "heal.");
    await run.step();
    const before = run.whole;
    const wrong = {
      "": "No statement of a scenario begins with `.`.",
      "at madrid: nothing(1)": "`nothing` is not a declared operation: there are `likes` and `popular`.",
      "partition madrid | lima.":
        "`lima` is not a replica of this scenario: there are `madrid` and `dublin`.",
      'at madrid: likes("p") += "much".': expect.stringContaining('`"much"` is a symbol') as string,
      "heal. heal.": "This is not one statement of a scenario.",
      "heal. } .decl x(a: symbol) .scenario y { replicas b.": expect.anything() as string,
      "replicas oslo.": "A run keeps the replicas that it began with.",
      "heal // not": expect.anything() as string,
    };
    for (const [statement, trouble] of Object.entries(wrong)) {
      expect(await run.service.act(run.opened.run, statement), statement).toEqual({ trouble });
      const { run: id } = run.opened;
      expect(await run.service.seek(id, 1)).toEqual({ ...before, moments: before.moments });
    }
  });

  test("a diagram draws what has been so far", async () => {
    const run = await opened(likes, "replicas madrid, dublin.", 'at madrid: likes("p") += 2.', "run 50.");
    await run.seek(1);
    expect(await run.service.diagram(run.opened.run)).not.toContain("popular");
    await run.seek("end");
    expect(await run.service.diagram(run.opened.run)).toContain("popular");
  });
});

function texts({ statements }: RunState): readonly string[] {
  return statements.map(({ text }) => text);
}
