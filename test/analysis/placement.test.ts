import { expect, test } from "vitest";
import { judge, relationsOf } from "./judge.ts";

test("a negation of a base relation with bound variables only is domain-distinct", () => {
  expect(
    judge(`
      .decl follows(from: symbol, to: symbol)
      .decl blocks(from: symbol, to: symbol)
      .decl sees(from: symbol, to: symbol)
      sees(a, b) :- follows(a, b), !blocks(b, a).
      .output sees
    `),
  ).toMatchInlineSnapshot(`
    sees nonmonotone any domain-distinct
    CALM101 negation error in sees: !blocks(b, a)
    output sees final: not ok, 1 round
  `);
});

test("a wildcard in the negation makes it domain-disjoint", () => {
  expect(
    judge(`
      .decl follows(from: symbol, to: symbol)
      .decl blocks(from: symbol, to: symbol)
      .decl open(name: symbol)
      open(a) :- follows(_, a), !blocks(a, _).
      .output open
    `),
  ).toMatchInlineSnapshot(`
    open nonmonotone any domain-disjoint
    CALM101 negation error in open: !blocks(a, _)
    output open final: not ok, 1 round
  `);
});

test("a constant in the negation makes it domain-disjoint", () => {
  expect(
    judge(`
      .decl order(order: symbol)
      .decl flag(order: symbol, flag: symbol)
      .decl sound(order: symbol)
      sound(o) :- order(o), !flag(o, "fraud").
      .output sound
    `),
  ).toMatchInlineSnapshot(`
    sound nonmonotone any domain-disjoint
    CALM101 negation error in sound: !flag(o, "fraud")
    output sound final: not ok, 1 round
  `);
});

test("a computed argument is in neither class", () => {
  expect(
    judge(`
      .decl day(day: number)
      .decl closed(day: number)
      .decl open_next(day: number)
      open_next(d) :- day(d), next = d + 1, !closed(next).
      .output open_next
    `),
  ).toMatchInlineSnapshot(`
    open_next nonmonotone any none
    CALM101 negation error in open_next: !closed(next)
    output open_next final: not ok, 1 round
  `);
});

test("a variable that only static data binds is in neither class", () => {
  expect(
    judge(`
      .decl member(name: symbol) static
      .decl banned(name: symbol)
      .decl active(name: symbol)
      active(m) :- member(m), !banned(m).
      .output active
    `),
  ).toMatchInlineSnapshot(`
    active antitone down none
    CALM101 negation error in active: !banned(m)
    output active final: not ok, 1 round
  `);
});

test("a negation of a view is domain-disjoint", () => {
  expect(
    judge(`
      .decl user(name: symbol)
      .decl ban(name: symbol, by: symbol)
      .decl banned(name: symbol)
      banned(u) :- ban(u, _).
      .decl active(name: symbol)
      active(u) :- user(u), !banned(u).
      .output active
    `),
  ).toMatchInlineSnapshot(`
    banned monotone up monotone
    active nonmonotone any domain-disjoint
    CALM101 negation error in active: !banned(u)
    output active final: not ok, 1 round
  `);
});

test("semi-positive recursion is domain-distinct", () => {
  expect(
    judge(`
      .decl link(from: symbol, to: symbol)
      .decl down(from: symbol, to: symbol)
      .decl reach(from: symbol, to: symbol)
      reach(x, y) :- link(x, y), !down(x, y).
      reach(x, z) :- reach(x, y), reach(y, z).
      .output reach
    `),
  ).toMatchInlineSnapshot(`
    reach nonmonotone any domain-distinct
    CALM101 negation error in reach: !down(x, y)
    output reach final: not ok, 1 round
  `);
});

test("a nullary negated relation is in neither class", () => {
  expect(
    judge(`
      .decl user(name: symbol)
      .decl maintenance()
      .decl welcome(name: symbol)
      welcome(u) :- user(u), !maintenance().
      .output welcome
    `),
  ).toMatchInlineSnapshot(`
    welcome nonmonotone any none
    CALM101 negation error in welcome: !maintenance()
    output welcome final: not ok, 1 round
  `);
});

