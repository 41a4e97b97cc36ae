import type { PointOfOrder, Witness } from "../../analysis/report.ts";
import { linesOf, type Source } from "../../base/source.ts";
import { replicasFor } from "../../classroom/replica-names.ts";
import { checkProgram } from "../../diagnostics/check.ts";
import { counterexampleScenario } from "../../diagnostics/counterexample-scenario.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { EvaluationError } from "../../engine/evaluation.ts";
import type { Program, Scenario } from "../../model/program.ts";
import { RestlessCluster } from "../../replication/cluster.ts";
import { replicasOf } from "../../replication/scenario-run.ts";
import { demonstrate } from "../../replication/verify/demonstrate.ts";
import { parse } from "../../syntax/parse.ts";
import type { OfferedScenario, RunSource } from "../run-api.ts";
import type { ProgramFiles } from "../program-files.ts";
import { includeAmong } from "./included-file.ts";
import { freeName, withBelow, type RunProgram } from "./run-program.ts";

/** The seed with which `calm simulate` runs, too. */
const seed = 1;

/**
 * What of a program can be run: its own scenarios, and of what the checker finds, each witness that
 * the simulator confirms and each counterexample. `isLate` says when enough was tried.
 */
export function offeredScenarios(runnable: RunProgram, isLate: () => boolean): readonly OfferedScenario[] {
  const { files, program } = runnable;
  const root = parse({ path: files[0].path, text: files[0].text });
  const { diagnostics, program: judged } = checkProgram(root, includeAmong(files), {});
  const own = program.scenarios.map((scenario) => ownScenario(scenario, runnable));
  const offered: OfferedScenario[] = [...own];
  const seen = new Set<Witness>();
  for (const diagnostic of diagnostics) {
    if (isLate()) break;
    const { place, message } = diagnostic;
    const found = textOf(diagnostic, judged, runnable, seen, freeNameAmong(offered));
    if (found === null) continue;
    offered.push({
      name: found.name,
      kind: found.kind,
      about: `${message}.`,
      line: place.source === root.source ? linesOf(root.source).position(place.start).line + 1 : null,
      source: sourceOf(found.text, files),
    });
  }
  return offered;
}

function ownScenario(scenario: Scenario, { files }: RunProgram): OfferedScenario {
  const { name, source, syntax } = scenario;
  const statements = syntax.statements.map(({ span }) => source.text.slice(span.start, span.end));
  const isRoot = source.path === files[0].path;
  const { line } = linesOf(source).position(syntax.span.start);
  return {
    name,
    kind: "scenario",
    about: commentAbove(source, line) ?? aboutOf(scenario),
    line: isRoot ? line + 1 : null,
    source: { files, statements, seed },
  };
}

/** What the line comments directly above a line say; null without one. */
function commentAbove(source: Source, line: number): string | null {
  const lines = linesOf(source);
  const said: string[] = [];
  for (let above = line - 1; above >= 0; above--) {
    const text = source.text.slice(lines.startOf(above), lines.startOf(above + 1)).trim();
    if (!text.startsWith("//")) break;
    said.unshift(text.replace(/^\/\/+\s*/, ""));
  }
  const text = said.join(" ").trim();
  return text === "" ? null : text;
}

/** On which replicas it runs, and how much it expects. */
function aboutOf(scenario: Scenario): string {
  const expects = scenario.syntax.statements.filter(({ kind }) => kind === "expect").length;
  const expected = expects === 1 ? "1 expectation" : `${String(expects)} expectations`;
  return `A scenario on ${replicasOf(scenario).join(", ")} with ${expected}.`;
}

interface FoundText {
  readonly name: string;
  readonly kind: "witness" | "counterexample";
  /** The scenario, with the facts that it needs in front of it. */
  readonly text: string;
}

/** A finding as a scenario; null where it has no witness, or one that the simulator does not show. */
function textOf(
  { data }: Diagnostic,
  program: Program,
  runnable: RunProgram,
  seen: Set<Witness>,
  free: (like: string) => string,
): FoundText | null {
  if (data.code === "CALM301") {
    const { counterexample, invariant } = data.verdict;
    const name = free(`${invariant.name}_broken`);
    return { name, kind: "counterexample", text: counterexampleScenario(counterexample, program, name) };
  }
  const point = "point" in data ? data.point : null;
  const output = "output" in data ? data.output : null;
  const witness = point?.witness ?? output?.witness ?? null;
  if (witness === null || seen.has(witness) || (point?.coveredBy.length ?? 0) > 0) return null;
  seen.add(witness);
  const relation = point?.relation ?? output?.relation;
  const name = free(`${relation?.name ?? "output"}_${point === null ? "appears" : "differs"}`);
  const text = splitRun(name, witness, point, runnable);
  return text === null ? null : { name, kind: "witness", text };
}

function splitRun(
  name: string,
  witness: Witness,
  point: PointOfOrder | null,
  { local, facts, engines, program }: RunProgram,
): string | null {
  const options = { local, facts, engines, members: replicasFor(program) };
  try {
    const shown = demonstrate(name, witness, point, options);
    return shown?.demonstrated === true ? shown.scenario : null;
  } catch (error) {
    if (error instanceof RestlessCluster || error instanceof EvaluationError) return null;
    throw error;
  }
}

function freeNameAmong(offered: readonly OfferedScenario[]): (like: string) => string {
  return (like) => freeName(like, new Set(offered.map(({ name }) => name)));
}

/** The files with the facts below the root, and the statements of the scenario behind them. */
function sourceOf(text: string, [root, ...others]: ProgramFiles): RunSource {
  const tree = parse({ path: "scenario", text });
  const scenario = tree.items.find((item) => item.kind === "scenario");
  if (scenario === undefined) return { files: [root, ...others], statements: [], seed };
  const facts = text.slice(0, scenario.span.start);
  const statements = scenario.statements.map(({ span }) => text.slice(span.start, span.end));
  const changed = facts.trim() === "" ? root : { path: root.path, text: withBelow(root.text, facts) };
  return { files: [changed, ...others], statements, seed };
}
