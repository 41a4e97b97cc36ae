import { expect, test } from "vitest";
import { judge } from "./judge.ts";

test("a final output may be constant, monotone or coordinated", () => {
  expect(
    judge(`
      .decl member(name: symbol) static
      .decl joined(name: symbol)
      .decl banned(name: symbol)
      .decl season_closed()
      .seal banned() by season_closed
      .decl roster(name: symbol)
      roster(m) :- member(m).
      .decl players(name: symbol)
      players(m) :- joined(m).
      .decl fair(name: symbol)
      fair(m) :- season_closed(), joined(m), !banned(m).
      .output roster
      .output players
      .output fair(promise="final")
    `),
  ).toMatchInlineSnapshot(`
    roster constant constant monotone
    players monotone up monotone
    fair coordinated up domain-distinct, thanks to seal banned()
    CALM101 negation info in fair: !banned(m), covered by seal banned()
    output roster final: ok, 0 rounds
    output players final: ok, 0 rounds
    output fair final: ok, 1 round
  `);
});

test("a final output that only shrinks loses rows", () => {
  expect(
    judge(`
      .decl member(name: symbol) static
      .decl left(name: symbol)
      .decl present(name: symbol)
      present(m) :- member(m), !left(m).
      .output present
    `),
  ).toMatchInlineSnapshot(`
    present antitone down none
    CALM101 negation error in present: !left(m)
    output present final: not ok, 1 round
  `);
});

test("an absence may be constant or antitone", () => {
  expect(
    judge(`
      .decl member(name: symbol) static
      .decl left(name: symbol)
      .decl present(name: symbol)
      present(m) :- member(m), !left(m).
      .decl roster(name: symbol)
      roster(m) :- member(m).
      .output present(promise="absence")
      .output roster(promise="absence")
    `),
  ).toMatchInlineSnapshot(`
    present antitone down none
    roster constant constant monotone
    CALM101 negation info in present: !left(m)
    output present absence: ok, 0 rounds
    output roster absence: ok, 0 rounds
  `);
});

test("an absence of what grows is not kept, and no literal is to blame", () => {
  expect(
    judge(`
      .decl joined(name: symbol)
      .decl players(name: symbol)
      players(m) :- joined(m).
      .output players(promise="absence")
    `),
  ).toMatchInlineSnapshot(`
    players monotone up monotone
    output players absence: not ok, 0 rounds
    CALM111 players: keeps final
  `);
});

test("an absence of what comes and goes is not kept either", () => {
  expect(
    judge(`
      .decl joined(name: symbol)
      .decl banned(name: symbol)
      .decl fair(name: symbol)
      fair(m) :- joined(m), !banned(m).
      .output fair(promise="absence")
    `),
  ).toMatchInlineSnapshot(`
    fair nonmonotone any domain-distinct
    CALM101 negation info in fair: !banned(m)
    output fair absence: not ok, 0 rounds
    CALM111 fair: keeps eventual
  `);
});

test("a literal that goes both ways breaks an absence, and is told beside it", () => {
  expect(
    judge(`
      .decl member(name: symbol) static
      .decl cart(name: symbol) orset
      .decl idle(name: symbol)
      idle(m) :- member(m), !cart(m).
      .output idle(promise="absence")
    `),
  ).toMatchInlineSnapshot(`
    idle nonmonotone any none
    CALM101 negation error in idle: !cart(m)
    output idle absence: not ok, 1 round
    CALM111 idle: keeps eventual
  `);
});

test("an absence is not kept thanks to a seal that lets rows come", () => {
  expect(
    judge(`
      .decl joined(name: symbol)
      .decl banned(name: symbol)
      .decl season_closed()
      .seal banned() by season_closed
      .decl fair(name: symbol)
      fair(m) :- season_closed(), joined(m), !banned(m).
      .output fair(promise="absence")
    `),
  ).toMatchInlineSnapshot(`
    fair coordinated up domain-distinct, thanks to seal banned()
    CALM101 negation info in fair: !banned(m), covered by seal banned()
    output fair absence: not ok, 1 round
    CALM111 fair: keeps final
  `);
});

