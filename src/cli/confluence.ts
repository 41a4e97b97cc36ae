import { displayWidth } from "../base/display-width.ts";
import { isWrittenBy, type InvariantVerdict } from "../analysis/confluence/confluence.ts";
import { boundText } from "../diagnostics/calm302.ts";
import {
  checkProgram,
  checkWithSolver,
  judgeInvariants,
  type Checked,
  type CheckSettings,
} from "../diagnostics/check.ts";
import { counterexampleScenario } from "../diagnostics/counterexample-scenario.ts";
import { counterexampleText, type CounterexampleText } from "../diagnostics/counterexample-text.ts";
import { repairsOf } from "../diagnostics/repairs/repairs.ts";
import type { BrokenInvariant, RepairKind } from "../diagnostics/repairs/repair.ts";
import { proofTexts } from "../diagnostics/proof-texts.ts";
import { stopsEvaluation } from "../diagnostics/stops-evaluation.ts";
import { freshName } from "../diagnostics/wording.ts";
import { Evaluation } from "../engine/evaluation.ts";
import type { Program } from "../model/program.ts";
import { openConsole, type ColorChoice, type Console } from "./console.ts";
import { failedRun } from "./evaluated-file.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { loadFacts } from "./fact-files.ts";
import { interruptible } from "./interruption.ts";
import { conflictsJson, invariantJson } from "./invariant-json.ts";
import { prettyDiagnostic } from "./pretty-reporter.ts";
import { kindWord, writeRepaired } from "./repaired-program.ts";
import { SourceStore } from "../node/source-store.ts";
import { printable, wrap } from "./text-layout.ts";
import { solverTimeout, Z3Solver } from "../node/z3-solver.ts";

export interface ConfluenceOptions {
  readonly facts?: string;
  readonly prefix: number;
  readonly branch: number;
  readonly states: number;
  readonly scenarios: boolean;
  readonly solver: boolean;
  /** In milliseconds, for each query. */
  readonly solverTimeout?: number;
  /** A kind of repair, alone or behind an invariant and a colon. */
  readonly repair?: string;
  readonly format: "pretty" | "json";
  readonly color: ColorChoice;
}

/**
 * `calm confluence`: which invariants survive merges, why, or by which run they do not, and what
 * may be done. Ends with 1 where one does not. Throws `UsageError`.
 */
export async function confluence(path: string, options: ConfluenceOptions): Promise<ExitCode> {
  const console = openConsole(options.color);
  const solver = options.solver ? new Z3Solver() : null;
  try {
    const judged = interruptible(() => judge(path, options, console));
    if (judged === null) return exitCodes.findings;
    const { checked, settings } = judged;
    const decided =
      solver === null
        ? checked
        : await checkWithSolver(checked, settings, solver, options.solverTimeout ?? solverTimeout);
    return interruptible(() => show(path, decided, options, console));
  } catch (error) {
    return failedRun(error, path, console);
  } finally {
    await solver?.close();
  }
}

/** Null where the file has errors, which were then reported. */
function judge(
  path: string,
  options: ConfluenceOptions,
  console: Console,
): { readonly checked: Checked; readonly settings: CheckSettings } | null {
  const store = new SourceStore();
  const tree = path === "-" ? store.readStandardInput(null) : store.read(path);
  const { prefix, branch, states } = options;
  const unsearched = { readingFindings: store.readingFindings, evidence: false };
  const first = checkProgram(tree, store.include, { ...unsearched, invariants: false });
  const reasons = first.diagnostics.filter(stopsEvaluation);
  const reasonTexts = reasons.map((one) => prettyDiagnostic(one, { ...console, style: console.noteStyle }));
  if (reasons.length > 0) {
    console.report(`${reasonTexts.join("\n\n")}\n`);
    return null;
  }
  if (first.program.invariants.length === 0)
    throw new UsageError(
      `${path} has no invariants`,
      "write one: `.invariant one_guest: booked(s, g), booked(s, h) => g = h.`",
    );
  const given = options.facts === undefined ? {} : { given: factsIn(options.facts, first.program) };
  const settings = { ...unsearched, search: { bounds: { prefix, branch, states }, ...given } };
  return { checked: judgeInvariants(first, settings), settings };
}

