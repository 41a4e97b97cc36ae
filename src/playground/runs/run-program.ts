import { present } from "../../base/assert.ts";
import { Memory } from "../../base/memory.ts";
import { linesOf, type Span } from "../../base/source.ts";
import { checkProgram } from "../../diagnostics/check.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { stopsEvaluation } from "../../diagnostics/stops-evaluation.ts";
import { Evaluation, EvaluationError } from "../../engine/evaluation.ts";
import type { Row } from "../../lattice/row.ts";
import type { Program, Scenario } from "../../model/program.ts";
import type { ReadInclude } from "../../model/splice.ts";
import { factsGiven, localProgram, type LocalProgram } from "../../replication/local-program.ts";
import { EnginePool } from "../../replication/replica-engine.ts";
import { parse } from "../../syntax/parse.ts";
import type { SyntaxTree } from "../../syntax/tree.ts";
import type { ProgramFiles } from "../program-files.ts";
import type { RunTrouble } from "../run-api.ts";
import { includeAmong } from "./included-file.ts";
import { runLimits } from "./run-bounds.ts";

/** A program made ready for many runs of it. */
export class RunProgram {
  readonly files: ProgramFiles;
  readonly program: Program;
  readonly local: LocalProgram;
  readonly facts: ReadonlyMap<string, readonly Row[]>;
  readonly engines: EnginePool;
  /** The name of the scenario that a run is, as no other of the program. */
  readonly scenarioName: string;
  readonly #root: SyntaxTree;
  readonly #include: ReadInclude;
  readonly #memory = new Memory();

  constructor(files: ProgramFiles) {
    this.files = files;
    this.#root = parse({ path: files[0].path, text: files[0].text });
    this.#include = includeAmong(files);
    const { program, diagnostics } = this.#checked([]);
    const reason = diagnostics.find(stopsEvaluation);
    if (reason !== undefined) throw new UnrunnableProgram(this.#sentence(reason));
    this.program = program;
    this.local = localProgram(program);
    try {
      this.facts = factsGiven(new Evaluation(program, runLimits));
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      throw new UnrunnableProgram(`The program cannot run: ${error.message}.`);
    }
    this.engines = new EnginePool(this.local, runLimits);
    this.scenarioName = freeName("played", scenarioNames(program));
  }

  /** The line of the saved file in which the scenario of a run begins, from 0. */
  get scenarioLine(): number {
    return linesOf({ path: "", text: withBelow(this.files[0].text, "") }).lineCount - 1;
  }

  /** These statements as a scenario of the program, as it stands in a file of its own; or what is wrong with them. */
  scenarioOf(statements: readonly string[]): Scenario | RunTrouble {
    const text = scenarioText(this.scenarioName, statements);
    const tree = parse({ path: this.files[0].path, text });
    const [item, ...others] = tree.items;
    if (tree.errors.length === 0) {
      if (item?.kind !== "scenario" || others.length > 0) return notStatements;
      if (!areWritten(item.statements, statements, text)) return notStatements;
    }
    const { program, diagnostics } = this.#checked([tree]);
    const reasons = diagnostics.filter(stopsEvaluation);
    const reason = reasons.find(({ place }) => place.source === tree.source) ?? reasons[0];
    if (reason !== undefined) return { trouble: this.#sentence(reason) };
    return present(
      program.scenarios.find(({ source }) => source === tree.source),
      "the scenario of a run",
    );
  }

  /** The root file with these statements below it, as a scenario of this name or of one like it. */
  saved(name: string, statements: readonly string[]): string {
    const cleaned = name.trim().replaceAll(/[^A-Za-z0-9_]+/g, "_");
    const wish = /^[A-Za-z_]*[A-Za-z]/.test(cleaned) ? cleaned : `run_${cleaned}`;
    return withBelow(
      this.files[0].text,
      scenarioText(freeName(wish.slice(0, 100), scenarioNames(this.program)), statements),
    );
  }

  #checked(more: readonly SyntaxTree[]): ReturnType<typeof checkProgram> {
    const settings = { evidence: false, invariants: false, memory: this.#memory };
    return checkProgram([this.#root, ...more], this.#include, settings);
  }

  /** What is wrong, in a sentence; of the root file with its line. */
  #sentence({ place, message, help }: Diagnostic): string {
    const said = shortened(`${message}${help[0] === undefined ? "" : `: ${help[0]}`}`);
    const isRoot = place.source === this.#root.source;
    if (!isRoot) return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
    return `Line ${String(linesOf(place.source).position(place.start).line + 1)}: ${said}.`;
  }
}

/** A program that cannot be run, and why. */
export class UnrunnableProgram extends Error {}

const notStatements: RunTrouble = { trouble: "This is not one statement of a scenario." };

/** A scenario, each statement on lines of its own. */
function scenarioText(name: string, statements: readonly string[]): string {
  return `.scenario ${name} {\n${statements.map((statement) => `  ${statement}\n`).join("")}}\n`;
}

/** A text and another below it. */
export function withBelow(text: string, below: string): string {
  const above = text.trimEnd();
  return above === "" ? below : `${above}\n\n${below}`;
}

/** A name like this one that is not taken. */
export function freeName(like: string, taken: ReadonlySet<string>): string {
  let name = like;
  for (let i = 2; taken.has(name); i++) name = `${like}_${String(i)}`;
  return name;
}

function scenarioNames({ scenarios }: Program): ReadonlySet<string> {
  return new Set(scenarios.map(({ name }) => name));
}

/** Whether what was read is what was given, statement by statement. */
function areWritten(
  read: readonly { readonly span: Span }[],
  statements: readonly string[],
  text: string,
): boolean {
  return (
    read.length === statements.length &&
    read.every(({ span }, i) => text.slice(span.start, span.end) === statements[i])
  );
}

const sentenceMost = 240;

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > sentenceMost ? `${line.slice(0, sentenceMost - 1)}…` : line;
}
