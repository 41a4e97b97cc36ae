import { expect, test } from "vitest";
import { judge } from "./judge.ts";

test("a growing value compared in its order grows", () => {
  expect(
    judge(`
      .decl likes(post: symbol, n: gcounter)
      .decl high(post: symbol, n: max<number>)
      .decl low(post: symbol, n: min<number>)
      .decl a(post: symbol)
      a(p) :- likes(p, n), n >= 10.
      .decl b(post: symbol)
      b(p) :- high(p, n), 10 < n.
      .decl c(post: symbol)
      c(p) :- low(p, n), n <= 10.
      .decl d(post: symbol)
      d(p) :- likes(p, n), n != 0.
      .output a
      .output b
      .output c
      .output d
    `),
  ).toMatchInlineSnapshot(`
    a monotone up monotone
    b monotone up monotone
    c monotone up monotone
    d monotone up monotone
    output a final: ok, 0 rounds
    output b final: ok, 0 rounds
    output c final: ok, 0 rounds
    output d final: ok, 0 rounds
  `);
});

test("against its order it is a point", () => {
  expect(
    judge(`
      .decl likes(post: symbol, n: gcounter)
      .decl high(post: symbol, n: max<number>)
      .decl low(post: symbol, n: min<number>)
      .decl a(post: symbol)
      a(p) :- likes(p, n), n < 10.
      .decl b(post: symbol)
      b(p) :- high(p, n), 10 >= n.
      .decl c(post: symbol)
      c(p) :- low(p, n), n >= 10.
      .decl d(post: symbol)
      d(p) :- likes(p, n), n = 0.
      .output a
      .output b
      .output c
      .output d
    `),
  ).toMatchInlineSnapshot(`
    a nonmonotone any domain-disjoint
    b nonmonotone any domain-disjoint
    c nonmonotone any domain-disjoint
    d nonmonotone any domain-disjoint
    CALM106 exact-read error in a: n < 10
    CALM106 exact-read error in b: 10 >= n
    CALM106 exact-read error in c: n >= 10
    CALM106 exact-read error in d: n = 0
    output a final: not ok, 1 round
    output b final: not ok, 1 round
    output c final: not ok, 1 round
    output d final: not ok, 1 round
  `);
});

test("zero is no bound of a value that may be negative", () => {
  expect(
    judge(`
      .decl high(post: symbol, n: max<number>)
      .decl a(post: symbol)
      a(p) :- high(p, n), n != 0.
      .decl b(post: symbol)
      b(p) :- high(p, n), n = 0.
      .output a
      .output b
    `),
  ).toMatchInlineSnapshot(`
    a nonmonotone any domain-disjoint
    b nonmonotone any domain-disjoint
    CALM106 exact-read error in a: n != 0
    CALM106 exact-read error in b: n = 0
    output a final: not ok, 1 round
    output b final: not ok, 1 round
  `);
});

test("a value joined on, met by a constant or copied to a plain column is read exactly", () => {
  expect(
    judge(`
      .decl high(team: symbol, n: max<number>)
      .decl other(team: symbol, n: max<number>)
      .decl prize(n: number, prize: symbol)
      .decl joined(team: symbol, prize: symbol)
      joined(t, p) :- high(t, n), prize(n, p).
      .decl both(team: symbol)
      both(t) :- high(t, n), other(t, n).
      .decl constant(team: symbol)
      constant(t) :- high(t, 10).
      .decl copied(team: symbol, n: number)
      copied(t, n) :- high(t, n).
      .output joined
      .output both
      .output constant
      .output copied
    `),
  ).toMatchInlineSnapshot(`
    joined nonmonotone any domain-disjoint
    both nonmonotone any domain-disjoint
    constant nonmonotone any domain-disjoint
    copied nonmonotone any domain-disjoint
    CALM106 exact-read error in joined: high(t, n)
    CALM106 exact-read error in both: high(t, n)
    CALM106 exact-read error in both: other(t, n)
    CALM106 exact-read error in constant: high(t, 10)
    CALM106 exact-read error in copied: high(t, n)
    output joined final: not ok, 1 round
    output both final: not ok, 1 round
    output constant final: not ok, 1 round
    output copied final: not ok, 1 round
  `);
});

