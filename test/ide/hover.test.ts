import { describe, expect, test } from "vitest";
import { hover, type HoverOptions } from "../../src/ide/hover.ts";
import { columnKinds } from "../../src/lattice/column-kind.ts";
import { functors } from "../../src/model/functors.ts";
import { directives } from "../../src/syntax/directive-tokens.ts";
import { tokenize } from "../../src/syntax/lexer.ts";
import { keywords } from "../../src/syntax/tokens.ts";
import { atCursor } from "./at-cursor.ts";
import type { Shape } from "./marked-programs.ts";

/** The hover at the cursor: what it is said of, an empty line, and the Markdown; null without one. */
function hoverAt(text: string, shape?: Shape, options?: HoverOptions): string | null {
  const { view, document, offset } = atCursor(text, shape);
  const found = hover(view, document, offset, options);
  return found === null
    ? null
    : `<${document.text.slice(found.span.start, found.span.end)}>\n\n${found.markdown}`;
}

const release = (rule: string): string => `.decl release(name: symbol)
.decl open_blocker(release: symbol, id: symbol)
/* Who may go out: what nobody
 * has a word against. */
.decl ready(release: symbol)
${rule}
.output ready
`;

describe("a relation", () => {
  const card = `\`\`\`calm
.decl ready(release: symbol)
\`\`\`

**nonmonotone** · derived · stratum 1

\`ready\` depends on the absence of \`open_blocker\`: a later \`open_blocker(r, _)\` withdraws a row that was already printed. Show a row, but do not act on it: it may be withdrawn.

- direction any: goes both ways
- placement: by key, without coordination (domain-disjoint: facts that share no value with the others withdraw nothing)
- read by no other relation
- output final: not kept (1 round; seal open_blocker(release))

Who may go out: what nobody
has a word against.`;

  test.each(["in one part", "in many parts", "with CRLF"] as const)(
    "has its verdict, why, and its comment, %s",
    (shape) => {
      expect(hoverAt(release("rea$0dy(r) :- release(r), !open_blocker(r, _)."), shape)).toBe(
        `<ready>\n\n${card}`,
      );
    },
  );

  test("that a rule reads has the direction of the literal before it", () => {
    expect(hoverAt(release("ready(r) :- $0release(r), !open_blocker(r, _).")))
      .toBe(`<release>\n\n\`release(r)\` stays once it holds (direction up).

\`\`\`calm
.decl release(name: symbol) gset
\`\`\`

**monotone** · base · stratum 0

Facts arrive, and none goes. Act on a row at once: it stands.

- direction up: only grows
- read by \`ready\``);
  });

  test("that only inherits its verdict says from whom", () => {
    expect(
      hoverAt(
        release(
          "ready(r) :- release(r), !open_blocker(r, _). .decl told(r: symbol) told(r) :- ready(r).",
        ).replace("told(r) :-", "to$0ld(r) :-"),
      ),
    ).toContain("It reads `ready`, which is nonmonotone too. Show a row, but do not act on it");
  });

  test("that a seal makes safe names the seal and what it pays", () => {
    const markdown = hoverAt(`.decl closed(release: symbol)
.seal open_blocker(release) by closed
${release("re$0ady(r) :- release(r), closed(r), !open_blocker(r, _).")}`);
    expect(markdown).toContain("**coordinated** · derived · stratum 1");
    expect(markdown).toContain("the seal `open_blocker(release)` makes that safe");
    expect(markdown).toContain("- output final: kept (1 round; seal open_blocker(release))");
  });

  test("with growing columns says of each how it moves", () => {
    const markdown = hoverAt(`.decl b$0id(auction: symbol, most: max<number>, least: min<number>)`);
    expect(markdown).toContain("a row says `most` at least and `least` at most");
    expect(markdown).toContain("- direction up: only grows; `most` up; `least` up");
  });

  test("in a fact of a run of facts is found too", () => {
    expect(hoverAt(`.decl edge(a: number, b: number)\nedge(1, 2).\nedge(2, 3). ed$0ge(3, 4).`)).toContain(
      "**monotone** · base",
    );
  });
});

