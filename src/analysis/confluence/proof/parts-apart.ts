import { isSound } from "../../../model/sound-boundary.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { firstWritersOf, isHeldByKey } from "./atom-writers.ts";
import { expandedUnit } from "./expanded-unit.ts";
import type { LastingRows } from "./lasting-rows.ts";
import type { Write } from "../operation-writes.ts";
import { leftRows } from "./left-rows.ts";
import { reducedUnit } from "./reduced-unit.ts";
import { assumeKept, isReadable } from "./side-knowledge.ts";
import type { TermConstraints } from "../term-constraints.ts";
import { assumeMeeting, constraintsOf } from "./unit-constraints.ts";
import { violationUnits, type ViolationUnit } from "../violation-units.ts";
import type { WrittenProgram } from "./written-program.ts";

/** So many rows that are known to stand in a state are looked at. */
const standingMax = 12;

/** What can be told of rows that operations put which do not know of each other. */
export class PartsApart {
  readonly #written: WrittenProgram;
  readonly #lasting: LastingRows;
  #waysKnown: readonly ViolationUnit[] | null = null;

  constructor(written: WrittenProgram, lasting: LastingRows) {
    this.#written = written;
    this.#lasting = lasting;
  }

  /** Whether no two of the rows can be put by operations that do not know of each other. */
  hold(unit: ViolationUnit, moving: readonly Syntax.Atom[]): boolean {
    return moving.every((a, i) => moving.slice(i + 1).every((b) => this.#areApart(unit, a, b)));
  }

  #areApart(unit: ViolationUnit, a: Syntax.Atom, b: Syntax.Atom): boolean {
    return firstWritersOf(unit, a, this.#written).every((one) =>
      firstWritersOf(unit, b, this.#written).every((other) => {
        const { boundary } = one.operation;
        if (boundary !== null && isSound(boundary) && boundary === other.operation.boundary) return true;
        const constraints = constraintsOf(unit, this.#written);
        assumeMeeting(a, one, "left", 0, constraints, this.#written, isHeldByKey(unit, a, this.#written));
        assumeMeeting(b, other, "right", 1, constraints, this.#written, isHeldByKey(unit, b, this.#written));
        if (constraints.isContradictory()) return true;
        this.#assumeAdmitted(unit, a, one, "left", 0, constraints);
        this.#assumeAdmitted(unit, b, other, "right", 1, constraints);
        return constraints.isContradictory();
      }),
    );
  }

  /** Takes that an operation left a state that keeps the invariants. */
  #assumeAdmitted(
    unit: ViolationUnit,
    atom: Syntax.Atom,
    write: Write,
    scope: string,
    side: number,
    constraints: TermConstraints,
  ): void {
    const rows = [...leftRows(unit, atom, write, scope, side, constraints, this.#written)];
    for (const { relation, row } of this.#lasting.rows()) {
      if (rows.length >= standingMax) break;
      rows.push({
        relation,
        terms: row.map((value) => (value === null ? constraints.unknown() : constraints.value(value))),
      });
    }
    assumeKept(this.#ways(), rows, constraints, scope);
  }

  /** The ways to break any invariant that operations keep, as far as they can be read. */
  #ways(): readonly ViolationUnit[] {
    const { program } = this.#written;
    this.#waysKnown ??= program.invariants
      .filter(({ assumed }) => !assumed)
      .flatMap((invariant) => violationUnits(invariant, program) ?? [])
      .flatMap((unit) => expandedUnit(unit, this.#written))
      .map((unit) => reducedUnit(unit, this.#written, this.#lasting))
      .filter(isReadable);
    return this.#waysKnown;
  }
}
