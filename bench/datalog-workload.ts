import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

/** A program over generated facts, in the Datalog that Soufflé and Calm share. */
export interface DatalogWorkload {
  readonly name: string;
  /** Columns by relation, each `name: type`; facts and derived relations alike. */
  readonly relations: Readonly<Record<string, readonly string[]>>;
  readonly rules: readonly string[];
  /** The relation whose rows are counted. */
  readonly result: string;
  /** The rows of each relation that is read from a file; the same each time. */
  readonly facts: () => ReadonlyMap<string, readonly (readonly (number | string)[])[]>;
  /** The same in the languages of other engines, where they can say it. */
  readonly elsewhere: Elsewhere;
}

export interface Elsewhere {
  /** Rules and `:- table` lines over facts of the same names. */
  readonly prolog?: string;
  /** A query that gives the number of rows, over tables of the same names with columns `c0`, `c1` … */
  readonly sql?: string;
  /** The same for DuckDB, where it differs. */
  readonly duckdb?: string;
  /** Rules for an answer-set grounder. */
  readonly asp?: string;
  /**
   * The engines that are libraries and end within a few seconds, for a closure; the workload is
   * small for their sake, and is not run without one of them.
   */
  readonly closure?: readonly string[];
}

/** Ways of writing the same program that must not cost more. */
export const variants = ["permuted", "payload", "reordered", "renamed"] as const;
export type Variant = (typeof variants)[number];

/** A relation's columns are reversed, get a constant one more, rules and literals are reversed, or all names are others. */
export function variantOf(workload: DatalogWorkload, variant: Variant): DatalogWorkload {
  const name = `${workload.name}/${variant}`;
  switch (variant) {
    case "permuted":
      return {
        ...workload,
        name,
        relations: mapColumns(workload, (columns) => columns.toReversed()),
        rules: workload.rules.map((rule) =>
          mapAtoms(rule, (relation, terms) => [relation, terms.toReversed()]),
        ),
        facts: () => mapRows(workload, (row) => row.toReversed()),
      };
    case "payload":
      return {
        ...workload,
        name,
        relations: mapColumns(workload, (columns) => [...columns, "payload: number"]),
        rules: workload.rules.map(withPayload),
        facts: () => mapRows(workload, (row) => [...row, 7]),
      };
    case "reordered":
      return { ...workload, name, rules: workload.rules.map(reversedBody).toReversed() };
    case "renamed": {
      const renamed = (relation: string): string => `other_${relation.toLowerCase()}`;
      return {
        ...workload,
        name,
        relations: Object.fromEntries(
          Object.entries(workload.relations).map(([relation, columns]) => [renamed(relation), columns]),
        ),
        rules: workload.rules.map((rule) =>
          mapAtoms(rule, (relation, terms) => [renamed(relation), terms]).replaceAll(
            /\b[a-z]\b/g,
            (v) => `v${v}`,
          ),
        ),
        result: renamed(workload.result),
        facts: () => new Map([...workload.facts()].map(([relation, rows]) => [renamed(relation), rows])),
      };
    }
  }
}

/** The program as text; `form` is put behind each declaration. */
export function programText(workload: DatalogWorkload, inputs: readonly string[], form = ""): string {
  const lines = Object.entries(workload.relations).map(
    ([relation, columns]) =>
      `.decl ${relation}(${columns.join(", ")})${inputs.includes(relation) ? "" : form}`,
  );
  return [
    ...lines,
    ...inputs.map((relation) => `.input ${relation}`),
    ...workload.rules,
    `.printsize ${workload.result}`,
    "",
  ].join("\n");
}

/** Writes a tab-separated file for each relation that has facts; gives their names and how many bytes there are. */
export function writeFacts(
  workload: DatalogWorkload,
  folder: string,
): { readonly inputs: readonly string[]; readonly bytes: number } {
  const facts = workload.facts();
  let bytes = 0;
  for (const [relation, rows] of facts) {
    const file = openSync(join(folder, `${relation}.facts`), "w");
    for (let i = 0; i < rows.length; i += 10_000) {
      const text = rows.slice(i, i + 10_000).map((row) => `${row.join("\t")}\n`);
      bytes += writeSync(file, text.join(""));
    }
    closeSync(file);
  }
  return { inputs: [...facts.keys()], bytes };
}

const atom = /\b([a-z]\w*)\(([^()]*)\)/g;

function mapAtoms(
  rule: string,
  change: (relation: string, terms: readonly string[], at: number) => readonly [string, readonly string[]],
): string {
  return rule.replaceAll(atom, (_, relation: string, terms: string, at: number) => {
    const [changed, rest] = change(relation, terms.split(/\s*,\s*/), at);
    return `${changed}(${rest.join(", ")})`;
  });
}

/** The head carries the payload of the body's first atom. */
function withPayload(rule: string): string {
  let count = 0;
  return mapAtoms(rule, (relation, terms) => [relation, [...terms, count++ < 2 ? "payload" : "_"]]);
}

function reversedBody(rule: string): string {
  const [head = "", body = ""] = rule.slice(0, -1).split(" :- ");
  const literals = body.split(/,\s*(?![^()]*\))(?![^{}]*\})/);
  return `${head} :- ${literals.toReversed().join(", ")}.`;
}

function mapColumns(
  workload: DatalogWorkload,
  change: (columns: readonly string[]) => readonly string[],
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(workload.relations).map(([relation, columns]) => [relation, change(columns)]),
  );
}

type Row = readonly (number | string)[];

function mapRows(workload: DatalogWorkload, change: (row: Row) => Row): ReadonlyMap<string, readonly Row[]> {
  return new Map([...workload.facts()].map(([relation, rows]) => [relation, rows.map(change)]));
}