describe("a point of order tells its story", () => {
  const beside = { besideDiagnostics: true };
  const story = `**CALM101 negation**: \`ready\` depends on the absence of \`open_blocker\`: a later \`open_blocker(r, _)\` withdraws a row that was already printed.

1. With \`release("release1")\`, \`ready("release1")\` holds.
2. Then \`open_blocker("release1","open_blocker1")\` is inserted.
3. \`ready("release1")\` is gone.

What to do:
- close what is read, key by key:`;

  test("at its sign", () => {
    const markdown = hoverAt(release("ready(r) :- release(r), $0!open_blocker(r, _)."));
    expect(markdown?.startsWith(`<!open_blocker(r, _)>\n\n${story}`)).toBe(true);
    expect(markdown).toContain("It reads an absence, which a later row may end.");
  });

  test("at its relation, before the card of that", () => {
    const markdown = hoverAt(release("ready(r) :- release(r), !open_$0blocker(r, _)."));
    expect(markdown?.startsWith(`<open_blocker>\n\n${story}`)).toBe(true);
    expect(markdown).toContain(
      "\n\n---\n\n`!open_blocker(r, _)` may cease to hold, and never comes back (direction down).",
    );
  });

  test("at an aggregate", () => {
    const markdown = hoverAt(`.decl request(s: symbol, id: number)
.decl busy(n: number)
busy(n) :- n = co$0unt : { request(_, _) }.
.output busy`);
    expect(markdown?.startsWith("<count>\n\n**CALM103 exact count or sum**: ")).toBe(true);
    expect(markdown).toContain("How many rows match.");
  });

  test("also where a comment suppresses it", () => {
    const rule =
      "// calm-disable-next-line CALM101: it is only a list\nready(r) :- release(r), $0!open_blocker(r, _).";
    expect(hoverAt(release(rule))).toContain("**CALM101 negation**: ");
    expect(hoverAt(release(rule), "in one part", beside)).toContain("**CALM101 negation**: ");
  });

  test("beside its diagnostic, which says the rest, by the witness alone", () => {
    const rule = "ready(r) :- release(r), !open_$0blocker(r, _).";
    const [, witness] = story.split("\n\n");
    expect(hoverAt(release(rule), "in many parts", beside)).toBe(`<open_blocker>\n\n${witness ?? ""}

---

\`!open_blocker(r, _)\` may cease to hold, and never comes back (direction down).

\`\`\`calm
.decl open_blocker(release: symbol, id: symbol) gset
\`\`\`

**monotone** · base · stratum 0

Facts arrive, and none goes. Act on a row at once: it stands.

- direction up: only grows
- read by \`ready\``);
  });
});

test("a column has its place in the row and what its lattice means", () => {
  expect(hoverAt(".decl bid(auction: symbol, amo$0unt: max<number>)")).toBe(`<amount>

\`\`\`calm
amount: max<number>
\`\`\`

**column** of \`bid\`: its value only grows in its order (direction up).

One value per key, of which the largest is kept. It only **grows**: a row says *at least*.`);
  expect(hoverAt(".decl bid(auc$0tion: symbol, amount: max<number>)")).toContain("part of the key");
});

test("a variable has what binds it and how it moves", () => {
  const program = (cursor: string): string => `.decl stock(p: symbol, n: number) static
.decl sold(p: symbol, n: gcounter)
.decl out(p: symbol)
out(p) :- stock(p, n), sold(p, s), ${cursor}.`;
  expect(hoverAt(program("$0s >= n"))).toContain(
    "**variable**, bound by `sold.n`; its value only grows (direction up)",
  );
  expect(hoverAt(program("s >= $0n"))?.endsWith("**variable**, bound by `stock.n`")).toBe(true);
});

const shop = (operation: string, invariant: string): string => `.decl stock(p: symbol, n: number) static
stock("camera", 1).
.decl sold(p: symbol, n: gcounter)
sold("camera", 0).
${operation}
${invariant}
`;
const sell = `.operation sell(p: symbol) { require stock(p, n), sold(p, s), s < n. sold(p) += 1. }`;

