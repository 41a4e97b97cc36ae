import { expect, test } from "vitest";
import { parseIgnoreRules } from "../../src/node/ignore-rules.ts";

test.each([
  ["build", "build", true, true],
  ["build", "deep/build", true, true],
  ["build", "building", true, false],
  ["/build", "deep/build", true, false],
  ["a/b", "x/a/b", true, false],
  ["a/b", "a/b", true, true],
  ["out/", "out", true, true],
  ["out/", "out", false, false],
  ["*.tmp.dl", "deep/x.tmp.dl", false, true],
  ["*.dl", "a/b.dl", false, true],
  ["a*b", "a/b", false, false],
  ["?.dl", "x.dl", false, true],
  ["?.dl", "xy.dl", false, false],
  ["[ab].dl", "b.dl", false, true],
  ["[!ab].dl", "b.dl", false, false],
  ["**/gen", "a/b/gen", true, true],
  ["gen/**", "gen/a/b.dl", false, true],
  ["a/**/b", "a/b", true, true],
  ["a/**/b", "a/x/y/b", true, true],
  ["# note", "# note", false, false],
  ["\\#note", "#note", false, true],
  ["a.dl ", "a.dl", false, true],
  ["a+b(c).dl", "a+b(c).dl", false, true],
  ["[", "[", false, true],
  ["*.dl\n!keep.dl", "keep.dl", false, false],
  ["*.dl\n!keep.dl\nkeep.dl", "keep.dl", false, true],
] as const)("%j and %s", (text, path, isFolder, ignored) => {
  expect(parseIgnoreRules(text).ignores(path, isFolder)).toBe(ignored);
});
