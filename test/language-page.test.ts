import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkProgram } from "../src/diagnostics/check.ts";
import { Evaluation } from "../src/engine/evaluation.ts";
import { vocabulary, type Meanings } from "../src/ide/vocabulary.ts";
import { factsGiven, localProgram } from "../src/replication/local-program.ts";
import { runScenario } from "../src/replication/scenario-run.ts";
import { format } from "../src/syntax/format.ts";
import { parse } from "../src/syntax/parse.ts";

const page = readFileSync(new URL("../grammar/language.md", import.meta.url), "utf8");
const [, ...sections] = page.split(/^## /m);
const programs = sections.map((text) => {
  const [title = ""] = text.split("\n");
  const blocks = [...text.matchAll(/^```prolog\n([^]*?)^```$/gm)].map(([, block]) => block ?? "");
  return { title, prose: text.replaceAll(/^```[^]*?^```$/gm, ""), blocks };
});

const seeds = [1, 2, 3, 4, 5];

describe.each(programs)("$title", ({ title, prose, blocks }) => {
  const [text = ""] = blocks;
  const tree = parse({ path: `${title}.dl`, text });
  const { program, diagnostics } = checkProgram(tree, () => ({ problem: "not found" }));

  test("shows one program, laid out as calm fmt prints it", () => {
    expect(blocks.length).toBe(1);
    expect(format(tree)).toBe(text);
  });

  test("the checker reports what the page says, and nothing else", () => {
    const codes = diagnostics.filter(({ severity }) => severity !== "info").map(({ code }) => code);
    expect(codes).toEqual(prose.match(/CALM\d+/g) ?? []);
  });

  test("the scenario goes as the page says", () => {
    const local = localProgram(program);
    const facts = factsGiven(new Evaluation(program));
    expect(program.scenarios.length).toBe(1);
    for (const scenario of program.scenarios)
      for (const seed of seeds) {
        const { expects, error } = runScenario(scenario, { local, facts, seed });
        expect({ error, failed: expects.filter(({ ok }) => !ok) }).toEqual({ error: null, failed: [] });
        expect(expects.length).toBeGreaterThan(0);
      }
  });
});

/** The words that stand in code in the prose of the page, its tables included. */
const described = new Set(
  programs.flatMap(({ prose }) =>
    [...prose.matchAll(/`([^`]+)`/g)].flatMap(([, code = ""]) => code.match(/[a-zA-Z_]+/g) ?? []),
  ),
);
const shown = new Set(programs.flatMap(({ blocks }) => blocks.flatMap((block) => block.match(/\w+/g) ?? [])));

const words = (...groups: readonly Meanings[]): readonly string[] => groups.flatMap(Object.keys);
const { qualifiers, lattices, effects, protocols, statements, deliveries } = vocabulary;
const networkSettings = Object.fromEntries(
  Object.entries(vocabulary.settings).filter(([, { form }]) => form.includes(" = ")),
);

test("the page describes each word of its subjects", () => {
  const all = words(qualifiers, lattices, effects, protocols, statements, deliveries, networkSettings);
  expect(all.filter((word) => !described.has(word))).toEqual([]);
});

test("the programs of the page use each of them", () => {
  const storage = Object.entries(qualifiers).flatMap(([word, { text }]) =>
    text.startsWith("Soufflé's advice") ? [word] : [],
  );
  const all = words(qualifiers, lattices, effects, protocols, statements, networkSettings);
  expect(all.filter((word) => !shown.has(word) && !storage.includes(word))).toEqual([]);
});
