/** The rows of the decision table (confluence.md, section 5): what they are about, a program, the verdict. */
export const decisions: readonly (readonly [string, string, string])[] = [
  [
    "a test of each row, of a set",
    `.decl reading(sensor: symbol, celsius: number)
     .operation record(s: symbol, c: number) { insert reading(s, c). }
     .invariant sane: reading(_, c) => c >= -50, c <= 60.`,
    "confluent, pointwise",
  ],
  [
    "two max columns of one row, whose merged row neither side had",
    `.decl box(name: symbol, length: max<number>, girth: max<number>)
     .operation measure(b: symbol, l: number, g: number) { insert box(b, l, g). }
     .invariant fits: box(_, l, g) => l + g <= 5.`,
    'not confluent, needs-coordination, A: measure("x", 4, 1) | B: measure("x", 1, 4)',
  ],
  [
    "two max columns of one row, in order",
    `.decl span(name: symbol, first: max<number>, last: max<number>)
     .operation widen(s: symbol, a: number, b: number) { insert span(s, a, b). }
     .invariant ordered: span(_, a, b) => a <= b.`,
    "confluent, pointwise",
  ],
  [
    "an invariant that nothing can break",
    `.decl guest(name: symbol) orset
     .operation invite(g: symbol) { insert guest(g). }
     .operation uninvite(g: symbol) { delete guest(g). }
     .invariant some: guest(_), n = count : { guest(_) } => n >= 0, guest(_).`,
    "confluent, pointwise",
  ],
  [
    "one row shown twice",
    `.decl seat(row: number, place: number)
     .operation book(r: number, p: number) { insert seat(r, p). }
     .invariant near: seat(r, 1), seat(r, _) => r <= 20.`,
    "confluent, pointwise",
  ],
  [
    "a counter that only rises and has no facts",
    `.decl used(host: symbol, n: gcounter)
     .operation take(h: symbol) { used(h) += 1. }
     .invariant few: used(_, n) => n <= 0 - 1.`,
    "undecided",
  ],
  [
    "no more are taken away than leaves so many, from a start that nobody wrote down",
    `.decl on_call(nurse: symbol) orset
     .operation go_home(n: symbol) { delete on_call(n). }
     .invariant enough: n = count : { on_call(_) } => n >= 2.`,
    `not confluent, redesignable, on_call("x") on_call("y") on_call("z") then A: go_home("x") | B: go_home("y")`,
  ],
  [
    "what is needed is never what is deleted",
    `.decl tag(page: symbol, name: symbol) orset
     .operation tag_it(p: symbol, n: symbol) { insert tag(p, n). }
     .operation publish(p: symbol) { delete tag(p, "draft"). }
     .invariant owned: tag(p, _) => tag(p, "owned").`,
    "confluent, cutoff",
  ],
  [
    "a view that is one row says so of each row",
    `.decl entry(who: symbol, hours: number)
     .decl worker(who: symbol)
     worker(w) :- entry(w, _).
     .operation log(w: symbol, h: number) { insert entry(w, h). }
     .invariant ours: worker(w), entry(w, h) => h <= 24.`,
    "confluent, pointwise",
  ],
  [
    "a fact that stays is all that is needed",
    `.decl admin(name: symbol)
     .decl order(n: number)
     admin("root").
     .operation appoint(a: symbol) { insert admin(a). }
     .operation place(n: number) { insert order(n). }
     .invariant watched: order(_) => admin("root").`,
    "confluent, pointwise",
  ],
  [
    "a least and a largest value that are not far apart",
    `.decl room(name: symbol, low: min<number>, high: max<number>)
     .operation measure(r: symbol, c: number) { insert room(r, c, c). }
     .invariant steady: room(_, l, h) => h - l <= 5.`,
    `not confluent, needs-coordination, A: measure("x", 0) | B: measure("x", 6)`,
  ],
  [
    "a test of each row, of a register",
    `.decl target(room: symbol, celsius: lww<number>)
     .operation set(r: symbol, c: number) { target(r) := c. }
     .invariant sane: target(_, c) => c <= 30.`,
    "confluent, pointwise",
  ],
  [
    "a name that somebody chose is unique",
    `.decl account(id: number, name: symbol)
     .operation sign_up(i: number, n: symbol) { require !account(_, n). insert account(i, n). }
     .invariant unique: account(a, n), account(b, n) => a = b.`,
    `not confluent, needs-coordination, A: sign_up(1, "x") | B: sign_up(2, "x")`,
  ],
  [
    "a name that is made of the replica's is unique",
    `.decl account(id: symbol, name: symbol)
     .operation sign_up(n: number, u: symbol) { insert account(cat(replica(), "-", to_string(n)), u). }
     .invariant unique: account(i, a), account(i, b) => a = b.`,
    "confluent, diamond",
  ],
  [
    "a number right behind a replica's name may belong to another name: r1 and 11, r11 and 1",
    `.decl account(id: symbol, name: symbol)
     .operation sign_up(n: number, u: symbol) { insert account(cat(replica(), to_string(n)), u). }
     .invariant unique: account(i, a), account(i, b) => a = b.`,
    "undecided",
  ],
  [
    "what is computed from the key alone",
    `.decl label(id: number, text: symbol)
     .operation print(i: number) { insert label(i, cat("no. ", to_string(i))). }
     .invariant one: label(i, a), label(i, b) => a = b.`,
    "confluent, diamond",
  ],
  [
    "the next number is unique",
    `.decl ticket(n: number, holder: symbol)
     ticket(0, "nobody").
     .operation draw(h: symbol) { require m = max k : { ticket(k, _) }. insert ticket(m + 1, h). }
     .invariant unique: ticket(n, a), ticket(n, b) => a = b.`,
    `not confluent, needs-coordination, A: draw("nobody") | B: draw("x")`,
  ],
  [
    "the next number leaves no gap",
    `.decl ticket(n: number, holder: symbol)
     ticket(1, "nobody").
     .operation draw(h: symbol) { require m = max k : { ticket(k, _) }. insert ticket(m + 1, h). }
     .invariant no_gap: ticket(n, _), n > 1 => ticket(n - 1, _).`,
    "confluent, cutoff",
  ],
  [
    "a child has a parent, and no parent goes",
    `.decl team(t: symbol)
     .decl player(p: symbol, t: symbol)
     .operation found(t: symbol) { insert team(t). }
     .operation join(p: symbol, t: symbol) { require team(t). insert player(p, t). }
     .invariant has_team: player(_, t) => team(t).`,
    "confluent, cutoff",
  ],
  [
    "a child has a parent, and parents go",
    `.decl team(t: symbol) orset
     .decl player(p: symbol, t: symbol)
     team("red").
     .operation dissolve(t: symbol) { delete team(t). }
     .operation join(p: symbol, t: symbol) { insert player(p, t). }
     .invariant has_team: player(_, t) => team(t).`,
    `not confluent, needs-coordination, A: dissolve("red") | B: join("x", "red")`,
  ],
  [
    "a counter that rises stays above",
    `.decl likes(post: symbol, n: pncounter)
     likes("p", 3).
     .operation like(p: symbol) { likes(p) += 1. }
     .invariant some: likes(_, n) => n >= 0.`,
    "confluent, direction",
  ],
  [
    "a counter that falls does not stay above",
    `.decl left(item: symbol, n: pncounter)
     left("camera", 1).
     .operation sell(p: symbol) { require left(p, n), n > 0. left(p) -= 1. }
     .invariant enough: left(_, n) => n >= 0.`,
    `not confluent, redesignable, A: sell("camera") | B: sell("camera")`,
  ],
  [
    "a counter that falls stays below",
    `.decl left(item: symbol, n: pncounter)
     left("camera", 4).
     .operation sell(p: symbol) { left(p) -= 1. }
     .invariant few: left(_, n) => n <= 4.`,
    "confluent, direction",
  ],
  [
    "rights that are spent where they are, and handed on",
    `.decl left(item: symbol, n: bounded<0>)
     left("camera", 4).
     .operation sell(p: symbol) { left(p) -= 1. }
     .operation lend(p: symbol, n: number, r: symbol) { transfer n of left(p) to r. }
     .invariant enough: left(_, n) => n >= 0.`,
    "confluent, direction",
  ],
  [
    "a counter that rises does not stay below another value",
    `.decl stock(item: symbol, n: number) static
     stock("camera", 1).
     .decl sold(item: symbol, n: gcounter)
     sold("camera", 0).
     .operation sell(p: symbol) { require stock(p, n), sold(p, s), s < n. sold(p) += 1. }
     .invariant no_oversell: sold(p, s), stock(p, n) => s <= n.`,
    `not confluent, redesignable, A: sell("camera") | B: sell("camera")`,
  ],
  [
    "a largest value stays below a bound",
    `.decl level(tank: symbol, cm: max<number>)
     .operation measure(t: symbol, c: number) { insert level(t, c). }
     .invariant plausible: level(_, c) => c <= 300.`,
    "confluent, pointwise",
  ],
  [
    "two largest values, where a row of the one may come without the other",
    `.decl done(job: symbol, n: max<number>)
     .decl planned(job: symbol, n: max<number>)
     .operation finish(j: symbol, n: number) { insert done(j, n). }
     .operation plan(j: symbol, n: number) { insert planned(j, n). }
     .invariant within: done(j, d), planned(j, p) => d <= p.`,
    `not confluent, needs-coordination, A: finish("x", 2) | B: plan("x", 1)`,
  ],
  [
    "at most so many rows",
    `.decl seat(person: symbol)
     .operation reserve(p: symbol) { insert seat(p). }
     .invariant ten: n = count : { seat(_) } => n <= 10.`,
    `not confluent, redesignable, seat("p1") seat("p2") seat("p3") seat("p4") seat("p5") seat("p6") seat("p7") seat("p8") seat("p9") then A: reserve("x") | B: reserve("y")`,
  ],
  [
    "at least so many rows, and none goes",
    `.decl member(p: symbol)
     member("ana").
     member("bo").
     .operation join(p: symbol) { insert member(p). }
     .invariant quorate: n = count : { member(_) } => n >= 2.`,
    "confluent, direction",
  ],
  [
    "at least so many rows, and rows go",
    `.decl admin(u: symbol) orset
     admin("ana").
     admin("bo").
     .operation resign(u: symbol) { delete admin(u). }
     .invariant somebody: n = count : { admin(_) } => n >= 1.`,
    `not confluent, redesignable, A: resign("bo") | B: resign("ana")`,
  ],
  [
    "not both",
    `.decl friend(a: symbol)
     .decl blocked(a: symbol)
     .operation befriend(a: symbol) { insert friend(a). }
     .operation block(a: symbol) { insert blocked(a). }
     .invariant not_both: friend(a), blocked(a) => false.`,
    `not confluent, needs-coordination, A: befriend("x") | B: block("x")`,
  ],
  [
    "not both, told apart by what never changes",
    `.decl employee(u: symbol) static
     .decl staff(u: symbol)
     .decl visitor(u: symbol)
     .operation badge(u: symbol) { require employee(u). insert staff(u). }
     .operation sign(u: symbol) { require !employee(u). insert visitor(u). }
     .invariant not_both: staff(u), visitor(u) => false.`,
    "confluent, diamond",
  ],
  [
    "one before the other",
    `.decl paid(o: number)
     .decl shipped(o: number)
     .operation pay(o: number) { insert paid(o). }
     .operation ship(o: number) { require paid(o). insert shipped(o). }
     .invariant paid_first: shipped(o) => paid(o).`,
    "confluent, cutoff",
  ],
  [
    "one or the other stays",
    `.decl team(t: symbol) static
     team("db").
     .decl first(t: symbol) orset
     .decl second(t: symbol) orset
     first("db").
     second("db").
     .operation first_off(t: symbol) { delete first(t). }
     .operation second_off(t: symbol) { delete second(t). }
     .decl covered(t: symbol)
     covered(t) :- first(t).
     covered(t) :- second(t).
     .invariant on_call: team(t) => covered(t).`,
    `not confluent, needs-coordination, A: first_off("db") | B: second_off("db")`,
  ],
  [
    "two registers in order",
    `.decl opens(shop: symbol, hour: lww<number>)
     .decl closes(shop: symbol, hour: lww<number>)
     opens("s", 9).
     closes("s", 17).
     .operation set_open(s: symbol, h: number) { opens(s) := h. }
     .operation set_close(s: symbol, h: number) { closes(s) := h. }
     .invariant ordered: opens(s, a), closes(s, b) => a <= b.`,
    `not confluent, needs-coordination, A: set_open("s", 17) | B: set_close("s", 9)`,
  ],
  [
    "one register of two values in order",
    `.decl hours(shop: symbol, opens: lww<number>, closes: lww<number>)
     .operation set(s: symbol, a: number, b: number) { hours(s) := (a, b). }
     .invariant ordered: hours(_, a, b) => a <= b.`,
    "confluent, pointwise",
  ],
  [
    "no cycle",
    `.decl needs(a: symbol, b: symbol)
     .operation depend(a: symbol, b: symbol) { insert needs(a, b). }
     .decl before(a: symbol, b: symbol)
     before(a, b) :- needs(a, b).
     before(a, c) :- before(a, b), needs(b, c).
     .invariant acyclic: before(t, t) => false.`,
    `not confluent, needs-coordination, A: depend("x", "y") | B: depend("y", "x")`,
  ],
  [
    "the winner has the highest bid",
    `.decl bid(bidder: symbol, amount: number)
     .decl won(amount: number)
     .operation place(b: symbol, m: number) { insert bid(b, m). }
     .operation close() { require m = max n : { bid(_, n) }. insert won(m). }
     .invariant highest: won(w), bid(_, m) => m <= w.`,
    `not confluent, needs-coordination, bid("x", 1) then A: place("x", 2) | B: close()`,
  ],
  [
    "a product of a counter that rises and one that falls, from zero on",
    `.decl east(k: symbol, n: gcounter)
     .decl depth(k: symbol, n: pncounter)
     east("probe", 0).
     depth("probe", 0).
     .operation go_east(k: symbol) { east(k) += 1. }
     .operation dive(k: symbol) { depth(k) -= 1. }
     .invariant quadrant: east(k, x), depth(k, y) => x * y <= 0.`,
    "confluent, direction",
  ],
  [
    "operations that commute",
    `.decl taken(seat: number)
     .decl receipt(seat: number, person: symbol)
     .operation book(s: number, p: symbol) { require !taken(s). insert taken(s). insert receipt(s, p). }
     .invariant one_receipt: receipt(s, p), receipt(s, q) => p = q.`,
    `not confluent, needs-coordination, A: book(1, "x") | B: book(1, "y")`,
  ],
  [
    "operations that one desk does",
    `.decl stock(item: symbol, n: number) static
     stock("camera", 1).
     .decl sold(item: symbol, n: gcounter)
     sold("camera", 0).
     .boundary desk by leader
     .operation sell(p: symbol) at desk { require stock(p, n), sold(p, s), s < n. sold(p) += 1. }
     .invariant no_oversell: sold(p, s), stock(p, n) => s <= n.`,
    "confluent, direction",
  ],
  [
    "an operation that can never run proves nothing",
    `.decl never(x: symbol)
     never(x) :- never(x).
     .decl paid(o: symbol)
     .operation pay(o: symbol) { require never(o). insert paid(o). }
     .invariant short: paid(o) => strlen(o) < 9.`,
    "undecided",
  ],
  [
    "two largest values of one row: a merged row may be neither side's",
    `.decl used(shelf: symbol, left: max<number>, right: max<number>)
     .operation use(s: symbol, a: number, b: number) { insert used(s, a, b). }
     .invariant fits: used(_, a, b) => a + b <= 10.`,
    `not confluent, needs-coordination, A: use("x", 9, 1) | B: use("x", 1, 9)`,
  ],
  [
    "an equivalence: rows that neither side has come of both",
    `.decl rank(who: symbol, n: number) static
     rank("ana", 1).
     rank("cy", 2).
     .decl same(a: symbol, b: symbol) eqrel
     .operation join(a: symbol, b: symbol) { insert same(a, b). }
     .invariant peers: same(a, b), rank(a, n), rank(b, m) => n = m.`,
    `not confluent, needs-coordination, A: join("cy", "x") | B: join("ana", "x")`,
  ],
  [
    "the caller's name at a boundary, and the same replica by itself",
    `.decl login(site: symbol, how: symbol)
     .boundary desk by leader
     .operation by_desk() at desk { insert login(replica(), "desk"). }
     .operation alone() { insert login(replica(), "alone"). }
     .invariant one: login(s, a), login(s, b) => a = b.`,
    "undecided",
  ],
  [
    "a child that inserts its parent with it",
    `.decl team(t: symbol) orset
     .decl player(p: symbol, t: symbol)
     team("red").
     .operation dissolve(t: symbol) { delete team(t). }
     .operation join(p: symbol, t: symbol) { insert team(t). insert player(p, t). }
     .invariant has_team: player(_, t) => team(t).`,
    "confluent, diamond",
  ],
  [
    "a child that inserts a parent that another may replace",
    `.decl team(t: symbol) orset
     .decl player(p: symbol, t: symbol)
     team("red").
     .operation renew(t: symbol) { delete team(t). insert team(t). }
     .operation dissolve(t: symbol) { delete team(t). }
     .operation join(p: symbol, t: symbol) { insert team(t). insert player(p, t). }
     .invariant has_team: player(_, t) => team(t).`,
    "undecided",
  ],
  [
    "a row that was written with another which the invariant allows beside it",
    `.decl range(low: lww<number>, high: lww<number>)
     .decl chosen(n: lww<number>)
     range(1, 1).
     .operation widen(a: number, b: number) { range() := (a, b). chosen() := b. }
     .operation choose(n: number) { chosen() := n. }
     .invariant wide: chosen(n), range(a, b) => a < b.`,
    "confluent, diamond",
  ],
  [
    "a row that was written without the other",
    `.decl range(low: lww<number>, high: lww<number>)
     .decl chosen(n: lww<number>)
     range(1, 1).
     .operation widen(a: number, b: number) { range() := (a, b). }
     .operation choose(n: number) { chosen() := n. }
     .invariant wide: chosen(n), range(a, b) => a < b.`,
    "not confluent, needs-coordination, widen(1, 2) then A: widen(1, 1) | B: choose(1)",
  ],
  [
    "a number that a fact bounds everywhere, for all rows",
    `.decl weight(item: symbol, n: number)
     weight("box", 1).
     .decl spare(n: lww<number>)
     .operation add(item: symbol) { insert weight(item, 1). }
     .operation keep(n: number) { spare() := n. }
     .invariant enough: weight(_, w), spare(n) => w + n >= 2.`,
    "confluent, diamond",
  ],
  [
    "a number that a fact bounds everywhere, though not for all rows",
    `.decl weight(item: symbol, n: number)
     weight("box", 1).
     .decl spare(n: lww<number>)
     .operation add(item: symbol, w: number) { insert weight(item, w). }
     .operation keep(n: number) { spare() := n. }
     .invariant enough: weight(_, w), spare(n) => w + n >= 2.`,
    'not confluent, needs-coordination, A: add("box", 0) | B: keep(1)',
  ],
  [
    "what is forbidden beside a row that an operation asks for",
    `.decl opened(shop: symbol)
     .decl sold(n: number)
     .operation sell(n: number) { require opened(_). insert sold(n). }
     .operation open(s: symbol) { insert opened(s). }
     .invariant none_free: opened(_), sold(0) => false.`,
    "confluent, diamond",
  ],
  [
    "what is forbidden beside a row that nobody asks for",
    `.decl opened(shop: symbol)
     .decl sold(n: number)
     .operation sell(n: number) { insert sold(n). }
     .operation open(s: symbol) { insert opened(s). }
     .invariant none_free: opened(_), sold(0) => false.`,
    'not confluent, needs-coordination, A: sell(0) | B: open("x")',
  ],
  [
    "a counter that is only changed where it is there",
    `.decl account(owner: symbol, n: pncounter)
     .decl closed(day: number)
     .operation pay(owner: symbol) { require account(owner, _). account(owner) += 1. }
     .operation close(day: number) { insert closed(day). }
     .invariant ended: account(_, _), closed(_) => false.`,
    "confluent, diamond",
  ],
  [
    "a counter that is made by being changed",
    `.decl account(owner: symbol, n: pncounter)
     .decl closed(day: number)
     .operation pay(owner: symbol) { account(owner) += 1. }
     .operation close(day: number) { insert closed(day). }
     .invariant ended: account(_, _), closed(_) => false.`,
    'not confluent, needs-coordination, A: pay("x") | B: close(1)',
  ],
  [
    "a row that is put again where it is there, and may have been taken away elsewhere",
    `.decl account(owner: symbol) orset
     .decl closed(day: number)
     .operation touch(owner: symbol) { require account(owner). insert account(owner). }
     .operation drop(owner: symbol) { delete account(owner). }
     .operation close(day: number) { insert closed(day). }
     .invariant ended: account(_), closed(_) => false.`,
    'not confluent, needs-coordination, account("x") then A: touch("x") | B: drop("x") close(1)',
  ],
  [
    "a pair of rows that is broken as soon as one of them meets itself",
    `.decl level(n: number)
     .operation mark(n: number) { insert level(n). }
     .invariant spread: level(a), level(b), a >= b => b < 1.`,
    "confluent, diamond",
  ],
  [
    "a pair of rows that no row breaks by itself",
    `.decl level(n: number)
     .operation mark(n: number) { insert level(n). }
     .invariant spread: level(a), level(b), a > b => b < 1.`,
    "not confluent, needs-coordination, A: mark(1) | B: mark(2)",
  ],
  [
    "a total, where one register alone is written",
    `.decl part(name: symbol, n: lww<number>)
     part("base", 1).
     part("extra", 1).
     .operation change(n: number) { part("extra") := n. }
     .invariant total: t = sum n : { part(_, n) } => t <= 3.`,
    "confluent, pointwise",
  ],
  [
    "a total, where any of several registers is written",
    `.decl part(name: symbol, n: lww<number>)
     part("base", 1).
     part("extra", 1).
     .operation change(p: symbol, n: number) { part(p) := n. }
     .invariant total: t = sum n : { part(_, n) } => t <= 3.`,
    'not confluent, redesignable, A: change("extra", 2) | B: change("base", 2)',
  ],
  [
    "a total of one counter, of which both sides count",
    `.decl part(n: pncounter)
     part(1).
     .operation change() { part() += 1. }
     .invariant total: t = sum n : { part(n) } => t <= 3.`,
    "not confluent, redesignable, change() then A: change() | B: change()",
  ],
  [
    "how many rows a view has of the register that is written",
    `.decl range(low: lww<number>, high: lww<number>)
     range(1, 2).
     .decl wide(n: number)
     wide(a) :- range(a, b), b > a.
     .operation change(a: number, b: number) { range() := (a, b). }
     .invariant some: n = count : { wide(_) } => n >= 1.`,
    "confluent, pointwise",
  ],
  [
    "rows of which none is a fact that is left",
    `.decl guest(name: symbol, kind: symbol) orset
     guest("ana", "chair").
     guest("bo", "chair").
     .operation drop(g: symbol) { delete guest(g, _). }
     .invariant chaired: guest(_, "speaker") => guest(_, "chair").`,
    "confluent, pointwise",
  ],
  [
    "rows of which one is a fact that is left",
    `.decl guest(name: symbol, kind: symbol) orset
     guest("ana", "chair").
     guest("bo", "chair").
     guest("cy", "speaker").
     .operation drop(g: symbol) { delete guest(g, _). }
     .invariant chaired: guest(_, "speaker") => guest(_, "chair").`,
    'not confluent, needs-coordination, A: drop("bo") | B: drop("ana")',
  ],
];
