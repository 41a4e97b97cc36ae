import { expect, test } from "vitest";
import { suggestionsOf } from "./judge.ts";

test("an absence by key is sealed by that key", () => {
  expect(
    suggestionsOf(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl ready(release: symbol)
      ready(r) :- release(r), !open_blocker(r, _).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    seal open_blocker(release), cost 10, for !open_blocker(r, _)
  `);
});

test("an exact count by key too", () => {
  expect(
    suggestionsOf(`
      .decl candidate(candidate: symbol)
      .decl vote(voter: symbol, candidate: symbol)
      .decl tally(candidate: symbol, n: number)
      tally(c, n) :- candidate(c), n = count : { vote(_, c) }.
      .output tally
    `),
  ).toMatchInlineSnapshot(`
    seal vote(candidate), cost 10, for count : { vote(_, c) }
  `);
});

test("what no key groups is sealed as a whole", () => {
  expect(
    suggestionsOf(`
      .decl vote(voter: symbol, candidate: symbol)
      .decl turnout(n: number)
      turnout(n) :- n = count : { vote(_, _) }.
      .output turnout
    `),
  ).toMatchInlineSnapshot(`
    seal vote(), cost 20, for count : { vote(_, _) }
  `);
});

test("the absence of a view is decided at a boundary", () => {
  expect(
    suggestionsOf(`
      .decl object(object: symbol)
      .decl root(object: symbol)
      .decl ref(from: symbol, to: symbol)
      .decl live(object: symbol)
      live(o) :- root(o).
      live(b) :- live(a), ref(a, b).
      .decl garbage(object: symbol)
      garbage(o) :- object(o), !live(o).
      .output garbage
    `),
  ).toMatchInlineSnapshot(`
    boundary garbage, cost 30, for !live(o)
  `);
});

test("one boundary near the output covers what many seals would", () => {
  expect(
    suggestionsOf(`
      .decl order(order: symbol)
      .decl fraud(order: symbol)
      .decl recall(order: symbol)
      .decl strike(order: symbol)
      .decl flood(order: symbol)
      .decl ship(order: symbol)
      ship(o) :- order(o), !fraud(o), !recall(o), !strike(o), !flood(o).
      .output ship
    `),
  ).toMatchInlineSnapshot(`
    boundary ship, cost 30, for !fraud(o) and !recall(o) and !strike(o) and !flood(o)
  `);
});

test("a few seals are cheaper than a boundary", () => {
  expect(
    suggestionsOf(`
      .decl order(order: symbol)
      .decl fraud(order: symbol)
      .decl recall(order: symbol)
      .decl ship(order: symbol)
      ship(o) :- order(o), !fraud(o), !recall(o).
      .output ship
    `),
  ).toMatchInlineSnapshot(`
    seal fraud(order), cost 10, for !fraud(o)
    seal recall(order), cost 10, for !recall(o)
  `);
});

test("a point that two outputs see is covered once, where they meet", () => {
  expect(
    suggestionsOf(`
      .decl node(node: symbol)
      .decl link(from: symbol, to: symbol)
      .decl reach(node: symbol)
      reach(n) :- link(n, _).
      .decl leaf(node: symbol)
      leaf(n) :- node(n), !reach(n).
      .decl left(node: symbol)
      left(n) :- leaf(n).
      .decl right(node: symbol)
      right(n) :- leaf(n).
      .output left
      .output right
    `),
  ).toMatchInlineSnapshot(`
    boundary leaf, cost 31, for !reach(n)
  `);
});

test("two rounds in a row end at one boundary at the output", () => {
  expect(
    suggestionsOf(`
      .decl server(server: symbol)
      .decl job(server: symbol, job: symbol)
      .decl part_of(server: symbol, cluster: symbol)
      .decl busy(server: symbol)
      busy(s) :- job(s, _).
      .decl idle(server: symbol)
      idle(s) :- server(s), !busy(s).
      .decl has_idle(cluster: symbol)
      has_idle(c) :- part_of(s, c), idle(s).
      .decl buy_more(cluster: symbol)
      buy_more(c) :- part_of(_, c), !has_idle(c).
      .output buy_more
    `),
  ).toMatchInlineSnapshot(`
    boundary buy_more, cost 30, for !busy(s) and !has_idle(c)
  `);
});

test("what is covered already, or harms nobody, is left alone", () => {
  expect(
    suggestionsOf(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- release(r), review_closed(r), !open_blocker(r).
      .decl clean(release: symbol)
      clean(r) :- release(r), !open_blocker(r).
      .output ready
      .output clean(promise="eventual")
    `),
  ).toMatchInlineSnapshot(`

  `);
});

