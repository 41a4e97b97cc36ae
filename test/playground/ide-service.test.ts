import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { linesOf } from "../../src/base/source.ts";
import { checkProgram } from "../../src/diagnostics/check.ts";
import type { Conclusions, IdeApi } from "../../src/playground/ide-api.ts";
import { Z3Solver } from "../../src/node/z3-solver.ts";
import { graphService } from "../../src/playground/graph-service.ts";
import { ideService } from "../../src/playground/ide-service.ts";
import type { ProgramFiles } from "../../src/playground/program-files.ts";
import { semanticTokenModifiers, semanticTokenTypes } from "../../src/ide/semantic-token-names.ts";
import { parse } from "../../src/syntax/parse.ts";

const folder = new URL("../../examples/", import.meta.url);
const examples = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".dl"))
  .sort();

test("says of every example what the checker says, typed in and as a whole", async () => {
  expect(examples.length).toBeGreaterThan(60);
  const ide = ideService(noSolver);
  let version = 0;
  for (const path of examples) {
    const files = programAt(path);
    const wanted = checked(files);
    const typed = files[0].text;
    for (const text of [typed.slice(0, typed.length * 0.6), typed]) {
      ide.write(++version, [{ path, text }, ...files.slice(1)]);
      await ide.check(version);
    }
    const { diagnostics, outputs, invariants, rounds, more } = present(
      await ide.conclude(version),
      "the conclusions",
    );
    const lines = diagnostics.map(
      ({ code, severity, message, place }) =>
        `${place.path}:${place.line}:${place.column} ${severity} ${code} ${message}`,
    );
    expect({ path, lines: lines.sort(), more }).toEqual({ path, lines: wanted.lines, more: 0 });
    expect({
      path,
      outputs: outputs.map(({ name, verdict, ok }) => `${name} ${verdict} ${String(ok)}`),
    }).toEqual({
      path,
      outputs: wanted.outputs,
    });
    expect({ path, invariants: invariants.map(({ name, verdict }) => `${name} ${verdict}`) }).toEqual({
      path,
      invariants: wanted.invariants,
    });
    expect(rounds).toBe(wanted.rounds);
  }
}, 240_000);

const open = `.decl release(name: symbol)
.decl open_blocker(release: symbol)
.decl ready(release: symbol)
ready(r) :- release(r), !open_blocker(r).
.output ready
`;

test("an answer about a text that is no more is null", async () => {
  const { ide, at } = await opened(open);
  const early = ide.check(1);
  ide.write(2, [{ path: "rules.dl", text: open.replace("!", "") }]);
  expect(await early).toBeNull();
  expect(await ide.conclude(1)).toBeNull();
  expect(await ide.hover(1, "rules.dl", at("ready(r)"))).toBeNull();
  expect(await ide.fixes(1, "rules.dl", { start: 0, end: 10 })).toBeNull();
  expect((await ide.check(2))?.diagnostics).toEqual([]);
});

test("an output is told with its promise, its price, and where its points of order stand", async () => {
  const { conclusions, at } = await opened(open);
  expect(conclusions.outputs).toEqual([
    {
      name: "ready",
      promise: "final",
      declared: true,
      verdict: "nonmonotone",
      ok: false,
      price: "1 round; seal open_blocker(release)",
      place: { path: "rules.dl", start: at(".output") + 8, end: at(".output") + 13, line: 5, column: 9 },
      points: [
        {
          code: "CALM101",
          name: "negation",
          text: "!open_blocker(r)",
          coveredBy: "",
          place: { path: "rules.dl", start: at("!"), end: at("!") + 16, line: 4, column: 25 },
        },
      ],
    },
  ]);
});

test("why: the card of the relation, and the story of each point with its witness", async () => {
  const { ide } = await opened(open);
  const why = present(await ide.why(1, { kind: "output", index: 0 }), "the reason");
  expect(why.card).toContain("**nonmonotone**");
  expect(why.points.map(({ story, place }) => [story.split("\n\n")[1], place.line])).toEqual([
    [
      '1. With `release("release1")`, `ready("release1")` holds.\n2. Then `open_blocker("release1")` is inserted.\n3. `ready("release1")` is gone.',
      4,
    ],
  ]);
  expect(await ide.why(1, { kind: "invariant", index: 0 })).toBeNull();
});

