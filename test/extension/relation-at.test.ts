import { expect, test } from "vitest";
import type { GraphRelation, Location } from "../../extension/src/protocol.ts";
import { relationAt } from "../../extension/src/relation-at.ts";

const place = (uri: string, line: number, start: number, end: number): Location => ({
  uri,
  range: { start: { line, character: start }, end: { line, character: end } },
});
const relation = (name: string, ...places: readonly [Location, ...Location[]]): GraphRelation => ({
  name,
  declared: places[0],
  places,
});

const relations = [
  relation("edge", place("file:///a.dl", 0, 0, 30), place("file:///a.dl", 2, 12, 20)),
  relation("path", place("file:///a.dl", 1, 0, 10), place("file:///a.dl", 2, 0, 40)),
];
const at = (uri: string, line: number, character: number): string | null =>
  relationAt(relations, uri, { line, character });

test("a position belongs to the relation whose declaration or rule holds it, its end included", () => {
  expect([at("file:///a.dl", 0, 5), at("file:///a.dl", 1, 10), at("file:///a.dl", 2, 30)]).toEqual([
    "edge",
    "path",
    "path",
  ]);
});

test("where places lie within each other the inner one decides", () => {
  expect(at("file:///a.dl", 2, 15)).toBe("edge");
});

test("a position between items, or in another file, belongs to none", () => {
  expect([at("file:///a.dl", 1, 11), at("file:///a.dl", 9, 0), at("file:///b.dl", 0, 5)]).toEqual([
    null,
    null,
    null,
  ]);
});
