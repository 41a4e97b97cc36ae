import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { catalogue } from "../../src/diagnostics/catalogue.ts";
import type { Checked } from "../../src/diagnostics/check.ts";
import { codes } from "../../src/diagnostics/code.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { applyEdits } from "../../src/diagnostics/quick-fix.ts";
import { checkText } from "./check-text.ts";

const folder = new URL("../../examples/", import.meta.url);
const examples = readdirSync(folder)
  .filter((name) => name.endsWith(".dl"))
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }))
  .filter(({ text }) => !text.includes(".include"));
const pages = codes.flatMap((code) => [
  { name: `${code}, bad`, text: catalogue[code].bad },
  { name: `${code}, good`, text: catalogue[code].good },
]);

describe("every quick fix removes its diagnostic and makes nothing worse", () => {
  test.each([...pages, ...examples])("$name", ({ text }) => {
    const before = checkText(text);
    for (const diagnostic of before.diagnostics) {
      for (const fix of diagnostic.fixes) {
        const mended = applyEdits(diagnostic.place.source, fix.edits);
        const after = checkText(mended);
        const what = `${diagnostic.code} ${fix.title}\n${mended}\n${describeAll(after)}`;
        expect(weightOf(after, diagnostic), what).toBeLessThan(weightOf(before, diagnostic));
        expect(newErrors(before, after), what).toEqual([]);
      }
    }
  });

  test("also where lines end in CRLF", () => {
    for (const { text } of pages) {
      for (const diagnostic of checkText(text.replaceAll("\n", "\r\n")).diagnostics) {
        for (const fix of diagnostic.fixes) {
          expect(applyEdits(diagnostic.place.source, fix.edits)).not.toMatch(/(?<!\r)\n/);
        }
      }
    }
  });
});

test("a safe fix leaves every verdict as it was", () => {
  for (const { text } of [...pages, ...examples]) {
    const before = checkText(text);
    for (const fix of before.diagnostics.flatMap(({ fixes }) => fixes).filter(({ safe }) => safe)) {
      const after = checkText(applyEdits(present(before.program.sources[0], "the source"), fix.edits));
      expect(verdicts(after), `${fix.title}\n${text}`).toEqual(verdicts(before));
    }
  }
});

/** How often the same is said, what is only information counting nothing. */
function weightOf({ diagnostics }: Checked, { code, message, severity }: Diagnostic): number {
  return diagnostics.filter(
    (one) => one.code === code && one.message === message && (severity === "info" || one.severity !== "info"),
  ).length;
}

function newErrors(before: Checked, after: Checked): readonly string[] {
  const known = new Set(before.diagnostics.map(({ code }) => code));
  return after.diagnostics
    .filter(({ code, severity }) => severity === "error" && !known.has(code))
    .map(({ code, message }) => `${code} ${message}`);
}

function verdicts({ report }: Checked): readonly string[] {
  return report.outputs.map(({ relation, verdict, ok }) => `${relation.name} ${verdict} ${String(ok)}`);
}

function describeAll({ diagnostics }: Checked): string {
  return diagnostics.map(({ code, severity, message }) => `${code} ${severity} ${message}`).join("\n");
}
