import { checkProgram, type CheckSettings, type Checked } from "../../src/diagnostics/check.ts";
import { parse } from "../../src/syntax/parse.ts";

/** Checks a program that includes nothing. */
export function checkText(text: string, settings: CheckSettings = {}, path = "rules.dl"): Checked {
  return checkProgram(parse({ path, text }), () => ({ problem: "not found" }), settings);
}
