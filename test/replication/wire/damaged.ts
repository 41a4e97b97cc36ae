import fc from "fast-check";
import { crc32 } from "../../../src/base/crc32.ts";

/** Bytes cut short, lengthened, with a part moved, or with some changed; perhaps as they were. */
export function damaged(bytes: Uint8Array, choose: fc.GeneratorValue): Uint8Array {
  const result = Uint8Array.from(bytes);
  const place = (): number => choose(fc.nat, { max: Math.max(0, bytes.length - 1) });
  switch (choose(fc.nat, { max: 3 })) {
    case 0:
      return result.subarray(0, place());
    case 1:
      return Uint8Array.of(...result, ...choose(fc.uint8Array, { minLength: 1, maxLength: 8 }));
    case 2: {
      const [from, to] = [place(), place()];
      result.copyWithin(from, to);
      return result;
    }
    default:
      for (let i = choose(fc.nat, { max: 3 }); i >= 0; i--) result[place()] = choose(fc.nat, { max: 255 });
      return result;
  }
}

/** The bytes with other content in their envelope, and a right checksum. */
export function resealed(bytes: Uint8Array, change: (content: Uint8Array) => Uint8Array): Uint8Array {
  return checked(Uint8Array.of(...bytes.subarray(0, 12), ...change(bytes.subarray(12, -4)), 0, 0, 0, 0));
}

/** The same bytes with a right checksum. */
export function checked(bytes: Uint8Array): Uint8Array {
  const result = Uint8Array.from(bytes);
  const end = result.length - 4;
  new DataView(result.buffer).setUint32(end, crc32(result.subarray(0, end)));
  return result;
}
