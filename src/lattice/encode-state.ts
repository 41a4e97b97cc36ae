import { decode, encode, rfc8949EncodeOptions } from "cborg";
import { MalformedState, type Lattice, type Plain } from "./lattice.ts";

/** A state as bytes: deterministic CBOR (RFC 8949, section 4.2), the same for equal states. */
export function encodeState<State>(lattice: Lattice<State>, state: State): Uint8Array {
  return encodePlain(lattice.toPlain(state));
}

/** Throws a `MalformedState` for bytes that are no state of this type in its one form. */
export function decodeState<State>(lattice: Lattice<State>, bytes: Uint8Array): State {
  const state = lattice.fromPlain(decodePlain(bytes));
  const own = encodeState(lattice, state);
  if (own.length !== bytes.length || own.some((byte, i) => byte !== bytes[i]))
    throw new MalformedState(`a ${lattice.name} in another form than its own`);
  return state;
}

/** Plain data as bytes: deterministic CBOR. */
export function encodePlain(plain: Plain): Uint8Array {
  return encode(plain, rfc8949EncodeOptions);
}

/** Throws a `MalformedState` for bytes that are no plain data; takes no more memory than they are long. */
export function decodePlain(bytes: Uint8Array): Plain {
  try {
    return decode(bytes, plainDecodeOptions) as Plain;
  } catch (error) {
    throw new MalformedState(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

const plainDecodeOptions = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowBigInt: false,
  allowNaN: false,
};
