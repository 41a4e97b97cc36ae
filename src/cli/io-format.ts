import type { Place } from "../base/source.ts";
import type { FactFormat } from "../engine/fact-reader.ts";
import type { RowFormat } from "../engine/row-text.ts";
import type { IoDirective } from "../model/program.ts";

/** A parameter of `.input` or `.output` that asks for what there is not. */
export class ParameterError extends Error {
  readonly place: Place;

  constructor(message: string, place: Place) {
    super(message);
    this.name = "ParameterError";
    this.place = place;
  }
}

/** Where a relation is read from or written to. */
export type Channel = { readonly kind: "file"; readonly name: string } | { readonly kind: "standard" };

/** From where an `.input` reads; `name` as written, or that of the relation. Throws `ParameterError`. */
export function inputChannel(input: IoDirective): Channel {
  return channelOf(input, "stdin", "facts");
}

/** To where an `.output` writes. Throws `ParameterError`. */
export function outputChannel(output: IoDirective): Channel {
  return channelOf(output, "stdout", isTrue(output, "compress") ? "csv.gz" : "csv");
}

function channelOf(directive: IoDirective, standard: string, ending: string): Channel {
  const { parameters, relation, place } = directive;
  const io = parameters.get("IO") ?? "file";
  if (io === standard) return { kind: "standard" };
  if (io !== "file")
    throw new ParameterError(`\`IO=${io}\` is not supported: it is \`file\` or \`${standard}\``, place);
  const name = parameters.get("filename") ?? `${parameters.get("name") ?? relation.name}.${ending}`;
  return { kind: "file", name };
}

/** How the lines of an `.input` are read. Throws `ParameterError`. */
export function factFormat(input: IoDirective): FactFormat {
  const form = formOf(input);
  return {
    form: form === "jsonl" ? "jsonl" : "separated",
    delimiter: delimiterOf(input),
    headers: isTrue(input, "headers"),
    quotes: isTrue(input, "rfc4180") || form === "csv",
    columns: columnsOf(input),
  };
}

/** How the rows of an `.output` are written. Throws `ParameterError`. */
export function rowFormat(output: IoDirective): RowFormat {
  const form = formOf(output);
  return {
    form: form === "jsonl" ? "jsonl" : "separated",
    delimiter: delimiterOf(output),
    headers: isTrue(output, "headers"),
    quotes: isTrue(output, "rfc4180") ? "symbols" : form === "csv" ? "where needed" : "none",
  };
}

export function isTrue({ parameters }: IoDirective, name: string): boolean {
  return ["true", "1", "yes"].includes(parameters.get(name) ?? "");
}

const forms = ["csv", "jsonl"] as const;

function formOf({ parameters, place }: IoDirective): (typeof forms)[number] | null {
  const format = parameters.get("format");
  if (format === undefined) return null;
  const known = forms.find((form) => form === format);
  if (known === undefined)
    throw new ParameterError(`\`format=${format}\` is not supported: it is \`csv\` or \`jsonl\``, place);
  return known;
}

function delimiterOf(directive: IoDirective): string {
  const { parameters, place } = directive;
  const quotes = isTrue(directive, "rfc4180") || parameters.get("format") === "csv";
  const delimiter = (parameters.get("delimiter") ?? (quotes ? "," : "\t")).replaceAll("\\t", "\t");
  if (delimiter === "") throw new ParameterError("the delimiter is empty", place);
  if (/[\r\n]/.test(delimiter)) throw new ParameterError("the delimiter ends a line", place);
  if (quotes && delimiter.includes('"'))
    throw new ParameterError("the delimiter holds a quote, and quotes enclose fields here", place);
  return delimiter;
}

/** `columns="2:0"`: the file's columns that hold the relation's, counted from 0. */
function columnsOf({ parameters, relation, place }: IoDirective): readonly number[] | null {
  const given = parameters.get("columns");
  if (given === undefined || given === "") return null;
  const columns = given.split(":").map((text) => (/^\d{1,4}$/.test(text) ? Number(text) : -1));
  if (columns.includes(-1) || new Set(columns).size < columns.length)
    throw new ParameterError(`\`columns="${given}"\` is no list of columns such as \`0:2\``, place);
  if (columns.length !== relation.columns.length) {
    const count = `${columns.length} ${columns.length === 1 ? "column" : "columns"}`;
    throw new ParameterError(
      `\`columns="${given}"\` names ${count}, and \`${relation.name}\` has ${relation.columns.length}`,
      place,
    );
  }
  return columns;
}
