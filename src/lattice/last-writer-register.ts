import { listFrom } from "./actor.ts";
import type { Lattice } from "./lattice.ts";
import { rowFromPlain, type Row } from "./row.ts";
import { compareTimestamps, timestampFromPlain, timestampToPlain, type Timestamp } from "./timestamp.ts";

/** `lww`: the value written last, in the total order of timestamps; null before the first write. Columns written together are one value. */
export type LastWriterRegister = { readonly at: Timestamp; readonly value: Row } | null;

export const lastWriterRegister: Lattice<LastWriterRegister> = {
  name: "lww",
  bottom: null,
  merge: (a, b) => (isBefore(a, b) ? b : a),
  leq: (a, b) => isBefore(a, b) || a === null || (b !== null && compareTimestamps(a.at, b.at) === 0),
  toPlain: (register) => (register === null ? null : [timestampToPlain(register.at), register.value]),
  fromPlain(plain) {
    if (plain === null) return null;
    const [at, value] = listFrom(plain);
    return { at: timestampFromPlain(at), value: rowFromPlain(value) };
  },
};

function isBefore(a: LastWriterRegister, b: LastWriterRegister): boolean {
  return b !== null && (a === null || compareTimestamps(a.at, b.at) < 0);
}
