import { expect, test } from "vitest";
import { judge } from "./judge.ts";

test("the absence of a view with a guard, behind the same atom, is the guard", () => {
  expect(
    judge(`
      .decl task(task: symbol)
      .decl done(task: symbol)
      .decl open(task: symbol)
      open(t) :- task(t), !done(t).
      .decl closed(task: symbol)
      closed(t) :- task(t), !open(t).
      .output closed
    `),
  ).toMatchInlineSnapshot(`
    open nonmonotone any domain-distinct
    closed monotone up monotone
    CALM101 negation info in open: !done(t)
    output closed final: ok, 0 rounds
  `);
});

test("a guard that moves the other way cancels to what it is", () => {
  expect(
    judge(`
      .decl task(task: symbol)
      .decl all(task: symbol) static
      .decl done(task: symbol)
      .decl undone(task: symbol)
      undone(t) :- all(t), !done(t).
      .decl ready(task: symbol)
      ready(t) :- task(t), !undone(t).
      .decl waiting(task: symbol)
      waiting(t) :- task(t), !ready(t).
      .output ready
      .output waiting(promise="eventual")
    `),
  ).toMatchInlineSnapshot(`
    undone antitone down none
    ready monotone up monotone
    waiting nonmonotone any domain-disjoint
    CALM101 negation info in undone: !done(t)
    CALM101 negation info in waiting: !ready(t)
    output ready final: ok, 0 rounds
    output waiting eventual: ok, 0 rounds
  `);
});

test("without the same atom beside it nothing cancels", () => {
  expect(
    judge(`
      .decl task(task: symbol)
      .decl wish(task: symbol)
      .decl done(task: symbol)
      .decl open(task: symbol)
      open(t) :- task(t), !done(t).
      .decl idle(task: symbol)
      idle(t) :- wish(t), !open(t).
      .output idle
    `),
  ).toMatchInlineSnapshot(`
    open nonmonotone any domain-distinct
    idle nonmonotone any domain-disjoint
    CALM101 negation error in open: !done(t)
    CALM101 negation error in idle: !open(t)
    output idle final: not ok, 2 rounds
  `);
});

test("with the same atom of another variable nothing cancels", () => {
  expect(
    judge(`
      .decl task(task: symbol, next: symbol)
      .decl done(task: symbol, next: symbol)
      .decl open(task: symbol, next: symbol)
      open(t, n) :- task(t, n), !done(t, n).
      .decl idle(task: symbol)
      idle(t) :- task(t, n), !open(n, t).
      .output idle
    `),
  ).toMatchInlineSnapshot(`
    open nonmonotone any domain-distinct
    idle nonmonotone any domain-disjoint
    CALM101 negation error in open: !done(t, n)
    CALM101 negation error in idle: !open(n, t)
    output idle final: not ok, 2 rounds
  `);
});

test("two rules of a view cancel where each does", () => {
  expect(
    judge(`
      .decl task(task: symbol)
      .decl done(task: symbol)
      .decl waived(task: symbol)
      .decl missed(task: symbol)
      missed(t) :- task(t), !done(t).
      missed(t) :- task(t), !waived(t).
      .decl served(task: symbol)
      served(t) :- task(t), !missed(t).
      .output served
    `),
  ).toMatchInlineSnapshot(`
    missed nonmonotone any domain-distinct
    served monotone up monotone
    CALM101 negation info in missed: !done(t)
    CALM101 negation info in missed: !waived(t)
    output served final: ok, 0 rounds
  `);
});

test("two levels cancel back to the absence", () => {
  expect(
    judge(`
      .decl task(task: symbol)
      .decl done(task: symbol)
      .decl open(task: symbol)
      open(t) :- task(t), !done(t).
      .decl closed(task: symbol)
      closed(t) :- task(t), !open(t).
      .decl still_open(task: symbol)
      still_open(t) :- task(t), !closed(t).
      .output still_open
    `),
  ).toMatchInlineSnapshot(`
    open nonmonotone any domain-distinct
    closed monotone up monotone
    still_open nonmonotone any domain-disjoint
    CALM101 negation info in open: !done(t)
    CALM101 negation error in still_open: !closed(t)
    output still_open final: not ok, 1 round
  `);
});