test("an eventual output may be anything but uncertain for ever", () => {
  expect(
    judge(`
      .decl joined(name: symbol)
      .decl banned(name: symbol)
      .decl fair(name: symbol)
      fair(m) :- joined(m), !banned(m).
      .decl count_fair(n: number)
      count_fair(n) :- n = count : { fair(_) }.
      .output fair(promise="eventual")
      .output count_fair(promise="eventual")
    `),
  ).toMatchInlineSnapshot(`
    fair nonmonotone any domain-distinct
    count_fair nonmonotone any none
    CALM101 negation info in fair: !banned(m)
    CALM103 count info in count_fair: count : { fair(_) }
    output fair eventual: ok, 0 rounds
    output count_fair eventual: ok, 0 rounds
  `);
});

test("a point is an error as soon as one final output sees it", () => {
  expect(
    judge(`
      .decl joined(name: symbol)
      .decl banned(name: symbol)
      .decl fair(name: symbol)
      fair(m) :- joined(m), !banned(m).
      .decl prize(name: symbol)
      prize(m) :- fair(m).
      .output fair(promise="eventual")
      .output prize
    `),
  ).toMatchInlineSnapshot(`
    fair nonmonotone any domain-distinct
    prize nonmonotone any domain-distinct
    CALM101 negation error in fair: !banned(m)
    output fair eventual: ok, 0 rounds
    output prize final: not ok, 1 round
  `);
});

test("one relation may keep one promise and break another", () => {
  expect(
    judge(`
      .decl joined(name: symbol)
      .decl banned(name: symbol)
      .decl fair(name: symbol)
      fair(m) :- joined(m), !banned(m).
      .output fair(promise="eventual")
      .output fair
    `),
  ).toMatchInlineSnapshot(`
    fair nonmonotone any domain-distinct
    CALM101 negation error in fair: !banned(m)
    output fair eventual: ok, 0 rounds
    output fair final: not ok, 1 round
  `);
});

test("without any output what nothing else reads is final", () => {
  expect(
    judge(`
      .decl joined(name: symbol)
      .decl banned(name: symbol)
      .decl fair(name: symbol)
      fair(m) :- joined(m), !banned(m).
      .decl prize(name: symbol)
      prize(m) :- fair(m).
      .decl guest(name: symbol)
      guest(m) :- joined(m).
    `),
  ).toMatchInlineSnapshot(`
    fair nonmonotone any domain-distinct
    prize nonmonotone any domain-distinct
    guest monotone up monotone
    CALM101 negation error in fair: !banned(m)
    output prize final: not ok, 1 round, undeclared
    output guest final: ok, 0 rounds, undeclared
  `);
});

test("recursion that only reads itself is read by nobody", () => {
  expect(
    judge(`
      .decl link(from: symbol, to: symbol)
      .decl even(from: symbol, to: symbol)
      .decl odd(from: symbol, to: symbol)
      odd(x, y) :- link(x, y).
      even(x, z) :- odd(x, y), link(y, z).
      odd(x, z) :- even(x, y), link(y, z).
    `),
  ).toMatchInlineSnapshot(`
    even monotone up monotone
    odd monotone up monotone
    output even final: ok, 0 rounds, undeclared
    output odd final: ok, 0 rounds, undeclared
  `);
});

test("a printed size promises nothing, and does not make an output", () => {
  expect(
    judge(`
      .decl joined(name: symbol)
      .decl banned(name: symbol)
      .decl fair(name: symbol)
      fair(m) :- joined(m), !banned(m).
      .decl players(name: symbol)
      players(m) :- joined(m).
      .output players
      .printsize fair
    `),
  ).toMatchInlineSnapshot(`
    fair nonmonotone any domain-distinct
    players monotone up monotone
    CALM101 negation info in fair: !banned(m)
    output players final: ok, 0 rounds
  `);
});

test("a program without derived relations and outputs promises nothing", () => {
  expect(
    judge(`
      .decl joined(name: symbol)
      .input joined
    `),
  ).toMatchInlineSnapshot(`

  `);
});

test("an output of a grow-only or fixed base relation is kept", () => {
  expect(
    judge(`
      .decl joined(name: symbol)
      .decl member(name: symbol) static
      .decl high(name: symbol, n: max<number>)
      .output joined, member
      .output high
    `),
  ).toMatchInlineSnapshot(`
    joined monotone up monotone
    member constant constant monotone
    high monotone up monotone, keys up, n up
    output joined final: ok, 0 rounds
    output member final: ok, 0 rounds
    output high final: ok, 0 rounds
  `);
});

