import { compareCodePoints } from "../base/code-points.ts";
import { countFrom, listFrom, textFrom, type ActorId, type Dot } from "./actor.ts";
import { malformed, type Lattice, type Plain } from "./lattice.ts";
import { seenOf, versionVector, type VersionVector } from "./version-vector.ts";

/**
 * A set of dots that have been seen: a version vector, and the dots above it that came early.
 *
 * In one form only: an early dot stands at least two above its actor's entry, for the next one
 * extends the entry. Sequences are ascending.
 */
export interface DotContext {
  readonly vector: VersionVector;
  readonly early: ReadonlyMap<ActorId, readonly number[]>;
}

export function contextHas({ vector, early }: DotContext, { actor, sequence }: Dot): boolean {
  return sequence <= seenOf(vector, actor) || (early.get(actor)?.includes(sequence) ?? false);
}

export function contextOf(dots: Iterable<Dot>): DotContext {
  const early = new Map<ActorId, number[]>();
  for (const { actor, sequence } of dots) {
    const list = early.get(actor);
    if (list === undefined) early.set(actor, [sequence]);
    else list.push(sequence);
  }
  return inOneForm(new Map(), early);
}

export const dotContext: Lattice<DotContext> = {
  name: "dot context",
  bottom: { vector: new Map(), early: new Map() },
  merge(a, b) {
    const early = new Map<ActorId, readonly number[]>();
    for (const actor of new Set([...a.early.keys(), ...b.early.keys()]))
      early.set(actor, [...(a.early.get(actor) ?? []), ...(b.early.get(actor) ?? [])]);
    return inOneForm(versionVector.merge(a.vector, b.vector), early);
  },
  leq: (a, b) =>
    // An entry of `a` above `b`'s could only be met by early dots of `b`, which never fill a gap.
    versionVector.leq(a.vector, b.vector) &&
    [...a.early].every(([actor, dots]) => dots.every((sequence) => contextHas(b, { actor, sequence }))),
  toPlain: ({ vector, early }) => [
    versionVector.toPlain(vector),
    [...early].toSorted(([a], [b]) => compareCodePoints(a, b)).map(([actor, dots]) => [actor, dots]),
  ],
  fromPlain(plain) {
    const [vector, early] = listFrom(plain);
    const context = inOneForm(
      versionVector.fromPlain(vector ?? malformed("a dot context")),
      new Map(listFrom(early).map(earlyFromPlain)),
    );
    return context;
  },
};

function earlyFromPlain(plain: Plain): [ActorId, readonly number[]] {
  const [actor, dots] = listFrom(plain);
  return [textFrom(actor), listFrom(dots).map(countFrom)];
}

function inOneForm(vector: VersionVector, early: ReadonlyMap<ActorId, readonly number[]>): DotContext {
  const [entries, left] = [new Map(vector), new Map<ActorId, readonly number[]>()];
  for (const [actor, dots] of early) {
    let seen = seenOf(vector, actor);
    const above: number[] = [];
    for (const sequence of [...dots].sort((a, b) => a - b)) {
      if (sequence === seen + 1) seen = sequence;
      else if (sequence > seen && above.at(-1) !== sequence) above.push(sequence);
    }
    if (seen > 0) entries.set(actor, seen);
    if (above.length > 0) left.set(actor, above);
  }
  return { vector: entries, early: left };
}
