import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize, relative, resolve } from "node:path";
import { parseIgnoreRules, type IgnoreRules } from "./ignore-rules.ts";
import { readFailure } from "./source-store.ts";

/** What the paths on the command line stand for. */
export type RuleFile =
  | {
      readonly kind: "file";
      readonly path: string;
      /** Found in a folder rather than named. */ readonly found: boolean;
    }
  | { readonly kind: "standard input" }
  | { readonly kind: "unreadable"; readonly path: string; readonly error: string };

/**
 * Files as named, and the `.dl` and `.calm` files of folders in the order of their names, each once.
 * A walk leaves out `.git`, `node_modules` and what `.gitignore` files leave out; a path that is
 * named is taken as it is.
 */
export function findRuleFiles(paths: readonly string[], exclude: IgnoreRules | null): readonly RuleFile[] {
  const all = paths.flatMap((path): readonly RuleFile[] => {
    if (path === "-") return [{ kind: "standard input" }];
    try {
      if (!statSync(path).isDirectory()) return [{ kind: "file", path, found: false }];
    } catch (error) {
      return [{ kind: "unreadable", path, error: readFailure(error).message }];
    }
    const found = [...ruleFilesBelow(path, exclude)].filter((one) => one !== null);
    if (found.length === 0) return [{ kind: "unreadable", path, error: "holds no rule files (.dl, .calm)" }];
    return found;
  });
  const met = new Set<string>();
  return all.filter((one) => {
    const key = one.kind === "standard input" ? "-" : resolve(one.path);
    return met.has(key) ? false : Boolean(met.add(key));
  });
}

interface ScopedRules {
  readonly folder: string;
  readonly rules: IgnoreRules;
}

/**
 * The rule files of a folder, as `findRuleFiles` finds them. Says `null` after each folder, where the
 * search may rest or end.
 */
export function* ruleFilesBelow(
  folder: string,
  exclude: IgnoreRules | null,
): Generator<Exclude<RuleFile, { kind: "standard input" }> | null, void> {
  yield* walk(folder, rulesAbove(folder), exclude);
}

function* walk(
  folder: string,
  above: readonly ScopedRules[],
  exclude: IgnoreRules | null,
): ReturnType<typeof ruleFilesBelow> {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    yield { kind: "unreadable", path: folder, error: readFailure(error).message };
    return;
  }
  const own = rulesIn(folder);
  const scopes = own === null ? above : [...above, own];
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = normalize(join(folder, entry.name));
    const isFolder = entry.isDirectory();
    if (isFolder ? leftOut.has(entry.name) : !isRuleFile(entry.name)) continue;
    if (isIgnored(path, isFolder, scopes) || exclude?.ignores(relative(".", path), isFolder) === true)
      continue;
    if (isFolder) yield* walk(path, scopes, exclude);
    else yield { kind: "file", path, found: true };
  }
  yield null;
}

/** Folders that no search goes into. */
export const leftOut: ReadonlySet<string> = new Set(["node_modules", ".git"]);

export function isRuleFile(name: string): boolean {
  return name.endsWith(".dl") || name.endsWith(".calm");
}

/** The `.gitignore` files between the root of the repository and the folder, which they all bind. */
function rulesAbove(folder: string): readonly ScopedRules[] {
  const scopes: ScopedRules[] = [];
  let at = resolve(folder);
  while (!existsSync(join(at, ".git"))) {
    const parent = dirname(at);
    if (parent === at) return [];
    at = parent;
    const rules = rulesIn(at);
    if (rules !== null) scopes.unshift(rules);
  }
  return scopes;
}

function rulesIn(folder: string): ScopedRules | null {
  try {
    return { folder, rules: parseIgnoreRules(readFileSync(join(folder, ".gitignore"), "utf8")) };
  } catch {
    return null;
  }
}

function isIgnored(path: string, isFolder: boolean, scopes: readonly ScopedRules[]): boolean {
  return scopes.some(({ folder, rules }) =>
    rules.ignores(relative(folder, path).replaceAll("\\", "/"), isFolder),
  );
}
