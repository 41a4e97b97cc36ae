import { checkProgram, type Checked } from "../diagnostics/check.ts";
import { stopsEvaluation } from "../diagnostics/stops-evaluation.ts";
import type { Console } from "./console.ts";
import { prettyDiagnostic } from "./pretty-reporter.ts";
import type { SourceStore } from "../node/source-store.ts";

/**
 * The program of a file that is to be evaluated, or null when it cannot be: then what is wrong was
 * written to standard error. A program with points of order runs; one with an error in its text,
 * names, types, safety or strata, or with a boundary or effect that does not work, does not.
 */
export function runnableProgram(
  path: string,
  store: SourceStore,
  console: Console,
  { evidence } = { evidence: false },
): Checked | null {
  const tree = path === "-" ? store.readStandardInput(null) : store.read(path);
  // Nothing that evidence could change keeps a program from running.
  const settings = { readingFindings: store.readingFindings, evidence, invariants: evidence };
  const checked = checkProgram(tree, store.include, settings);
  const reasons = checked.diagnostics.filter(stopsEvaluation);
  if (reasons.length === 0) return checked;
  for (const diagnostic of reasons)
    console.report(`${prettyDiagnostic(diagnostic, { ...console, style: console.noteStyle })}\n`);
  return null;
}
