import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import { withEvidence } from "../../src/analysis/evidence/with-evidence.ts";
import type { PointOfOrder } from "../../src/analysis/report.ts";
import type { Program } from "../../src/model/program.ts";
import { resolveProgram } from "../../src/model/resolve.ts";
import type { ReadInclude } from "../../src/model/splice.ts";
import { parse } from "../../src/syntax/parse.ts";
import { catalogue } from "../../src/diagnostics/catalogue.ts";
import { faultIn } from "./confirm-witness.ts";

const folder = new URL("../../examples/", import.meta.url);
const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith(".dl") && !path.includes("parts/"))
  .sort();
const include: ReadInclude = (name, from) => {
  const path = posix.join(posix.dirname(from.path), name);
  return parse({ path, text: readFileSync(new URL(path, folder), "utf8") });
};

/** Points of which no run can be shown: nobody is ever idle there, as every partner has an offer. */
const withoutWitness: ReadonlySet<string> = new Set(["catalogue.dl idle"]);

describe("each point of order that nothing covers has a witness, which the reference confirms", () => {
  test.each(paths)("%s", (path) => {
    const text = readFileSync(new URL(path, folder), "utf8");
    const program = resolveProgram(parse({ path, text }), include);
    for (const point of openPoints(program)) {
      const name = `${path} ${point.relation.name}`;
      if (!withoutWitness.has(name)) expect(faultOf(point, program), name).toBeNull();
    }
  });

  test.each(Object.values(catalogue).filter(({ code }) => /^CALM10[1-8]$/.test(code)))(
    "the bad example of $code",
    ({ bad, code }) => {
      const program = programOf(bad);
      const points = openPoints(program);
      expect(points.map((point) => point.code)).toContain(code);
      for (const point of points) expect(faultOf(point, program)).toBeNull();
    },
  );
});

test("a broken promise of absence shows the row that appears", () => {
  const program = programOf(`
    .decl account(name: symbol)
    .decl closed(name: symbol)
    .decl open(name: symbol)
    open(n) :- account(n), !closed(n).
    .output open(promise="absence")
  `);
  const { outputs } = withEvidence(program, analyse(program));
  const witness = outputs[0]?.witness ?? null;
  expect(witness).toEqual({
    facts: [],
    changes: [{ insert: 'account("account1")' }],
    appeared: 'open("account1")',
  });
  expect(witness && faultIn(witness, program)).toBeNull();
});

function openPoints(program: Program): readonly PointOfOrder[] {
  return withEvidence(program, analyse(program)).pointsOfOrder.filter(
    ({ coveredBy, code }) => coveredBy.length === 0 && code !== "CALM110",
  );
}

function faultOf({ witness, code, place }: PointOfOrder, program: Program): string | null {
  if (witness === null) return `${code} at ${place.source.text.slice(place.start, place.end)} has none`;
  return faultIn(witness, program);
}

function programOf(text: string): Program {
  return resolveProgram(parse({ path: "rules.dl", text }), include);
}
