import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { beforeAll, describe, expect, test } from "vitest";
import { calm, folderWith } from "./calm.ts";
import { clean, loose, open } from "./rule-texts.ts";

function schema(path: string): object {
  return JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")) as object;
}

describe("json", () => {
  const validate = new Ajv2020({ allowUnionTypes: true, allErrors: true }).compile(
    schema("src/cli/check.schema.json"),
  );

  test("of every example is as the schema says", async () => {
    const { code, out } = await calm(["check", "--format", "json", "examples"]);
    expect(code).toBe(1);
    expect(validate(JSON.parse(out)), JSON.stringify(validate.errors)).toBe(true);
  });

  test("of a program with a point of order is what the document shows", async () => {
    const cwd = folderWith({ "rules.dl": open });
    const { out } = await calm(["check", "--format", "json", "rules.dl", "missing.dl"], { cwd });
    const report = JSON.parse(out) as { files: Record<string, unknown>[] };
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    expect(report).toMatchObject({
      schemaVersion: 1,
      summary: { errors: 1, warnings: 0, infos: 0 },
      files: [
        {
          file: "rules.dl",
          relations: [
            { name: "user", kind: "base", columns: [{ name: "name", type: "symbol" }], direction: "up" },
            { name: "banned", kind: "base", direction: "up", verdict: "monotone" },
            {
              name: "active",
              kind: "derived",
              stratum: 1,
              direction: "any",
              verdict: "nonmonotone",
              placement: "domain-distinct",
              evidence: "witness",
            },
          ],
          outputs: [{ relation: "active", promise: "final", verdict: "nonmonotone", ok: false }],
          pointsOfOrder: [
            {
              code: "CALM101",
              relation: "active",
              rule: 0,
              construct: "negation",
              reads: "banned",
              coveredBy: null,
              range: { start: { line: 4, character: 22 }, end: { line: 4, character: 32 } },
              witness: {
                facts: ['user("user1")'],
                changes: [{ insert: 'banned("user1")' }],
                withdrawn: 'active("user1")',
              },
            },
          ],
          invariants: [],
          coordinationRounds: 1,
          conflicts: [],
          diagnostics: [
            {
              code: "CALM101",
              severity: "error",
              range: { start: { line: 4, character: 22 }, end: { line: 4, character: 32 } },
              related: [{ message: "what is printed here must stay true" }],
            },
          ],
        },
        { file: "missing.dl", error: "does not exist" },
      ],
    });
  });

  test("names the included file in which something lies", async () => {
    const cwd = folderWith({ "main.dl": '.include "part.dl"\n.output active\n', "part.dl": open });
    const { out } = await calm(["check", "--format", "json", "main.dl"], { cwd });
    const report = JSON.parse(out) as { files: { pointsOfOrder: unknown[]; diagnostics: unknown[] }[] };
    expect(report.files[0]?.pointsOfOrder[0]).toMatchObject({ file: "part.dl" });
    expect(report.files[0]?.diagnostics[0]).toMatchObject({ file: "part.dl", code: "CALM101" });
  });
});

describe("sarif", () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: fullFormats });
  const validate = ajv.compile(
    schema("node_modules/@microsoft/sarif-multitool-ts/assets/sarif-2.1.0.schema.json"),
  );
  interface Log {
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly invocations: readonly object[];
      readonly results: readonly { readonly ruleId: string; readonly [key: string]: unknown }[];
    }[];
  }
  let examples: Log;
  beforeAll(async () => {
    examples = JSON.parse((await calm(["check", "--format", "sarif", "examples"])).out) as Log;
  });

  test("of every example is as the schema of SARIF 2.1.0 says", () => {
    expect(validate(examples), JSON.stringify(validate.errors)).toBe(true);
  });

  test("lists as rules the codes that are reported, and no others", () => {
    for (const { tool, results } of examples.runs) {
      const rules = tool.driver.rules.map(({ id }) => id);
      expect(new Set(rules)).toEqual(new Set(results.map(({ ruleId }) => ruleId)));
      for (const { ruleId, ruleIndex } of results) expect(rules[Number(ruleIndex)]).toBe(ruleId);
    }
  });

  test("has relative addresses, fixes, suppressions and what could not be read", async () => {
    const suppressed = open.replace(
      "active(u) :-",
      "// calm-disable-next-line CALM101: agreed\nactive(u) :-",
    );
    const cwd = folderWith({ "a b/open.dl": open, "suppressed.dl": suppressed, "known.dl": loose });
    await calm(["check", "--write-baseline", "known.json", "known.dl"], { cwd });
    const words = ["check", "--format", "sarif", "--baseline", "known.json"];
    const { out } = await calm([...words, "missing.dl", "."], { cwd });
    const log = JSON.parse(out) as Log;
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    const results = log.runs[0]?.results ?? [];
    expect(results).toMatchObject([
      {
        ruleId: "CALM101",
        level: "error",
        locations: [{ physicalLocation: { artifactLocation: { uri: "a%20b/open.dl" } } }],
        fixes: expect.arrayContaining([
          expect.objectContaining({ description: { text: "Seal `banned(name)`" } }),
        ]) as unknown,
      },
      { ruleId: "CALM008", suppressions: [{ kind: "external" }] },
      { ruleId: "CALM101", suppressions: [{ kind: "inSource", justification: "agreed" }] },
    ]);
    expect(log.runs[0]?.invocations).toMatchObject([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [{ message: { text: "missing.dl does not exist" } }],
      },
    ]);
  });
});

