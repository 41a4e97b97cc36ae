import { displayWidth } from "../base/display-width.ts";
import { nearestName } from "../base/nearest-name.ts";
import { Evaluation } from "../engine/evaluation.ts";
import type { Scenario } from "../model/program.ts";
import { factsGiven, localProgram } from "../replication/local-program.ts";
import { scenarioVerdict } from "../lab/scenario-verdict.ts";
import { simulationJson } from "../lab/simulation-json.ts";
import { spaceTimeDiagram } from "../lab/space-time-diagram.ts";
import { recordScenario, type RecordedScenario } from "../replication/recorded-run.ts";
import type { ExpectResult, ScenarioResult } from "../replication/scenario-run.ts";
import type { TraceEntry } from "../replication/trace.ts";
import { openConsole, type ColorChoice, type Console } from "./console.ts";
import { failedRun } from "./evaluated-file.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { loadFacts } from "./fact-files.ts";
import { interruptible } from "./interruption.ts";
import { formatByEnding, writeReport } from "./report-file.ts";
import { runnableProgram } from "./runnable-program.ts";
import { locationText } from "./snippet.ts";
import { SourceStore } from "../node/source-store.ts";
import { printable, wrap } from "./text-layout.ts";

export interface SimulateOptions {
  readonly scenario?: string;
  readonly seed: number;
  /** Null: inputs begin empty. */
  readonly facts?: string;
  readonly messages: boolean;
  readonly quiet: boolean;
  readonly format?: "pretty" | "json" | "svg";
  readonly out?: string;
  readonly color: ColorChoice;
}

/** `calm simulate`: runs the scenarios of a file and says which expectations hold. Throws `UsageError`. */
export function simulate(path: string, options: SimulateOptions): ExitCode {
  const console = openConsole(options.color);
  try {
    return interruptible(() => simulateFile(path, options, console));
  } catch (error) {
    return failedRun(error, path, console);
  }
}

function simulateFile(path: string, options: SimulateOptions, console: Console): ExitCode {
  const checked = runnableProgram(path, new SourceStore(), console);
  if (checked === null) return exitCodes.findings;
  const { program } = checked;
  const format = options.format ?? formatByEnding(options.out, formatsByEnding) ?? "pretty";
  const scenarios = chosen(program.scenarios, options.scenario, path);
  const evaluation = new Evaluation(program);
  if (options.facts !== undefined) loadFacts(evaluation, options.facts);
  const facts = factsGiven(evaluation);
  const local = localProgram(program);
  const simulated = scenarios.map((scenario) => recordScenario(scenario, local, facts, options.seed));
  const target = options.out === undefined ? console : openConsole("never");
  const text = formatted(simulated, format, options, target);
  if (options.out === undefined) console.write(text);
  else {
    writeReport(options.out, text, console);
    for (const { result } of simulated)
      if (!result.ok) console.note(`${result.name}: ${scenarioVerdict(result)}`);
  }
  return simulated.every(({ result }) => result.ok) ? exitCodes.fine : exitCodes.findings;
}

const formatsByEnding = { ".svg": "svg", ".json": "json", ".txt": "pretty" } as const;

function formatted(
  simulated: readonly RecordedScenario[],
  format: "pretty" | "json" | "svg",
  options: SimulateOptions,
  console: Console,
): string {
  switch (format) {
    case "json":
      return simulationJson(simulated);
    case "svg":
      return `${spaceTimeDiagram(simulated.map(({ run }) => run))}\n`;
    case "pretty":
      return inWords(simulated, options, console);
  }
}

function chosen(scenarios: readonly Scenario[], name: string | undefined, path: string): readonly Scenario[] {
  if (scenarios.length === 0)
    throw new UsageError(`${path} has no scenario to run`, "`calm simulate --help` shows how one is written");
  if (name === undefined) return scenarios;
  const found = scenarios.filter((scenario) => scenario.name === name);
  if (found.length > 0) return found;
  const names = scenarios.map((scenario) => scenario.name);
  const near = nearestName(name, names);
  throw new UsageError(
    `${path} has no scenario \`${name}\``,
    near === null ? `it has: ${names.join(", ")}` : `did you mean \`${near}\`?`,
  );
}

// For people.

function inWords(simulated: readonly RecordedScenario[], options: SimulateOptions, console: Console): string {
  const shown = simulated.filter(({ result }) => !options.quiet || !result.ok);
  const lines = [
    ...shown.flatMap((one) => [...scenarioLines(one, options, console), ""]),
    ...(simulated.length > 1 || options.quiet ? [summary(simulated, console)] : []),
  ];
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => `${line}\n`).join("");
}

