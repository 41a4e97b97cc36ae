import { describe, expect, test } from "vitest";
import { checkProgram, type Checked } from "../../src/diagnostics/check.ts";
import { applyEdits } from "../../src/diagnostics/quick-fix.ts";
import type { BrokenInvariant } from "../../src/diagnostics/repairs/repair.ts";
import { repairsOf } from "../../src/diagnostics/repairs/repairs.ts";
import { parse } from "../../src/syntax/parse.ts";
import { decisions } from "../analysis/confluence/decision-table.ts";

function checked(text: string): Checked {
  const tree = parse({ path: "rules.dl", text });
  return checkProgram(tree, () => ({ problem: "not found" }), { evidence: false });
}

function brokenIn({ report }: Checked): readonly BrokenInvariant[] {
  return report.invariants.filter((one): one is BrokenInvariant => one.verdict === "not confluent");
}

function errorsOf({ diagnostics }: Checked): readonly string[] {
  return diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message);
}

const broken = decisions
  .map(([about, text]) => ({ about, text, program: checked(text) }))
  .filter(({ program }) => brokenIn(program).length > 0);

describe("what is offered for a broken invariant does what it says", () => {
  test.each(broken)("$about", ({ text, program }) => {
    for (const invariant of brokenIn(program)) {
      const repairs = repairsOf(invariant, program);
      // Somebody may always decide alone, or look after what went wrong.
      expect(repairs.map(({ kind }) => kind)).toEqual(
        expect.arrayContaining(["authority", "detect and compensate"]),
      );
      for (const { title, edits, keeps } of repairs) {
        const source = invariant.invariant.source;
        expect(source.text).toBe(text);
        const again = checked(applyEdits(source, edits));
        const before = errorsOf(program);
        expect(
          errorsOf(again).filter((message) => !before.includes(message)),
          title,
        ).toEqual([]);
        const { name } = invariant.invariant;
        const verdict = again.report.invariants.find((one) => one.invariant.name === name)?.verdict;
        expect(verdict, title).toBe(keeps ? "confluent" : undefined);
        if (!keeps) expect(again.report.outputs.every(({ ok }) => ok)).toBe(true);
      }
    }
  });
});

test("the repairs that fit are offered, those that keep everything available first", () => {
  const kinds = broken.map(({ about, program }) => {
    const [first] = brokenIn(program);
    return [about, first === undefined ? [] : repairsOf(first, program).map(({ kind }) => kind)];
  });
  const ever = new Map(kinds as [string, string[]][]);
  expect(ever.get("a counter that falls does not stay above")?.[0]).toBe("escrow");
  expect(ever.get("a counter that rises does not stay below another value")?.[0]).toBe("escrow");
  expect(ever.get("at most so many rows")?.[0]).toBe("escrow");
  expect(ever.get("at least so many rows, and rows go")?.[0]).toBe("escrow");
  expect(ever.get("a name that somebody chose is unique")?.[0]).toBe("names per replica");
  expect(ever.get("a child has a parent, and parents go")?.[0]).toBe("touch the parent");
  expect(ever.get("operations that commute")?.[0]).toBe("last writer");
});
