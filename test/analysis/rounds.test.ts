import { expect, test } from "vitest";
import { judge } from "./judge.ts";

test("a monotone output pays nothing", () => {
  expect(
    judge(`
      .decl post(user: symbol, text: symbol)
      .decl follows(user: symbol, follower: symbol)
      .decl feed(user: symbol, text: symbol)
      feed(f, t) :- follows(u, f), post(u, t).
      .output feed
    `),
  ).toMatchInlineSnapshot(`
    feed monotone up monotone
    output feed final: ok, 0 rounds
  `);
});

test("one point is one round, covered or not", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- release(r), review_closed(r), !open_blocker(r).
      .decl clean(release: symbol)
      clean(r) :- release(r), !open_blocker(r).
      .output ready
      .output clean
    `),
  ).toMatchInlineSnapshot(`
    ready coordinated up domain-distinct, thanks to seal open_blocker(release)
    clean nonmonotone any domain-distinct
    CALM101 negation info in ready: !open_blocker(r), covered by seal open_blocker(release)
    CALM101 negation error in clean: !open_blocker(r)
    output ready final: ok, 1 round
    output clean final: not ok, 1 round
  `);
});

test("a point behind a point is a second round, though a monotone view lies between", () => {
  expect(
    judge(`
      .decl server(server: symbol)
      .decl job(server: symbol, job: symbol)
      .decl part_of(server: symbol, cluster: symbol)
      .decl idle(server: symbol)
      idle(s) :- server(s), !job(s, _).
      .decl has_idle(cluster: symbol)
      has_idle(c) :- part_of(s, c), idle(s).
      .decl buy_more(cluster: symbol)
      buy_more(c) :- part_of(_, c), !has_idle(c).
      .output buy_more
    `),
  ).toMatchInlineSnapshot(`
    idle nonmonotone any domain-disjoint
    has_idle nonmonotone any domain-disjoint
    buy_more nonmonotone any domain-disjoint
    CALM101 negation error in idle: !job(s, _)
    CALM101 negation error in buy_more: !has_idle(c)
    output buy_more final: not ok, 2 rounds
  `);
});

test("points of one rule that do not depend on each other are one round", () => {
  expect(
    judge(`
      .decl order(order: symbol)
      .decl fraud(order: symbol)
      .decl recall(order: symbol)
      .decl ship(order: symbol)
      ship(o) :- order(o), !fraud(o), !recall(o).
      .output ship
    `),
  ).toMatchInlineSnapshot(`
    ship nonmonotone any domain-distinct
    CALM101 negation error in ship: !fraud(o)
    CALM101 negation error in ship: !recall(o)
    output ship final: not ok, 1 round
  `);
});

test("a view with a point beside a point of the rule's own is one round", () => {
  expect(
    judge(`
      .decl order(order: symbol)
      .decl fraud(order: symbol)
      .decl recall(order: symbol)
      .decl honest(order: symbol)
      honest(o) :- order(o), !fraud(o).
      .decl ship(order: symbol)
      ship(o) :- honest(o), !recall(o).
      .output ship
    `),
  ).toMatchInlineSnapshot(`
    honest nonmonotone any domain-distinct
    ship nonmonotone any domain-distinct
    CALM101 negation error in honest: !fraud(o)
    CALM101 negation error in ship: !recall(o)
    output ship final: not ok, 1 round
  `);
});

test("rules of one relation are not in sequence", () => {
  expect(
    judge(`
      .decl order(order: symbol)
      .decl fraud(order: symbol)
      .decl recall(order: symbol)
      .decl honest(order: symbol)
      honest(o) :- order(o), !fraud(o).
      .decl ship(order: symbol)
      ship(o) :- honest(o).
      ship(o) :- order(o), !recall(o).
      .output ship
    `),
  ).toMatchInlineSnapshot(`
    honest nonmonotone any domain-distinct
    ship nonmonotone any domain-distinct
    CALM101 negation error in honest: !fraud(o)
    CALM101 negation error in ship: !recall(o)
    output ship final: not ok, 1 round
  `);
});

test("an exact count of a view with a point is a second round", () => {
  expect(
    judge(`
      .decl order(order: symbol, shop: symbol)
      .decl fraud(order: symbol)
      .decl honest(order: symbol, shop: symbol)
      honest(o, s) :- order(o, s), !fraud(o).
      .decl sales(shop: symbol, n: number)
      sales(s, n) :- order(_, s), n = count : { honest(_, s) }.
      .output sales
    `),
  ).toMatchInlineSnapshot(`
    honest nonmonotone any domain-distinct
    sales nonmonotone any domain-disjoint
    CALM101 negation error in honest: !fraud(o)
    CALM103 count error in sales: count : { honest(_, s) }
    output sales final: not ok, 2 rounds
  `);
});

test("a recursive component pays once, however often it goes round", () => {
  expect(
    judge(`
      .decl link(from: symbol, to: symbol)
      .decl down(from: symbol, to: symbol)
      .decl slow(from: symbol, to: symbol)
      .decl reach(from: symbol, to: symbol)
      reach(x, y) :- link(x, y), !down(x, y).
      reach(x, z) :- reach(x, y), link(y, z), !slow(y, z).
      .output reach
    `),
  ).toMatchInlineSnapshot(`
    reach nonmonotone any domain-distinct
    CALM101 negation error in reach: !down(x, y)
    CALM101 negation error in reach: !slow(y, z)
    output reach final: not ok, 1 round
  `);
});

test("a decision pays once for all it reads", () => {
  expect(
    judge(`
      .decl order(order: symbol)
      .decl fraud(order: symbol)
      .decl honest(order: symbol)
      honest(o) :- order(o), !fraud(o).
      .decl report(order: symbol)
      .decl dishonest(order: symbol)
      dishonest(o) :- report(o), !honest(o).
      .boundary desk by barrier
      .decl ship(order: symbol)
      ship(o) at desk :- order(o), !dishonest(o).
      .output ship
    `),
  ).toMatchInlineSnapshot(`
    honest nonmonotone any domain-distinct
    dishonest nonmonotone any domain-disjoint
    ship coordinated up domain-disjoint, thanks to boundary desk
    CALM101 negation info in honest: !fraud(o)
    CALM101 negation info in dishonest: !honest(o)
    CALM101 negation info in ship: !dishonest(o), covered by boundary desk
    output ship final: ok, 1 round
  `);
});

test("a decision on decisions pays for both", () => {
  expect(
    judge(`
      .decl order(order: symbol)
      .decl fraud(order: symbol)
      .boundary desk by barrier
      .boundary door by leader
      .decl ship(order: symbol)
      ship(o) at desk :- order(o), !fraud(o).
      .decl refund(order: symbol)
      refund(o) at door :- order(o), !ship(o).
      .output refund
    `),
  ).toMatchInlineSnapshot(`
    ship coordinated up domain-distinct, thanks to boundary desk
    refund coordinated up monotone, thanks to boundary door, boundary desk
    CALM101 negation info in ship: !fraud(o), covered by boundary desk
    CALM101 negation info in refund: !ship(o), covered by boundary door
    output refund final: ok, 2 rounds
  `);
});

test("what only an eventual output sees costs nothing", () => {
  expect(
    judge(`
      .decl seat(seat: symbol)
      .decl taken(seat: symbol)
      .decl free(seat: symbol)
      free(s) :- seat(s), !taken(s).
      .output free(promise="eventual")
    `),
  ).toMatchInlineSnapshot(`
    free nonmonotone any domain-distinct
    CALM101 negation info in free: !taken(s)
    output free eventual: ok, 0 rounds
  `);
});

test("arrival order costs a round however far up it is", () => {
  expect(
    judge(`
      .decl entry(entry: symbol)
      .decl early(entry: symbol)
      early(e) :- entry(e).
      .limitsize early(n=10)
      .decl winner(entry: symbol)
      winner(e) :- early(e).
      .output winner
    `),
  ).toMatchInlineSnapshot(`
    early nondeterministic up none
    winner nondeterministic up none
    CALM110 arrival-order error at early
    output winner final: not ok, 1 round
  `);
});

test("a replica's name in a view costs a round", () => {
  expect(
    judge(`
      .decl job(job: symbol, replica: symbol)
      .decl mine(job: symbol)
      mine(j) :- job(j, r), r = replica().
      .decl shown(job: symbol)
      shown(j) :- mine(j).
      .output shown
    `),
  ).toMatchInlineSnapshot(`
    mine nondeterministic up none
    shown nondeterministic up none
    CALM110 arrival-order error in mine: replica()
    output shown final: not ok, 1 round
  `);
});

test("a value demanded exactly is one more round, at the directive", () => {
  expect(
    judge(`
      .decl bid(auction: symbol, amount: number)
      .decl withdrawn(auction: symbol)
      .decl best(auction: symbol, amount: max<number>)
      best(a, m) :- bid(a, m).
      .decl standing(auction: symbol, amount: max<number>)
      standing(a, m) :- bid(a, m), !withdrawn(a).
      .output best(exact=true)
    `),
  ).toMatchInlineSnapshot(`
    best monotone up monotone, keys up, amount up
    standing nonmonotone any domain-distinct, keys any, amount any
    CALM101 negation info in standing: !withdrawn(a)
    CALM106 exact-read error at best
    output best final: not ok, 1 round
  `);
});

test("a broken output of a base relation pays a round at the directive", () => {
  expect(
    judge(`
      .decl cart(user: symbol, item: symbol) orset
      .output cart
    `),
  ).toMatchInlineSnapshot(`
    cart nonmonotone any domain-distinct
    CALM107 removable-read error at cart
    output cart final: not ok, 1 round
  `);
});

test("two flips that cancel cost nothing", () => {
  expect(
    judge(`
      .decl manifest(order: symbol, item: symbol) static
      .decl order(order: symbol)
      .decl item(order: symbol, item: symbol)
      .decl missing(order: symbol)
      missing(o) :- manifest(o, i), !item(o, i).
      .decl complete(order: symbol)
      complete(o) :- order(o), !missing(o).
      .output complete
    `),
  ).toMatchInlineSnapshot(`
    missing antitone down none
    complete monotone up monotone
    CALM101 negation info in missing: !item(o, i)
    output complete final: ok, 0 rounds
  `);
});
