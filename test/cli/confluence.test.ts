import { describe, expect, test } from "vitest";
import { calm, folderWith } from "./calm.ts";

const shop = `.decl stock(item: symbol, n: number) static
stock("camera", 1).
.decl sold(item: symbol, n: gcounter)
sold("camera", 0).
.decl returned(item: symbol, n: gcounter)
.operation sell(p: symbol) { require stock(p, n), sold(p, s), s < n. sold(p) += 1. }
.operation give_back(p: symbol) { returned(p) += 1. }
.invariant no_oversell: sold(p, s), stock(p, n) => s <= n.
.invariant some: returned(_, n) => n >= 0.
.invariant known assumed: stock(p, n), stock(p, m) => n = m.
`;

describe("calm confluence", () => {
  test("says which invariants survive merges, why, and by which run they do not", async () => {
    const folder = folderWith({ "shop.dl": shop });
    const { code, out, err } = await calm(["confluence", "shop.dl"], { cwd: folder });
    expect([code, err]).toEqual([1, ""]);
    expect(out).toMatchInlineSnapshot(`
      "no_oversell: not confluent, redesignable with rights allocation
        sold(p, s), stock(p, n) => s <= n.
        at A                     at B
          sell("camera")           sell("camera")
            stock("camera", 1)       stock("camera", 1)
            sold("camera", 1)        sold("camera", 1)
        merged    stock("camera", 1), sold("camera", 2)
        broken    sold("camera", 2), stock("camera", 1) => 2 <= 1
        What may be done, each tried and judged again:
        - Share out what is left in \`sold_left\`, and take from it in \`sell\` (escrow)
            costs: a replica refuses once its own share is used up, until others hand
            some over
        - Let one authority run \`sell\` (authority)
            costs: each call waits for the authority, and is refused while that cannot
            be reached
        - Report what violates \`no_oversell\`, for somebody to put right
          (detect-and-compensate)
            costs: it is broken until somebody acts; a reported violation may yet turn
            out to be none; a weaker promise

      some: confluent, coordination-free
        returned(_, n) => n >= 0.
        What could break it never becomes more as states grow: a state that keeps it
        still does after any merge. (proof: direction)

      known: assumed
        stock(p, n), stock(p, m) => n = m.
        The world outside guarantees it; it is used, and not checked.

      Operations that must not run unaware of each other:
        sell, twice  no_oversell
        in no conflict that was found: give_back

      \`--scenarios\` prints each run as a scenario for \`calm simulate\`.
      \`--repair\` and the word in brackets prints the program with that change made.
      "
    `);
    expect(out.split("\n").every((line) => line.length <= 80)).toBe(true);
  });

  test("prints runs that simulate runs", async () => {
    const folder = folderWith({ "shop.dl": shop });
    const { out } = await calm(["confluence", "--scenarios", "shop.dl"], { cwd: folder });
    const scenario = /^ {2}\.scenario [^]*?^ {2}\}/m.exec(out)?.[0] ?? "";
    const again = folderWith({ "shop.dl": shop + scenario });
    expect((await calm(["simulate", "--quiet", "shop.dl"], { cwd: again })).code).toBe(0);
  });

  test("prints json", async () => {
    const folder = folderWith({ "shop.dl": shop });
    const { code, out } = await calm(["confluence", "--format", "json", "shop.dl"], { cwd: folder });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      invariants: [
        {
          name: "no_oversell",
          verdict: "not confluent",
          class: "redesignable",
          proof: null,
          counterexample: {
            start: [],
            branches: [
              { replica: "A", operations: ['sell("camera")'] },
              { replica: "B", operations: ['sell("camera")'] },
            ],
            violates: ['sold("camera", 2), stock("camera", 1) => 2 <= 1'],
          },
        },
        { name: "some", verdict: "confluent", class: "coordination-free", proof: "direction", repairs: [] },
        { name: "known", verdict: "assumed", class: null, proof: null },
      ],
      conflicts: [{ operations: ["sell", "sell"], invariant: "no_oversell" }],
    });
  });

  test("takes the facts of inputs from a folder", async () => {
    const text = shop.replace('stock("camera", 1).', ".input stock");
    const folder = folderWith({ "shop.dl": text, "stock.facts": "camera\t1\n" });
    const { out } = await calm(["confluence", "-F", ".", "shop.dl"], { cwd: folder });
    expect(out).toContain('sold("camera", 2), stock("camera", 1) => 2 <= 1');
  });

  test("says how far was searched where neither is found", async () => {
    const text = `.decl account(id: symbol, name: symbol)
.operation sign_up(n: number, u: symbol) { insert account(cat(replica(), to_string(n)), u). }
.invariant unique: account(i, a), account(i, b) => a = b.
`;
    const folder = folderWith({ "names.dl": text });
    const { code, out } = await calm(["confluence", "--states", "50", "names.dl"], { cwd: folder });
    expect(code).toBe(0);
    expect(out).toContain("unique: undecided");
    expect(out.replace(/\s+/g, " ")).toContain("none of the first 50 states breaks it");
  });

  test("prints the program with one repair made, which then stands", async () => {
    const folder = folderWith({ "shop.dl": shop });
    const repaired = await calm(["confluence", "--repair", "authority", "shop.dl"], { cwd: folder });
    expect([repaired.code, repaired.err.split("\n")[0]]).toEqual([0, "Let one authority run `sell`"]);
    expect(repaired.out).toContain(".operation sell(p: symbol) at desk {");
    const again = await calm(["confluence", "-"], { cwd: folder, input: repaired.out });
    expect([again.code, again.out.split("\n")[0]]).toEqual([0, "no_oversell: confluent, coordination-free"]);
  });

  test("says what else a repair changes: invariants that read otherwise, scenarios that go otherwise", async () => {
    const text = `.decl left(item: symbol, n: pncounter)
left("camera", 1).
.operation sell(p: symbol) { require left(p, n), n > 0. left(p) -= 1. }
.invariant enough: left(p, n) => n >= 0.
.decl seat(person: symbol)
.operation book(p: symbol) { insert seat(p). }
.invariant two: n = count : { seat(_) } => n <= 2.
.scenario three {
  replicas a, b.
  at a: book("ana").
  at b: book("bo").
  at b: book("cy").
  settle.
  expect violated two.
}
.scenario one {
  replicas a, b.
  at a: book("ana").
  expect at a: seat("ana").
}
`;
    const folder = folderWith({ "seats.dl": text });
    const { code, err } = await calm(["confluence", "--repair", "two:escrow", "seats.dl"], { cwd: folder });
    expect([code, err.split("\n").slice(-3)]).toEqual([
      0,
      [
        "the invariant `two` now reads `seat_left(n) => n >= 0.`",
        "the scenario `three` no longer goes as written: `calm simulate` shows how",
        "",
      ],
    ]);
  });

  test("says so where rights could be shared out, and no edit that was tried does it", async () => {
    const text = `.decl pay(id: number, x: number)
.operation spend(i: number, x: number) { require x > 0. insert pay(i, x). }
.invariant budget: s = sum x : { pay(_, x) } => s <= 10.
`;
    const { out } = await calm(["confluence", "--no-solver", "-"], { input: text });
    expect(out).toContain("budget: not confluent, redesignable with rights allocation\n");
    expect(out.replace(/\s+/g, " ")).toContain("Rights could be shared out by hand:");
  });

  test("an invariant that nothing writes holds as it did", async () => {
    const text = ".decl q(x: number)\n.invariant small: q(x) => x < 10.\n";
    const { out } = await calm(["confluence", "-"], { input: text });
    expect(out).toContain("No operation writes what it reads: it holds as it did at the start.");
  });

  test("a repair that several invariants offer is made for the one that is named", async () => {
    const text = `.decl seat(id: number, guest: symbol)
.decl room(id: number, guest: symbol)
.operation sit(s: number, g: symbol) { insert seat(s, g). }
.operation sleep(r: number, g: symbol) { insert room(r, g). }
.invariant one_seat: seat(s, g), seat(s, h) => g = h.
.invariant one_room: room(r, g), room(r, h) => g = h.
`;
    const folder = folderWith({ "hotel.dl": text });
    const repair = (wanted: string): ReturnType<typeof calm> =>
      calm(["confluence", "--repair", wanted, "hotel.dl"], { cwd: folder });
    const unclear = await repair("last-writer");
    expect([unclear.code, unclear.out]).toEqual([2, ""]);
    expect(unclear.err).toContain("say which: --repair one_seat:last-writer\n");
    const { code, out } = await repair("one_room:last-writer");
    expect(code).toBe(0);
    expect(out).toBe(
      text
        .replace("room(id: number, guest: symbol)", "room(id: number, guest: lww<symbol>)")
        .replace("insert room(r, g)", "room(r) := g"),
    );
    const unknown = await repair("miracle");
    expect([unknown.code, unknown.out]).toEqual([2, ""]);
    expect(unknown.err).toContain("hotel.dl has no repair miracle\nthere is `one_seat:");
  });

  test("without invariants, or with errors, it says so", async () => {
    const folder = folderWith({
      "none.dl": ".decl a(x: symbol)\n",
      "wrong.dl": ".invariant i: b(x) => x = 1.\n",
    });
    const none = await calm(["confluence", "none.dl"], { cwd: folder });
    expect(none.code).toBe(2);
    expect(none.err).toContain("none.dl has no invariants");
    const wrong = await calm(["confluence", "wrong.dl"], { cwd: folder });
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain("CALM002");
    expect((await calm(["confluence", "gone.dl"], { cwd: folder })).code).toBe(2);
  });
});

