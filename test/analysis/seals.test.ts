import { expect, test } from "vitest";
import { judge } from "./judge.ts";

test("a sealing atom with the same variable covers the absence", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- release(r), review_closed(r), !open_blocker(r, _).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready coordinated up domain-disjoint, thanks to seal open_blocker(release)
    CALM101 negation info in ready: !open_blocker(r, _), covered by seal open_blocker(release)
    output ready final: ok, 1 round
  `);
});

test("without its sealing atom a seal covers nothing, and is named as never used", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- release(r), !open_blocker(r, _).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready nonmonotone any domain-disjoint
    CALM101 negation error in ready: !open_blocker(r, _)
    output ready final: not ok, 1 round
    CALM201 .seal open_blocker(release) by review_closed
  `);
});

test("a sealing atom of another variable covers nothing, and the column that does not meet is named", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- release(r), review_closed(other), release(other), !open_blocker(r, _).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready nonmonotone any none
    CALM101 negation error in ready: !open_blocker(r, _)
    output ready final: not ok, 1 round
    CALM204 review_closed(other) not correlated: release
  `);
});

test("a sealing atom with a wildcard covers nothing", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- release(r), review_closed(_), !open_blocker(r, _).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready nonmonotone any none
    CALM101 negation error in ready: !open_blocker(r, _)
    output ready final: not ok, 1 round
    CALM204 review_closed(_) not correlated: release
  `);
});

test("of a seal on two columns the one that does not meet is named", () => {
  expect(
    judge(`
      .decl stall(market: symbol, day: symbol)
      .decl sale(market: symbol, day: symbol, item: symbol)
      .decl closed(market: symbol, day: symbol)
      .seal sale(market, day) by closed
      .decl idle(market: symbol, day: symbol)
      idle(m, d) :- stall(m, d), closed(m, other), stall(m, other), !sale(m, d, _).
      .output idle
    `),
  ).toMatchInlineSnapshot(`
    idle nonmonotone any domain-disjoint
    CALM101 negation error in idle: !sale(m, d, _)
    output idle final: not ok, 1 round
    CALM204 closed(m, other) not correlated: day
  `);
});

test("a seal on two columns covers where both meet, in the order of the sealing relation", () => {
  expect(
    judge(`
      .decl stall(market: symbol, day: symbol)
      .decl sale(item: symbol, day: symbol, market: symbol)
      .decl closed(market: symbol, day: symbol)
      .seal sale(market, day) by closed
      .decl idle(market: symbol, day: symbol)
      idle(m, d) :- stall(m, d), closed(m, d), !sale(_, d, m).
      .decl wrong(market: symbol, day: symbol)
      wrong(m, d) :- stall(m, d), closed(d, m), !sale(_, d, m).
      .output idle
      .output wrong
    `),
  ).toMatchInlineSnapshot(`
    idle coordinated up domain-disjoint, thanks to seal sale(market, day)
    wrong nonmonotone any domain-disjoint
    CALM101 negation info in idle: !sale(_, d, m), covered by seal sale(market, day)
    CALM101 negation error in wrong: !sale(_, d, m)
    output idle final: ok, 1 round
    output wrong final: not ok, 1 round
    CALM204 closed(d, m) not correlated: market, day
  `);
});

