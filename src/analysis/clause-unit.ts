import type { Clause, PlainLiteral, Relation, Rule, RuleHead } from "../model/program.ts";
import type { ValueFlow } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";

/**
 * One conjunction that derives one relation: what the analysis judges. A rule with two heads and
 * a disjunction of three is six units; their flow is shared per conjunction.
 */
export interface ClauseUnit {
  readonly relation: Relation;
  readonly rule: Rule;
  readonly head: RuleHead;
  /** Index of the head among the rule's, as in `flow.heads`. */
  readonly headIndex: number;
  readonly clause: Clause;
  readonly flow: ValueFlow;
  /** The literals that matter: without those which another rule makes superfluous (P4). */
  readonly literals: readonly PlainLiteral[];
  /** Uses of `replica()` and `now()`. */
  readonly ambient: readonly Syntax.Call[];
}
