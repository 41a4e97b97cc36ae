import { expect, test } from "vitest";
import { ByteSymbols } from "../../src/engine/byte-symbols.ts";
import { ValuePool } from "../../src/engine/value-pool.ts";

const encoder = new TextEncoder();

/** Texts of every length around four, eight and eleven bytes, that end alike and begin alike. */
const texts = Array.from({ length: 40 }, (_, length) => length).flatMap((length) => [
  "a".repeat(length),
  `${"a".repeat(length)}b`,
  `b${"a".repeat(length)}`,
  `${"a".repeat(length)}\0`,
  `${"é".repeat(length)}z`,
]);

test("texts and bytes have the same codes, whoever comes first, wherever the bytes lie", () => {
  const pool = new ValuePool();
  const symbols = new ByteSymbols(pool);
  const codeOf = (text: string, before: number, after: number): number => {
    const bytes = encoder.encode(`${"x".repeat(before)}${text}${"y".repeat(after)}`);
    return symbols.code(bytes, before, bytes.length - after);
  };
  const known = new Map<string, number>();
  for (const [i, text] of texts.entries()) {
    const code = i % 3 === 0 ? pool.symbol(text) : codeOf(text, i % 5, i % 17);
    expect(code).toBe(known.get(text) ?? known.size);
    known.set(text, code);
    if (i % 50 === 0) expect(pool.knownSymbol(text)).toBe(code);
  }
  for (const [text, code] of known) {
    expect(codeOf(text, 3, 20)).toBe(code);
    expect(codeOf(text, 0, 0)).toBe(code);
    expect(pool.text(code)).toBe(text);
    expect(pool.symbol(text)).toBe(code);
  }
});

test("half a surrogate pair is not what its replacement is", () => {
  const pool = new ValuePool();
  const half = pool.symbol("\ud800");
  const replacement = encoder.encode("\ufffd");
  expect(new ByteSymbols(pool).code(replacement, 0, replacement.length)).not.toBe(half);
});

test("bytes that are not UTF-8 have no code", () => {
  const symbols = new ByteSymbols(new ValuePool());
  expect(symbols.code(Uint8Array.of(97, 0xff), 0, 2)).toBe(-1);
  expect(symbols.code(Uint8Array.of(97, 0xff), 0, 1)).toBe(0);
});
