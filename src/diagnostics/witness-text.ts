import type { Witness, WitnessChange } from "../analysis/report.ts";
import { list, quoted } from "./wording.ts";

/** `with release("v1"), ready("v1") holds; insert open_blocker("v1","b1"), and it is gone`. */
export function witnessText({ facts, changes, withdrawn, appeared, outgrown }: Witness): string {
  const given = facts.length === 0 ? "from the start" : `with ${list(facts.map(quoted))}`;
  const change = list(changes.map(changeText));
  if (outgrown !== undefined)
    return `${given}, ${quoted(outgrown)} holds; ${change}, and its value is another`;
  return withdrawn !== undefined
    ? `${given}, ${quoted(withdrawn)} holds; ${change}, and it is gone`
    : `${given}, ${quoted(appeared ?? "")} is missing; ${change}, and it appears`;
}

function changeText(change: WitnessChange): string {
  if ("insert" in change) return `insert ${quoted(change.insert)}`;
  if ("delete" in change) return `delete ${quoted(change.delete)}`;
  return `write ${quoted(change.write)}`;
}