test("an emptiness test of a whole relation is in neither class", () => {
  expect(
    judge(`
      .decl user(name: symbol)
      .decl alarm(name: symbol)
      .decl calm(name: symbol)
      calm(u) :- user(u), !alarm(_).
      .output calm
    `),
  ).toMatchInlineSnapshot(`
    calm nonmonotone any none
    CALM101 negation error in calm: !alarm(_)
    output calm final: not ok, 1 round
  `);
});

test("a count by key is domain-disjoint", () => {
  expect(
    judge(`
      .decl vote(voter: symbol, candidate: symbol)
      .decl tally(candidate: symbol, n: number)
      tally(c, n) :- vote(_, c), n = count : { vote(_, c) }.
      .output tally
    `),
  ).toMatchInlineSnapshot(`
    tally nonmonotone any domain-disjoint
    CALM103 count error in tally: count : { vote(_, c) }
    output tally final: not ok, 1 round
  `);
});

test("a count may name its key by an equation", () => {
  expect(
    judge(`
      .decl seat(room: symbol, guest: symbol)
      .decl room(room: symbol)
      .decl free(room: symbol)
      free(r) :- room(r), count : { seat(q, _), q = r } < 2.
      .output free
    `),
  ).toMatchInlineSnapshot(`
    free nonmonotone any domain-disjoint
    CALM103 count error in free: count : { seat(q, _), q = r }
    output free final: not ok, 1 round
  `);
});

test("a count of everything is in neither class", () => {
  expect(
    judge(`
      .decl vote(voter: symbol, candidate: symbol)
      .decl turnout(n: number)
      turnout(n) :- n = count : { vote(_, _) }.
      .output turnout
    `),
  ).toMatchInlineSnapshot(`
    turnout nonmonotone any none
    CALM103 count error in turnout: count : { vote(_, _) }
    output turnout final: not ok, 1 round
  `);
});

test("a count of one constant's rows is in neither class", () => {
  expect(
    judge(`
      .decl vote(voter: symbol, candidate: symbol)
      .decl for_ana(n: number)
      for_ana(n) :- n = count : { vote(_, "ana") }.
      .output for_ana
    `),
  ).toMatchInlineSnapshot(`
    for_ana nonmonotone any none
    CALM103 count error in for_ana: count : { vote(_, "ana") }
    output for_ana final: not ok, 1 round
  `);
});

test("an aggregate whose body holds unrelated facts is in neither class", () => {
  expect(
    judge(`
      .decl candidate(candidate: symbol)
      .decl vote(voter: symbol, candidate: symbol)
      .decl station(station: symbol)
      .decl weight(candidate: symbol, n: number)
      weight(c, n) :- candidate(c), n = count : { vote(_, c), station(_) }.
      .output weight
    `),
  ).toMatchInlineSnapshot(`
    weight nonmonotone any none
    CALM103 count error in weight: count : { vote(_, c), station(_) }
    output weight final: not ok, 1 round
  `);
});

test("an aggregate within an aggregate is grouped through it", () => {
  expect(
    judge(`
      .decl team(team: symbol)
      .decl plays(player: symbol, team: symbol)
      .decl goal(player: symbol, match: symbol)
      .decl scorers(team: symbol, n: number)
      scorers(t, n) :- team(t), n = count : { plays(p, t), g = count : { goal(p, _) }, g >= 2 }.
      .output scorers
    `),
  ).toMatchInlineSnapshot(`
    scorers nonmonotone any domain-disjoint
    CALM103 count error in scorers: count : { plays(p, t), g = count : { goal(p, _) }, g >= 2 }
    output scorers final: not ok, 1 round
  `);
});

test("rules that do not hang together are in neither class", () => {
  expect(
    judge(`
      .decl user(name: symbol)
      .decl token(token: symbol)
      .decl served(name: symbol)
      served(u) :- user(u), token(_).
      .decl unserved(name: symbol)
      unserved(u) :- user(u), !served(u).
      .output unserved
    `),
  ).toMatchInlineSnapshot(`
    served monotone up monotone
    unserved nonmonotone any none
    CALM101 negation error in unserved: !served(u)
    output unserved final: not ok, 1 round
  `);
});

