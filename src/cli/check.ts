import { resolve } from "node:path";
import { EvidenceCache } from "../analysis/evidence/evidence-cache.ts";
import type { Solver } from "../analysis/confluence/solver.ts";
import { checkProgram, checkWithSolver, type Checked, type CheckSettings } from "../diagnostics/check.ts";
import { isCode, isLevel, levels, nearestCode, type Code, type Level } from "../diagnostics/code.ts";
import { counted } from "../diagnostics/wording.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Levels } from "../diagnostics/diagnose.ts";
import type { SyntaxTree } from "../syntax/tree.ts";
import { Baseline } from "../node/baseline.ts";
import type { CheckedFile, FileResult, Reporter, Summary } from "./check-result.ts";
import { closedRelations } from "./closed-relations.ts";
import { compactReporter } from "./compact-reporter.ts";
import { loadConfig, type Config } from "../node/config.ts";
import { openConsole, type ColorChoice, type Console } from "./console.ts";
import { exitCodes, graver, type ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { reportFault } from "./fault.ts";
import { mendFiles } from "./mend-files.ts";
import { githubReporter } from "./github-reporter.ts";
import { jsonReporter } from "./json-reporter.ts";
import { prettyReporter } from "./pretty-reporter.ts";
import { findRuleFiles, type RuleFile } from "../node/rule-files.ts";
import { sarifReporter } from "./sarif-reporter.ts";
import { programRoots } from "../node/program-roots.ts";
import { includedPath, ReadFailure, SourceStore } from "../node/source-store.ts";
import { version } from "../node/version.ts";
import { watchFiles } from "./watch-files.ts";
import { writeFileWhole } from "./write-file.ts";
import { solverTimeout, Z3Solver } from "../node/z3-solver.ts";

/** The options of `calm check` as commander gives them. */
export interface CheckOptions {
  readonly format: CheckFormat;
  readonly color: ColorChoice;
  readonly quiet: boolean;
  readonly maxWarnings?: number;
  readonly exitZero: boolean;
  readonly rule: readonly string[];
  readonly config?: string;
  readonly watch: boolean;
  readonly fix: boolean;
  readonly evidence: boolean;
  readonly solver: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly static: readonly string[];
  readonly stdinFilename?: string;
}

export const checkFormats = ["pretty", "json", "sarif", "github", "compact"] as const;

export type CheckFormat = (typeof checkFormats)[number];

/** `calm check`: checks what `paths` stand for, writes the report, and gives the exit code. */
export async function check(paths: readonly string[], options: CheckOptions): Promise<ExitCode> {
  const settings = settle(paths, options);
  const console = openConsole(options.color);
  const solver = options.solver ? new Z3Solver() : null;
  try {
    if (!options.watch) return (await checkOnce(settings, console, solver)).code;
    const cache = new EvidenceCache();
    await watchFiles(settings.paths, console, async () => {
      const { read } = await checkOnce(settle(paths, options), console, solver, cache);
      return read;
    });
    return exitCodes.fine;
  } finally {
    await solver?.close();
  }
}

/** Options and config file together. */
interface Settings {
  readonly paths: readonly string[];
  readonly options: CheckOptions;
  readonly config: Config;
  readonly levels: Levels;
  readonly static: readonly string[] | "inputs";
  readonly maxWarnings: number | null;
}

function settle(paths: readonly string[], options: CheckOptions): Settings {
  if (options.watch && paths.includes("-")) throw new UsageError("standard input cannot be watched");
  if (options.fix && paths.includes("-")) throw new UsageError("standard input cannot be mended with --fix");
  const config = loadConfig(options.config);
  return {
    paths: paths.length === 0 ? ["."] : paths,
    options,
    config,
    levels: new Map([...config.rules, ...options.rule.flatMap(readLevels)]),
    static: closedRelations(options.static, config.static),
    maxWarnings: options.maxWarnings ?? config.maxWarnings,
  };
}

/** `CALM008=off`, also several with commas between them. */
function readLevels(text: string): readonly (readonly [Code, Level])[] {
  return text.split(",").map((one) => {
    const [name = "", level = ""] = one.split("=").map((part) => part.trim());
    const code = name.toUpperCase();
    if (!isCode(code)) {
      const nearest = nearestCode(code);
      throw new UsageError(
        `--rule ${one}: ${name} is not a code`,
        nearest === null ? null : `did you mean ${nearest}?`,
      );
    }
    if (!isLevel(level)) throw new UsageError(`--rule ${one}: the level is one of ${levels.join(", ")}`);
    return [code, level] as const;
  });
}

interface Run {
  readonly code: ExitCode;
  /** The files that were read, for watching. */
  readonly read: readonly string[];
}

async function checkOnce(
  settings: Settings,
  console: Console,
  solver: Solver | null,
  cache: EvidenceCache | null = null,
): Promise<Run> {
  const { options, config, levels: wanted } = settings;
  const store = new SourceStore();
  const reporter = reporterFor(options, console);
  const baseline = openBaseline(settings);
  const totals = { error: 0, warning: 0, info: 0 };
  let code: ExitCode = exitCodes.fine;
  const unknown = new Map<string, number>();
  let files = 0;
  for (const file of roots(findRuleFiles(settings.paths, config.exclude), store)) {
    let result: FileResult;
    try {
      result = await readAndCheck(file, settings, store, wanted, baseline, solver, cache);
    } catch (error) {
      reportFault(error, file.kind === "standard input" ? "standard input" : file.path);
      code = exitCodes.internal;
      continue;
    }
    if (result.kind === "unreadable") {
      console.note(`calm: ${result.path} ${result.error}`);
      code = graver(code, exitCodes.usage);
    } else {
      files++;
      for (const { severity } of result.diagnostics) totals[severity]++;
      for (const name of result.checked.program.unknownStatic)
        unknown.set(name, (unknown.get(name) ?? 0) + 1);
    }
    reporter.file(result);
  }
  const summary: Summary = { errors: totals.error, warnings: totals.warning, infos: totals.info };
  reporter.end(summary);
  for (const [name, times] of unknown) {
    if (times === files) console.note(`calm: --static ${name}: no file that was checked declares ${name}`);
  }
  closeBaseline(settings, baseline, console);
  return { code: graver(code, verdictOf(summary, settings, console)), read: store.locations };
}

function verdictOf({ errors, warnings }: Summary, settings: Settings, console: Console): ExitCode {
  const { options, maxWarnings } = settings;
  const tooMany = maxWarnings !== null && warnings > maxWarnings;
  if (tooMany && !options.quiet) {
    const count = `${counted(warnings, "warning")} ${warnings === 1 ? "is" : "are"}`;
    console.note(`calm: ${count} more than the ${maxWarnings} that --max-warnings allows`);
  }
  if (options.exitZero || options.writeBaseline !== undefined) return exitCodes.fine;
  return errors > 0 || tooMany ? exitCodes.findings : exitCodes.fine;
}

function reporterFor(options: CheckOptions, console: Console): Reporter {
  switch (options.format) {
    case "pretty":
      return prettyReporter(console, options.quiet);
    case "json":
      return jsonReporter(console);
    case "sarif":
      return sarifReporter(console, version);
    case "github":
      return githubReporter(console, options.quiet);
    case "compact":
      return compactReporter(console, options.quiet);
  }
}

/** Files that another file of the run includes are checked there, as part of it, unless they were named. */
function roots(files: readonly RuleFile[], store: SourceStore): readonly RuleFile[] {
  const paths = new Map(
    files.flatMap((file) => (file.kind === "file" ? [[resolve(file.path), file.path]] : [])),
  );
  const includes = (location: string): readonly string[] => {
    const path = paths.get(location);
    return path === undefined ? [] : includesOf(path, store);
  };
  const beginning = new Set(programRoots([...paths.keys()], includes));
  return files.filter((file) => file.kind !== "file" || !file.found || beginning.has(resolve(file.path)));
}

function includesOf(path: string, store: SourceStore): readonly string[] {
  try {
    const { source, items } = store.read(path);
    return items.flatMap((item) =>
      item.kind === "include" ? [resolve(includedPath(item.path, source))] : [],
    );
  } catch {
    // It is read again when it is checked, and what is wrong is said there.
    return [];
  }
}

async function readAndCheck(
  file: RuleFile,
  settings: Settings,
  store: SourceStore,
  wanted: Levels,
  baseline: Baseline | null,
  solver: Solver | null,
  cache: EvidenceCache | null,
): Promise<FileResult> {
  if (file.kind === "unreadable") return file;
  let tree: SyntaxTree;
  try {
    tree =
      file.kind === "standard input"
        ? store.readStandardInput(settings.options.stdinFilename ?? null)
        : store.read(file.path);
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return { kind: "unreadable", path: file.kind === "file" ? file.path : "-", error: error.message };
  }
  const how: CheckSettings = {
    levels: wanted,
    evidence: settings.options.evidence,
    cache,
    static: settings.static,
    readingFindings: store.readingFindings,
  };
  const checkTree = (root: SyntaxTree): Checked => checkProgram(root, store.include, how);
  const first = checkTree(tree);
  const mended = settings.options.fix ? mendFiles(first, store, checkTree) : first;
  const checked = solver === null ? mended : await checkWithSolver(mended, how, solver, solverTimeout);
  return { kind: "checked", path: tree.source.path, checked, ...withoutKnown(checked, settings, baseline) };
}

/** Parts the diagnostics that the baseline knows from the others; when it is written, none is new. */
function withoutKnown(
  { diagnostics }: Checked,
  { options }: Settings,
  baseline: Baseline | null,
): Pick<CheckedFile, "diagnostics" | "known"> {
  if (baseline === null) return { diagnostics, known: [] };
  const fresh: Diagnostic[] = [];
  const known: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const counts = diagnostic.severity !== "info";
    const { code, message, place } = diagnostic;
    const finding = { path: place.source.path, code, message };
    if (options.writeBaseline !== undefined && counts) baseline.add(finding);
    const isKnown = counts && (options.writeBaseline !== undefined || baseline.take(finding));
    (isKnown ? known : fresh).push(diagnostic);
  }
  return { diagnostics: fresh, known };
}

function openBaseline({ options, config }: Settings): Baseline | null {
  if (options.writeBaseline !== undefined) return Baseline.empty(resolve(options.writeBaseline));
  const path = options.baseline ?? config.baseline;
  return path === null ? null : Baseline.read(resolve(path));
}

function closeBaseline({ options }: Settings, baseline: Baseline | null, console: Console): void {
  if (baseline === null) return;
  if (options.writeBaseline !== undefined) {
    writeFileWhole(baseline.path, baseline.text);
    console.note(`calm: wrote ${counted(baseline.size, "known finding")} to ${options.writeBaseline}`);
  } else if (baseline.size > 0 && !options.quiet) {
    console.note(
      `calm: ${counted(baseline.size, "finding")} of the baseline did not occur; --write-baseline brings it up to date`,
    );
  }
}
