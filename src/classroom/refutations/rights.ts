import { repairsOf } from "../../diagnostics/repairs/repairs.ts";
import { proofTexts } from "../../diagnostics/proof-texts.ts";
import { applyEdits } from "../../diagnostics/quick-fix.ts";
import { quoted } from "../../diagnostics/wording.ts";
import type { Checked } from "../../diagnostics/check.ts";
import type { Refutation } from "../judgement.ts";
import { recheck } from "../recheck.ts";
import { agreementOf, schedulesText } from "./agreement.ts";
import type { Asked } from "./context.ts";
import { withoutItems } from "./tried-run.ts";

/** The program with rights shared out. */
interface Shared {
  readonly title: string;
  readonly cost: string;
  /** The rules without scenarios and files, so that operations alone write. */
  readonly checked: Checked;
  readonly file: string;
}

const known = new WeakMap<Checked, Map<string, Shared | null>>();

/** The rules in which rights to act are shared out beforehand, their proof, and the schedules that agree. */
export function rights(asked: Asked<"invariant">, remark: string): Refutation | null {
  const { question, checked, schedules } = asked;
  const { name } = question;
  const shared = sharedOut(name, checked);
  const verdict = shared?.checked.report.invariants.find(({ invariant }) => invariant.name === name);
  if (shared === null || verdict?.verdict !== "confluent") return null;
  const found = agreementOf(shared.checked, schedules);
  return {
    kind: "rights",
    story: [
      `Another way to write the rules: ${lower(shared.title)}. Each replica then spends what it was given, and asks nobody.`,
      `${quoted(name)} is proved there. ${proofTexts[verdict.proof]}`,
      schedulesText(
        found.schedules,
        `${quoted(name)} held at every replica, and no replica asked another before it acted`,
      ),
      `What it costs: ${shared.cost}.`,
      remark,
    ],
    run: null,
    file: shared.file,
    schedules: found.schedules,
    confirmed: found.agrees && found.schedules > 0,
  };
}

function sharedOut(name: string, checked: Checked): Shared | null {
  const cache = known.get(checked) ?? new Map<string, Shared | null>();
  known.set(checked, cache);
  let shared = cache.get(name);
  if (shared === undefined) {
    shared = share(name, checked);
    cache.set(name, shared);
  }
  return shared;
}

function share(name: string, checked: Checked): Shared | null {
  const broken = checked.report.invariants.find(({ invariant }) => invariant.name === name);
  const [source] = checked.program.sources;
  if (broken?.verdict !== "not confluent" || source === undefined) return null;
  const repair = repairsOf(broken, checked).find(({ kind }) => kind === "escrow");
  if (repair === undefined) return null;
  const text = applyEdits(source, repair.edits);
  const again = recheck(withoutItems(text, ["scenario", "input"]), checked, { evidence: false });
  return { title: repair.title, cost: repair.cost, checked: again, file: text };
}

function lower(title: string): string {
  return title.charAt(0).toLowerCase() + title.slice(1);
}