test("github: workflow commands, escaped", async () => {
  const cwd = folderWith({ "a,b.dl": open });
  const { code, out } = await calm(["check", "--format", "github", "a,b.dl"], { cwd });
  expect(code).toBe(1);
  expect(out).toMatch(
    /^::error file=a%2Cb\.dl,line=5,endLine=5,col=23,endColumn=32,title=CALM101 negation::`active` depends on the absence of `banned`: .*%0Ahelp: [^\n]*\n$/,
  );
});

test("compact: one line for each", async () => {
  const cwd = folderWith({ "rules.dl": loose });
  const { out } = await calm(["check", "--format", "compact", "rules.dl"], { cwd });
  expect(out).toBe("rules.dl:4:21: warning CALM008 `a` is used only once\n");
});

describe("pretty", () => {
  test("shows the source, the reason and what to do in 80 columns", async () => {
    const cwd = folderWith({ "rules.dl": open });
    const { out } = await calm(["check", "rules.dl"], { cwd });
    await expect(out).toMatchFileSnapshot("pretty/open.txt");
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("says of a clean file what is safe", async () => {
    const cwd = folderWith({ "rules.dl": clean });
    const { out } = await calm(["check", "rules.dl"], { cwd });
    expect(out).toBe(
      "rules.dl\n  known  final  monotone  nothing; a row stands\n\nNothing to report in 1 file.\n",
    );
  });

  test("says what becomes of each promise that is not kept, in the words of the help above it", async () => {
    const text = [
      ".decl likes(post: symbol, count: gcounter)",
      ".decl thousand(post: symbol)",
      ".decl quiet(post: symbol)",
      "thousand(p) :- likes(p, 1000).",
      "quiet(p) :- likes(p, n), n < 3.",
      ".output thousand",
      '.output quiet(promise="absence")',
      "",
    ].join("\n");
    const { out } = await calm(["check", "rules.dl"], { cwd: folderWith({ "rules.dl": text }) });
    expect(out).toContain("`.seal likes(post) by closed_likes`");
    expect(out).toContain(
      [
        "  thousand  final    nonmonotone  1 round; seal likes(post)",
        "  quiet     absence  nonmonotone  not kept; a row may still appear",
      ].join("\n"),
    );
  });

  test("underlines tabs, wide characters, many lines and the middle of a long one where they are", async () => {
    const text = [
      ".decl user(name: symbol)",
      ".input user",
      ".decl known(name: symbol)",
      '\tknown(u)\t:- user(u), u != "日本", usr(u).',
      "known(u) :-",
      "    user(u),",
      "    user(u,",
      "        u,",
      "        u).",
      `known(u) :- ${"user(u), ".repeat(40)}usr(u), ${"user(u), ".repeat(40)}user(u).`,
      ".output known",
      "",
    ].join("\n");
    const cwd = folderWith({ "rules.dl": text });
    const { out } = await calm(["check", "rules.dl"], { cwd });
    await expect(out).toMatchFileSnapshot("pretty/places.txt");
  });

  test("has colours only when they are wanted", async () => {
    const cwd = folderWith({ "rules.dl": open });
    const escape = "\u001b[";
    expect((await calm(["check", "rules.dl"], { cwd })).out).not.toContain(escape);
    expect((await calm(["check", "--color", "always", "rules.dl"], { cwd })).out).toContain(escape);
    const env = { NO_COLOR: "1" };
    expect((await calm(["check", "--color", "always", "rules.dl"], { cwd, env })).out).toContain(escape);
    expect((await calm(["check", "--color", "never", "rules.dl"], { cwd })).out).not.toContain(escape);
  });

  test("lets nothing of the user's text act on the terminal", async () => {
    const text = `.decl user(name: symbol)\n.input user\nuser("\u001b]0;gone\u0007", "\u202e").\n`;
    const { out } = await calm(["check", "-"], { input: text });
    expect(out).not.toMatch(/[\u001b\u0007\u202e]/);
  });
});
