import type { Span } from "../base/source.ts";

/** What a name can be the name of. */
export type NameKind =
  | "relation"
  | "operation"
  | "column"
  | "variable"
  | "type"
  | "invariant"
  | "boundary"
  | "replica"
  | "scenario";

/**
 * A name where it is written; the span counts in the source of the part that it stands in.
 *
 * Relations and operations share one name space: only the declaration of an operation is of the
 * kind `operation`, a call of one in a scenario is a `relation` like an inserted fact.
 */
export interface Occurrence extends Span {
  readonly kind: NameKind;
  readonly name: string;
  /**
   * Heads, facts, effects and inputs write a relation, all else reads it; a variable is written
   * where a positive atom can bind it. A parameter of an operation is declared.
   */
  readonly role: "declaration" | "write" | "read";
  /**
   * Where the name means this one thing, the same object at all its occurrences: the item or the
   * aggregate of a variable, the scenario of a replica. Null where it means the same in the whole
   * program, and for a replica that a boundary names: it is that one of every scenario.
   */
  readonly scope: Span | null;
  /** The relations that a column belongs to: a declaration with several names declares it for each. */
  readonly relations: readonly string[];
}

/** Whether two kinds of names can be confused with each other. */
export function shareNameSpace(one: NameKind, other: NameKind): boolean {
  return nameSpaceOf(one) === nameSpaceOf(other);
}

function nameSpaceOf(kind: NameKind): NameKind {
  return kind === "operation" ? "relation" : kind;
}
