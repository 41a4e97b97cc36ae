import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import { clauseUnits } from "../../src/analysis/clause-units.ts";
import type { Program } from "../../src/model/program.ts";
import { isProgram, programOf } from "../reference/program-of.ts";
import { lossesWithFrozen } from "./frozen-points.ts";
import { sample } from "./sample.ts";
import { shrink } from "./shrink.ts";

const kept = new URL("kept/", import.meta.url);

describe("the points of order of a program that was once judged wrongly are enough", () => {
  for (const file of readdirSync(kept).filter((name) => name.endsWith(".dl"))) {
    test(file, () => expect(losing(readFileSync(new URL(file, kept), "utf8"), 1)).toEqual([]));
  }
});

const count = Number(process.env["CALM_ORACLE"] ?? 1_500);

test(
  `with the points of order of ${count} programs frozen no final output loses a row`,
  { timeout: count * 100 },
  () => {
    const wrong: string[] = [];
    for (const { seed, text } of sample(500_000, count)) {
      if (losing(text, seed).length === 0) continue;
      const small = shrink(text, (shorter) => losing(shorter, seed).length > 0);
      wrong.push(`seed ${seed}: ${losing(small, seed).join(", ")} loses a row\n${small}`);
      if (wrong.length === 3) break;
    }
    expect(wrong.join("\n")).toBe("");
  },
);

/** The final outputs that lose a row although every uncovered point that they see is frozen. */
function losing(text: string, seed: number): string[] {
  const program = programOf(text);
  if (!isProgram(program)) return [];
  const report = analyse(program);
  const outputs = report.outputs.filter(({ promise }) => promise === "final").map(({ relation }) => relation);
  const points = report.pointsOfOrder.filter(
    ({ severity, coveredBy }) => severity === "error" && coveredBy.length === 0,
  );
  const broken = report.findings.flatMap((one) =>
    one.code === "CALM204" && one.problem === "not monotone" ? [one.seal] : [],
  );
  const seals = program.seals.filter((seal) => !broken.includes(seal));
  const frozen = {
    spans: points.map(({ place }) => place),
    // Where one atom guards another of the same removable relation, both are decided in one state.
    relations: points.flatMap(({ code, reads }) =>
      code === "CALM107" && reads !== null ? [reads.name] : [],
    ),
  };
  return [...lossesWithFrozen(afterCaseSplits(program), frozen, outputs, seals, seed)].map(
    ({ name }) => name,
  );
}

/** The program without what its case splits make superfluous: an absence there is decided with its opposite, or not at all. */
function afterCaseSplits(program: Program): Program {
  const units = [...clauseUnits(program).units.values()].flat();
  const rules = units.map(({ rule, head, clause, literals }) => ({
    ...rule,
    heads: [head],
    clauses: [{ ...clause, literals }],
  }));
  return { ...program, rules };
}
