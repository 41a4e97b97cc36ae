import fc from "fast-check";
import { expect, test } from "vitest";
import { displayWidth } from "../../src/base/display-width.ts";
import { wrap } from "../../src/cli/text-layout.ts";

test("wide characters take two columns, combining marks none", () => {
  expect(displayWidth("abc")).toBe(3);
  expect(displayWidth("日本")).toBe(4);
  expect(displayWidth("e\u0301")).toBe(1);
  expect(displayWidth("😀")).toBe(2);
});

test("wrapping loses nothing and fits where words do", () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 8, max: 40 }), (words, width) => {
      const lines = wrap(words.join(" "), width);
      expect(lines.join(" ")).toBe(words.join(" "));
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});

test("what stands in backquotes stays together where it fits", () => {
  expect(wrap("ask for `closed_open_blocker(r, i)` in this rule", 30)).toEqual([
    "ask for",
    "`closed_open_blocker(r, i)` in",
    "this rule",
  ]);
  expect(wrap("a `b c d`", 4)).toEqual(["a `b", "c d`"]);
});

test("the first line has less room when something stands before it", () => {
  expect(wrap("one two three", 9, 5)).toEqual(["one", "two three"]);
});
