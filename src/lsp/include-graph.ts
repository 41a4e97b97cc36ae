import { programRoots } from "../node/program-roots.ts";

/** Which files are checked as part of which programs. Files are known by their locations. */
export interface IncludeGraph {
  /** The files with which programs begin. */
  readonly roots: readonly string[];
  /** The beginnings of the programs that have a file. */
  rootsOf(location: string): readonly string[];
  /** The files of the program that begins with one, itself first, missing ones too. */
  membersOf(root: string): readonly string[];
}

export function includeGraph(
  files: readonly string[],
  includesOf: (location: string) => readonly string[],
): IncludeGraph {
  const includes = new Map<string, readonly string[]>();
  const known = (location: string): readonly string[] => {
    let own = includes.get(location);
    if (own === undefined) {
      own = includesOf(location);
      includes.set(location, own);
    }
    return own;
  };
  const membersOf = (root: string): readonly string[] => {
    const members = new Set([root]);
    for (const member of members) for (const other of known(member)) members.add(other);
    return [...members];
  };
  const roots = programRoots(files, known);
  const rootsOf = new Map<string, string[]>();
  for (const root of roots) {
    for (const member of membersOf(root)) rootsOf.set(member, [...(rootsOf.get(member) ?? []), root]);
  }
  return { roots, rootsOf: (location) => rootsOf.get(location) ?? [], membersOf };
}
