import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../examples/", import.meta.url);

/** The text of every rule file of the examples, by its path. */
export const exampleTexts: ReadonlyMap<string, string> = new Map(
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".dl"))
    .sort()
    .map((path) => [path, readFileSync(new URL(path, folder), "utf8")]),
);
