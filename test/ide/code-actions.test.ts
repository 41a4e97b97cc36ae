import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { applyEdits, type TextEdit } from "../../src/diagnostics/quick-fix.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { codeActions, fixAll, type CodeAction } from "../../src/ide/code-actions.ts";
import { inDocument, viewProgram, type ProgramView } from "../../src/ide/program-view.ts";
import type { Program } from "../../src/model/program.ts";
import { resolveProgram } from "../../src/model/resolve.ts";
import { documentOf, type Document } from "../../src/syntax/document.ts";
import { parse } from "../../src/syntax/parse.ts";
import { randomRows } from "../engine/random-rows.ts";
import { Chance } from "../oracle/chance.ts";
import { exampleTexts } from "./example-documents.ts";
import { shapes } from "./marked-programs.ts";

/** The actions for what stands between `[[` and `]]`, or at `$0`. */
function actionsAt(written: string): {
  readonly actions: readonly CodeAction[];
  readonly document: Document;
  readonly view: ProgramView;
} {
  const text = written.replace(/\[\[|\]\]|\$0/g, "");
  const start = Math.max(written.indexOf("[["), written.indexOf("$0"));
  const end = written.includes("]]") ? written.indexOf("]]") - 2 : start;
  const document = documentOf("a.dl", text);
  const view = viewProgram(document, () => ({ problem: "not found" }));
  return { actions: codeActions(view, document, { start, end }), document, view };
}

function withEdits({ parts }: Document, edits: readonly TextEdit[]): string {
  return parts.map(({ tree }) => applyEdits(tree.source, edits)).join("");
}

/** The text after the only action of a kind. */
function after(written: string, kind: CodeAction["kind"]): string | null {
  const { actions, document } = actionsAt(written);
  const own = actions.filter((action) => action.kind === kind);
  if (own.length === 0) return null;
  expect(own).toHaveLength(1);
  return withEdits(
    document,
    own.flatMap(({ edits }) => edits),
  );
}

const release = `.decl release(name: symbol)
.decl open_blocker(release: symbol, id: symbol)
.decl ready(release: symbol)
ready(r) :- release(r), $0!open_blocker(r, _).
.output ready
`;

describe("the fixes of what a range touches", () => {
  test("are offered the best first, with a comment that suppresses", () => {
    const { actions } = actionsAt(release);
    expect(actions.map(({ title }) => title)).toEqual([
      "Seal `open_blocker(release)`",
      "Decide `ready` at a boundary",
      'Promise only "eventual" for `ready`',
      "Declare `open_blocker` `static`",
      "Suppress CALM101 here, with a reason",
    ]);
    expect(actions.every(({ diagnostic }) => diagnostic?.code === "CALM101")).toBe(true);
  });

  test("are none beside it", () => {
    expect(actionsAt(release.replace("$0", "").replace(".decl release", "$0.decl release")).actions).toEqual(
      [],
    );
  });

  test("have a comment also where a code has no fix of its own", () => {
    const { actions } = actionsAt(
      ".decl a(n: number)\n.decl un$0used(n: number)\na(n) :- a(n).\n.output a\n",
    );
    expect(actions.map(({ title }) => title)).toContain("Suppress CALM009 here, with a reason");
  });

  test("have none where the text has no meaning", () => {
    const { actions } = actionsAt(".decl a(n: number)\na(n) :- $0b(n).\n");
    expect(actions.map(({ title }) => title)).toEqual(["Declare `b`"]);
  });

  test("repair an invariant", () => {
    const text = exampleTexts.get("limited-stock.dl") ?? "";
    const { actions, document } = actionsAt(text.replace(".invariant no_", ".invariant $0no_"));
    const repairs = actions.filter(({ diagnostic }) => diagnostic?.code === "CALM301");
    expect(repairs.length).toBeGreaterThan(1);
    const mended = withEdits(document, repairs[0]?.edits ?? []);
    expect(mended).toContain("bounded<0>");
  });
});

test("edits end lines as the document does, also in a part that ends none", () => {
  const text =
    ".decl a(n: number)\n.decl b(n: number)\n.decl c(n: number)\n.output b\n\nb(n) :- c(n), !a(n).";
  const document = shapes["in many parts"]("a.dl", text.replaceAll("\n", "\r\n"));
  expect(document.parts.at(-1)?.tree.source.text).toBe("b(n) :- c(n), !a(n).");
  const view = viewProgram(document, () => ({ problem: "not found" }));
  const start = document.text.length - 5;
  const actions = codeActions(view, document, { start, end: start });
  expect(actions.length).toBeGreaterThan(2);
  for (const { title, edits } of actions) expect(withEdits(document, edits), title).not.toMatch(/(?<!\r)\n/);
});

