/**
 * A join-semilattice of replica states.
 *
 * `merge` is commutative, associative and idempotent, `bottom` is neutral; `a ≤ b` exactly when
 * `merge(a, b)` equals `b` (Shapiro et al., "Conflict-free Replicated Data Types", 2011). A
 * mutator of an instance returns a *delta*: a small state whose merge into the old one gives the
 * new one (Almeida, Shoker, Baquero, "Delta State Replicated Data Types", 2018). States are
 * values: nothing here changes one in place.
 */
export interface Lattice<State> {
  readonly name: string;
  readonly bottom: State;
  merge(a: State, b: State): State;
  leq(a: State, b: State): boolean;
  /** The state as plain data, the same for equal states: what `encodeState` writes and digests are made of. */
  toPlain(state: State): Plain;
  /** Throws a `MalformedState` for what `toPlain` never gives. */
  fromPlain(plain: Plain): State;
}

/** Data that every encoding has: CBOR, JSON, structured clones. */
export type Plain = null | boolean | number | string | Uint8Array | readonly Plain[];

/** Data that came from outside and is no state of the type it should be of. */
export class MalformedState extends Error {}

export function malformed(what: string): never {
  throw new MalformedState(`not ${what}`);
}
