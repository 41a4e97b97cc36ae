import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Evaluation } from "../engine/evaluation.ts";
import { outputLines, type RowFormat } from "../engine/row-text.ts";
import type { Output, Program } from "../model/program.ts";
import type { Console } from "./console.ts";
import { isTrue, outputChannel, rowFormat } from "./io-format.ts";
import { writeFilesWhole, type FileContent } from "./write-file.ts";

/** Where the outputs of a program go, and how: settled before it is evaluated. */
export type OutputPlan = readonly PlannedOutput[];

interface PlannedOutput {
  readonly output: Output;
  readonly format: RowFormat;
  /** Null for standard output. */
  readonly path: string | null;
}

/** `folder` is `-` when all outputs are to be printed. Throws a `ParameterError`. */
export function planOutputs(program: Program, folder: string): OutputPlan {
  return program.outputs.map((output) => {
    const channel = outputChannel(output);
    const format = rowFormat(output);
    // As in Soufflé, what is printed for that option has its columns' names.
    if (folder === "-") return { output, format: { ...format, headers: true }, path: null };
    if (channel.kind === "standard") return { output, format, path: null };
    const path = channel.name.startsWith("/") ? channel.name : join(folder, channel.name);
    return { output, format, path };
  });
}

/**
 * Writes all files, whole or none of them, and then prints what is to be printed. Throws
 * `WriteFailure`.
 */
export function writeOutputs(plan: OutputPlan, evaluation: Evaluation, console: Console): void {
  const files = plan.flatMap(({ output, format, path }): readonly FileContent[] => {
    if (path === null) return [];
    const lines = outputLines(output.relation, evaluation.rows(output.relation), format);
    return [{ path, pieces: isTrue(output, "compress") ? packed(lines) : lines }];
  });
  writeFilesWhole(files);
  for (const { output, format, path } of plan) if (path === null) print(output, format, evaluation, console);
  for (const { relation } of evaluation.program.printsizes)
    console.write(`${relation.name}\t${evaluation.count(relation)}\n`);
}

function* packed(lines: Iterable<string>): Generator<Uint8Array, void> {
  yield gzipSync([...lines].join(""));
}

/** In Soufflé's frame, which JSON lines do without, so that they can be read. */
function print({ relation }: Output, format: RowFormat, evaluation: Evaluation, console: Console): void {
  const rows = evaluation.rows(relation);
  if (format.form === "jsonl") {
    printPieces(outputLines(relation, rows, format), console);
    return;
  }
  const names = relation.columns.map((column) => column.name).join(format.delimiter);
  const title = format.headers && names !== "" ? `${relation.name}\n${names}` : relation.name;
  console.write(`---------------\n${title}\n===============\n`);
  printPieces(outputLines(relation, rows, { ...format, headers: false }), console);
  console.write("===============\n");
}

function printPieces(lines: Iterable<string>, console: Console): void {
  let text = "";
  for (const line of lines) {
    text += line;
    if (text.length < 1 << 16) continue;
    console.write(text);
    text = "";
  }
  console.write(text);
}
