import { linesOf } from "../base/source.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { findingRefutation } from "./finding-refutation.ts";
import type { Refutation } from "./judgement.ts";
import { objection, type Objection, type Repair } from "./repair.ts";
import { lineText, tryScenarios } from "./scenario-trial.ts";

const shownMost = 4;

/** What the checker still finds at error level, and what it can decide no more. */
export function acceptance({ before, after }: Repair): Objection {
  const errors = after.diagnostics.filter(({ severity }) => severity === "error");
  const undecided = after.diagnostics.filter(
    ({ code, message }) =>
      (code === "CALM120" || code === "CALM302") &&
      !before.diagnostics.some((one) => one.code === code && one.message === message),
  );
  const refutations = errors.map((one) => (): Refutation => findingRefutation(one, after));
  return objection(
    [
      ...errorMessages(errors),
      ...undecided.map((one) => `The checker cannot tell any more, and it could before: ${sentence(one)}`),
    ],
    firstWithRun(refutations),
  );
}

/** The errors of a checker, the first few of them, each with its line. */
export function errorMessages(errors: readonly Diagnostic[]): readonly string[] {
  const more = errors.length - shownMost;
  return [
    ...errors.slice(0, shownMost).map((one) => `\`calm check\` reports an error: ${sentence(one)}`),
    ...(more > 0 ? [`It reports ${String(more)} more ${more === 1 ? "error" : "errors"}.`] : []),
  ];
}

function sentence({ code, message, place }: Diagnostic): string {
  return `${lineText(place)}: ${message} (${code}).`;
}

function firstWithRun(refutations: readonly (() => Refutation)[]): Refutation | null {
  let first: Refutation | null = null;
  for (const refute of refutations.slice(0, shownMost)) {
    const made = refute();
    if (made.run !== null) return made;
    first ??= made;
  }
  return first;
}

/** What a comment keeps the checker from saying, and does not in the exercise. */
export function suppressionProblems({ before, after }: Repair): readonly string[] {
  const known = new Set(
    before.suppressed.map(({ diagnostic }) => `${diagnostic.code} ${diagnostic.message}`),
  );
  return after.suppressed
    .filter(({ diagnostic }) => diagnostic.severity !== "info")
    .filter(({ diagnostic: { code, message } }) => !known.has(`${code} ${message}`))
    .map(
      ({ diagnostic: { code, message }, comment }) =>
        `The comment in line ${String(linesOf(comment.source).position(comment.start).line + 1)} silences ${code}, and silencing it mends nothing: ${message}.`,
    );
}

/** The scenarios that fail. */
export function runProblems({ after, changed }: Repair): Objection {
  const failed = tryScenarios(after.program).filter(({ failures }) => failures.length > 0);
  const messages = failed.map(
    ({ name, failures }) => `The scenario \`${name}\` fails: ${failures.slice(0, 2).join("; ")}.`,
  );
  const shown = failed.find(({ run }) => run !== null);
  if (shown === undefined) return objection(messages);
  const story = [
    `This is the scenario \`${shown.name}\` with your rules.`,
    ...shown.failures.slice(0, 3).map((failure) => `What it expects does not come: ${failure}.`),
  ];
  const refutation = { story, run: shown.run, file: changed.text, schedules: null, confirmed: true };
  return objection(messages, { kind: "failed scenario", ...refutation });
}
