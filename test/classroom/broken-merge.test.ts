import { expect, test } from "vitest";
import { brokenMergeOf } from "../../src/classroom/refutations/broken-merge.ts";
import { checkedAlone } from "../../src/classroom/repair.ts";

function storyOf(name: string, text: string): readonly string[] {
  return brokenMergeOf(name, text, checkedAlone({ path: "rules.dl", text }))?.story ?? [];
}

test("the story tells apart what a step makes, what it takes out, and what was there", () => {
  const story = storyOf(
    "carried_orders",
    `.decl carried(part: symbol) orset
.decl order(number: symbol, part: symbol)
.operation take_order(number: symbol, part: symbol) {
  require carried(part).
  insert order(number, part).
}
.operation drop(part: symbol) {
  require !order(_, part).
  delete carried(part).
}
.invariant carried_orders: order(_, p) => carried(p).
`,
  );
  expect(story[0]).toBe('At first everybody knows this: `carried("x")`.');
  expect(story[1]).toContain('That makes `order("x", "x")`. For all that');
  expect(story[1]).toContain('That takes out `carried("x")`. For all that');
  expect(story[2]).toContain('they merge: all have `order("x", "x")`, but `carried("x")` is gone. Now');
});

test("a value that was overwritten is told by the one that came instead", () => {
  const story = storyOf(
    "in_stock",
    `.decl left(product: symbol, units: pncounter)
left("camera", 1).
.operation sell(product: symbol) {
  require left(product, n), n >= 1.
  left(product) -= 1.
}
.invariant in_stock: left(_, n) => n >= 0.
`,
  );
  expect(story[0]).toBe("At first everybody knows what the rules say, and nothing else.");
  expect(story[1]).toContain('That makes `left("camera", 0)`. For all that Madrid');
  expect(story[2]).toContain('all have `left("camera", -1)`, besides what was there.');
});
