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
  /** Whether Soufflé was told to print all outputs. */
  readonly prints: boolean;
  /** Whether what Soufflé printed is a dialogue with its explainer. */
  readonly isDialogue: boolean;
}

/**
 * The programs below a folder that Soufflé itself accepts: a folder `x` with `x.dl` in it, and
 * what Soufflé prints as `x.out`. Those with a host program are left out. Programs that are expected to be refused say so in `x.err`.
 */
export function findCases(root: string): readonly SouffleCase[] {
  return foldersBelow(root).flatMap((folder) => casesIn(folder, relative(root, folder)));
}

function foldersBelow(folder: string): readonly string[] {
  const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [folder, ...inside.flatMap(({ name }) => foldersBelow(join(folder, name)))].sort();
}

function casesIn(folder: string, name: string): readonly SouffleCase[] {
  const files = readdirSync(folder);
  // A program that is driven by a host program or linked to functors does nothing alone.
  if (files.some((file) => /\.(cpp|java|py)$/.test(file))) return [];
  const program = join(folder, `${basename(folder)}.dl`);
  const printed = program.replace(/dl$/, "out");
  if (!existsSync(program) || !existsSync(printed) || isRefused(program.replace(/dl$/, "err"))) return [];
  const isDialogue = files.includes(`${basename(folder)}.in`);
  const sets = files.filter(
    (set) =>
      set !== "facts" && isFolder(join(folder, set)) && existsSync(join(folder, set, basename(printed))),
  );
  if (sets.length > 0) {
    return sets.map((set) => ({
      name: `${name}/${set}`,
      program,
      facts: join(folder, set),
      expected: join(folder, set),
      prints: false,
      isDialogue,
    }));
  }
  const prints =
    !files.some((file) => /\.(csv|json)$/.test(file)) &&
    readFileSync(printed, "latin1").startsWith("---------------\n") &&
    !readFileSync(program, "latin1").includes("stdout");
  return [{ name, program, facts: join(folder, "facts"), expected: folder, prints, isDialogue }];
}

function isFolder(path: string): boolean {
  return statSync(path).isDirectory();
}

function isRefused(errors: string): boolean {
  return existsSync(errors) && /^Error|errors generated/m.test(readFileSync(errors, "latin1"));
}
