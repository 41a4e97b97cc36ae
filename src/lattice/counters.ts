import { compareCodePoints } from "../base/code-points.ts";
import { countFrom, listFrom, textFrom, type ActorId } from "./actor.ts";
import { malformed, type Lattice, type Plain } from "./lattice.ts";

/** `gcounter`: what each actor has added in all; actors who added nothing are absent. Its value is the sum. */
export type GrowCounter = ReadonlyMap<ActorId, number>;

/** `pncounter`: what was added and what was taken away, each a counter that grows. */
export interface UpDownCounter {
  readonly added: GrowCounter;
  readonly taken: GrowCounter;
}

/** An actor adds `amount` ≥ 0. Throws a `RangeError` where its total leaves the exact integers. */
export function increment(counter: GrowCounter, actor: ActorId, amount: number): GrowCounter {
  const total = (counter.get(actor) ?? 0) + amount;
  if (!Number.isSafeInteger(total) || amount < 0) throw new RangeError(`${String(amount)} cannot be added`);
  return total === 0 ? growCounter.bottom : new Map([[actor, total]]);
}

export function totalOf(counter: GrowCounter): number {
  let total = 0;
  for (const amount of counter.values()) total += amount;
  return total;
}

export function balanceOf({ added, taken }: UpDownCounter): number {
  return totalOf(added) - totalOf(taken);
}

export const growCounter: Lattice<GrowCounter> = {
  name: "gcounter",
  bottom: new Map(),
  merge(a, b) {
    const merged = new Map(a);
    for (const [actor, total] of b) if (total > (a.get(actor) ?? 0)) merged.set(actor, total);
    return merged;
  },
  leq: (a, b) => [...a].every(([actor, total]) => total <= (b.get(actor) ?? 0)),
  toPlain: (counter) => [...counter].toSorted(([a], [b]) => compareCodePoints(a, b)),
  fromPlain: (plain) => new Map(listFrom(plain).map(slotFromPlain)),
};

function slotFromPlain(plain: Plain): [ActorId, number] {
  const [actor, total] = listFrom(plain);
  return [textFrom(actor), countFrom(total)];
}

export const upDownCounter: Lattice<UpDownCounter> = {
  name: "pncounter",
  bottom: { added: growCounter.bottom, taken: growCounter.bottom },
  merge: (a, b) => ({
    added: growCounter.merge(a.added, b.added),
    taken: growCounter.merge(a.taken, b.taken),
  }),
  leq: (a, b) => growCounter.leq(a.added, b.added) && growCounter.leq(a.taken, b.taken),
  toPlain: ({ added, taken }) => [growCounter.toPlain(added), growCounter.toPlain(taken)],
  fromPlain(plain) {
    const [added, taken] = listFrom(plain);
    if (added === undefined || taken === undefined) return malformed("a pncounter");
    return { added: growCounter.fromPlain(added), taken: growCounter.fromPlain(taken) };
  },
};
