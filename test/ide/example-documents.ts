import { readdirSync, readFileSync } from "node:fs";
import type { Occurrence } from "../../src/ide/occurrence.ts";
import { occurrencesIn } from "../../src/ide/occurrences.ts";
import type { Document } from "../../src/syntax/document.ts";

const folder = new URL("../../examples/", import.meta.url);

/** The text of every rule file of the examples, by its path. */
export const exampleTexts: ReadonlyMap<string, string> = new Map(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".dl"))
    .sort()
    .map((path) => [path, readFileSync(new URL(path, folder), "utf8")]),
);

/** Every name of a document in its order, in offsets of the document. */
export function namesOf({ parts }: Document): readonly Occurrence[] {
  return parts.flatMap(({ start: offset, tree }) =>
    occurrencesIn(tree)
      .all()
      .map((one) => ({ ...one, start: offset + one.start, end: offset + one.end })),
  );
}
