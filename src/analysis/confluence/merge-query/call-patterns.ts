import { valueTypeOf } from "../../../engine/operation-plan.ts";
import { variableTypes, type VariableTypes } from "../../../engine/term-types.ts";
import { effectAtom } from "../../../model/effects.ts";
import type { Operation, PlainLiteral, Program } from "../../../model/program.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { guardsOf } from "../operation-writes.ts";
import type { Cell } from "./query-cell.ts";
import { TermConstraints } from "../term-constraints.ts";
import { Unspeakable } from "./unspeakable.ts";
import type { ViolationUnit } from "../violation-units.ts";

/** A kind of call: an operation, and which of its effects meet which cells. */
export interface CallPattern {
  readonly name: string;
  readonly operation: Operation;
  readonly types: VariableTypes;
  readonly guards: readonly PlainLiteral[];
  readonly hits: readonly Meeting[];
  readonly misses: readonly Meeting[];
}

/** An effect and a cell that it may write. */
export interface Meeting {
  readonly effect: Syntax.Effect;
  readonly cell: Cell;
}

/** More meetings of an operation's effects with cells, or more kinds of calls, are not asked about. */
const [meetingsMax, patternsMax] = [6, 48];

/** The kinds of calls that write any of the cells. Throws `Unspeakable` where they are too many. */
export function callPatterns(
  unit: ViolationUnit,
  cells: readonly Cell[],
  program: Program,
): readonly CallPattern[] {
  const patterns: CallPattern[] = [];
  for (const operation of program.operations.values()) {
    const meetings = operation.syntax.steps.flatMap((effect) =>
      effect.kind === "require"
        ? []
        : cells
            .filter(({ relation }) => relation.name === effectAtom(effect).relation.text)
            .map((cell): Meeting => ({ effect, cell })),
    );
    if (meetings.length > meetingsMax) throw new Unspeakable();
    const guards = guardsOf(operation).flatMap((literal) => (literal.kind === "group" ? [] : literal));
    const outer = new Map(
      operation.syntax.parameters.map(({ name, type }) => [name.text, valueTypeOf(type.text, program)]),
    );
    const written = operation.syntax.steps.flatMap((step) =>
      step.kind === "require" ? [] : effectAtom(step),
    );
    const types = variableTypes(guards, outer, program, written);
    for (let mask = 1; mask < 1 << meetings.length; mask++) {
      const pattern: CallPattern = {
        name: `calls ${String(patterns.length)}`,
        operation,
        types,
        guards,
        hits: meetings.filter((_, i) => (mask & (1 << i)) !== 0),
        misses: meetings.filter((_, i) => (mask & (1 << i)) === 0),
      };
      if (isPossible(pattern, unit)) patterns.push(pattern);
    }
  }
  if (patterns.length > patternsMax) throw new Unspeakable();
  return patterns;
}

/** Whether nothing that is known of texts and of equal keys speaks against effects meeting just these cells. */
function isPossible({ guards, hits, misses }: CallPattern, unit: ViolationUnit): boolean {
  const constraints = new TermConstraints();
  for (const literal of unit.rest) constraints.assume(literal, "unit", null);
  for (const guard of guards) constraints.assume(guard, "call", 0);
  const pairs = ({ effect, cell }: Meeting): readonly (readonly [number, number])[] =>
    cell.keys.flatMap((term, i) => {
      const other = effectAtom(effect).arguments[i];
      return term === null || term.kind === "wildcard" || other === undefined
        ? []
        : [[constraints.term(term, "unit", null), constraints.term(other, "call", 0)] as const];
    });
  for (const hit of hits) for (const [a, b] of pairs(hit)) constraints.equate(a, b);
  const missed = misses.map((miss) => ({ miss, pairs: pairs(miss) }));
  if (constraints.isContradictory()) return false;
  return !missed.some(
    (one) =>
      one.miss.cell.keys.every((term) => term?.kind !== "wildcard") &&
      one.pairs.every(([a, b]) => constraints.areEqual(a, b)),
  );
}
