import type { Source } from "../../base/source.ts";
import type { ReadInclude } from "../../model/splice.ts";
import { parse } from "../../syntax/parse.ts";
import type { SyntaxTree } from "../../syntax/tree.ts";
import type { ProgramFiles } from "../program-files.ts";

/** Finds the files of a program that its `.include`s name, as the command does on a disk. */
export function includeAmong(files: ProgramFiles): ReadInclude {
  const trees = new Map<string, SyntaxTree>();
  return (path: string, from: Source) => {
    const wanted = pathFrom(path, from.path);
    const known = trees.get(wanted);
    if (known !== undefined) return known;
    const found = files.find((file) => pathFrom(file.path, "") === wanted);
    if (found === undefined) return { problem: "not found" };
    const tree = parse({ path: found.path, text: found.text });
    trees.set(wanted, tree);
    return tree;
  };
}

/** The path as seen from the folder of another, without `.` and `..` inside. */
function pathFrom(path: string, from: string): string {
  const parts = path.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}
