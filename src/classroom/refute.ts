import type { PointOfOrder } from "../analysis/report.ts";
import { excerpt, list, quoted } from "../diagnostics/wording.ts";
import { decidedAlone } from "./decided-alone.ts";
import type { AnswerClass, DecidingQuestion } from "./exercise.ts";
import { operationsNamed, withBoundary } from "./judge-boundary.ts";
import type { Refutation } from "./judgement.ts";
import type { Key } from "./question.ts";
import { agreement } from "./refutations/agreement.ts";
import { apartOf } from "./refutations/apart.ts";
import { brokenMergeOf, type BrokenMerge } from "./refutations/broken-merge.ts";
import type { Asked } from "./refutations/context.ts";
import { rights } from "./refutations/rights.ts";
import type { Withdrawal } from "./refutations/tried-run.ts";
import { withdrawalOf } from "./refutations/withdrawal.ts";
import { storyOf } from "./story.ts";
import { uncoordinated } from "./uncoordinated.ts";

/** What somebody said that is wrong, read. */
export type Wrong =
  | { readonly part: "answer"; readonly said: AnswerClass }
  | { readonly part: "question"; readonly said: DecidingQuestion }
  | { readonly part: "boundary"; readonly names: readonly string[] };

/**
 * Why an answer is wrong: a run, or a proof with schedules that agree; null where neither is found.
 * It never says what would be right.
 */
export function refute(asked: Asked, key: NonNullable<Key>, wrong: Wrong): Refutation | null {
  const { question } = asked;
  if (wrong.part === "boundary") return stillOpen(asked, wrong.names);
  if (key.answer === "coordination-free") return refuteOfFree(asked, wrong);
  if (question.kind === "output") return refuteByWithdrawal({ ...asked, question }, wrong);
  const invariant: Asked<"invariant"> = { ...asked, question };
  if (wrong.part === "answer" && wrong.said === "needs coordination")
    return rights(invariant, remarks.rights(question.name));
  return refuteByMerge(invariant, wrong);
}

// What needs nothing.

function refuteOfFree(asked: Asked, wrong: Exclude<Wrong, { readonly part: "boundary" }>): Refutation | null {
  const { question } = asked;
  // Rows come and go, and are only shown: the run says so best.
  if (question.kind === "output" && wrong.part === "question" && wrong.said === "grows only") {
    const shown = withdrawalIn({ ...asked, question });
    if (shown?.confirmed === true) return byWithdrawal(shown, remarks.onlyShown(question.name));
  }
  return agreement(asked, remarks.free(asked, wrong));
}

// Outputs.

function refuteByWithdrawal(
  asked: Asked<"output">,
  wrong: Exclude<Wrong, { readonly part: "boundary" }>,
): Refutation | null {
  const shown = withdrawalIn(asked);
  if (shown === null) return null;
  const { name } = asked.question;
  if (wrong.part === "question") return byWithdrawal(shown, remarks.late(shown));
  return wrong.said === "coordination-free"
    ? byWithdrawal(shown, remarks.acted(shown))
    : { ...byWithdrawal(shown, remarks.noAmount(name)), kind: "no rights" };
}

const withdrawals = new WeakMap<object, Map<string, Withdrawal | null>>();

/** As every replica would conclude alone. */
function withdrawalIn({ question, checked }: Asked<"output">): Withdrawal | null {
  const cache = withdrawals.get(checked) ?? new Map<string, Withdrawal | null>();
  withdrawals.set(checked, cache);
  let shown = cache.get(question.name);
  if (shown === undefined) {
    const { checked: alone, text } = decidedAlone(checked);
    const apart = (): Withdrawal | null => apartOf(question.name, text, alone, checked);
    const withdrawn = (): Withdrawal | null => withdrawalOf(question.name, alone.report, text, alone);
    const isCutOff = checked.program.limits.some(({ relation }) => relation.name === question.name);
    shown = isCutOff ? (apart() ?? withdrawn()) : (withdrawn() ?? apart());
    cache.set(question.name, shown);
  }
  return shown;
}

function byWithdrawal(shown: Withdrawal, remark: string): Refutation {
  const chance = shown.isByChance
    ? ["This run was found by chance, among many: no shorter one was built from the rules."]
    : [];
  return {
    kind: "withdrawal",
    story: [...storyOf(shown), ...(shown.aside === null ? [] : [shown.aside]), ...chance, remark],
    run: shown.run,
    file: shown.file,
    schedules: null,
    confirmed: shown.confirmed,
  };
}

// Invariants.

function refuteByMerge(
  asked: Asked<"invariant">,
  wrong: Exclude<Wrong, { readonly part: "boundary" }>,
): Refutation | null {
  const { question, checked } = asked;
  const { checked: alone, text } = uncoordinated(checked);
  const broken = brokenMergeOf(question.name, text, alone);
  if (broken === null) return null;
  if (wrong.part === "answer" && wrong.said !== "coordination-free")
    return { ...byMerge(broken, remarks.noPart(question.name)), kind: "no rights" };
  return byMerge(
    broken,
    wrong.part === "question" ? remarks.merged(question.name) : remarks.alone(question.name),
  );
}

