import { nearestName } from "../base/nearest-name.ts";
import type { Program, Relation } from "../model/program.ts";
import { parse } from "../syntax/parse.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { Value } from "../engine/value-pool.ts";
import { UsageError } from "../node/usage-error.ts";

/** A row as it is asked for; null stands for `_`, any value. */
export interface AskedRow {
  readonly relation: Relation;
  readonly values: readonly (Value | null)[];
}

/** Reads `path(1, "b", _)`. Throws `UsageError`. */
export function askedRow(text: string, program: Program): AskedRow {
  const atom = atomOf(text);
  const relation = program.relations.get(atom.relation.text);
  if (relation === undefined) {
    const nearest = nearestName(atom.relation.text, [...program.relations.keys()]);
    throw new UsageError(
      `there is no relation ${atom.relation.text}`,
      nearest === null ? null : `did you mean ${nearest}?`,
    );
  }
  const [found, expected] = [atom.arguments.length, relation.columns.length];
  if (found !== expected) {
    const columns = relation.columns.map((column) => `${column.name}: ${column.text}`).join(", ");
    throw new UsageError(
      `${text} has ${found} ${found === 1 ? "value" : "values"}, and ${relation.name} has ${expected}`,
      `it is ${relation.name}(${columns})`,
    );
  }
  const values = atom.arguments.map((term, i) => {
    if (term.kind === "wildcard") return null;
    const value = constantValue(term);
    const column = relation.columns[i];
    if (value === null || column === undefined)
      throw new UsageError(`${text} is to be made of numbers, "texts" and _`, null);
    const isText = typeof value === "string";
    const isWhole = column.value === "float" || isText || Number.isSafeInteger(value);
    if (
      isText !== (column.value === "symbol") ||
      !isWhole ||
      (column.value === "unsigned" && Number(value) < 0)
    ) {
      throw new UsageError(
        `${JSON.stringify(value)} is no ${column.value}, which the column ${column.name} of ${relation.name} holds`,
        column.value === "symbol" ? `texts stand in quotes: '${relation.name}("${value}")'` : null,
      );
    }
    return value;
  });
  return { relation, values };
}

/** The atom is read as the body of a rule, where `_` may stand. */
function atomOf(text: string): Syntax.Atom {
  const tree = parse({ path: "<row>", text: `asked() :- ${text.trim().replace(/\.$/, "")}.` });
  const [item, ...others] = tree.items;
  const body = item?.kind === "rule" ? (item.body ?? []) : [];
  const [literal] = body[0] ?? [];
  const isAlone = body.length === 1 && body[0]?.length === 1;
  if (tree.errors.length > 0 || others.length > 0 || literal?.kind !== "atom" || !isAlone)
    throw new UsageError(`${JSON.stringify(text)} is no row`, `such as 'path(1, 3)' or 'ready("v1")'`);
  return literal;
}

function constantValue(term: Syntax.Term): Value | null {
  if (term.kind === "constant") return term.value;
  const [only] = term.kind === "call" ? term.arguments : [];
  const isNegative = term.kind === "call" && term.functor === "-" && term.arguments.length === 1;
  return isNegative && only?.kind === "constant" && typeof only.value === "number" ? -only.value : null;
}
