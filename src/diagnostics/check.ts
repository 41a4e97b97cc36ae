import { analyse } from "../analysis/analyse.ts";
import type { Report } from "../analysis/report.ts";
import type { EvidenceCache } from "../analysis/evidence/evidence-cache.ts";
import {
  confluence,
  type ConfluenceOptions,
  type ConfluenceReport,
} from "../analysis/confluence/confluence.ts";
import type { Solver } from "../analysis/confluence/solver.ts";
import { trusting, withInvariants } from "../analysis/confluence/with-invariants.ts";
import { withEvidence } from "../analysis/evidence/with-evidence.ts";
import type { Memory } from "../base/memory.ts";
import type { Source } from "../base/source.ts";
import type { Program } from "../model/program.ts";
import { resolveProgram, type ResolveOptions } from "../model/resolve.ts";
import { partsOf, type FileTrees, type ReadInclude } from "../model/splice.ts";
import type { SyntaxTree } from "../syntax/tree.ts";
import { diagnose, type Diagnosis, type Levels } from "./diagnose.ts";
import type { Context } from "./entry.ts";
import type { Finding } from "./finding.ts";

export interface CheckSettings extends ResolveOptions {
  readonly levels?: Levels;
  /** False: no witness is looked for, and no proof beyond the directions. */
  readonly evidence?: boolean;
  /** False: invariants are not judged, as nothing that is done with the program depends on them. */
  readonly invariants?: boolean;
  /** How far counterexamples are looked for, and the facts of `.input` files where they are known. */
  readonly search?: ConfluenceOptions;
  /** Remembers evidence from one check of a program to the next. */
  readonly cache?: EvidenceCache | null;
  /** Keeps what was concluded of the parts of a program to its next check; of one program only. */
  readonly memory?: Memory | undefined;
  /** What was found while a source's text was decoded. */
  readonly readingFindings?: (source: Source) => readonly Finding[];
}

/** A program with everything that is concluded about it, in values and in words. */
export interface Checked extends Context, Diagnosis {}

/** Resolves, analyses and diagnoses the program that begins with `root`. Never throws. */
export function checkProgram(root: FileTrees, include: ReadInclude, settings: CheckSettings = {}): Checked {
  const trees = new Map<Source, SyntaxTree>();
  const note = (file: FileTrees): void => {
    for (const tree of partsOf(file)) trees.set(tree.source, tree);
  };
  note(root);
  settings.memory?.begin();
  const remember: ReadInclude = (path, from) => {
    const read = include(path, from);
    if (!("problem" in read)) note(read);
    return read;
  };
  const program = resolveProgram(root, remember, settings);
  return settings.invariants === false
    ? concluded(program, trees, unjudged, settings)
    : judgedProgram(program, trees, settings);
}

/** What was checked without its invariants, with these judged. `settings` may have another search. */
export function judgeInvariants({ program, trees }: Checked, settings: CheckSettings): Checked {
  return judgedProgram(program, trees, settings);
}

function judgedProgram(
  program: Program,
  trees: ReadonlyMap<Source, SyntaxTree>,
  settings: CheckSettings,
): Checked {
  const search = { ...settings.search, lacksOperations: lacksOperations(program, trees) };
  const invariants = confluence(program, search);
  const isNone = invariants.invariants.length === 0 && invariants.conflicts.length === 0;
  return concluded(program, trees, isNone ? unjudged : invariants, settings);
}

/**
 * What was checked, with the invariants that were left undecided decided by a solver where it can;
 * itself where none was or it cannot. `settings` are those of the check.
 */
export async function checkWithSolver(
  checked: Checked,
  settings: CheckSettings,
  solver: Solver,
  timeout: number,
): Promise<Checked> {
  const { program, report, trees } = checked;
  const { decideWithSolver } = await import("../analysis/confluence/decide-with-solver.ts");
  const { given } = settings.search ?? {};
  const options = { timeout, ...(given === undefined ? {} : { given }) };
  const decided = await decideWithSolver(program, report, solver, options);
  return decided === report ? checked : concluded(program, trees, decided, withoutMemory(settings));
}

