import { expect, test } from "vitest";
import { definition } from "../../src/ide/definition.ts";
import { occurrencesIn } from "../../src/ide/occurrences.ts";
import { references } from "../../src/ide/references.ts";
import { functors } from "../../src/model/functors.ts";
import { documentOf } from "../../src/syntax/document.ts";
import { tokenize } from "../../src/syntax/lexer.ts";
import { parse } from "../../src/syntax/parse.ts";
import { Facts } from "../../src/syntax/facts-token.ts";
import { endOf, isName, keywords } from "../../src/syntax/tokens.ts";
import { exampleTexts, namesOf } from "./example-documents.ts";

/** Words of the language that name nothing. */
const words = new Set([
  ...keywords.map(({ LABEL = "" }) => LABEL),
  ...functors.keys(),
  ...["replica", "now", "gset", "orset", "static", "eqrel", "leader", "barrier", "quorum"],
  ...["btree", "brie", "inline", "no_inline", "magic", "no_magic"],
]);

/** Where parameters are given, by words that are not the program's own. */
const takesParameters = /^\s*(?:\.boundary|\.input|\.output|\.limitsize|network)\b/;
const parameterWords = new Set([
  ...["n", "r", "w", "IO", "file", "filename", "headers", "delimiter", "format", "jsonl", "stdout"],
  ...["promise", "final", "eventual", "absence", "exact", "loss", "duplicate", "reorder", "delivery"],
  ...["timeout", "reliable", "causal", "gossip", "best_effort"],
]);

/** Where every word of a text stands that may be a name; those in strings and comments are none. */
function wordsOf(text: string): readonly { readonly start: number; readonly word: string }[] {
  return tokenize(text).tokens.flatMap((token) => {
    if (isName(token.tokenType)) return [{ start: token.startOffset, word: token.image }];
    if (token.tokenType !== Facts) return [];
    const inside = text
      .slice(token.startOffset, endOf(token))
      .replaceAll(/"(?:[^"\\]|\\.)*"/g, (string) => " ".repeat(string.length));
    return [...inside.matchAll(/[a-zA-Z_?][\w?]*/g)].map((match) => ({
      start: token.startOffset + match.index,
      word: match[0],
    }));
  });
}

test.each([...exampleTexts])("every name in %s is found, at its place", (path, text) => {
  const occurrences = occurrencesIn(parse({ path, text }));
  const found = new Map(occurrences.all().map(({ start, name }) => [start, name]));
  const missed = wordsOf(text).filter(({ start, word }) => {
    const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
    const isWord = words.has(word) || (takesParameters.test(line) && parameterWords.has(word));
    return found.get(start) !== word && !isWord;
  });
  expect(missed).toEqual([]);
  expect(new Set([...found.keys()]).size).toBe(occurrences.all().length);
});

test.each([...exampleTexts])("every name in %s is found from its beginning to its end", (path, text) => {
  const occurrences = occurrencesIn(parse({ path, text }));
  for (const occurrence of occurrences.all()) {
    expect(text.slice(occurrence.start, occurrence.end)).toBe(occurrence.name);
    for (const offset of [occurrence.start, occurrence.start + 1, occurrence.end])
      expect(occurrences.at(offset)).toEqual(occurrence);
    expect(occurrences.named(occurrence.name)).toContainEqual(occurrence);
  }
});

test.each([...exampleTexts])("every name in %s is among the references of its definition", (path, text) => {
  const document = documentOf(path, text);
  for (const { start } of namesOf(document)) {
    const [first] = definition([], document, start);
    // Of a relation that an included file declares there may be none here.
    if (first === undefined) continue;
    const found = references([], document, first.start, { definitions: true }).map((use) => use.start);
    expect(found).toContain(first.start);
    expect(found).toContain(start);
  }
});
