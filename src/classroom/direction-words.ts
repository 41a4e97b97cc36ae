import { list, quoted } from "../diagnostics/wording.ts";
import type { Program, Relation } from "../model/program.ts";
import { relationsBelow } from "./relations-below.ts";

/** How each base relation that a relation is worked out from may change: a sentence. */
export function directionWords(relation: Relation, program: Program): string {
  const base = [...relationsBelow(relation, program)].filter(({ kind }) => kind === "base");
  const byWords = new Map<string, string[]>();
  for (const one of base) {
    const words = wayOf(one);
    byWords.set(words, [...(byWords.get(words) ?? []), quoted(one.name)]);
  }
  const parts = [...byWords].map(([words, names]) => `${list(names)}: ${words}`);
  return parts.length === 0 ? "It rests on no fact that could change." : `${capital(parts.join("; "))}.`;
}

function wayOf({ qualifier, columns, keyCount }: Relation): string {
  if (qualifier === "static") return "fixed before anything runs";
  if (qualifier === "orset") return "rows come and go";
  switch (columns[keyCount]?.lattice ?? null) {
    case null:
      return "rows are added, none is taken out";
    case "max":
    case "gcounter":
      return "the value of a key only goes up";
    case "min":
      return "the value of a key only goes down";
    case "pncounter":
    case "bounded":
      return "a key stays, its value goes both ways";
    case "lww":
    case "mv":
      return "a key stays, its value is replaced";
    case "sequence":
      return "a key stays, its text changes";
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
