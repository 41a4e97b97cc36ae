import { checkProgram, type Checked, type CheckSettings } from "../diagnostics/check.ts";
import type { ReadInclude } from "../model/splice.ts";
import { parse } from "../syntax/parse.ts";

/** Checks a changed text of the rules; what they include is as it was read before. Never throws. */
export function recheck(text: string, { program, trees }: Checked, settings: CheckSettings = {}): Checked {
  const known = [...trees.values()];
  const include: ReadInclude = (path) => {
    const found = known.filter(({ source }) => source.path === path || source.path.endsWith(`/${path}`));
    return found.length === 0 ? { problem: "not found" } : found;
  };
  return checkProgram(parse({ path: program.sources[0]?.path ?? "rules.dl", text }), include, settings);
}