test("an invariant has its verdict and the run that breaks it", () => {
  expect(hoverAt(shop(sell, ".invariant no_$0oversell: sold(p, s), stock(p, n) => s <= n.")))
    .toBe(`<no_oversell>

\`\`\`calm
.invariant no_oversell: sold(p, s), stock(p, n) => s <= n.
\`\`\`

**not confluent** · redesignable with rights allocation

Each replica keeps it, and the merge breaks it:

1. A does \`sell("camera")\` and B does \`sell("camera")\`, neither hearing of the other.
2. Merged, that is \`stock("camera", 1)\` and \`sold("camera", 2)\`.
3. \`sold("camera", 2), stock("camera", 1) => 2 <= 1\` does not hold.`);
});

test("an invariant that is confluent has its proof", () => {
  const markdown = hoverAt(shop(sell, ".invariant at$0_least: sold(_, s) => s >= 0."));
  expect(markdown).toContain("**confluent** · coordination-free · proof: direction");
  expect(markdown).toContain("What could break it never becomes more as states grow");
});

test("an operation has what it can break, where it is declared and where it is called", () => {
  const invariant = ".invariant no_oversell: sold(p, s), stock(p, n) => s <= n.";
  const expected = `<sell>

\`\`\`calm
.operation sell(p: symbol)
\`\`\`

**operation** · runs at any replica

- with itself at another replica it can break \`no_oversell\`: that takes coordination, or rights shared out`;
  expect(hoverAt(shop(sell.replace("sell", "$0sell"), invariant))).toBe(expected);
  const scenario = `.scenario s {\n  replicas a.\n  at a: sell$0("camera").\n}`;
  expect(hoverAt(shop(sell, invariant + scenario))).toBe(expected);
});

test("a boundary has its protocol, and what is decided there", () => {
  const markdown = hoverAt(
    `.boundary desk by leader\n${release("ready(r) at de$0sk :- release(r), !open_blocker(r, _).")}`,
  );
  expect(markdown).toContain("One replica decides");
  expect(markdown).toContain("Decided here: `ready`.");
});

test("a type has its base", () => {
  expect(hoverAt(".type Person <: symbol\n.type Customer <: Person\n.decl c(n: Cust$0omer)")).toContain(
    "values of `symbol`, fits where `symbol` or `Person` is wanted",
  );
});

test("there is nothing to say in blanks, strings and comments", () => {
  expect(hoverAt(".decl a(n: symbol)\n $0 \n.decl b(n: symbol)")).toBeNull();
  expect(hoverAt('.decl a(n: symbol)\na("rep$0licas").')).toBeNull();
  expect(hoverAt('.decl a(n: symbol)\na(x) :- a(x), x = "a$0".')).toBeNull();
  expect(hoverAt(".decl a(n: symbol) // see $0a\n")).toBeNull();
});

test("a code in a comment has its summary, a promise in quotes its meaning", () => {
  expect(hoverAt("// calm-disable-next-line CALM$0101: known\n")).toContain("**CALM101 negation** (error)");
  expect(hoverAt('.decl a(n: symbol)\n.output a(promise="even$0tual")')).toContain(
    "good enough to show, not to act on",
  );
});

describe("a half-typed rule still has hovers", () => {
  test.each(["ready(r) :- rel$0ease(r), !", "ready(r) :- rel$0ease(", "ready(r) :- , rel$0ease(r)."])(
    "%s",
    (rule) => {
      expect(hoverAt(release(rule))).toContain(".decl release(name: symbol) gset");
    },
  );
});

