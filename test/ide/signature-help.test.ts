import { describe, expect, test } from "vitest";
import { signatureHelp } from "../../src/ide/signature-help.ts";
import { atCursor } from "./at-cursor.ts";
import { shapes, type Shape } from "./marked-programs.ts";

const declarations = `// Of one release.
.decl blocker(release: symbol, points: max<number>)
.decl ready(release: symbol)
.boundary desk by leader
.operation file(id: symbol, points: number) { insert blocker(id, points). }
`;

/** The label with the active parameter in brackets; null without help. */
function help(text: string, shape: Shape): string | null {
  const { view, document, offset } = atCursor(declarations + text, shape, {
    evidence: false,
    invariants: false,
  });
  const found = signatureHelp(view, document, offset);
  const span = found?.parameters[found.active];
  if (found === null || span === undefined) return found?.label ?? null;
  const { label } = found;
  return `${label.slice(0, span.start)}[${label.slice(span.start, span.end)}]${label.slice(span.end)}`;
}

const blocker = (active: string): string =>
  `blocker(release: symbol, points: max<number>)`.replace(active, `[${active}]`);

describe("the parameter that is being written is known", () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ["ready(r) :- blocker($0", blocker("release: symbol")],
    ["ready(r) :- blocker(r, $0", blocker("points: max<number>")],
    ["ready(r) :- blocker(r, n$0), n > 1.", blocker("points: max<number>")],
    ["ready(r) :- blocker(r, 1, $0", "blocker(release: symbol, points: max<number>)"],
    ['ready(r) :- blocker("a, (", $0', blocker("points: max<number>")],
    ["ready(r) :- blocker(r, n$0).\nready(x) :- ready(x).", blocker("points: max<number>")],
    ["blocker($0", blocker("release: symbol")],
    ['blocker("a", 1).\nblocker("b", $0).\nblocker("c", 2).', blocker("points: max<number>")],
    ["ready(r) :- x = count : { blocker(r, $0", blocker("points: max<number>")],
    ["ready(r) :- ready(r), x = substr(r, $0", "substr(s: symbol, [start: number], length: number): symbol"],
    ["ready(r) :- ready(r), x = cat(r, r, r, $0", "cat(a: symbol, b: symbol, […]): symbol"],
    ["ready(r) :- ready(r), contains(r, $0", "contains(part: symbol, [whole: symbol])"],
    ["ready(r) :- blocker(cat(r, $0), 1)", "cat(a: symbol, [b: symbol], …): symbol"],
    ["ready(r) :- blocker(cat(r, r), $0)", blocker("points: max<number>")],
    [".scenario s {\n  replicas a.\n  at a: file($0", "file([id: symbol], points: number)"],
    ['.scenario s {\n  replicas a.\n  at a: file("x", $0).\n}', "file(id: symbol, [points: number])"],
    [".operation o(x: symbol) {\n  require blocker(x, $0", blocker("points: max<number>")],
    [".operation o(x: symbol) {\n  insert blocker($0", blocker("release: symbol")],
    [".seal blocker($0", blocker("release: symbol")],
    [".boundary b by quorum(n=3, $0", "quorum(n=…, [r=…], w=…)"],
    ["ready(r) :- $0blocker(r, 1).", null],
    ["ready(r) :- blocker(r, 1)$0.", null],
    ["ready(r) :- (ready(r), $0", null],
    [".decl other($0", null],
    [".output ready($0", null],
    ["// blocker($0", null],
    ["$0", null],
  ];
  test.each(cases)("%s", (text, expected) => {
    for (const shape of Object.keys(shapes) as Shape[]) expect(help(text, shape), shape).toBe(expected);
  });
});

test("the comment of a declaration is its documentation", () => {
  const { view, document, offset } = atCursor(`${declarations}ready(r) :- blocker($0`);
  expect(signatureHelp(view, document, offset)?.documentation).toBe("Of one release.");
});
