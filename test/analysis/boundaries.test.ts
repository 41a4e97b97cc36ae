import { expect, test } from "vitest";
import { judge } from "./judge.ts";

test("a rule at a leader decides once, and its literals are covered", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .boundary gate by leader(madrid)
      .decl ready(release: symbol)
      ready(r) at gate :- release(r), !open_blocker(r, _).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready coordinated up domain-disjoint, thanks to boundary gate
    CALM101 negation info in ready: !open_blocker(r, _), covered by boundary gate
    output ready final: ok, 1 round
  `);
});

test("a barrier covers an exact count", () => {
  expect(
    judge(`
      .decl vote(voter: symbol, candidate: symbol)
      .boundary tally_time by barrier
      .decl tally(candidate: symbol, n: number)
      tally(c, n) at tally_time :- vote(_, c), n = count : { vote(_, c) }.
      .output tally
    `),
  ).toMatchInlineSnapshot(`
    tally coordinated up domain-disjoint, thanks to boundary tally_time
    CALM103 count info in tally: count : { vote(_, c) }, covered by boundary tally_time
    output tally final: ok, 1 round
  `);
});

test("a quorum that overlaps covers, and says that it closes no set", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .boundary majority by quorum(n=5, r=3, w=3)
      .decl ready(release: symbol)
      ready(r) at majority :- release(r), !open_blocker(r, _).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready coordinated up domain-disjoint, thanks to boundary majority
    CALM101 negation info in ready: !open_blocker(r, _), covered by boundary majority
    output ready final: ok, 1 round
    CALM202 !open_blocker(r, _)
  `);
});

test("a quorum that does not overlap covers nothing", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .boundary majority by quorum(n=5, r=2, w=3)
      .decl ready(release: symbol)
      ready(r) at majority :- release(r), !open_blocker(r, _).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    CALM202: .boundary majority by quorum(n=5, r=2, w=3)
    ready nonmonotone any domain-disjoint
    CALM101 negation error in ready: !open_blocker(r, _)
    output ready final: not ok, 1 round
  `);
});

test("downstream of a decision everything is as of a fact that stays", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl customer(customer: symbol)
      .boundary gate by leader
      .decl ready(release: symbol)
      ready(r) at gate :- release(r), !open_blocker(r, _).
      .decl notified(customer: symbol, release: symbol)
      notified(c, r) :- customer(c), ready(r).
      .output notified
    `),
  ).toMatchInlineSnapshot(`
    ready coordinated up domain-disjoint, thanks to boundary gate
    notified coordinated up domain-disjoint, thanks to boundary gate
    CALM101 negation info in ready: !open_blocker(r, _), covered by boundary gate
    output notified final: ok, 1 round
  `);
});

test("the absence of a decision is a point like any other", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .boundary gate by leader
      .decl ready(release: symbol)
      ready(r) at gate :- release(r), !open_blocker(r, _).
      .decl waiting(release: symbol)
      waiting(r) :- release(r), !ready(r).
      .output waiting
    `),
  ).toMatchInlineSnapshot(`
    ready coordinated up domain-disjoint, thanks to boundary gate
    waiting nonmonotone any domain-disjoint
    CALM101 negation info in ready: !open_blocker(r, _), covered by boundary gate
    CALM101 negation error in waiting: !ready(r)
    output waiting final: not ok, 2 rounds
  `);
});

test("a boundary covers what it reads, also what is not monotone further up", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl clean(release: symbol)
      clean(r) :- release(r), !open_blocker(r, _).
      .boundary gate by leader
      .decl ready(release: symbol)
      ready(r) at gate :- clean(r).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    clean nonmonotone any domain-disjoint
    ready coordinated up domain-disjoint, thanks to boundary gate
    CALM101 negation info in clean: !open_blocker(r, _)
    output ready final: ok, 1 round
  `);
});