test("variables that an equation makes equal meet", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- release(r), review_closed(q), q = r, !open_blocker(r, _).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready coordinated up domain-disjoint, thanks to seal open_blocker(release)
    CALM101 negation info in ready: !open_blocker(r, _), covered by seal open_blocker(release)
    output ready final: ok, 1 round
  `);
});

test("the same constant meets, another does not", () => {
  expect(
    judge(`
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl first_ready(release: symbol)
      first_ready("v1") :- review_closed("v1"), !open_blocker("v1", _).
      .decl second_ready(release: symbol)
      second_ready("v2") :- review_closed("v1"), !open_blocker("v2", _).
      .output first_ready
      .output second_ready
    `),
  ).toMatchInlineSnapshot(`
    first_ready coordinated up none, thanks to seal open_blocker(release)
    second_ready nonmonotone any none
    CALM101 negation info in first_ready: !open_blocker("v1", _), covered by seal open_blocker(release)
    CALM101 negation error in second_ready: !open_blocker("v2", _)
    output first_ready final: ok, 1 round
    output second_ready final: not ok, 1 round
    CALM204 review_closed("v1") not correlated: release
  `);
});

test("a constant that an equation gives meets", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- release(r), r = "v1", review_closed("v1"), !open_blocker(r, _).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready coordinated up none, thanks to seal open_blocker(release)
    CALM101 negation info in ready: !open_blocker(r, _), covered by seal open_blocker(release)
    output ready final: ok, 1 round
  `);
});

test("a seal without columns closes the whole relation", () => {
  expect(
    judge(`
      .decl vote(voter: symbol, candidate: symbol)
      .decl polls_closed()
      .seal vote() by polls_closed
      .decl result(candidate: symbol, n: number)
      result(c, n) :- polls_closed(), vote(_, c), n = count : { vote(_, c) }.
      .output result
    `),
  ).toMatchInlineSnapshot(`
    result coordinated up none, thanks to seal vote()
    CALM103 count info in result: count : { vote(_, c) }, covered by seal vote()
    output result final: ok, 1 round
  `);
});

test("a sealed count, a sealed maximum and a sealed value are exact", () => {
  expect(
    judge(`
      .decl bid(auction: symbol, bidder: symbol, amount: number)
      .decl shown(auction: symbol, amount: max<number>)
      .decl auction_closed(auction: symbol)
      .seal bid(auction) by auction_closed
      .seal shown(auction) by auction_closed
      .decl bids(auction: symbol, n: number)
      bids(a, n) :- auction_closed(a), n = count : { bid(a, _, _) }.
      .decl hammer(auction: symbol, m: number)
      hammer(a, m) :- auction_closed(a), m = max x : { bid(a, _, x) }.
      .decl board(auction: symbol, m: number)
      board(a, m) :- auction_closed(a), shown(a, m).
      .output bids
      .output hammer
      .output board
    `),
  ).toMatchInlineSnapshot(`
    bids coordinated up domain-disjoint, thanks to seal bid(auction)
    hammer coordinated up domain-disjoint, thanks to seal bid(auction)
    board coordinated up domain-disjoint, thanks to seal shown(auction)
    CALM103 count info in bids: count : { bid(a, _, _) }, covered by seal bid(auction)
    CALM105 max info in hammer: max x : { bid(a, _, x) }, covered by seal bid(auction)
    CALM106 exact-read info in board: shown(a, m), covered by seal shown(auction)
    output bids final: ok, 1 round
    output hammer final: ok, 1 round
    output board final: ok, 1 round
  `);
});

test("a sealed removable set and a sealed register may be read", () => {
  expect(
    judge(`
      .decl cart(order: symbol, item: symbol) orset
      .decl address(order: symbol, address: lww<symbol>)
      .decl placed(order: symbol)
      .seal cart(order) by placed
      .seal address(order) by placed
      .decl parcel(order: symbol, item: symbol, address: symbol)
      parcel(o, i, a) :- placed(o), cart(o, i), address(o, a).
      .output parcel
    `),
  ).toMatchInlineSnapshot(`
    parcel coordinated up domain-disjoint, thanks to seal cart(order), seal address(order)
    CALM107 removable-read info in parcel: cart(o, i), covered by seal cart(order)
    CALM108 register-read info in parcel: address(o, a), covered by seal address(order)
    output parcel final: ok, 1 round
  `);
});

