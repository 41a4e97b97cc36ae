import { expect, test } from "vitest";
import { crc32 } from "../../src/base/crc32.ts";
import { sipHash } from "../../src/base/sip-hash.ts";

test("CRC-32 gives its check value", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});

test("SipHash-2-4 gives the values of its paper's test vectors", () => {
  const key = [
    { high: 0x07060504, low: 0x03020100 },
    { high: 0x0f0e0d0c, low: 0x0b0a0908 },
  ] as const;
  const hash = (length: number): string => {
    const { high, low } = sipHash(
      Uint8Array.from({ length }, (_, i) => i),
      key,
    );
    return `${high.toString(16)} ${low.toString(16)}`;
  };
  expect([hash(0), hash(1), hash(15)]).toEqual([
    "726fdb47 dd0e0e31",
    "74f839c5 93dc67fd",
    "a129ca61 49be45e5",
  ]);
});
