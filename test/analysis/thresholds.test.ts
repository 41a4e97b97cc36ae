import { expect, test } from "vitest";
import { judge } from "./judge.ts";

test("a count that must reach a bound grows", () => {
  expect(
    judge(`
      .decl request(server: symbol, request: symbol)
      .decl server(server: symbol)
      .decl busy(server: symbol)
      busy(s) :- server(s), n = count : { request(s, _) }, n >= 100.
      .decl very_busy(server: symbol)
      very_busy(s) :- server(s), n = count : { request(s, _) }, 1000 < n.
      .decl used(server: symbol)
      used(s) :- server(s), count : { request(s, _) } != 0.
      .output busy
      .output very_busy
      .output used
    `),
  ).toMatchInlineSnapshot(`
    busy monotone up monotone
    very_busy monotone up monotone
    used monotone up monotone
    output busy final: ok, 0 rounds
    output very_busy final: ok, 0 rounds
    output used final: ok, 0 rounds
  `);
});

test("a count that must stay under a bound shrinks", () => {
  expect(
    judge(`
      .decl request(server: symbol, request: symbol)
      .decl server(server: symbol) static
      .decl spare(server: symbol)
      spare(s) :- server(s), n = count : { request(s, _) }, n < 100.
      .decl spare_too(server: symbol)
      spare_too(s) :- server(s), n = count : { request(s, _) }, 99 >= n.
      .decl idle(server: symbol)
      idle(s) :- server(s), count : { request(s, _) } = 0.
      .output spare(promise="absence")
      .output spare_too(promise="absence")
      .output idle(promise="absence")
    `),
  ).toMatchInlineSnapshot(`
    spare antitone down none
    spare_too antitone down none
    idle antitone down none
    CALM103 count info in spare: count : { request(s, _) }
    CALM103 count info in spare_too: count : { request(s, _) }
    CALM103 count info in idle: count : { request(s, _) }
    output spare absence: ok, 0 rounds
    output spare_too absence: ok, 0 rounds
    output idle absence: ok, 0 rounds
  `);
});

test("a count that must be some number is exact", () => {
  expect(
    judge(`
      .decl request(server: symbol, request: symbol)
      .decl server(server: symbol) static
      .decl paired(server: symbol)
      paired(s) :- server(s), n = count : { request(s, _) }, n = 2.
      .decl unpaired(server: symbol)
      unpaired(s) :- server(s), n = count : { request(s, _) }, n != 2.
      .decl shown(server: symbol, n: number)
      shown(s, n) :- server(s), n = count : { request(s, _) }.
      .decl even(server: symbol)
      even(s) :- server(s), count : { request(s, _) } % 2 = 0.
      .output paired
      .output unpaired
      .output shown
      .output even
    `),
  ).toMatchInlineSnapshot(`
    paired nonmonotone any none
    unpaired nonmonotone any none
    shown nonmonotone any none
    even nonmonotone any none
    CALM103 count error in paired: count : { request(s, _) }
    CALM103 count error in unpaired: count : { request(s, _) }
    CALM103 count error in shown: count : { request(s, _) }
    CALM103 count error in even: count : { request(s, _) }
    output paired final: not ok, 1 round
    output unpaired final: not ok, 1 round
    output shown final: not ok, 1 round
    output even final: not ok, 1 round
  `);
});

test("a sum of terms that are never negative is a count of sorts", () => {
  expect(
    judge(`
      .decl donation(cause: symbol, donor: symbol, amount: unsigned)
      .decl cause(cause: symbol)
      .decl funded(cause: symbol)
      funded(c) :- cause(c), sum a : { donation(c, _, a) } >= 1000.
      .decl unfunded(cause: symbol)
      unfunded(c) :- cause(c), sum a : { donation(c, _, a) } < 1000.
      .decl begun(cause: symbol)
      begun(c) :- cause(c), sum a : { donation(c, _, a) } != 0.
      .output funded
      .output unfunded
      .output begun
    `),
  ).toMatchInlineSnapshot(`
    funded monotone up monotone
    unfunded nonmonotone any domain-disjoint
    begun monotone up monotone
    CALM103 sum error in unfunded: sum a : { donation(c, _, a) }
    output funded final: ok, 0 rounds
    output unfunded final: not ok, 1 round
    output begun final: ok, 0 rounds
  `);
});