test("an output of a removable set or of a value that is replaced is a read", () => {
  expect(
    judge(`
      .decl cart(user: symbol, item: symbol) orset
      .decl theme(user: symbol, theme: lww<symbol>)
      .decl range(room: symbol, low: lww<number>, high: lww<number>)
      .decl stock(item: symbol, n: pncounter)
      .decl note(note: symbol, text: sequence)
      .output cart
      .output theme
      .output range
      .output stock
      .output note
    `),
  ).toMatchInlineSnapshot(`
    cart nonmonotone any domain-distinct
    theme nonmonotone any domain-disjoint, keys up, theme any
    range nonmonotone any domain-disjoint, keys up, low any, high any
    stock nonmonotone any domain-disjoint, keys up, n any
    note nonmonotone any domain-disjoint, keys up, text any
    CALM107 removable-read error at cart
    CALM108 register-read error at theme
    CALM108 register-read error at range
    CALM108 counter-read error at stock
    CALM108 sequence-read error at note
    output cart final: not ok, 1 round
    output theme final: not ok, 1 round
    output range final: not ok, 1 round
    output stock final: not ok, 1 round
    output note final: not ok, 1 round
  `);
});

test("such an output may be shown", () => {
  expect(
    judge(`
      .decl cart(user: symbol, item: symbol) orset
      .decl theme(user: symbol, theme: lww<symbol>)
      .output cart(promise="eventual")
      .output theme(promise="eventual")
    `),
  ).toMatchInlineSnapshot(`
    cart nonmonotone any domain-distinct
    theme nonmonotone any domain-disjoint, keys up, theme any
    CALM107 removable-read info at cart
    CALM108 register-read info at theme
    output cart eventual: ok, 0 rounds
    output theme eventual: ok, 0 rounds
  `);
});

test("the value itself of a growing column is not to be had", () => {
  expect(
    judge(`
      .decl score(player: symbol, n: number)
      .decl high(player: symbol, n: max<number>)
      .decl top(n: max<number>)
      top(m) :- m = max x : { score(_, x) }.
      .decl fixed(n: max<number>)
      fixed(m) :- m = max x : { level(x) }.
      .decl level(n: number) static
      .output top(exact=true)
      .output high(exact=true)
      .output fixed(exact=true)
      .output top
    `),
  ).toMatchInlineSnapshot(`
    high monotone up monotone, keys up, n up
    top monotone up monotone, keys up, n up
    fixed constant constant monotone, keys constant, n constant
    CALM106 exact-read error at top
    CALM106 exact-read error at high
    output top final: not ok, 1 round
    output high final: not ok, 1 round
    output fixed final: ok, 0 rounds
    output top final: ok, 0 rounds
  `);
});

test("of a column that does not grow the literal is to blame, not the directive", () => {
  expect(
    judge(`
      .decl vote(voter: symbol, candidate: symbol)
      .decl withdrawn(voter: symbol)
      .decl tally(candidate: symbol, n: max<number>)
      tally(c, n) :- vote(_, c), n = count : { vote(v, c), !withdrawn(v) }.
      .output tally(exact=true)
    `),
  ).toMatchInlineSnapshot(`
    tally nonmonotone any domain-disjoint, keys up, n any
    CALM101 negation error in tally: !withdrawn(v)
    output tally final: not ok, 1 round
  `);
});

test("what an eventual output shows exactly is shown", () => {
  expect(
    judge(`
      .decl score(player: symbol, n: number)
      .decl top(n: max<number>)
      top(m) :- m = max x : { score(_, x) }.
      .output top(promise="eventual", exact=true)
    `),
  ).toMatchInlineSnapshot(`
    top monotone up monotone, keys up, n up
    output top eventual: ok, 0 rounds
  `);
});

test("a nondeterministic output whose reason stands at a literal is told there", () => {
  expect(
    judge(`
      .decl job(job: symbol, replica: symbol)
      .decl mine(job: symbol)
      mine(j) :- job(j, replica()).
      .output mine(promise="absence")
    `),
  ).toMatchInlineSnapshot(`
    mine nondeterministic up none
    CALM110 arrival-order error in mine: replica()
    output mine absence: not ok, 1 round
    CALM111 mine: keeps nothing
  `);
});
