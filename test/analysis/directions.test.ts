import { expect, test } from "vitest";
import { relationsOf } from "./judge.ts";

test("how base relations move, by qualifier and by column", () => {
  expect(
    relationsOf(`
      .decl plain(x: symbol)
      .decl grow_only(x: symbol) gset
      .decl removable(x: symbol) orset
      .decl fixed(x: symbol) static
      .decl highest(x: symbol, n: max<number>)
      .decl lowest(x: symbol, n: min<number>)
      .decl counted(x: symbol, n: gcounter)
      .decl balance(x: symbol, n: pncounter)
      .decl rights(x: symbol, n: bounded<0>)
      .decl register(x: symbol, v: lww<symbol>)
      .decl registers(x: symbol, v: lww<symbol>, w: lww<number>)
      .decl values(x: symbol, v: mv<symbol>)
      .decl text(x: symbol, v: sequence)
      .decl fixed_bound(x: symbol, n: max<number>) static
    `),
  ).toMatchInlineSnapshot(`
    plain monotone up monotone
    grow_only monotone up monotone
    removable nonmonotone any domain-distinct
    fixed constant constant monotone
    highest monotone up monotone, keys up, n up
    lowest monotone up monotone, keys up, n up
    counted monotone up monotone, keys up, n up
    balance nonmonotone any domain-disjoint, keys up, n any
    rights nonmonotone any domain-disjoint, keys up, n any
    register nonmonotone any domain-disjoint, keys up, v any
    registers nonmonotone any domain-disjoint, keys up, v any, w any
    values nonmonotone any domain-disjoint, keys up, v any
    text nonmonotone any domain-disjoint, keys up, v any
    fixed_bound constant constant monotone, keys constant, n constant
  `);
});

test("storage words mean nothing", () => {
  expect(
    relationsOf(`
      .decl edge(x: symbol, y: symbol) btree
      .decl path(x: symbol, y: symbol) brie
      path(x, y) :- edge(x, y).
    `),
  ).toMatchInlineSnapshot(`
    edge monotone up monotone
    path monotone up monotone
  `);
});

test("join, union, selection and projection keep what they read", () => {
  expect(
    relationsOf(`
      .decl fixed(x: symbol, n: number) static
      .decl grows(x: symbol, n: number)
      .decl comes_and_goes(x: symbol, n: number) orset
      .decl a(x: symbol)
      a(x) :- fixed(x, n), n >= 3, n != 7.
      .decl b(x: symbol)
      b(x) :- fixed(x, n), grows(x, n).
      .decl c(x: symbol)
      c(x) :- fixed(x, _) ; grows(x, _).
      .decl d(x: symbol)
      d(x) :- grows(x, n), comes_and_goes(x, n).
      .decl e(x: symbol)
      e(x) :- fixed(x, _).
      e(x) :- d(x).
    `),
  ).toMatchInlineSnapshot(`
    fixed constant constant monotone
    grows monotone up monotone
    comes_and_goes nonmonotone any domain-distinct
    a constant constant monotone
    b monotone up monotone
    c monotone up monotone
    d nonmonotone any domain-distinct
    e nonmonotone any domain-distinct
  `);
});

test("a flip turns growing into shrinking and back, and leaves the others as they are", () => {
  expect(
    relationsOf(`
      .decl all(x: symbol) static
      .decl grows(x: symbol)
      .decl comes_and_goes(x: symbol) orset
      .decl shrinks(x: symbol)
      shrinks(x) :- all(x), !grows(x).
      .decl grows_again(x: symbol)
      grows_again(x) :- all(x), !shrinks(x).
      .decl both_ways(x: symbol)
      both_ways(x) :- all(x), !comes_and_goes(x).
      .decl fixed(x: symbol)
      fixed(x) :- all(x), !all("x").
    `),
  ).toMatchInlineSnapshot(`
    all constant constant monotone
    grows monotone up monotone
    comes_and_goes nonmonotone any domain-distinct
    shrinks antitone down none
    grows_again monotone up monotone
    both_ways nonmonotone any none
    fixed constant constant monotone
  `);
});

test("what both grows and shrinks goes both ways", () => {
  expect(
    relationsOf(`
      .decl grows(x: symbol)
      .decl other(x: symbol)
      .decl all(x: symbol) static
      .decl shrinks(x: symbol)
      shrinks(x) :- all(x), !grows(x).
      .decl mixed(x: symbol)
      mixed(x) :- shrinks(x), other(x).
      .decl united(x: symbol)
      united(x) :- shrinks(x).
      united(x) :- other(x).
    `),
  ).toMatchInlineSnapshot(`
    grows monotone up monotone
    other monotone up monotone
    all constant constant monotone
    shrinks antitone down none
    mixed nonmonotone any none
    united nonmonotone any none
  `);
});

test("a growing column of a relation that loses rows is no bound", () => {
  expect(
    relationsOf(`
      .decl bid(auction: symbol, n: number)
      .decl cancelled(auction: symbol)
      .decl best(auction: symbol, n: max<number>)
      best(a, n) :- bid(a, n), !cancelled(a).
      .decl fixed(auction: symbol, n: number) static
      .decl known(auction: symbol, n: max<number>)
      known(a, n) :- fixed(a, n).
    `),
  ).toMatchInlineSnapshot(`
    bid monotone up monotone
    cancelled monotone up monotone
    best nonmonotone any domain-distinct, keys any, n any
    fixed constant constant monotone
    known constant constant monotone, keys constant, n constant
  `);
});

test("a shrinking relation may have a bound that falls", () => {
  expect(
    relationsOf(`
      .decl all(x: symbol, n: number) static
      .decl gone(x: symbol)
      .decl left(x: symbol, n: max<number>)
      left(x, n) :- all(x, n), !gone(x).
    `),
  ).toMatchInlineSnapshot(`
    all constant constant monotone
    gone monotone up monotone
    left antitone down none, keys down, n down
  `);
});

test("rows of the text and rows that are loaded add to what rules derive", () => {
  expect(
    relationsOf(`
      .decl fixed(x: symbol) static
      .decl with_fact(x: symbol)
      with_fact("a").
      with_fact(x) :- fixed(x).
      .decl with_input(x: symbol)
      .input with_input
      with_input(x) :- fixed(x).
    `),
  ).toMatchInlineSnapshot(`
    fixed constant constant monotone
    with_fact constant constant monotone
    with_input monotone up monotone
  `);
});

test("what a rule with a finding would have derived is not known to be empty", () => {
  expect(
    relationsOf(`
      .decl user(name: symbol)
      .decl barred(name: symbol)
      barred(u) :- user(u), unknown_relation(u).
      .decl welcome(name: symbol)
      welcome(u) :- user(u), !barred(u).
    `),
  ).toMatchInlineSnapshot(`
    user monotone up monotone
    barred monotone up monotone
    welcome nonmonotone any domain-disjoint
  `);
});