test("terms are never negative by type, by constant, by a comparison in the body, as lengths and as products of such", () => {
  expect(
    judge(`
      .decl cart(item: symbol, pieces: number, price: number)
      .decl word(word: symbol)
      .decl likes(post: symbol, n: gcounter)
      .decl by_comparison(x: symbol)
      by_comparison("yes") :- sum p : { cart(_, p, _), p >= 0 } >= 10.
      .decl by_constant(x: symbol)
      by_constant("yes") :- sum 2 : { cart(_, _, _) } >= 10.
      .decl by_product(x: symbol)
      by_product("yes") :- sum p * c : { cart(_, p, c), p > 0, c >= 0 } >= 10.
      .decl by_length(x: symbol)
      by_length("yes") :- sum strlen(w) : { word(w) } >= 10.
      .decl by_square(x: symbol)
      by_square("yes") :- sum p * p : { cart(_, p, _) } >= 10.
      .decl by_counter(x: symbol)
      by_counter("yes") :- sum n : { likes(_, n) } >= 10.
      .output by_comparison
      .output by_constant
      .output by_product
      .output by_length
      .output by_square
      .output by_counter
    `),
  ).toMatchInlineSnapshot(`
    by_comparison monotone up monotone
    by_constant monotone up monotone
    by_product monotone up monotone
    by_length monotone up monotone
    by_square monotone up monotone
    by_counter monotone up monotone
    output by_comparison final: ok, 0 rounds
    output by_constant final: ok, 0 rounds
    output by_product final: ok, 0 rounds
    output by_length final: ok, 0 rounds
    output by_square final: ok, 0 rounds
    output by_counter final: ok, 0 rounds
  `);
});

test("a counter that stays at or above zero is read, but its sum has an order", () => {
  expect(
    judge(`
      .decl left(shop: symbol, n: bounded<0>)
      .decl owed(shop: symbol, n: bounded<-5>)
      .decl stocked(x: symbol)
      stocked("yes") :- sum n : { left(_, n) } >= 10.
      .decl covered(x: symbol)
      covered("yes") :- sum n : { owed(_, n) } >= 10.
      .output stocked
      .output covered
    `),
  ).toMatchInlineSnapshot(`
    stocked nonmonotone any none
    covered nonmonotone any none
    CALM108 counter-read error in stocked: left(_, n)
    CALM104 sum error in covered: sum n : { owed(_, n) }
    CALM108 counter-read error in covered: owed(_, n)
    output stocked final: not ok, 1 round
    output covered final: not ok, 1 round
  `);
});

test("a sum of terms that may be negative has no order", () => {
  expect(
    judge(`
      .decl booking(account: symbol, id: number, amount: number)
      .decl account(account: symbol)
      .decl solvent(account: symbol)
      solvent(a) :- account(a), sum x : { booking(a, _, x) } >= 0.
      .decl half_checked(account: symbol)
      half_checked(a) :- account(a), sum x : { booking(a, _, x), (x >= 0 ; x = -1) } >= 1.
      .decl checked_outside(account: symbol)
      checked_outside(a) :- booking(a, _, y), y >= 0, sum x : { booking(a, _, x) } >= 1.
      .output solvent
      .output half_checked
      .output checked_outside
    `),
  ).toMatchInlineSnapshot(`
    solvent nonmonotone any domain-disjoint
    half_checked nonmonotone any domain-disjoint
    checked_outside nonmonotone any domain-disjoint
    CALM104 sum error in solvent: sum x : { booking(a, _, x) }
    CALM104 sum error in half_checked: sum x : { booking(a, _, x), (x >= 0 ; x = -1) }
    CALM104 sum error in checked_outside: sum x : { booking(a, _, x) }
    output solvent final: not ok, 1 round
    output half_checked final: not ok, 1 round
    output checked_outside final: not ok, 1 round
  `);
});

test("a mean has no order, whatever it is compared with", () => {
  expect(
    judge(`
      .decl rating(film: symbol, user: symbol, stars: unsigned)
      .decl film(film: symbol)
      .decl good(film: symbol)
      good(f) :- film(f), mean s : { rating(f, _, s) } >= 4.0.
      .output good
    `),
  ).toMatchInlineSnapshot(`
    good nonmonotone any domain-disjoint
    CALM104 mean error in good: mean s : { rating(f, _, s) }
    output good final: not ok, 1 round
  `);
});

