import { expect, test } from "vitest";
import { judge } from "./judge.ts";

test("an equivalence over what grows grows", () => {
  expect(
    judge(`
      .decl same(a: symbol, b: symbol)
      .decl person(a: symbol, b: symbol) eqrel
      person(a, b) :- same(a, b).
      .output person
    `),
  ).toMatchInlineSnapshot(`
    person monotone up monotone
    output person final: ok, 0 rounds
  `);
});

test("an equivalence over what is fixed is fixed, and its absence too", () => {
  expect(
    judge(`
      .decl same(a: symbol, b: symbol) static
      .decl name(a: symbol)
      .decl person(a: symbol, b: symbol) eqrel
      person(a, b) :- same(a, b).
      .decl other(a: symbol, b: symbol)
      other(a, b) :- name(a), name(b), !person(a, b).
      .output other
    `),
  ).toMatchInlineSnapshot(`
    person constant constant monotone
    other monotone up monotone
    output other final: ok, 0 rounds
  `);
});

test("the absence from an equivalence that grows is a point", () => {
  expect(
    judge(`
      .decl same(a: symbol, b: symbol)
      .decl name(a: symbol)
      .decl person(a: symbol, b: symbol) eqrel
      person(a, b) :- same(a, b).
      .decl other(a: symbol, b: symbol)
      other(a, b) :- name(a), name(b), !person(a, b).
      .output other
    `),
  ).toMatchInlineSnapshot(`
    person monotone up monotone
    other nonmonotone any domain-disjoint
    CALM101 negation error in other: !person(a, b)
    output other final: not ok, 1 round
  `);
});

test("a seal of one key does not close an equivalence, whose rows come from other keys too", () => {
  expect(
    judge(`
      .decl same(a: symbol, b: symbol)
      .decl checked(a: symbol)
      .seal same(a) by checked
      .decl person(a: symbol, b: symbol) eqrel
      person(a, b) :- same(a, b).
      .decl alone(a: symbol)
      alone(a) :- checked(a), !person(a, "root").
      .output alone
    `),
  ).toMatchInlineSnapshot(`
    person monotone up monotone
    alone nonmonotone any domain-disjoint
    CALM101 negation error in alone: !person(a, "root")
    output alone final: not ok, 1 round
    CALM204 checked(a) not correlated: a
  `);
});

test("a seal of the whole relation closes an equivalence", () => {
  expect(
    judge(`
      .decl same(a: symbol, b: symbol)
      .decl checked()
      .seal same() by checked
      .decl name(a: symbol)
      .decl person(a: symbol, b: symbol) eqrel
      person(a, b) :- same(a, b).
      .decl alone(a: symbol)
      alone(a) :- checked(), name(a), !person(a, "root").
      .output alone
    `),
  ).toMatchInlineSnapshot(`
    person monotone up monotone
    alone coordinated up none, thanks to seal same()
    CALM101 negation info in alone: !person(a, "root"), covered by seal same()
    output alone final: ok, 1 round
  `);
});

test("a guard does not cancel through an equivalence, which adds rows that no rule gives", () => {
  expect(
    judge(`
      .decl asked(a: symbol, b: symbol)
      .decl refused(a: symbol, b: symbol)
      .decl friend(a: symbol, b: symbol) eqrel
      friend(a, b) :- asked(a, b), !refused(a, b).
      .decl waiting(a: symbol, b: symbol)
      waiting(a, b) :- asked(a, b), !friend(a, b).
      .output waiting
    `),
  ).toMatchInlineSnapshot(`
    friend nonmonotone any domain-distinct
    waiting nonmonotone any domain-disjoint
    CALM101 negation error in friend: !refused(a, b)
    CALM101 negation error in waiting: !friend(a, b)
    output waiting final: not ok, 2 rounds
  `);
});
