import { describe, expect, test } from "vitest";
import { linesOf, type Place } from "../../src/base/source.ts";
import { applyEdits, replace } from "../../src/diagnostics/quick-fix.ts";
import { prepareRename, rename, type Renaming } from "../../src/ide/rename.ts";
import { inDocument, type ProgramView } from "../../src/ide/program-view.ts";
import { references } from "../../src/ide/references.ts";
import { documentOf, type Document } from "../../src/syntax/document.ts";
import { exampleTexts, namesOf } from "./example-documents.ts";
import { marked, shapes, viewsOf, type Files, type Shape } from "./marked-programs.ts";

/** The texts of the documents after a renaming. */
function renamed(documents: ReadonlyMap<string, Document>, { places, newName }: Renaming): Files {
  return Object.fromEntries(
    [...documents].map(([path, document]) => {
      const own = places.filter((place) => place.document === document);
      const edits = own.map(({ start, end }) => replace({ source: document, start, end }, newName));
      return [path, applyEdits(document, edits)];
    }),
  );
}

/** What a renaming gives: the texts, the refusal, or null. */
function outcome(files: Files | string, newName: string, shape: Shape = "in one part"): unknown {
  const { views, documents, document, offset } = marked(files, shape);
  const result = rename(views, document, offset, newName);
  if (result === null) return null;
  return "refusal" in result ? result.refusal : renamed(documents, result);
}

test.each(Object.keys(shapes) as Shape[])("renames in all programs that know the name, %s", (shape) => {
  const files = {
    "a.dl":
      '.include "lib.dl"\n.decl top(x: number)\ntop(x) :- ed$0ge(x).\n.scenario s {\n  replicas a.\n  expect edge(1).\n}\n',
    "b.dl": '.include "lib.dl"\nedge(2). edge(3).\n',
    "c.dl": ".decl edge(edge: number)\n",
    "lib.dl": ".decl edge(edge: number)\n",
  };
  const lineBreak = shape === "with CRLF" ? "\r\n" : "\n";
  const expected = {
    "a.dl":
      '.include "lib.dl"\n.decl top(x: number)\ntop(x) :- link(x).\n.scenario s {\n  replicas a.\n  expect link(1).\n}\n',
    "b.dl": '.include "lib.dl"\nlink(2). link(3).\n',
    "c.dl": ".decl edge(edge: number)\n",
    "lib.dl": ".decl link(edge: number)\n",
  };
  const texts = Object.entries(expected).map(([path, text]) => [path, text.replaceAll("\n", lineBreak)]);
  expect(outcome(files, "link", shape)).toEqual(Object.fromEntries(texts));
});

test.each([
  [
    "a variable",
    ".decl a(x: number)\na($0x) :- a(x), a(z), n = count : { a(y), a(x) }, n > z.\na(x) :- a(x).\n",
    "who",
    ".decl a(x: number)\na(who) :- a(who), a(z), n = count : { a(y), a(who) }, n > z.\na(x) :- a(x).\n",
  ],
  [
    "a column of two relations",
    ".decl a, b($0x: number)\n.decl c(y: number)\n.seal b(x) by c\n",
    "by",
    ".decl a, b(by: number)\n.decl c(y: number)\n.seal b(by) by c\n",
  ],
  [
    "a replica with the targets of transfers",
    '.decl l(p: symbol, n: bounded<0>)\n.scenario s { replicas $0a, b. at b: transfer 1 of l("a") to "a". }\n',
    "oslo",
    '.decl l(p: symbol, n: bounded<0>)\n.scenario s { replicas oslo, b. at b: transfer 1 of l("a") to "oslo". }\n',
  ],
  [
    "a relation to a word of the language, where it is a name",
    ".decl $0a(x: number)\na(x) :- a(x).\n",
    "count",
    ".decl count(x: number)\ncount(x) :- count(x).\n",
  ],
  ["a name that nothing declares", "b(x) :- $0a(x), !a(\n", "c", "b(x) :- c(x), !c(\n"],
])("renames %s", (_, text, newName, expected) => {
  expect(outcome(text, newName)).toEqual({ "a.dl": expected });
});