test("an inequality brings no facts together", () => {
  expect(
    judge(`
      .decl bid(bidder: symbol, amount: number)
      .decl outbid(bidder: symbol)
      outbid(b) :- bid(b, x), bid(_, y), x < y.
      .decl leads(bidder: symbol)
      leads(b) :- bid(b, _), !outbid(b).
      .output leads
    `),
  ).toMatchInlineSnapshot(`
    outbid monotone up monotone
    leads nonmonotone any none
    CALM101 negation error in leads: !outbid(b)
    output leads final: not ok, 1 round
  `);
});

test("an equation of variables does", () => {
  expect(
    judge(`
      .decl bid(bidder: symbol, item: symbol)
      .decl withdrawn(item: symbol)
      .decl stale(bidder: symbol)
      stale(b) :- bid(b, i), withdrawn(j), i = j.
      .decl stands(bidder: symbol)
      stands(b) :- bid(b, _), !stale(b).
      .output stands
    `),
  ).toMatchInlineSnapshot(`
    stale monotone up monotone
    stands nonmonotone any domain-disjoint
    CALM101 negation error in stands: !stale(b)
    output stands final: not ok, 1 round
  `);
});

test("static data is everywhere and brings no facts together", () => {
  expect(
    judge(`
      .decl request(user: symbol)
      .decl region(user: symbol, region: symbol) static
      .decl outage(region: symbol)
      .decl affected(user: symbol)
      affected(u) :- request(u), region(u, r), outage(r).
      .decl served(user: symbol)
      served(u) :- request(u), !affected(u).
      .output served
    `),
  ).toMatchInlineSnapshot(`
    affected monotone up monotone
    served nonmonotone any none
    CALM101 negation error in served: !affected(u)
    output served final: not ok, 1 round
  `);
});

test("what is derived from static data alone counts as static", () => {
  expect(
    judge(`
      .decl manifest(order: symbol, item: symbol) static
      .decl needs(order: symbol, item: symbol)
      needs(o, i) :- manifest(o, i).
      .decl order(order: symbol)
      .decl item(order: symbol, item: symbol)
      .decl missing(order: symbol)
      missing(o) :- order(o), needs(o, i), !item(o, i).
      .output missing
    `),
  ).toMatchInlineSnapshot(`
    needs constant constant monotone
    missing nonmonotone any domain-disjoint
    CALM101 negation error in missing: !item(o, i)
    output missing final: not ok, 1 round
  `);
});

test("a value that a rule gives to a view is on no replica of its own", () => {
  expect(
    judge(`
      .decl user(name: symbol)
      .decl alarm(where: symbol)
      .decl state(state: symbol)
      state("alarm") :- alarm(_).
      .decl quiet(state: symbol)
      quiet(u) :- user(u), !state(u).
      .output quiet
    `),
  ).toMatchInlineSnapshot(`
    state monotone up monotone
    quiet nonmonotone any none
    CALM101 negation error in quiet: !state(u)
    output quiet final: not ok, 1 round
  `);
});

test("nor does such a value bind the negation of a base relation", () => {
  expect(
    judge(`
      .decl alarm(where: symbol)
      .decl state(state: symbol)
      state("alarm") :- alarm(_).
      .decl muted(state: symbol)
      .decl shown(state: symbol)
      shown(s) :- state(s), !muted(s).
      .output shown
    `),
  ).toMatchInlineSnapshot(`
    state monotone up monotone
    shown nonmonotone any none
    CALM101 negation error in shown: !muted(s)
    output shown final: not ok, 1 round
  `);
});

test("two added facts together withdraw what neither does alone, so the view's negation is not domain-distinct", () => {
  expect(
    judge(`
      .decl node(node: symbol)
      .decl edge(from: symbol, to: symbol)
      .decl paired(node: symbol)
      paired(a) :- edge(a, b), edge(b, a), a != b.
      .decl single(node: symbol)
      single(x) :- node(x), !paired(x).
      .output single
    `),
  ).toMatchInlineSnapshot(`
    paired monotone up monotone
    single nonmonotone any domain-disjoint
    CALM101 negation error in single: !paired(x)
    output single final: not ok, 1 round
  `);
});

