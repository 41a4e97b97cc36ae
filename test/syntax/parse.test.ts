import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "../../src/syntax/parse.ts";
import { CalmParser } from "../../src/syntax/parser.ts";
import { drawCase, readCases } from "./cases.ts";

const folder = new URL("cases/", import.meta.url);

describe("text cases", () => {
  test.each(readdirSync(folder).sort())("%s", async (file) => {
    const path = new URL(file, folder);
    const drawn = readCases(path).map(drawCase).join("\n");
    await expect(drawn).toMatchFileSnapshot(fileURLToPath(path));
  });

  test("an insertion mends its problem", () => {
    const cases = readdirSync(folder).flatMap((file) => readCases(new URL(file, folder)));
    const failed: string[] = [];
    for (const { name, program } of cases) {
      const tree = parse({ path: name, text: program });
      for (const error of tree.errors) {
        if (error.kind !== "syntax" || error.insert === undefined) continue;
        const { offset, text } = error.insert;
        const mended = parse({ path: name, text: program.slice(0, offset) + text + program.slice(offset) });
        if (mended.errors.length !== tree.errors.length - 1)
          failed.push(`${name}: ${program.slice(error.span.start - 30, offset)}‸${text}`);
      }
    }
    expect(failed).toEqual([]);
  });
});

test("the grammar passes chevrotain's validations", () => {
  expect(() => new CalmParser({ skipValidations: false })).not.toThrow();
});
