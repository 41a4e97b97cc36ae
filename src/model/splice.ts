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

export interface Piece<K extends ItemKind = ItemKind> {
  readonly source: Source;
  readonly item: Extract<Syntax.Item, { readonly kind: K }>;
}

type ItemKind = Exclude<Syntax.Item["kind"], "include" | "unsupported">;

/** A few items that follow each other in one source: the same object each time that their tree is spliced. */
export interface Segment {
  readonly pieces: readonly Piece[];
  readonly kinds: ReadonlySet<ItemKind>;
}

export interface Splice {
  /** The root first, then the others in the order in which they were met, each with all its parts. */
  readonly sources: readonly Source[];
  /** All items, each file's where its first `.include` stands. */
  readonly segments: readonly Segment[];
}

/** The items of these kinds, in their order. */
export function piecesOf<K extends ItemKind>(
  segments: readonly Segment[],
  ...kinds: readonly K[]
): readonly Piece<K>[] {
  return segments.flatMap((segment) => {
    if (!kinds.some((kind) => segment.kinds.has(kind))) return [];
    return segment.pieces.filter((piece): piece is Piece & Piece<K> =>
      kinds.some((kind) => kind === piece.item.kind),
    );
  });
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
  const segments: Segment[] = [];
  const met = new Set<string>();
  const frames: Frame[] = [];

  const enter = (trees: readonly Syntax.SyntaxTree[]): void => {
    const path = trees[0]?.source.path ?? "";
    met.add(path);
    for (const tree of trees) {
      sources.push(tree.source);
      for (const finding of cutOf(tree).findings) report(finding);
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
    const step = cutOf(tree).steps[frame.next++];
    if (step === undefined) {
      frame.part++;
      frame.next = 0;
    } else if ("kinds" in step) segments.push(step);
    else {
      const { source } = tree;
      const place = placeOf(source, step.pathSpan);
      const read = include(step.path, source);
      if ("problem" in read) {
        report({ code: "CALM012", place, path: step.path, problem: read.problem, chain: [] });
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
      report({ code: "CALM012", place, path: step.path, problem: "cyclic", chain });
    }
  }
  return { sources, segments };
}

export function partsOf(trees: FileTrees): readonly Syntax.SyntaxTree[] {
  return "items" in trees ? [trees] : trees;
}

/** A file that is being read: which step of which part comes next. */
interface Frame {
  readonly path: string;
  readonly trees: readonly Syntax.SyntaxTree[];
  part: number;
  next: number;
}

/** What a tree says by itself. */
interface Cut {
  readonly steps: readonly (Segment | Syntax.Include)[];
  /** What the parser could not read. */
  readonly findings: readonly ProgramFinding[];
}

/** So many items are in a segment at most: what is worked out of one is worked out anew as a whole. */
const segmentMax = 32;

const cuts = new WeakMap<Syntax.SyntaxTree, Cut>();

function cutOf(tree: Syntax.SyntaxTree): Cut {
  let cut = cuts.get(tree);
  if (cut === undefined) {
    const findings = tree.errors.map((problem) => problemFinding(problem, tree.source));
    cut = { steps: stepsOf(tree), findings };
    cuts.set(tree, cut);
  }
  return cut;
}

function stepsOf({ source, items }: Syntax.SyntaxTree): readonly (Segment | Syntax.Include)[] {
  const steps: (Segment | Syntax.Include)[] = [];
  let pieces: Piece[] = [];
  const close = (): void => {
    if (pieces.length > 0) steps.push({ pieces, kinds: new Set(pieces.map(({ item }) => item.kind)) });
    pieces = [];
  };
  for (const item of items) {
    if (item.kind === "unsupported") continue;
    if (item.kind === "include") {
      close();
      steps.push(item);
      continue;
    }
    pieces.push({ source, item });
    if (pieces.length === segmentMax) close();
  }
  close();
  return steps;
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