test("what is read beside a covered literal is judged alone", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl veto(release: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- release(r), review_closed(r), !open_blocker(r, _), !veto(r).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready nonmonotone any domain-disjoint
    CALM101 negation info in ready: !open_blocker(r, _), covered by seal open_blocker(release)
    CALM101 negation error in ready: !veto(r)
    output ready final: not ok, 1 round
  `);
});

test("a seal closes a view over what it seals", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl issue(release: symbol, issue: symbol, severity: number)
      .decl review_closed(release: symbol)
      .seal issue(release) by review_closed
      .decl severe(release: symbol)
      severe(r) :- issue(r, _, s), s >= 3.
      .decl ready(release: symbol)
      ready(r) :- release(r), review_closed(r), !severe(r).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    severe monotone up monotone
    ready coordinated up domain-disjoint, thanks to seal issue(release)
    CALM101 negation info in ready: !severe(r), covered by seal issue(release)
    output ready final: ok, 1 round
  `);
});

test("a view that carries the sealed column elsewhere is closed by column, not by position", () => {
  expect(
    judge(`
      .decl issue(release: symbol, issue: symbol)
      .decl review_closed(release: symbol)
      .seal issue(release) by review_closed
      .decl by_issue(issue: symbol, release: symbol)
      by_issue(i, r) :- issue(r, i).
      .decl ready(release: symbol)
      ready(r) :- review_closed(r), !by_issue(_, r).
      .decl unused(issue: symbol)
      unused(i) :- review_closed(i), !by_issue(i, _).
      .output ready
      .output unused
    `),
  ).toMatchInlineSnapshot(`
    by_issue monotone up monotone
    ready coordinated up domain-disjoint, thanks to seal issue(release)
    unused nonmonotone any domain-disjoint
    CALM101 negation info in ready: !by_issue(_, r), covered by seal issue(release)
    CALM101 negation error in unused: !by_issue(i, _)
    output ready final: ok, 1 round
    output unused final: not ok, 1 round
    CALM204 review_closed(i) not correlated: release
  `);
});

test("a view over two relations needs the seal of each", () => {
  expect(
    judge(`
      .decl base(key: symbol)
      .decl left(key: symbol, x: symbol)
      .decl right(key: symbol, x: symbol)
      .decl left_closed(key: symbol)
      .decl right_closed(key: symbol)
      .seal left(key) by left_closed
      .seal right(key) by right_closed
      .decl both(key: symbol)
      both(k) :- left(k, x), right(k, x).
      .decl one_seal(key: symbol)
      one_seal(k) :- base(k), left_closed(k), !both(k).
      .decl two_seals(key: symbol)
      two_seals(k) :- base(k), left_closed(k), right_closed(k), !both(k).
      .output one_seal
      .output two_seals
    `),
  ).toMatchInlineSnapshot(`
    both monotone up monotone
    one_seal nonmonotone any domain-disjoint
    two_seals coordinated up domain-disjoint, thanks to seal left(key), seal right(key)
    CALM101 negation error in one_seal: !both(k)
    CALM101 negation info in two_seals: !both(k), covered by seal left(key), seal right(key)
    output one_seal final: not ok, 1 round
    output two_seals final: ok, 1 round
  `);
});

test("a recursive view that keeps the sealed column is closed", () => {
  expect(
    judge(`
      .decl task(project: symbol, before: symbol, after: symbol)
      .decl plan_closed(project: symbol)
      .seal task(project) by plan_closed
      .decl precedes(project: symbol, before: symbol, after: symbol)
      precedes(p, a, b) :- task(p, a, b).
      precedes(p, a, c) :- precedes(p, a, b), task(p, b, c).
      .decl sound(project: symbol)
      sound(p) :- plan_closed(p), !precedes(p, "ship", "test").
      .output sound
    `),
  ).toMatchInlineSnapshot(`
    precedes monotone up monotone
    sound coordinated up domain-disjoint, thanks to seal task(project)
    CALM101 negation info in sound: !precedes(p, "ship", "test"), covered by seal task(project)
    output sound final: ok, 1 round
  `);
});

