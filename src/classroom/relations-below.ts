import type { Program, Relation } from "../model/program.ts";

/** What a relation is worked out from, through other relations too, and itself. */
export function relationsBelow(
  { name }: Pick<Relation, "name">,
  { relations, dependencies }: Program,
): ReadonlySet<Relation> {
  const relation = relations.get(name);
  const below = new Set(relation === undefined ? [] : [relation]);
  // The set grows while it is worked off.
  for (const reached of below)
    for (const { from, to } of dependencies.edges) if (to === reached) below.add(from);
  return below;
}
