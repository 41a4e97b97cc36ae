import { compareCodePoints } from "../base/code-points.ts";
import { listFrom, textFrom, type ActorId } from "./actor.ts";
import { growCounter, increment, totalOf, type GrowCounter } from "./counters.ts";
import { malformed, type Lattice, type Plain } from "./lattice.ts";

/**
 * `bounded<L>`: a counter that never falls below L, because who takes away must own the right to
 * (Balegas et al., "Extending Eventually Consistent Cloud Databases for Enforcing Numeric
 * Invariants", 2015).
 *
 * `rights` holds, by giver and taker, all that was ever handed over; an actor's gift to itself is
 * what it created. `spent` is what each took away. Amounts only grow.
 */
export interface BoundedCounter {
  readonly rights: ReadonlyMap<ActorId, GrowCounter>;
  readonly spent: GrowCounter;
}

/** What an actor may still take away or hand on; never negative in a state that was reached by the functions below. */
export function rightsOf({ rights, spent }: BoundedCounter, actor: ActorId): number {
  let owned = -(spent.get(actor) ?? 0);
  for (const [giver, given] of rights) {
    owned += given.get(actor) ?? 0;
    if (giver !== actor) continue;
    for (const [taker, amount] of given) if (taker !== actor) owned -= amount;
  }
  return owned;
}

/** How far the value stands above the bound. */
export function slackOf({ rights, spent }: BoundedCounter): number {
  let created = 0;
  for (const [giver, given] of rights) created += given.get(giver) ?? 0;
  return created - totalOf(spent);
}

/** An actor creates rights: the value rises. */
export function creation(counter: BoundedCounter, actor: ActorId, amount: number): BoundedCounter {
  return handing(counter, actor, actor, amount);
}

/** Null where the actor does not own so many rights. */
export function spending(counter: BoundedCounter, actor: ActorId, amount: number): BoundedCounter | null {
  if (amount > rightsOf(counter, actor)) return null;
  return { rights: new Map(), spent: increment(counter.spent, actor, amount) };
}

/** Null where the giver does not own so many rights. */
export function transfer(
  counter: BoundedCounter,
  from: ActorId,
  to: ActorId,
  amount: number,
): BoundedCounter | null {
  return amount > rightsOf(counter, from) ? null : handing(counter, from, to, amount);
}

function handing(counter: BoundedCounter, from: ActorId, to: ActorId, amount: number): BoundedCounter {
  const given = increment(counter.rights.get(from) ?? growCounter.bottom, to, amount);
  return { rights: given.size === 0 ? new Map() : new Map([[from, given]]), spent: growCounter.bottom };
}

export const boundedCounter: Lattice<BoundedCounter> = {
  name: "bounded",
  bottom: { rights: new Map(), spent: growCounter.bottom },
  merge(a, b) {
    const rights = new Map(a.rights);
    for (const [giver, given] of b.rights)
      rights.set(giver, growCounter.merge(a.rights.get(giver) ?? growCounter.bottom, given));
    return { rights, spent: growCounter.merge(a.spent, b.spent) };
  },
  leq: (a, b) =>
    growCounter.leq(a.spent, b.spent) &&
    [...a.rights].every(([giver, given]) =>
      growCounter.leq(given, b.rights.get(giver) ?? growCounter.bottom),
    ),
  toPlain: ({ rights, spent }) => [
    [...rights]
      .toSorted(([a], [b]) => compareCodePoints(a, b))
      .map(([giver, given]) => [giver, growCounter.toPlain(given)]),
    growCounter.toPlain(spent),
  ],
  fromPlain(plain) {
    const [rights, spent] = listFrom(plain);
    return {
      rights: new Map(listFrom(rights).map(giftsFromPlain)),
      spent: growCounter.fromPlain(spent ?? malformed("a bounded counter")),
    };
  },
};

function giftsFromPlain(plain: Plain): [ActorId, GrowCounter] {
  const [giver, given] = listFrom(plain);
  const counter = growCounter.fromPlain(given ?? malformed("a bounded counter"));
  return [textFrom(giver), counter.size > 0 ? counter : malformed("a bounded counter")];
}
