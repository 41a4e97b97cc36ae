import type { InvariantVerdict } from "../../analysis/confluence/confluence.ts";
import type { Counterexample } from "../../analysis/confluence/counterexample-search.ts";
import type { Operation } from "../../model/program.ts";
import type { Context } from "../entry.ts";
import type { TextEdit } from "../quick-fix.ts";

export type RepairKind =
  | "escrow"
  | "mask reservation"
  | "one record"
  | "names per replica"
  | "numbers per replica"
  | "touch the parent"
  | "reservation"
  | "last writer"
  | "authority"
  | "detect and compensate";

/** A change of the program after which an invariant is kept, or a weaker promise that the title names. */
export interface Repair {
  readonly kind: RepairKind;
  /** What to do, in one line. */
  readonly title: string;
  /** What it costs, in one line. */
  readonly cost: string;
  readonly edits: readonly TextEdit[];
  /** Whether the invariant stands afterwards under its name; else another promise takes its place. */
  readonly keeps: boolean;
}

/** An invariant that is to be repaired. */
export type BrokenInvariant = InvariantVerdict & { readonly verdict: "not confluent" };

/** Proposes repairs of one kind, the best first; they are checked afterwards. */
export type Proposal = (broken: BrokenInvariant, context: Context) => readonly Repair[];

/** The operations of a counterexample and those that conflict over the invariant. */
export function conflictingOperations(
  { invariant, counterexample }: BrokenInvariant,
  { program, report }: Context,
): readonly Operation[] {
  const names = new Set(
    report.conflicts.filter((one) => one.invariant === invariant).flatMap(({ operations }) => operations),
  );
  for (const operation of operationsIn(counterexample)) names.add(operation.name);
  return [...program.operations.values()].filter(({ name }) => names.has(name));
}

function operationsIn({ branches }: Counterexample): readonly Operation[] {
  return branches.flatMap(({ steps }) => steps.map(({ call }) => call.operation));
}
