import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compactReporter } from "../../src/cli/compact-reporter.ts";
import type { Console } from "../../src/cli/console.ts";
import { githubReporter } from "../../src/cli/github-reporter.ts";
import { jsonReporter } from "../../src/cli/json-reporter.ts";
import { prettyReporter } from "../../src/cli/pretty-reporter.ts";
import { sarifReporter } from "../../src/cli/sarif-reporter.ts";
import { styleFor } from "../../src/cli/style.ts";
import { displayWidth } from "../../src/base/display-width.ts";
import { applyEdits } from "../../src/diagnostics/quick-fix.ts";
import { checkText } from "../diagnostics/check-text.ts";

const folder = new URL("../../examples/", import.meta.url);
const examples = readdirSync(folder)
  .filter((name) => name.endsWith(".dl"))
  .map((name) => readFileSync(new URL(name, folder), "utf8"));

/** Pieces that break a program in interesting ways. */
const pieces = [
  "!",
  "(",
  ")",
  ".",
  ",",
  ":-",
  '"',
  "/*",
  "_",
  " at desk",
  "count : { ",
  " }",
  "\0",
  "\ufffd",
  "\u001b[2J",
  "日本",
  "\t",
  "\r",
  "\r\n",
  "// calm-disable-next-line CALM101\n",
  "// calm-disable-next-line CALM008, CALM103: because\n",
  ".seal ready() by ready\n",
  ".output ready(promise=",
  ".decl x(",
  "9999999999999999999",
  " except ",
];

interface Mutation {
  readonly at: number;
  readonly taken: number;
  readonly put: string;
}

const mutation = fc.record<Mutation>({
  at: fc.nat({ max: 2000 }),
  taken: fc.oneof(fc.constant(0), fc.nat({ max: 30 })),
  put: fc.oneof(fc.constant(""), fc.constantFrom(...pieces), fc.string({ maxLength: 5 })),
});

const mutant = fc
  .tuple(fc.constantFrom(...examples), fc.array(mutation, { minLength: 1, maxLength: 6 }))
  .map(([text, mutations]) =>
    mutations.reduce((now, { at, taken, put }) => {
      const start = at % (now.length + 1);
      return now.slice(0, start) + put + now.slice(start + taken);
    }, text),
  );

/** `CALM_MUTANTS=100000 CALM_SEED=7 npx vitest run test/cli/mutants.test.ts` tries more, and others. */
const numRuns = Number(process.env["CALM_MUTANTS"] ?? 300);
const seed = Number(process.env["CALM_SEED"] ?? 1);

test("whatever is done to a program, every report of it can be written and every fix applied", () => {
  fc.assert(
    fc.property(mutant, (text) => {
      const checked = checkText(text);
      for (const { message, place, related, fixes } of checked.diagnostics) {
        expect(message).not.toBe("");
        for (const { source, start, end } of [place, ...related.map((one) => one.place)]) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(source.text.length);
        }
        for (const { edits } of fixes) applyEdits(place.source, edits);
      }
      const { diagnostics } = checked;
      const written: string[] = [];
      const console: Console = {
        style: styleFor(false),
        noteStyle: styleFor(false),
        width: 80,
        isTerminal: false,
        write: (piece) => written.push(piece),
        note: () => undefined,
        report: () => undefined,
      };
      const reporters = [
        jsonReporter(console),
        sarifReporter(console, "1.0.0"),
        githubReporter(console, false),
        compactReporter(console, false),
        prettyReporter(console, false),
      ];
      for (const reporter of reporters) {
        written.length = 0;
        reporter.file({ kind: "checked", path: "rules.dl", checked, diagnostics, known: [] });
        reporter.end({ errors: 0, warnings: 0, infos: 0 });
        // Nothing of the user's text may act on the terminal.
        expect(written.join("")).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
      }
      for (const line of written.join("").split("\n")) {
        if (line.includes(" | ")) expect(displayWidth(line), line).toBeLessThanOrEqual(80);
      }
    }),
    { numRuns, seed },
  );
});
