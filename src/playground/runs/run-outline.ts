import type { Program, Relation, ValueType } from "../../model/program.ts";
import type { LocalProgram } from "../../replication/local-program.ts";
import type { OpenRun, RunRelation } from "../run-api.ts";
import { shownRelations } from "./replica-view.ts";

/** What of a program does not change in a run of it. */
export function runOutline(local: LocalProgram): Omit<OpenRun, "run" | "state"> {
  const { written } = local;
  return {
    relations: shownRelations(local).map((relation) => outlined(relation, local)),
    operations: [...written.operations.values()].map(({ name, syntax, boundary }) => ({
      name,
      parameters: syntax.parameters.map((parameter) => ({
        name: parameter.name.text,
        type: parameter.type.text,
        value: valueOf(parameter.type.text, written),
      })),
      boundary: boundary?.name ?? null,
    })),
    boundaries: [...written.boundaries.values()].map(({ name, protocol, place, syntax }) => ({
      name,
      kind: protocol.kind,
      text: place.source.text.slice(syntax.span.start, syntax.span.end),
    })),
    invariants: written.invariants.map(({ name }) => name),
  };
}

function outlined(relation: Relation, local: LocalProgram): RunRelation {
  const { name, columns, keyCount, qualifier } = relation;
  const seals = local.sealing.get(name)?.seals.map((seal) => seal.relation.name) ?? [];
  const lattice = columns[keyCount]?.lattice ?? null;
  return {
    name,
    columns: columns.map(({ name: column, type, value, lattice: join }) => ({
      name: column,
      type,
      value,
      lattice: join,
    })),
    origin: originOf(relation, local),
    isOutput: local.outputs.includes(relation),
    seals: seals.length === 0 ? null : seals.join(", "),
    kind: qualifier === "static" ? qualifier : (lattice ?? (qualifier === "gset" ? "grow" : qualifier)),
  };
}

function valueOf(type: string, { types }: Program): ValueType {
  return types.get(type)?.base ?? valueTypes.find((each) => each === type) ?? "symbol";
}

const valueTypes: readonly ValueType[] = ["symbol", "number", "unsigned", "float"];

function originOf(relation: Relation, { written, violations }: LocalProgram): RunRelation["origin"] {
  if ([...violations.values()].includes(relation)) return "violation";
  if (relation.name === "_refused" || written.relations.get(relation.name) !== relation) return "system";
  return relation.kind;
}
