import type { Clause, PlainLiteral, Program, Relation, Rule, RuleHead } from "../model/program.ts";
import { literalTerms } from "../model/terms.ts";
import { valueFlow, type ValueFlow } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";
import { caseSplits } from "./case-split.ts";
import { clauseCanFire, liveRelations } from "./liveness.ts";

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

/**
 * The units of every derived relation, in source order. Clauses that can never fire (P9) and
 * those that another rule contains (P4) have none.
 */
export function clauseUnits(program: Program): ReadonlyMap<Relation, readonly ClauseUnit[]> {
  const live = liveRelations(program);
  const units = new Map<Relation, ClauseUnit[]>();
  for (const rule of program.rules) {
    for (const clause of rule.clauses) {
      if (!clauseCanFire(clause, live, program.relations)) continue;
      const flow = valueFlow(
        clause,
        rule.heads.map((head) => head.atom),
        program.relations,
      );
      const bodyCalls = ambientCalls(clause.literals.flatMap(literalTerms));
      for (const [headIndex, head] of rule.heads.entries()) {
        const ambient = [...bodyCalls, ...ambientCalls(head.atom.arguments)];
        const unit = {
          relation: head.relation,
          rule,
          head,
          headIndex,
          clause,
          flow,
          literals: clause.literals,
          ambient,
        };
        const list = units.get(head.relation);
        if (list === undefined) units.set(head.relation, [unit]);
        else list.push(unit);
      }
    }
  }
  return new Map([...units].map(([relation, list]) => [relation, caseSplits(list)]));
}

/** The calls of `replica()` and `now()` in terms and in what stands inside them. */
function ambientCalls(terms: readonly Syntax.Term[]): readonly Syntax.Call[] {
  return terms.flatMap((term) => {
    switch (term.kind) {
      case "call":
        return term.functor === "replica" || term.functor === "now" ? [term] : ambientCalls(term.arguments);
      case "aggregate":
        return [...ambientCalls(term.target === null ? [] : [term.target]), ...ambientInBody(term.body)];
      case "variable":
      case "wildcard":
      case "constant":
        return [];
    }
  });
}

function ambientInBody(body: Syntax.Body): readonly Syntax.Call[] {
  return body
    .flat()
    .flatMap((literal) =>
      literal.kind === "group" ? ambientInBody(literal.body) : ambientCalls(literalTerms(literal)),
    );
}
