import { present } from "../../base/assert.ts";
import { linesOf } from "../../base/source.ts";
import { EvaluationError } from "../../engine/evaluation.ts";
import type { Scenario } from "../../model/program.ts";
import type { Call } from "../../replication/call.ts";
import { recordOf, type RecordedRun } from "../../replication/recorded-run.ts";
import { replicasOf, ScenarioRun, type ScenarioOptions } from "../../replication/scenario-run.ts";
import { traceEntry, type TraceEntry } from "../../replication/trace.ts";
import type { RunState, RunTrouble, StatementState } from "../run-api.ts";
import { durationText, pastStatements, runText, type BegunStatement } from "./past-statements.ts";
import { counted, excess, runBounds, runLimits } from "./run-bounds.ts";
import { UnrunnableProgram, type RunProgram } from "./run-program.ts";
import { RunView } from "./run-view.ts";

/**
 * A run that is followed moment by moment, to and fro. Its statements say all of it: to go back, the
 * first of its moments are done again, and what it is saved as does the same.
 *
 * Past the last statement time goes on as one more, a `run` that *grows*: its text says how far it
 * goes, and its end waits until a statement comes behind it.
 */
export class LiveRun {
  readonly program: RunProgram;
  readonly #seed: number;
  readonly #isLate: () => boolean;
  #statements: readonly string[];
  /** Those of the statements that are run from their text: all but a `run` that was begun since it was read. */
  #scenario: Scenario;
  #grows = false;
  /** Whether the scenario says how far the last statement has grown. */
  #isRead = true;
  #past: Past;
  /** How many moments are known. */
  #known = 0;
  /** The time that is shown: of the last moment, or later where nothing has happened since. */
  #at = 0;
  /** Why it was left before its end. */
  #left: string | null = null;
  /** How much of the trace was told. */
  #told = 0;
  /** Whether everything is told with the next state. */
  #isToldAnew = true;

  /** `isLate` says when a question has taken too long. Throws an `UnrunnableProgram`. */
  constructor(program: RunProgram, statements: readonly string[], seed: number, isLate: () => boolean) {
    this.program = program;
    this.#seed = seed;
    this.#isLate = isLate;
    this.#statements = statements;
    const scenario = program.scenarioOf(statements);
    if ("trouble" in scenario) throw new UnrunnableProgram(scenario.trouble);
    const members = replicasOf(scenario);
    if (members.length === 0)
      throw new UnrunnableProgram(
        "The run has no replicas: its first statement names them, as in `replicas madrid, dublin.`",
      );
    if (members.length > runBounds.replicas)
      throw new UnrunnableProgram(`The run has more than ${String(runBounds.replicas)} replicas.`);
    this.#scenario = scenario;
    this.#past = this.#begin();
  }

  get statements(): readonly string[] {
    return this.#statements;
  }

  /** What has been, as a record. */
  get recorded(): RecordedRun {
    const { run, trace } = this.#past;
    return recordOf(run, trace).run;
  }

