import { compareCodePoints } from "../base/code-points.ts";
import { countFrom, listFrom, textFrom, type ActorId } from "./actor.ts";
import { malformed, type Lattice, type Plain } from "./lattice.ts";

/**
 * How much of each actor's history has been seen: an entry `a → n` stands for the dots
 * `(a,1) … (a,n)`. Actors of whom nothing was seen are absent, so equal knowledge has one form.
 */
export type VersionVector = ReadonlyMap<ActorId, number>;

export type CausalOrder = "before" | "after" | "equal" | "concurrent";

export function seenOf(vector: VersionVector, actor: ActorId): number {
  return vector.get(actor) ?? 0;
}

/** One more change of an actor. */
export function tick(vector: VersionVector, actor: ActorId): VersionVector {
  return new Map(vector).set(actor, seenOf(vector, actor) + 1);
}

/** How what is known at `a` stands to what is known at `b` (Mattern 1989; Fidge 1988). */
export function compareVectors(a: VersionVector, b: VersionVector): CausalOrder {
  const [below, above] = [versionVector.leq(a, b), versionVector.leq(b, a)];
  if (below && above) return "equal";
  if (below) return "before";
  return above ? "after" : "concurrent";
}

export const versionVector: Lattice<VersionVector> = {
  name: "version vector",
  bottom: new Map(),
  merge(a, b) {
    const merged = new Map(a);
    for (const [actor, seen] of b) if (seen > seenOf(a, actor)) merged.set(actor, seen);
    return merged;
  },
  leq: (a, b) => [...a].every(([actor, seen]) => seen <= seenOf(b, actor)),
  toPlain: (vector) => [...vector].toSorted(([a], [b]) => compareCodePoints(a, b)),
  fromPlain: (plain) => vectorFromPlain(plain),
};

function vectorFromPlain(plain: Plain): VersionVector {
  const entries = listFrom(plain).map((entry): [ActorId, number] => {
    const [actor, seen] = listFrom(entry);
    return [textFrom(actor), countFrom(seen)];
  });
  const vector = new Map(entries);
  return vector.size === entries.length ? vector : malformed("a version vector: an actor is in it twice");
}
