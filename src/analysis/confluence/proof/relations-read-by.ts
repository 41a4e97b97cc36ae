import type { Program, Relation } from "../../../model/program.ts";
import { aggregatesIn, literalTerms } from "../../../model/terms.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import type { ViolationUnit } from "../violation-units.ts";

/** What a unit reads, through views. */
export function relationsReadBy(unit: ViolationUnit, program: Program): ReadonlyMap<string, Relation> {
  const { relations, dependencies } = program;
  const names = new Map<string, Relation>();
  const waiting: Relation[] = [];
  const bodies = [
    [...unit.atoms, ...unit.rest],
    ...unit.rules.flatMap(({ clauses }) => clauses.map((one) => one.literals)),
  ];
  for (const name of relationsNamed(bodies))
    waiting.push(...[relations.get(name)].flatMap((one) => one ?? []));
  const readBy = new Map<Relation, Relation[]>();
  for (const { from, to } of dependencies.edges) readBy.set(to, [...(readBy.get(to) ?? []), from]);
  for (let relation = waiting.pop(); relation !== undefined; relation = waiting.pop()) {
    if (names.has(relation.name)) continue;
    names.set(relation.name, relation);
    waiting.push(...(readBy.get(relation) ?? []));
  }
  // Seals name relations that nothing else here may read.
  for (const seal of program.seals) {
    names.set(seal.relation.name, seal.relation);
    names.set(seal.by.name, seal.by);
  }
  return names;
}

function* relationsNamed(bodies: Iterable<readonly Syntax.Literal[]>): Generator<string> {
  for (const literals of bodies)
    for (const literal of literals) {
      if (literal.kind === "group") {
        yield* relationsNamed(literal.body);
        continue;
      }
      if (literal.kind === "atom") yield literal.relation.text;
      if (literal.kind === "negation") yield literal.atom.relation.text;
      if (literal.kind === "difference") yield* [literal.left.relation.text, literal.right.relation.text];
      for (const term of literalTerms(literal))
        for (const aggregate of aggregatesIn(term)) yield* relationsNamed(aggregate.body);
    }
}