test("all safe fixes are made at once", () => {
  const text = `.decl a(n: number, m: number)
.decl b(n: number)
b(n) :- a(n, m).
b(m) :- a(n, m).
.output b
`;
  const document = documentOf("a.dl", text);
  const view = viewProgram(document, () => ({ problem: "not found" }));
  expect(withEdits(document, fixAll(view, document))).toBe(`.decl a(n: number, m: number)
.decl b(n: number)
b(n) :- a(n, _).
b(m) :- a(_, m).
.output b
`);
});

describe("a rule is extracted", () => {
  const program = (rule: string): string => `.type Person <: symbol
.decl parent(of: Person, is: Person)
.decl age(person: symbol, years: number)
.decl best(person: Person, points: max<unsigned>)
.decl old(person: symbol, total: number)
${rule}
`;
  const cases: readonly (readonly [string, string, string])[] = [
    [
      "with the variables that the rest needs, and the narrowest types",
      "old(p, n) :- [[parent(p, q), age(q, m), age(p, _)]], age(p, n), n > m.",
      `.decl old_part(p: Person, m: number)
old_part(p, m) :- parent(p, q), age(q, m), age(p, _).
old(p, n) :- old_part(p, m), age(p, n), n > m.`,
    ],
    [
      "from all of a body, and from a selection with commas and blanks around",
      "old(p, n) :-[[ age(p, m), n = m + 1.]]",
      `.decl old_part(p: symbol, n: number)
old_part(p, n) :- age(p, m), n = m + 1.
old(p, n) :- old_part(p, n).`,
    ],
    [
      "from one alternative",
      'old(p, 1) :- age(p, _) ; [[parent(p, q), q != "x"]], age(q, 2).',
      `.decl old_part(p: Person, q: Person)
old_part(p, q) :- parent(p, q), q != "x".
old(p, 1) :- age(p, _) ; old_part(p, q), age(q, 2).`,
    ],
    [
      "with an aggregate and what groups it",
      "old(p, n) :- parent(p, _), [[age(p, _), n = count : { parent(p, q), age(q, _) }]].",
      `.decl old_part(p: Person, n: number)
old_part(p, n) :- age(p, _), n = count : { parent(p, q), age(q, _) }.
old(p, n) :- parent(p, _), old_part(p, n).`,
    ],
    [
      "that holds for nothing in particular",
      'old(p, n) :- age(p, n), [[parent("a", _)]].',
      `.decl old_part()
old_part() :- parent("a", _).
old(p, n) :- age(p, n), old_part().`,
    ],
  ];
  test.each(cases)("%s", (_, rule, expected) => {
    expect(after(program(rule), "extract")).toBe(program(expected));
  });

  test.each([
    ["a part of a literal", "old(p, n) :- pa[[rent(p, q), age(q, n)]]."],
    ["part of the head", "old[[(p, n) :- age(p, n)]]."],
    ["two alternatives", "old(p, n) :- [[age(p, n) ; parent(p, _), age(p, n)]]."],
    ["a negation whose variables the rest binds", "old(p, n) :- age(p, n), [[!parent(p, p)]]."],
    ["an aggregate whose group the rest binds", "old(p, n) :- parent(p, _), [[n = count : { age(p, _) }]]."],
    ["a name of the replica", "old(p, n) :- [[age(p, n), p = replica()]]."],
    ["only blanks", "old(p, n) :-[[ ]]age(p, n)."],
  ])("but not from %s", (_, rule) => {
    expect(after(program(rule), "extract")).toBeNull();
  });

  test("but not at a boundary", () => {
    expect(
      after(`.boundary b by leader\n${program("old(p, n) at b :- [[age(p, n)]].")}`, "extract"),
    ).toBeNull();
  });

  test("with CRLF as the text has it", () => {
    const text = program("old(p, n) :- [[age(p, n)]].").replaceAll("\n", "\r\n");
    expect(after(text, "extract")).not.toMatch(/(?<!\r)\n/);
  });
});

