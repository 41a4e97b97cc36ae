import { sameMembers, sweep, type Memory } from "../base/memory.ts";
import type { Program, Relation, Rule } from "../model/program.ts";
import { literalTerms } from "../model/terms.ts";
import { valueFlow, type Relays } from "../model/value-flow.ts";
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
export function clauseUnits(program: Program, memory: Memory | null = null): ClauseUnits {
  const live = liveRelations(program);
  const columns = relayingColumns(program, memory);
  const context: Context = {
    relations: program.relations,
    live: memory?.set("live", live) ?? live,
    relays: relaysOf(columns, memory),
  };
  const ofRules = sweep(memory, "units", program.rules, (rule) => unitsOf(rule, context));
  const make = (): ClauseUnits => grouped(ofRules, memory);
  return memory?.once("all units", ofRules, make) ?? make();
}

function grouped(ofRules: readonly (readonly ClauseUnit[])[], memory: Memory | null): ClauseUnits {
  const grown = new Map<Relation, ClauseUnit[]>();
  for (const units of ofRules) {
    for (const unit of units) {
      const list = grown.get(unit.relation);
      if (list === undefined) grown.set(unit.relation, [unit]);
      else list.push(unit);
    }
  }
  const all: UnitsByRelation = memory?.sameMap("all units", grown, sameMembers) ?? grown;
  const splits = sweep(memory, "case splits", [...all.values()], caseSplits);
  const units = new Map<Relation, readonly ClauseUnit[]>();
  const contained = new Map<Relation, readonly ClauseUnit[]>();
  let i = 0;
  for (const relation of all.keys()) {
    const split = splits[i++];
    if (split === undefined) continue;
    units.set(relation, split.units);
    if (split.contained.length > 0) contained.set(relation, split.contained);
  }
  return { units, contained };
}

interface Context {
  readonly relations: ReadonlyMap<string, Relation>;
  readonly live: ReadonlySet<Relation>;
  readonly relays: Relays;
}

function relaysOf(columns: ReadonlyMap<Relation, ReadonlySet<number>>, memory: Memory | null): Relays {
  const relays: Relays = (relation, column) => columns.get(relation)?.has(column) === true;
  if (memory === null) return relays;
  const noted = memory.map("relayed columns", columns);
  return (relation, column) => noted.get(relation)?.has(column) === true;
}

function unitsOf(rule: Rule, { relations, live, relays }: Context): readonly ClauseUnit[] {
  const units: ClauseUnit[] = [];
  const heads = rule.heads.map((head) => head.atom);
  for (const clause of rule.clauses) {
    if (!clauseCanFire(clause, live, relations)) continue;
    const flow = valueFlow(clause, heads, relations, relays);
    const { literals } = clause;
    // Where nothing moves there is no name or clock either.
    const still = flow.heads.length === 0;
    const bodyCalls = still ? [] : ambientCalls(literals.flatMap(literalTerms));
    for (const [headIndex, head] of rule.heads.entries()) {
      const ambient = still ? [] : [...bodyCalls, ...ambientCalls(head.atom.arguments)];
      units.push({ relation: head.relation, rule, head, headIndex, clause, flow, literals, ambient });
    }
  }
  return units;
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