test("a removal is about values that are there", () => {
  expect(
    judge(`
      .decl cart(user: symbol, item: symbol) orset
      .decl shown(user: symbol, item: symbol)
      shown(u, i) :- cart(u, i).
      .output shown
    `),
  ).toMatchInlineSnapshot(`
    shown nonmonotone any domain-distinct
    CALM107 removable-read error in shown: cart(u, i)
    output shown final: not ok, 1 round
  `);
});

test("an exact value by key is domain-disjoint, one of a relation without keys in neither class", () => {
  expect(
    judge(`
      .decl best(auction: symbol, amount: max<number>)
      .decl record(amount: max<number>)
      .decl shown(auction: symbol, amount: number)
      shown(a, m) :- best(a, m).
      .decl overall(amount: number)
      overall(m) :- record(m).
      .output shown
      .output overall
    `),
  ).toMatchInlineSnapshot(`
    shown nonmonotone any domain-disjoint
    overall nonmonotone any none
    CALM106 exact-read error in shown: best(a, m)
    CALM106 exact-read error in overall: record(m)
    output shown final: not ok, 1 round
    output overall final: not ok, 1 round
  `);
});

test("what reads a class is in the weaker one", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl veto(release: symbol)
      .decl ready(release: symbol)
      ready(r) :- release(r), !open_blocker(r, _).
      .decl shipped(release: symbol)
      shipped(r) :- ready(r), !veto(r).
      .output shipped
    `),
  ).toMatchInlineSnapshot(`
    ready nonmonotone any domain-disjoint
    shipped nonmonotone any domain-disjoint
    CALM101 negation error in ready: !open_blocker(r, _)
    CALM101 negation error in shipped: !veto(r)
    output shipped final: not ok, 1 round
  `);
});

test("what depends on a replica's name is in neither class", () => {
  expect(
    judge(`
      .decl job(job: symbol, replica: symbol)
      .decl mine(job: symbol)
      mine(j) :- job(j, r), r = replica().
      .output mine
    `),
  ).toMatchInlineSnapshot(`
    mine nondeterministic up none
    CALM110 arrival-order error in mine: replica()
    output mine final: not ok, 1 round
  `);
});

test("a relation that denies decisions is placed as if they were derived, and not monotone", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol)
      .boundary gate by leader
      .decl ready(release: symbol)
      ready(r) at gate :- release(r), !open_blocker(r).
      .decl waiting(release: symbol)
      waiting(r) :- release(r), !ready(r).
      .output waiting
    `),
  ).toMatchInlineSnapshot(`
    ready coordinated up domain-distinct, thanks to boundary gate
    waiting nonmonotone any domain-disjoint
    CALM101 negation info in ready: !open_blocker(r), covered by boundary gate
    CALM101 negation error in waiting: !ready(r)
    output waiting final: not ok, 2 rounds
  `);
});

test("a view of static keys hangs together with the facts that it counts", () => {
  expect(
    judge(`
      .decl member(name: symbol) static
      .decl message(name: symbol, text: symbol)
      .decl silent(name: symbol)
      silent(m) :- member(m), n = count : { message(m, _) }, n < 1.
      .decl seen(name: symbol)
      .decl heard(name: symbol)
      heard(m) :- seen(m), !silent(m).
      .decl lurks(name: symbol)
      lurks(m) :- seen(m), !heard(m).
      .output lurks
    `),
  ).toMatchInlineSnapshot(`
    silent antitone down none
    heard monotone up monotone
    lurks nonmonotone any domain-disjoint
    CALM103 count info in silent: count : { message(m, _) }
    CALM101 negation error in lurks: !heard(m)
    output lurks final: not ok, 1 round
  `);
});

test("the classes of base relations", () => {
  expect(
    relationsOf(`
      .decl post(post: symbol)
      .decl member(name: symbol) static
      .decl cart(user: symbol, item: symbol) orset
      .decl theme(user: symbol, theme: lww<symbol>)
      .decl motd(text: lww<symbol>)
    `),
  ).toMatchInlineSnapshot(`
    post monotone up monotone
    member constant constant monotone
    cart nonmonotone any domain-distinct
    theme nonmonotone any domain-disjoint, keys up, theme any
    motd nonmonotone any none, keys up, text any
  `);
});
