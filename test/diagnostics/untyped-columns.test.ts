import { describe, expect, test } from "vitest";
import { boundText } from "../../src/diagnostics/calm302.ts";
import { checkText } from "./check-text.ts";

/** The codes that a check gives, and how the invariants are judged. */
function judged(text: string): readonly string[] {
  const { diagnostics, report } = checkText(text);
  return [
    ...diagnostics.map(({ code }) => code),
    ...report.invariants.map((one) =>
      one.verdict === "undecided" ? boundText(one.bound) : `${one.invariant.name} ${one.verdict}`,
    ),
  ];
}

describe("an invariant over a column whose type is none is left undecided, without a finding of its own", () => {
  const rest = `
    .operation put(a: symbol) { insert m(a). }
    .invariant i: m(a), m(b) => a band 3 = b band 1.`;
  const undecided = "a column that it rests on has no type";

  test.each([
    ["an unknown name", ".decl m(address: nmber)", "CALM002"],
    ["a type that is declared wrongly", ".type Address = nmber .decl m(address: Address)", "CALM002"],
    ["a lattice without its element", ".decl m(address: max)", "CALM013"],
    ["a lattice of an unknown name", ".decl m(address: max<nmber>)", "CALM002"],
  ])("%s", (_about, declaration, code) => {
    expect(judged(declaration + rest)).toEqual([code, undecided]);
  });

  test("a relation that the operation writes besides", () => {
    const text = `.decl m(address: nmber) .decl n(a: symbol)
      .operation put(a: symbol) { insert n(a). insert m(a). }
      .invariant i: n(a), n(b) => a = b.`;
    expect(judged(text)).toEqual(["CALM002", undecided]);
  });

  test("a relation elsewhere leaves it decided", () => {
    const text = `.decl m(address: nmber) .decl n(a: symbol)
      .operation put(a: symbol) { insert n(a). }
      .invariant i: n(a), n(b) => a = b.
      .decl p(address: number) p(x) :- m(a), x = a band 3. .output p`;
    expect(judged(text)).toContain("i not confluent");
  });
});

describe("a fact that does not fit its columns is no row of any state", () => {
  const rest = `
    .decl open(name: symbol) static open("a"). open("b").
    .operation enter(w: symbol) { require open(w). insert booked(w). }
    .decl booked(name: symbol)
    .invariant one: booked(a), booked(b) => a = b.
    .decl free(name: symbol) free(w) :- open(w), !booked(w). .output free`;

  test.each([
    ["a symbol among numbers", "number", 'odd("x"). odd(1).'],
    ["a float among numbers", "number", "odd(1.5). odd(1)."],
    ["a symbol in a counter", "pncounter", 'odd("x").'],
    ["a column too many", "number", "odd(1, 2). odd(1)."],
    ["a column without a type", "nmber", "odd(-1). odd(1)."],
    ["a computed one in a column without a type", "nmber", "odd(1 - 2)."],
  ])("%s", (_about, type, facts) => {
    expect(judged(`.decl odd(n: ${type})\n${facts}\n${rest}`)).toContain("one not confluent");
  });

  test("where one cannot be computed there is no state", () => {
    const found = judged(`.decl odd(n: number)\nodd(2 ^ 60).\n${rest}`);
    expect(found).toContain("CALM101");
    expect(found).not.toContain("one not confluent");
  });
});

test("beside a bound at the end of the integers no value beyond it is tried", () => {
  const text = `.decl reading(v: number) .input reading
    .decl high(m: float) high(m) :- m = mean v : { reading(v) }, m >= 9007199254740990. .output high`;
  expect(judged(text)).toContain("CALM104");
});
