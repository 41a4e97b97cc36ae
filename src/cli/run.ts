import { join } from "node:path";
import { EvaluationError, Evaluation } from "../engine/evaluation.ts";
import { rowText } from "../engine/row-text.ts";
import type { Output, Program } from "../model/program.ts";
import { openConsole, type ColorChoice, type Console } from "./console.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { FactFileError, loadFacts } from "./fact-files.ts";
import { runnableProgram } from "./runnable-program.ts";
import { locationText } from "./snippet.ts";
import { ReadFailure, SourceStore } from "./source-store.ts";
import { writeFileWhole } from "./write-file.ts";

export interface RunOptions {
  readonly facts: string;
  readonly output: string;
  readonly color: ColorChoice;
}

/** `calm run`: evaluates a program over the facts of a folder and writes its outputs, each whole or not at all. */
export function run(path: string, options: RunOptions): ExitCode {
  const console = openConsole(options.color);
  try {
    const checked = runnableProgram(path, new SourceStore(), console);
    if (checked === null) return exitCodes.findings;
    const evaluation = new Evaluation(checked.program);
    loadFacts(evaluation, options.facts);
    evaluation.run();
    writeOutputs(checked.program, evaluation, options.output, console);
    return exitCodes.fine;
  } catch (error) {
    return failed(error, path, console);
  }
}

function failed(error: unknown, path: string, console: Console): ExitCode {
  if (error instanceof EvaluationError) {
    console.note(`error: ${error.message}`);
    console.note(`  --> ${locationText(error.place)}`);
    return exitCodes.findings;
  }
  if (error instanceof FactFileError) {
    console.note(`error: ${error.message}`);
    for (const line of error.lines) console.note(`  ${line}`);
    return error.isUnreadable ? exitCodes.usage : exitCodes.findings;
  }
  if (error instanceof ReadFailure) {
    console.note(`error: ${path} ${error.message}`);
    return exitCodes.usage;
  }
  throw error;
}

function writeOutputs(program: Program, evaluation: Evaluation, folder: string, console: Console): void {
  for (const output of program.outputs) {
    const text = textOf(output, evaluation);
    const prints = output.parameters.get("IO") === "stdout" || folder === "-";
    if (prints)
      console.write(`---------------\n${output.relation.name}\n===============\n${text}===============\n`);
    else writeFileWhole(outputPath(output, folder), text);
  }
  for (const { relation } of program.printsizes)
    console.write(`${relation.name}\t${evaluation.count(relation)}\n`);
}

function outputPath({ relation, parameters }: Output, folder: string): string {
  const name = parameters.get("filename") ?? parameters.get("name") ?? `${relation.name}.csv`;
  return name.startsWith("/") ? name : join(folder, name);
}

function textOf({ relation, parameters }: Output, evaluation: Evaluation): string {
  const delimiter = (parameters.get("delimiter") ?? "\t").replaceAll("\\t", "\t");
  const lines: string[] = [];
  if (parameters.get("headers") === "true")
    lines.push(relation.columns.map((column) => column.name).join(delimiter));
  for (const row of evaluation.rows(relation)) lines.push(rowText(row, delimiter));
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}
