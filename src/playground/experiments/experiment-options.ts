import { currentRoute, goTo } from "../current-route.ts";
import type { ExperimentId } from "./experiment.ts";

/** A whole number in the address of an experiment; the nearest within its limits, else the default. */
export function wholeOption(
  name: string,
  { least, most, otherwise }: { readonly least: number; readonly most: number; readonly otherwise: number },
): number {
  const text = currentRoute.value.options.get(name) ?? "";
  if (!/^\d{1,15}$/.test(text)) return otherwise;
  return Math.min(most, Math.max(least, Number(text)));
}

/** One of several words in the address; the default where it is none of them. */
export function wordOption<Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word {
  const text = currentRoute.value.options.get(name);
  return words.find((word) => word === text) ?? otherwise;
}

/** Changes some options in the address, so that it can be shared; the others stay. */
export function setOptions(item: ExperimentId, changes: Readonly<Record<string, string | number>>): void {
  const options = new Map(currentRoute.value.options);
  for (const [name, value] of Object.entries(changes)) options.set(name, String(value));
  goTo({ view: "experiments", item, options }, "replace");
}

export const seedMost = 999_999;

/** The seed of all chance. */
export function seedOption(): number {
  return wholeOption("seed", { least: 0, most: seedMost, otherwise: 1 });
}