test("a boundary at one rule does not cover another rule of the same relation", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl veto(release: symbol)
      .boundary gate by leader
      .decl ready(release: symbol)
      ready(r) at gate :- release(r), !open_blocker(r, _).
      ready(r) :- release(r), !veto(r).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready nonmonotone any domain-disjoint
    CALM101 negation info in ready: !open_blocker(r, _), covered by boundary gate
    CALM101 negation error in ready: !veto(r)
    output ready final: not ok, 1 round
  `);
});

test("both heads of a rule at a boundary are decisions", () => {
  expect(
    judge(`
      .decl request(seat: symbol, user: symbol)
      .decl taken(seat: symbol)
      .boundary desk by leader
      .decl assigned(seat: symbol, user: symbol)
      .decl served(user: symbol)
      assigned(s, u), served(u) at desk :- request(s, u), !taken(s).
      .output assigned
      .output served
    `),
  ).toMatchInlineSnapshot(`
    assigned coordinated up domain-distinct, thanks to boundary desk
    served coordinated up domain-distinct, thanks to boundary desk
    CALM101 negation info in assigned: !taken(s), covered by boundary desk
    output assigned final: ok, 1 round
    output served final: ok, 1 round
  `);
});

test("a rule at a boundary may read its own earlier decisions", () => {
  expect(
    judge(`
      .decl request(seat: symbol, user: symbol)
      .boundary desk by leader
      .decl assigned(seat: symbol, user: symbol)
      assigned(s, u) at desk :- request(s, u), !assigned(s, _).
      .output assigned
    `),
  ).toMatchInlineSnapshot(`
    assigned coordinated up domain-disjoint, thanks to boundary desk
    CALM101 negation info in assigned: !assigned(s, _), covered by boundary desk
    output assigned final: ok, 1 round
  `);
});

test("two relations decided at one desk may each deny the other", () => {
  expect(
    judge(`
      .decl request(seat: symbol, user: symbol)
      .boundary desk by leader
      .decl window(seat: symbol)
      .decl aisle(seat: symbol)
      window(s) at desk :- request(s, _), !aisle(s).
      aisle(s) at desk :- request(s, _), !window(s).
      .output window
      .output aisle
    `),
  ).toMatchInlineSnapshot(`
    window coordinated up domain-disjoint, thanks to boundary desk
    aisle coordinated up domain-disjoint, thanks to boundary desk
    CALM101 negation info in window: !aisle(s), covered by boundary desk
    CALM101 negation info in aisle: !window(s), covered by boundary desk
    output window final: ok, 1 round
    output aisle final: ok, 1 round
  `);
});

test("of two relations that deny each other at one desk both are outputs when none is declared", () => {
  expect(
    judge(`
      .decl request(seat: symbol)
      .boundary desk by leader
      .decl window(seat: symbol)
      .decl aisle(seat: symbol)
      window(s) at desk :- request(s), !aisle(s).
      aisle(s) at desk :- request(s), !window(s).
    `),
  ).toMatchInlineSnapshot(`
    window coordinated up domain-disjoint, thanks to boundary desk
    aisle coordinated up domain-disjoint, thanks to boundary desk
    CALM101 negation info in window: !aisle(s), covered by boundary desk
    CALM101 negation info in aisle: !window(s), covered by boundary desk
    output window final: ok, 1 round, undeclared
    output aisle final: ok, 1 round, undeclared
  `);
});

test("a decision that reads what another boundary decided pays both", () => {
  expect(
    judge(`
      .decl request(seat: symbol, user: symbol)
      .boundary desk by leader
      .boundary gate by barrier
      .decl assigned(seat: symbol, user: symbol)
      assigned(s, u) at desk :- request(s, u), !assigned(s, _).
      .decl free(seat: symbol)
      free(s) at gate :- request(s, _), !assigned(s, _).
      .output free
    `),
  ).toMatchInlineSnapshot(`
    assigned coordinated up domain-disjoint, thanks to boundary desk
    free coordinated up domain-disjoint, thanks to boundary gate, boundary desk
    CALM101 negation info in assigned: !assigned(s, _), covered by boundary desk
    CALM101 negation info in free: !assigned(s, _), covered by boundary gate
    output free final: ok, 2 rounds
  `);
});

test("a boundary that buys nothing is superfluous", () => {
  expect(
    judge(`
      .decl edge(from: symbol, to: symbol)
      .boundary gate by leader
      .decl reach(from: symbol, to: symbol)
      reach(x, y) at gate :- edge(x, y).
      .output reach
    `),
  ).toMatchInlineSnapshot(`
    reach monotone up monotone
    output reach final: ok, 0 rounds
    CALM203 gate
  `);
});

test("recursion at a boundary that buys nothing is superfluous too", () => {
  expect(
    judge(`
      .decl edge(from: symbol, to: symbol)
      .boundary gate by leader
      .decl reach(from: symbol, to: symbol)
      reach(x, y) at gate :- edge(x, y).
      reach(x, z) at gate :- reach(x, y), edge(y, z).
      .output reach
    `),
  ).toMatchInlineSnapshot(`
    reach monotone up monotone
    output reach final: ok, 0 rounds
    CALM203 gate
    CALM203 gate
  `);
});

test("a boundary beside a seal that covers already is superfluous", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .boundary gate by leader
      .decl ready(release: symbol)
      ready(r) at gate :- release(r), review_closed(r), !open_blocker(r, _).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready coordinated up domain-disjoint, thanks to seal open_blocker(release)
    CALM101 negation info in ready: !open_blocker(r, _), covered by seal open_blocker(release)
    output ready final: ok, 1 round
    CALM203 gate
  `);
});

