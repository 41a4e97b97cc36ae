import { crc32 } from "../../base/crc32.ts";
import { unreadable } from "./unreadable-bytes.ts";
import type { WireFormat } from "./wire-format.ts";

/** What bytes in an envelope are. */
export type Content = "transactions" | "message" | "reconciliation";

/**
 * Wraps bytes: two that say that they are ours, the version, the content, the program's hash, the
 * bytes, and a checksum of all that.
 */
export function enclosed(content: Content, bytes: Uint8Array, { programHash }: WireFormat): Uint8Array {
  const whole = new Uint8Array(headLength + bytes.length + checksumLength);
  const view = new DataView(whole.buffer);
  view.setUint16(0, mark);
  view.setUint8(2, version);
  view.setUint8(3, contents.indexOf(content));
  view.setUint32(4, programHash.high);
  view.setUint32(8, programHash.low);
  whole.set(bytes, headLength);
  view.setUint32(headLength + bytes.length, crc32(whole.subarray(0, headLength + bytes.length)));
  return whole;
}

/** The bytes that were wrapped. Throws `UnreadableBytes` for damaged and for foreign ones. */
export function opened(content: Content, whole: Uint8Array, { programHash }: WireFormat): Uint8Array {
  const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
  if (whole.length < 2 || view.getUint16(0) !== mark) unreadable("These bytes were not written by calm.");
  if (whole.length < headLength + checksumLength) unreadable("The bytes are cut short.");
  const found = view.getUint8(2);
  if (found !== version)
    unreadable(`They are of version ${String(found)} of the format; this is version ${String(version)}.`);
  const end = whole.length - checksumLength;
  if (view.getUint32(end) !== crc32(whole.subarray(0, end)))
    unreadable("The bytes are damaged or cut short: their checksum is wrong.");
  if (view.getUint32(4) !== programHash.high || view.getUint32(8) !== programHash.low)
    unreadable("They are of another program, or of a version of it that replicates other facts.");
  if (contents[view.getUint8(3)] !== content) unreadable(`They are no ${content}.`);
  return whole.subarray(headLength, end);
}

const mark = 0xca1c;
const version = 1;
const contents: readonly Content[] = ["transactions", "message", "reconciliation"];
const headLength = 12;
const checksumLength = 4;
