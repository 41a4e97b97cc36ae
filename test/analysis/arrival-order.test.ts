import { expect, test } from "vitest";
import { judge } from "./judge.ts";

test("a replica's name in a rule makes replicas differ for ever", () => {
  expect(
    judge(`
      .decl job(job: symbol, replica: symbol)
      .decl mine(job: symbol)
      mine(j) :- job(j, r), r = replica().
      .output mine
    `),
  ).toMatchInlineSnapshot(`
    mine nondeterministic up none
    CALM110 arrival-order error in mine: replica()
    output mine final: not ok, 1 round
  `);
});

test("so does its clock, wherever it stands", () => {
  expect(
    judge(`
      .decl event(event: symbol, time: number)
      .decl past(event: symbol)
      past(e) :- event(e, t), t <= now().
      .decl stamped(event: symbol, at: number)
      stamped(e, now()) :- event(e, _).
      .decl many(x: symbol)
      many("yes") :- count : { event(_, t), t < now() } >= 3.
      .decl late(event: symbol)
      late(e) :- event(e, t), max(t, now() - 1000) = t.
      .decl unknown(event: symbol)
      unknown(e) :- event(e, _), !event(e, now()).
      .output past
      .output stamped
      .output many
      .output late
      .output unknown
    `),
  ).toMatchInlineSnapshot(`
    past nondeterministic up none
    stamped nondeterministic up none
    many nondeterministic up none
    late nondeterministic up none
    unknown nondeterministic any none
    CALM110 arrival-order error in past: now()
    CALM110 arrival-order error in stamped: now()
    CALM110 arrival-order error in many: now()
    CALM110 arrival-order error in late: now()
    CALM101 negation error in unknown: !event(e, now())
    CALM110 arrival-order error in unknown: now()
    output past final: not ok, 1 round
    output stamped final: not ok, 1 round
    output many final: not ok, 1 round
    output late final: not ok, 1 round
    output unknown final: not ok, 1 round
  `);
});

test("what depends on it is as uncertain, also its absence, its count and a view of it", () => {
  expect(
    judge(`
      .decl job(job: symbol, replica: symbol)
      .decl mine(job: symbol)
      mine(j) :- job(j, replica()).
      .decl listed(job: symbol)
      listed(j) :- mine(j).
      .decl other(job: symbol)
      other(j) :- job(j, _), !mine(j).
      .decl load(n: number)
      load(n) :- n = count : { mine(_) }.
      .output listed
      .output other(promise="eventual")
      .output load(promise="eventual")
    `),
  ).toMatchInlineSnapshot(`
    mine nondeterministic up none
    listed nondeterministic up none
    other nondeterministic any none
    load nondeterministic any none
    CALM110 arrival-order error in mine: replica()
    CALM101 negation info in other: !mine(j)
    CALM103 count info in load: count : { mine(_) }
    output listed final: not ok, 1 round
    output other eventual: not ok, 0 rounds
    output load eventual: not ok, 0 rounds
  `);
});

test("not even eventually may an output differ for ever", () => {
  expect(
    judge(`
      .decl job(job: symbol, replica: symbol)
      .decl mine(job: symbol)
      mine(j) :- job(j, r), r = replica().
      .output mine(promise="eventual")
    `),
  ).toMatchInlineSnapshot(`
    mine nondeterministic up none
    CALM110 arrival-order error in mine: replica()
    output mine eventual: not ok, 0 rounds
  `);
});

test("where no output sees it, it is information", () => {
  expect(
    judge(`
      .decl job(job: symbol, replica: symbol)
      .decl mine(job: symbol)
      mine(j) :- job(j, r), r = replica().
      .decl all(job: symbol)
      all(j) :- job(j, _).
      .output all
    `),
  ).toMatchInlineSnapshot(`
    mine nondeterministic up none
    all monotone up monotone
    CALM110 arrival-order info in mine: replica()
    output all final: ok, 0 rounds
  `);
});

test("a limit takes the rows that come first", () => {
  expect(
    judge(`
      .decl entry(entry: symbol)
      .decl first(entry: symbol)
      first(e) :- entry(e).
      .limitsize first(n=10)
      .output first
    `),
  ).toMatchInlineSnapshot(`
    first nondeterministic up none
    CALM110 arrival-order error at first
    output first final: not ok, 1 round
  `);
});

test("also on an eventual output, and on a base relation", () => {
  expect(
    judge(`
      .decl entry(entry: symbol)
      .limitsize entry(n=10)
      .decl first(entry: symbol)
      first(e) :- entry(e).
      .output first(promise="eventual")
    `),
  ).toMatchInlineSnapshot(`
    first nondeterministic up none
    CALM110 arrival-order error at entry
    output first eventual: not ok, 0 rounds
  `);
});

test("a limit that no output sees is information", () => {
  expect(
    judge(`
      .decl entry(entry: symbol)
      .decl sample(entry: symbol)
      sample(e) :- entry(e).
      .limitsize sample(n=10)
      .decl all(entry: symbol)
      all(e) :- entry(e).
      .output all
    `),
  ).toMatchInlineSnapshot(`
    sample nondeterministic up none
    all monotone up monotone
    CALM110 arrival-order info at sample
    output all final: ok, 0 rounds
  `);
});

test("a name in the effects of an operation is a row like any other", () => {
  expect(
    judge(`
      .decl order_id(id: symbol)
      .operation new_order(n: number) { insert order_id(cat(replica(), to_string(n))). }
      .decl orders(id: symbol)
      orders(o) :- order_id(o).
      .output orders
    `),
  ).toMatchInlineSnapshot(`
    orders monotone up monotone
    output orders final: ok, 0 rounds
  `);
});

test("a name in a fact is another fact at each replica", () => {
  expect(
    judge(`
      .decl here(replica: symbol)
      here(replica()).
      .decl known(replica: symbol)
      known(r) :- here(r).
      .output known
    `),
  ).toMatchInlineSnapshot(`
    here nondeterministic constant none
    known nondeterministic constant none
    CALM110 arrival-order error in here: replica()
    output known final: not ok, 1 round
  `);
});

test("a rule that cannot fire depends on nothing", () => {
  expect(
    judge(`
      .decl job(job: symbol, replica: symbol)
      .decl mine(job: symbol)
      mine(j) :- job(j, replica()), false.
      .output mine
    `),
  ).toMatchInlineSnapshot(`
    mine constant constant monotone
    output mine final: ok, 0 rounds
  `);
});

test("a boundary makes the choice once", () => {
  expect(
    judge(`
      .decl job(job: symbol, replica: symbol)
      .boundary desk by leader
      .decl runs(job: symbol, replica: symbol)
      runs(j, replica()) at desk :- job(j, _).
      .decl busy(replica: symbol)
      busy(r) :- runs(_, r).
      .output busy
    `),
  ).toMatchInlineSnapshot(`
    runs coordinated up none, thanks to boundary desk
    busy coordinated up none, thanks to boundary desk
    CALM110 arrival-order info in runs: replica(), covered by boundary desk
    output busy final: ok, 1 round
  `);
});