test("a maximum that must reach a bound grows, a minimum that must fall to one too", () => {
  expect(
    judge(`
      .decl reading(sensor: symbol, value: number)
      .decl sensor(sensor: symbol)
      .decl hot(sensor: symbol)
      hot(s) :- sensor(s), max v : { reading(s, v) } >= 90.
      .decl cold(sensor: symbol)
      cold(s) :- sensor(s), m = min v : { reading(s, v) }, m < 0.
      .output hot
      .output cold
    `),
  ).toMatchInlineSnapshot(`
    hot monotone up monotone
    cold monotone up monotone
    output hot final: ok, 0 rounds
    output cold final: ok, 0 rounds
  `);
});

test("a maximum that must stay under a bound comes and goes: there is none over nothing", () => {
  expect(
    judge(`
      .decl reading(sensor: symbol, value: number)
      .decl sensor(sensor: symbol) static
      .decl mild(sensor: symbol)
      mild(s) :- sensor(s), max v : { reading(s, v) } <= 90.
      .decl warm(sensor: symbol)
      warm(s) :- sensor(s), min v : { reading(s, v) } >= 10.
      .output mild(promise="absence")
      .output warm(promise="absence")
    `),
  ).toMatchInlineSnapshot(`
    mild nonmonotone any none
    warm nonmonotone any none
    CALM105 max error in mild: max v : { reading(s, v) }
    CALM105 min error in warm: min v : { reading(s, v) }
    output mild absence: not ok, 1 round
    output warm absence: not ok, 1 round
    CALM111 mild: keeps eventual
    CALM111 warm: keeps eventual
  `);
});

test("a maximum that must equal a value, or is printed, is exact", () => {
  expect(
    judge(`
      .decl reading(sensor: symbol, value: number)
      .decl sensor(sensor: symbol)
      .decl at_ninety(sensor: symbol)
      at_ninety(s) :- sensor(s), max v : { reading(s, v) } = 90.
      .decl peak(sensor: symbol, value: number)
      peak(s, m) :- sensor(s), m = max v : { reading(s, v) }.
      .output at_ninety
      .output peak
    `),
  ).toMatchInlineSnapshot(`
    at_ninety nonmonotone any domain-disjoint
    peak nonmonotone any domain-disjoint
    CALM105 max error in at_ninety: max v : { reading(s, v) }
    CALM105 max error in peak: max v : { reading(s, v) }
    output at_ninety final: not ok, 1 round
    output peak final: not ok, 1 round
  `);
});

test("that there is a maximum at all is a row that stays", () => {
  expect(
    judge(`
      .decl reading(sensor: symbol, value: number)
      .decl sensor(sensor: symbol)
      .decl alive(sensor: symbol)
      alive(s) :- sensor(s), m = max v : { reading(s, v) }, m = m.
      .output alive
    `),
  ).toMatchInlineSnapshot(`
    alive nonmonotone any domain-disjoint
    CALM105 max error in alive: max v : { reading(s, v) }
    output alive final: not ok, 1 round
  `);
});

test("a bound may be a row's value, a falling value, or what is static", () => {
  expect(
    judge(`
      .decl sold(item: symbol, buyer: symbol)
      .decl limit_row(item: symbol, n: number)
      .decl limit_falls(item: symbol, n: min<number>)
      .decl limit_fixed(item: symbol, n: max<number>) static
      .decl out_row(item: symbol)
      out_row(i) :- limit_row(i, n), count : { sold(i, _) } >= n.
      .decl out_falls(item: symbol)
      out_falls(i) :- limit_falls(i, n), count : { sold(i, _) } >= n.
      .decl out_fixed(item: symbol)
      out_fixed(i) :- limit_fixed(i, n), count : { sold(i, _) } >= n.
      .output out_row
      .output out_falls
      .output out_fixed
    `),
  ).toMatchInlineSnapshot(`
    out_row monotone up monotone
    out_falls monotone up monotone
    out_fixed monotone up monotone
    output out_row final: ok, 0 rounds
    output out_falls final: ok, 0 rounds
    output out_fixed final: ok, 0 rounds
  `);
});

test("a bound that grows is a point itself", () => {
  expect(
    judge(`
      .decl sold(item: symbol, buyer: symbol)
      .decl stock(item: symbol, n: max<number>)
      .decl sold_out(item: symbol)
      sold_out(i) :- stock(i, n), count : { sold(i, _) } >= n.
      .output sold_out
    `),
  ).toMatchInlineSnapshot(`
    sold_out nonmonotone any domain-disjoint
    CALM106 exact-read error in sold_out: count : { sold(i, _) } >= n
    output sold_out final: not ok, 1 round
  `);
});

