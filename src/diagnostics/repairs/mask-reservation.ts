import { startFacts } from "../../analysis/confluence/confluence.ts";
import { placeOf } from "../../base/source.ts";
import { rowKey, type Row } from "../../lattice/row.ts";
import { clausesOf } from "../../model/clauses.ts";
import { effectAtom } from "../../model/effects.ts";
import { valueText } from "../../model/fact-text.ts";
import type { Program, Relation } from "../../model/program.ts";
import type * as Syntax from "../../syntax/tree.ts";
import type { Context } from "../entry.ts";
import { insertAt, lineBreakOf, replace, type TextEdit } from "../quick-fix.ts";
import { freshName, list, quoted } from "../wording.ts";
import type { BrokenInvariant, Repair } from "./repair.ts";

/** One of the rows of which one has to stay: its terms are the left side's variables. */
interface Alternative {
  readonly relation: Relation;
  readonly variables: readonly string[];
}

/**
 * Of the rows of which one has to stay for each key, all but one may be removed: so many rights to
 * remove are shared out (multi-level masks; Balegas et al., "Putting Consistency Back into Eventual
 * Consistency", 2015).
 */
export function maskReservation({ invariant }: BrokenInvariant, { program }: Context): readonly Repair[] {
  const { source, syntax } = invariant;
  const [clause, ...others] = clausesOf([syntax.left]).clauses;
  const [left, ...more] = clause?.literals ?? [];
  if (left?.kind !== "atom" || more.length > 0 || others.length > 0 || syntax.right === null) return [];
  const keyed = program.relations.get(left.relation.text);
  if (keyed?.qualifier !== "static" || program.inputs.some(({ relation }) => relation === keyed)) return [];
  const alternatives = alternativesOf(syntax.right, program);
  const [one] = alternatives ?? [];
  if (alternatives === null || alternatives.length < 2 || one === undefined) return [];
  // Each names the whole key, and no row counts twice.
  const keys = [...new Set(one.variables)];
  const namesKey = ({ variables }: Alternative): boolean =>
    variables.length === keys.length && keys.every((key) => variables.includes(key));
  if (!alternatives.every(namesKey)) return [];
  if (new Set(alternatives.map(({ relation }) => relation)).size < alternatives.length) return [];
  const places = keys.map((key) =>
    left.arguments.findIndex((term) => term.kind === "variable" && term.name === key),
  );
  if (places.includes(-1)) return [];

  const facts = startFacts(program);
  const spare = new Map<string, { readonly key: Row; readonly rights: number }>();
  for (const { relation, row } of facts) {
    if (relation !== keyed.name || !fits(left, row)) continue;
    const key = places.map((place) => row[place] ?? 0);
    const there = alternatives.filter((alternative) => {
      const wanted = rowKey(alternative.variables.map((variable) => key[keys.indexOf(variable)] ?? 0));
      return facts.some((fact) => fact.relation === alternative.relation.name && rowKey(fact.row) === wanted);
    });
    spare.set(rowKey(key), { key, rights: there.length - 1 });
  }
  if (spare.size === 0 || [...spare.values()].some(({ rights }) => rights < 0)) return [];

  const name = freshName(program, `${invariant.name}_spare`);
  const removing = removalsOf(alternatives, keys, name, program);
  const [first] = program.operations.values();
  if (removing === null || first === undefined) return [];
  const columns = places.flatMap((place) => keyed.columns[place] ?? []);
  const newline = lineBreakOf(source);
  const lines = [
    `.decl ${name}(${columns.map((column) => `${column.name}: ${column.type}, `).join("")}rights: bounded<0>)`,
    ...[...spare.values()].map(({ key, rights }) => {
      const values = key.map((value, i) => valueText(value, columns[i]?.value ?? "number"));
      return `${name}(${[...values, String(rights)].join(", ")}).`;
    }),
  ];
  const relations = list(
    alternatives.map(({ relation }) => quoted(relation.name)),
    "or",
  );
  return [
    {
      kind: "mask reservation",
      title: `Share out the rights to remove a row of ${relations} in ${quoted(name)}, and take from it in ${list(removing.operations.map(quoted))}`,
      cost: "a replica refuses once its own share is used up; a row that is put back brings no right",
      edits: [
        insertAt(
          source,
          Math.min(syntax.span.start, first.source === source ? first.syntax.span.start : Infinity),
          `${lines.join(newline)}${newline}`,
        ),
        ...removing.edits,
        replace(
          placeOf(source, syntax.span),
          `.invariant ${invariant.name}: ${name}(${[...columns.map(() => "_"), "n"].join(", ")}) => n >= 0.`,
        ),
      ],
      keeps: true,
    },
  ];
}

