import { describe, expect, test } from "vitest";
import { linesOf } from "../../src/base/source.ts";
import type { PointOfOrder, Report } from "../../src/analysis/report.ts";
import { analyseText } from "./judge.ts";

function points(text: string): readonly PointOfOrder[] {
  return analyseText(text).report.pointsOfOrder;
}

/** One line a point: where it is, what it reads and of which head it is told. */
function told(text: string): readonly string[] {
  return points(text).map(({ code, relation, ruleIndex, reads, detail, direction }) =>
    [code, relation.name, String(ruleIndex), reads?.name ?? "-", detail ?? "-", direction].join(" "),
  );
}

describe("a point", () => {
  test("names the head, the rule among the head's, what is read, its column and how that moves", () => {
    expect(
      told(`
        .decl task(task: symbol)
        .decl done(task: symbol)
        .decl score(task: symbol, points: max<number>)
        .decl owner(task: symbol, owner: lww<symbol>)
        .decl cart(task: symbol) orset
        .decl open(task: symbol)
        open(t) :- task(t), score(t, 9).
        open(t) :- task(t), !done(t).
        open(t) :- score(t, p), p < 3.
        open(t) :- owner(t, "ana").
        open(t) :- cart(t), n = count : { task(_) }, n < 3.
        open(t) :- task(t), t = replica().
      `),
    ).toEqual([
      "CALM106 open 0 score points any",
      "CALM101 open 1 done - down",
      "CALM106 open 2 score points down",
      "CALM108 open 3 owner owner any",
      "CALM107 open 4 cart - any",
      "CALM103 open 4 task - down",
      "CALM110 open 5 - replica() any",
    ]);
  });

  test("counts rules per head, facts left out", () => {
    expect(
      told(`
        .decl task(task: symbol)
        .decl done(task: symbol)
        .decl all(task: symbol)
        .decl open(task: symbol)
        open("first").
        all(t) :- task(t).
        open(t) :- task(t), t = "second".
        all(t), open(t) :- task(t), !done(t).
        .output open
      `),
    ).toEqual(["CALM101 open 1 done - down"]);
  });

  test("at a directive has no rule", () => {
    expect(
      told(`
        .decl cart(user: symbol) orset
        .decl range(room: symbol, low: lww<number>, high: lww<number>)
        .decl high(user: symbol, n: max<number>)
        .limitsize high(n=3)
        .output cart
        .output range
        .output high(exact=true)
      `),
    ).toEqual([
      "CALM110 high null high .limitsize any",
      "CALM107 cart null cart - any",
      "CALM108 range null range low, high any",
      "CALM106 high null high n any",
    ]);
  });

  test("of a maximum under a bound moves both ways, for there is none over nothing", () => {
    expect(
      told(`
        .decl sensor(sensor: symbol)
        .decl reading(sensor: symbol, value: number)
        .decl mild(sensor: symbol)
        mild(s) :- sensor(s), max v : { reading(s, v) } <= 30.
        .decl calm(sensor: symbol)
        calm(s) :- reading(s, _), max v : { reading(s, v) } <= 30.
      `),
    ).toEqual(["CALM105 mild 0 reading - any", "CALM105 calm 0 reading - down"]);
  });

  test("knows the outputs that it breaks, and the outputs know their points", () => {
    const { report } = analyseText(`
      .decl task(task: symbol)
      .decl done(task: symbol)
      .decl open(task: symbol)
      open(t) :- task(t), !done(t).
      .decl left(task: symbol)
      left(t) :- open(t).
      .decl right(task: symbol)
      right(t) :- open(t).
      .decl none(task: symbol)
      none(t) :- task(t), done(t).
      .output left
      .output right
      .output open(promise="eventual")
      .output none
    `);
    expect(report.pointsOfOrder.map(({ seenBy }) => seenBy.map(({ name }) => name))).toEqual([
      ["left", "right"],
    ]);
    expect(report.outputs.map(({ relation, points }) => `${relation.name} ${String(points.length)}`)).toEqual(
      ["left 1", "right 1", "open 0", "none 0"],
    );
    expect(seenByOf(report)).toMatchObject({ open: ["left", "right"], task: [], none: [] });
  });

  test("in an included file is placed there, after those of the file that includes", () => {
    const { report } = analyseText(
      `
        .decl task(task: symbol)
        .decl done(task: symbol)
        .include "parts/open.dl"
        .decl closed(task: symbol)
        closed(t) :- open(t), !done(t).
      `,
      {},
      { "parts/open.dl": ".decl open(task: symbol)\nopen(t) :- task(t),\n  !done(t).\n" },
    );
    expect(
      report.pointsOfOrder.map(({ place }) => {
        const { line, character } = linesOf(place.source).position(place.start);
        return `${place.source.path}:${String(line)}:${String(character)}`;
      }),
    ).toEqual(["program.dl:5:30", "parts/open.dl:2:2"]);
  });

  test("is a finding of the same code, place and level", () => {
    const { report } = analyseText(`
      .decl task(task: symbol)
      .decl done(task: symbol)
      .decl open(task: symbol)
      open(t) :- task(t), !done(t).
      .decl shown(task: symbol)
      shown(t) :- task(t) except done(t).
      .output open
      .output shown(promise="eventual")
    `);
    expect(
      report.findings.map((finding) =>
        "point" in finding ? [finding.code, finding.place, finding.point] : [],
      ),
    ).toEqual(report.pointsOfOrder.map((point) => [point.code, point.place, point]));
    expect(report.findings.map((finding) => "severity" in finding && finding.severity)).toEqual([
      "error",
      "info",
    ]);
  });
});