test("two counts compared: the one that must be smaller is the point", () => {
  expect(
    judge(`
      .decl yes(voter: symbol)
      .decl no(voter: symbol)
      .decl adopted(x: symbol)
      adopted("motion") :- count : { yes(_) } > count : { no(_) }.
      .output adopted
    `),
  ).toMatchInlineSnapshot(`
    adopted nonmonotone any none
    CALM103 count error in adopted: count : { no(_) }
    output adopted final: not ok, 1 round
  `);
});

test("a majority of fixed members only grows", () => {
  expect(
    judge(`
      .decl member(name: symbol) static
      .decl yes(name: symbol)
      .decl adopted(x: symbol)
      adopted("motion") :- c = count : { member(m), yes(m) }, n = count : { member(_) }, 2 * c > n.
      .output adopted
    `),
  ).toMatchInlineSnapshot(`
    adopted monotone up monotone
    output adopted final: ok, 0 rounds
  `);
});

test("an absence inside the body is a point of its own", () => {
  expect(
    judge(`
      .decl order(order: symbol)
      .decl returned(order: symbol)
      .decl good_shop(x: symbol)
      good_shop("this") :- n = count : { order(o), !returned(o) }, n >= 100.
      .output good_shop
    `),
  ).toMatchInlineSnapshot(`
    good_shop nonmonotone any none
    CALM101 negation error in good_shop: !returned(o)
    output good_shop final: not ok, 1 round
  `);
});

test("an absence inside the body under the opposite bound flips twice", () => {
  expect(
    judge(`
      .decl part(part: symbol) static
      .decl delivered(part: symbol)
      .decl complete(x: symbol)
      complete("kit") :- n = count : { part(p), !delivered(p) }, n < 1.
      .decl complete_too(x: symbol)
      complete_too("kit") :- count : { part(p), !delivered(p) } = 0.
      .output complete
      .output complete_too
    `),
  ).toMatchInlineSnapshot(`
    complete monotone up monotone
    complete_too monotone up monotone
    CALM101 negation info in complete: !delivered(p)
    CALM101 negation info in complete_too: !delivered(p)
    output complete final: ok, 0 rounds
    output complete_too final: ok, 0 rounds
  `);
});

test("a growing term may make a growing maximum, and makes a minimum a point", () => {
  expect(
    judge(`
      .decl likes(post: symbol, n: gcounter)
      .decl best(x: symbol)
      best("yes") :- max n : { likes(_, n) } >= 100.
      .decl worst(x: symbol)
      worst("yes") :- min n : { likes(_, n) } <= 1.
      .output best
      .output worst
    `),
  ).toMatchInlineSnapshot(`
    best monotone up monotone
    worst nonmonotone any none
    CALM105 min error in worst: min n : { likes(_, n) }
    output best final: ok, 0 rounds
    output worst final: not ok, 1 round
  `);
});

test("a comparison of a growing value inside the body counts as it does outside", () => {
  expect(
    judge(`
      .decl likes(post: symbol, n: gcounter)
      .decl popular(x: symbol)
      popular("blog") :- count : { likes(p, n), n >= 10 } >= 3.
      .decl flops(x: symbol)
      flops("blog") :- count : { likes(p, n), n < 10 } >= 3.
      .output popular
      .output flops
    `),
  ).toMatchInlineSnapshot(`
    popular monotone up monotone
    flops nonmonotone any none
    CALM106 exact-read error in flops: n < 10
    output popular final: ok, 0 rounds
    output flops final: not ok, 1 round
  `);
});

test("aggregates within aggregates keep the order that both keep", () => {
  expect(
    judge(`
      .decl team(team: symbol)
      .decl plays(player: symbol, team: symbol)
      .decl goal(player: symbol, match: symbol)
      .decl deep(team: symbol)
      deep(t) :- team(t), count : { plays(p, t), count : { goal(p, _) } >= 2 } >= 3.
      .decl shallow(team: symbol)
      shallow(t) :- team(t), count : { plays(p, t), count : { goal(p, _) } < 2 } >= 3.
      .decl total(team: symbol)
      total(t) :- team(t), sum g : { plays(p, t), g = count : { goal(p, _) } } >= 10.
      .output deep
      .output shallow
      .output total
    `),
  ).toMatchInlineSnapshot(`
    deep monotone up monotone
    shallow nonmonotone any domain-disjoint
    total monotone up monotone
    CALM103 count error in shallow: count : { goal(p, _) }
    output deep final: ok, 0 rounds
    output shallow final: not ok, 1 round
    output total final: ok, 0 rounds
  `);
});