function show(path: string, checked: Checked, options: ConfluenceOptions, console: Console): ExitCode {
  if (options.repair !== undefined) return writeRepaired(options.repair, checked, path, console);
  if (options.format === "json") console.write(inJson(checked));
  else console.write(inWords(checked, options.scenarios, console));
  const isBroken = checked.report.invariants.some(({ verdict }) => verdict === "not confluent");
  return isBroken ? exitCodes.findings : exitCodes.fine;
}

function factsIn(
  folder: string,
  program: Program,
): readonly { readonly relation: string; readonly row: readonly (string | number)[] }[] {
  const evaluation = new Evaluation(program);
  loadFacts(evaluation, folder);
  return program.inputs.flatMap(({ relation }) =>
    [...evaluation.rowsIn(evaluation.table(relation))].map((row) => ({ relation: relation.name, row })),
  );
}

function inJson(checked: Checked): string {
  const { report } = checked;
  const json = {
    schemaVersion: 1,
    invariants: report.invariants.map((verdict) => invariantJson(verdict, checked)),
    conflicts: conflictsJson(report),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

// For people.

function inWords(checked: Checked, withScenarios: boolean, console: Console): string {
  const { program, report } = checked;
  const parts = report.invariants.map((verdict) => [
    ...headLines(verdict, console),
    ...evidenceLines(verdict, checked, withScenarios, console),
  ]);
  const matrix = matrixLines(checked);
  const broken = report.invariants.filter(({ verdict }) => verdict === "not confluent").length;
  const hints = [
    ...(broken > 0 && !withScenarios
      ? ["`--scenarios` prints each run as a scenario for `calm simulate`."]
      : []),
    ...(broken > 0 ? ["`--repair` and the word in brackets prints the program with that change made."] : []),
  ];
  return [
    ...parts,
    ...(matrix.length === 0 ? [] : [matrix]),
    ...(program.operations.size === 0
      ? [["The file has no operations: nothing can break an invariant here."]]
      : []),
    ...(hints.length === 0 ? [] : [hints.map((hint) => console.style.dim(hint))]),
  ]
    .map((lines) => lines.map((line) => `${line}\n`).join(""))
    .join("\n");
}

function headLines(verdict: InvariantVerdict, { style, width }: Console): readonly string[] {
  const { name, source, syntax } = verdict.invariant;
  const painted =
    verdict.verdict === "not confluent"
      ? style.severity("error", verdict.verdict)
      : verdict.verdict === "confluent"
        ? style.good(verdict.verdict)
        : verdict.verdict;
  const text = source.text
    .slice(syntax.name.span.end, syntax.span.end)
    .replace(/^[^:]*:/, "")
    .replace(/\s+/g, " ");
  return [
    `${style.strong(printable(name))}: ${painted}${classText(verdict)}`,
    ...wrap(printable(text.trim()), width - 2).map((line) => style.dim(`  ${line}`)),
  ];
}

function classText(verdict: InvariantVerdict): string {
  switch (verdict.verdict) {
    case "confluent":
      return ", coordination-free";
    case "not confluent":
      return verdict.class === "redesignable"
        ? ", redesignable with rights allocation"
        : ", needs coordination";
    case "undecided":
    case "assumed":
      return "";
  }
}

function evidenceLines(
  verdict: InvariantVerdict,
  checked: Checked,
  withScenarios: boolean,
  console: Console,
): readonly string[] {
  const { width } = console;
  const said = (text: string): readonly string[] => wrap(text, width - 2).map((line) => `  ${line}`);
  switch (verdict.verdict) {
    case "assumed":
      return said("The world outside guarantees it; it is used, and not checked.");
    case "undecided":
      return said(`Not decided: ${boundText(verdict.bound)}.`);
    case "confluent":
      return said(`${proofText(verdict, checked.program)} (proof: ${verdict.proof})`);
    case "not confluent":
      return [
        ...storyLines(verdict, checked, console),
        ...repairLines(verdict, checked, withScenarios, console),
      ];
  }
}

function proofText(
  { invariant, proof }: InvariantVerdict & { readonly verdict: "confluent" },
  program: Program,
): string {
  const isWritten = isWrittenBy(invariant, new Set(program.operations.values()), program);
  return proof === "direction" && !isWritten
    ? "No operation writes what it reads: it holds as it did at the start."
    : proofTexts[proof];
}

/** The run, one column for each branch where they fit beside each other. */
function storyLines(
  broken: BrokenInvariant,
  { program }: Checked,
  { style, width }: Console,
): readonly string[] {
  const text = counterexampleText(broken.counterexample, program);
  const lines: string[] = [];
  const add = (label: string, items: readonly string[]): void => {
    const [first = "", ...more] = wrap(printable(items.join(", ")), width - 12);
    lines.push(`  ${style.dim(label.padEnd(9))} ${first}`, ...more.map((line) => `${" ".repeat(12)}${line}`));
  };
  if (text.start.length > 0) add("start", text.start);
  lines.push(...branchLines(text, width).map((line) => `  ${line}`));
  add("merged", text.merged.length === 0 ? ["nothing"] : text.merged);
  add("broken", text.violates.slice(0, 1));
  return lines;
}

function branchLines({ branches }: CounterexampleText, width: number): readonly string[] {
  const columns = branches.map(({ replica, operations, state }) =>
    [
      `at ${replica}`,
      ...operations.map((operation) => `  ${operation}`),
      ...state.map((fact) => `    ${fact}`),
    ].map(printable),
  );
  const widest = columns.map((column) => Math.max(...column.map(displayWidth)));
  const gap = 3;
  const total = widest.reduce((sum, one) => sum + one + gap, 0);
  if (total > width - 2) return columns.flat();
  const height = Math.max(...columns.map(({ length }) => length));
  return Array.from({ length: height }, (_, i) =>
    columns
      .map((column, k) => {
        const cell = column[i] ?? "";
        return cell + " ".repeat((widest[k] ?? 0) - displayWidth(cell) + gap);
      })
      .join("")
      .trimEnd(),
  );
}

function repairLines(
  broken: BrokenInvariant,
  checked: Checked,
  withScenarios: boolean,
  { style, width }: Console,
): readonly string[] {
  const offered = repairsOf(broken, checked);
  const repairs = offered.flatMap(({ kind, title, cost, keeps }) => [
    ...wrap(printable(`${title} (${kindWord(kind)})`), width - 4).map(
      (line, i) => `  ${i === 0 ? "- " : "  "}${line}`,
    ),
    ...wrap(`costs: ${cost}${keeps ? "" : "; a weaker promise"}`, width - 6).map((line) =>
      style.dim(`      ${line}`),
    ),
  ]);
  const { program } = checked;
  const scenario = withScenarios
    ? counterexampleScenario(
        broken.counterexample,
        program,
        freshName(program, `${broken.invariant.name}_broken`),
      )
    : "";
  const hasRights = offered.some(({ kind }) => sharesRights(kind));
  const unshared =
    broken.class === "redesignable" && !hasRights
      ? wrap(noRights, width - 4).map((line) => `    ${line}`)
      : [];
  return [
    ...(repairs.length === 0
      ? []
      : ["  What may be done, each tried and judged again:", ...repairs, ...unshared]),
    ...(scenario === ""
      ? []
      : [
          "",
          ...scenario
            .trimEnd()
            .split("\n")
            .map((line) => `  ${printable(line)}`),
        ]),
  ];
}

/** Whether a repair is one by which rights are allocated. */
function sharesRights(kind: RepairKind): boolean {
  return kind === "escrow" || kind === "mask reservation" || kind === "reservation";
}

const noRights =
  "Rights could be shared out by hand: no edit that was tried does so, as the text does not say how many there are, or what uses one up.";

/** Which operations conflict: a half of a table, as it is the same the other way round. */
function matrixLines({ program, report }: Checked): readonly string[] {
  const { conflicts } = report;
  if (conflicts.length === 0) return [];
  const free = [...program.operations.keys()].filter(
    (name) => !conflicts.some(({ operations }) => operations.includes(name)),
  );
  const pairs = new Map<string, string[]>();
  for (const { operations, invariant } of conflicts) {
    const key = operations[0] === operations[1] ? `${operations[0]}, twice` : operations.join(" and ");
    pairs.set(key, [...(pairs.get(key) ?? []), invariant.name]);
  }
  const wide = Math.max(...[...pairs.keys()].map(displayWidth));
  return [
    "Operations that must not run unaware of each other:",
    ...[...pairs].map(
      ([pair, names]) => `  ${pair}${" ".repeat(wide - displayWidth(pair))}  ${names.join(", ")}`,
    ),
    ...(free.length === 0 ? [] : [`  in no conflict that was found: ${free.join(", ")}`]),
  ].map(printable);
}
