import { expect, test } from "vitest";
import { judge } from "./judge.ts";

test("a case and its opposite together are what they share", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl premium(user: symbol)
      .decl served(user: symbol)
      served(u) :- request(u), !premium(u).
      served(u) :- request(u), premium(u).
      .output served
    `),
  ).toMatchInlineSnapshot(`
    served monotone up monotone
    output served final: ok, 0 rounds
  `);
});

test("a rule without the case contains the one with it", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl premium(user: symbol)
      .decl served(user: symbol)
      served(u) :- request(u), !premium(u).
      served(u) :- request(u).
      .output served
    `),
  ).toMatchInlineSnapshot(`
    served monotone up monotone
    output served final: ok, 0 rounds
  `);
});

test("the opposite with one more condition is not the whole opposite", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl premium(user: symbol)
      .decl paid(user: symbol)
      .decl served(user: symbol)
      served(u) :- request(u), !premium(u).
      served(u) :- request(u), premium(u), paid(u).
      .output served
    `),
  ).toMatchInlineSnapshot(`
    served nonmonotone any domain-distinct
    CALM101 negation error in served: !premium(u)
    output served final: not ok, 1 round
  `);
});

test("the two cases may be alternatives of one body", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl premium(user: symbol)
      .decl served(user: symbol)
      served(u) :- request(u), (premium(u) ; !premium(u)).
      .output served
    `),
  ).toMatchInlineSnapshot(`
    served monotone up monotone
    output served final: ok, 0 rounds
  `);
});

test("what holds and does not hold at once is nothing, and its opposite everything", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl premium(user: symbol)
      .decl served(user: symbol)
      served(u) :- request(u), !(premium(u), !premium(u)).
      .output served
    `),
  ).toMatchInlineSnapshot(`
    served monotone up monotone
    output served final: ok, 0 rounds
  `);
});

test("no row at all is the opposite of some row, with a wildcard or a name", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl order(user: symbol, item: symbol)
      .decl served(user: symbol)
      served(u) :- request(u), !order(u, _).
      served(u) :- request(u), order(u, item), item != "".
      .decl greeted(user: symbol)
      greeted(u) :- request(u), !order(u, _).
      greeted(u) :- request(u), order(u, _).
      .output served
      .output greeted
    `),
  ).toMatchInlineSnapshot(`
    served nonmonotone any domain-disjoint
    greeted monotone up monotone
    CALM101 negation error in served: !order(u, _)
    output served final: not ok, 1 round
    output greeted final: ok, 0 rounds
  `);
});

test("no row with this value is not the opposite of some row of the same key with that value", () => {
  expect(
    judge(`
      .decl wish(user: symbol, item: symbol)
      .decl order(user: symbol, item: symbol)
      .decl told(user: symbol)
      told(u) :- wish(u, _), !order(u, _).
      told(u) :- wish(u, i), order(u, i).
      .decl asked(user: symbol)
      asked(u) :- wish(u, i), !order(u, i).
      asked(u) :- wish(u, _), order(u, _).
      .output told
      .output asked
    `),
  ).toMatchInlineSnapshot(`
    told nonmonotone any domain-disjoint
    asked monotone up monotone
    CALM101 negation error in told: !order(u, _)
    output told final: not ok, 1 round
    output asked final: ok, 0 rounds
  `);
});

test("two cases in four rules are what they share", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl premium(user: symbol)
      .decl member(user: symbol)
      .decl served(user: symbol)
      served(u) :- request(u), premium(u), member(u).
      served(u) :- request(u), premium(u), !member(u).
      served(u) :- request(u), !premium(u), member(u).
      served(u) :- request(u), !premium(u), !member(u).
      .output served
    `),
  ).toMatchInlineSnapshot(`
    served monotone up monotone
    output served final: ok, 0 rounds
  `);
});

test("of four rules one is missing", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl premium(user: symbol)
      .decl member(user: symbol)
      .decl served(user: symbol)
      served(u) :- request(u), premium(u), member(u).
      served(u) :- request(u), premium(u), !member(u).
      served(u) :- request(u), !premium(u), !member(u).
      .output served
    `),
  ).toMatchInlineSnapshot(`
    served nonmonotone any domain-distinct
    CALM101 negation error in served: !member(u)
    output served final: not ok, 1 round
  `);
});

