import { describe, expect, test } from "vitest";
import { definition } from "../../src/ide/definition.ts";
import { highlights } from "../../src/ide/highlights.ts";
import { linkedNames } from "../../src/ide/linked-names.ts";
import { references } from "../../src/ide/references.ts";
import { drawn, marked, shapes, type Files, type Shape } from "./marked-programs.ts";

const allShapes = Object.keys(shapes) as Shape[];

/** The marked ranges are all the uses of what the cursor is on. */
const uses: readonly (readonly [string, Files | string])[] = [
  [
    "a relation",
    `
.decl [[edge]](a: number, b: number)
.decl path(a: number, b: number)
[[edge]](1, 2).
[[edge]](2, 3). [[edge]](3, 4).
path(x, z) :- [[ed$0ge]](x, y), !path(y, z), [[edge]](y, z).
path(x, x) :- n = count : { [[edge]](x, _) }, n > 1, path(x, _) except [[edge]](x, x).
.output [[edge]], path
.input [[edge]]
`,
  ],
  [
    "a relation, from a run of facts, directly behind its name",
    `
.decl [[edge]](a: number, b: number)
.decl node(a: number)
node(1).
[[edge]](1, 2). [[edge]]$0 (2, 3).
node(2).
`,
  ],
  [
    "an operation, and not a variable of its name",
    `
.decl a(sell: number)
a(sell) :- a(sell).
.operation [[s$0ell]](n: number) { insert a(n). }
.scenario s {
  replicas r.
  at r: [[sell]](1).
  repeat 2: at r: [[sell]](2).
}
`,
  ],
  [
    "what operations and scenarios write and expect",
    `
.decl [[left]](p: symbol, n: bounded<0>)
.decl tags(p: symbol) orset
[[left]]("x", 3).
.operation sell(p: symbol) { require [[left]](p, n), n > 0. [[left]](p) -= 1. }
.operation lend(p: symbol, r: symbol) { transfer 1 of [[left]](p) to r. insert tags(p). }
.scenario s {
  replicas a, b.
  everywhere: [[left]]("x") += 2.
  at a: transfer 1 of [[l$0eft]]("x") to "b".
  expect at a: ![[left]]("x", 9).
  expect [[left]]("x", 4).
}
`,
  ],
  [
    "a column, in its declaration and in seals of its relation",
    `
.decl blocker([[release]]: symbol, by: symbol)
.decl other(release: symbol)
.decl closed(release: symbol)
.seal blocker([[rel$0ease]]) by closed
.seal other(release) by closed
`,
  ],
  [
    "a column that one declaration gives to several relations",
    `
.decl a, b([[k$0ey]]: number, value: number)
.decl c(key: number)
.decl closed(key: number)
.seal a([[key]]) by closed
.seal b([[key]]) by closed
.seal c(key) by closed
`,
  ],
  [
    "a variable within its rule",
    `
.decl a(x: number)
a(x) :- a(x).
a([[x]]), a([[x]]) :- a([[$0x]]), (a(y) ; a([[x]]), y = [[x]] + 1), !a(y).
a(x) :- a(x).
`,
  ],
  [
    "a variable that an aggregate shares with what is around it",
    `
.decl a(x: number, y: number)
a([[x]], n) :- a([[x]], _), n = count : { a([[$0x]], y), y > 1 }, m = max y : { a(_, y) }, n < m.
`,
  ],
  [
    "a variable of an aggregate alone",
    `
.decl a(x: number, y: number)
a(x, n) :- a(x, _), n = count : { a(x, [[y]]), [[$0y]] > 1 }, m = max y : { a(_, y) }, n < m.
`,
  ],
  [
    "the own term of an aggregate",
    `
.decl a(x: number)
a(x) :- x = max [[$0x]] : { a([[x]]) }.
`,
  ],
  [
    "a variable that another alternative has too, outside of an aggregate",
    `
.decl a(x: number)
a(x) :- a(x), (a(y), y > 1 ; x = count : { a([[$0y]]), a([[y]]) }).
`,
  ],
  [
    "a parameter in requirements and effects",
    `
.decl a(x: number, y: number)
.operation o([[n]]: number) {
  require a([[n]], m), c = count : { a([[n]], _) }.
  insert a(m, [[$0n]] + 1).
}
.operation p(n: number) { insert a(n, n). }
`,
  ],
  [
    "a variable on both sides of an invariant",
    `
.decl a(x: number, y: number)
.invariant i: a([[x]], y) => a(y, [[$0x]]).
`,
  ],
  [
    "a type",
    `
.type [[Customer]] <: symbol
.type Ref = [[Customer]] | Supplier
.type Supplier <: symbol
.decl a(Customer: [[Cust$0omer]], b: lww<[[Customer]]>)
.decl b(x: Ref)
b(as(Customer, [[Customer]])) :- a(Customer, _).
.operation o(c: [[Customer]]) { insert b(c). }
`,
  ],
  [
    "an invariant, declared and expected",
    `
.decl a(x: number)
.invariant [[in$0v]] assumed: a(inv) => inv > 1.
.scenario s { replicas a. expect holds [[inv]]. expect violated [[inv]]. }
`,
  ],
  [
    "a boundary",
    `
.decl a(x: number)
.decl desk(x: number)
.boundary [[desk]] by barrier
a(x) at [[de$0sk]] :- desk(x).
.operation o(n: number) at [[desk]] { insert desk(n). }
`,
  ],
  [
    "a replica within its scenario",
    `
.decl a(x: symbol)
.scenario s {
  replicas [[madrid]], dublin.
  latency [[mad$0rid]], dublin = 90.
  partition [[madrid]] | dublin.
  crash [[madrid]]. recover [[madrid]].
  at [[madrid]]: a("madrid").
  repeat 2: at [[madrid]]: a("x").
  expect at [[madrid]]: a("madrid").
}
.scenario t { replicas madrid. at madrid: a("y"). }
`,
  ],
  [
    "a replica that a boundary names, in all scenarios",
    `
.decl a(x: symbol)
.decl left(p: symbol, n: bounded<0>)
left("p", 4).
.boundary gate by leader([[madr$0id]])
.scenario s { replicas [[madrid]], b. at [[madrid]]: a("y"). at b: transfer 1 of left("p") to "[[madrid]]". }
.scenario t { replicas [[madrid]], b. }
`,
  ],
  [
    "a replica that is handed to an operation that transfers to it",
    {
      "a.dl": `.include "lib.dl"
.operation note(s: symbol, r: symbol) { insert noted(s, r). }
.scenario s {
  replicas [[a$0]], b.
  at b: lend("a", 1, "[[a]]").
  repeat 2: at b: lend("a", 1, "[[a]]").
  at [[a]]: lend("a", 1, "b").
  at b: note("a", "a").
}
.scenario t { replicas a, b. at b: lend("a", 1, "a"). }
`,
      "lib.dl": `.decl left(p: symbol, n: bounded<0>)
.decl noted(s: symbol, r: symbol)
.operation lend(s: symbol, n: number, r: symbol) { transfer n of left(s) to r. }
`,
    },
  ],
  ["a scenario", "\n.scenario [[on$0e]] { replicas one. settle. }\n"],
  [
    "a relation across included files",
    {
      "a.dl":
        '.include "parts/b.dl"\n[[edge]](1).\n.output top\n.decl top(x: number)\ntop(x) :- [[ed$0ge]](x).\n',
      "parts/b.dl": '.include "c.dl"\n.decl [[edge]](x: number)\n',
      "parts/c.dl": ".input [[edge]]\n",
    },
  ],
  [
    "a relation of an included file in every program that includes it",
    {
      "lib.dl": ".decl [[e$0dge]](x: number)\n",
      "a.dl": '.include "lib.dl"\n.decl a(x: number)\na(x) :- [[edge]](x).\n',
      "b.dl": '.include "lib.dl"\n[[edge]](2).\n',
      "c.dl": ".decl edge(x: number)\nedge(x) :- edge(x).\n",
    },
  ],
  [
    "a relation of an included file, asked for in a program that includes it",
    {
      "a.dl": '.include "lib.dl"\n.decl a(x: number)\na(x) :- [[$0edge]](x).\n',
      "b.dl": '.include "lib.dl"\n[[edge]](2).\n',
      "lib.dl": ".decl [[edge]](x: number)\n",
    },
  ],
  [
    "a relation with a half-typed rule",
    `
.decl [[edge]](x: number)
.decl b(x: number)
b(x) :- [[edge]](x), !b(y, [[edge]](
b(x) :- [[e$0dge]](x).
`,
  ],
  [
    "a relation whose declaration is half-typed",
    `
.decl [[edge]](x: num
.decl b(x: number)
b(x) :- [[edg$0e]](x).
`,
  ],
  [
    "a relation with a rule below a half-typed declaration",
    `
.decl b(x: number)
.decl [[c]](x
[[c]](x) :- b(x), !$0[[c]](x), (
.decl d(y
b(x) :- d(x), [[c]](x) >
`,
  ],
  [
    "a variable of a half-typed rule",
    `
.decl b(x: number)
b(x) :- b(x).
b([[x]]) :- b([[x]]), [[$0x]] >
`,
  ],
  [
    "a variable in a half-typed step of an operation",
    `
.decl b(x: number)
.operation o([[n]]: number) {
  require b([[n]]), !
  insert b([[$0n]]).
}
.scenario s {
  replicas n.
  at n
}
`,
  ],
  [
    "a replica in a half-typed statement",
    `
.decl b(x: number)
.scenario s {
  replicas [[madrid]], b.
  at [[mad$0rid]] b(
  heal.
  at [[madrid]]: b(1).
}
`,
  ],
];