describe("the solver", () => {
  const ledger = `.decl credit(a: symbol, n: gcounter)
.decl debit(a: symbol, n: gcounter)
.operation book(a: symbol, m: number) { require m > 0. credit(a) += m. debit(a) += m. }
.invariant balanced: credit(a, c), debit(a, d) => c = d.
`;
  /** Says on standard error which CommonJS modules are loaded. */
  const env = { NODE_DEBUG: "module" };

  test("proves what is undecided without it, and the command ends by itself", async () => {
    const cwd = folderWith({ "ledger.dl": ledger });
    const started = performance.now();
    const { code, out } = await calm(["confluence", "ledger.dl"], { cwd });
    expect([code, out.split("\n")[0]]).toEqual([0, "balanced: confluent, coordination-free"]);
    expect(out).toContain("(proof: solver)");
    expect(performance.now() - started).toBeLessThan(20_000);
    const json = await calm(["confluence", "--format", "json", "ledger.dl"], { cwd });
    expect(JSON.parse(json.out)).toMatchObject({ invariants: [{ verdict: "confluent", proof: "solver" }] });
    const without = await calm(["confluence", "--no-solver", "ledger.dl"], { cwd, env });
    expect([without.code, without.out.split("\n")[0]]).toEqual([0, "balanced: undecided"]);
    expect(without.err).not.toContain("z3-solver");
  });

  test("decides in `calm check`, too", async () => {
    const cwd = folderWith({ "ledger.dl": ledger });
    const checked = await calm(["check", "--format", "compact", "ledger.dl"], { cwd, env });
    expect([checked.code, checked.out]).toEqual([0, expect.not.stringContaining("CALM302")]);
    expect(checked.err).toContain("z3-solver");
    const without = await calm(["check", "--format", "compact", "--no-solver", "ledger.dl"], { cwd, env });
    expect(without.out).toContain("CALM302");
    expect(without.err).not.toContain("z3-solver");
  });

  test("is not loaded where nothing is undecided", async () => {
    const cwd = folderWith({ "shop.dl": shop });
    for (const words of [["check"], ["confluence"]]) {
      const { err } = await calm([...words, "shop.dl"], { cwd, env });
      expect(err).not.toContain("z3-solver");
    }
  });
});