test("three levels cancel again", () => {
  expect(
    judge(`
      .decl task(task: symbol)
      .decl done(task: symbol)
      .decl open(task: symbol)
      open(t) :- task(t), !done(t).
      .decl closed(task: symbol)
      closed(t) :- task(t), !open(t).
      .decl still_open(task: symbol)
      still_open(t) :- task(t), !closed(t).
      .decl gone(task: symbol)
      gone(t) :- task(t), !still_open(t).
      .output gone
    `),
  ).toMatchInlineSnapshot(`
    open nonmonotone any domain-distinct
    closed monotone up monotone
    still_open nonmonotone any domain-disjoint
    gone monotone up monotone
    CALM101 negation info in open: !done(t)
    CALM101 negation info in still_open: !closed(t)
    output gone final: ok, 0 rounds
  `);
});

test("the same constant cancels, another does not", () => {
  expect(
    judge(`
      .decl step(order: symbol, step: symbol)
      .decl skipped(order: symbol)
      .decl unpaid(order: symbol)
      unpaid(o) :- step(o, "paid"), !skipped(o).
      .decl same(order: symbol)
      same(o) :- step(o, "paid"), !unpaid(o).
      .decl other(order: symbol)
      other(o) :- step(o, "sent"), !unpaid(o).
      .output same
      .output other
    `),
  ).toMatchInlineSnapshot(`
    unpaid nonmonotone any domain-distinct
    same monotone up monotone
    other nonmonotone any domain-disjoint
    CALM101 negation error in unpaid: !skipped(o)
    CALM101 negation error in other: !unpaid(o)
    output same final: ok, 0 rounds
    output other final: not ok, 2 rounds
  `);
});

test("a wildcard in the guarded atom is held by any row", () => {
  expect(
    judge(`
      .decl task(task: symbol, owner: symbol)
      .decl done(task: symbol)
      .decl open(task: symbol)
      open(t) :- task(t, _), !done(t).
      .decl closed(task: symbol)
      closed(t) :- task(t, _), !open(t).
      .output closed
    `),
  ).toMatchInlineSnapshot(`
    open nonmonotone any domain-distinct
    closed monotone up monotone
    CALM101 negation info in open: !done(t)
    output closed final: ok, 0 rounds
  `);
});

test("a guard on what the wildcard hides does not cancel", () => {
  expect(
    judge(`
      .decl task(task: symbol, owner: symbol)
      .decl away(owner: symbol)
      .decl open(task: symbol)
      open(t) :- task(t, o), !away(o).
      .decl stuck(task: symbol)
      stuck(t) :- task(t, _), !open(t).
      .output stuck
    `),
  ).toMatchInlineSnapshot(`
    open nonmonotone any domain-distinct
    stuck nonmonotone any domain-disjoint
    CALM101 negation error in open: !away(o)
    CALM101 negation error in stuck: !open(t)
    output stuck final: not ok, 2 rounds
  `);
});

test("a row of the view in the text stays, and cancels nothing else", () => {
  expect(
    judge(`
      .decl task(task: symbol)
      .decl done(task: symbol)
      .decl open(task: symbol)
      open("write tests").
      open(t) :- task(t), !done(t).
      .decl closed(task: symbol)
      closed(t) :- task(t), !open(t).
      .output closed
    `),
  ).toMatchInlineSnapshot(`
    open nonmonotone any domain-distinct
    closed monotone up monotone
    CALM101 negation info in open: !done(t)
    output closed final: ok, 0 rounds
  `);
});

test("a recursive view cancels only what it says of this row", () => {
  expect(
    judge(`
      .decl link(from: symbol, to: symbol)
      .decl down(node: symbol)
      .decl source(node: symbol)
      .decl live(node: symbol)
      live(n) :- source(n), !down(n).
      live(n) :- live(m), link(m, n).
      .decl dead(node: symbol)
      dead(n) :- source(n), !live(n).
      .output dead
    `),
  ).toMatchInlineSnapshot(`
    live nonmonotone any domain-distinct
    dead nonmonotone any domain-disjoint
    CALM101 negation error in live: !down(n)
    CALM101 negation error in dead: !live(n)
    output dead final: not ok, 2 rounds
  `);
});

