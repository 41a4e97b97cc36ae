import { decode, encode, rfc8949EncodeOptions } from "cborg";
import { MalformedState, type Lattice, type Plain } from "./lattice.ts";

/** A state as bytes: deterministic CBOR (RFC 8949, section 4.2), the same for equal states. */
export function encodeState<State>(lattice: Lattice<State>, state: State): Uint8Array {
  return encode(lattice.toPlain(state), rfc8949EncodeOptions);
}

/** Throws a `MalformedState` for bytes that are no state of this type in its one form. */
export function decodeState<State>(lattice: Lattice<State>, bytes: Uint8Array): State {
  let plain: Plain;
  try {
    plain = decode(bytes, { strict: true, allowIndefinite: false, allowUndefined: false }) as Plain;
  } catch (error) {
    throw new MalformedState(error instanceof Error ? error.message : String(error), { cause: error });
  }
  const state = lattice.fromPlain(plain);
  const own = encodeState(lattice, state);
  if (own.length !== bytes.length || own.some((byte, i) => byte !== bytes[i]))
    throw new MalformedState(`a ${lattice.name} in another form than its own`);
  return state;
}
