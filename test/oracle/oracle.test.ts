import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import { proofs } from "../../src/analysis/evidence/proofs.ts";
import { Slices } from "../../src/analysis/evidence/slices.ts";
import { withEvidence } from "../../src/analysis/evidence/with-evidence.ts";
import type { Program } from "../../src/model/program.ts";
import type { Report } from "../../src/analysis/report.ts";
import { faultIn } from "../analysis/confirm-witness.ts";
import { isProgram, programOf } from "../reference/program-of.ts";
import { directionsOf } from "./direction-judge.ts";
import { judgements, type Judgement } from "./judgement.ts";
import { sample } from "./sample.ts";
import { shrink } from "./shrink.ts";

/** How many random programs are judged; `CALM_ORACLE=200000` for a long night. */
const count = Number(process.env["CALM_ORACLE"] ?? 2_000);
/** Of these, so many are judged by the plain direction analysis too, and their witnesses looked at. */
const plainCount = Math.min(count, 2_000);
/** So many wrong verdicts are shrunk and shown. */
const shown = 5;

const kept = new URL("kept/", import.meta.url);

describe("a program that was once judged wrongly is judged rightly", () => {
  for (const file of readdirSync(kept).filter((name) => name.endsWith(".dl"))) {
    test(file, () => {
      const text = readFileSync(new URL(file, kept), "utf8");
      for (let seed = 0; seed < 20; seed++) expect(wrongVerdicts(text, seed)).toEqual([]);
    });
  }
});

test(
  `verdicts on ${count} random programs are sound, and few alarms are false`,
  { timeout: count * 100 },
  () => {
    const wrong: string[] = [];
    const tally = new Tally();
    let judged = 0;
    for (const { seed, text, program } of sample(0, count)) {
      const report = judged < plainCount ? withEvidence(program, analyse(program)) : proved(program);
      for (const fault of wrongWitnesses(program, report)) wrong.push(`seed ${seed}: ${fault}\n${text}`);
      const directions = judged++ < plainCount ? directionsOf(program) : null;
      const all = judgements(program, report, seed, (relation) => directions?.get(relation) === "any");
      for (const judgement of all) {
        tally.add(judgement, report, directions?.get(judgement.relation) === "any");
        if (judgement.refutation === null || wrong.length === shown) continue;
        const small = shrink(text, (shorter) => wrongVerdicts(shorter, seed).length > 0);
        wrong.push(`seed ${seed}: ${wrongVerdicts(small, seed).join("; ")}\n${small}`);
      }
    }
    console.log(tally.text());
    expect(wrong.join("\n")).toBe("");
    expect(tally.falseAlarms).toBeLessThan(0.05);
    expect(tally.plainFalseAlarms).toBeGreaterThan(0.3);
  },
);

/** The verdicts with all that is proved for them, witnesses aside. */
function proved(program: Program): Report {
  return analyse(program, proofs(program, analyse(program), new Slices(program)));
}

/** Each witness that the reference does not confirm, in a sentence. */
function wrongWitnesses(program: Program, report: Report): string[] {
  return report.pointsOfOrder.flatMap(({ witness, relation }) => {
    const fault = witness === null ? null : faultIn(witness, program);
    return fault === null ? [] : [`${relation.name}: ${JSON.stringify(witness)}: ${fault}`];
  });
}

/** Each wrong verdict on a program in a sentence. */
function wrongVerdicts(text: string, seed: number): string[] {
  const program = programOf(text);
  if (!isProgram(program)) return [];
  return judgements(program, proved(program), seed).flatMap(({ relation, verdict, refutation }) => {
    if (refutation === null) return [];
    const { way, witness, thanksToMore } = refutation;
    const called = thanksToMore ? `${verdict} thanks to fewer seals than it takes` : verdict;
    const row = `${relation.name}(${witness.row.join(", ")})`;
    return [
      `${relation.name} is called ${called}, but ${row} is ${way} from ${drawn(witness.before)} to ${drawn(witness.after)}`,
    ];
  });
}

function drawn(database: ReadonlyMap<string, readonly (readonly unknown[])[]>): string {
  return (
    [...database].flatMap(([name, rows]) => rows.map((row) => `${name}(${row.join(", ")})`)).join(" ") ||
    "nothing"
  );
}

/** What was said how often, and how often an alarm was true. */
class Tally {
  readonly #verdicts = new Map<string, number>();
  readonly #alarms = new Map<string, number>();
  readonly #plain = new Map<string, number>();
  readonly #constructs = new Map<string, { readonly true: number; readonly false: number }>();

  add(judgement: Judgement, report: Report, plainAlarm: boolean): void {
    const { relation, verdict, loss, empty } = judgement;
    raise(this.#verdicts, verdict);
    const outcome = empty ? "always empty" : loss;
    if (plainAlarm) raise(this.#plain, outcome);
    if (verdict !== "nonmonotone") return;
    raise(this.#alarms, outcome);
    if (empty || loss === "beyond the bound") return;
    const points = report.pointsOfOrder.filter((point) => point.relation === relation);
    for (const construct of new Set(points.map((point) => point.construct))) {
      const known = this.#constructs.get(construct) ?? { true: 0, false: 0 };
      const isTrue = Number(loss === "found");
      this.#constructs.set(construct, { true: known.true + isTrue, false: known.false + 1 - isTrue });
    }
  }

  get falseAlarms(): number {
    return share(this.#alarms);
  }

  get plainFalseAlarms(): number {
    return share(this.#plain);
  }

  text(): string {
    const list = (counts: ReadonlyMap<string, number>): string =>
      [...counts].map(([name, times]) => `${name} ${times}`).join(", ");
    const constructs = [...this.#constructs].sort(([, a], [, b]) => b.true + b.false - a.true - a.false);
    return [
      `verdicts: ${list(this.#verdicts)}`,
      `nonmonotone, of which a loss was: ${list(this.#alarms)}; false alarms ${percent(this.falseAlarms)}`,
      `the plain direction analysis, likewise: ${list(this.#plain)}; false alarms ${percent(this.plainFalseAlarms)}`,
      ...constructs.map(
        ([construct, { true: right, false: wrong }]) =>
          `  ${construct}: ${right} true, ${wrong} false (${percent(wrong / (right + wrong))})`,
      ),
    ].join("\n");
  }
}

function raise(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** The false ones among the alarms that could be decided. */
function share(alarms: ReadonlyMap<string, number>): number {
  const [found, none] = [alarms.get("found") ?? 0, alarms.get("none") ?? 0];
  return none / Math.max(1, found + none);
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