test("a removable atom that guards is still read where it stands", () => {
  expect(
    judge(`
      .decl task(task: symbol) orset
      .decl done(task: symbol)
      .decl open(task: symbol)
      open(t) :- task(t), !done(t).
      .decl closed(task: symbol)
      closed(t) :- task(t), !open(t).
      .output closed
    `),
  ).toMatchInlineSnapshot(`
    open nonmonotone any domain-distinct
    closed nonmonotone any domain-disjoint
    CALM107 removable-read info in open: task(t)
    CALM101 negation info in open: !done(t)
    CALM107 removable-read error in closed: task(t)
    output closed final: not ok, 1 round
  `);
});

test("what the body denies already refutes the view's rule", () => {
  expect(
    judge(`
      .decl order(order: symbol)
      .decl paid(order: symbol)
      .decl overdue(order: symbol)
      overdue(o) :- order(o), !paid(o).
      .decl settled(order: symbol)
      settled(o) :- paid(o), !overdue(o).
      .output settled
    `),
  ).toMatchInlineSnapshot(`
    overdue nonmonotone any domain-distinct
    settled monotone up monotone
    CALM101 negation info in overdue: !paid(o)
    output settled final: ok, 0 rounds
  `);
});

test("a denial of one value is not refuted by the presence of another", () => {
  expect(
    judge(`
      .decl order(order: symbol, part: symbol)
      .decl paid(order: symbol, part: symbol)
      .decl overdue(order: symbol)
      overdue(o) :- order(o, p), !paid(o, p).
      .decl settled(order: symbol)
      settled(o) :- paid(o, _), !overdue(o).
      .output settled
    `),
  ).toMatchInlineSnapshot(`
    overdue nonmonotone any domain-distinct
    settled nonmonotone any domain-disjoint
    CALM101 negation error in overdue: !paid(o, p)
    CALM101 negation error in settled: !overdue(o)
    output settled final: not ok, 2 rounds
  `);
});

test("a difference is a guard like a negation", () => {
  expect(
    judge(`
      .decl task(task: symbol)
      .decl done(task: symbol)
      .decl open(task: symbol)
      open(t) :- task(t) except done(t).
      .decl closed(task: symbol)
      closed(t) :- task(t) except open(t).
      .output closed
    `),
  ).toMatchInlineSnapshot(`
    open nonmonotone any domain-distinct
    closed monotone up monotone
    CALM102 difference info in open: task(t) except done(t)
    output closed final: ok, 0 rounds
  `);
});

test("a guard cancels through a chain of views", () => {
  expect(
    judge(`
      .decl task(task: symbol)
      .decl done(task: symbol)
      .decl open(task: symbol)
      open(t) :- task(t), !done(t).
      .decl listed(task: symbol)
      listed(t) :- open(t).
      .decl closed(task: symbol)
      closed(t) :- task(t), !listed(t).
      .output closed
    `),
  ).toMatchInlineSnapshot(`
    open nonmonotone any domain-distinct
    listed nonmonotone any domain-distinct
    closed monotone up monotone
    CALM101 negation info in open: !done(t)
    output closed final: ok, 0 rounds
  `);
});

test("the presence of a growing value guards, the value itself does not", () => {
  expect(
    judge(`
      .decl score(player: symbol, score: max<number>)
      .decl banned(player: symbol)
      .decl eligible(player: symbol)
      eligible(p) :- score(p, _), !banned(p).
      .decl barred(player: symbol)
      barred(p) :- score(p, _), !eligible(p).
      .output barred
    `),
  ).toMatchInlineSnapshot(`
    eligible nonmonotone any domain-distinct
    barred monotone up monotone
    CALM101 negation info in eligible: !banned(p)
    output barred final: ok, 0 rounds
  `);
});

test("a count of guarded rows says nothing of how many there are", () => {
  expect(
    judge(`
      .decl task(task: symbol, part: symbol)
      .decl single(task: symbol)
      single(t) :- task(t, _), n = count : { task(t, _) }, n < 2.
      .output single
    `),
  ).toMatchInlineSnapshot(`
    single nonmonotone any domain-disjoint
    CALM103 count error in single: count : { task(t, _) }
    output single final: not ok, 1 round
  `);
});
