import { describe, expect, test } from "vitest";
import { linesOf } from "../../src/base/source.ts";
import { Evaluation, EvaluationError } from "../../src/engine/evaluation.ts";
import { rowText } from "../../src/engine/row-text.ts";
import { isProgram, programOf } from "../reference/program-of.ts";

function evaluated(text: string): Evaluation {
  const program = programOf(text);
  if (!isProgram(program)) throw new Error(`the program has findings: ${program.join(" ")}`);
  const evaluation = new Evaluation(program, { roundsMax: 1000 });
  evaluation.run();
  return evaluation;
}

/** The rows of every output, sorted, each relation's after its name. */
function answers(text: string): readonly string[] {
  const evaluation = evaluated(text);
  return evaluation.program.outputs.map(({ relation }) => {
    const rows = [...evaluation.rows(relation)].map((row) => rowText(row, " "));
    return `${relation.name}: ${rows.sort().join(", ")}`;
  });
}

describe("integer constants take the type that is asked of them", () => {
  test("at a head of floats", () => {
    expect(
      answers(`.decl height(metres: float)
        height(x) :- x = 2.
        height(x) :- x = range(4, 6).
        height(3 + y) :- y = -7.
        .decl taller(metres: float)
        taller(x + 1) :- height(x), x > 0, x != 2.
        .output height, taller`),
    ).toEqual(["height: -4, 2, 4, 5", "taller: 5, 6"]);
  });

  test("in a range that goes up by parts of one", () => {
    expect(
      answers(`.decl mark(at: float)
        mark(x) :- x = range(-2, 0, 0.5).
        .output mark`),
    ).toEqual(["mark: -0.5, -1, -1.5, -2"]);
  });

  test("in an aggregate of floats", () => {
    expect(
      answers(`.decl load(tonnes: float)
        load(0.5). load(1.25).
        .decl twice(tonnes: float)
        twice(t) :- t = sum 2 * x : { load(x) }.
        .decl each(tonnes: float)
        each(t) :- t = sum 2 : { load(_) }.
        .output twice, each`),
    ).toEqual(["twice: 3.5", "each: 4"]);
  });
});

describe("a range gives each of its values wherever it stands", () => {
  const base = ".decl step(at: number)\nstep(1). step(2). step(3). step(7).\n.decl r(x: number) .output r\n";

  test.each([
    ["in a fact", "r(range(4, 6)).", "4, 5"],
    ["in a head", "r(range(0, x) * 10) :- step(x), x < 3.", "0, 10"],
    ["in an atom", "r(x) :- step(x), step(range(x, x + 2) + 4).", "2, 3"],
    ["in a negated atom", "r(x) :- step(x), x < 4, !step(range(x, 4)).", ""],
    ["in a difference", "r(x) :- step(x) except step(range(x, 5)).", "1, 2, 3, 7"],
    ["in a comparison", "r(x) :- step(x), x > range(1, 3) + 1.", "3, 7"],
    ["twice in one term", "r(x) :- x = range(0, 2) + 10 * range(0, 2).", "0, 1, 10, 11"],
    ["in a range", "r(x) :- x = range(0, range(1, 3)) + 5.", "5, 6"],
    [
      "in an aggregate, which counts a match once",
      "r(n) :- n = count : { step(x), x >= range(0, 9) + 0 }.",
      "4",
    ],
    ["in a term that is summed", "r(n) :- n = sum range(0, x) : { step(x) }.", "25"],
    ["around an aggregate", "r(n) :- n = range(0, count : { step(_) }) + 1.", "1, 2, 3, 4"],
  ])("%s", (_about, rules, rows) => {
    expect(answers(`${base}${rules}`)).toEqual([`r: ${rows}`]);
  });
});

describe("the variables of an aggregated term are the aggregate's own", () => {
  test("also where the result has the same name", () => {
    expect(
      answers(`.decl weight(crate: symbol, kilos: number)
        weight("tea", 7). weight("salt", 12).
        .decl heaviest(kilos: number)
        heaviest(k) :- k = max k : { weight(_, k) }.
        .decl pair(kilos: number)
        pair(k) :- k = min j + k : { weight("tea", j), weight("salt", k) }.
        .output heaviest, pair`),
    ).toEqual(["heaviest: 12", "pair: 19"]);
  });
});

describe("a match of an aggregate is told from others by all its variables and wildcards", () => {
  const base =
    ".decl cargo(ship: number, crate: number)\ncargo(1, 1). cargo(1, 2). cargo(2, 1).\n.decl r(x: number) .output r\n";

  test.each([
    ["of alternatives over different variables", "r(n) :- n = count : { cargo(x, 1) ; cargo(1, y) }.", "4"],
    ["of alternatives over one variable", "r(n) :- n = count : { cargo(x, 1) ; cargo(1, x) }.", "2"],
    ["of wildcards in alternatives", "r(n) :- n = count : { cargo(1, _) ; cargo(_, 1) }.", "4"],
    ["of a wildcard beside alternatives", "r(n) :- n = sum x : { cargo(x, _), (x = 1 ; x < 3) }.", "4"],
  ])("%s", (_about, rule, rows) => {
    expect(answers(`${base}${rule}`)).toEqual([`r: ${rows}`]);
  });
});

