import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeText } from "../../src/base/decode-text.ts";

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

test("text that is UTF-8 comes as it is, without its mark", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.boolean(), (text, isMarked) => {
      const encoded = new TextEncoder().encode(isMarked ? `\ufeff${text}` : text);
      const expected = !isMarked && text.startsWith("\ufeff") ? text.slice(1) : text;
      expect(decodeText(encoded)).toEqual({ text: expected, invalid: [] });
    }),
  );
});

test("whatever the bytes are, U+FFFD stands exactly where they are not UTF-8", () => {
  const byte = fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0x80, 0xbf),
  );
  fc.assert(
    fc.property(fc.array(byte), (values) => {
      const { text, invalid } = decodeText(bytes(...values));
      const places = [...text.matchAll(/\ufffd/g)].map(({ index }) => index);
      const found = invalid.flatMap(({ start, end }) =>
        Array.from({ length: end - start }, (_, i) => start + i),
      );
      // The bytes ef bf bd are a U+FFFD that was meant.
      const meant = Buffer.from(values).includes(Buffer.from([0xef, 0xbf, 0xbd]));
      if (meant) expect(places).toEqual(expect.arrayContaining(found));
      else expect(found).toEqual(places);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["a byte of Latin-1", [0x61, 0xe9, 0x62], [{ start: 1, end: 2 }]],
  ["a sequence that stops early", [0xe2, 0x82, 0x61], [{ start: 0, end: 1 }]],
  ["an overlong form", [0xc0, 0xaf], [{ start: 0, end: 2 }]],
  ["a surrogate", [0xed, 0xa0, 0x80], [{ start: 0, end: 3 }]],
  ["after a character of two units", [0xf0, 0x9f, 0x98, 0x80, 0xff], [{ start: 2, end: 3 }]],
  ["after a mark", [0xef, 0xbb, 0xbf, 0x61, 0xff], [{ start: 1, end: 2 }]],
] as const)("%s", (_name, values, invalid) => {
  expect(decodeText(bytes(...values)).invalid).toEqual(invalid);
});
