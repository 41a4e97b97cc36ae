import { expect, test } from "vitest";
import { difference } from "./same-outputs.ts";

test("row order and the printing of floats do not matter", () => {
  expect(difference("a\t1\nb\t0.1\n", "b\t0.10000000149011612\na\t1\n")).toBe(null);
  expect(difference("1e+06\n", "1000000.0\n")).toBe(null);
});

test("rows that are missing, too many or doubled do", () => {
  expect(difference("a\nb\n", "a\n")).toBe('1 missing, such as "b"');
  expect(difference("a\n", "a\na\n")).toBe('1 too many, such as "a"');
  expect(difference("a\n", "a \n")).toBe('1 missing, such as "a"; 1 too many, such as "a "');
});
