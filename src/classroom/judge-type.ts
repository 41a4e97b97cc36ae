import type { Checked } from "../diagnostics/check.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { stopsEvaluation } from "../diagnostics/stops-evaluation.ts";
import { nearestPhrase, phraseOf } from "./answer-sheet.ts";
import { changedType, type TypeQuestion } from "./changed-type.ts";
import type { Exercise } from "./exercise.ts";
import { findingRefutation } from "./finding-refutation.ts";
import type { PartJudgement, Refutation } from "./judgement.ts";
import { checkedAlone } from "./repair.ts";
import { tryScenarios, type ScenarioTrial } from "./scenario-trial.ts";

/** What comes of the exercise's program with a type in place of the one that is asked about. */
interface TypeTrial {
  readonly option: string;
  /** The whole rule file with it. */
  readonly text: string;
  readonly checked: Checked;
  /** The errors of the checker. */
  readonly errors: readonly Diagnostic[];
  /** None where an error keeps the program from running. */
  readonly scenarios: readonly ScenarioTrial[];
  /** No error, and no scenario that fails. */
  readonly fits: boolean;
}

/** Writes a type into the declaration, checks the program and runs its scenarios. */
function tryType({ rules }: Exercise, question: TypeQuestion, option: string): TypeTrial {
  const text = changedType(question, option, rules);
  const checked = checkedAlone({ path: rules.path, text });
  const errors = checked.diagnostics.filter(({ severity }) => severity === "error");
  const scenarios = errors.some(stopsEvaluation) ? [] : tryScenarios(checked.program);
  const fits = errors.length === 0 && scenarios.every(({ failures }) => failures.length === 0);
  return { option, text, checked, errors, scenarios, fits };
}

/** The options that are right; there may be several, or none. */
export function fittingTypes(exercise: Exercise, question: TypeQuestion): readonly string[] {
  return question.options.filter((option) => tryType(exercise, question, option).fits);
}

/**
 * Judges which type a student chose. A wrong one is refuted by the scenario that fails with it, or by
 * what the checker finds. Right ones may be several.
 */
export function judgeType(exercise: Exercise, question: TypeQuestion, given: string | null): PartJudgement {
  const judged = (
    status: PartJudgement["status"],
    message: string,
    refutation: Refutation | null = null,
  ): PartJudgement => ({ part: "type", given, status, message, refutation });
  const { name, options } = question;
  if (given === null || given.trim() === "")
    return judged("missing", `Nothing is said of the type of \`${name}\`.`);
  const option = optionOf(given, options);
  if (option === null) {
    const near = nearestPhrase(given, options);
    const hint =
      near === null
        ? `choose one of ${options.map((one) => `\`${one}\``).join(", ")}`
        : `did you mean \`${near}\`?`;
    return judged("unreadable", `\`${given}\` is none of the types: ${hint}${near === null ? "." : ""}`);
  }
  const trial = tryType(exercise, question, option);
  if (trial.fits)
    return judged("right", `With \`${option}\` the checker finds no error${scenariosPass(trial)}.`);
  const refutation = refutationOf(trial, name);
  const failed = trial.scenarios.find(({ failures }) => failures.length > 0);
  const message =
    failed === undefined
      ? `With \`${option}\` the checker refuses the program.`
      : `With \`${option}\` the scenario \`${failed.name}\` fails.`;
  return judged("wrong", message, refutation);
}

/** What is meant may be written without its brackets, where one option only begins so. */
function optionOf(given: string, options: readonly string[]): string | null {
  const squeezed = given.replaceAll(/\s+/g, "").toLowerCase();
  return options.find((option) => option.toLowerCase() === squeezed) ?? phraseOf(given, options);
}

function scenariosPass({ scenarios }: TypeTrial): string {
  if (scenarios.length === 0) return "";
  return scenarios.length === 1 ? ", and the scenario passes" : ", and all scenarios pass";
}

function refutationOf({ option, text, errors, scenarios, checked }: TypeTrial, name: string): Refutation {
  const failed = scenarios.find(({ failures, run }) => failures.length > 0 && run !== null);
  if (failed !== undefined) {
    const story = [
      `\`${name}\` is declared \`${option}\` here. Then the scenario \`${failed.name}\` is run.`,
      ...failed.failures.slice(0, 3).map((failure) => `What it expects does not come: ${failure}.`),
    ];
    return { kind: "failed scenario", story, run: failed.run, file: text, schedules: null, confirmed: true };
  }
  const [first] = errors;
  const story = [`\`${name}\` is declared \`${option}\` here.`];
  if (first === undefined)
    return { kind: "finding", story, run: null, file: text, schedules: null, confirmed: false };
  const found = findingRefutation(first, checked);
  return { ...found, story: [...story, ...found.story] };
}
