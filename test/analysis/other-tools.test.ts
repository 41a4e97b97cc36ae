import { expect, test } from "vitest";
import { judge } from "./judge.ts";

// Where other checkers go wrong (analysis.md, section 6).

test("a rule with a negation somewhere is not flagged for that", () => {
  expect(
    judge(`
      .decl user(user: symbol)
      .decl country(user: symbol, country: symbol)
      .decl embargo(country: symbol) static
      .decl follows(user: symbol, other: symbol)
      .decl may_see(user: symbol, other: symbol)
      may_see(u, v) :- user(u), follows(u, v), country(u, c), !embargo(c).
      .output may_see
    `),
  ).toMatchInlineSnapshot(`
    may_see monotone up monotone
    output may_see final: ok, 0 rounds
  `);
});

test("a threshold is not flagged", () => {
  expect(
    judge(`
      .decl vote(option: symbol, voter: symbol)
      .decl passed(option: symbol)
      passed(o) :- vote(o, _), count : { vote(o, _) } >= 3.
      .output passed
    `),
  ).toMatchInlineSnapshot(`
    passed monotone up monotone
    output passed final: ok, 0 rounds
  `);
});

test("a minimum or a maximum is not monotone where it is read exactly", () => {
  expect(
    judge(`
      .decl reading(sensor: symbol, value: number)
      .decl peak(sensor: symbol, value: max<number>)
      peak(s, v) :- reading(s, v).
      .decl report(sensor: symbol, value: number)
      report(s, v) :- peak(s, v).
      .output report
    `),
  ).toMatchInlineSnapshot(`
    peak monotone up monotone, keys up, value up
    report nonmonotone any domain-disjoint
    CALM106 exact-read error in report: peak(s, v)
    output report final: not ok, 1 round
  `);
});

test("a commutative fold is not discharged without a look at its input", () => {
  expect(
    judge(`
      .decl order(order: symbol, amount: unsigned)
      .decl refunded(order: symbol)
      .decl kept(order: symbol, amount: unsigned)
      kept(o, a) :- order(o, a), !refunded(o).
      .decl rich(x: symbol)
      rich("yes") :- sum a : { kept(_, a) } >= 1000.
      .output rich
    `),
  ).toMatchInlineSnapshot(`
    kept nonmonotone any domain-distinct
    rich nonmonotone any none
    CALM101 negation error in kept: !refunded(o)
    output rich final: not ok, 1 round
  `);
});

test("a rule without a negation of its own is flagged for that of a view upstream", () => {
  expect(
    judge(`
      .decl page(page: symbol)
      .decl deleted(page: symbol)
      .decl live(page: symbol)
      live(p) :- page(p), !deleted(p).
      .decl indexed(page: symbol)
      indexed(p) :- live(p).
      .decl found(page: symbol)
      found(p) :- indexed(p).
      .output found
    `),
  ).toMatchInlineSnapshot(`
    live nonmonotone any domain-distinct
    indexed nonmonotone any domain-distinct
    found nonmonotone any domain-distinct
    CALM101 negation error in live: !deleted(p)
    output found final: not ok, 1 round
  `);
});

test("a lattice value in a join is not monotone", () => {
  expect(
    judge(`
      .decl level(player: symbol, level: max<number>)
      .decl reward(level: number, reward: symbol)
      .decl earned(player: symbol, reward: symbol)
      earned(p, r) :- level(p, l), reward(l, r).
      .decl unlocked(player: symbol, reward: symbol)
      unlocked(p, r) :- level(p, l), reward(needed, r), l >= needed.
      .output earned
      .output unlocked
    `),
  ).toMatchInlineSnapshot(`
    earned nonmonotone any domain-disjoint
    unlocked monotone up monotone
    CALM106 exact-read error in earned: level(p, l)
    output earned final: not ok, 1 round
    output unlocked final: ok, 0 rounds
  `);
});

test("a positive read of an observed-remove set is not monotone", () => {
  expect(
    judge(`
      .decl member(name: symbol) orset
      .decl may_enter(name: symbol)
      may_enter(m) :- member(m).
      .output may_enter
    `),
  ).toMatchInlineSnapshot(`
    may_enter nonmonotone any domain-distinct
    CALM107 removable-read error in may_enter: member(m)
    output may_enter final: not ok, 1 round
  `);
});

test("data is not safe to place when two facts together withdraw what one does not", () => {
  expect(
    judge(`
      .decl vertex(vertex: symbol)
      .decl edge(from: symbol, to: symbol)
      .decl on_cycle(vertex: symbol)
      on_cycle(a) :- edge(a, b), edge(b, a), a != b.
      .decl free(vertex: symbol)
      free(x) :- vertex(x), !on_cycle(_).
      .decl free_here(vertex: symbol)
      free_here(x) :- vertex(x), !on_cycle(x).
      .output free
      .output free_here
    `),
  ).toMatchInlineSnapshot(`
    on_cycle monotone up monotone
    free nonmonotone any none
    free_here nonmonotone any domain-disjoint
    CALM101 negation error in free: !on_cycle(_)
    CALM101 negation error in free_here: !on_cycle(x)
    output free final: not ok, 1 round
    output free_here final: not ok, 1 round
  `);
});

test("rows are counted once however often they are delivered, and a counter by replica", () => {
  expect(
    judge(`
      .decl view(page: symbol, visit: symbol)
      .decl views(page: symbol, n: gcounter)
      .decl popular(page: symbol)
      popular(p) :- view(p, _), count : { view(p, _) } >= 100.
      popular(p) :- views(p, n), n >= 100.
      .output popular
    `),
  ).toMatchInlineSnapshot(`
    popular monotone up monotone
    output popular final: ok, 0 rounds
  `);
});