test("a value that aggregates with a name of its own term binds it", () => {
  expect(
    judge(`
      .decl auction(auction: symbol)
      .decl bid(auction: symbol, x: number)
      .decl hot(auction: symbol)
      hot(a) :- auction(a), x = max x : { bid(a, x) }, x >= 100.
      .output hot
    `),
  ).toMatchInlineSnapshot(`
    hot monotone up monotone
    output hot final: ok, 0 rounds
  `);
});

test("the variables of an aggregate's own term are no others of that name", () => {
  expect(
    judge(`
      .decl booking(account: symbol, id: number, amount: number)
      .decl solvent(account: symbol)
      solvent(a) :- booking(a, _, x), x >= 0, sum x : { booking(a, _, x) } >= 1.
      .decl seen(amount: number)
      .seal booking(amount) by seen
      .decl top(amount: number)
      top(x) :- seen(x), x = max x : { booking(_, _, x) }.
      .output solvent
      .output top
    `),
  ).toMatchInlineSnapshot(`
    solvent nonmonotone any domain-disjoint
    top nonmonotone any none
    CALM104 sum error in solvent: sum x : { booking(a, _, x) }
    CALM105 max error in top: max x : { booking(_, _, x) }
    output solvent final: not ok, 1 round
    output top final: not ok, 1 round
    CALM204 seen(x) not correlated: amount
  `);
});

test("aggregates over what never changes are exact", () => {
  expect(
    judge(`
      .decl member(name: symbol, age: number) static
      .decl hall(hall: symbol, seats: number)
      .decl fits(hall: symbol)
      fits(h) :- hall(h, n), count : { member(_, _) } <= n.
      .decl facts(x: symbol, n: number, oldest: number, average: float)
      facts("members", n, o, m) :- n = count : { member(_, _) }, o = max a : { member(_, a) }, m = mean a : { member(_, a) }.
      .output fits
      .output facts
    `),
  ).toMatchInlineSnapshot(`
    fits monotone up monotone
    facts constant constant monotone
    output fits final: ok, 0 rounds
    output facts final: ok, 0 rounds
  `);
});

test("a count of what can be removed has no order", () => {
  expect(
    judge(`
      .decl cart(user: symbol, item: symbol) orset
      .decl big_cart(user: symbol)
      big_cart(u) :- cart(u, _), count : { cart(u, _) } >= 10.
      .output big_cart
    `),
  ).toMatchInlineSnapshot(`
    big_cart nonmonotone any domain-disjoint
    CALM107 removable-read error in big_cart: cart(u, _)
    CALM107 removable-read error in big_cart: cart(u, _)
    output big_cart final: not ok, 1 round
  `);
});

test("a difference of counts follows the one and goes against the other", () => {
  expect(
    judge(`
      .decl arrived(guest: symbol)
      .decl left(guest: symbol)
      .decl full(x: symbol)
      full("hall") :- count : { arrived(_) } - count : { left(_) } >= 50.
      .output full
    `),
  ).toMatchInlineSnapshot(`
    full nonmonotone any none
    CALM103 count error in full: count : { left(_) }
    output full final: not ok, 1 round
  `);
});

test("counts added and scaled keep their order", () => {
  expect(
    judge(`
      .decl yes(voter: symbol)
      .decl maybe(voter: symbol)
      .decl party(x: symbol)
      party("on") :- a = count : { yes(_) }, b = count : { maybe(_) }, 2 * a + b >= 10.
      .output party
    `),
  ).toMatchInlineSnapshot(`
    party monotone up monotone
    output party final: ok, 0 rounds
  `);
});

test("a value used twice, each way once, is exact", () => {
  expect(
    judge(`
      .decl request(server: symbol, request: symbol)
      .decl server(server: symbol)
      .decl between(server: symbol)
      between(s) :- server(s), n = count : { request(s, _) }, n >= 10, n <= 20.
      .output between
    `),
  ).toMatchInlineSnapshot(`
    between nonmonotone any domain-disjoint
    CALM103 count error in between: count : { request(s, _) }
    output between final: not ok, 1 round
  `);
});
