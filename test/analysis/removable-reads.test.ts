import { expect, test } from "vitest";
import { judge } from "./judge.ts";

test("a positive read of a removable set can be withdrawn", () => {
  expect(
    judge(`
      .decl cart(user: symbol, item: symbol) orset
      .decl basket(user: symbol, item: symbol)
      basket(u, i) :- cart(u, i).
      .output basket
    `),
  ).toMatchInlineSnapshot(`
    basket nonmonotone any domain-distinct
    CALM107 removable-read error in basket: cart(u, i)
    output basket final: not ok, 1 round
  `);
});

test("of a grow-only set it stays", () => {
  expect(
    judge(`
      .decl wish(user: symbol, item: symbol) gset
      .decl list(user: symbol, item: symbol)
      list(u, i) :- wish(u, i).
      .output list
    `),
  ).toMatchInlineSnapshot(`
    list monotone up monotone
    output list final: ok, 0 rounds
  `);
});

test("its negation is one point, not two", () => {
  expect(
    judge(`
      .decl user(user: symbol)
      .decl cart(user: symbol, item: symbol) orset
      .decl idle(user: symbol)
      idle(u) :- user(u), !cart(u, _).
      .decl none(user: symbol)
      none(u) :- user(u) except vip(u).
      .decl vip(user: symbol) orset
      .output idle
      .output none
    `),
  ).toMatchInlineSnapshot(`
    idle nonmonotone any domain-disjoint
    none nonmonotone any domain-distinct
    CALM101 negation error in idle: !cart(u, _)
    CALM102 difference error in none: user(u) except vip(u)
    output idle final: not ok, 1 round
    output none final: not ok, 1 round
  `);
});

test("a difference whose left side can be removed is two points", () => {
  expect(
    judge(`
      .decl cart(user: symbol, item: symbol) orset
      .decl sold_out(user: symbol, item: symbol)
      .decl basket(user: symbol, item: symbol)
      basket(u, i) :- cart(u, i) except sold_out(u, i).
      .output basket
    `),
  ).toMatchInlineSnapshot(`
    basket nonmonotone any domain-distinct
    CALM107 removable-read error in basket: cart(u, i)
    CALM102 difference error in basket: cart(u, i) except sold_out(u, i)
    output basket final: not ok, 1 round
  `);
});

test("a positive read of a view over it is no point more", () => {
  expect(
    judge(`
      .decl cart(user: symbol, item: symbol) orset
      .decl basket(user: symbol)
      basket(u) :- cart(u, _).
      .decl active(user: symbol)
      active(u) :- basket(u).
      .output active
    `),
  ).toMatchInlineSnapshot(`
    basket nonmonotone any domain-distinct
    active nonmonotone any domain-distinct
    CALM107 removable-read error in basket: cart(u, _)
    output active final: not ok, 1 round
  `);
});

test("what any register or counter holds is no statement that stays", () => {
  expect(
    judge(`
      .decl theme(user: symbol, theme: lww<symbol>)
      .decl draft(user: symbol, text: mv<symbol>)
      .decl stock(item: symbol, n: pncounter)
      .decl seats(hall: symbol, n: bounded<0>)
      .decl note(note: symbol, text: sequence)
      .decl dark(user: symbol)
      dark(u) :- theme(u, "dark").
      .decl drafts(user: symbol, text: symbol)
      drafts(u, t) :- draft(u, t).
      .decl plenty(item: symbol)
      plenty(i) :- stock(i, n), n >= 10.
      .decl open(hall: symbol)
      open(h) :- seats(h, n), n > 0.
      .decl mentions(note: symbol)
      mentions(n) :- note(n, t), contains("calm", t).
      .output dark
      .output drafts
      .output plenty
      .output open
      .output mentions
    `),
  ).toMatchInlineSnapshot(`
    dark nonmonotone any domain-disjoint
    drafts nonmonotone any domain-disjoint
    plenty nonmonotone any domain-disjoint
    open nonmonotone any domain-disjoint
    mentions nonmonotone any domain-disjoint
    CALM108 register-read error in dark: theme(u, "dark")
    CALM108 register-read error in drafts: draft(u, t)
    CALM108 counter-read error in plenty: stock(i, n)
    CALM108 counter-read error in open: seats(h, n)
    CALM108 sequence-read error in mentions: note(n, t)
    output dark final: not ok, 1 round
    output drafts final: not ok, 1 round
    output plenty final: not ok, 1 round
    output open final: not ok, 1 round
    output mentions final: not ok, 1 round
  `);
});

