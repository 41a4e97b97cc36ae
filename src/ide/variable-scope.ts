import type { Span } from "../base/source.ts";
import type { Aggregate, Literal, Term } from "../syntax/tree.ts";
import { variablesIn } from "../syntax/walk.ts";

/**
 * Where the variables at some place of an item belong: to the item, or to an aggregate around them.
 *
 * `around` are the names that occur around the place outside of all aggregates; they mean the same
 * in an aggregate that stands there, unless its own term has them (see `model/aggregate-scope.ts`).
 * Of a disjunction, what one alternative names is not around the others.
 */
export interface VariableScope {
  readonly around: (name: string) => boolean;
  /** The item or the aggregate to which a variable of this name belongs here. */
  readonly ownerOf: (name: string) => Span;
}

/** The scope of a whole item, before any of its variables. */
export function itemScope(item: Span): VariableScope {
  return { around: () => false, ownerOf: () => item };
}

/** The scope in which more stands: the variables of these are around too. */
export function scopeWith(outer: VariableScope, nodes: readonly (Literal | Term)[]): VariableScope {
  // Most places hold no aggregate, and are never asked.
  let own: ReadonlySet<string> | null = null;
  const around = (name: string): boolean => (own ??= namesIn(nodes)).has(name) || outer.around(name);
  return { around, ownerOf: outer.ownerOf };
}

/** The scope of the term and the body of an aggregate that stands in `outer`. */
export function aggregateScope(outer: VariableScope, aggregate: Aggregate): VariableScope {
  const { target } = aggregate;
  const own = namesIn(target === null ? [] : [target]);
  const isShared = (name: string): boolean => !own.has(name) && outer.around(name);
  const ownerOf = (name: string): Span => (isShared(name) ? outer.ownerOf(name) : aggregate.span);
  return scopeWith({ around: isShared, ownerOf }, target === null ? [] : [target]);
}

function namesIn(nodes: readonly (Literal | Term)[]): ReadonlySet<string> {
  return new Set(nodes.flatMap((node) => variablesIn(node, { aggregates: false }).map(({ name }) => name)));
}
