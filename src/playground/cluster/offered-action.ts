import type { OpenRun, RunOperation, RunRelation } from "../run-api.ts";

/** Something that can be done at a replica, as a form: its fields, and the statement that they make. */
export interface OfferedAction {
  /** Of this one alone, in its run. */
  readonly id: string;
  readonly label: string;
  readonly group: "operation" | "write" | "close";
  readonly fields: readonly ActionField[];
  /** What is to be known of it, in a sentence; "" for nothing. */
  readonly about: string;
  /** The action as it stands in `at madrid: ….`; one text for each field. */
  readonly text: (values: readonly string[]) => string;
}

export interface ActionField {
  readonly name: string;
  readonly value: FieldValue;
  /** Whose rows have such values, and in which column; null where none have. */
  readonly from: { readonly relation: string; readonly column: number } | null;
  /** What stands in it at first, where it is not a value that rows have. */
  readonly preset: string;
  /** Whether `_` stands for any value. */
  readonly mayBeAny: boolean;
}

/** How a field is written: a symbol in quotes, everything else as it is. */
export type FieldValue = "symbol" | "number" | "unsigned" | "float" | "replica";

/** What can be done in a run: first the operations of its program, then writes that fit each base relation. */
export function offeredActions({ operations, relations }: OpenRun): readonly OfferedAction[] {
  const base = relations.filter(({ origin, kind }) => origin === "base" && kind !== "static");
  return [
    ...operations.map((operation) => operationAction(operation, relations)),
    ...base.filter(({ seals }) => seals === null).flatMap(writes),
    ...base.filter(({ seals }) => seals !== null).map(closing),
  ];
}

/** The whole statement. */
export function statementAt(replica: string, action: OfferedAction, values: readonly string[]): string {
  return `at ${replica}: ${action.text(values)}.`;
}

function operationAction(
  { name, parameters, boundary }: RunOperation,
  relations: readonly RunRelation[],
): OfferedAction {
  const fields = parameters.map((parameter): ActionField => ({
    name: parameter.name,
    value: parameter.value,
    from: columnLike(parameter.name, relations),
    preset: parameter.value === "symbol" ? "" : "1",
    mayBeAny: false,
  }));
  return {
    id: `operation ${name}`,
    label: name,
    group: "operation",
    fields,
    about: boundary === null ? "" : `It runs at the boundary ${boundary}, one call at a time.`,
    text: (values) => `${name}(${literals(fields, values)})`,
  };
}

/** A column of the same name in a base relation: there a parameter finds its values. */
function columnLike(name: string, relations: readonly RunRelation[]): ActionField["from"] {
  for (const relation of relations) {
    if (relation.origin !== "base") continue;
    const column = relation.columns.findIndex((each) => each.name === name);
    if (column >= 0) return { relation: relation.name, column };
  }
  return null;
}

function writes(relation: RunRelation): readonly OfferedAction[] {
  const { name, columns, kind } = relation;
  const keys = columns
    .filter(({ lattice }) => lattice === null)
    .map((column) => field(relation, column.name));
  const all = columns.map((column) => field(relation, column.name));
  const values = all.slice(keys.length);
  const atKey = (given: readonly string[]): string => `${name}(${literals(keys, given)})`;
  const action = (
    how: string,
    fields: readonly ActionField[],
    text: OfferedAction["text"],
    about = "",
  ): OfferedAction => ({
    id: `${how} ${name}`,
    label: `${name}: ${how}`,
    group: "write",
    fields,
    about,
    text,
  });
  const amount: ActionField = { name: "by", value: "number", from: null, preset: "1", mayBeAny: false };
  const amountOf = (given: readonly string[]): string => given[keys.length] ?? "1";
  const add = action("add", [...keys, amount], (given) => `${atKey(given)} += ${amountOf(given)}`);
  const subtract = action("subtract", [...keys, amount], (given) => `${atKey(given)} -= ${amountOf(given)}`);
  switch (kind) {
    case "gcounter":
      return [add];
    case "pncounter":
      return [add, subtract];
    case "bounded": {
      const to: ActionField = { name: "to", value: "replica", from: null, preset: "", mayBeAny: false };
      const transfer = action(
        "transfer rights",
        [...keys, amount, to],
        (given) =>
          `transfer ${amountOf(given)} of ${atKey(given)} to ${quoted(given[keys.length + 1] ?? "")}`,
      );
      return [
        { ...add, about: "What is added belongs to this replica." },
        { ...subtract, about: "It spends this replica’s own rights." },
        transfer,
      ];
    }
    case "lww":
    case "mv":
      return [
        action("write", all, (given) => {
          const written = literals(values, given.slice(keys.length));
          return `${atKey(given)} := ${values.length === 1 ? written : `(${written})`}`;
        }),
      ];
    case "sequence": {
      const text: ActionField = { name: "text", value: "symbol", from: null, preset: "x", mayBeAny: false };
      const place: ActionField = { name: "at", value: "unsigned", from: null, preset: "0", mayBeAny: false };
      return [
        action(
          "type",
          [...keys, text, place],
          (given) =>
            `insert ${quoted(given[keys.length] ?? "")} into ${atKey(given)} at ${given[keys.length + 1] ?? "0"}`,
        ),
        action(
          "erase",
          [...keys, place],
          (given) => `delete from ${atKey(given)} at ${given[keys.length] ?? "0"}`,
        ),
      ];
    }
    case "orset":
      return [
        action("insert", all, (given) => `insert ${name}(${literals(all, given)})`),
        action(
          "delete",
          all.map((one) => ({ ...one, mayBeAny: true })),
          (given) => `delete ${name}(${literals(all, given, true)})`,
          "_ stands for any value.",
        ),
      ];
  }
  return [action("insert", all, (given) => `insert ${name}(${literals(all, given)})`)];
}

function closing(relation: RunRelation): OfferedAction {
  const fields = relation.columns.map((column) => field(relation, column.name));
  return {
    id: `close ${relation.name}`,
    label: relation.name,
    group: "close",
    fields,
    about: `It closes ${relation.seals ?? ""}: afterwards nothing more is accepted of that part.`,
    text: (values) => `insert ${relation.name}(${literals(fields, values)})`,
  };
}

function field(relation: RunRelation, name: string): ActionField {
  const column = relation.columns.findIndex((each) => each.name === name);
  const value = relation.columns[column]?.value ?? "symbol";
  return {
    name,
    value,
    from: { relation: relation.name, column },
    preset: value === "symbol" ? "" : "1",
    mayBeAny: false,
  };
}

function literals(fields: readonly ActionField[], values: readonly string[], mayBeAny = false): string {
  return fields
    .map(({ value }, i) => {
      const text = values[i] ?? "";
      if (mayBeAny && text.trim() === "_") return "_";
      return value === "symbol" || value === "replica"
        ? quoted(text)
        : text.trim() === ""
          ? "0"
          : text.trim();
    })
    .join(", ");
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
