import { placeOf, type Source } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { ProgramFinding } from "./finding.ts";

/** Why an included file has no tree. */
export interface IncludeFailure {
  readonly problem: "not found" | "unreadable";
}

/**
 * Reads and parses the file that `path` names, as written in an `.include` of `from`. Two trees
 * are of the same file when their sources' paths are equal.
 */
export type ReadInclude = (path: string, from: Source) => Syntax.SyntaxTree | IncludeFailure;

export interface Piece {
  readonly source: Source;
  readonly item: Exclude<Syntax.Item, Syntax.Include | Syntax.Unsupported>;
}

export interface Splice {
  /** The root first, then the others in the order in which they were met. */
  readonly sources: readonly Source[];
  /** All items, each file's where its first `.include` stands. */
  readonly pieces: readonly Piece[];
}

/**
 * Puts included files in their places, each once. A file that includes itself, directly or through
 * others, is reported with the chain of paths that leads back to it (CALM012); what the parser could
 * not read is reported too (CALM001, CALM010).
 */
export function splice(
  root: Syntax.SyntaxTree,
  include: ReadInclude,
  report: (finding: ProgramFinding) => void,
): Splice {
  const sources: Source[] = [];
  const pieces: Piece[] = [];
  const met = new Set<string>();
  const frames: { readonly tree: Syntax.SyntaxTree; next: number }[] = [];

  const enter = (tree: Syntax.SyntaxTree): void => {
    met.add(tree.source.path);
    sources.push(tree.source);
    for (const problem of tree.errors) report(problemFinding(problem, tree.source));
    frames.push({ tree, next: 0 });
  };

  enter(root);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const { source, items } = frame.tree;
    const item = items[frame.next++];
    if (item === undefined) frames.pop();
    else if (item.kind === "include") {
      const place = placeOf(source, item.pathSpan);
      const read = include(item.path, source);
      if ("problem" in read) {
        report({ code: "CALM012", place, path: item.path, problem: read.problem, chain: [] });
        continue;
      }
      const { path } = read.source;
      if (!met.has(path)) {
        enter(read);
        continue;
      }
      const open = frames.findIndex((other) => other.tree.source.path === path);
      if (open < 0) continue;
      const chain = [...frames.slice(open).map((other) => other.tree.source.path), path];
      report({ code: "CALM012", place, path: item.path, problem: "cyclic", chain });
    } else if (item.kind !== "unsupported") pieces.push({ source, item });
  }
  return { sources, pieces };
}

function problemFinding(problem: Syntax.SyntaxProblem, source: Source): ProgramFinding {
  const place = placeOf(source, problem.span);
  if (problem.kind === "unsupported") return { code: "CALM010", place, feature: problem.feature };
  return {
    code: "CALM001",
    place,
    message: problem.message,
    ...(problem.help === undefined ? {} : { help: problem.help }),
    ...(problem.insert === undefined ? {} : { insert: problem.insert }),
  };
}