test.each([
  [
    "what is no name",
    ".decl $0a(x: number)\n",
    "1a",
    "`1a` is no name: a name begins with a letter, `_` or `?` and goes on with letters, digits, `_` and `?`",
  ],
  [
    "a name with a blank",
    ".decl $0a(x: number)\n",
    "a b",
    "`a b` is no name: a name begins with a letter, `_` or `?` and goes on with letters, digits, `_` and `?`",
  ],
  [
    "the wildcard",
    ".decl a(x: number)\na(x) :- a($0x).\n",
    "_",
    "`_` is no name: a name begins with a letter, `_` or `?` and goes on with letters, digits, `_` and `?`",
  ],
  [
    "another relation",
    ".decl a(x: number)\n.decl b(x: number)\n$0a(1).\n",
    "b",
    "`b` is already a relation or an operation (a.dl:2)",
  ],
  [
    "an operation",
    ".decl $0a(x: number)\n.operation b(x: number) { insert a(x). }\n",
    "b",
    "`b` is already a relation or an operation (a.dl:2)",
  ],
  [
    "a relation of another program that knows the name",
    { "lib.dl": ".decl $0a(x: number)\n", "b.dl": '.include "lib.dl"\n.decl b(x: number)\n' },
    "b",
    "`b` is already a relation or an operation (b.dl:2)",
  ],
  [
    "a relation of the language",
    ".decl $0a(x: number)\n",
    "_refused",
    "`_refused` is a relation of the language",
  ],
  [
    "another column",
    ".decl a($0x: number, y: number)\n",
    "y",
    "`y` is already a column of this relation (a.dl:1)",
  ],
  [
    "another variable",
    ".decl a(x: number)\na(x) :- a($0x), y = count : { a(z) }, y > 1.\n",
    "z",
    "`z` is already a variable here (a.dl:2)",
  ],
  ["a type of the language", ".type $0T <: symbol\n", "float", "`float` is a type of the language"],
  ["a kind of lattice", ".type $0T <: symbol\n", "lww", "`lww` is a type of the language"],
  ["another type", ".type $0T <: symbol\n.type U <: symbol\n", "U", "`U` is already a type (a.dl:2)"],
  ["another replica", ".scenario s { replicas $0a, b. }\n", "b", "`b` is already a replica (a.dl:1)"],
  [
    "another invariant",
    ".decl a(x: number)\n.invariant $0i: a(x) => x > 1.\n.invariant j: a(x) => x > 1.\n",
    "j",
    "`j` is already an invariant (a.dl:3)",
  ],
  [
    "another boundary",
    ".boundary $0b by barrier\n.boundary c by barrier\n",
    "c",
    "`c` is already a boundary (a.dl:2)",
  ],
  [
    "another scenario",
    ".scenario $0s { settle. }\n.scenario t { settle. }\n",
    "t",
    "`t` is already a scenario (a.dl:2)",
  ],
  [
    "a word that is read in another way",
    ".decl a(x: number)\na(x) :- a(x), $0x < 1.\n",
    "nil",
    "`nil` would be read as a word of the language (a.dl:2)",
  ],
  [
    "a functor",
    ".decl $0a(x: number)\na(x) :- a(x).\n",
    "contains",
    "`contains` would be read as a word of the language (a.dl:1)",
  ],
] satisfies readonly (readonly [string, Files | string, string, string])[])(
  "refuses %s",
  (_, files, newName, refusal) => {
    expect(outcome(files, newName)).toBe(refusal);
  },
);

describe("preparing", () => {
  test("gives the name under the cursor", () => {
    const { views, document, offset } = marked(".decl edge(x: number)\nedge$0(1).\n", "in many parts");
    expect(prepareRename(views, document, offset)).toMatchObject({ start: 22, end: 26 });
  });

  test.each([
    [".decl a(x: $0symbol)\n", { refusal: "`symbol` is a type of the language" }],
    [".decl a(x: ma$0x<number>)\n", { refusal: "`max` is a type of the language" }],
    [
      ".decl a(x: symbol)\na(x) :- _ref$0used(x, _, _).\n",
      { refusal: "`_refused` is a relation of the language" },
    ],
    [".decl a(x: symbol) ors$0et\n", null],
    [".de$0cl a(x: symbol)\n", null],
    ["// the a$0\n.decl a(x: symbol)\n", null],
    ['.decl a(x: symbol)\na("a$0").\n', null],
  ])("refuses %j", (text, refusal) => {
    const { views, document, offset } = marked(text, "in one part");
    expect(prepareRename(views, document, offset)).toEqual(refusal);
    expect(rename(views, document, offset, "fresh")).toEqual(refusal);
  });
});

