import { flip, mergeDirections, type Direction } from "../analysis/direction.ts";
import type { Column, Relation } from "../model/program.ts";
import type { Aggregate, Body, Literal, Term } from "../syntax/tree.ts";
import { forEachLiteral, forEachTerm, variablesIn } from "../syntax/walk.ts";
import type { ProgramView } from "./program-view.ts";

/** What gives a variable its values: a column of a positive atom, or a term that it is equal to. */
export type VariableSource =
  | { readonly kind: "column"; readonly relation: Relation; readonly column: Column; readonly index: number }
  | { readonly kind: "term"; readonly term: Term };

/** The sources of each variable of some bodies, in source order; those inside aggregates included. */
export function variableSources(
  bodies: readonly Body[],
  { program }: ProgramView,
): ReadonlyMap<string, readonly VariableSource[]> {
  const sources = new Map<string, VariableSource[]>();
  const add = (name: string, source: VariableSource): void => {
    const list = sources.get(name);
    if (list === undefined) sources.set(name, [source]);
    else list.push(source);
  };
  const visit = (literal: Literal): void => {
    const atom = literal.kind === "atom" ? literal : literal.kind === "difference" ? literal.left : null;
    if (atom !== null) {
      const relation = program.relations.get(atom.relation.text);
      for (const [index, term] of atom.arguments.entries()) {
        const column = relation?.columns[index];
        if (term.kind === "variable" && relation !== undefined && column !== undefined)
          add(term.name, { kind: "column", relation, column, index });
      }
    } else if (literal.kind === "comparison" && literal.operator === "=") {
      const { left, right } = literal;
      if (left.kind === "variable") add(left.name, { kind: "term", term: right });
      if (right.kind === "variable") add(right.name, { kind: "term", term: left });
    }
  };
  for (const body of bodies) forEachLiteral(body, visit);
  return sources;
}

/**
 * How the value of a variable moves, in the natural order of values, as far as its sources tell:
 * from a lattice column, or as an aggregate of what only grows. Null where it is bound to what
 * stays, or where nothing is known.
 */
export function variableDirection(sources: readonly VariableSource[], view: ProgramView): Direction | null {
  const directions = sources
    .map((source) => sourceDirection(source, view))
    .filter((direction) => direction !== null && direction !== "constant");
  // A value that is met by a second source is compared with it, and moves no more.
  return sources.length === 1 ? (directions[0] ?? null) : null;
}

function sourceDirection(source: VariableSource, view: ProgramView): Direction | null {
  if (source.kind === "term")
    return source.term.kind === "aggregate" ? aggregateDirection(source.term, view) : null;
  const { relation, column, index } = source;
  const value = view.report.relations.get(relation)?.values[index] ?? null;
  if (value === null) return null;
  return column.lattice === "min" ? flip(value) : value;
}

/** How an aggregate moves by the rows it ranges over; null where its terms have a say too. */
function aggregateDirection({ operator, target, body }: Aggregate, view: ProgramView): Direction | null {
  let rows = "constant" as Direction;
  forEachLiteral(body, (literal) => {
    rows = mergeDirections(rows, literalDirection(literal, view) ?? "any");
  });
  if (rows === "any" || rows === "constant") return rows;
  const sources = variableSources([body], view);
  const variables = target === null ? [] : variablesIn(target);
  const isPlain =
    (target === null || target.kind === "variable") &&
    variables.every(({ name }) => variableDirection(sources.get(name) ?? [], view) === null);
  switch (operator) {
    case "count":
      return rows;
    case "max":
      return isPlain ? rows : null;
    case "min":
      return isPlain ? flip(rows) : null;
    case "sum": {
      const [only] = target?.kind === "variable" ? (sources.get(target.name) ?? []) : [];
      return isPlain && only?.kind === "column" && only.column.value === "unsigned" ? rows : null;
    }
    case "mean":
      return "any";
  }
}

/** How the truth of a literal moves by the rows it reads; null for one that reads none itself. */
export function literalDirection(literal: Literal, { program, report }: ProgramView): Direction | null {
  const keysOf = (name: string): Direction => {
    const relation = program.relations.get(name);
    return (relation === undefined ? undefined : report.relations.get(relation)?.keys) ?? "any";
  };
  switch (literal.kind) {
    case "atom":
      return keysOf(literal.relation.text);
    case "negation":
      return flip(keysOf(literal.atom.relation.text));
    case "difference":
      return mergeDirections(keysOf(literal.left.relation.text), flip(keysOf(literal.right.relation.text)));
    case "truth":
      return "constant";
    case "comparison":
    case "test":
      return literalHolds(literal) ? null : "constant";
    case "group":
      return null;
  }
}

/** Whether a comparison or a test has an aggregate, by which it reads rows. */
function literalHolds(literal: Literal): boolean {
  let found = false;
  forEachTerm(literal, (term) => {
    if (term.kind === "aggregate") found = true;
  });
  return found;
}
