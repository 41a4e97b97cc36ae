import { placeOf, type Source } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { ProgramFinding } from "./finding.ts";

/** Why an included file has no tree. */
export interface IncludeFailure {
  readonly problem: "not found" | "unreadable";
}

/** The tree of a file, or those of the parts that it is read in, at least one, in their order and all of its path. */
export type FileTrees = Syntax.SyntaxTree | readonly Syntax.SyntaxTree[];

/**
 * Reads and parses the file that `path` names, as written in an `.include` of `from`. Two trees
 * are of the same file when their sources' paths are equal.
 */
export type ReadInclude = (path: string, from: Source) => FileTrees | IncludeFailure;

export interface Piece {
  readonly source: Source;
  readonly item: Exclude<Syntax.Item, Syntax.Include | Syntax.Unsupported>;
}

export interface Splice {
  /** The root first, then the others in the order in which they were met, each with all its parts. */
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
  root: FileTrees,
  include: ReadInclude,
  report: (finding: ProgramFinding) => void,
): Splice {
  const sources: Source[] = [];
  const pieces: Piece[] = [];
  const met = new Set<string>();
  const frames: Frame[] = [];

  const enter = (trees: readonly Syntax.SyntaxTree[]): void => {
    const path = trees[0]?.source.path ?? "";
    met.add(path);
    for (const tree of trees) {
      sources.push(tree.source);
      for (const problem of tree.errors) report(problemFinding(problem, tree.source));
    }
    frames.push({ path, trees, part: 0, next: 0 });
  };

  enter(partsOf(root));
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const tree = frame.trees[frame.part];
    if (tree === undefined) {
      frames.pop();
      continue;
    }
    const { source, items } = tree;
    const item = items[frame.next++];
    if (item === undefined) {
      frame.part++;
      frame.next = 0;
    } else if (item.kind === "include") {
      const place = placeOf(source, item.pathSpan);
      const read = include(item.path, source);
      if ("problem" in read) {
        report({ code: "CALM012", place, path: item.path, problem: read.problem, chain: [] });
        continue;
      }
      const parts = partsOf(read);
      const path = parts[0]?.source.path ?? "";
      if (!met.has(path)) {
        enter(parts);
        continue;
      }
      const open = frames.findIndex((other) => other.path === path);
      if (open < 0) continue;
      const chain = [...frames.slice(open).map((other) => other.path), path];
      report({ code: "CALM012", place, path: item.path, problem: "cyclic", chain });
    } else if (item.kind !== "unsupported") pieces.push({ source, item });
  }
  return { sources, pieces };
}

export function partsOf(trees: FileTrees): readonly Syntax.SyntaxTree[] {
  return "items" in trees ? [trees] : trees;
}

/** A file that is being read: which item of which part comes next. */
interface Frame {
  readonly path: string;
  readonly trees: readonly Syntax.SyntaxTree[];
  part: number;
  next: number;
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
