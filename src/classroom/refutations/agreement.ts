import { directionWords } from "../direction-words.ts";
import { provedAndCovered } from "../../analysis/confluence/with-invariants.ts";
import type { OutputVerdict, Report } from "../../analysis/report.ts";
import type { InvariantVerdict } from "../../analysis/confluence/confluence.ts";
import type { Checked } from "../../diagnostics/check.ts";
import { proofTexts } from "../../diagnostics/proof-texts.ts";
import { verdictWords } from "../../diagnostics/verdict-words.ts";
import { quoted } from "../../diagnostics/wording.ts";
import { NothingToDo, verify } from "../../replication/verify/verify.ts";
import type { Refutation } from "../judgement.ts";
import { recheck } from "../recheck.ts";
import type { Asked } from "./context.ts";
import { start, withoutItems } from "./tried-run.ts";

/** What came of running a program under many schedules. */
export interface Agreement {
  /** How many were run; 0 where nothing can be done to the program. */
  readonly schedules: number;
  /** Whether none of them went against what was proved. */
  readonly agrees: boolean;
}

/** The proof that an output or an invariant needs nothing, in words, and the schedules that agree. */
export function agreement(asked: Asked, remark: string): Refutation {
  const { question, checked, schedules } = asked;
  const proof =
    question.kind === "output" ? proofOfOutput(question.output, checked) : proofOfInvariant(question.verdict);
  const found =
    question.kind === "output" ? agreementOf(checked, schedules) : invariantAgreement(question.name, asked);
  const what =
    question.kind === "output"
      ? watched(question.output)
      : `${quoted(question.name)} held at every replica, before and after every merge`;
  return {
    kind: "agreement",
    story: [
      ...proof,
      ...(found.schedules === 0
        ? ["Nothing can be written to what it is worked out from, so that there is no schedule to try."]
        : [schedulesText(found.schedules, what)]),
      remark,
    ],
    run: null,
    file: null,
    schedules: found.schedules,
    confirmed: found.agrees,
  };
}

export function schedulesText(schedules: number, what: string): string {
  const count = schedules.toLocaleString("en");
  return `In ${count} random schedules, with messages late, lost and doubled, networks cut and replicas down, ${what}.`;
}

function watched({ promise, verdict, relation }: OutputVerdict): string {
  const name = quoted(relation.name);
  if (promise === "eventual" && verdict !== "monotone" && verdict !== "constant")
    return `all replicas had the same rows of ${name} once everything was delivered`;
  if (promise === "absence") return `all replicas agreed on ${name}, and no row that was missing came to be`;
  return `no row of ${name} that a replica had shown was ever gone, and all had the same rows in the end`;
}

function proofOfOutput(
  { relation, verdict, promise }: OutputVerdict,
  { program }: Checked,
): readonly string[] {
  const meaning = verdictWords.get(verdict)?.meaning ?? "";
  const promised = promise === "eventual" ? ` ${verdictWords.get(promise)?.meaning ?? ""}` : "";
  return [
    `The proof goes by what ${quoted(relation.name)} is worked out from. ${directionWords(relation, program)}`,
    `${meaning}${promised}`,
  ];
}

function proofOfInvariant(verdict: InvariantVerdict): readonly string[] {
  if (verdict.verdict !== "confluent") return [];
  return [`${quoted(verdict.invariant.name)} is proved. ${proofTexts[verdict.proof]}`];
}

const known = new WeakMap<Checked, Map<number, Agreement>>();

/** Runs a program under random schedules and looks whether its verdicts hold; once for each number of schedules. */
export function agreementOf(checked: Checked, schedules: number): Agreement {
  const before = known.get(checked) ?? new Map<number, Agreement>();
  known.set(checked, before);
  const result = before.get(schedules) ?? tryAll(checked, schedules);
  before.set(schedules, result);
  return result;
}

function tryAll({ program, report }: Checked, schedules: number): Agreement {
  const begun = start({ ...program, scenarios: [] });
  if (begun === null) return { schedules: 0, agrees: false };
  // Points of order are not what is asked about.
  const quiet: Report = { ...report, pointsOfOrder: [], outputs: [] };
  try {
    const { violations, schedules: done } = verify({ ...begun, report: quiet, schedules, seed: 1 });
    return { schedules: done, agrees: violations.length === 0 };
  } catch (error) {
    if (error instanceof NothingToDo) return { schedules: 0, agrees: true };
    throw error;
  }
}

const operated = new WeakMap<Checked, Checked>();

/** An invariant is watched where operations alone write what it reads: files are left out. */
function invariantAgreement(name: string, { checked, schedules }: Asked): Agreement {
  let alone = operated.get(checked);
  if (alone === undefined) {
    const text = checked.program.sources[0]?.text ?? "";
    alone = recheck(withoutItems(text, ["scenario", "input"]), checked, { evidence: false });
    operated.set(checked, alone);
  }
  const isWatched = [...provedAndCovered(alone.program, alone.report.invariants)].some(
    (invariant) => invariant.name === name,
  );
  const found = agreementOf(alone, schedules);
  return { ...found, agrees: found.agrees && isWatched };
}