describe("a relation is inlined", () => {
  const program = (rules: string): string => `.decl edge(a: number, b: number)
${rules}
.output far
`;
  const cases: readonly (readonly [string, string, string])[] = [
    [
      "with other names for what its reader names too, each time others",
      `.decl two(a: number, b: number)
two(x, z) :- edge(x, y), edge(y, z).
.decl far(a: number, b: number)
far(x, y) :- tw$0o(x, z), two(z, y), z > 1.`,
      `.decl far(a: number, b: number)
far(x, y) :- edge(x, y2), edge(y2, z), edge(z, y3), edge(y3, y), z > 1.`,
    ],
    [
      "with constants, terms and wildcards for its variables",
      `.decl two(a: number, b: number, c: number)
two(x, x + 1, z) :- edge(x, y), edge(y, z).
.decl far(a: number)
far(q) :- $0two(1, q, _).`,
      `.decl far(a: number)
far(q) :- edge(1, y), edge(y, z), q = 1 + 1.`,
    ],
    [
      "with its alternatives in parentheses, also from the place where it is declared",
      `.decl t$0wo(a: number, b: number)
two(x, z) :- edge(x, z) ; edge(z, x).
.decl far(a: number, b: number)
far(x, y) :- two(x, y), x != y.`,
      `.decl far(a: number, b: number)
far(x, y) :- (edge(x, y) ; edge(y, x)), x != y.`,
    ],
    [
      "with an aggregate, whose own names are no longer those of the reader",
      `.decl degree(a: number, n: number)
degree(x, n) :- edge(x, _), n = count : { edge(x, y) }.
.decl far(a: number, b: number)
far(x, y) :- edge(y, x), deg$0ree(x, y).`,
      `.decl far(a: number, b: number)
far(x, y) :- edge(y, x), edge(x, _), y = count : { edge(x, y2) }.`,
    ],
  ];
  test.each(cases)("%s", (_, before, expected) => {
    expect(after(program(before), "inline")).toBe(program(expected));
  });

  const far = ".decl far(a: number)\n";
  const one = ".decl one(a: number)\none(x) :- edge(x, _).\n";
  test.each([
    ["is an output", `${far}fa$0r(x) :- edge(x, _).`],
    ["reads itself", `${far}.decl one(a: number)\none(x) :- edge(x, y), one(y).\nfar(x) :- on$0e(x).`],
    ["has two rules", `${far}${one}one(x) :- edge(_, x).\nfar(x) :- on$0e(x).`],
    ["has facts", `${far}${one}one(3).\nfar(x) :- on$0e(x).`],
    ["is negated somewhere", `${far}${one}far(x) :- edge(_, x), !o$0ne(x).`],
    ["is counted somewhere", `${far}${one}far(n) :- n = count : { on$0e(_) }.`],
    ["is read at a boundary", `.boundary b by leader\n${far}${one}far(x) at b :- on$0e(x).`],
    ["is read by an invariant", `${far}${one}.invariant i: one(x) => x > 0.\nfar(x) :- on$0e(x).`],
    ["is base", `${far}far(x) :- ed$0ge(x, _).`],
  ])("but not one that %s", (_, rules) => {
    expect(after(program(rules), "inline")).toBeNull();
  });
});

/** Refactorings of whole examples, each compared by the rows that random facts give. */
describe("refactorings keep the meaning of the examples", () => {
  const single = [...exampleTexts].filter(([, text]) => !text.includes(".include"));
  let offered = 0;
  let made = 0;
  test.each(single)("%s", (path, text) => {
    const document = documentOf(path, text);
    const view = viewProgram(document, () => ({ problem: "not found" }), {
      evidence: false,
      invariants: false,
    });
    const ranges = view.program.rules.flatMap(({ source, syntax }) =>
      (syntax.body ?? []).flatMap((literals) =>
        literals.flatMap((first, i) =>
          literals.slice(i).map((last) => ({ source, start: first.span.start, end: last.span.end })),
        ),
      ),
    );
    const places = [...view.program.relations.values()].map(({ place: { source, start } }) => {
      return { source, start, end: start };
    });
    for (const place of [...ranges, ...places]) {
      const span = inDocument(view, place);
      if (span === null) continue;
      for (const { title, edits } of codeActions(view, document, span, {
        fixes: false,
        refactorings: true,
      })) {
        if (offered++ % stride > 0) continue;
        const changed = withEdits(document, edits);
        const program = resolved(changed);
        const what = `${title} in ${path}\n${changed}`;
        expect(program.findings.filter(isGrave), what).toEqual([]);
        expect(rowsOf(program, view.program, 1), what).toEqual(rowsOf(view.program, program, 1));
        made++;
      }
    }
  });

  test("of which there are many", () => {
    expect(made).toBeGreaterThan(300 / stride);
  });
});

/** One in so many is tried. */
const stride = process.env["CALM_FUZZ_RUNS"] === undefined ? 5 : 1;

function resolved(text: string): Program {
  return resolveProgram(parse({ path: "changed.dl", text }), () => ({ problem: "not found" }));
}

function isGrave({ code }: Pick<Diagnostic, "code">): boolean {
  return code.startsWith("CALM00") && code !== "CALM008" && code !== "CALM009";
}

/** The rows of the relations that both programs have, of a program with random facts. */
function rowsOf(program: Program, other: Program, seed: number): unknown {
  const evaluation = new Evaluation(program, { roundsMax: 200 });
  const common = [...program.relations.values()].filter(({ name }) => other.relations.has(name));
  const rows = randomRows(program, new Chance(seed));
  for (const relation of common)
    for (const row of rows.get(relation.name) ?? []) evaluation.insert(relation, row);
  evaluation.run();
  return Object.fromEntries(
    common.map((relation) => [
      relation.name,
      [...evaluation.rows(relation)].map((row) => JSON.stringify(row)).sort(),
    ]),
  );
}