/** The rows of which a side needs one: said by `;`, or as the rules of a view. Null where it is of another kind. */
function alternativesOf(right: readonly Syntax.Literal[], program: Program): readonly Alternative[] | null {
  const { clauses } = clausesOf([right]);
  const [only] = clauses.length === 1 ? (clauses[0]?.literals ?? []) : [];
  const view = only?.kind === "atom" ? program.relations.get(only.relation.text) : undefined;
  const alternatives =
    clauses.length === 1 && only?.kind === "atom" && view?.kind === "derived"
      ? ofView(only, view, program)
      : clauses.map(({ literals }) => ofLiterals(literals, (name) => name, program));
  return alternatives.every((one) => one !== null) ? alternatives : null;
}

function ofView(atom: Syntax.Atom, view: Relation, program: Program): readonly (Alternative | null)[] {
  if (view.equivalence || program.factRelations.has(view) || program.incomplete.has(view)) return [null];
  return program.rules.flatMap(({ heads, clauses, boundary }) =>
    heads
      .filter(({ relation }) => relation === view)
      .flatMap((head) =>
        clauses.map(({ literals }) => {
          if (boundary !== null) return null;
          const given = (name: string): string | null => {
            const at = head.atom.arguments.findIndex(
              (term) => term.kind === "variable" && term.name === name,
            );
            const term = atom.arguments[at];
            return term?.kind === "variable" ? term.name : null;
          };
          return ofLiterals(literals, given, program);
        }),
      ),
  );
}

function ofLiterals(
  literals: readonly Syntax.Literal[],
  given: (name: string) => string | null,
  program: Program,
): Alternative | null {
  const [atom, ...more] = literals;
  if (atom?.kind !== "atom" || more.length > 0) return null;
  const relation = program.relations.get(atom.relation.text);
  if (relation?.kind !== "base" || relation.qualifier !== "orset") return null;
  const variables = atom.arguments.map((term) => (term.kind === "variable" ? given(term.name) : null));
  return variables.every((one) => one !== null) ? { relation, variables } : null;
}

/** A right is used up wherever a row is removed; null where it is not said which. */
function removalsOf(
  alternatives: readonly Alternative[],
  keys: readonly string[],
  name: string,
  program: Program,
): { readonly edits: readonly TextEdit[]; readonly operations: readonly string[] } | null {
  const edits: TextEdit[] = [];
  const operations = new Set<string>();
  for (const operation of program.operations.values())
    for (const effect of operation.syntax.steps) {
      if (effect.kind !== "delete") continue;
      const { arguments: terms, relation } = effectAtom(effect);
      const removed = alternatives.find((one) => one.relation.name === relation.text);
      if (removed === undefined) continue;
      if (terms.some(({ kind }) => kind === "wildcard")) return null;
      const key = keys.map((one) => {
        const { start = 0, end = 0 } = terms[removed.variables.indexOf(one)]?.span ?? {};
        return operation.source.text.slice(start, end);
      });
      edits.push(insertAt(operation.source, effect.span.start, `${name}(${key.join(", ")}) -= 1. `));
      operations.add(operation.name);
    }
  return edits.length === 0 ? null : { edits, operations: [...operations] };
}

function fits({ arguments: terms }: Syntax.Atom, row: Row): boolean {
  return terms.every((term, i) => term.kind !== "constant" || term.value === row[i]);
}
