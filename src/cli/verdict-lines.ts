import { displayWidth } from "../base/display-width.ts";
import type { InvariantVerdict } from "../analysis/confluence/confluence.ts";
import type { OutputVerdict, Report } from "../analysis/report.ts";
import type { Context } from "../diagnostics/entry.ts";
import { priceOfInvariant, priceOfOutput } from "../diagnostics/price.ts";
import type { Style } from "./style.ts";

/**
 * One line for each output and each invariant: name, promise, verdict, and what it pays:
 * `ready  final  nonmonotone  1 round; seal open_blocker(release)`.
 */
export function verdictLines({ report }: Context, style: Style): readonly string[] {
  const rows: readonly Row[] = [
    ...report.outputs.map((output) => outputRow(output, report, style)),
    ...report.invariants.map((verdict) => invariantRow(verdict, style)),
  ];
  const names = rows.reduce((most, { name }) => Math.max(most, displayWidth(name)), 0);
  const promises = rows.reduce((most, { promise }) => Math.max(most, promise.length), 0);
  const verdicts = rows.reduce((most, { verdict }) => Math.max(most, verdict.length), 0);
  return rows.map(({ name, promise, verdict, paint, pays }) => {
    const start = `${name}${" ".repeat(names - displayWidth(name))}  ${promise.padEnd(promises)}  `;
    return `${start}${paint(verdict)}${" ".repeat(verdicts - verdict.length)}  ${pays}`.trimEnd();
  });
}

interface Row {
  readonly name: string;
  readonly promise: string;
  readonly verdict: string;
  readonly paint: (text: string) => string;
  readonly pays: string;
}

function invariantRow(verdict: InvariantVerdict, style: Style): Row {
  return {
    name: verdict.invariant.name,
    promise: "invariant",
    verdict: verdict.verdict,
    paint: (text) => {
      if (verdict.verdict === "not confluent") return style.severity("error", text);
      return verdict.verdict === "confluent" ? style.good(text) : text;
    },
    pays: priceOfInvariant(verdict),
  };
}

function outputRow(output: OutputVerdict, report: Report, style: Style): Row {
  const { relation, promise, verdict, ok, declared } = output;
  return {
    name: relation.name,
    // In brackets where nobody declared it, and it counts as an output because nothing reads it.
    promise: declared ? promise : `(${promise})`,
    verdict,
    paint: (text) => (ok ? style.good(text) : style.severity("error", text)),
    pays: priceOfOutput(output, report),
  };
}
