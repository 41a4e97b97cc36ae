import type {
  RunScenarioParams,
  RunScenarioResult,
  ScenarioName,
  ScenarioRun,
  ScenariosParams,
} from "../../extension/src/protocol.ts";
import { placeOf, type Place } from "../base/source.ts";
import { stopsEvaluation } from "../diagnostics/stops-evaluation.ts";
import { Evaluation, EvaluationError } from "../engine/evaluation.ts";
import { inDocument, type ProgramView } from "../ide/program-view.ts";
import { scenarioVerdict } from "../lab/scenario-verdict.ts";
import { spaceTimeDiagram } from "../lab/space-time-diagram.ts";
import type { Scenario } from "../model/program.ts";
import { factsGiven, localProgram } from "../replication/local-program.ts";
import { recordScenario, type RecordedScenario } from "../replication/recorded-run.ts";
import type { ScenarioResult } from "../replication/scenario-run.ts";
import type { Session } from "./session.ts";

export function answerScenarios(session: Session, params: ScenariosParams): readonly ScenarioName[] {
  const open = session.document(params.textDocument.uri);
  if (open === null) return [];
  return open.view.program.scenarios.flatMap(({ name, source, syntax }) => {
    const location = locationIn(session, open.view, placeOf(source, syntax.name.span));
    return location === null ? [] : [{ name, location }];
  });
}

/** Runs scenarios of the program of an open document; inputs begin empty. */
export function answerRunScenario(session: Session, params: RunScenarioParams): RunScenarioResult {
  const open = session.document(params.textDocument.uri);
  if (open === null) return nothing("the document is not open");
  const { view } = open;
  const { scenarios } = view.program;
  const wanted = scenarios.filter(({ name }) => params.scenario === null || name === params.scenario);
  if (wanted.length === 0)
    return nothing(
      params.scenario === null
        ? "the program has no scenario"
        : `there is no scenario \`${params.scenario}\``,
    );
  const [reason] = view.diagnostics.filter(stopsEvaluation);
  if (reason !== undefined) return nothing(`the program cannot run: ${reason.message}`);
  try {
    const drawn = runAll(view, wanted, params.seed ?? 1);
    return {
      svg: spaceTimeDiagram(drawn.map(({ run }) => run)),
      problem: null,
      runs: drawn.map(({ result }) => runOf(session, view, result)),
    };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return nothing(error.message);
  }
}

function nothing(problem: string): RunScenarioResult {
  return { svg: "", problem, runs: [] };
}

function runAll(
  { program }: ProgramView,
  scenarios: readonly Scenario[],
  seed: number,
): readonly RecordedScenario[] {
  const facts = factsGiven(new Evaluation(program));
  const local = localProgram(program);
  return scenarios.map((scenario) => recordScenario(scenario, local, facts, seed));
}

function runOf(session: Session, view: ProgramView, result: ScenarioResult): ScenarioRun {
  const failed = [
    ...result.expects.filter(({ ok }) => !ok),
    ...(result.error === null ? [] : [result.error]),
  ];
  const failures = new Map<string, ScenarioRun["failures"][number]>();
  for (const { place, message } of failed) {
    const location = locationIn(session, view, place);
    if (location !== null) failures.set(JSON.stringify([location, message]), { message, location });
  }
  const { name, seed, ok } = result;
  return { name, seed, ok, summary: scenarioVerdict(result), failures: [...failures.values()] };
}

function locationIn(session: Session, view: ProgramView, place: Place): ScenarioName["location"] | null {
  const span = inDocument(view, place);
  return span === null ? null : session.translation.location(span);
}
