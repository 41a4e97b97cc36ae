import { expect, test } from "vitest";
import { judge } from "./judge.ts";

test("the absence of what grows is a point of order", () => {
  expect(
    judge(`
      .decl release(release: symbol)
      .decl open_blocker(release: symbol, blocker: symbol)
      .decl ready(release: symbol)
      ready(r) :- release(r), !open_blocker(r, _).
      .output ready
    `),
  ).toMatchInlineSnapshot(`
    ready nonmonotone any domain-disjoint
    CALM101 negation error in ready: !open_blocker(r, _)
    output ready final: not ok, 1 round
  `);
});
