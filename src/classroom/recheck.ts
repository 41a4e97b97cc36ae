import { checkProgram, type Checked, type CheckSettings } from "../diagnostics/check.ts";
import { includeAgain } from "../diagnostics/include-again.ts";
import { parse } from "../syntax/parse.ts";

/** Checks a changed text of the rules; what they include is as it was read before. Never throws. */
export function recheck(text: string, before: Checked, settings: CheckSettings = {}): Checked {
  const tree = parse({ path: before.program.sources[0]?.path ?? "rules.dl", text });
  return checkProgram(tree, includeAgain(before), settings);
}