test("a value that nothing looks at does no harm", () => {
  expect(
    judge(`
      .decl high(team: symbol, n: max<number>)
      .decl plays(team: symbol)
      plays(t) :- high(t, _).
      .decl named(team: symbol)
      named(t) :- high(t, n), n = n + 0 - 0.
      .output plays
    `),
  ).toMatchInlineSnapshot(`
    plays monotone up monotone
    named nonmonotone any domain-disjoint
    CALM106 exact-read info in named: n = n + 0 - 0
    output plays final: ok, 0 rounds
  `);
});

test("the absence of a key is one thing, the absence of a value another", () => {
  expect(
    judge(`
      .decl team(team: symbol, n: number)
      .decl high(team: symbol, n: max<number>)
      .decl new_team(team: symbol)
      new_team(t) :- team(t, _), !high(t, _).
      .decl not_at(team: symbol)
      not_at(t) :- team(t, n), !high(t, n).
      .decl fixed(team: symbol, n: max<number>) static
      .decl not_fixed(team: symbol)
      not_fixed(t) :- team(t, n), !fixed(t, n).
      .output new_team
      .output not_at
      .output not_fixed
    `),
  ).toMatchInlineSnapshot(`
    new_team nonmonotone any domain-disjoint
    not_at nonmonotone any domain-distinct
    not_fixed monotone up monotone
    CALM101 negation error in new_team: !high(t, _)
    CALM101 negation error in not_at: !high(t, n)
    output new_team final: not ok, 1 round
    output not_at final: not ok, 1 round
    output not_fixed final: ok, 0 rounds
  `);
});

test("a moving value inside a negated atom is read exactly there", () => {
  expect(
    judge(`
      .decl high(team: symbol, n: max<number>)
      .decl jinxed(n: number)
      .decl happy(team: symbol)
      happy(t) :- high(t, n), !jinxed(n).
      .output happy
    `),
  ).toMatchInlineSnapshot(`
    happy nonmonotone any domain-disjoint
    CALM101 negation error in happy: !jinxed(n)
    CALM106 exact-read error in happy: !jinxed(n)
    output happy final: not ok, 1 round
  `);
});

test("values of one order, added, scaled and compared, keep it", () => {
  expect(
    judge(`
      .decl home(team: symbol, n: max<unsigned>)
      .decl away(team: symbol, n: gcounter)
      .decl summed(team: symbol)
      summed(t) :- home(t, a), away(t, b), 2 * a + b + 1 >= 10.
      .decl multiplied(team: symbol)
      multiplied(t) :- home(t, a), away(t, b), a * b >= 10.
      .decl larger(team: symbol)
      larger(t) :- home(t, a), away(t, b), max(a, b) >= 10.
      .decl stepwise(team: symbol)
      stepwise(t) :- home(t, a), c = a + 1, d = c * 2, d >= 10.
      .output summed
      .output multiplied
      .output larger
      .output stepwise
    `),
  ).toMatchInlineSnapshot(`
    summed monotone up monotone
    multiplied monotone up monotone
    larger monotone up monotone
    stepwise monotone up monotone
    output summed final: ok, 0 rounds
    output multiplied final: ok, 0 rounds
    output larger final: ok, 0 rounds
    output stepwise final: ok, 0 rounds
  `);
});

test("a value taken away from something turns round", () => {
  expect(
    judge(`
      .decl sold(item: symbol, n: gcounter)
      .decl offered(item: symbol, n: max<number>)
      .decl plenty(item: symbol)
      plenty(i) :- sold(i, s), 3 - s >= 2.
      .decl scarce(item: symbol)
      scarce(i) :- sold(i, s), 3 - s <= 1.
      .decl left(item: symbol)
      left(i) :- offered(i, o), sold(i, s), o - s >= 1.
      .decl twice(item: symbol)
      twice(i) :- sold(i, s), a = 3 - s, 5 - a >= 4.
      .output plenty
      .output scarce
      .output left
      .output twice
    `),
  ).toMatchInlineSnapshot(`
    plenty nonmonotone any domain-disjoint
    scarce monotone up monotone
    left nonmonotone any domain-disjoint
    twice monotone up monotone
    CALM106 exact-read error in plenty: 3 - s >= 2
    CALM106 exact-read error in left: o - s >= 1
    output plenty final: not ok, 1 round
    output scarce final: ok, 0 rounds
    output left final: not ok, 1 round
    output twice final: ok, 0 rounds
  `);
});

