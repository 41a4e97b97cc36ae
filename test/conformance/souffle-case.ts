import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";

/** One test program of a Soufflé checkout with one set of facts and the outputs expected of it. */
export interface SouffleCase {
  /** The program's folder relative to the checkout, and the set's name where there are several. */
  readonly name: string;
  readonly program: string;
  readonly facts: string;
  /** Where the expected outputs are. */
  readonly expected: string;
}

/**
 * The programs below a folder that Soufflé itself accepts: a folder `x` with `x.dl` in it, and
 * what Soufflé prints as `x.out`. Programs that are expected to be refused say so in `x.err`.
 */
export function findCases(root: string): readonly SouffleCase[] {
  return foldersBelow(root).flatMap((folder) => casesIn(folder, relative(root, folder)));
}

function foldersBelow(folder: string): readonly string[] {
  const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...inside.flatMap(({ name }) => foldersBelow(join(folder, name)))].sort();
}

function casesIn(folder: string, name: string): readonly SouffleCase[] {
  const program = join(folder, `${basename(folder)}.dl`);
  const printed = program.replace(/dl$/, "out");
  if (!existsSync(program) || !existsSync(printed) || isRefused(program.replace(/dl$/, "err"))) return [];
  const sets = readdirSync(folder).filter(
    (set) =>
      set !== "facts" && isFolder(join(folder, set)) && existsSync(join(folder, set, basename(printed))),
  );
  if (sets.length > 0) {
    return sets.map((set) => ({
      name: `${name}/${set}`,
      program,
      facts: join(folder, set),
      expected: join(folder, set),
    }));
  }
  return [{ name, program, facts: join(folder, "facts"), expected: folder }];
}

function isFolder(path: string): boolean {
  return statSync(path).isDirectory();
}

function isRefused(errors: string): boolean {
  return existsSync(errors) && /^Error|errors generated/m.test(readFileSync(errors, "latin1"));
}
