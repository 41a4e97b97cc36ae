import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { ByteSymbols } from "../engine/byte-symbols.ts";
import type { Evaluation } from "../engine/evaluation.ts";
import { FactReader, type FactFormat } from "../engine/fact-reader.ts";
import type { IoDirective } from "../model/program.ts";
import { readFailure } from "./source-store.ts";

/** A fact file that could not be loaded, with every line that is wrong. */
export class FactFileError extends Error {
  readonly lines: readonly string[];
  readonly isUnreadable: boolean;

  constructor(message: string, lines: readonly string[], isUnreadable: boolean) {
    super(message);
    this.name = "FactFileError";
    this.lines = lines;
    this.isUnreadable = isUnreadable;
  }
}

const chunkSize = 1 << 20;

/**
 * Loads the facts of every `.input` into an evaluation. Throws `FactFileError` before any row of a
 * wrong file is in.
 */
export function loadFacts(evaluation: Evaluation, folder: string): void {
  const symbols = new ByteSymbols(evaluation.pool);
  for (const input of evaluation.program.inputs) {
    const path = factPath(input, folder);
    const reader = new FactReader(input.relation, formatOf(input), evaluation.pool, symbols);
    readInChunks(path, input, (chunk) => reader.push(chunk));
    reader.end();
    if (reader.badCount > 0) {
      const lines = reader.bad.map(({ line, column, message }) => `${path}:${line}:${column}: ${message}`);
      const more = reader.badCount - lines.length;
      if (more > 0) lines.push(`and ${more} more`);
      const count = `${reader.badCount} ${reader.badCount === 1 ? "line is" : "lines are"} wrong`;
      throw new FactFileError(
        `${count} in the facts of \`${input.relation.name}\`; nothing was loaded`,
        lines,
        false,
      );
    }
    evaluation.insertRows(input.relation, reader.rows);
  }
}

function factPath({ relation, parameters }: IoDirective, folder: string): string {
  if ((parameters.get("IO") ?? "file") === "stdin") return "<stdin>";
  const name = parameters.get("filename") ?? parameters.get("name") ?? `${relation.name}.facts`;
  return name.startsWith("/") ? name : join(folder, name);
}

function formatOf({ parameters }: IoDirective): FactFormat {
  const isTrue = (name: string): boolean => ["true", "1", "yes"].includes(parameters.get(name) ?? "");
  const isCsv = parameters.get("format") === "csv";
  const delimiter = parameters.get("delimiter") ?? (isCsv ? "," : "\t");
  return {
    form: parameters.get("format") === "jsonl" ? "jsonl" : "separated",
    delimiter: delimiter.replaceAll("\\t", "\t"),
    headers: isTrue("headers"),
    quotes: isTrue("rfc4180") || isCsv,
  };
}

function readInChunks(path: string, input: IoDirective, take: (chunk: Uint8Array) => void): void {
  const buffer = new Uint8Array(chunkSize);
  try {
    const file = path === "<stdin>" ? 0 : openSync(path, "r");
    try {
      for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer))
        take(buffer.subarray(0, size));
    } finally {
      if (file !== 0) closeSync(file);
    }
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const reason = `${path} ${readFailure(error).message}`;
    throw new FactFileError(`the facts of \`${input.relation.name}\` cannot be read: ${reason}`, [], true);
  }
}