test("a factor that may be negative loses the order, a negative one turns it round", () => {
  expect(
    judge(`
      .decl high(team: symbol, n: max<number>)
      .decl factor(team: symbol, k: number)
      .decl unknown(team: symbol)
      unknown(t) :- high(t, n), factor(t, k), n * k >= 10.
      .decl checked(team: symbol)
      checked(t) :- high(t, n), factor(t, k), k >= 0, n * k >= 10.
      .decl negative(team: symbol)
      negative(t) :- high(t, n), n * -2 <= -10.
      .output unknown
      .output checked
      .output negative
    `),
  ).toMatchInlineSnapshot(`
    unknown nonmonotone any domain-disjoint
    checked monotone up monotone
    negative monotone up monotone
    CALM106 exact-read error in unknown: n * k >= 10
    output unknown final: not ok, 1 round
    output checked final: ok, 0 rounds
    output negative final: ok, 0 rounds
  `);
});

test("a quotient by a positive constant keeps order, a remainder none, a divisor none", () => {
  expect(
    judge(`
      .decl likes(post: symbol, n: gcounter)
      .decl halved(post: symbol)
      halved(p) :- likes(p, n), n / 2 >= 5.
      .decl odd(post: symbol)
      odd(p) :- likes(p, n), n % 2 = 1.
      .decl rare(post: symbol)
      rare(p) :- likes(p, n), 100 / n >= 5.
      .output halved
      .output odd
      .output rare
    `),
  ).toMatchInlineSnapshot(`
    halved monotone up monotone
    odd nonmonotone any domain-disjoint
    rare nonmonotone any domain-disjoint
    CALM106 exact-read error in odd: n % 2 = 1
    CALM106 exact-read error in rare: 100 / n >= 5
    output halved final: ok, 0 rounds
    output odd final: not ok, 1 round
    output rare final: not ok, 1 round
  `);
});

test("a quotient by a negative constant turns round, a power of what is never negative keeps order", () => {
  expect(
    judge(`
      .decl likes(post: symbol, n: gcounter)
      .decl height(place: symbol, metres: max<number>)
      .decl debt(place: symbol)
      debt(p) :- height(p, m), m / -2 <= -5.
      .decl squared(post: symbol)
      squared(p) :- likes(p, n), n ^ 2 >= 25.
      .decl signed(place: symbol)
      signed(p) :- height(p, m), m ^ 2 >= 25.
      .output debt
      .output squared
      .output signed
    `),
  ).toMatchInlineSnapshot(`
    debt monotone up monotone
    squared monotone up monotone
    signed nonmonotone any domain-disjoint
    CALM106 exact-read error in signed: m ^ 2 >= 25
    output debt final: ok, 0 rounds
    output squared final: ok, 0 rounds
    output signed final: not ok, 1 round
  `);
});

test("two values that grow, compared, are a point; one that grows and one that falls meet", () => {
  expect(
    judge(`
      .decl bid(auction: symbol, n: max<number>)
      .decl other(auction: symbol, n: max<number>)
      .decl price(auction: symbol, n: min<number>)
      .decl leads(auction: symbol)
      leads(a) :- bid(a, n), other(a, m), n > m.
      .decl sold(auction: symbol)
      sold(a) :- bid(a, n), price(a, m), n >= m.
      .output leads
      .output sold
    `),
  ).toMatchInlineSnapshot(`
    leads nonmonotone any domain-disjoint
    sold monotone up monotone
    CALM106 exact-read error in leads: n > m
    output leads final: not ok, 1 round
    output sold final: ok, 0 rounds
  `);
});

test("a value that several names share by equations is one value", () => {
  expect(
    judge(`
      .decl bid(auction: symbol, n: max<number>)
      .decl sold(auction: symbol)
      sold(a) :- bid(a, n), m = n, k = m, k >= 10.
      .decl pinned(auction: symbol)
      pinned(a) :- bid(a, n), m = n, m = 10.
      .output sold
      .output pinned
    `),
  ).toMatchInlineSnapshot(`
    sold monotone up monotone
    pinned nonmonotone any domain-disjoint
    CALM106 exact-read error in pinned: m = 10
    output sold final: ok, 0 rounds
    output pinned final: not ok, 1 round
  `);
});

