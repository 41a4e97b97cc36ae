import { applyEdits } from "../diagnostics/quick-fix.ts";
import type { Checked } from "../diagnostics/check.ts";
import { programOf, repairsOf } from "../diagnostics/repairs/repairs.ts";
import type { RepairKind } from "../diagnostics/repairs/repair.ts";
import { list, quoted } from "../diagnostics/wording.ts";
import { Evaluation, EvaluationError } from "../engine/evaluation.ts";
import type { Invariant, Program } from "../model/program.ts";
import { factsGiven, localProgram } from "../replication/local-program.ts";
import { runScenario } from "../replication/scenario-run.ts";
import { UsageError } from "../node/usage-error.ts";
import type { Console } from "./console.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { printable, wrap } from "./text-layout.ts";

/** Prints the program with one repair made, and its title and cost as a note. Throws `UsageError`. */
export function writeRepaired(wanted: string, checked: Checked, path: string, console: Console): ExitCode {
  const [kind = "", invariant] = wanted.split(":").reverse();
  const offers = checked.report.invariants
    .filter((verdict) => verdict.verdict === "not confluent")
    .flatMap((broken) =>
      repairsOf(broken, checked).map((repair) => ({ invariant: broken.invariant.name, repair })),
    );
  const fitting = offers.filter(
    (offer) =>
      kindWord(offer.repair.kind) === kind && (invariant === undefined || offer.invariant === invariant),
  );
  const [offer] = fitting;
  const [root] = checked.program.sources;
  if (offer === undefined || root === undefined) {
    const words = offers.map(({ invariant: of, repair }) => quoted(`${of}:${kindWord(repair.kind)}`));
    throw new UsageError(
      `${path} has no repair ${wanted}`,
      words.length === 0 ? "there is none to offer" : `there is ${list(words)}`,
    );
  }
  const texts = new Set(fitting.map(({ repair }) => applyEdits(root, repair.edits)));
  if (texts.size > 1)
    throw new UsageError(
      `${wanted} repairs ${list(fitting.map((one) => one.invariant))}, each by another change`,
      `say which: --repair ${offer.invariant}:${kind}`,
    );
  const { title, cost } = offer.repair;
  const text = applyEdits(root, offer.repair.edits);
  const notes = [title, `costs: ${cost}`, ...alsoChanged(checked, text)];
  for (const line of notes.flatMap((note) => wrap(printable(note), console.width))) console.note(line);
  console.write(text);
  return exitCodes.fine;
}

/** A kind of repair as one word of a command line. */
export function kindWord(kind: RepairKind): string {
  return kind.replaceAll(" ", "-");
}

/** What becomes different with a repair beside its title: invariants that read otherwise, scenarios that go otherwise. */
function alsoChanged(checked: Checked, text: string): readonly string[] {
  const after = programOf(text, checked);
  const invariants = checked.program.invariants.flatMap((invariant) => {
    const now = after.invariants.find(({ name }) => name === invariant.name);
    if (now === undefined) return [`the invariant ${quoted(invariant.name)} is gone`];
    const body = bodyOf(now);
    return body === bodyOf(invariant)
      ? []
      : [`the invariant ${quoted(invariant.name)} now reads ${quoted(body)}`];
  });
  const kept = passingScenarios(after);
  const lost = [...passingScenarios(checked.program)].filter((name) => !kept.has(name));
  if (lost.length === 0) return invariants;
  const [what, goes] = lost.length === 1 ? ["the scenario", "goes"] : ["the scenarios", "go"];
  return [
    ...invariants,
    `${what} ${list(lost.map(quoted))} no longer ${goes} as written: \`calm simulate\` shows how`,
  ];
}

function bodyOf({ source, syntax }: Invariant): string {
  const text = source.text.slice(syntax.name.span.end, syntax.span.end).replace(/^[^:]*:/, "");
  return text.replace(/\s+/g, " ").trim();
}

/** The scenarios whose expectations all hold. */
function passingScenarios(program: Program): ReadonlySet<string> {
  try {
    const local = localProgram(program);
    const facts = factsGiven(new Evaluation(program));
    const passing = program.scenarios.filter((one) => runScenario(one, { local, facts, seed: 1 }).ok);
    return new Set(passing.map(({ name }) => name));
  } catch (error) {
    if (error instanceof EvaluationError) return new Set();
    throw error;
  }
}
