import { present } from "../../../base/assert.ts";
import type { PlainLiteral } from "../../../model/program.ts";
import { aggregatesIn } from "../../../model/terms.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { renamedLiteral, renamedTerm, type Naming } from "../renamed-literals.ts";
import { areTheSame } from "./same-terms.ts";
import type { ViolationUnit } from "../violation-units.ts";
import type { WrittenProgram } from "./written-program.ts";

/** So many ways for an invariant to be broken are looked at, once its views are written out. */
export const unitsMax = 64;

/** The unit with views written out as the rows they are made of, as far as they are conjunctions of rows and tests. */
export function expandedUnit(unit: ViolationUnit, written: WrittenProgram): readonly ViolationUnit[] {
  let done: readonly ViolationUnit[] = [unit];
  for (let depth = 0; depth < 6 && done.length <= unitsMax; depth++) {
    const next = done.flatMap((one) => expandedOnce(one, String(depth), written) ?? [one]);
    if (next.length === done.length && next.every((one, i) => one === done[i])) break;
    done = next;
  }
  return done;
}

function expandedOnce(
  unit: ViolationUnit,
  depth: string,
  written: WrittenProgram,
): readonly ViolationUnit[] | null {
  const { rules, relations, dependencies } = written.program;
  for (const [index, atom] of unit.atoms.entries()) {
    const relation = relations.get(atom.relation.text);
    if (relation?.kind !== "derived" || relation.keyCount < relation.columns.length) continue;
    const { factRelations, inputs, incomplete } = written.program;
    if (relation.equivalence || factRelations.has(relation) || incomplete.has(relation)) continue;
    if (inputs.some((input) => input.relation === relation)) continue;
    if (written.isStill(relation)) continue;
    const component = dependencies.components[dependencies.componentOf.get(relation) ?? -1] ?? [];
    const reads = dependencies.edges.some(({ from, to }) => from === relation && to === relation);
    if (component.length !== 1 || reads) continue;
    const own = rules.flatMap((rule) =>
      rule.heads
        .filter((head) => head.relation === relation)
        .flatMap((head) => rule.clauses.map((clause) => ({ rule, head, clause }))),
    );
    if (own.some(({ rule, head }) => rule.boundary !== null || hasAggregates(head.atom))) continue;
    return own.map(({ head, clause }, i) => {
      const prefix = `${depth}.${String(index)}.${String(i)}:`;
      const passed = new Map<string, Syntax.Term>();
      for (const [k, term] of head.atom.arguments.entries()) {
        const given = atom.arguments[k];
        if (term.kind !== "variable" || passed.has(term.name)) continue;
        if (given?.kind === "variable" || given?.kind === "constant") passed.set(term.name, given);
      }
      const naming: Naming = (one) => passed.get(one.name) ?? { ...one, name: prefix + one.name };
      const body = clause.literals.map((literal) => renamedLiteral(literal, naming));
      const equations = atom.arguments.flatMap((term, k): readonly PlainLiteral[] => {
        const other = renamedTerm(present(head.atom.arguments[k], "a term of a head"), naming);
        if (term.kind === "wildcard" || areTheSame(term, other)) return [];
        return [{ kind: "comparison", operator: "=", left: term, right: other, span: term.span }];
      });
      return {
        ...unit,
        atoms: [...unit.atoms.toSpliced(index, 1), ...body.filter((literal) => literal.kind === "atom")],
        rest: [...unit.rest, ...equations, ...body.filter((literal) => literal.kind !== "atom")],
      };
    });
  }
  return null;
}

function hasAggregates(atom: Syntax.Atom): boolean {
  return atom.arguments.some((term) => aggregatesIn(term).length > 0);
}