test("a quick fix comes with its edits, and made they remove what it mends", async () => {
  const { ide, conclusions } = await opened(".decl p(x: number)\np(1).\nq(x) :- p(x).\n");
  const found = present(conclusions.diagnostics[0], "a diagnostic");
  const fixes = present(await ide.fixes(1, "rules.dl", found.place), "the fixes");
  const fix = present(
    fixes.find(({ title }) => title.startsWith("Declare")),
    "a declaration",
  );
  let text = ".decl p(x: number)\np(1).\nq(x) :- p(x).\n";
  for (const edit of [...fix.edits].sort((a, b) => b.start - a.start))
    text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  ide.write(2, [{ path: "rules.dl", text }]);
  expect((await ide.check(2))?.diagnostics.filter(({ code }) => code === found.code)).toEqual([]);
});

test("hover, completion, signature and layout answer for a place", async () => {
  const { ide, at } = await opened(open);
  const card = present(await ide.hover(1, "rules.dl", at("open_blocker(r)") + 1), "a card");
  expect(open.slice(card.start, card.end)).toBe("open_blocker");
  const half = `${open}blocked(r) :- rele`;
  ide.write(2, [{ path: "rules.dl", text: half }]);
  const offered = present(await ide.completions(2, "rules.dl", half.length), "completions");
  expect(half.slice(offered.start, offered.end)).toBe("rele");
  const index = offered.items.findIndex(({ label }) => label === "release");
  expect(offered.items[index]?.snippet).toBe("release(${1:name})");
  expect(await ide.completionText(offered.list, index)).toContain(".decl release(name: symbol)");
  expect(await ide.completionText(offered.list - 1, index)).toBeNull();
  const call = `${open}blocked(r) :- release(`;
  ide.write(3, [{ path: "rules.dl", text: call }]);
  expect((await ide.signature(3, "rules.dl", call.length))?.label).toBe("release(name: symbol)");
  ide.write(4, [{ path: "rules.dl", text: open.replace(", !", ",   !") }]);
  expect(await ide.format(4, "rules.dl")).toEqual([{ start: at("!"), end: at("!") + 2, text: "" }]);
});

test("tokens are numbers, and a point of order that nothing covers is marked", async () => {
  const { ide, at } = await opened(open);
  const numbers = [...present(await ide.tokens(1, "rules.dl"), "the tokens")];
  const marked = numbers.flatMap((start, index) => {
    const [end = 0, type = 0, bits = 0] = numbers.slice(index + 1);
    const isOpen = index % 4 === 0 && (bits & (1 << semanticTokenModifiers.indexOf("nonMonotone"))) !== 0;
    return isOpen ? [[open.slice(start, end), semanticTokenTypes[type], start] as const] : [];
  });
  expect(marked).toEqual([
    ["!", "operator", at("!")],
    ["open_blocker", "struct", at("open_blocker(r)")],
  ]);
});

test("the graph says where each literal stands in its file, and gets a place for everything", async () => {
  const { ide } = await opened(open);
  const view = present(await ide.graph(1), "the graph");
  const negation = present(
    view.edges.find(({ kind }) => kind === "negation"),
    "the negation",
  );
  expect(negation.reads.map(({ text, range }) => [text, range.file, range.start])).toEqual([
    ["!open_blocker(r)", "rules.dl", { line: 3, character: 24 }],
  ]);
  const layout = await graphService.layout(structuredClone(view));
  expect(layout.nodes.map(({ node }) => node.name)).toEqual(["release", "open_blocker", "ready"]);
});

