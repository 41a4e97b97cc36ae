/** Whether a path is left out; `path` counts from the folder of the rules, with `/`. */
export interface IgnoreRules {
  ignores(path: string, isFolder: boolean): boolean;
}

/** Reads the lines of a `.gitignore`: the last pattern that matches decides, `!` takes back. */
export function parseIgnoreRules(text: string): IgnoreRules {
  const rules = text
    .split(/\r\n|\r|\n/)
    .map(ruleOf)
    .filter((rule) => rule !== null);
  return {
    ignores(path, isFolder) {
      let ignored = false;
      for (const rule of rules) {
        if ((!rule.onlyFolders || isFolder) && rule.pattern.test(path)) ignored = !rule.negated;
      }
      return ignored;
    },
  };
}

interface IgnoreRule {
  readonly pattern: RegExp;
  readonly negated: boolean;
  readonly onlyFolders: boolean;
}

function ruleOf(line: string): IgnoreRule | null {
  let pattern = line.replace(/(?<!\\)\s+$/, "");
  if (pattern === "" || pattern.startsWith("#")) return null;
  const negated = pattern.startsWith("!");
  if (negated) pattern = pattern.slice(1);
  const onlyFolders = pattern.endsWith("/");
  if (onlyFolders) pattern = pattern.slice(0, -1);
  // A pattern with a slash before its end counts from the folder, any other matches at any depth.
  const anchored = pattern.includes("/");
  const source = expressionOf(pattern.replace(/^\//, ""));
  try {
    return { pattern: new RegExp(`^${anchored ? "" : "(?:.*/)?"}${source}$`, "s"), negated, onlyFolders };
  } catch {
    return null;
  }
}

function expressionOf(pattern: string): string {
  return pattern.replace(/\*\*\/|\/\*\*$|\*\*|\*|\?|\[[^\]]*\]|\\.|[^]/g, (part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part === "/**") return "/.*";
    if (part === "**" || part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    if (part.length > 1 && part.startsWith("[")) return part.replace(/^\[!/, "[^").replaceAll("\\", "\\\\");
    return (part.length > 1 && part.startsWith("\\") ? part.slice(1) : part).replace(
      /[.*+?^${}()|[\]\\/]/g,
      "\\$&",
    );
  });
}
