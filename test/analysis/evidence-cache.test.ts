import { expect, test } from "vitest";
import { Chance } from "../../src/base/chance.ts";
import { checkProgram } from "../../src/diagnostics/check.ts";
import { randomEdit } from "../syntax/random-edits.ts";
import { analyse } from "../../src/analysis/analyse.ts";
import { EvidenceCache } from "../../src/analysis/evidence/evidence-cache.ts";
import { relationContents } from "../../src/analysis/evidence/relation-contents.ts";
import { withEvidence } from "../../src/analysis/evidence/with-evidence.ts";
import type { Program } from "../../src/model/program.ts";
import { resolveProgram } from "../../src/model/resolve.ts";
import { parse } from "../../src/syntax/parse.ts";

const text = `
  .decl user(name: symbol)
  .decl banned(name: symbol)
  .decl closed_banned(name: symbol)
  .decl seen(name: symbol)
  .decl active(name: symbol)
  active(u) :- user(u), !banned(u).
  seen(u) :- user(u).
  seen(u) :- banned(u).
  .output active, seen
`;

test("a relation's content changes with what it rests on, and with nothing else", () => {
  const changed = (edited: string): string[] => {
    const [before, after] = [contents(text), contents(edited)];
    return [...before]
      .filter(([name, content]) => after.get(name) !== content)
      .map(([name]) => name)
      .sort();
  };
  expect(changed(`// moved\n\n${text}`)).toEqual([]);
  expect(changed(text.replace("seen(u) :- banned(u).", "seen(u) :- banned(u), user(u)."))).toEqual(["seen"]);
  expect(changed(text.replace("decl user(name: symbol)", "decl user(name: symbol) orset"))).toEqual([
    "active",
    "seen",
    "user",
  ]);
  const everything = ["active", "banned", "closed_banned", "seen", "user"];
  expect(changed(`${text}.seal banned(name) by closed_banned`)).toEqual(everything);
  expect(changed(`${text}user("ana").`)).toEqual(everything);
});

test("what is remembered is what would be found", () => {
  const cache = new EvidenceCache();
  const shown = (edited: string, own: EvidenceCache | null): unknown => {
    const program = programOf(edited);
    const report = withEvidence(program, analyse(program), own);
    return [
      report.pointsOfOrder.map(({ code, witness }) => ({ code, witness })),
      report.findings.map(({ code }) => code),
      [...report.relations.values()].map(({ verdict, evidence }) => `${verdict} ${evidence}`),
    ];
  };
  const edits = [
    text,
    `// moved\n${text}`,
    text.replace("!banned(u)", "!banned(u), !seen(u)"),
    text.replace("banned(name: symbol)", "banned(name: symbol) static"),
    text,
    `${text}active(u) :- user(u), seen(u).`,
    text.replace("!banned(u)", "strlen(u) > 3, !banned(u), strlen(u) < 3"),
  ];
  for (const edited of edits) expect(shown(edited, cache), edited).toEqual(shown(edited, null));
});

function contents(edited: string): ReadonlyMap<string, string> {
  return new Map([...relationContents(programOf(edited))].map(([{ name }, content]) => [name, content]));
}

function programOf(edited: string): Program {
  return resolveProgram(parse({ path: "rules.dl", text: edited }), () => ({ problem: "not found" }));
}

/** `CALM_FUZZ_RUNS` asks for more edits. */
const edits = Math.min(20_000, Number(process.env["CALM_FUZZ_RUNS"] ?? 30));

test("after random edits what is remembered is what a check from nothing says", () => {
  const seed = Number(process.env["CALM_SEED"] ?? 1);
  const chance = new Chance(seed);
  let cache = new EvidenceCache();
  for (let i = 0, text = manyPoints; i < edits; i++) {
    if (i % 20 === 0) [text, cache] = [manyPoints, new EvidenceCache()];
    for (const { start, end, text: piece } of randomEdit(text, manyPoints, chance))
      text = text.slice(0, start) + piece + text.slice(Math.max(start, end));
    const said = (own: EvidenceCache | null): unknown =>
      checkProgram(parse({ path: "edited.dl", text }), () => ({ problem: "not found" }), {
        cache: own,
      }).diagnostics.map(({ code, message, notes }) => [code, message, notes]);
    expect(said(cache), `seed ${String(seed)}, edit ${String(i)}: ${JSON.stringify(text)}`).toEqual(
      said(null),
    );
  }
});

const manyPoints = `
  .decl wish(customer: symbol, item: symbol) orset
  .decl open(customer: symbol, key: number)
  .decl popular(item: symbol)
  popular(i) :- wish(c, i), wish(d, i), c != d, !open(c, 1).
  popular(i) :- wish(_, i), 3 < count : { wish(_, i) }.
  .decl binding(customer: symbol, key: number)
  binding(c, k) :- wish(c, _), open(c, k), !open(c, k + 1).
  binding(c, k) :- open(c, k), !popular(c), !open(c, k), wish(c, c).
  .decl quiet(customer: symbol)
  quiet(c) :- wish(c, _), !binding(c, 1), !popular(c).
  .output popular, binding, quiet
`;