/** A name of a document, by which occurrence of all it is: that stays while names change. */
interface Site {
  readonly path: string;
  readonly index: number;
  readonly name: string;
}

/** The things that a program names, each by its first place. */
function sitesOf(view: ProgramView): readonly Site[] {
  const seen = new Set<string>();
  return view.documents.flatMap((document) => {
    return namesOf(document).flatMap(({ start, name }, index) => {
      if (seen.has(`${document.path} ${start}`)) return [];
      for (const use of references([view], document, start, { definitions: true }))
        seen.add(`${use.document.path} ${use.start}`);
      const prepared = prepareRename([view], document, start);
      return prepared === null || "refusal" in prepared ? [] : [{ path: document.path, index, name }];
    });
  });
}

/** The program with another name at a place; its documents alone are read again. */
function renamedAt(view: ProgramView, { path, index }: Site, newName: string): ProgramView {
  const document = view.documents.find((one) => one.path === path);
  const occurrence = document === undefined ? undefined : namesOf(document)[index];
  if (document === undefined || occurrence === undefined) throw new Error(`no name ${index} in ${path}`);
  const result = rename([view], document, occurrence.start, newName);
  if (result === null || "refusal" in result)
    throw new Error(`${occurrence.name}: ${JSON.stringify(result)}`);
  const changed = new Set(result.places.map((place) => place.document));
  const texts = renamed(new Map([...changed].map((one) => [one.path, one])), result);
  const documents = view.documents.map((one) => documentOf(one.path, texts[one.path] ?? one.text));
  return { ...view, documents };
}

/** What is concluded of a program, without its names. */
function verdicts(view: ProgramView): unknown {
  const { report, diagnostics, suppressed } = view;
  return {
    relations: [...report.relations.values()].map(({ verdict, direction, placement }) => [
      verdict,
      direction,
      placement,
    ]),
    outputs: report.outputs.map(({ promise, verdict, ok, rounds }) => [promise, verdict, ok, rounds]),
    invariants: report.invariants.map(({ verdict }) => verdict),
    diagnostics: [...diagnostics, ...suppressed.map(({ diagnostic }) => diagnostic)].map(
      ({ code, severity, place }) => [code, severity, place.source.path, lineOf(view, place)],
    ),
  };
}

function lineOf(view: ProgramView, place: Place): number | null {
  const found = inDocument(view, place);
  return found === null ? null : linesOf(found.document).position(found.start).line;
}

/** Of how many names of the examples one is renamed; 1 for all of them. */
const stride = Number(process.env["CALM_RENAMES"] ?? 9);

describe("the names of the examples", () => {
  const views = viewsOf(new Map([...exampleTexts].map(([path, text]) => [path, documentOf(path, text)])));

  test.each(views.map((view, index) => [view.documents[0]?.path ?? "", index, view] as const))(
    "of %s, all renamed, change no verdict, and renamed back give the same bytes",
    (_, number, view) => {
      const sites = sitesOf(view).filter((_site, index) => (index + number) % stride === 0);
      let there = view;
      for (const [index, site] of sites.entries()) there = renamedAt(there, site, `renamed_to_${index}`);
      if (sites.length > 0)
        expect(there.documents.map(({ text }) => text)).not.toEqual(view.documents.map(({ text }) => text));

      const [checked] = viewsOf(new Map(there.documents.map((one) => [one.path, one])), [
        view.documents[0]?.path ?? "",
      ]);
      expect(checked === undefined ? null : verdicts(checked)).toEqual(verdicts(view));

      let back = there;
      for (const site of sites.toReversed()) back = renamedAt(back, site, site.name);
      expect(back.documents.map(({ text }) => text)).toEqual(view.documents.map(({ text }) => text));
    },
  );
});
