import type { Value } from "../../../lattice/row.ts";
import type { PlainLiteral } from "../../../model/program.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { unitsMax } from "./expanded-unit.ts";
import type { ViolationUnit } from "../violation-units.ts";
import type { WrittenProgram } from "./written-program.ts";

/** A unit is split for so many facts. */
const factsMax = 4;

/** Units with an atom of a relation that gets no new keys, once for each of the few facts that it may be. */
export function splitByFacts(
  units: readonly ViolationUnit[],
  written: WrittenProgram,
): readonly ViolationUnit[] {
  let done = units;
  for (const unit of units) {
    let split: readonly ViolationUnit[] = [unit];
    for (const atom of unit.atoms) {
      const facts = onlyFactsFor(atom, written);
      if (facts === null || facts.length > factsMax) continue;
      split = split.flatMap((one) => facts.map((fact) => withFact(one, atom, fact)));
    }
    const next = done.flatMap((one) => (one === unit ? split : [one]));
    if (next.length <= unitsMax) done = next;
  }
  return done;
}

/** The facts that an atom's row may be, the values that may change being null; null where there may be others. */
function onlyFactsFor(
  atom: Syntax.Atom,
  written: WrittenProgram,
): readonly (readonly (Value | null)[])[] | null {
  const { relations, inputs, incomplete } = written.program;
  const relation = relations.get(atom.relation.text);
  if (relation?.kind !== "base" || relation.equivalence || incomplete.has(relation)) return null;
  if (inputs.some((input) => input.relation === relation)) return null;
  const { keys, values } = written.movements.get(relation) ?? { keys: "any", values: [] };
  if (keys !== "down" && keys !== "constant") return null;
  const facts = written.facts.filter((fact) => fact.relation === relation.name);
  if (facts.length === 0) return null;
  return facts
    .map(({ row }) =>
      row.map((value, i) => (i < relation.keyCount || values[i] === "constant" ? value : null)),
    )
    .filter((row) =>
      atom.arguments.every((term, i) => term.kind !== "constant" || row[i] === null || term.value === row[i]),
    );
}

function withFact(unit: ViolationUnit, atom: Syntax.Atom, fact: readonly (Value | null)[]): ViolationUnit {
  const equations = atom.arguments.flatMap((term, i): readonly PlainLiteral[] => {
    const value = fact[i] ?? null;
    if (value === null || term.kind === "wildcard" || term.kind === "constant") return [];
    // No constant is negative.
    if (typeof value === "number" && !(value >= 0)) return [];
    const { span } = term;
    return [{ kind: "comparison", operator: "=", left: term, right: constantTerm(value, span), span }];
  });
  return { ...unit, rest: [...unit.rest, ...equations] };
}

function constantTerm(value: Value, span: Syntax.Atom["span"]): Syntax.Term {
  return typeof value === "string"
    ? { kind: "constant", type: "symbol", value, text: value, span }
    : { kind: "constant", type: "number", value, text: String(value), span };
}
