import type { ReadInclude } from "../model/splice.ts";
import type { Context } from "./entry.ts";

/** Gives included files as they were read for a check, to check a changed text of its root file. */
export function includeAgain({ trees }: Context): ReadInclude {
  const known = [...trees.values()];
  return (path) => {
    const found = known.find(({ source }) => source.path === path || source.path.endsWith(`/${path}`));
    if (found === undefined) return { problem: "not found" };
    return known.filter(({ source }) => source.path === found.source.path);
  };
}
