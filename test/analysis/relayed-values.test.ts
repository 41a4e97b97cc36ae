import { expect, test } from "vitest";
import { judge } from "./judge.ts";

const tally = `
  .decl vote(voter: symbol, plan: symbol)
  .decl plan(plan: symbol)
  .decl tally(plan: symbol, n: number)
  tally(p, n) :- plan(p), n = count : { vote(_, p) }.
`;

test("a view's exact count that is only compared in its order does no harm", () => {
  expect(
    judge(`
      ${tally}
      .decl passed(plan: symbol)
      passed(p) :- tally(p, n), n >= 2.
      .decl counted(plan: symbol)
      counted(p) :- tally(p, _).
      .decl most(n: max<number>)
      most(n + 1) :- tally(_, n).
      .output passed
      .output counted
      .output most
    `),
  ).toMatchInlineSnapshot(`
    tally nonmonotone any domain-disjoint
    passed monotone up monotone
    counted monotone up monotone
    most monotone up monotone, keys up, n up
    CALM103 count info in tally: count : { vote(_, p) }
    output passed final: ok, 0 rounds
    output counted final: ok, 0 rounds
    output most final: ok, 0 rounds
  `);
});

test("printed, compared against its order, met or counted it is exact", () => {
  expect(
    judge(`
      ${tally}
      .decl open(plan: symbol)
      open(p) :- tally(p, n), n < 2.
      .decl pair(plan: symbol)
      pair(p) :- tally(p, 2).
      .decl equal(plan: symbol, other: symbol)
      equal(p, q) :- tally(p, n), tally(q, n).
      .decl uneven(x: symbol)
      uneven("yes") :- count : { tally(_, _) } >= 2.
      .decl missing(plan: symbol)
      missing(p) :- plan(p), !tally(p, 2).
      .output open
      .output pair
      .output equal
      .output uneven
      .output missing
    `),
  ).toMatchInlineSnapshot(`
    tally nonmonotone any domain-disjoint
    open nonmonotone any domain-disjoint
    pair nonmonotone any domain-disjoint
    equal nonmonotone any domain-disjoint
    uneven nonmonotone any none
    missing nonmonotone any domain-disjoint
    CALM103 count error in tally: count : { vote(_, p) }
    CALM101 negation error in missing: !tally(p, 2)
    output open final: not ok, 1 round
    output pair final: not ok, 1 round
    output equal final: not ok, 1 round
    output uneven final: not ok, 1 round
    output missing final: not ok, 2 rounds
  `);
});

test("an exact count handed on through views is followed to where it is compared", () => {
  expect(
    judge(`
      ${tally}
      .decl points(n: number, plan: symbol)
      points(2 * n, p) :- tally(p, n).
      .decl passed(plan: symbol)
      passed(p) :- points(n, p), n > 3.
      .decl open(plan: symbol)
      open(p) :- points(n, p), n <= 3.
      .output passed
      .output open
    `),
  ).toMatchInlineSnapshot(`
    tally nonmonotone any domain-disjoint
    points nonmonotone any domain-disjoint
    passed monotone up monotone
    open nonmonotone any domain-disjoint
    CALM103 count error in tally: count : { vote(_, p) }
    output passed final: ok, 0 rounds
    output open final: not ok, 1 round
  `);
});

test("other literals beside a relayed value are the only points", () => {
  expect(
    judge(`
      ${tally}
      .decl vetoed(plan: symbol)
      .decl passed(plan: symbol)
      passed(p) :- tally(p, n), n >= 2, !vetoed(p).
      .output passed
    `),
  ).toMatchInlineSnapshot(`
    tally nonmonotone any domain-disjoint
    passed nonmonotone any domain-disjoint
    CALM103 count info in tally: count : { vote(_, p) }
    CALM101 negation error in passed: !vetoed(p)
    output passed final: not ok, 1 round
  `);
});

test("a growing value is followed through a view and its recursion, a replaced one not", () => {
  expect(
    judge(`
      .decl height(place: symbol, n: max<number>)
      .decl road(from: symbol, to: symbol)
      .decl phase(order: symbol, phase: lww<symbol>)
      .decl seen(place: symbol, n: number)
      seen(p, n) :- height(p, n).
      seen(q, n) :- seen(p, n), road(p, q).
      .decl high(place: symbol)
      high(p) :- seen(p, n), n >= 5.
      .decl step(order: symbol, phase: symbol)
      step(o, p) :- phase(o, p).
      .decl known(order: symbol)
      known(o) :- step(o, _).
      .decl packed(order: symbol)
      packed(o) :- step(o, "packed").
      .output high
      .output known
      .output packed
    `),
  ).toMatchInlineSnapshot(`
    seen nonmonotone any domain-disjoint
    high monotone up monotone
    step nonmonotone any domain-disjoint
    known monotone up monotone
    packed nonmonotone any domain-disjoint
    CALM106 exact-read info in seen: height(p, n)
    CALM108 register-read error in step: phase(o, p)
    output high final: ok, 0 rounds
    output known final: ok, 0 rounds
    output packed final: not ok, 1 round
  `);
});

test("a row of an equivalence has a relayed value at both columns, and follows none", () => {
  expect(
    judge(`
      .decl height(place: number, n: max<number>)
      .decl same(a: number, b: number) eqrel
      same(p, n) :- height(p, n).
      .decl high(place: number)
      high(p) :- same(p, n), n >= 5.
      .output high
    `),
  ).toMatchInlineSnapshot(`
    same nonmonotone any domain-disjoint
    high nonmonotone any domain-disjoint
    CALM106 exact-read error in same: height(p, n)
    output high final: not ok, 1 round
  `);
});

test("a relayed value that must stay under a bound shrinks", () => {
  expect(
    judge(`
      .decl room(room: symbol) static
      .decl seat(room: symbol, guest: symbol)
      room("hall").
      .decl taken(room: symbol, n: number)
      taken(r, n) :- room(r), n = count : { seat(r, _) }.
      .decl free(room: symbol)
      free(r) :- taken(r, n), n < 100.
      .output free(promise="absence")
    `),
  ).toMatchInlineSnapshot(`
    taken nonmonotone any none
    free antitone down none
    CALM103 count info in taken: count : { seat(r, _) }
    output free absence: ok, 0 rounds
  `);
});