test("comparisons must be the same in both", () => {
  expect(
    judge(`
      .decl order(order: symbol, amount: number)
      .decl checked(order: symbol)
      .decl same(order: symbol)
      same(o) :- order(o, n), n >= 100, !checked(o).
      same(o) :- order(o, n), n >= 100, checked(o).
      .decl narrower(order: symbol)
      narrower(o) :- order(o, n), n >= 100, !checked(o).
      narrower(o) :- order(o, n), n >= 200, checked(o).
      .output same
      .output narrower
    `),
  ).toMatchInlineSnapshot(`
    same monotone up monotone
    narrower nonmonotone any domain-distinct
    CALM101 negation error in narrower: !checked(o)
    output same final: ok, 0 rounds
    output narrower final: not ok, 1 round
  `);
});

test("equal aggregates of equal groups are the same condition, of other groups not", () => {
  expect(
    judge(`
      .decl order(order: symbol, buyer: symbol)
      .decl item(order: symbol, item: symbol)
      .decl checked(order: symbol)
      .decl same(order: symbol)
      same(o) :- order(o, _), !checked(o), count : { item(o, _) } >= 2.
      same(o) :- order(o, _), checked(o), count : { item(o, _) } >= 2.
      .decl other(order: symbol)
      other(o) :- order(o, b), !checked(o), count : { item(o, _) } >= 2.
      other(o) :- order(o, b), checked(o), count : { item(b, _) } >= 2.
      .output same
      .output other
    `),
  ).toMatchInlineSnapshot(`
    same monotone up monotone
    other nonmonotone any domain-disjoint
    CALM101 negation error in other: !checked(o)
    output same final: ok, 0 rounds
    output other final: not ok, 1 round
  `);
});

test("of a rule with two heads the case is split for one", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl premium(user: symbol)
      .decl served(user: symbol)
      .decl standard(user: symbol)
      served(u), standard(u) :- request(u), !premium(u).
      served(u) :- request(u), premium(u).
      .output served
      .output standard
    `),
  ).toMatchInlineSnapshot(`
    served monotone up monotone
    standard nonmonotone any domain-distinct
    CALM101 negation error in standard: !premium(u)
    output served final: ok, 0 rounds
    output standard final: not ok, 1 round
  `);
});

test("heads of different variables are different rows", () => {
  expect(
    judge(`
      .decl pair(a: symbol, b: symbol)
      .decl odd(a: symbol)
      .decl named(a: symbol)
      named(a) :- pair(a, b), !odd(b).
      named(b) :- pair(a, b), odd(b).
      .output named
    `),
  ).toMatchInlineSnapshot(`
    named nonmonotone any domain-distinct
    CALM101 negation error in named: !odd(b)
    output named final: not ok, 1 round
  `);
});

test("a growing value is split only where it is the same value", () => {
  expect(
    judge(`
      .decl score(player: symbol, score: max<number>)
      .decl bonus(player: symbol)
      .decl same(player: symbol, score: max<number>)
      same(p, s) :- score(p, s), !bonus(p).
      same(p, s) :- score(p, s), bonus(p).
      .decl less(player: symbol, score: max<number>)
      less(p, s + 10) :- score(p, s), !bonus(p).
      less(p, s) :- score(p, s), bonus(p).
      .output same
      .output less
    `),
  ).toMatchInlineSnapshot(`
    same monotone up monotone, keys up, score up
    less nonmonotone any domain-disjoint, keys any, score any
    CALM101 negation error in less: !bonus(p)
    output same final: ok, 0 rounds
    output less final: not ok, 1 round
  `);
});

test("a case that can be removed is a case all the same", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl cart(user: symbol) orset
      .decl served(user: symbol)
      served(u) :- request(u), !cart(u).
      served(u) :- request(u), cart(u).
      .output served
    `),
  ).toMatchInlineSnapshot(`
    served monotone up monotone
    output served final: ok, 0 rounds
  `);
});

