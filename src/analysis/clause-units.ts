import type { Program, Relation } from "../model/program.ts";
import { literalTerms } from "../model/terms.ts";
import { valueFlow } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";
import { caseSplits } from "./case-split.ts";
import type { ClauseUnit } from "./clause-unit.ts";
import { clauseCanFire, liveRelations } from "../model/liveness.ts";
import { relayingColumns } from "./relaying-columns.ts";

/** The units of every derived relation, in source order. */
export interface ClauseUnits {
  readonly units: UnitsByRelation;
  /** Those that add nothing to what another rule derives (P4). */
  readonly contained: UnitsByRelation;
}

export type UnitsByRelation = ReadonlyMap<Relation, readonly ClauseUnit[]>;

/** The units of every derived relation, in source order. Clauses that can never fire (P9) have none. */
export function clauseUnits(program: Program): ClauseUnits {
  const live = liveRelations(program);
  const relays = relayingColumns(program);
  const all = new Map<Relation, ClauseUnit[]>();
  for (const rule of program.rules) {
    for (const clause of rule.clauses) {
      if (!clauseCanFire(clause, live, program.relations)) continue;
      const flow = valueFlow(
        clause,
        rule.heads.map((head) => head.atom),
        program.relations,
        relays,
      );
      // Where nothing moves there is no name or clock either.
      const still = flow.heads.length === 0;
      const bodyCalls = still ? [] : ambientCalls(clause.literals.flatMap(literalTerms));
      for (const [headIndex, head] of rule.heads.entries()) {
        const ambient = still ? [] : [...bodyCalls, ...ambientCalls(head.atom.arguments)];
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
        const list = all.get(head.relation);
        if (list === undefined) all.set(head.relation, [unit]);
        else list.push(unit);
      }
    }
  }
  const units = new Map<Relation, readonly ClauseUnit[]>();
  const contained = new Map<Relation, readonly ClauseUnit[]>();
  for (const [relation, list] of all) {
    const splits = caseSplits(list);
    units.set(relation, splits.units);
    if (splits.contained.length > 0) contained.set(relation, splits.contained);
  }
  return { units, contained };
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
