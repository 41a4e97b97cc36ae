import { describe, expect, test } from "vitest";
import { displayWidth } from "../../src/base/display-width.ts";
import { spaceTimeText } from "../../src/lab/space-time-text.ts";
import { checkProgram } from "../../src/diagnostics/check.ts";
import { present } from "../../src/base/assert.ts";
import { localProgram } from "../../src/replication/local-program.ts";
import { recordScenario, type RecordedRun } from "../../src/replication/recorded-run.ts";
import { parse } from "../../src/syntax/parse.ts";

const rules = `
.decl item(name: symbol)
.decl gone(name: symbol)
.decl left(name: symbol)
left(n) :- item(n), !gone(n).
.output left(promise="eventual")
`;

/** The run of a scenario with these statements. */
function runOf(statements: string): RecordedRun {
  const text = `${rules}.scenario it {\n${statements}\n}\n`;
  const { program } = checkProgram(parse({ path: "rules.dl", text }), () => ({ problem: "not found" }));
  const scenario = present(program.scenarios[0], text);
  return recordScenario(scenario, localProgram(program), new Map(), 1).run;
}

const cutOff = runOf(`
  replicas madrid, dublin.
  at madrid: item("tea").
  settle.
  partition madrid | dublin.
  at dublin: gone("tea").
  expect at madrid: left("tea").
  expect at dublin: !left("tea").
  heal.
  settle.
  expect left("tea").
  expect converged.`);

test("shows what is done and heard where, and the messages between", () => {
  expect(spaceTimeText(cutOff, { width: 60 }).join("\n")).toBe(`\
         madrid                   dublin
         │                        │
   0 ms  ● +item("tea")           │
         ▲ left("tea")            │
  10 ms  ├───── item("tea") ─────▶│
         │                        ▲ left("tea")
         ╌╌╌ cut off from each other: madrid | dublin ╌╌╌╌╌╌
         │                        ● +gone("tea")
         │       ✗─ gone("tea") ──┤
         │                        ▼ left("tea")
         ✓ sees left("tea")       │
         │                        ✓ does not see
         │                        │ left("tea")
         ╌╌╌ they hear each other again ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
  20 ms  │◀──── gone("tea") ──────┤
         ▼ left("tea")            │
  30 ms  ✗ all see left("tea")
         ✓ all have the same
         ● done here   ▲ now an answer
         ▼ no longer an answer   ✓ as expected
         ✗ not so, refused or down`);
});

test("does without signs that ASCII lacks", () => {
  const lines = spaceTimeText(cutOff, { width: 60, ascii: true });
  expect(lines.join("\n")).toMatch(/^[\n -~]*$/);
  expect(lines).toContain('  10 ms  |----- item("tea") ----->|');
});

test("is painted without a change of its text", () => {
  const painted = spaceTimeText(cutOff, { width: 60, paint: (text, kind) => `<${kind}>${text}</>` });
  expect(painted.map((line) => line.replaceAll(/<[a-z/]*>/g, ""))).toEqual(
    spaceTimeText(cutOff, { width: 60 }),
  );
  expect(painted).toContain('         <line>│                        </><bad>▼ left("tea")</>');
});

describe("fits into its width", () => {
  const name = "日本".repeat(20);
  const wordy = runOf(`
    replicas madrid, dublin, oslo.
    at madrid: item("${name} ${"long ".repeat(40)}").
    crash oslo.
    at dublin: item("${"x".repeat(200)}").
    settle.
    recover oslo.
    settle.
    expect converged.`);

  test.each([40, 60, 80])("%i columns", (width) => {
    const lines = spaceTimeText(wordy, { width });
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
    expect(lines.join("\n")).toContain("is down");
    expect(lines.join("\n")).toContain("┆");
  });
});

test("a message over a third line crosses it", () => {
  const three = runOf(`
    replicas a, b, c.
    at a: item("x").
    settle.`);
  const arrows = spaceTimeText(three, { width: 80 }).filter((line) => line.includes("▶"));
  expect(arrows).toEqual([
    '  10 ms  ├───── item("x") ─────▶│                      │',
    '         ├───── item("x") ──────┼─────────────────────▶│',
  ]);
});
