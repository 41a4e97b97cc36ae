import type { Operation, Program, Relation } from "../../../model/program.ts";
import { clauseUnits } from "../../clause-units.ts";
import { Movements, type WrittenMovement } from "../../movements.ts";
import type { StartRow } from "../history.ts";
import { writesOf, writtenMovements, type Write } from "../operation-writes.ts";

/** A program that starts with facts and that operations alone move. */
export interface WrittenProgram {
  readonly program: Program;
  readonly facts: readonly StartRow[];
  readonly writes: ReadonlyMap<Relation, readonly Write[]>;
  /** How base relations move. */
  readonly movements: ReadonlyMap<Relation, WrittenMovement>;
  /** Whether a relation is the same in all states. */
  readonly isStill: (relation: Relation) => boolean;
  /** Whether all numbers are whole ones, so that sums of them are never rounded. */
  readonly isExact: boolean;
}

/** What follows of what operations write; `operations` may be some of those of the program. */
export function writtenProgram(
  program: Program,
  facts: readonly StartRow[],
  operations: readonly Operation[],
): WrittenProgram {
  const writes = writesOf(program, operations);
  const movements = writtenMovements(program, writes);
  const own = movementsWhere(program, movements);
  const isStill = (relation: Relation): boolean => {
    const { keys, values } = own.of(relation);
    return keys === "constant" && values.every((value) => value === "constant");
  };
  return { program, facts, writes, movements, isStill, isExact: hasWholeNumbers(program) };
}

/** How all relations of a program move when its base relations move so. */
export function movementsWhere(program: Program, written: ReadonlyMap<Relation, WrittenMovement>): Movements {
  const { units } = clauseUnits(program);
  return new Movements(program, units, { coordination: true, closed: new Set(), written });
}

function hasWholeNumbers({ relations, operations, types }: Program): boolean {
  const isFloat = (name: string): boolean => name === "float" || types.get(name)?.base === "float";
  return (
    [...relations.values()].every(({ columns }) => columns.every(({ value }) => value !== "float")) &&
    [...operations.values()].every(({ syntax }) => syntax.parameters.every(({ type }) => !isFloat(type.text)))
  );
}
