import { relationsUnder, type Counterexample } from "../../analysis/confluence/counterexample-search.ts";
import { startFacts } from "../../analysis/confluence/confluence.ts";
import type { Step } from "../../analysis/confluence/history.ts";
import type { Checked } from "../../diagnostics/check.ts";
import { counterexampleScenario } from "../../diagnostics/counterexample-scenario.ts";
import { counterexampleText } from "../../diagnostics/counterexample-text.ts";
import { list, quoted } from "../../diagnostics/wording.ts";
import { factText } from "../../model/fact-text.ts";
import type { Program } from "../../model/program.ts";
import { spoken } from "../replica-names.ts";
import { scenarioName, tryRun, type TriedRun } from "./tried-run.ts";

/** A run in which replicas that each keep an invariant break it by merging. */
export interface BrokenMerge extends TriedRun {
  readonly counterexample: Counterexample;
  readonly confirmed: boolean;
  /** The run in plain words. */
  readonly story: readonly string[];
}

const known = new WeakMap<Checked, Map<string, BrokenMerge | null>>();

/** The counterexample of an invariant as a run of these rules, which were checked; null where there is none. */
export function brokenMergeOf(name: string, rules: string, checked: Checked): BrokenMerge | null {
  const before = known.get(checked) ?? new Map<string, BrokenMerge | null>();
  known.set(checked, before);
  let found = before.get(name);
  if (found === undefined) {
    found = findBrokenMerge(name, rules, checked);
    before.set(name, found);
  }
  return found;
}

function findBrokenMerge(name: string, rules: string, checked: Checked): BrokenMerge | null {
  const verdict = checked.report.invariants.find(({ invariant }) => invariant.name === name);
  if (verdict?.verdict !== "not confluent") return null;
  const { program } = checked;
  // As it was found, where the names that replicas were given there are part of what happens.
  for (const counterexample of [renamed(verdict.counterexample, program), verdict.counterexample]) {
    const scenario = counterexampleScenario(counterexample, program, scenarioName(name));
    const tried = tryRun(rules, scenario, checked);
    if (tried?.result.ok === true)
      return {
        ...tried,
        counterexample,
        confirmed: true,
        story: storyOfMerge(counterexample, program, isCut(scenario)),
      };
  }
  return null;
}

/** The run with the replicas of the seeds in it, but for a leader that the program names. */
function renamed(found: Counterexample, program: Program): Counterexample {
  const leaders = [...program.boundaries.values()].flatMap(({ protocol }) =>
    protocol.kind === "leader" && protocol.replica !== null ? [protocol.replica] : [],
  );
  const free = ["madrid", "dublin", "oslo"].filter((name) => !leaders.includes(name));
  const names = new Map<string, string>();
  for (const name of ["A", "B", "C"]) names.set(name, free[names.size] ?? name);
  const called = (name: string): string => (leaders.includes(name) ? name : (names.get(name) ?? name));
  const hasTransfers = [...program.operations.values()].some(({ syntax }) =>
    syntax.steps.some(({ kind }) => kind === "transfer"),
  );
  const step = (one: Step): Step => ({
    ...one,
    replica: called(one.replica),
    call: {
      ...one.call,
      arguments: one.call.arguments.map((value) =>
        hasTransfers && typeof value === "string" ? called(value) : value,
      ),
    },
  });
  return {
    ...found,
    prefix: found.prefix.map(step),
    branches: found.branches.map((branch) => ({
      ...branch,
      replica: called(branch.replica),
      steps: branch.steps.map(step),
    })),
  };
}

/** At a barrier all can hear each other, and what comes too late is still not heard of. */
function isCut(scenario: string): boolean {
  return /^\s*partition /m.test(scenario);
}

function storyOfMerge(found: Counterexample, program: Program, cut: boolean): readonly string[] {
  const { start, branches, merged, violates } = counterexampleText(found, program);
  const name = quoted(found.invariant.name);
  const read = relationsUnder(program, [found.invariant]);
  // What the rules say everybody knows, and what was chosen beside it.
  const known = new Map(
    [...startFacts(program), ...found.chosen].flatMap(({ relation: one, row }) => {
      const relation = program.relations.get(one);
      return relation === undefined || !read.has(relation) ? [] : [[factText(relation, row), one] as const];
    }),
  );
  const news = (facts: readonly string[]): readonly string[] => facts.filter((fact) => !known.has(fact));
  // Where another row of its relation came instead, that says enough.
  const lost = (facts: readonly string[]): readonly string[] =>
    [...known].flatMap(([fact, relation]) =>
      facts.includes(fact) || news(facts).some((one) => one.startsWith(`${relation}(`)) ? [] : [fact],
    );
  const opening =
    start.length === 0
      ? "At first everybody knows what the rules say, and nothing else."
      : `At first everybody knows this: ${list(start.map(quoted))}.`;
  const acts = branches.map(({ replica, operations, state }, i) => {
    const others = list(branches.filter((_, j) => j !== i).map((branch) => spoken(branch.replica)));
    const [made, gone] = [news(state), lost(state)];
    const has = [
      ...(made.length === 0 ? [] : [`That makes ${factsText(made)}.`]),
      ...(gone.length === 0 ? [] : [`That takes out ${factsText(gone)}.`]),
    ];
    return `${spoken(replica)} does ${list(operations.map(quoted))}, ${[`without hearing of ${others}.`, ...has].join(" ")} For all that ${spoken(replica)} knows, ${name} holds.`;
  });
  const gone = lost(merged);
  const all = [
    ...(news(merged).length === 0
      ? []
      : [`all have ${factsText(news(merged))}${gone.length === 0 ? ", besides what was there" : ""}`]),
    ...(gone.length === 0 ? [] : [`${factsText(gone)} ${gone.length === 1 ? "is" : "are"} gone`]),
  ];
  const broken = violates[0] === undefined ? "" : `: ${quoted(violates[0])} is not so`;
  return [
    opening,
    [...(cut ? ["Then the network is cut."] : []), ...acts].join(" "),
    `${cut ? "The network is whole again, and they merge" : "They merge"}: ${all.join(", but ")}. Now ${name} is broken${broken}. Nobody broke it alone.`,
  ];
}

function factsText(facts: readonly string[]): string {
  const shown = facts.slice(0, factsShown).map(quoted);
  const more = facts.length - shown.length;
  return more === 0 ? list(shown) : `${shown.join(", ")} and ${String(more)} more`;
}

const factsShown = 6;