function seenByOf(report: Report): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    [...report.relations.values()].map(({ relation, seenBy }) => [
      relation.name,
      seenBy.map(({ name }) => name),
    ]),
  );
}

describe("closed inputs", () => {
  test("would take away the points over loaded relations only", () => {
    const { report } = analyseText(`
      .decl task(task: symbol)
      .decl done(task: symbol)
      .decl veto(task: symbol)
      .input task
      .input done
      .decl open(task: symbol)
      open(t) :- task(t), !done(t).
      .decl allowed(task: symbol)
      allowed(t) :- task(t), !veto(t).
      .output open
      .output allowed
    `);
    expect(report.closedInputs()).toEqual({ points: 2, gone: 1 });
  });

  test("are nothing to speak of without points or without inputs", () => {
    const without = analyseText(
      ".decl a(x: symbol)\n.decl b(x: symbol)\nb(x) :- a(x), !c(x).\n.decl c(x: symbol)\n",
    );
    expect(without.report.closedInputs()).toEqual({ points: 1, gone: 0 });
    const monotone = analyseText(".decl a(x: symbol)\n.input a\n.decl b(x: symbol)\nb(x) :- a(x).\n");
    expect(monotone.report.closedInputs()).toEqual({ points: 0, gone: 0 });
  });
});

test("a program pays as many rounds as the output that pays most", () => {
  const { report } = analyseText(`
    .decl server(server: symbol)
    .decl job(server: symbol)
    .decl part_of(server: symbol, cluster: symbol)
    .decl idle(server: symbol)
    idle(s) :- server(s), !job(s).
    .decl has_idle(cluster: symbol)
    has_idle(c) :- part_of(s, c), idle(s).
    .decl full(cluster: symbol)
    full(c) :- part_of(_, c), !has_idle(c).
    .output idle
    .output full
  `);
  expect(report.outputs.map(({ rounds }) => rounds)).toEqual([1, 2]);
  expect(report.coordinationRounds).toBe(2);
});

test("an empty program has nothing to say", () => {
  const { report } = analyseText("");
  expect([report.relations.size, report.outputs, report.pointsOfOrder, report.findings]).toEqual([
    0,
    [],
    [],
    [],
  ]);
  expect(report.coordinationRounds).toBe(0);
});