describe("what groups an aggregate is bound before it", () => {
  const base =
    ".decl e(x: number, y: number)\ne(0, 1). e(1, 1). e(1, 2). e(2, 0).\n.decl r(x: number) .output r\n";

  test.each([
    [
      "a nested aggregate's own term groups nothing",
      "r(x) :- x = count : { e(y, _), y = max x : { e(x, 1) } }.",
      "2",
    ],
    ["one waits for another", "r(n) :- n = count : { e(m, _) }, m = max x : { e(x, 1) }.", "2"],
    [
      "a name in a nested term is grouped",
      "r(x) :- e(x, 2), 2 = max (count : { e(x, y) }) : { e(0, _) }.",
      "1",
    ],
  ])("%s", (_about, rule, rows) => {
    expect(answers(`${base}${rule}`)).toEqual([`r: ${rows}`]);
  });
});

describe("what fails leaves its row out and is said once for each rule", () => {
  test("a division by zero, also within a text", () => {
    const evaluation = evaluated(`.decl share(cake: number, guests: number)
      share(6, 0). share(9, 0). share(8, 4).
      .decl piece(size: number)
      piece(c / g) :- share(c, g).
      .decl label(text: symbol)
      label(cat("piece ", to_string(c % g))) :- share(c, g).
      .output piece, label`);
    const rows = evaluation.program.outputs.map(({ relation }) => [...evaluation.rows(relation)]);
    expect(rows).toEqual([[[2]], [["piece 0"]]]);
    expect(
      evaluation.warnings.map(({ message, place }) => [
        message,
        linesOf(place.source).position(place.start).line,
      ]),
    ).toEqual([
      ["division by zero", 5],
      ["division by zero", 3],
    ]);
  });

  test("a text that is no number, in any base", () => {
    const evaluation = evaluated(`.decl word(text: symbol)
      word("0x1F"). word("-0b101"). word("-0xa"). word("12"). word("12px"). word("").
      .decl value(is: number)
      value(to_number(w)) :- word(w).
      .output value`);
    const [output] = evaluation.program.outputs;
    const rows = output === undefined ? [] : [...evaluation.rows(output.relation)];
    expect(
      rows
        .flat()
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual([-10, -5, 12, 31]);
    expect(evaluation.warnings.map(({ message }) => message)).toEqual(['`to_number` of "12px"']);
  });

  test("a pattern that is none makes a match and its negation fail", () => {
    const evaluation = evaluated(`.decl name(text: symbol)
      name("fox"). name("f1").
      .decl odd(text: symbol)
      odd(n) :- name(n), match("f[", n).
      odd(n) :- name(n), !match("f[", n).
      .decl numbered(text: symbol)
      numbered(n) :- name(n), match("\\\\<?f[[:digit:]]+", n).
      .output odd, numbered`);
    const rows = evaluation.program.outputs.map(({ relation }) => [...evaluation.rows(relation)]);
    expect(rows).toEqual([[], [["f1"]]]);
    expect(evaluation.warnings.map(({ message }) => message)).toEqual([
      '"f[" is no regular expression',
      '"f[" is no regular expression',
    ]);
  });
});

describe("what does not end or does not fit is an error at its rule", () => {
  test.each([
    [
      "a value that always moves",
      `.decl depth(of: symbol, n: max<number>)
depth("well", 1).
depth(x, n + 1) :- depth(x, n).`,
      "the recursion through `depth` does not end: no row is new, and values still move (CALM402)",
      2,
    ],
    [
      "an overflow in a rule",
      `.decl big(n: number)
big(9007199254740991).
.decl bigger(n: number)
bigger(n + 1) :- big(n).`,
      "9007199254740992 is out of range",
      3,
    ],
    [
      "an overflow in a fact",
      ".decl big(n: number)\nbig(9007199254740991 + 1).",
      "9007199254740992 is out of range",
      1,
    ],
    [
      "a sum",
      `.decl big(n: number)
big(9007199254740991). big(1).
.decl all(n: number)
all(s) :- s = sum n : { big(n) }.`,
      "the sum 9007199254740992 is out of range",
      3,
    ],
  ])("%s", (_, text, message, line) => {
    let error: unknown;
    try {
      evaluated(text);
    } catch (caught) {
      error = caught;
    }
    if (!(error instanceof EvaluationError)) throw new Error("it was evaluated");
    expect([error.message, linesOf(error.place.source).position(error.place.start).line]).toEqual([
      message,
      line,
    ]);
  });

  test("a long recursion that ends is not taken for one that does not", () => {
    expect(
      answers(`.decl step(n: number)
        step(0).
        step(n + 1) :- step(n), n < 5000.
        .decl far(n: number)
        far(n) :- step(n), n >= 5000.
        .output far`),
    ).toEqual(["far: 5000"]);
  });
});

test("a limit stops the recursion of its relation", () => {
  expect(
    answers(`.decl tick(n: number)
      tick(0).
      tick(n + 1) :- tick(n).
      .limitsize tick(n=4)
      .output tick`),
  ).toEqual(["tick: 0, 1, 2, 3"]);
});

test("an equivalence joins two rows by what they have on the right, too", () => {
  expect(
    answers(`.decl alias(a: symbol, b: symbol)
      alias("dot", "dorothy"). alias("dolly", "dorothy").
      .decl same(a: symbol, b: symbol) eqrel
      same(a, b) :- alias(a, b).
      .decl nickname(a: symbol)
      nickname(b) :- same("dot", b).
      .output nickname`),
  ).toEqual(["nickname: dolly, dorothy, dot"]);
});
