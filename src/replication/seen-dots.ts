import type { ActorId, Dot } from "../lattice/actor.ts";
import { seenOf } from "../lattice/version-vector.ts";
import type { DotContext } from "../lattice/dot-context.ts";

/** A set of dots that grows: what `DotContext` is as a value, kept in place for one replica. */
export class SeenDots {
  readonly #upTo = new Map<ActorId, number>();
  /** Sequences at least two above their actor's entry. */
  readonly #early = new Map<ActorId, Set<number>>();

  has({ actor, sequence }: Dot): boolean {
    return sequence <= this.upTo(actor) || (this.#early.get(actor)?.has(sequence) ?? false);
  }

  /** Up to which of its dots an actor has been seen without a gap. */
  upTo(actor: ActorId): number {
    return this.#upTo.get(actor) ?? 0;
  }

  get actors(): Iterable<ActorId> {
    return new Set([...this.#upTo.keys(), ...this.#early.keys()]);
  }

  add(actor: ActorId, first: number, last: number): void {
    const early = this.#early.get(actor);
    let upTo = this.upTo(actor);
    if (first > upTo + 1) {
      const list = early ?? new Set();
      for (let sequence = first; sequence <= last; sequence++) list.add(sequence);
      this.#early.set(actor, list);
      return;
    }
    upTo = Math.max(upTo, last);
    if (early !== undefined) {
      while (early.delete(upTo + 1)) upTo++;
      for (const sequence of early) if (sequence <= upTo) early.delete(sequence);
      if (early.size === 0) this.#early.delete(actor);
    }
    this.#upTo.set(actor, upTo);
  }

  /** Whether everything in a context is here too. */
  covers(context: DotContext): boolean {
    return this.missingOf(context) === null;
  }

  /** A dot of a context that is not here, of an actor the last one if it is not; null where all are here. */
  missingOf({ vector, early }: DotContext): Dot | null {
    for (const [actor, last] of vector) {
      const upTo = this.upTo(actor);
      if (last > upTo) return { actor, sequence: this.has({ actor, sequence: last }) ? upTo + 1 : last };
    }
    for (const [actor, dots] of early)
      for (const sequence of dots) if (!this.has({ actor, sequence })) return { actor, sequence };
    return null;
  }

  context(): DotContext {
    const early = new Map<ActorId, readonly number[]>();
    for (const [actor, dots] of this.#early)
      early.set(
        actor,
        [...dots].sort((a, b) => a - b),
      );
    return { vector: new Map(this.#upTo), early };
  }

  /** Whether a context holds neither more nor less. */
  equals(context: DotContext): boolean {
    if (!this.covers(context)) return false;
    for (const [actor, upTo] of this.#upTo) if (upTo > seenOf(context.vector, actor)) return false;
    for (const [actor, dots] of this.#early) {
      const known = context.early.get(actor);
      for (const sequence of dots) if (known?.includes(sequence) !== true) return false;
    }
    return true;
  }
}
