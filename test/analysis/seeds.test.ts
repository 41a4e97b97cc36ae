import { expect, test } from "vitest";
import { judge } from "./judge.ts";

// The tables of the lessons that the language comes from, each row as a program.

test("coordination-free: a union, a selection, a join", () => {
  expect(
    judge(`
      .decl monday(user: symbol, amount: number)
      .decl tuesday(user: symbol, amount: number)
      .decl email(user: symbol, address: symbol)
      .decl both(user: symbol, amount: number)
      both(u, a) :- monday(u, a).
      both(u, a) :- tuesday(u, a).
      .decl large(user: symbol)
      large(u) :- both(u, x), x > 5.
      .decl letters(user: symbol, address: symbol)
      letters(u, e) :- large(u), email(u, e).
      .output both
      .output large
      .output letters
    `),
  ).toMatchInlineSnapshot(`
    both monotone up monotone
    large monotone up monotone
    letters monotone up monotone
    output both final: ok, 0 rounds
    output large final: ok, 0 rounds
    output letters final: ok, 0 rounds
  `);
});

test("coordination-free: an activity feed, approvals, every log entry, reactions, at least two votes", () => {
  expect(
    judge(`
      .decl added(user: symbol, item: symbol)
      .decl follows(user: symbol, follower: symbol)
      .decl approval(release: symbol, by: symbol)
      .decl log(replica: symbol, entry: symbol)
      .decl reaction(post: symbol, user: symbol, kind: symbol)
      .decl vote(option: symbol, voter: symbol)
      .decl option(option: symbol)
      .decl feed(user: symbol, item: symbol)
      feed(f, i) :- follows(u, f), added(u, i).
      .decl approved(release: symbol)
      approved(r) :- approval(r, a), approval(r, b), a != b.
      .decl entries(entry: symbol)
      entries(e) :- log(_, e).
      .decl liked(post: symbol, user: symbol)
      liked(p, u) :- reaction(p, u, "like").
      .decl elected(option: symbol)
      elected(o) :- option(o), count : { vote(o, _) } >= 2.
      .output feed
      .output approved
      .output entries
      .output liked
      .output elected
    `),
  ).toMatchInlineSnapshot(`
    feed monotone up monotone
    approved monotone up monotone
    entries monotone up monotone
    liked monotone up monotone
    elected monotone up monotone
    output feed final: ok, 0 rounds
    output approved final: ok, 0 rounds
    output entries final: ok, 0 rounds
    output liked final: ok, 0 rounds
    output elected final: ok, 0 rounds
  `);
});

test("needs coordination: COUNT(*), NOT EXISTS, MIN and MAX read exactly, A − B", () => {
  expect(
    judge(`
      .decl orders(id: number, user: symbol, amount: number)
      .decl user(user: symbol)
      .decl blocked(user: symbol)
      .decl total(n: number)
      total(n) :- n = count : { orders(_, _, _) }.
      .decl inactive(user: symbol)
      inactive(u) :- user(u), !orders(_, u, _).
      .decl smallest(user: symbol, amount: number)
      smallest(u, m) :- user(u), m = min x : { orders(_, u, x) }.
      .decl largest(user: symbol, amount: number)
      largest(u, m) :- user(u), m = max x : { orders(_, u, x) }.
      .decl allowed(user: symbol)
      allowed(u) :- user(u) except blocked(u).
      .output total
      .output inactive
      .output smallest
      .output largest
      .output allowed
    `),
  ).toMatchInlineSnapshot(`
    total nonmonotone any none
    inactive nonmonotone any domain-disjoint
    smallest nonmonotone any domain-disjoint
    largest nonmonotone any domain-disjoint
    allowed nonmonotone any domain-distinct
    CALM103 count error in total: count : { orders(_, _, _) }
    CALM101 negation error in inactive: !orders(_, u, _)
    CALM105 min error in smallest: min x : { orders(_, u, x) }
    CALM105 max error in largest: max x : { orders(_, u, x) }
    CALM102 difference error in allowed: user(u) except blocked(u)
    output total final: not ok, 1 round
    output inactive final: not ok, 1 round
    output smallest final: not ok, 1 round
    output largest final: not ok, 1 round
    output allowed final: not ok, 1 round
  `);
});

test("release ready when no blockers remain needs coordination, and its sealed form has it", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol) orset
      .decl review_closed(release: symbol)
      .seal open_blocker(release) by review_closed
      .decl ready(release: symbol)
      ready(r) :- release(r), !open_blocker(r, _).
      .decl ready_after_review(release: symbol)
      ready_after_review(r) :- release(r), review_closed(r), !open_blocker(r, _).
      .output ready
      .output ready_after_review
    `),
  ).toMatchInlineSnapshot(`
    ready nonmonotone any domain-disjoint
    ready_after_review coordinated up domain-disjoint, thanks to seal open_blocker(release)
    CALM101 negation error in ready: !open_blocker(r, _)
    CALM101 negation info in ready_after_review: !open_blocker(r, _), covered by seal open_blocker(release)
    output ready final: not ok, 1 round
    output ready_after_review final: ok, 1 round
  `);
});

test("what may be shown needs no coordination: a cart, presence, a shared text", () => {
  expect(
    judge(`
      .decl cart(user: symbol, item: symbol) orset
      .decl presence(user: symbol, status: lww<symbol>)
      .decl document(document: symbol, text: sequence)
      .decl in_cart(user: symbol, item: symbol)
      in_cart(u, i) :- cart(u, i).
      .decl online(user: symbol)
      online(u) :- presence(u, "online").
      .decl shown(document: symbol, text: symbol)
      shown(d, t) :- document(d, t).
      .output in_cart(promise="eventual")
      .output online(promise="eventual")
      .output shown(promise="eventual")
    `),
  ).toMatchInlineSnapshot(`
    in_cart nonmonotone any domain-distinct
    online nonmonotone any domain-disjoint
    shown nonmonotone any domain-disjoint
    CALM107 removable-read info in in_cart: cart(u, i)
    CALM108 register-read info in online: presence(u, "online")
    CALM108 sequence-read info in shown: document(d, t)
    output in_cart eventual: ok, 0 rounds
    output online eventual: ok, 0 rounds
    output shown eventual: ok, 0 rounds
  `);
});

test("seats that are left are no conclusion, seats that are sold out are", () => {
  expect(
    judge(`
      .decl workshop(workshop: symbol, seats: number)
      .decl booking(workshop: symbol, guest: symbol)
      .decl has_room(workshop: symbol)
      has_room(w) :- workshop(w, n), count : { booking(w, _) } < n.
      .decl sold_out(workshop: symbol)
      sold_out(w) :- workshop(w, n), count : { booking(w, _) } >= n.
      .output has_room
      .output sold_out
    `),
  ).toMatchInlineSnapshot(`
    has_room nonmonotone any domain-disjoint
    sold_out monotone up monotone
    CALM103 count error in has_room: count : { booking(w, _) }
    output has_room final: not ok, 1 round
    output sold_out final: ok, 0 rounds
  `);
});
