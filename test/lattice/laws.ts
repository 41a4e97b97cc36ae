import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { test } from "vitest";
import { decodeState, encodeState } from "../../src/lattice/encode-state.ts";
import type { Lattice } from "../../src/lattice/lattice.ts";

/** A type of replicated state, with what its users may do to it. */
export interface Instance<State> {
  readonly lattice: Lattice<State>;
  /** One change at a replica, as its delta; null where the type refuses it. `sequence` is new at this actor. */
  readonly change: (state: State, actor: string, sequence: number, choice: fc.GeneratorValue) => State | null;
}

const actors = ["", "dublin#1", "𝒪slo"] as const;

type Step = "change" | "merge";

/**
 * The laws of a semilattice, of deltas and of the encoding, on states that replicas with one
 * common history reach, by changes and by merging in any order.
 */
export function obeysLatticeLaws<State>({ lattice, change }: Instance<State>, numRuns = 10_000): void {
  const step = fc.constantFrom<Step>("change", "change", "merge");
  const site = fc.nat({ max: actors.length - 1 });
  const steps = fc.array(fc.tuple(step, site, site), { minLength: 4, maxLength: 16, size: "max" });
  test(`${lattice.name}: laws`, { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(steps, fc.gen(), (list, choice) => {
        const states = reached({ lattice, change }, list, choice);
        const [a, b, c] = [states[0] as State, states[1] as State, states[2] as State];
        holds(lattice, a, b, c);
      }),
      { numRuns, seed: 7 },
    );
  });
}

function reached<State>(
  { lattice, change }: Instance<State>,
  steps: readonly (readonly [Step, number, number])[],
  choice: fc.GeneratorValue,
): readonly State[] {
  const states = actors.map(() => lattice.bottom);
  const sequences = actors.map(() => 0);
  for (const [kind, at, from] of steps) {
    const state = states[at] as State;
    if (kind === "merge") {
      states[at] = lattice.merge(state, states[from] as State);
      continue;
    }
    const sequence = (sequences[at] as number) + 1;
    const delta = change(state, actors[at] as string, sequence, choice);
    if (delta === null) continue;
    sequences[at] = sequence;
    const next = lattice.merge(state, delta);
    check(lattice.leq(state, next), "a change inflates");
    check(same(lattice, lattice.merge(next, delta), next), "a delta again changes nothing");
    states[at] = next;
  }
  return states;
}

function check(holds: boolean, law: string): void {
  if (!holds) throw new Error(`broken: ${law}`);
}

function holds<State>(lattice: Lattice<State>, a: State, b: State, c: State): void {
  const merge = (one: State, other: State): State => lattice.merge(one, other);
  const ab = merge(a, b);
  check(same(lattice, ab, merge(b, a)), "commutative");
  check(same(lattice, merge(ab, c), merge(a, merge(b, c))), "associative");
  check(same(lattice, merge(a, a), a), "idempotent");
  check(same(lattice, merge(a, lattice.bottom), a), "bottom is neutral");
  check(lattice.leq(a, ab) && lattice.leq(b, ab), "a merge is above both");
  check(lattice.leq(a, b) === same(lattice, ab, b), "the order is that of merging");
  // Compared as they are: bytes that lack something would be equal.
  check(isDeepStrictEqual(decodeState(lattice, encodeState(lattice, a)), a), "decoding what was encoded");
}

/** Equal states have equal bytes, and so equal digests. */
function same<State>(lattice: Lattice<State>, a: State, b: State): boolean {
  return Buffer.compare(encodeState(lattice, a), encodeState(lattice, b)) === 0;
}
