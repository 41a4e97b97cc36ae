import { readFileSync } from "node:fs";

/** The first block of code in a language below a heading of the README: what readers copy is what is tested. */
export function readmeBlock(heading: string, language: string): string {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const section = readme.split(/^(?=#+ )/m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const block = new RegExp("^```" + language + "\\n(.*?)^```$", "ms").exec(section)?.[1];
  if (block === undefined) throw new Error(`the README has no ${language} below ${heading}`);
  return block;
}
