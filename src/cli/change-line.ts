import { decodeText } from "../base/decode-text.ts";
import { nearestName } from "../base/nearest-name.ts";
import type { Value } from "../engine/value-pool.ts";
import type { Program, Relation } from "../model/program.ts";

/** One line of what `calm watch` reads. */
export type Change =
  | { readonly kind: "insert" | "delete"; readonly relation: string; readonly row: readonly Value[] }
  | { readonly kind: "commit" };

/** A line that is no change, in words. */
export class ChangeLineError extends Error {}

/**
 * Reads `{"insert":"edge","row":[1,2]}`, the same with `delete`, or `{"commit":true}`; a row may be
 * an object by its columns' names. Throws `ChangeLineError`.
 */
export function readChange(bytes: Uint8Array, program: Program): Change {
  const fields = fieldsOf(bytes);
  const [verb, ...others] = ["insert", "delete", "commit"].filter((name) => fields.has(name));
  if (verb === undefined || others.length > 0)
    throw new ChangeLineError('one of "insert", "delete" and "commit" is expected');
  const unknown = [...fields.keys()].find((name) => name !== verb && (name !== "row" || verb === "commit"));
  if (unknown !== undefined) throw new ChangeLineError(`"${unknown}" means nothing beside "${verb}"`);
  if (verb === "commit") {
    // The number of a commit, as `watch` itself prints it, commits too.
    if (fields.get(verb) !== true && typeof fields.get(verb) !== "number")
      throw new ChangeLineError('"commit" is to be true');
    return { kind: "commit" };
  }
  const relation = relationOf(fields.get(verb), program);
  return {
    kind: verb === "insert" ? "insert" : "delete",
    relation: relation.name,
    row: rowOf(fields.get("row"), relation),
  };
}

function fieldsOf(bytes: Uint8Array): ReadonlyMap<string, unknown> {
  const { text, invalid } = decodeText(bytes);
  if (invalid.length > 0) throw new ChangeLineError("these bytes are not UTF-8");
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new ChangeLineError("this is no JSON");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw new ChangeLineError('an object is expected, such as {"insert":"edge","row":[1,2]}');
  return new Map(Object.entries(parsed));
}

function relationOf(name: unknown, program: Program): Relation {
  if (typeof name !== "string") throw new ChangeLineError("the relation is to be named by a string");
  const relation = program.relations.get(name);
  if (relation !== undefined) return relation;
  const nearest = nearestName(name, [...program.relations.keys()]);
  throw new ChangeLineError(
    `there is no relation \`${name}\`${nearest === null ? "" : `; did you mean \`${nearest}\`?`}`,
  );
}

function rowOf(given: unknown, { name, columns }: Relation): readonly Value[] {
  const values = valuesOf(
    given,
    columns.map((column) => column.name),
  );
  if (values?.length !== columns.length) {
    const count = `${columns.length} ${columns.length === 1 ? "value" : "values"}`;
    throw new ChangeLineError(`"row" is to be an array of ${count}, the columns of \`${name}\``);
  }
  return values.map((value, i) => {
    const column = columns[i];
    if (column !== undefined && fits(value, column.value)) return value;
    throw new ChangeLineError(
      `${JSON.stringify(value)} is no ${column?.value ?? ""}, which the column \`${column?.name ?? ""}\` holds`,
    );
  });
}

function valuesOf(given: unknown, names: readonly string[]): readonly unknown[] | null {
  if (Array.isArray(given)) return given as readonly unknown[];
  if (typeof given !== "object" || given === null) return null;
  const fields = new Map(Object.entries(given));
  const isWhole = fields.size === names.length && names.every((name) => fields.has(name));
  return isWhole ? names.map((name): unknown => fields.get(name)) : null;
}

function fits(value: unknown, type: Relation["columns"][number]["value"]): value is Value {
  if (type === "symbol") return typeof value === "string";
  if (typeof value !== "number") return false;
  if (type === "float") return true;
  return Number.isSafeInteger(value) && (type === "number" || value >= 0);
}
