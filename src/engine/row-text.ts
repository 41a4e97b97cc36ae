import type { Relation } from "../model/program.ts";
import type { Value } from "./value-pool.ts";

/** How the rows of an output are laid out. */
export interface RowFormat {
  readonly form: "separated" | "jsonl";
  readonly delimiter: string;
  /** Whether the columns' names come first. */
  readonly headers: boolean;
  /** Which fields stand in double quotes, with `""` for a quote (RFC 4180). */
  readonly quotes: "none" | "symbols" | "where needed";
}

/** A row as a line of an output file, as Soufflé writes it; a row without columns is `()`. */
export function rowText(row: readonly Value[], delimiter: string): string {
  return row.length === 0 ? "()" : row.map(valueText).join(delimiter);
}

/** The lines of an output, each with its end; the header is among them. */
export function* outputLines(
  relation: Relation,
  rows: Iterable<readonly Value[]>,
  format: RowFormat,
): Generator<string, void> {
  const names = relation.columns.map((column) => column.name);
  if (format.form === "jsonl") {
    for (const row of rows) {
      const fields = row.map((value, i) => `${JSON.stringify(names[i])}:${jsonText(value)}`);
      yield `{${fields.join(",")}}\n`;
    }
    return;
  }
  if (format.headers) yield `${names.join(format.delimiter)}\n`;
  if (format.quotes === "none") {
    for (const row of rows) yield `${rowText(row, format.delimiter)}\n`;
    return;
  }
  for (const row of rows)
    yield `${rowText(
      row.map((value) => quoted(value, format)),
      format.delimiter,
    )}\n`;
}

/** Infinity as Soufflé has it. */
function valueText(value: Value): string {
  return value === Infinity ? "inf" : value === -Infinity ? "-inf" : String(value);
}

/** A row as an array of JSON. */
export function jsonRow(row: readonly Value[]): string {
  return `[${row.map(jsonText).join(",")}]`;
}

/** What is too large for a float is read as infinity by whoever reads JSON. */
function jsonText(value: Value): string {
  return value === Infinity ? "1e999" : value === -Infinity ? "-1e999" : JSON.stringify(value);
}

function quoted(value: Value, { quotes, delimiter }: RowFormat): Value {
  if (typeof value !== "string") return value;
  const isNeeded = quotes === "symbols" || value.includes(delimiter) || /["\r\n]/.test(value);
  return isNeeded ? `"${value.replaceAll('"', '""')}"` : value;
}