test("a boundary that one of two alternatives needs is not superfluous", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl approved(release: symbol)
      .decl open_blocker(release: symbol)
      .boundary gate by leader
      .decl ready(release: symbol)
      ready(r) at gate :- release(r), (approved(r) ; !open_blocker(r)).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready coordinated up domain-distinct, thanks to boundary gate
    CALM101 negation info in ready: !open_blocker(r), covered by boundary gate
    output ready final: ok, 1 round
  `);
});

test("a boundary clears what depends on a replica's name", () => {
  expect(
    judge(`
      .decl job(job: symbol)
      .boundary desk by leader
      .decl runs_on(job: symbol, replica: symbol)
      runs_on(j, replica()) at desk :- job(j).
      .output runs_on
    `),
  ).toMatchInlineSnapshot(`
    runs_on coordinated up none, thanks to boundary desk
    CALM110 arrival-order info in runs_on: replica(), covered by boundary desk
    output runs_on final: ok, 1 round
  `);
});

test("the value of a decided growing column is still a bound and no more", () => {
  expect(
    judge(`
      .decl bid(auction: symbol, amount: number)
      .boundary hammer by barrier
      .decl reserve(auction: symbol, amount: min<number>)
      reserve(a, m) at hammer :- bid(a, _), m = max x : { bid(a, x) }.
      .decl cheap(auction: symbol)
      cheap(a) :- reserve(a, m), m <= 100.
      .decl at_hundred(auction: symbol)
      at_hundred(a) :- reserve(a, 100).
      .output cheap
      .output at_hundred(promise="eventual")
    `),
  ).toMatchInlineSnapshot(`
    reserve coordinated up domain-disjoint, keys up, amount up, thanks to boundary hammer
    cheap coordinated up domain-disjoint, thanks to boundary hammer
    at_hundred nonmonotone any domain-disjoint
    CALM105 max info in reserve: max x : { bid(a, x) }, covered by boundary hammer
    CALM106 exact-read info in at_hundred: reserve(a, 100)
    output cheap final: ok, 1 round
    output at_hundred eventual: ok, 0 rounds
  `);
});

test("a boundary and a seal that nothing uses are named", () => {
  expect(
    judge(`
      .decl entry(day: symbol, text: symbol)
      .decl day_closed(day: symbol)
      .seal entry(day) by day_closed
      .boundary nobody by leader
      .decl log(day: symbol, text: symbol)
      log(d, t) :- entry(d, t).
      .output log
    `),
  ).toMatchInlineSnapshot(`
    log monotone up monotone
    output log final: ok, 0 rounds
    CALM201 nobody
    CALM201 .seal entry(day) by day_closed
  `);
});

test("a boundary that only an operation uses is used", () => {
  expect(
    judge(`
      .decl entry(text: symbol)
      .boundary desk by leader
      .operation write(text: symbol) at desk { insert entry(text). }
      .decl log(text: symbol)
      log(t) :- entry(t).
      .output log
    `),
  ).toMatchInlineSnapshot(`
    log monotone up monotone
    output log final: ok, 0 rounds
  `);
});