/** The program may have been checked again in the meantime. */
function withoutMemory(settings: CheckSettings): CheckSettings {
  return { ...settings, memory: undefined };
}

function concluded(
  program: Program,
  trees: ReadonlyMap<Source, SyntaxTree>,
  invariants: ConfluenceReport,
  settings: CheckSettings,
): Checked {
  const trusted = trusting(program, invariants);
  const judged = judgedAnew(trusted, invariants, settings);
  const shown = settings.evidence === false ? judged : withEvidence(trusted, judged, settings.cache);
  const report = invariants === unjudged ? shown : withInvariants(shown, invariants);
  const context: Context = { program, report, trees, memory: settings.memory };
  const read = program.sources.flatMap((source) => [
    ...nulFindings(source),
    ...(settings.readingFindings?.(source) ?? []),
  ]);
  return { ...context, ...diagnose(context, read, settings.levels ?? new Map()) };
}

/** Every so many checks in a row the report is made anew, so that what it does not rest on is forgotten. */
const unchangedMax = 64;

interface Judged {
  readonly program: Program;
  readonly report: Report;
  /** How many checks in a row have taken it as it was. */
  unchanged: number;
}

const lastJudged = new WeakMap<Memory, Judged>();

/**
 * The report on a program: the one before, where that program differs in nothing but what could not
 * be read of it. Without evidence alone, as what words say would rest on another report.
 */
function judgedAnew(program: Program, invariants: ConfluenceReport, settings: CheckSettings): Report {
  const { memory } = settings;
  if (memory === undefined) return analyse(program);
  if (settings.evidence !== false || invariants !== unjudged) {
    lastJudged.delete(memory);
    return analyse(program, new Map(), memory);
  }
  const last = lastJudged.get(memory);
  if (last !== undefined && last.unchanged < unchangedMax && isSameProgram(last.program, program)) {
    last.unchanged++;
    memory.cutShort();
    return last.report;
  }
  const report = analyse(program, new Map(), memory);
  lastJudged.set(memory, { program, report, unchanged: 0 });
  return report;
}

/** Whether two programs are the same but for their findings, and for sources of which nothing else is in them. */
function isSameProgram(before: Program, after: Program): boolean {
  const now: Readonly<Record<string, unknown>> = {
    ...after,
    sources: before.sources,
    findings: before.findings,
  };
  return (
    Object.entries(before).every(([name, value]) => now[name] === value) &&
    areInSameOrder(before.sources, after.sources)
  );
}

/** Whether sources that are in both lists stand in the same order: at least where all the others stand between them. */
function areInSameOrder(before: readonly Source[], after: readonly Source[]): boolean {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - start;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const gone = new Set(before.slice(start, before.length - tail));
  return !after.slice(start, after.length - tail).some((source) => gone.has(source));
}

const unjudged: ConfluenceReport = { invariants: [], conflicts: [] };

/** Whether the text may have an operation that is not in the program: one with an error, or what was meant as one. */
function lacksOperations(program: Program, trees: ReadonlyMap<Source, SyntaxTree>): boolean {
  let written = 0;
  for (const { items, errors } of trees.values()) {
    if (errors.length > 0) return true;
    written += items.filter(({ kind }) => kind === "operation").length;
  }
  return written > program.operations.size;
}

const ofNul = new WeakMap<Source, readonly Finding[]>();

/** One finding for each line that holds NUL bytes, at the first of them. */
function nulFindings(source: Source): readonly Finding[] {
  let known = ofNul.get(source);
  if (known === undefined) {
    known = findNul(source);
    ofNul.set(source, known);
  }
  return known;
}

function findNul(source: Source): readonly Finding[] {
  const findings: Finding[] = [];
  const { text } = source;
  for (let start = text.indexOf("\0"); start >= 0; start = text.indexOf("\0", endOfLine(text, start))) {
    let end = start + 1;
    while (text[end] === "\0") end++;
    findings.push({
      code: "CALM001",
      place: { source, start, end },
      message: "a NUL byte cannot stand in a rule file",
    });
  }
  return findings;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}
