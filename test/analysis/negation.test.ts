import { expect, test } from "vitest";
import { judge } from "./judge.ts";

test("the absence of what grows is a point of order", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl ready(release: symbol)
      ready(r) :- release(r), !open_blocker(r, _).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready nonmonotone any domain-disjoint
    CALM101 negation error in ready: !open_blocker(r, _)
    output ready final: not ok, 1 round
  `);
});

test("the set difference says the same with another code", () => {
  expect(
    judge(`
      .decl user(name: symbol)
      .decl banned(name: symbol)
      .decl active(name: symbol)
      active(u) :- user(u) except banned(u).
      .output active
    `),
  ).toMatchInlineSnapshot(`
    active nonmonotone any domain-distinct
    CALM102 difference error in active: user(u) except banned(u)
    output active final: not ok, 1 round
  `);
});

test("the absence of what never changes is no point, in any stratum", () => {
  expect(
    judge(`
      .decl user(name: symbol)
      .decl deny(name: symbol) static
      .decl alias(name: symbol, other: symbol) static
      .decl barred(name: symbol)
      barred(u) :- deny(u).
      barred(v) :- barred(u), alias(u, v).
      .decl welcome(name: symbol)
      welcome(u) :- user(u), !barred(u).
      .decl guest(name: symbol)
      guest(u) :- user(u) except deny(u).
      .output welcome
      .output guest
    `),
  ).toMatchInlineSnapshot(`
    barred constant constant monotone
    welcome monotone up monotone
    guest monotone up monotone
    output welcome final: ok, 0 rounds
    output guest final: ok, 0 rounds
  `);
});

test("facts of the text close nothing", () => {
  expect(
    judge(`
      .decl user(name: symbol)
      .decl deny(name: symbol)
      deny("mallory").
      .decl welcome(name: symbol)
      welcome(u) :- user(u), !deny(u).
      .output welcome
    `),
  ).toMatchInlineSnapshot(`
    welcome nonmonotone any domain-distinct
    CALM101 negation error in welcome: !deny(u)
    output welcome final: not ok, 1 round
  `);
});

test("nor does a relation that nothing fills", () => {
  expect(
    judge(`
      .decl user(name: symbol)
      .decl deny(name: symbol)
      .decl welcome(name: symbol)
      welcome(u) :- user(u), !deny(u).
      .output welcome
    `),
  ).toMatchInlineSnapshot(`
    welcome nonmonotone any domain-distinct
    CALM101 negation error in welcome: !deny(u)
    output welcome final: not ok, 1 round
  `);
});

test("a relation closed from outside is static", () => {
  expect(
    judge(
      `
        .decl user(name: symbol)
        .decl deny(name: symbol)
        .input user
        .input deny
        .decl welcome(name: symbol)
        welcome(u) :- user(u), !deny(u).
        .output welcome
      `,
      { static: ["deny"] },
    ),
  ).toMatchInlineSnapshot(`
    welcome monotone up monotone
    output welcome final: ok, 0 rounds
  `);
});

test("so are all inputs at once", () => {
  expect(
    judge(
      `
        .decl user(name: symbol)
        .decl deny(name: symbol)
        .decl late(name: symbol)
        .input user
        .input deny
        .decl welcome(name: symbol)
        welcome(u) :- user(u), !deny(u).
        .decl punctual(name: symbol)
        punctual(u) :- user(u), !late(u).
        .output welcome
        .output punctual(promise="absence")
      `,
      { static: "inputs" },
    ),
  ).toMatchInlineSnapshot(`
    welcome constant constant monotone
    punctual antitone down none
    CALM101 negation info in punctual: !late(u)
    output welcome final: ok, 0 rounds
    output punctual absence: ok, 0 rounds
  `);
});

test("the absence of what only shrinks grows", () => {
  expect(
    judge(`
      .decl member(name: symbol) static
      .decl left(name: symbol)
      .decl present(name: symbol)
      present(m) :- member(m), !left(m).
      .decl seat(name: symbol)
      .decl free(name: symbol)
      free(m) :- seat(m), !present(m).
      .output free
    `),
  ).toMatchInlineSnapshot(`
    present antitone down none
    free monotone up monotone
    CALM101 negation info in present: !left(m)
    output free final: ok, 0 rounds
  `);
});

test("for all over a fixed set is monotone in what must be there", () => {
  expect(
    judge(`
      .decl order(order: symbol)
      .decl manifest(order: symbol, item: symbol) static
      .decl packed(order: symbol, item: symbol)
      .decl missing(order: symbol)
      missing(o) :- manifest(o, i), !packed(o, i).
      .decl complete(order: symbol)
      complete(o) :- order(o), !missing(o).
      .output complete
    `),
  ).toMatchInlineSnapshot(`
    missing antitone down none
    complete monotone up monotone
    CALM101 negation info in missing: !packed(o, i)
    output complete final: ok, 0 rounds
  `);
});

test("for all over a set that may grow is not", () => {
  expect(
    judge(`
      .decl order(order: symbol)
      .decl manifest(order: symbol, item: symbol)
      .decl packed(order: symbol, item: symbol)
      .decl missing(order: symbol)
      missing(o) :- manifest(o, i), !packed(o, i).
      .decl complete(order: symbol)
      complete(o) :- order(o), !missing(o).
      .output complete
    `),
  ).toMatchInlineSnapshot(`
    missing nonmonotone any domain-distinct
    complete nonmonotone any domain-disjoint
    CALM101 negation error in missing: !packed(o, i)
    CALM101 negation error in complete: !missing(o)
    output complete final: not ok, 2 rounds
  `);
});

test("for all over a sealed set is, thanks to the seal", () => {
  expect(
    judge(`
      .decl manifest(order: symbol, item: symbol)
      .decl packed(order: symbol, item: symbol)
      .decl listed(order: symbol)
      .seal manifest(order) by listed
      .decl missing(order: symbol)
      missing(o) :- manifest(o, i), !packed(o, i).
      .decl complete(order: symbol)
      complete(o) :- listed(o), !missing(o).
      .output complete
    `),
  ).toMatchInlineSnapshot(`
    missing nonmonotone any domain-distinct
    complete coordinated up domain-disjoint, thanks to seal manifest(order)
    CALM101 negation info in missing: !packed(o, i)
    CALM101 negation info in complete: !missing(o), covered by seal manifest(order)
    output complete final: ok, 1 round
  `);
});

test("the absence of what comes and goes is a point more", () => {
  expect(
    judge(`
      .decl user(name: symbol)
      .decl cart(name: symbol, item: symbol) orset
      .decl shopping(name: symbol)
      shopping(u) :- cart(u, _).
      .decl idle(name: symbol)
      idle(u) :- user(u), !shopping(u).
      .output idle
    `),
  ).toMatchInlineSnapshot(`
    shopping nonmonotone any domain-distinct
    idle nonmonotone any domain-disjoint
    CALM107 removable-read error in shopping: cart(u, _)
    CALM101 negation error in idle: !shopping(u)
    output idle final: not ok, 2 rounds
  `);
});

test("views upstream count as much as the rule's own text", () => {
  expect(
    judge(`
      .decl user(name: symbol)
      .decl blocked(name: symbol)
      .decl open(name: symbol)
      open(u) :- user(u), !blocked(u).
      .decl listed(name: symbol)
      listed(u) :- open(u).
      .decl page(name: symbol)
      page(u) :- listed(u), user(u).
      .output page
    `),
  ).toMatchInlineSnapshot(`
    open nonmonotone any domain-distinct
    listed nonmonotone any domain-distinct
    page nonmonotone any domain-distinct
    CALM101 negation error in open: !blocked(u)
    output page final: not ok, 1 round
  `);
});

test("each literal is judged alone", () => {
  expect(
    judge(`
      .decl job(job: symbol)
      .decl done(job: symbol)
      .decl kind(job: symbol, kind: symbol) static
      .decl cancelled(job: symbol)
      .decl stuck(job: symbol)
      stuck(j) :- job(j), !done(j), !kind(j, "test"), !cancelled(j).
      .output stuck
    `),
  ).toMatchInlineSnapshot(`
    stuck nonmonotone any domain-distinct
    CALM101 negation error in stuck: !done(j)
    CALM101 negation error in stuck: !cancelled(j)
    output stuck final: not ok, 1 round
  `);
});

test("a rule that can never fire makes no point, and its absence is certain", () => {
  expect(
    judge(`
      .decl product(product: symbol)
      .decl recall(product: symbol)
      .decl recalled(product: symbol)
      recalled(p) :- recall(p), false.
      .decl withdrawn(product: symbol)
      withdrawn(p) :- recalled(p).
      withdrawn(p) :- recall(p), 1 = 2.
      .decl sellable(product: symbol)
      sellable(p) :- product(p), !withdrawn(p).
      .decl odd(product: symbol)
      odd(p) :- product(p), !recall(p), recalled(p).
      .output sellable
      .output odd
    `),
  ).toMatchInlineSnapshot(`
    recalled constant constant monotone
    withdrawn constant constant monotone
    sellable monotone up monotone
    odd constant constant monotone
    output sellable final: ok, 0 rounds
    output odd final: ok, 0 rounds
  `);
});

test("a rule that waits for itself alone can never fire", () => {
  expect(
    judge(`
      .decl node(node: symbol)
      .decl reached(node: symbol)
      reached(n) :- reached(n), node(n).
      .decl alone(node: symbol)
      alone(n) :- node(n), !reached(n).
      .output alone
    `),
  ).toMatchInlineSnapshot(`
    reached constant constant monotone
    alone monotone up monotone
    output alone final: ok, 0 rounds
  `);
});

test("static without facts is fixed but unknown, not empty", () => {
  expect(
    judge(`
      .decl node(node: symbol)
      .decl excluded(node: symbol) static
      .decl never(node: symbol)
      never(n) :- node(n), excluded(n).
      .decl used(node: symbol)
      used(n) :- node(n), !never(n).
      .output never
      .output used
    `),
  ).toMatchInlineSnapshot(`
    never monotone up monotone
    used monotone up monotone
    output never final: ok, 0 rounds
    output used final: ok, 0 rounds
  `);
});

test("a row that may be loaded makes a rule that cannot fire no safer", () => {
  expect(
    judge(`
      .decl node(node: symbol)
      .decl excluded(node: symbol)
      .input excluded
      excluded(n) :- node(n), false.
      .decl used(node: symbol)
      used(n) :- node(n), !excluded(n).
      .output used
    `),
  ).toMatchInlineSnapshot(`
    excluded monotone up monotone
    used nonmonotone any domain-disjoint
    CALM101 negation error in used: !excluded(n)
    output used final: not ok, 1 round
  `);
});

test("negated groups are pushed inwards, and the literal they turn round is the point", () => {
  expect(
    judge(`
      .decl task(task: symbol)
      .decl done(task: symbol)
      .decl waived(task: symbol)
      .decl open(task: symbol)
      open(t) :- task(t), !(done(t) ; waived(t)).
      .decl touched(task: symbol)
      touched(t) :- task(t), !(!done(t), !waived(t)).
      .decl unsure(task: symbol)
      unsure(t) :- task(t), !(done(t), !waived(t)).
      .output open
      .output touched
      .output unsure
    `),
  ).toMatchInlineSnapshot(`
    open nonmonotone any domain-distinct
    touched monotone up monotone
    unsure nonmonotone any domain-distinct
    CALM101 negation error in open: done(t)
    CALM101 negation error in open: waived(t)
    CALM101 negation error in unsure: done(t)
    output open final: not ok, 1 round
    output touched final: ok, 0 rounds
    output unsure final: not ok, 1 round
  `);
});

test("an absence in one alternative is a point of that alternative", () => {
  expect(
    judge(`
      .decl order(order: symbol)
      .decl paid(order: symbol)
      .decl fraud(order: symbol)
      .decl ship(order: symbol)
      ship(o) :- order(o), (paid(o) ; !fraud(o)).
      .output ship
    `),
  ).toMatchInlineSnapshot(`
    ship nonmonotone any domain-distinct
    CALM101 negation error in ship: !fraud(o)
    output ship final: not ok, 1 round
  `);
});

test("a literal beside several alternatives is one point", () => {
  expect(
    judge(`
      .decl order(order: symbol)
      .decl paid(order: symbol)
      .decl trusted(order: symbol)
      .decl fraud(order: symbol)
      .decl ship(order: symbol)
      ship(o) :- !fraud(o), order(o), (paid(o) ; trusted(o)).
      .output ship
    `),
  ).toMatchInlineSnapshot(`
    ship nonmonotone any domain-distinct
    CALM101 negation error in ship: !fraud(o)
    output ship final: not ok, 1 round
  `);
});

test("a literal of a rule with two heads is one point, told by the head that an output demands", () => {
  expect(
    judge(`
      .decl order(order: symbol)
      .decl fraud(order: symbol)
      .decl seen(order: symbol)
      .decl ship(order: symbol)
      seen(o), ship(o) :- order(o), !fraud(o).
      .output seen(promise="eventual")
      .output ship
    `),
  ).toMatchInlineSnapshot(`
    seen nonmonotone any domain-distinct
    ship nonmonotone any domain-distinct
    CALM101 negation error in ship: !fraud(o)
    output seen eventual: ok, 0 rounds
    output ship final: not ok, 1 round
  `);
});

test("recursion without an absence on its way round is monotone", () => {
  expect(
    judge(`
      .decl link(from: symbol, to: symbol)
      .decl reach(from: symbol, to: symbol)
      reach(x, y) :- link(x, y).
      reach(x, z) :- reach(x, y), reach(y, z).
      .decl even(from: symbol, to: symbol)
      .decl odd(from: symbol, to: symbol)
      odd(x, y) :- link(x, y).
      even(x, z) :- odd(x, y), link(y, z).
      odd(x, z) :- even(x, y), link(y, z).
      .output reach
      .output even
    `),
  ).toMatchInlineSnapshot(`
    reach monotone up monotone
    even monotone up monotone
    odd monotone up monotone
    output reach final: ok, 0 rounds
    output even final: ok, 0 rounds
  `);
});

test("what recursion goes through takes on what any of its rules has", () => {
  expect(
    judge(`
      .decl link(from: symbol, to: symbol)
      .decl cut(from: symbol, to: symbol)
      .decl even(from: symbol, to: symbol)
      .decl odd(from: symbol, to: symbol)
      odd(x, y) :- link(x, y).
      even(x, z) :- odd(x, y), link(y, z), !cut(y, z).
      odd(x, z) :- even(x, y), link(y, z).
      .output odd
    `),
  ).toMatchInlineSnapshot(`
    even nonmonotone any domain-distinct
    odd nonmonotone any domain-distinct
    CALM101 negation error in even: !cut(y, z)
    output odd final: not ok, 1 round
  `);
});