test("an aggregate written to the matching column says at least, or at most", () => {
  expect(
    judge(`
      .decl vote(voter: symbol, candidate: symbol)
      .decl offer(item: symbol, price: number)
      .decl tally(candidate: symbol, n: max<number>)
      tally(c, n) :- vote(_, c), n = count : { vote(_, c) }.
      .decl cheapest(item: symbol, price: min<number>)
      cheapest(i, p) :- offer(i, _), p = min x : { offer(i, x) }.
      .decl dearest(item: symbol, price: max<number>)
      dearest(i, max x : { offer(i, x) }) :- offer(i, _).
      .output tally
      .output cheapest
      .output dearest
    `),
  ).toMatchInlineSnapshot(`
    tally monotone up monotone, keys up, n up
    cheapest monotone up monotone, keys up, price up
    dearest monotone up monotone, keys up, price up
    output tally final: ok, 0 rounds
    output cheapest final: ok, 0 rounds
    output dearest final: ok, 0 rounds
  `);
});

test("written to the opposite column it moves against it", () => {
  expect(
    judge(`
      .decl vote(voter: symbol, candidate: symbol)
      .decl offer(item: symbol, price: number)
      .decl tally(candidate: symbol, n: min<number>)
      tally(c, n) :- vote(_, c), n = count : { vote(_, c) }.
      .decl cheapest(item: symbol, price: max<number>)
      cheapest(i, p) :- offer(i, _), p = min x : { offer(i, x) }.
      .output tally
      .output cheapest
    `),
  ).toMatchInlineSnapshot(`
    tally nonmonotone any domain-disjoint, keys up, n any
    cheapest nonmonotone any domain-disjoint, keys up, price any
    CALM103 count error in tally: count : { vote(_, c) }
    CALM105 min error in cheapest: min x : { offer(i, x) }
    output tally final: not ok, 1 round
    output cheapest final: not ok, 1 round
  `);
});

test("a growing value handed on to a column of its order grows, to the other not", () => {
  expect(
    judge(`
      .decl high(team: symbol, n: max<number>)
      .decl same(team: symbol, n: max<number>)
      same(t, n + 1) :- high(t, n).
      .decl turned(team: symbol, n: min<number>)
      turned(t, 10 - n) :- high(t, n).
      .decl wrong(team: symbol, n: min<number>)
      wrong(t, n) :- high(t, n).
      .decl also_wrong(team: symbol, n: max<number>)
      also_wrong(t, 10 - n) :- high(t, n).
      .output same
      .output turned
      .output wrong
      .output also_wrong
    `),
  ).toMatchInlineSnapshot(`
    same monotone up monotone, keys up, n up
    turned monotone up monotone, keys up, n up
    wrong nonmonotone any domain-disjoint, keys up, n any
    also_wrong nonmonotone any domain-disjoint, keys up, n any
    CALM106 exact-read error in wrong: high(t, n)
    CALM106 exact-read error in also_wrong: high(t, n)
    output same final: ok, 0 rounds
    output turned final: ok, 0 rounds
    output wrong final: not ok, 1 round
    output also_wrong final: not ok, 1 round
  `);
});

test("a value is a key in one head and a bound in the other", () => {
  expect(
    judge(`
      .decl high(team: symbol, n: max<number>)
      .decl best(team: symbol, n: max<number>)
      .decl seen(team: symbol, n: number)
      best(t, n), seen(t, n) :- high(t, n).
      .output best
      .output seen
    `),
  ).toMatchInlineSnapshot(`
    best monotone up monotone, keys up, n up
    seen nonmonotone any domain-disjoint
    CALM106 exact-read error in seen: high(t, n)
    output best final: ok, 0 rounds
    output seen final: not ok, 1 round
  `);
});

test("a shortest path by weights that only fall is a bound, its exact length a point", () => {
  expect(
    judge(`
      .decl edge(from: symbol, to: symbol, weight: min<unsigned>)
      .decl source(node: symbol)
      .decl distance(node: symbol, n: min<unsigned>)
      distance(s, 0) :- source(s).
      distance(y, a + w) :- distance(x, a), edge(x, y, w).
      .decl near(node: symbol)
      near(n) :- distance(n, d), d <= 5.
      .decl exactly(node: symbol)
      exactly(n) :- distance(n, 5).
      .output near
      .output exactly
    `),
  ).toMatchInlineSnapshot(`
    distance monotone up monotone, keys up, n up
    near monotone up monotone
    exactly nonmonotone any domain-disjoint
    CALM106 exact-read error in exactly: distance(n, 5)
    output near final: ok, 0 rounds
    output exactly final: not ok, 1 round
  `);
});

