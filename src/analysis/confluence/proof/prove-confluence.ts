import type { Invariant, Program, Relation } from "../../../model/program.ts";
import { isSound } from "../../../model/sound-boundary.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { isAntitone } from "../../direction.ts";
import { expandedUnit, unitsMax } from "./expanded-unit.ts";
import type { StartRow } from "../history.ts";
import { LastingRows } from "./lasting-rows.ts";
import { movesOneCell } from "./one-cell.ts";
import { PartsApart } from "./parts-apart.ts";
import { reducedUnit } from "./reduced-unit.ts";
import { splitByFacts } from "./split-by-facts.ts";
import { isTouched } from "./touched-parent.ts";
import { constraintsOf } from "./unit-constraints.ts";
import { isHeldByRows, unitDirection } from "./unit-direction.ts";
import { counterBounds, isOutOfBounds } from "../value-bounds.ts";
import { violationUnits, type ViolationUnit } from "../violation-units.ts";
import { writtenProgram, type WrittenProgram } from "./written-program.ts";

/** How it was proved that an invariant is confluent (confluence.md, section 3). */
export type ProofKind = "direction" | "pointwise" | "cutoff" | "diamond" | "solver";

/**
 * Proves that no merge breaks an invariant which each side keeps; null where no proof is found.
 *
 * An invariant is broken by a unit: rows that are there, and tests. Let `U` hold in a merged state.
 * Where all of its rows stand in one of the two sides, and nothing else in it can have become true
 * by growing, it held on that side already, which was not so. Else some row stands in the one side
 * alone and some row in the other alone. Each was then put there by an operation at another replica
 * than the other; a unit is out of the question when what two such operations write does not meet.
 */
export function proveConfluence(
  invariant: Invariant,
  program: Program,
  facts: readonly StartRow[],
): ProofKind | null {
  const attempt = attemptedProof(invariant, program, facts);
  return attempt !== null && attempt.open.length === 0 ? attempt.kind : null;
}

/** The ways for an invariant to be broken that no proof excludes, with views written out. */
export interface UnprovedUnits {
  readonly units: readonly ViolationUnit[];
  /** Whether a relation is the same in all states. */
  readonly isStill: (relation: Relation) => boolean;
}

/** What `proveConfluence` leaves open of an invariant; null where it is not known what there is. */
export function unprovedUnits(
  invariant: Invariant,
  program: Program,
  facts: readonly StartRow[],
): UnprovedUnits | null {
  const attempt = attemptedProof(invariant, program, facts);
  if (attempt === null) return null;
  const { open, written } = attempt;
  return { units: open, isStill: written.isStill };
}

interface AttemptedProof {
  /** The gravest rule that excluded a unit. */
  readonly kind: ProofKind;
  readonly open: readonly ViolationUnit[];
  readonly written: WrittenProgram;
}

function attemptedProof(
  invariant: Invariant,
  program: Program,
  facts: readonly StartRow[],
): AttemptedProof | null {
  const units = violationUnits(invariant, program);
  if (units === null) return null;
  const operations = [...program.operations.values()];
  const written = writtenProgram(program, facts, operations);
  const possible = units.filter((unit) => !isBeyondBounds(unit, written));
  if (possible.every((unit) => isAntitone(unitDirection(unit, written, null))))
    return { kind: "direction", open: [], written };
  // Calls at one boundary come one after the other: of two sides, one has all that the other has of them.
  for (const boundary of program.boundaries.values()) {
    if (!isSound(boundary)) continue;
    const elsewhere = operations.filter((operation) => operation.boundary !== boundary);
    if (elsewhere.length === operations.length) continue;
    const without = writtenProgram(program, facts, elsewhere);
    if (possible.every((unit) => isAntitone(unitDirection(unit, without, null))))
      return { kind: "direction", open: [], written };
  }
  if (movesOneCell(possible, written)) return { kind: "pointwise", open: [], written };
  let kind: ProofKind = "pointwise";
  const open: ViolationUnit[] = [];
  const lasting = new LastingRows(written);
  const apart = new PartsApart(written, lasting);
  const expanded = splitByFacts(
    possible.flatMap((unit) => expandedUnit(unit, written)),
    written,
  ).map((unit) => reducedUnit(unit, written, lasting));
  if (expanded.length > unitsMax) return null;
  for (const unit of expanded) {
    if (isBeyondBounds(unit, written) || isImpossible(unit, written, lasting)) continue;
    const moving = movingAtoms(unit, written);
    if (isTouched(unit, moving, written)) {
      kind = "diamond";
      continue;
    }
    const isApart = isHeldByRows(unit, moving, written) && (moving.length < 2 || apart.hold(unit, moving));
    if (!isApart) open.push(unit);
    else if (moving.length >= 2) kind = "diamond";
    else if (unit.demandsRows && kind === "pointwise") kind = "cutoff";
  }
  return { kind, open, written };
}

/** The atoms of base relations whose rows operations write. */
function movingAtoms(unit: ViolationUnit, written: WrittenProgram): readonly Syntax.Atom[] {
  return unit.atoms.filter((atom) => {
    const relation = written.program.relations.get(atom.relation.text);
    // Rows of an equivalence come of others; one that closes a partition is seen when all have voted.
    if (relation?.kind !== "base" || relation.equivalence) return false;
    if (written.program.seals.some(({ by }) => by === relation)) return false;
    const { keys, values } = written.movements.get(relation) ?? { keys: "any", values: [] };
    return keys !== "constant" || values.some((value) => value !== "constant");
  });
}

/** Whether counters would have to be where they never come. */
function isBeyondBounds(unit: ViolationUnit, written: WrittenProgram): boolean {
  const boundsOf = (name: string): ReturnType<typeof counterBounds> | null => {
    const relation = written.program.relations.get(name);
    if (relation?.kind !== "base") return null;
    // What a file holds is not known.
    const isLoaded = written.program.inputs.some((input) => input.relation === relation);
    return counterBounds(relation, written.movements.get(relation), isLoaded ? [] : written.facts);
  };
  return isOutOfBounds(unit, boundsOf, written.program.relations);
}

/** Whether a unit contradicts itself, as two values of one register do. */
function isImpossible(unit: ViolationUnit, written: WrittenProgram, lasting: LastingRows): boolean {
  if (constraintsOf(unit, written).isContradictory()) return true;
  return unit.rest.some((literal) => literal.kind === "negation" && lasting.show(literal.atom, () => false));
}