/** Every keyword and directive in its place, most lattices, qualifiers, functors and settings. */
const everyWord = `.type Name <: symbol
.number_type Size
.symbol_type Label
.pragma "legacy"
.include "other.dl"
.decl r(a: symbol, m: max<number>) btree
.decl l(a: symbol, m: min<number>) brie
.decl g(a: symbol, n: gcounter) btree_delete
.decl p(a: symbol, n: pncounter)
.decl c(a: symbol, n: bounded<0>)
.decl w(a: symbol, v: lww<symbol>)
.decl v(a: symbol, v: mv<float>)
.decl d(a: symbol, t: sequence)
.decl o(a: symbol, b: symbol) orset
.decl s(a: symbol, b: symbol) static
.decl q(a: symbol, b: symbol) gset
.decl e(a: symbol, b: symbol) eqrel
.decl i(n: number) inline
.decl j(n: number) no_inline
.decl k(n: number) magic
.decl h(n: number, u: unsigned) no_magic
.decl t(a: symbol, b: symbol)
.input s(IO=file, filename="s.csv", delimiter=",", headers=true, format=csv)
.output t(promise="final", exact=true)
.printsize t
.limitsize t(n=10)
.seal q(a) by z
.decl z(a: symbol)
.boundary one by leader
.boundary all by barrier
.boundary some by quorum(n=3, r=2, w=2)
t(a, b) at one :- q(a, b) except s(a, b), !o(a, b), contains("x", a), match("x", b), true.
.plan 0:(1)
i(n) :- n = count : { q(_, _) } ; n = sum x : { h(x, _) } ; n = min x : { h(x, _) } ; n = max x : { h(x, _) }.
i(n) :- h(n, u), y = mean x : { h(x, _) }, y > 1.0, false.
i(n) :- h(n, u), 0 < (n band 1) + (n bor 1) + (n bxor 1) + (n bshl 1) + (n bshr 1) + (n bshru 1) + bnot n + lnot n + (n land 1) + (n lor 1) + (n lxor 1).
i(n) :- h(m, u), n = min(m, 1) + max(m, 1) + strlen(cat("a", substr("abc", 0, 1))) + ord("a"), m = range(0, 3).
i(n) :- h(n, u), to_number("1") = n, to_string(n) = "1", to_float(n) = 1.0, to_unsigned(n) = u, as(n, number) = n.
i(n) :- h(n, u), itou(n) = u, itof(n) = utof(u), utoi(u) = ftoi(1.0), ftou(1.0) = u, replica() = "a", now() > 1.
.invariant fine: q(a, b) => s(a, b).
.invariant given assumed: q(a, b) => false.
.operation act(a: symbol, u: symbol) at one {
  require q(a, u).
  insert o(a, u).
  delete o(a, u).
  g(a) += 1.
  c(a) -= 1.
  w(a) := u.
  transfer 1 of c(a) to u.
  insert u into d(a) at 0.
  delete from d(a) at 0.
}
.scenario run_all {
  replicas a, b.
  latency a, b = 90.
  network loss = 0.1, duplicate = 0.1, reorder = true, delivery = reliable, timeout = 1000.
  network delivery = best_effort.
  network delivery = causal.
  network delivery = gossip.
  everywhere: insert q("x", "y").
  partition a | b.
  at a: act("x", "y").
  at a: insert "t" into d("x") at 0.
  heal.
  crash a.
  recover a.
  seal z("x").
  run 200.
  repeat 9: at b: act("x", "z").
  settle.
  expect at a: !q("x", "y").
  expect converged.
  expect diverged.
  expect refused.
  expect holds fine.
  expect violated fine.
}
`;

describe("every word of the language has a hover that shows how it is written", () => {
  const { view, document } = atCursor(`${everyWord}$0`, "in one part", { evidence: false });
  const tokens = tokenize(everyWord).tokens;
  const words = [
    ...keywords.map(({ LABEL }) => LABEL ?? ""),
    ...directives.map(({ LABEL }) => LABEL ?? ""),
    ...Object.keys(columnKinds),
    ...[...functors.keys()].filter((name) => /^[a-z]/.test(name)),
    ...["symbol", "number", "unsigned", "float", "as", "loss", "duplicate", "reorder", "delivery", "timeout"],
    ...["gset", "orset", "static", "eqrel", "btree", "btree_delete", "brie", "inline", "no_inline", "magic"],
    ...["no_magic", "leader", "barrier", "quorum", "IO", "filename", "delimiter", "headers", "format"],
    ...["promise", "exact", "best_effort", "reliable", "causal", "gossip"],
  ];
  test.each([...new Set(words)])("%s", (word) => {
    // `true` behind an `=` is the value of a setting.
    const own = tokens.filter(
      ({ image }, index) => image === word && !(word === "true" && tokens[index - 1]?.image === "="),
    );
    expect(own, "is in the text").not.toHaveLength(0);
    for (const { startOffset, image } of own) {
      const found = hover(view, document, startOffset + image.length);
      expect(found?.markdown, `at ${startOffset}`).toMatch(
        new RegExp(`\`\`\`calm\\n[^\`]*${word.replace(".", "\\.")}`),
      );
    }
  });
});