  advance(until: number, most: number): void {
    if (Number.isNaN(until)) return;
    const end = Math.min(until, runBounds.time);
    for (let left = most; left > 0; left--) {
      const next = this.#nextAt();
      if (next === null || next > end) {
        if (until !== Infinity) this.#wait(end);
        return;
      }
      if (!this.#pass(next)) return;
    }
  }

  step(): void {
    const next = this.#nextAt();
    if (next !== null && next <= runBounds.time) this.#pass(next);
  }

  seek(moment: number | "end"): void {
    const wanted = moment === "end" ? Infinity : moment;
    if (!(wanted >= this.#past.moments) || this.#left !== null) this.#rebegin();
    while (this.#past.moments < wanted && this.#past.run.nextAt !== null) if (!this.#moment()) break;
    this.#at = this.#past.run.cluster.now;
    this.#isToldAnew = true;
  }

  /** Does a statement now; says what is wrong with it, and then does nothing. */
  act(statement: string): RunTrouble | null {
    const text = `${statement.trim().replace(/\.$/, "").trimEnd()}.`;
    const wrong = this.#wrongIn(text);
    if (wrong !== null) return wrong;
    this.#finishInstant();
    const isContinued = this.#isAtEnd && this.#isSound();
    const kept = isContinued ? this.#statements : this.#pastStatements();
    const statements = [...kept, text];
    const scenario = this.program.scenarioOf(statements);
    if ("trouble" in scenario) return scenario;
    this.#statements = statements;
    this.#scenario = scenario;
    this.#isRead = true;
    // Its entry in the trace says more than when it was told.
    if (this.#grows) this.#isToldAnew = true;
    this.#grows = false;
    if (isContinued) {
      this.#past.run.goOn(scenario, kept.length);
    } else {
      this.#rebegin();
      this.#isToldAnew = true;
      while (this.#past.run.done < kept.length) if (!this.#moment()) break;
    }
    // Of a `repeat`, all that takes no time.
    for (let goesOn = this.#isSound(); goesOn;)
      goesOn = this.#moment() && this.#past.run.isAmidst && !this.#past.run.isPassing;
    this.#known = this.#past.moments;
    this.#at = this.#past.run.cluster.now;
    return null;
  }

  state(): RunState {
    const { trace, run, moments, view } = this.#past;
    const newsIsAll = this.#isToldAnew;
    if (newsIsAll) {
      view.forget();
      this.#told = 0;
    }
    const news = trace.slice(this.#told);
    this.#told = trace.length;
    this.#isToldAnew = false;
    return {
      moment: moments,
      moments: this.#known,
      at: this.#at,
      nextAt: this.#nextAt(),
      statements: this.#statements.map((text, i) => this.#statementState(text, i)),
      ...view.state(),
      news,
      newsIsAll,
      trouble: this.#left ?? errorText(run),
    };
  }

  close(): void {
    this.#past.view.close();
    this.#past.run.cluster.close();
  }

  // Moments.

  #begin(): Past {
    const { local, facts, engines } = this.program;
    const trace: TraceEntry[] = [];
    const begun: Begun[] = [];
    const lineFirst = this.program.scenarioLine;
    let boundary = "";
    let length = 0;
    const observe: ScenarioOptions["observe"] = (event) => {
      const entry = traceEntry(event, local);
      length += entry.text.length;
      trace.push(entry.kind === "statement" ? { ...entry, line: entry.line + lineFirst } : entry);
      if (event.event.kind === "statement")
        begun.at(-1)?.leaves.push({ text: event.event.text, at: event.at });
      if (event.event.kind === "replica" && event.event.event.kind === "pending")
        boundary = event.event.event.boundary;
    };
    try {
      const run = new ScenarioRun(this.#scenario, {
        local,
        facts,
        seed: this.#seed,
        engines,
        limits: runLimits,
        observe,
      });
      const view = new RunView(run.cluster);
      return {
        run,
        view,
        trace,
        begun,
        moments: 0,
        soundAt: 0,
        boundaryOf: () => boundary,
        lengthOf: () => length,
      };
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      throw new UnrunnableProgram(`The run cannot begin: ${error.message}.`);
    }
  }

  #rebegin(): void {
    this.close();
    this.#left = null;
    if (!this.#isRead) {
      const scenario = this.program.scenarioOf(this.#statements);
      if (!("trouble" in scenario)) this.#scenario = scenario;
      this.#isRead = true;
    }
    this.#past = this.#begin();
  }

  /** Whether all statements that are run from their text are done. */
  get #isAtEnd(): boolean {
    return this.#past.run.done === this.#scenario.syntax.statements.length;
  }

  /** Whether nothing keeps it from going on. */
  #isSound(): boolean {
    return this.#left === null && this.#past.run.failure === null;
  }

  /** When the next moment is, past the last statement too; null where nothing will happen. */
  #nextAt(): number | null {
    if (!this.#isSound()) return null;
    const { run } = this.#past;
    return this.#isAtEnd ? run.cluster.nextAt : run.nextAt;
  }

  /** Lets the next moment pass, which is at `next`. */
  #pass(next: number): boolean {
    if (this.#isAtEnd) this.#grow(next);
    if (!this.#isSound() || !this.#moment()) return false;
    this.#at = Math.max(this.#at, this.#past.run.cluster.now);
    return true;
  }

  /** Lets time pass in which nothing happens. */
  #wait(until: number): void {
    if (!this.#isSound() || until <= this.#at) return;
    if (this.#isAtEnd) this.#grow(until);
    if (this.#isSound()) this.#at = until;
  }

  #moment(): boolean {
    const { run, begun, boundaryOf, lengthOf } = this.#past;
    if (lengthOf() > runBounds.traceText) {
      this.#left = `The run tells more than ${counted(runBounds.traceText)} characters: it is not followed further here.`;
      return false;
    }
    if (this.#past.moments >= runBounds.moments) {
      this.#left = `The run goes on after ${counted(runBounds.moments)} moments: it is not followed further here.`;
      return false;
    }
    if (this.#isLate()) {
      this.#left = "The run takes too long: it is not followed further here.";
      return false;
    }
    if (!run.isAmidst) begun.push(this.#beginning());
    const { lastCall: before } = run;
    if (!run.step()) return false;
    if (run.failure === null) this.#past.soundAt = run.cluster.now;
    const { lastCall } = run;
    if (lastCall !== null && lastCall !== before)
      begun.at(-1)?.calls.push({ call: lastCall, boundary: boundaryOf() });
    this.#past.moments += 1;
    this.#known = Math.max(this.#known, this.#past.moments);
    return run.failure === null;
  }

  #beginning(): Begun {
    const { run, moments } = this.#past;
    const expects = run.result.expects.length;
    return { at: run.cluster.now, moment: moments + 1, calls: [], expects, leaves: [] };
  }

  /** Has the `run` past the last statement go on until a time. */
  #grow(until: number): void {
    const { run, begun, trace } = this.#past;
    if (!this.#grows) {
      if (this.#statements.length >= runBounds.statements) {
        this.#left = `The run has ${counted(runBounds.statements)} statements: time goes on no further here.`;
        return;
      }
      const { now } = run.cluster;
      const text = runText("0");
      begun.push(this.#beginning());
      trace.push({ at: now, kind: "statement", line: this.#lineOf(this.#statements.length), text });
      this.#statements = [...this.#statements, text];
      this.#past.moments += 1;
      this.#known = Math.max(this.#known, this.#past.moments);
      this.#grows = true;
    }
    const growing = present(begun.at(-1), "the run that grows");
    const duration = durationText(growing.at, Math.max(until, this.#at));
    const text = runText(duration);
    const entry = trace.findLastIndex(({ kind }) => kind === "statement");
    trace[entry] = { ...present(trace[entry], "its entry"), text };
    growing.leaves = [{ text, at: growing.at }];
    this.#statements = [...this.#statements.slice(0, -1), text];
    this.#isRead = false;
    run.pass(growing.at + Number(duration));
  }

  /** The line at which a statement stands in the saved file. */
  #lineOf(index: number): number {
    const above = this.#statements.slice(0, index);
    return above.reduce(
      (line, text) => line + linesOf({ path: "", text }).lineCount,
      this.program.scenarioLine + 1,
    );
  }

  // What is done now.

  #wrongIn(text: string): RunTrouble | null {
    const tooMuch = excess(this.program.files, [...this.#statements, text]);
    if (tooMuch !== null) return { trouble: tooMuch };
    const known = this.#scenario.syntax.statements.slice(0, this.#replicasEnd);
    const { source } = this.#scenario;
    const read = this.program.scenarioOf([
      ...known.map(({ span }) => source.text.slice(span.start, span.end)),
      text,
    ]);
    if ("trouble" in read) return read;
    if (read.syntax.statements.at(-1)?.kind !== "replicas") return null;
    return { trouble: "A run keeps the replicas that it began with." };
  }

  /** Lets pass what is at this very time in the statement that is under way. */
  #finishInstant(): void {
    const { run } = this.#past;
    const isNow = (): boolean => this.#isAtEnd || (run.isPassing && (run.nextAt ?? Infinity) <= this.#at);
    if (!this.#isSound()) return;
    while (run.isAmidst && isNow()) if (!this.#moment()) return;
    if (!this.#isAtEnd || !this.#grows) return;
    // A whole number of milliseconds, where that makes no difference.
    const { at } = present(this.#past.begun.at(-1), "the run that grows");
    const whole = at + Math.ceil(run.cluster.now - at);
    if (whole <= run.cluster.now || (run.cluster.nextAt ?? Infinity) <= whole) return;
    this.#grow(whole);
    while (run.isAmidst) if (!this.#moment()) return;
  }

  /** What has been, as statements. */
  #pastStatements(): readonly string[] {
    const { run, begun } = this.#past;
    const done = this.#statements.slice(0, run.done);
    const under = begun[run.done];
    if (under === undefined) return this.#statements.slice(0, Math.max(done.length, this.#replicasEnd));
    const isPassing = run.isPassing || this.#isAtEnd;
    if (run.failure === null) return [...done, ...pastStatements(under.leaves, isPassing, this.#at)];
    const leaves = isPassing ? under.leaves : under.leaves.slice(0, -1);
    return [...done, ...pastStatements(leaves, isPassing, this.#past.soundAt)];
  }

  get #replicasEnd(): number {
    return this.#scenario.syntax.statements.findLastIndex(({ kind }) => kind === "replicas") + 1;
  }

  #statementState(text: string, index: number): StatementState {
    const { run, begun } = this.#past;
    const own = begun[index];
    if (own === undefined) return { text, at: null, moment: null, isDone: false, ok: null, message: "" };
    const isDone = index < run.done || (this.#isAtEnd && !run.isAmidst);
    const expects = run.result.expects.slice(own.expects, begun[index + 1]?.expects);
    const failed = expects.find(({ ok }) => !ok);
    const ok = expects.length === 0 ? null : failed === undefined;
    return {
      text,
      at: own.at,
      moment: own.moment,
      isDone,
      ok,
      message: failed?.message ?? callsText(own.calls),
    };
  }
}

/** What has been of a run. */
interface Past {
  readonly run: ScenarioRun;
  readonly view: RunView;
  readonly trace: TraceEntry[];
  /** The statements that have begun, in their order. */
  readonly begun: Begun[];
  moments: number;
  /** When the last moment was with which nothing went wrong. */
  soundAt: number;
  /** The boundary at which something waited last. */
  readonly boundaryOf: () => string;
  /** How long the texts of the trace are, in all. */
  readonly lengthOf: () => number;
}

interface Begun {
  readonly at: number;
  readonly moment: number;
  readonly calls: { readonly call: Call; readonly boundary: string }[];
  /** How many expectations were judged before. */
  readonly expects: number;
  /** Itself, or its repetitions so far. */
  leaves: BegunStatement[];
}

/** What became of calls: of several, of the first that is not simply done. */
function callsText(calls: Begun["calls"]): string {
  for (const { call, boundary } of calls) {
    if (call.outcome.kind === "refused") return `refused: ${call.outcome.reason}`;
    if (call.isPending) return `waits for ${boundary}`;
  }
  return "";
}

function errorText({ result, failure }: ScenarioRun): string | null {
  if (failure === null || result.error === null) return null;
  const { message } = result.error;
  return `The run cannot go on: ${message}.`;
}