test("that there is a value under a key stays", () => {
  expect(
    judge(`
      .decl theme(user: symbol, theme: lww<symbol>)
      .decl draft(user: symbol, text: mv<symbol>)
      .decl stock(item: symbol, n: pncounter)
      .decl seats(hall: symbol, n: bounded<0>)
      .decl note(note: symbol, text: sequence)
      .decl known(name: symbol)
      known(u) :- theme(u, _).
      known(u) :- draft(u, _).
      known(i) :- stock(i, _).
      known(h) :- seats(h, _).
      known(n) :- note(n, _).
      .output known
    `),
  ).toMatchInlineSnapshot(`
    known monotone up monotone
    output known final: ok, 0 rounds
  `);
});

test("that there is none does not", () => {
  expect(
    judge(`
      .decl user(user: symbol)
      .decl theme(user: symbol, theme: lww<symbol>)
      .decl plain(user: symbol)
      plain(u) :- user(u), !theme(u, _).
      .decl not_dark(user: symbol)
      not_dark(u) :- user(u), !theme(u, "dark").
      .output plain
      .output not_dark
    `),
  ).toMatchInlineSnapshot(`
    plain nonmonotone any domain-disjoint
    not_dark nonmonotone any domain-disjoint
    CALM101 negation error in plain: !theme(u, _)
    CALM101 negation error in not_dark: !theme(u, "dark")
    output plain final: not ok, 1 round
    output not_dark final: not ok, 1 round
  `);
});

test("values written together are read together", () => {
  expect(
    judge(`
      .decl range(room: symbol, low: lww<number>, high: lww<number>)
      .decl cold(room: symbol)
      cold(r) :- range(r, l, h), l < h, h < 10.
      .output cold
    `),
  ).toMatchInlineSnapshot(`
    cold nonmonotone any domain-disjoint
    CALM108 register-read error in cold: range(r, l, h)
    output cold final: not ok, 1 round
  `);
});

test("a value is one point, however often it is used", () => {
  expect(
    judge(`
      .decl stock(item: symbol, n: pncounter)
      .decl shown(item: symbol, n: number)
      shown(i, n) :- stock(i, n), n >= 0, n < 100.
      .output shown
    `),
  ).toMatchInlineSnapshot(`
    shown nonmonotone any domain-disjoint
    CALM108 counter-read error in shown: stock(i, n)
    output shown final: not ok, 1 round
  `);
});

test("a value in a view is a point there, and none where the view is read", () => {
  expect(
    judge(`
      .decl theme(user: symbol, theme: lww<symbol>)
      .decl current(user: symbol, theme: symbol)
      current(u, t) :- theme(u, t).
      .decl dark(user: symbol)
      dark(u) :- current(u, "dark").
      .output dark
    `),
  ).toMatchInlineSnapshot(`
    current nonmonotone any domain-disjoint
    dark nonmonotone any domain-disjoint
    CALM108 register-read error in current: theme(u, t)
    output dark final: not ok, 1 round
  `);
});

test("a register with several values is counted by value", () => {
  expect(
    judge(`
      .decl draft(user: symbol, text: mv<symbol>)
      .decl conflict(user: symbol)
      conflict(u) :- draft(u, _), count : { draft(u, _) } >= 2.
      .decl busy(x: symbol)
      busy("yes") :- max 1 : { draft(_, _) } >= 1.
      .decl author(user: symbol)
      author(u) :- draft(u, _).
      .decl authors(x: symbol)
      authors("some") :- count : { author(_) } >= 2.
      .output conflict
      .output busy
      .output authors
    `),
  ).toMatchInlineSnapshot(`
    conflict nonmonotone any domain-disjoint
    busy monotone up monotone
    author monotone up monotone
    authors monotone up monotone
    CALM108 register-read error in conflict: draft(u, _)
    output conflict final: not ok, 1 round
    output busy final: ok, 0 rounds
    output authors final: ok, 0 rounds
  `);
});

test("an aggregate over what can be removed is a point where it is read", () => {
  expect(
    judge(`
      .decl cart(user: symbol, item: symbol) orset
      .decl user(user: symbol)
      .decl size(user: symbol, n: number)
      size(u, n) :- user(u), n = count : { cart(u, _) }.
      .output size
    `),
  ).toMatchInlineSnapshot(`
    size nonmonotone any domain-disjoint
    CALM103 count error in size: count : { cart(u, _) }
    CALM107 removable-read error in size: cart(u, _)
    output size final: not ok, 1 round
  `);
});

test("an aggregate of a counter that goes both ways reads its value", () => {
  expect(
    judge(`
      .decl stock(item: symbol, n: pncounter)
      .decl full(x: symbol)
      full("yes") :- max n : { stock(_, n) } >= 100.
      .decl static_stock(item: symbol, n: max<number>) static
      .decl had(x: symbol)
      had("yes") :- max n : { static_stock(_, n) } <= 100.
      .output full
      .output had
    `),
  ).toMatchInlineSnapshot(`
    full nonmonotone any none
    had constant constant monotone
    CALM108 counter-read error in full: stock(_, n)
    output full final: not ok, 1 round
    output had final: ok, 0 rounds
  `);
});
