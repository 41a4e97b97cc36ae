import { BrokenUnit } from "./broken-unit.ts";
import { callPatterns } from "./call-patterns.ts";
import { CallTexts } from "./call-texts.ts";
import { CellLaws } from "./cell-laws.ts";
import type { MergeKnowledge } from "./merge-knowledge.ts";
import { parts } from "./merge-states.ts";
import { QueryCells } from "./query-cells.ts";
import { SmtTerms } from "./smt-terms.ts";
import { StartTexts } from "./start-texts.ts";
import { Unspeakable } from "./unspeakable.ts";
import type { ViolationUnit } from "../violation-units.ts";

/**
 * Asks, as SMT-LIB 2, for two states of one execution that a unit is false in, and that merge into
 * one in which it is true. Where no such thing can be, no merge makes the unit true (confluence.md,
 * section 3, C5). Null for a unit that it cannot be asked of.
 *
 * What is asserted is true of every such pair of states, so that nothing is missed. Let `s` and `t`
 * be the states, as the sets of the calls of operations that they have seen. Calls are in three
 * parts: those that both have seen (`M`), those that only `s` has (`A`), only `t` (`B`). Then
 *
 * - no replica has calls in `A` and calls in `B`, as each state has seen a first part of those of
 *   one replica; nor has a boundary, whose calls come one after the other;
 * - a counter is the sum of what the calls add: over all calls of one kind, so often the constants,
 *   and a multiple of the sum of each variable. What a `require` says of each call, as far as it is
 *   linear, it says of these sums. Values are never compared across states but through these sums,
 *   since two states may have the same value by different calls;
 * - a largest or smallest value is what one of the calls inserted, or stood at the start, and no
 *   call inserted one beyond it. A row is there when it was at the start or a call inserted it;
 * - a call saw a state that is within what all have that have seen the call. What it found in
 *   rows that only grow is still so: a row stands, a largest value is no smaller.
 *
 * A unit speaks of the same rows in all states: variables at keys are constants here, and what is
 * asked of other rows is left out. The number of calls, and of replicas, is not bounded, so that no
 * induction is left to do: every state that an execution leads to is one of these.
 */
export function mergeQuery(unit: ViolationUnit, knowledge: MergeKnowledge): string | null {
  try {
    return queryText(unit, knowledge);
  } catch (error) {
    if (error instanceof Unspeakable) return null;
    throw error;
  }
}

function queryText(unit: ViolationUnit, knowledge: MergeKnowledge): string {
  const terms = new SmtTerms();
  const asserted: string[] = [];
  const cells = new QueryCells(terms);
  const starts = new StartTexts(knowledge, terms);
  const broken = new BrokenUnit(unit, knowledge, terms, cells);
  for (const atom of broken.still()) asserted.push(...starts.textsOf(atom, broken.keyScope()));
  const patterns = callPatterns(unit, cells.all(), knowledge.program);
  const calls = new CallTexts(knowledge, terms, asserted, cells, starts);
  const laws = new CellLaws(terms, asserted, cells, starts, calls);
  for (const cell of cells.all()) laws.describe(cell, patterns);
  for (const pattern of patterns) for (const part of parts) calls.describe(pattern, part);
  asserted.push(broken.isTrue("MAB"), `(not ${broken.isTrue("MA")})`, `(not ${broken.isTrue("MB")})`);
  return [...terms.declarations, ...asserted.map((one) => `(assert ${one})`)].join("\n");
}