test("symbols are ordered too", () => {
  expect(
    judge(`
      .decl latest(app: symbol, version: max<symbol>)
      .decl new(app: symbol)
      new(a) :- latest(a, v), v >= "2".
      .decl old(app: symbol)
      old(a) :- latest(a, v), v < "2".
      .decl test(app: symbol)
      test(a) :- latest(a, v), contains("beta", v).
      .decl long(app: symbol)
      long(a) :- latest(a, v), strlen(v) >= 5.
      .output new
      .output old
      .output test
      .output long
    `),
  ).toMatchInlineSnapshot(`
    new monotone up monotone
    old nonmonotone any domain-disjoint
    test nonmonotone any domain-disjoint
    long nonmonotone any domain-disjoint
    CALM106 exact-read error in old: v < "2"
    CALM106 exact-read error in test: contains("beta", v)
    CALM106 exact-read error in long: strlen(v) >= 5
    output new final: ok, 0 rounds
    output old final: not ok, 1 round
    output test final: not ok, 1 round
    output long final: not ok, 1 round
  `);
});

test("plain columns may be tested, computed with and joined as one likes", () => {
  expect(
    judge(`
      .decl entry(user: symbol, text: symbol, n: number)
      .decl found(user: symbol, n: number)
      found(u, n * 2 - 1) :- entry(u, t, n), contains("calm", t), match("[a-z]+", t), n % 2 = 1, strlen(t) < 80, n != 7.
      .output found
    `),
  ).toMatchInlineSnapshot(`
    found monotone up monotone
    output found final: ok, 0 rounds
  `);
});

test("a growing value outside an aggregate is a bound inside it, one way", () => {
  expect(
    judge(`
      .decl limit(shop: symbol, n: max<number>)
      .decl price(item: symbol, n: number)
      .decl affordable(shop: symbol)
      affordable(s) :- limit(s, n), count : { price(_, p), p <= n } >= 3.
      .decl too_dear(shop: symbol)
      too_dear(s) :- limit(s, n), count : { price(_, p), p > n } >= 3.
      .decl exact(shop: symbol)
      exact(s) :- limit(s, n), count : { price(_, n) } >= 3.
      .output affordable
      .output too_dear
      .output exact
    `),
  ).toMatchInlineSnapshot(`
    affordable monotone up monotone
    too_dear nonmonotone any none
    exact nonmonotone any domain-disjoint
    CALM106 exact-read error in too_dear: p > n
    CALM106 exact-read error in exact: price(_, n)
    output affordable final: ok, 0 rounds
    output too_dear final: not ok, 1 round
    output exact final: not ok, 1 round
  `);
});

test("numbers up to a growing one are rows that stay", () => {
  expect(
    judge(`
      .decl likes(post: symbol, n: gcounter)
      .decl star(post: symbol, k: number)
      star(p, k) :- likes(p, n), k = range(0, n).
      .output star
    `),
  ).toMatchInlineSnapshot(`
    star nonmonotone any domain-disjoint
    CALM106 exact-read error in star: likes(p, n)
    output star final: not ok, 1 round
  `);
});

test("each alternative binds a value for itself", () => {
  expect(
    judge(`
      .decl home(team: symbol, n: max<number>)
      .decl away(team: symbol, n: max<number>)
      .decl old(team: symbol, n: number)
      .decl strong(team: symbol)
      strong(t) :- (home(t, n) ; away(t, n)), n >= 10.
      .decl weak(team: symbol)
      weak(t) :- (home(t, n) ; old(t, n)), n < 10.
      .output strong
      .output weak
    `),
  ).toMatchInlineSnapshot(`
    strong monotone up monotone
    weak nonmonotone any domain-disjoint
    CALM106 exact-read error in weak: n < 10
    output strong final: ok, 0 rounds
    output weak final: not ok, 1 round
  `);
});

test("a bound behind a negated group is turned round", () => {
  expect(
    judge(`
      .decl likes(post: symbol, n: gcounter)
      .decl loved(post: symbol)
      loved(p) :- likes(p, n), !(n < 10).
      .decl obscure(post: symbol)
      obscure(p) :- likes(p, n), !(n >= 10).
      .output loved
      .output obscure
    `),
  ).toMatchInlineSnapshot(`
    loved monotone up monotone
    obscure nonmonotone any domain-disjoint
    CALM106 exact-read error in obscure: n >= 10
    output loved final: ok, 0 rounds
    output obscure final: not ok, 1 round
  `);
});