function scenarioLines(
  { result, run }: RecordedScenario,
  options: SimulateOptions,
  console: Console,
): readonly string[] {
  const { style, width } = console;
  const title = `${style.strong(result.name)}  ${style.dim(`${locationText(result.place)}  seed ${String(result.seed)}`)}`;
  const verdict = result.ok
    ? style.good(scenarioVerdict(result))
    : style.severity("error", scenarioVerdict(result));
  const why = [
    ...failureTexts(result),
    ...(result.error === null ? [] : [`${locationText(result.error.place)}: ${result.error.message}`]),
  ].flatMap((text) =>
    wrap(printable(text), width - 4).map((line, i) => (i === 0 ? `  ${line}` : `    ${line}`)),
  );
  return [
    title,
    ...(options.quiet ? [] : traceLines(run.trace, result, options.messages, console)),
    verdict,
    ...why,
  ];
}

/** What failed at one place in the same way, as in `repeat`, is said once. */
function failureTexts({ expects }: ScenarioResult): readonly string[] {
  const times = new Map<string, number>();
  for (const one of expects) if (!one.ok) times.set(failureText(one), (times.get(failureText(one)) ?? 0) + 1);
  return [...times].map(([text, count]) => (count === 1 ? text : `${text} (${String(count)} times)`));
}

function failureText({ place, message }: ExpectResult): string {
  const text = place.source.text.slice(place.start, place.end).replaceAll(/\s+/g, " ");
  return `${locationText(place)}: ${text.replace(/\.$/, "")}: ${message}`;
}

function summary(simulated: readonly RecordedScenario[], { style }: Console): string {
  const failed = simulated.filter(({ result }) => !result.ok).map(({ result }) => result.name);
  const all = simulated.length === 1 ? "1 scenario" : `${String(simulated.length)} scenarios`;
  if (failed.length === 0) return style.good(`${all} ran: ok`);
  return style.severity("error", `${all} ran, ${String(failed.length)} failed: ${failed.join(", ")}`);
}

/** The trace: what was asked for at the left, what came of it indented, each with its time. */
function traceLines(
  trace: readonly TraceEntry[],
  { expects }: ScenarioResult,
  messages: boolean,
  { style, width }: Console,
): readonly string[] {
  const timeWidth = Math.max(4, ...trace.map(({ at }) => timeText(at).length));
  const names = trace.flatMap((entry) => ("replica" in entry ? [displayWidth(entry.replica)] : []));
  const nameWidth = Math.max(0, ...names);
  let shownTime = "";
  let expectation = 0;
  let statement = "";
  return trace.flatMap((entry) => {
    const isMessage = entry.kind === "message" || entry.kind === "lost";
    if (isMessage && !messages) return [];
    if (entry.kind === "cluster" && `${entry.text}.` === statement) return [];
    const time = timeText(entry.at);
    const stamp = time === shownTime ? "" : time;
    shownTime = time;
    const margin = `${style.dim(stamp.padStart(timeWidth))}  `;
    const room = width - timeWidth - 2;
    if (entry.kind === "statement") {
      statement = entry.text;
      const isExpect = entry.text.startsWith("expect");
      const result = isExpect ? expects[expectation++] : undefined;
      const mark =
        result === undefined ? "" : result.ok ? `${style.good("✓")} ` : `${style.severity("error", "✗")} `;
      return indented(
        entry.text,
        room - 2,
        (line, i) => `${i === 0 ? margin : " ".repeat(timeWidth + 2)}${i === 0 ? mark : "  "}${line}`,
      );
    }
    if (entry.kind === "cluster")
      return indented(
        entry.text,
        room - 2,
        (line, i) => `${i === 0 ? margin : " ".repeat(timeWidth + 2)}  ${line}`,
      );
    const name = isMessage ? `${entry.from} → ${entry.to}` : entry.replica.padEnd(nameWidth);
    const word = entry.kind === "lost" ? lostWord(entry) : words[entry.kind];
    const text = `${word === "" ? "" : `${word} `}${entry.text}`;
    const head = `  ${name}  `;
    return indented(text, room - displayWidth(head), (line, i) =>
      i === 0
        ? `${margin}${style.dim(head)}${isMessage ? style.dim(line) : line}`
        : `${" ".repeat(timeWidth + 2 + displayWidth(head))}${line}`,
    );
  });
}

function lostWord({ cause, again }: TraceEntry & { readonly kind: "lost" }): string {
  if (!again) return "lost:";
  return cause === "cut" ? "cut off, waits:" : "lost, is sent again:";
}

const words: Readonly<Record<Exclude<TraceEntry["kind"], "statement" | "cluster" | "lost">, string>> = {
  message: "",
  committed: "",
  applied: "hears",
  refused: "refuses",
  pending: "",
  "acknowledged late": "",
  voted: "",
  sealed: "seal",
  "held back": "holds back",
  appeared: "output +",
  withdrawn: "output -",
  asked: "",
};

function indented(
  text: string,
  room: number,
  layout: (line: string, index: number) => string,
): readonly string[] {
  return wrap(printable(text), Math.max(room, 20)).map(layout);
}

function timeText(milliseconds: number): string {
  return `${String(Math.round(milliseconds))} ms`;
}
