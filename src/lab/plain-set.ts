/** Something that is done with a set at one of its replicas, or all of them telling each other what was done. */
export type SetStep = SetChange | { readonly kind: "exchange" };

interface SetChange {
  readonly kind: "add" | "remove";
  readonly replica: string;
  readonly item: string;
}

/**
 * What replicas have of a set that is no replicated type: each does what it is told in the order in
 * which it hears of it, its own first. Nothing says whether an addition had been seen by who
 * removed it, so concurrent steps leave the replicas apart.
 */
export function plainSets(
  replicas: readonly string[],
  steps: readonly SetStep[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const sets = new Map(replicas.map((name) => [name, new Set<string>()]));
  let untold: SetChange[] = [];
  for (const step of steps) {
    if (step.kind !== "exchange") {
      untold.push(step);
      take(sets.get(step.replica), step);
      continue;
    }
    for (const [name, set] of sets) for (const told of untold) if (told.replica !== name) take(set, told);
    untold = [];
  }
  return sets;
}

function take(set: Set<string> | undefined, { kind, item }: SetChange): void {
  if (kind === "add") set?.add(item);
  else set?.delete(item);
}
