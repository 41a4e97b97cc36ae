/**
 * The lattices as a library: every replicated type of the language with its merge, its order, its
 * changes as deltas and its encoding, and what they rest on. States are values.
 *
 *     import { addition, addWinsSet, removal } from "calm-datalog/lattice";
 *     const milk = addition(addWinsSet.bottom, { actor: "ana", sequence: 1 }, ["milk"]);
 *     const both = addWinsSet.merge(milk, elsewhere);
 */
export { compareDots, type ActorId, type Dot } from "./lattice/actor.ts";
export { addition, addWinsSet, removal, type AddWinsSet } from "./lattice/add-wins-set.ts";
export {
  boundedCounter,
  creation,
  rightsOf,
  slackOf,
  spending,
  transfer,
  type BoundedCounter,
} from "./lattice/bounded-counter.ts";
export {
  balanceOf,
  growCounter,
  increment,
  totalOf,
  upDownCounter,
  type GrowCounter,
  type UpDownCounter,
} from "./lattice/counters.ts";
export { contextHas, contextOf, dotContext, type DotContext } from "./lattice/dot-context.ts";
export { decodeState, encodeState } from "./lattice/encode-state.ts";
export { largest, smallest } from "./lattice/extremes.ts";
export { growSet, insertion, type GrowSet } from "./lattice/grow-set.ts";
export { lastWriterRegister, type LastWriterRegister } from "./lattice/last-writer-register.ts";
export { MalformedState, type Lattice, type Plain } from "./lattice/lattice.ts";
export {
  multiValueRegister,
  replacement,
  valuesOf,
  type MultiValueRegister,
} from "./lattice/multi-value-register.ts";
export type { Row, Value } from "./lattice/row.ts";
export {
  insertionAt,
  removalAt,
  sequence,
  textOf,
  visibleElements,
  type Sequence,
  type SequenceElement,
} from "./lattice/sequence.ts";
export { compareTimestamps, HybridClock, type Timestamp } from "./lattice/timestamp.ts";
export {
  compareVectors,
  seenOf,
  tick,
  versionVector,
  type CausalOrder,
  type VersionVector,
} from "./lattice/version-vector.ts";