test("a case of a value is a case all the same", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl theme(user: symbol, theme: lww<symbol>)
      .decl served(user: symbol)
      served(u) :- request(u), !theme(u, "dark").
      served(u) :- request(u), theme(u, "dark").
      .output served
    `),
  ).toMatchInlineSnapshot(`
    served monotone up monotone
    output served final: ok, 0 rounds
  `);
});

test("a difference and its opposite are a split too", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl premium(user: symbol)
      .decl served(user: symbol)
      served(u) :- request(u) except premium(u).
      served(u) :- request(u), premium(u).
      .output served
    `),
  ).toMatchInlineSnapshot(`
    served monotone up monotone
    output served final: ok, 0 rounds
  `);
});

test("recursion beside a split does no harm, and does not make one", () => {
  expect(
    judge(`
      .decl start(node: symbol)
      .decl slow(node: symbol)
      .decl link(from: symbol, to: symbol)
      .decl reach(node: symbol)
      reach(n) :- start(n), !slow(n).
      reach(n) :- start(n), slow(n).
      reach(m) :- reach(n), link(n, m).
      .decl half(node: symbol)
      half(n) :- start(n), !slow(n).
      half(n) :- half(n), slow(n).
      .output reach
      .output half
    `),
  ).toMatchInlineSnapshot(`
    reach monotone up monotone
    half nonmonotone any domain-distinct
    CALM101 negation error in half: !slow(n)
    output reach final: ok, 0 rounds
    output half final: not ok, 1 round
  `);
});

test("rules that contain each other are one rule, not none", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl premium(user: symbol)
      .decl served(user: symbol)
      served(u) :- request(u), !premium(u).
      served(v) :- request(v), !premium(v).
      .output served
    `),
  ).toMatchInlineSnapshot(`
    served nonmonotone any domain-distinct
    CALM101 negation error in served: !premium(u)
    CALM101 negation error in served: !premium(v)
    output served final: not ok, 1 round
  `);
});

test("a rule at a boundary splits no case", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl premium(user: symbol)
      .boundary desk by leader
      .decl served(user: symbol)
      served(u) at desk :- request(u), premium(u).
      served(u) :- request(u), !premium(u).
      .output served
    `),
  ).toMatchInlineSnapshot(`
    served nonmonotone any domain-distinct
    CALM101 negation error in served: !premium(u)
    output served final: not ok, 1 round
    CALM203 desk
  `);
});

test("a contained rule shares the removable reads of the rule that contains it", () => {
  expect(
    judge(`
      .decl signed(user: symbol) orset
      .decl premium(user: symbol)
      .decl served(user: symbol)
      served(u) :- signed(u), !premium(u).
      served(u) :- premium(u), signed(u).
      .output served
    `),
  ).toMatchInlineSnapshot(`
    served nonmonotone any domain-distinct
    CALM107 removable-read error in served: signed(u)
    CALM107 removable-read error in served: signed(u)
    output served final: not ok, 1 round
  `);
});

test("what stays of a difference whose right side does not matter reads values as exactly as before", () => {
  expect(
    judge(`
      .decl phase(order: symbol, phase: lww<symbol>)
      .decl height(order: symbol, n: max<number>)
      .decl urgent(order: symbol)
      .decl packed(order: symbol)
      packed(o) :- phase(o, "packed") except urgent(o).
      packed(o) :- phase(o, "packed"), urgent(o).
      .decl high(order: symbol)
      high(o) :- height(o, n) except urgent(o), n >= 5.
      high(o) :- height(o, n), urgent(o), n >= 5.
      .decl five(order: symbol)
      five(o) :- height(o, 5) except urgent(o).
      five(o) :- height(o, 5), urgent(o).
      .output packed
      .output high
      .output five
    `),
  ).toMatchInlineSnapshot(`
    packed nonmonotone any domain-disjoint
    high monotone up monotone
    five nonmonotone any domain-disjoint
    CALM108 register-read error in packed: phase(o, "packed")
    CALM108 register-read error in packed: phase(o, "packed")
    CALM106 exact-read error in five: height(o, 5)
    CALM106 exact-read error in five: height(o, 5)
    output packed final: not ok, 1 round
    output high final: ok, 0 rounds
    output five final: not ok, 1 round
  `);
});
