import { placeOf, type Place, type Source, type Span } from "../base/source.ts";
import { variablesIn } from "../syntax/walk.ts";
import type { TypeProblem } from "./finding.ts";
import type { Names } from "./names.ts";
import type { PlainLiteral } from "./program.ts";
import type { UnsafeOccurrence } from "./safety.ts";

/**
 * Reports the type problems of one rule, operation or statement, each place once however many
 * clauses show it; `count` says how many there were.
 */
export class TypeProblems {
  readonly #names: Names;
  readonly #reported = new Set<string>();

  constructor(names: Names) {
    this.#names = names;
  }

  get count(): number {
    return this.#reported.size;
  }

  add(place: Place, problem: TypeProblem): void {
    if (this.#isNew(`${problem.kind} ${place.start} ${place.end}`)) {
      this.#names.report({ code: "CALM004", place, problem });
    }
  }

  /** Something that would have a type in Soufflé (CALM010). */
  addUnsupported(place: Place, feature: string): void {
    if (this.#isNew(`${feature} ${place.start}`)) this.#names.report({ code: "CALM010", place, feature });
  }

  #isNew(key: string): boolean {
    const size = this.#reported.size;
    return this.#reported.add(key).size > size;
  }
}

/** Reports each unsafe variable once, where it first occurs; each `_` that may not be where it is. */
export function reportUnsafe(occurrences: readonly UnsafeOccurrence[], source: Source, names: Names): void {
  const inOrder = occurrences.toSorted((a, b) => a.span.start - b.span.start);
  const reported = new Set<string>();
  for (const { variable, position, span } of inOrder) {
    const key = variable === "_" ? `_ ${span.start}` : variable;
    if (reported.has(key)) continue;
    reported.add(key);
    names.report({ code: "CALM005", place: placeOf(source, span), variable, position });
  }
}

/**
 * Reports the variables that occur once in every conjunction that has them and nowhere else
 * (CALM008); `elsewhere` are the names that stand in heads, effects or parameters.
 */
export function reportSingles(
  conjunctions: readonly (readonly PlainLiteral[])[],
  elsewhere: ReadonlySet<string>,
  source: Source,
  names: Names,
): void {
  const first = new Map<string, Span>();
  const often = new Set<string>();
  for (const literals of conjunctions) {
    const here = new Set<string>();
    for (const literal of literals) {
      for (const { name, span } of variablesIn(literal)) {
        if (name.startsWith("_") || elsewhere.has(name)) continue;
        if (here.has(name)) often.add(name);
        here.add(name);
        const known = first.get(name);
        if (known === undefined || span.start < known.start) first.set(name, span);
      }
    }
  }
  for (const [variable, span] of first) {
    if (!often.has(variable)) names.report({ code: "CALM008", place: placeOf(source, span), variable });
  }
}