/** The marked ranges define what the cursor is on. */
const definitions: typeof uses = [
  ["a relation by its declaration", "\n.decl [[edge]](a: number)\nedge(1).\nedge(x) :- ed$0ge(x).\n"],
  [
    "a relation declared twice by both",
    "\n.decl [[edge]](a: number)\n.decl [[edge]](b: number)\nedge(x) :- ed$0ge(x).\n",
  ],
  [
    "a relation without a declaration by its facts and heads",
    "\n.output edge\n[[edge]](1).\n[[edge]](x) :- ed$0ge(x).\n",
  ],
  [
    "a relation of an included file",
    {
      "a.dl": '.include "lib.dl"\n.decl a(x: number)\na(x) :- edge$0(x).\n',
      "lib.dl": ".decl [[edge]](x: number)\nedge(1).\n",
    },
  ],
  [
    "an operation",
    "\n.decl a(x: number)\n.operation [[o]](x: number) { insert a(x). }\n.scenario s { at r: $0o(1). }\n",
  ],
  ["a column", "\n.decl a([[x]]: number)\n.decl c(x: number)\n.seal a($0x) by c\n"],
  ["a variable where an atom binds it", "\n.decl a(x: number)\na($0x) :- !a(x), a([[x]]), a(x).\n"],
  ["a variable that nothing binds by its first use", "\n.decl a(x: number)\na([[x]]) :- !a($0x).\n"],
  ["a parameter", "\n.decl a(x: number)\n.operation o([[x]]: number) { require a(x). insert a($0x). }\n"],
  ["a type", "\n.type [[T]] <: symbol\n.decl a(x: $0T)\n"],
  ["an unsupported type", "\n.type [[T]] = [ a: number ]\n.decl a(x: $0T)\n"],
  [
    "an invariant",
    "\n.decl a(x: number)\n.invariant [[i]]: a(x) => x > 1.\n.scenario s { expect holds $0i. }\n",
  ],
  ["a boundary", "\n.decl a(x: number)\n.boundary [[b]] by barrier\na(x) at $0b :- a(x).\n"],
  ["a replica", "\n.scenario s {\n  replicas [[r]].\n  crash $0r.\n}\n.scenario t { replicas r. }\n"],
  ["nothing by nothing", "\n.decl a(x: number)\na(1 $0).\n"],
];

