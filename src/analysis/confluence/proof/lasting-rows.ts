import type { Value } from "../../../lattice/row.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { variablesIn } from "../../../syntax/walk.ts";
import { violationUnits } from "../violation-units.ts";
import type { WrittenProgram } from "./written-program.ts";

/** So many rows are found, and so many are looked at to find those that must stand beside them. */
const [rowsMax, baseMax] = [200, 12];

/** A row that all states have: the values that may change are null. */
export interface LastingRow {
  readonly relation: string;
  readonly row: readonly (Value | null)[];
}

/**
 * What all states have: facts that nobody takes away, and rows that the start has beside them to keep
 * the invariants. Worked out when first asked for.
 */
export class LastingRows {
  readonly #written: WrittenProgram;
  #known: readonly LastingRow[] | null = null;

  constructor(written: WrittenProgram) {
    this.#written = written;
  }

  rows(): readonly LastingRow[] {
    if (this.#known !== null) return this.#known;
    const rows = this.#written.facts.flatMap(({ relation, row }): readonly LastingRow[] => {
      const lasting = lastOf(relation, row, this.#written);
      return lasting === null ? [] : [{ relation, row: lasting }];
    });
    const known = rows.slice(0, baseMax);
    const demands = this.#written.program.invariants
      .filter(({ assumed }) => !assumed)
      .flatMap((invariant) => violationUnits(invariant, this.#written.program) ?? []);
    for (const { atoms, rest } of [...demands, ...demands]) {
      const [only] = rest;
      if (only?.kind !== "negation" || rest.length > 1) continue;
      for (const bound of bindings(atoms, known)) {
        const shown = only.atom.arguments.map((term) =>
          term.kind === "constant"
            ? term.value
            : term.kind === "variable"
              ? (bound.get(term.name) ?? null)
              : null,
        );
        const row = lastOf(only.atom.relation.text, shown, this.#written);
        if (row === null || rows.length >= rowsMax) continue;
        rows.push({ relation: only.atom.relation.text, row });
        known.push({ relation: only.atom.relation.text, row });
      }
    }
    this.#known = rows;
    return rows;
  }

  /** Whether all states have a row that fits an atom; `isFree` are variables that may be anything. */
  show(atom: Syntax.Atom, isFree: (term: Syntax.Term) => boolean): boolean {
    const relation = this.#written.program.relations.get(atom.relation.text);
    if (relation?.kind !== "base") return false;
    const keys = this.#written.movements.get(relation)?.keys;
    if (keys !== "up" && keys !== "constant") return false;
    return this.rows().some(
      (fact) =>
        fact.relation === relation.name &&
        atom.arguments.every((term, i) => {
          if (term.kind === "wildcard" || isFree(term)) return true;
          return i < relation.keyCount && term.kind === "constant" && term.value === fact.row[i];
        }),
    );
  }
}

/** What lasts of a fact, nobody taking it away: the values that may change are null. */
function lastOf(
  name: string,
  row: readonly (Value | null)[],
  written: WrittenProgram,
): readonly (Value | null)[] | null {
  const relation = written.program.relations.get(name);
  if (relation?.kind !== "base") return null;
  const { keys, values } = written.movements.get(relation) ?? { keys: "any", values: [] };
  if (keys !== "up" && keys !== "constant") return null;
  return row.map((value, i) => (i < relation.keyCount || values[i] === "constant" ? value : null));
}

/** The values of variables for which atoms are among rows. */
function bindings(
  atoms: readonly Syntax.Atom[],
  rows: readonly LastingRow[],
): readonly ReadonlyMap<string, Value>[] {
  let found: readonly ReadonlyMap<string, Value>[] = [new Map()];
  for (const atom of atoms)
    found = found
      .flatMap((bound) =>
        rows.flatMap(({ relation, row }) => {
          const next = new Map(bound);
          const fits =
            relation === atom.relation.text &&
            atom.arguments.every((term, i) => {
              const value = row[i] ?? null;
              if (term.kind === "wildcard") return true;
              if (term.kind === "constant") return value === term.value;
              if (term.kind !== "variable") return false;
              if (value === null) return !isNamedElsewhere(term.name, i, atom, atoms);
              if (next.has(term.name)) return next.get(term.name) === value;
              next.set(term.name, value);
              return true;
            });
          return fits ? [next] : [];
        }),
      )
      .slice(0, rowsMax);
  return found;
}

function isNamedElsewhere(
  name: string,
  index: number,
  atom: Syntax.Atom,
  atoms: readonly Syntax.Atom[],
): boolean {
  return atoms.some((other) =>
    other.arguments.some(
      (term, i) => (other !== atom || i !== index) && variablesIn(term).some((one) => one.name === name),
    ),
  );
}
