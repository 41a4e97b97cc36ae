import { expect, test } from "vitest";
import { applyEdits, insertAt, remove, replace } from "../../src/diagnostics/quick-fix.ts";

const source = { path: "rules.dl", text: "one\r\n  two three\r\nfour" };

test("edits of one text are applied in any order, those of others not at all", () => {
  const other = { path: "other.dl", text: "x" };
  const edits = [
    replace({ source, start: 11, end: 16 }, "3"),
    insertAt(source, 0, "0 "),
    insertAt(other, 0, "y"),
  ];
  expect(applyEdits(source, edits)).toBe("0 one\r\n  two 3\r\nfour");
});

test("what stands alone is removed with its line, what has company with the space before it", () => {
  expect(applyEdits(source, [remove({ source, start: 0, end: 3 })])).toBe("  two three\r\nfour");
  expect(applyEdits(source, [remove({ source, start: 7, end: 16 })])).toBe("one\r\nfour");
  expect(applyEdits(source, [remove({ source, start: 11, end: 16 })])).toBe("one\r\n  two\r\nfour");
  expect(applyEdits(source, [remove({ source, start: 18, end: 22 })])).toBe("one\r\n  two three\r\n");
});

test("edits that overlap are a fault", () => {
  const edits = [replace({ source, start: 0, end: 3 }, ""), replace({ source, start: 2, end: 4 }, "")];
  expect(() => applyEdits(source, edits)).toThrow("edits overlap at 2 in rules.dl");
});