describe.each(allShapes)("a document %s", (shape) => {
  test.each(uses)("finds the uses of %s", (_, files) => {
    const { views, documents, document, offset, expected } = marked(files, shape);
    const found = references(views, document, offset, { definitions: true });
    expect(drawn(documents, found)).toEqual(expected);
  });

  test.each(definitions)("defines %s", (_, files) => {
    const { views, documents, document, offset, expected } = marked(files, shape);
    expect(drawn(documents, definition(views, document, offset))).toEqual(expected);
  });
});

test("references leave out what defines the name unless they are asked for it", () => {
  const { views, documents, document, offset, expected } = marked(
    ".decl edge(a: number)\n[[edge]](1).\n[[edge]](x) :- [[e$0dge]](x).\n",
    "in one part",
  );
  const found = references(views, document, offset, { definitions: false });
  expect(drawn(documents, found)).toEqual(expected);
});

/** The same text twice: where the name is written, and where it is read. */
const accesses: readonly (readonly [string, string, string])[] = [
  [
    "a relation",
    ".decl [[edge]](a: number)\n[[edge]](1).\n[[edge]](x) :- e$0dge(x).\n.output edge\n.input [[edge]]\n",
    ".decl edge(a: number)\nedge(1).\nedge(x) :- [[e$0dge]](x).\n.output [[edge]]\n.input edge\n",
  ],
  [
    "a variable",
    ".decl a(x: number)\na(x) :- !a(x), a([[$0x]]), a(x).\n",
    ".decl a(x: number)\na([[x]]) :- !a([[x]]), a($0x), a([[x]]).\n",
  ],
  [
    "a parameter",
    ".decl a(x: number)\n.operation o([[x]]: number) { require a($0x). insert a(x). }\n",
    ".decl a(x: number)\n.operation o(x: number) { require a([[$0x]]). insert a([[x]]). }\n",
  ],
];

test.each(accesses)("highlights where %s is written and where it is read", (_, written, read) => {
  for (const [access, drawing] of [
    ["write", written],
    ["read", read],
  ] as const) {
    const { views, documents, document, offset, expected } = marked(drawing, "in many parts");
    const found = highlights(views, document, offset).filter((one) => one.access === access);
    expect(drawn(documents, found)).toEqual(expected);
  }
});

test("highlights nothing in other documents", () => {
  const { views, documents, document, offset, expected } = marked(
    { "a.dl": '.include "b.dl"\n[[ed$0ge]](1).\n', "b.dl": ".decl edge(x: number)\n" },
    "in one part",
  );
  expect(drawn(documents, highlights(views, document, offset))).toEqual(expected);
});

test.each([
  [
    "a variable",
    ".decl a(x: number)\na([[x]]) :- a([[$0x]]), n = count : { a([[x]]) }, n > 1.\na(x) :- a(x).\n",
  ],
  ["no variable that stands alone", ".decl a(x: number)\na(1) :- a($0x).\n"],
  ["no relation", ".decl a(x: number)\n$0a(1) :- a(x).\n"],
  ["nothing beside a name", ".decl a(x: number)\na(x) :- $0 a(x).\n"],
])("links %s", (_, drawing) => {
  const { documents, document, offset, expected } = marked(drawing, "in many parts");
  expect(drawn(documents, linkedNames(document, offset))).toEqual(expected);
});
