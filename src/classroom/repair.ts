import type { Source } from "../base/source.ts";
import { checkProgram, type Checked } from "../diagnostics/check.ts";
import { parse } from "../syntax/parse.ts";
import type { Exercise } from "./exercise.ts";
import type { Refutation } from "./judgement.ts";

/** An exercise's program beside what a student made of it. Both can be evaluated. */
export interface Repair {
  readonly exercise: Exercise;
  readonly before: Checked;
  readonly after: Checked;
  /** The student's text. */
  readonly changed: Source;
}

/** What is said against a condition; no messages where it is kept. */
export interface Objection {
  readonly messages: readonly string[];
  readonly refutation: Refutation | null;
}

export function objection(messages: readonly string[], refutation: Refutation | null = null): Objection {
  return { messages, refutation };
}

const checkedRules = new WeakMap<Source, Checked>();

/** The check of an exercise's rules, made once. */
export function checkedExercise({ rules }: Exercise): Checked {
  let known = checkedRules.get(rules);
  if (known === undefined) checkedRules.set(rules, (known = checkedAlone(rules)));
  return known;
}

/** The check of a text that includes nothing. */
export function checkedAlone(source: Source): Checked {
  return checkProgram(parse(source), () => ({ problem: "not found" }));
}

/** Names in a sentence: "`a`, `b` and `c`". */
export function namesText(names: readonly string[]): string {
  const all = names.map((name) => `\`${name}\``);
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} and ${all.at(-1) ?? ""}`;
}