test("a file that is not there is said, and one in a folder is found from beside it", async () => {
  const { ide } = await opened('.include "parts/a.dl"\n.include "parts/none.dl"\nr(x) :- p(x), q(x).\n', [
    { path: "parts/a.dl", text: '.include "../b.dl"\n.decl p(x: number)\n' },
    { path: "b.dl", text: ".decl q(x: number)\n.decl r(x: number)\n" },
  ]);
  const { diagnostics } = present(await ide.check(1), "the conclusions");
  expect(diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([
    "`parts/none.dl` is not found",
  ]);
});

const booked = `.decl credit(a: symbol, n: gcounter)
.decl debit(a: symbol, n: gcounter)
.operation book(a: symbol, m: number) { require m > 0. credit(a) += m. debit(a) += m. }
.invariant balanced: credit(a, c), debit(a, d) => c = d.
`;

test("an invariant that is left undecided is decided by a solver, or it is told why not", async () => {
  const without = ideService(noSolver);
  without.write(1, [{ path: "rules.dl", text: booked }]);
  expect((await without.conclude(1))?.invariants).toMatchObject([{ name: "balanced", verdict: "undecided" }]);
  expect(await without.decide(1)).toEqual({ trouble: "There is no solver here." });

  let closed = 0;
  const ide = ideService(() => {
    const solver = new Z3Solver();
    const close = (): void => {
      closed++;
      solver.kill();
    };
    return Promise.resolve({ check: solver.check, close });
  });
  ide.write(1, [{ path: "rules.dl", text: booked }]);
  expect(await ide.decide(0)).toBeNull();
  expect(await ide.decide(1)).toMatchObject({
    stage: "evident",
    invariants: [{ name: "balanced", verdict: "confluent" }],
  });
  expect((await ide.conclude(1))?.invariants).toMatchObject([{ verdict: "confluent" }]);
  ide.write(2, [{ path: "rules.dl", text: `${booked}// changed\n` }]);
  expect((await ide.conclude(2))?.invariants).toMatchObject([{ verdict: "undecided" }]);
  expect(closed).toBe(1);
});

function noSolver(): Promise<{ readonly trouble: string }> {
  return Promise.resolve({ trouble: "There is no solver here." });
}

async function opened(
  text: string,
  others: readonly { readonly path: string; readonly text: string }[] = [],
): Promise<{
  readonly ide: IdeApi;
  readonly conclusions: Conclusions;
  readonly at: (word: string) => number;
}> {
  const ide = ideService(noSolver);
  ide.write(1, [{ path: "rules.dl", text }, ...others]);
  const conclusions = present(await ide.conclude(1), "the conclusions");
  return { ide, conclusions, at: (word) => text.indexOf(word) };
}

function programAt(path: string, seen = new Set<string>()): ProgramFiles {
  seen.add(path);
  const text = readFileSync(new URL(path, folder), "utf8");
  const included = [...text.matchAll(/^\s*\.include\s+"([^"]+)"/gm)].map(([, name]) =>
    join(dirname(path), name ?? ""),
  );
  return [
    { path, text },
    ...included.flatMap((one): readonly { path: string; text: string }[] =>
      seen.has(one) ? [] : programAt(one, seen),
    ),
  ];
}

/** What the checker says, straight from the trees. */
function checked(files: ProgramFiles): {
  readonly lines: readonly string[];
  readonly outputs: readonly string[];
  readonly invariants: readonly string[];
  readonly rounds: number;
} {
  const { diagnostics, report } = checkProgram(parse(files[0]), (path, from) => {
    const file = files.find((one) => one.path === join(dirname(from.path), path));
    return file === undefined ? { problem: "not found" } : parse(file);
  });
  return {
    lines: diagnostics
      .map(({ code, severity, message, place }) => {
        const { line, character } = linesOf(place.source).position(place.start);
        return `${place.source.path}:${line + 1}:${character + 1} ${severity} ${code} ${message}`;
      })
      .sort(),
    outputs: report.outputs.map(({ relation, verdict, ok }) => `${relation.name} ${verdict} ${String(ok)}`),
    invariants: report.invariants.map(({ invariant, verdict }) => `${invariant.name} ${verdict}`),
    rounds: report.coordinationRounds,
  };
}