test("a recursive view that leaves the sealed partition is not", () => {
  expect(
    judge(`
      .decl imports(module: symbol, other: symbol)
      .decl frozen(module: symbol)
      .seal imports(module) by frozen
      .decl needs(module: symbol, other: symbol)
      needs(m, o) :- imports(m, o).
      needs(m, o) :- needs(m, n), imports(n, o).
      .decl free_of_legacy(module: symbol)
      free_of_legacy(m) :- frozen(m), !needs(m, "legacy").
      .output free_of_legacy
    `),
  ).toMatchInlineSnapshot(`
    needs monotone up monotone
    free_of_legacy nonmonotone any domain-disjoint
    CALM101 negation error in free_of_legacy: !needs(m, "legacy")
    output free_of_legacy final: not ok, 1 round
  `);
});

test("a view with an absence of its own may be read positively behind a seal", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl clean(release: symbol)
      clean(r) :- release(r), !open_blocker(r).
      .decl ready(release: symbol)
      ready(r) :- review_closed(r), clean(r).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    clean nonmonotone any domain-distinct
    ready coordinated up domain-distinct, thanks to seal open_blocker(release)
    CALM101 negation info in clean: !open_blocker(r)
    output ready final: ok, 1 round
  `);
});

test("a sealing atom inside an aggregate's body counts there", () => {
  expect(
    judge(`
      .decl open_blocker(release: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl stable(product: symbol)
      stable("any") :- n = count : { review_closed(r), !open_blocker(r) }, n >= 3.
      .output stable
    `),
  ).toMatchInlineSnapshot(`
    stable coordinated up none, thanks to seal open_blocker(release)
    CALM101 negation info in stable: !open_blocker(r), covered by seal open_blocker(release)
    output stable final: ok, 1 round
  `);
});

test("a sealing atom in a view does not count in the rule that reads the view", () => {
  expect(
    judge(`
      .decl open_blocker(release: symbol)
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl done(release: symbol)
      done(r) :- review_closed(r).
      .decl ready(release: symbol)
      ready(r) :- done(r), !open_blocker(r).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    done monotone up monotone
    ready nonmonotone any domain-distinct
    CALM101 negation error in ready: !open_blocker(r)
    output ready final: not ok, 1 round
    CALM201 .seal open_blocker(release) by review_closed
  `);
});

test("two seals on one relation each close their own partitions", () => {
  expect(
    judge(`
      .decl sale(market: symbol, day: symbol)
      .decl market_closed(market: symbol)
      .decl day_closed(day: symbol)
      .seal sale(market) by market_closed
      .seal sale(day) by day_closed
      .decl idle_market(market: symbol)
      idle_market(m) :- market_closed(m), !sale(m, _).
      .decl idle_day(day: symbol)
      idle_day(d) :- day_closed(d), !sale(_, d).
      .decl neither(market: symbol)
      neither(m) :- market_closed(m), day_closed(m), !sale(_, _).
      .output idle_market
      .output idle_day
      .output neither
    `),
  ).toMatchInlineSnapshot(`
    idle_market coordinated up domain-disjoint, thanks to seal sale(market)
    idle_day coordinated up domain-disjoint, thanks to seal sale(day)
    neither nonmonotone any none
    CALM101 negation info in idle_market: !sale(m, _), covered by seal sale(market)
    CALM101 negation info in idle_day: !sale(_, d), covered by seal sale(day)
    CALM101 negation error in neither: !sale(_, _)
    output idle_market final: ok, 1 round
    output idle_day final: ok, 1 round
    output neither final: not ok, 1 round
    CALM204 market_closed(m) not correlated: market
    CALM204 day_closed(m) not correlated: day
  `);
});

test("a derived sealing relation that grows closes", () => {
  expect(
    judge(`
      .decl open_blocker(release: symbol)
      .decl signed(release: symbol, by: symbol)
      .decl review_closed(release: symbol)
      review_closed(r) :- signed(r, "qa"), signed(r, "lead").
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- review_closed(r), !open_blocker(r).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    review_closed monotone up monotone
    ready coordinated up domain-distinct, thanks to seal open_blocker(release)
    CALM101 negation info in ready: !open_blocker(r), covered by seal open_blocker(release)
    output ready final: ok, 1 round
  `);
});

test("a sealing relation that is not monotone is refused, and its seal ignored", () => {
  expect(
    judge(`
      .decl open_blocker(release: symbol)
      .decl signed(release: symbol)
      .decl objection(release: symbol)
      .decl review_closed(release: symbol)
      review_closed(r) :- signed(r), !objection(r).
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- review_closed(r), !open_blocker(r).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    review_closed nonmonotone any domain-distinct
    ready nonmonotone any domain-distinct
    CALM101 negation error in review_closed: !objection(r)
    CALM101 negation error in ready: !open_blocker(r)
    output ready final: not ok, 1 round
    CALM204 review_closed not monotone
  `);
});

test("a removable sealing relation is refused", () => {
  expect(
    judge(`
      .decl open_blocker(release: symbol)
      .decl review_closed(release: symbol) orset
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- review_closed(r), !open_blocker(r).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready nonmonotone any domain-distinct
    CALM107 removable-read error in ready: review_closed(r)
    CALM101 negation error in ready: !open_blocker(r)
    output ready final: not ok, 1 round
    CALM204 review_closed not monotone
  `);
});

test("a sealing relation that is decided at a boundary closes", () => {
  expect(
    judge(`
      .decl open_blocker(release: symbol)
      .decl signed(release: symbol)
      .decl objection(release: symbol)
      .boundary gate by leader
      .decl review_closed(release: symbol)
      review_closed(r) at gate :- signed(r), !objection(r).
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- review_closed(r), !open_blocker(r).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    review_closed coordinated up domain-distinct, thanks to boundary gate
    ready coordinated up domain-distinct, thanks to seal open_blocker(release), boundary gate
    CALM101 negation info in review_closed: !objection(r), covered by boundary gate
    CALM101 negation info in ready: !open_blocker(r), covered by seal open_blocker(release)
    output ready final: ok, 2 rounds
  `);
});

test("a sealing relation may be sealed itself", () => {
  expect(
    judge(`
      .decl open_blocker(release: symbol)
      .decl review_closed(release: symbol)
      .decl year_closed()
      .seal open_blocker(release) by review_closed
      .seal review_closed() by year_closed
      .decl release(release: symbol)
      .decl never_reviewed(release: symbol)
      never_reviewed(r) :- year_closed(), release(r), !review_closed(r).
      .output never_reviewed
    `),
  ).toMatchInlineSnapshot(`
    never_reviewed coordinated up domain-distinct, thanks to seal review_closed()
    CALM101 negation info in never_reviewed: !review_closed(r), covered by seal review_closed()
    output never_reviewed final: ok, 1 round
    CALM201 .seal open_blocker(release) by review_closed
  `);
});

test("a seal of one alternative covers that alternative", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol)
      .decl review_closed(release: symbol)
      .decl hotfix(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- release(r), (review_closed(r) ; hotfix(r)), !open_blocker(r).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready nonmonotone any domain-distinct
    CALM101 negation error in ready: !open_blocker(r)
    output ready final: not ok, 1 round
  `);
});

test("a static sealing relation keeps an absence", () => {
  expect(
    judge(`
      .decl release(release: symbol) static
      .decl cart(release: symbol, item: symbol) orset
      .decl recalled(release: symbol)
      .decl closed(release: symbol) static
      .seal cart(release) by closed
      .decl sold(release: symbol)
      sold(r) :- closed(r), cart(r, _), !recalled(r).
      .output sold(promise="absence")
    `),
  ).toMatchInlineSnapshot(`
    sold antitone down domain-distinct, thanks to seal cart(release)
    CALM107 removable-read info in sold: cart(r, _), covered by seal cart(release)
    CALM101 negation info in sold: !recalled(r)
    output sold absence: ok, 1 round
  `);
});
