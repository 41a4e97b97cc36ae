import { describe, expect, test } from "vitest";
import { checkProgram, type Checked } from "../../src/diagnostics/check.ts";
import { applyEdits } from "../../src/diagnostics/quick-fix.ts";
import { counterexampleScenario } from "../../src/diagnostics/counterexample-scenario.ts";
import type { BrokenInvariant, RepairKind } from "../../src/diagnostics/repairs/repair.ts";
import { repairsOf } from "../../src/diagnostics/repairs/repairs.ts";
import { Evaluation } from "../../src/engine/evaluation.ts";
import { factsGiven, localProgram } from "../../src/replication/local-program.ts";
import { runScenario } from "../../src/replication/scenario-run.ts";
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
  expect(ever.get("operations that commute")?.slice(0, 2)).toEqual(["last writer", "reservation"]);
  expect(ever.get("one or the other stays")?.[0]).toBe("mask reservation");
  expect(ever.get("two registers in order")?.[0]).toBe("one record");
  expect(ever.get("the next number is unique")?.[0]).toBe("numbers per replica");
  expect(ever.get("a name that somebody chose is unique")).toContain("reservation");
  // What a caller chooses means the same everywhere.
  expect(ever.get("operations that commute")).not.toContain("numbers per replica");
});

/** The text with a repair of a kind made. */
function repaired(text: string, kind: RepairKind): string {
  const program = checked(text);
  const [invariant] = brokenIn(program);
  const repair = invariant && repairsOf(invariant, program).find((one) => one.kind === kind);
  return invariant === undefined || repair === undefined
    ? `// no ${kind}`
    : applyEdits(invariant.invariant.source, repair.edits);
}

function sharesRights(kind: RepairKind): boolean {
  return kind === "escrow" || kind === "mask reservation" || kind === "reservation";
}

/** What goes wrong in the last scenario of a text. */
function complaints(text: string): readonly string[] {
  const { program } = checked(text);
  const scenario = program.scenarios.at(-1);
  if (scenario === undefined) return ["there is no scenario"];
  const facts = factsGiven(new Evaluation(program));
  const result = runScenario(scenario, { local: localProgram(program), facts, seed: 1 });
  return [
    ...result.expects.filter(({ ok }) => !ok).map(({ message }) => message),
    ...(result.error === null ? [] : [result.error.message]),
  ];
}

test.each(broken)(
  "what broke the invariant keeps its old words once it is repaired: $about",
  ({ program }) => {
    for (const verdict of brokenIn(program)) {
      const { name, source, syntax } = verdict.invariant;
      const body = source.text.slice(syntax.name.span.end, syntax.span.end);
      const scenario = counterexampleScenario(verdict.counterexample, program.program, "again");
      for (const { kind, edits, keeps } of repairsOf(verdict, program)) {
        const text = `${applyEdits(source, edits)}\n.invariant old_words${body}\n`;
        // A promise that is not kept has no words, and a relation may have other columns.
        if (!keeps || errorsOf(checked(text)).some((message) => !message.includes("when they merge")))
          continue;
        // Rights are counted from the facts of the text on.
        const dropped = sharesRights(kind) ? / {2}everywhere:[^\n]*\n/g : /(?!)/;
        const replayed = scenario
          .replace(`expect violated ${name}`, "expect holds old_words")
          .replaceAll(/ {2}expect (?!holds|converged)[^\n]*\n/g, "")
          .replace(dropped, "");
        expect(complaints(text + replayed), `${kind}\n${text}${replayed}`).toEqual([]);
      }
    }
  },
);

test("rights that are handed out before a partition are used up behind it", () => {
  const hotel = `.decl rooms(kind: symbol, n: number) static
rooms("double", 2).
.decl booking(kind: symbol, night: number, guest: symbol)
.operation book(kind: symbol, night: number, guest: symbol) { insert booking(kind, night, guest). }
.invariant no_overbooking: booking(k, d, _), rooms(k, c), n = count : { booking(k, d, _) } => n <= c.
`;
  const nights = `
.scenario two_desks {
  replicas a, b.
  at a: open_booking("double", 1).
  settle.
  at a: open_booking("double", 1).
  expect refused.
  at a: hand_out_booking("double", 1, 1, "b").
  settle.
  partition a | b.
  at a: book("double", 1, "ana").
  at b: book("double", 1, "bo").
  at b: book("double", 1, "cy").
  expect refused.
  heal.
  settle.
  expect booking("double", 1, "ana").
  expect booking("double", 1, "bo").
  expect !booking("double", 1, "cy").
}
`;
  expect(complaints(repaired(hotel, "reservation") + nights)).toEqual([]);
});

test("a number that is given twice belongs to two replicas", () => {
  const tickets = `.decl ticket(n: number, holder: symbol)
ticket(0, "nobody").
.decl late(holder: symbol)
late(h) :- ticket(n, h), n > 100.
.output late
.operation draw(h: symbol) { require m = max k : { ticket(k, _) }. insert ticket(m + 1, h). }
.invariant unique: ticket(n, a), ticket(n, b) => a = b.
.scenario old {
  replicas a, b.
  at a: ticket(7, "cy").
  expect at a: ticket(7, "cy").
}
`;
  const draws = `
.scenario draws {
  replicas a, b.
  at a: draw("ana").
  at b: draw("bo").
  settle.
  expect ticket(1, "a", "ana").
  expect ticket(1, "b", "bo").
  expect holds unique.
}
`;
  const text = repaired(tickets, "numbers per replica");
  expect(text).toContain(`ticket(0, "", "nobody").`);
  expect(text).toContain(`at a: ticket(7, "a", "cy").`);
  expect(complaints(text)).toEqual([]);
  expect(complaints(text + draws)).toEqual([]);
});

test("one record is whole whichever write wins, and is read under the old names", () => {
  const shop = `.decl opens(shop: symbol, hour: lww<number>)
.decl closes(shop: symbol, hour: lww<number>)
opens("s", 9).
closes("s", 17).
.decl late(shop: symbol)
late(s) :- closes(s, h), h > 20.
.output late(promise="eventual")
.operation set_open(s: symbol, h: number) { opens(s) := h. }
.operation set_both(s: symbol, h: number, g: number) { opens(s) := h. closes(s) := g. }
.operation set_close(s: symbol, h: number) { require opens(s, _). closes(s) := h. }
.invariant ordered: opens(s, a), closes(s, b) => a <= b.
`;
  const hours = `
.scenario hours {
  replicas a, b.
  at a: set_open("s", 17).
  at b: set_close("s", 10).
  settle.
  expect converged.
  expect holds ordered.
  at a: set_both("s", 21, 22).
  settle.
  expect closes("s", 22).
  expect late("s").
}
`;
  const text = repaired(shop, "one record");
  expect(text).toContain("{ opens_and_closes(s) := (h, g). }");
  expect(complaints(text + hours)).toEqual([]);
});
