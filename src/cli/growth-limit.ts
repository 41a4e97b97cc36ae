import { totalmem } from "node:os";
import { getHeapStatistics } from "node:v8";
import { placeOf } from "../base/source.ts";
import { EvaluationError, type Evaluation, type EvaluationObserver } from "../engine/evaluation.ts";
import type { Relation, Rule } from "../model/program.ts";
import { positiveAtom } from "../model/terms.ts";

/**
 * Stops an evaluation whose rows would not fit into memory, at the rule that makes them: a
 * recursion through `x + 1` never ends by itself, and a process that runs out of memory is killed
 * without a word. `rowsMax` is how many rows a relation may have; and no more of the machine's
 * memory than half is taken.
 *
 * It looks after each round, so that what one round adds is in excess.
 */
export class GrowthLimit implements EvaluationObserver {
  readonly #rowsMax: number;
  readonly #bytesMax = memoryBytes() / 2;
  #lookedAt = performance.now();
  #component: readonly Relation[] = [];
  #evaluation: Evaluation | null = null;

  constructor(rowsMax = rowsMaxDefault) {
    this.#rowsMax = rowsMax;
  }

  begins(component: readonly Relation[], _index: number, evaluation: Evaluation): void {
    this.#component = component;
    this.#evaluation = evaluation;
  }

  advanced(component: readonly Relation[], round: number, evaluation: Evaluation): void {
    this.#component = component;
    this.#evaluation = evaluation;
    if (component.some((relation) => evaluation.count(relation) > this.#rowsMax))
      throw tooMany(component, evaluation, `after ${rounds(round)}, more than --max-rows allows`);
    const now = performance.now();
    if (now - this.#lookedAt < lookMilliseconds) return;
    this.#lookedAt = now;
    if (process.memoryUsage.rss() > this.#bytesMax)
      throw tooMany(component, evaluation, `after ${rounds(round)}, and half of the memory is full`);
    const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
    if (used > most * heapShare)
      throw tooMany(component, evaluation, `after ${rounds(round)}, and Node's heap is full`);
  }

  /** What is to be said instead of an error that says that something cannot grow any more. */
  explained(error: unknown): unknown {
    if (!isOutOfMemory(error) || this.#evaluation === null || this.#component.length === 0) return error;
    return tooMany(this.#component, this.#evaluation, "and the next do not fit into memory");
  }
}

/** Enough for most, and reached within a minute by a recursion that finds one row a round. */
const rowsMaxDefault = 50_000_000;

const lookMilliseconds = 50;

/** Collecting garbage takes most of the time when the heap is fuller. */
const heapShare = 0.85;

function memoryBytes(): number {
  // 0 or beyond all bounds where the process is not constrained.
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/** An array or a map that cannot grow any more. */
function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof RangeError &&
    /Array buffer allocation failed|Invalid typed array length|Invalid array length|Map maximum size|Set maximum size|Invalid string length/.test(
      error.message,
    )
  );
}

function tooMany(component: readonly Relation[], evaluation: Evaluation, why: string): EvaluationError {
  const largest = component.reduce((a, b) => (evaluation.count(b) > evaluation.count(a) ? b : a));
  const rows = evaluation.count(largest).toLocaleString("en");
  const growing = growingRule(largest, component, evaluation);
  const question = growing?.recursive === true ? ": does its recursion not end?" : "";
  return new EvaluationError(
    `\`${largest.name}\` has ${rows} rows ${why}${question}`,
    growing === null ? largest.place : placeOf(growing.rule.source, growing.rule.syntax.span),
  );
}

interface GrowingRule {
  readonly rule: Rule;
  readonly recursive: boolean;
}

/** The rule that may make rows of a relation for ever: one that computes values from its own, if there is one. */
function growingRule(
  relation: Relation,
  component: readonly Relation[],
  evaluation: Evaluation,
): GrowingRule | null {
  const members = new Set(component.map(({ name }) => name));
  const clauses = evaluation.clausesOf([relation]).map(({ rule, heads, clause }) => ({
    rule,
    recursive: clause.literals.flatMap(positiveAtom).some((atom) => members.has(atom.relation.text)),
    computes: heads.some((head) => head.arguments.some((term) => term.kind === "call")),
  }));
  const recursive = clauses.filter((clause) => clause.recursive);
  return recursive.find(({ computes }) => computes) ?? recursive[0] ?? clauses[0] ?? null;
}

function rounds(round: number): string {
  return `${round.toLocaleString("en")} ${round === 1 ? "round" : "rounds"}`;
}
