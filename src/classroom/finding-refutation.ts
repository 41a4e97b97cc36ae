import type { Witness } from "../analysis/report.ts";
import type { Checked } from "../diagnostics/check.ts";
import { counterexampleScenario } from "../diagnostics/counterexample-scenario.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { Evaluation, EvaluationError } from "../engine/evaluation.ts";
import type { Program } from "../model/program.ts";
import { factsGiven, localProgram } from "../replication/local-program.ts";
import { recordScenario } from "../replication/recorded-run.ts";
import { demonstrate } from "../replication/verify/demonstrate.ts";
import type { Refutation } from "./judgement.ts";
import { checkedAlone } from "./repair.ts";
import { lineText, trialLimits } from "./scenario-trial.ts";
import { storyOf } from "./story.ts";

/**
 * What an error of the checker does in a run: the witness, split over two replicas, or the
 * counterexample. Without one of them, or where the simulator does not show it, the finding stands in words.
 */
export function findingRefutation(diagnostic: Diagnostic, checked: Checked): Refutation {
  const story = findingStory(diagnostic);
  const text = checked.program.sources[0]?.text ?? "";
  const inWords: Refutation = {
    kind: "finding",
    story,
    run: null,
    file: text,
    schedules: null,
    confirmed: true,
  };
  const scenario = scenarioOf(diagnostic, checked.program);
  if (scenario === null) return inWords;
  const file = `${text.trimEnd()}\n\n// What the checker found, as a run.\n${scenario}`;
  const { program: again } = checkedAlone({ path: "rules.dl", text: file });
  const last = again.scenarios.at(-1);
  if (last === undefined) return inWords;
  try {
    const facts = factsGiven(new Evaluation(again, trialLimits));
    const { result, run } = recordScenario(last, localProgram(again), facts, 1, trialLimits);
    if (!result.ok) return inWords;
    // The run says in words of its own what the notes say.
    const told = storyOf({ run, program: again, given: [] });
    return { ...inWords, story: [...story.slice(0, 1), ...told], run, file };
  } catch (error) {
    if (error instanceof EvaluationError) return inWords;
    throw error;
  }
}

/** A finding as paragraphs to a student: what it says, and the witness where it has one. */
function findingStory({ code, message, place, notes }: Diagnostic): readonly string[] {
  return [`The checker says of ${lineText(place)}: ${message} (${code}).`, ...notes];
}

function scenarioOf({ data }: Diagnostic, program: Program): string | null {
  const name = freeName(program.scenarios.map((one) => one.name));
  if (data.code === "CALM301") return counterexampleScenario(data.verdict.counterexample, program, name);
  const point = "point" in data ? data.point : null;
  const output = "output" in data ? data.output : null;
  const witness: Witness | null = point?.witness ?? output?.witness ?? null;
  if (witness === null) return null;
  const facts = factsGiven(new Evaluation(program, trialLimits));
  const shown = demonstrate(name, witness, point, {
    local: localProgram(program),
    facts,
    members: membersOf(program),
  });
  return shown?.demonstrated === true ? shown.scenario : null;
}

/** Two replicas, and those that lead. */
export function membersOf({ scenarios, boundaries }: Program): readonly string[] {
  const named = scenarios.flatMap(({ syntax }) =>
    syntax.statements.flatMap((one) => (one.kind === "replicas" ? one.names.map(({ text }) => text) : [])),
  );
  const leaders = [...boundaries.values()].flatMap(({ protocol }) =>
    protocol.kind === "leader" && protocol.replica !== null ? [protocol.replica] : [],
  );
  const quorums = [...boundaries.values()].map(({ protocol }) =>
    protocol.kind === "quorum" ? protocol.n : 0,
  );
  const members = new Set([...leaders]);
  for (const name of [...named, "madrid", "dublin"]) if (members.size < 2) members.add(name);
  for (let i = 1; members.size < Math.max(...quorums, 0); i++) members.add(`r${String(i)}`);
  return [...members];
}

function freeName(taken: readonly string[]): string {
  for (let i = 1; ; i++) {
    const name = i === 1 ? "refutation" : `refutation_${String(i)}`;
    if (!taken.includes(name)) return name;
  }
}
