import { placeOf, type Source } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import { clauseLimit, clausesOf } from "./clauses.ts";
import { boundaryOf, checkAtomNames, checkBodyNames, type Names } from "./names.ts";
import type { Clause, FactSource, Relation, Rule, RuleHead } from "./program.ts";
import type { Piece } from "./splice.ts";

export interface Rules {
  readonly rules: readonly Rule[];
  readonly facts: readonly FactSource[];
}

/**
 * Reads rules and facts. A head that is wrong is left out of its rule; a rule without a sound head
 * or with a wrong body is left out as a whole.
 */
export function readRules(pieces: readonly Piece[], names: Names): Rules {
  const rules: Rule[] = [];
  const facts: FactSource[] = [];
  const ruleCount = new Map<Relation, number>();
  for (const { source, item } of pieces) {
    if (item.kind === "facts") facts.push({ kind: "run", source, run: item });
    if (item.kind !== "rule") continue;
    const heads = soundHeads(item, source, names);
    if (item.body === null) {
      for (const { relation, atom } of heads) facts.push({ kind: "fact", source, relation, atom });
      continue;
    }
    const indexed = heads.map(({ relation, atom }): RuleHead => {
      const index = ruleCount.get(relation) ?? 0;
      ruleCount.set(relation, index + 1);
      return { relation, atom, index };
    });
    const boundary = boundaryOf(item.boundary, source, names);
    const clauses = soundClauses(item.body, source, names);
    if (boundary === "wrong" || clauses === null || indexed.length === 0) continue;
    rules.push({ source, syntax: item, heads: indexed, clauses, boundary });
  }
  return { rules, facts };
}

function soundHeads(
  rule: Syntax.Rule,
  source: Source,
  names: Names,
): readonly { readonly relation: Relation; readonly atom: Syntax.Atom }[] {
  return rule.heads.flatMap((atom) => {
    const sound = checkAtomNames(atom, source, names);
    const relation = names.relations.get(atom.relation.text);
    return sound && relation !== undefined ? [{ relation, atom }] : [];
  });
}

/** The clauses of a body whose names are right and that has not too many; else null. */
function soundClauses(body: Syntax.Body, source: Source, names: Names): readonly Clause[] | null {
  const sound = checkBodyNames(body, source, names);
  const { clauses, overflow } = clausesOf(body);
  if (!overflow) return sound ? clauses : null;
  const [first, last] = [body.at(0)?.at(0), body.at(-1)?.at(-1)];
  const place = placeOf(source, { start: first?.span.start ?? 0, end: last?.span.end ?? 0 });
  const message = `a body with more than ${clauseLimit} alternatives when its disjunctions are multiplied out`;
  names.report({ code: "CALM001", place, message });
  return null;
}