function byMerge({ story, run, file, confirmed }: BrokenMerge, remark: string): Refutation {
  return { kind: "broken merge", story: [...story, remark], run, file, schedules: null, confirmed };
}

// Boundaries.

function stillOpen(asked: Asked, names: readonly string[]): Refutation | null {
  const { question, checked } = asked;
  const bounded = withBoundary(question, names, checked);
  if (question.kind === "invariant") {
    const broken = brokenMergeOf(question.name, bounded.text, bounded.checked);
    return broken === null
      ? null
      : {
          ...byMerge(broken, remarks.stillBroken(operationsNamed(names, checked), names)),
          kind: "still open",
        };
  }
  // What is closed changes no more: the run changes nothing of it.
  const { checked: alone, text } = uncoordinated(checked);
  const { closed } = bounded;
  const shown = withdrawalOf(question.name, bounded.checked.report, text, alone, closed);
  return shown === null ? null : { ...byWithdrawal(shown, remarks.stillGone(names)), kind: "still open" };
}

/** The question that each refutation ends with. */
const remarks = {
  acted: ({ point, relation, aside }: Withdrawal): string =>
    point === null && aside === null
      ? `What would somebody have to know before acting on what is missing in ${quoted(relation.name)}?`
      : `${point === null ? "" : pointText(point)}What would a replica have to know before anybody acts on a row of ${quoted(relation.name)}?`,
  late: ({ relation }: Withdrawal): string =>
    `Look at what arrived late. Did it fill an absence that had been read? Did it move a number or a value that had been read? Did it take a row out? Or was nothing late but the order itself? That decides what ${quoted(relation.name)} hangs on.`,
  onlyShown: (name: string): string =>
    `Do the rows of ${quoted(name)} only become more here? Then look again at what its \`.output\` promises.`,
  noAmount: (name: string): string =>
    `Rights share out an amount: each replica gets a part beforehand. Which amount does ${quoted(name)} limit, and which part of it could a replica have spent here?`,
  noPart: (name: string): string =>
    `Rights share out an amount: each replica gets a part beforehand. Each did one thing here. Which amount does ${quoted(name)} limit, and what would a part of it be?`,
  alone: (name: string): string =>
    `Each replica was right by what it knew. What would it have had to know, or to own, to be sure that ${quoted(name)} still holds after a merge?`,
  merged: (name: string): string =>
    `Look at what arrived late at each: what the other had done. Which of the two states broke ${quoted(name)}, or did neither?`,
  rights: (name: string): string =>
    `Does a replica have to ask others before each step, to keep ${quoted(name)}? Or only once its own share is used up?`,
  free: (asked: Asked, wrong: Exclude<Wrong, { readonly part: "boundary" }>): string => {
    if (wrong.part === "question") return freeRemark(asked, wrong.said);
    const name = asked.question.name;
    return wrong.said === "needs coordination"
      ? `Which message, if it came late, would make a replica wrong about ${quoted(name)}? Try to find one.`
      : `Rights are shared out where replicas could use up too much of something. What could be used up in ${quoted(name)}?`;
  },
  stillGone: (names: readonly string[]): string =>
    `Nothing changed in ${list(names.map(quoted))} after the start: it is as if it were closed. What did change, and who read it?`,
  stillBroken: (operations: readonly string[], names: readonly string[]): string =>
    operations.length === 0
      ? `No operation writes ${list(names.map(quoted), "or")}, so that nothing runs at one place for it. Which operations took a step here?`
      : `${list(operations.map(quoted))} ${operations.length === 1 ? "runs" : "run"} at one place here, and it still happens. Which step was taken elsewhere?`,
} as const;

function pointText({ place, construct }: PointOfOrder): string {
  return construct === "arrival-order"
    ? `It hangs on ${quoted(excerpt(place))}. `
    : `The replica had read ${quoted(excerpt(place))}. `;
}

/** What a wrong deciding question of something free leaves to be asked. */
function freeRemark({ question }: Asked, said: DecidingQuestion): string {
  const name = quoted(question.name);
  const isOfInvariant = said === "merges keep it" || said === "a merge breaks it";
  if (question.kind === "output" && isOfInvariant)
    return `${quoted(said)} is said of an invariant, and ${name} is an output. What would have to arrive late to make a row of it wrong?`;
  if (question.kind === "invariant" && !isOfInvariant)
    return `${quoted(said)} is said of an output, and ${name} is an invariant. What becomes of it when two states that keep it are merged?`;
  switch (said) {
    case "grows only":
      return `Do the rows of ${name} only become more? Then look again at what its \`.output\` promises.`;
    case "promises only what is shown now":
      return `Does the \`.output\` of ${name} promise only what is shown now? Look how it is written.`;
    case "reads an absence":
      return `Which absence does ${name} read that a fact could still fill, so that its promise is broken?`;
    case "reads an exact aggregate":
      return `Which number does ${name} read that could still move, so that its promise is broken?`;
    case "reads what may be withdrawn":
      return `Which row or value does ${name} read that could still be taken back, so that its promise is broken?`;
    case "depends on arrival order":
      return `Which two facts would have to come in another order for ${name} to end up otherwise?`;
    case "merges keep it":
    case "a merge breaks it":
      return `Take two states that keep ${name}, and merge them. Is it broken?`;
  }
}
