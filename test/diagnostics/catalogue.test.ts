import { describe, expect, test } from "vitest";
import { catalogue } from "../../src/diagnostics/catalogue.ts";
import { codes, type Code } from "../../src/diagnostics/code.ts";
import { checkText } from "./check-text.ts";

/** Codes that nothing finds yet: their pages are there for `calm explain`. */
const notFoundYet: ReadonlySet<Code> = new Set(["CALM301", "CALM302"]);

describe.each(codes.filter((code) => !notFoundYet.has(code)))("%s", (code) => {
  const { bad, good, severity } = catalogue[code];

  test("the bad example gives exactly this code", () => {
    const { diagnostics } = checkText(bad);
    const matters = severity === "info" ? diagnostics : diagnostics.filter((one) => one.severity !== "info");
    expect(matters.length).toBeGreaterThan(0);
    expect(matters.map((one) => `${one.code} ${one.severity}`)).toEqual(
      matters.map(() => `${code} ${severity}`),
    );
  });

  test("the good example gives nothing that matters", () => {
    const { diagnostics } = checkText(good);
    const matters = diagnostics.filter((one) => one.severity !== "info" || one.code === code);
    expect(matters.filter((one) => !("point" in one.data && one.severity === "info"))).toEqual([]);
  });
});

describe.each(codes)("the page of %s", (code) => {
  const page = catalogue[code];

  test("is complete and in plain text", () => {
    expect(page.code).toBe(code);
    expect(page.name).toMatch(/^[a-z][^.]*[^.]$/);
    expect(page.summary).toMatch(/^[A-Z`][^\n]*\.$/);
    for (const text of [page.why, page.fix]) {
      expect(text.trim()).toBe(text);
      expect(text).not.toMatch(/ {2}|\n(?!\n)(?<!\n\n)/);
      expect((text.match(/`/g) ?? []).length % 2, "every backquote has its partner").toBe(0);
    }
    expect(page.bad).not.toBe(page.good);
  });
});

test("every diagnostic of every example is one sentence that stands alone", () => {
  for (const code of codes) {
    for (const text of [catalogue[code].bad, catalogue[code].good]) {
      for (const { message, help, related, notes } of checkText(text).diagnostics) {
        expect(message).not.toMatch(/\.$|\n|undefined|\bnull\b/);
        for (const line of [...help, ...notes, ...related.map((one) => one.message)]) {
          expect(line).not.toMatch(/\n|undefined|\bnull\b/);
        }
      }
    }
  }
});