test("a replica's name is decided at a boundary, also behind a view", () => {
  expect(
    suggestionsOf(`
      .decl job(job: symbol, replica: symbol)
      .decl mine(job: symbol)
      mine(j) :- job(j, r), r = replica().
      .decl shown(job: symbol)
      shown(j) :- mine(j).
      .output shown
    `),
  ).toMatchInlineSnapshot(`
    boundary shown, cost 30, for replica()
  `);
});

test("a covered absence beside an open one asks for the open one", () => {
  expect(
    suggestionsOf(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol)
      .decl veto(release: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- release(r), review_closed(r), !open_blocker(r), !veto(r).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    seal veto(release), cost 10, for !veto(r)
  `);
});

test("a value of a register is sealed by its key", () => {
  expect(
    suggestionsOf(`
      .decl user(user: symbol)
      .decl theme(user: symbol, theme: lww<symbol>)
      .decl dark(user: symbol)
      dark(u) :- user(u), theme(u, "dark").
      .output dark
    `),
  ).toMatchInlineSnapshot(`
    seal theme(user), cost 10, for theme(u, "dark")
  `);
});

test("two points of one relation by the same key share a seal", () => {
  expect(
    suggestionsOf(`
      .decl release(release: symbol)
      .decl issue(release: symbol, severity: symbol)
      .decl ready(release: symbol)
      ready(r) :- release(r), !issue(r, "blocker"), !issue(r, "critical").
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    seal issue(release), cost 10, for !issue(r, "blocker") and !issue(r, "critical")
  `);
});

test("a growing value compared against its order is sealed by its key", () => {
  expect(
    suggestionsOf(`
      .decl likes(post: symbol, n: gcounter)
      .decl obscure(post: symbol)
      obscure(p) :- likes(p, n), n < 10.
      .output obscure
    `),
  ).toMatchInlineSnapshot(`
    seal likes(post), cost 10, for n < 10
  `);
});

test("an absence inside a count is sealed alone", () => {
  expect(
    suggestionsOf(`
      .decl order(order: symbol, shop: symbol)
      .decl returned(order: symbol, shop: symbol)
      .decl shop(shop: symbol)
      .decl good(shop: symbol)
      good(s) :- shop(s), count : { order(o, s), !returned(o, s) } >= 100.
      .output good
    `),
  ).toMatchInlineSnapshot(`
    seal returned(shop), cost 10, for !returned(o, s)
  `);
});

test("no seal of one relation closes a count over two", () => {
  expect(
    suggestionsOf(`
      .decl team(team: symbol)
      .decl plays(player: symbol, team: symbol)
      .decl goal(player: symbol, match: symbol)
      .decl goals(team: symbol, n: number)
      goals(t, n) :- team(t), n = count : { plays(p, t), goal(p, _) }.
      .output goals
    `),
  ).toMatchInlineSnapshot(`
    boundary goals, cost 30, for count : { plays(p, t), goal(p, _) }
  `);
});

test("a constant is a partition where there is no variable", () => {
  expect(
    suggestionsOf(`
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl ready(release: symbol)
      ready("v1") :- !open_blocker("v1", _).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    seal open_blocker(release), cost 10, for !open_blocker("v1", _)
  `);
});
