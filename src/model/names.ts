import { placeOf, type Source, type Span } from "../base/source.ts";
import type { Memory } from "../base/memory.ts";
import type * as Syntax from "../syntax/tree.ts";
import { aggregatedClauses, clauseCount, clauseLimit } from "./clauses.ts";
import type { ProgramFinding } from "./finding.ts";
import { cast, functors, nearestArity, takes } from "./functors.ts";
import type { Boundary, Relation } from "./program.ts";
import type { DeclaredRelation } from "./relation-declarations.ts";
import { remembered } from "./remembered.ts";
import type { Type } from "./type.ts";
import type { UnknownNames } from "./unknown-names.ts";

/** What the names of a program stand for, and where to report those that stand for nothing. */
export interface Names {
  readonly types: ReadonlyMap<string, Type | null>;
  readonly relations: ReadonlyMap<string, Relation>;
  /** The declaration behind each relation. */
  readonly declared: ReadonlyMap<string, DeclaredRelation>;
  /** By name; null for one whose declaration is wrong. */
  readonly boundaries: ReadonlyMap<string, Boundary | null>;
  readonly unknown: UnknownNames;
  readonly report: (finding: ProgramFinding) => void;
  readonly memory: Memory | null;
}

/** What `ask` says of a thing in which names stand, and reports: worked out, or remembered. */
export function rememberedNames<V>(names: Names, name: string, about: object, ask: (names: Names) => V): V {
  const { memory, unknown } = names;
  return remembered(memory, name, about, names.report, (report) =>
    ask(memory === null ? names : { ...names, report, unknown: unknown.reporting(report) }),
  );
}

/** The relation of an atom whose name and number of arguments are right; else reports and is null. */
export function relationOf(atom: Syntax.Atom, source: Source, names: Names): Relation | null {
  const relation = namedRelation(atom.relation, source, names);
  if (relation === null) return null;
  const sound = checkCount(atom, relation.columns.length, relation, source, names);
  return sound ? relation : null;
}

/** The relation that a name stands for, or null after reporting. */
export function namedRelation(name: Syntax.Name, source: Source, names: Names): Relation | null {
  const relation = names.relations.get(name.text);
  if (relation === undefined) {
    names.unknown.add("relation", name.text, placeOf(source, name.span), names.relations);
  }
  return relation ?? null;
}

/** Whether an atom has `expected` arguments: all columns of its relation, or those of its key; reports otherwise. */
export function checkCount(
  atom: Syntax.Atom,
  expected: number,
  relation: Relation,
  source: Source,
  names: Names,
  what: "relation" | "key" = "relation",
): boolean {
  const found = atom.arguments.length;
  if (found === expected) return true;
  names.report({
    code: "CALM003",
    place: placeOf(source, atom.span),
    what,
    name: relation.name,
    expected,
    found,
    declared: relation.place,
  });
  return false;
}

/** Whether a body, with the aggregates in `terms` beside it, is small enough to be multiplied out; reports otherwise. */
export function checkSize(
  body: Syntax.Body,
  terms: readonly Syntax.Term[],
  span: Span,
  source: Source,
  names: Names,
): boolean {
  const count = terms.reduce((sum, term) => sum + aggregatedClauses(term), clauseCount(body));
  if (count <= clauseLimit) return true;
  const message = `this has more than ${clauseLimit} alternatives when its disjunctions are multiplied out`;
  names.report({ code: "CALM001", place: placeOf(source, span), message });
  return false;
}

/** Checks every name and number of arguments in a body; true when nothing was reported. */
export function checkBodyNames(body: Syntax.Body, source: Source, names: Names): boolean {
  let sound = true;
  for (const literals of body) {
    for (const literal of literals) if (!checkLiteralNames(literal, source, names)) sound = false;
  }
  return sound;
}

function checkLiteralNames(literal: Syntax.Literal, source: Source, names: Names): boolean {
  switch (literal.kind) {
    case "atom":
      return checkAtomNames(literal, source, names);
    case "negation":
      return checkAtomNames(literal.atom, source, names);
    case "difference": {
      const left = checkAtomNames(literal.left, source, names);
      return checkAtomNames(literal.right, source, names) && left;
    }
    case "comparison":
      return checkTermNames([literal.left, literal.right], source, names);
    case "test": {
      const sound = checkTermNames(literal.arguments, source, names);
      const found = literal.arguments.length;
      if (found === 2) return sound;
      const place = placeOf(source, literal.span);
      names.report({
        code: "CALM003",
        place,
        what: "functor",
        name: literal.test,
        expected: 2,
        found,
        declared: null,
      });
      return false;
    }
    case "truth":
      return true;
    case "group":
      return checkBodyNames(literal.body, source, names);
  }
}

/** Checks an atom of a body or a head, with its terms. */
export function checkAtomNames(atom: Syntax.Atom, source: Source, names: Names): boolean {
  const relation = relationOf(atom, source, names);
  return checkTermNames(atom.arguments, source, names) && relation !== null;
}

/** Checks functors, casts and aggregates; true when nothing was reported. */
export function checkTermNames(terms: readonly Syntax.Term[], source: Source, names: Names): boolean {
  let sound = true;
  for (const term of terms) {
    if (term.kind === "aggregate") {
      const target = term.target === null || checkTermNames([term.target], source, names);
      if (!checkBodyNames(term.body, source, names) || !target) sound = false;
    } else if (term.kind === "call" && !checkCall(term, source, names)) sound = false;
  }
  return sound;
}

function checkCall(call: Syntax.Call, source: Source, names: Names): boolean {
  const place = placeOf(source, call.functorSpan);
  const found = call.arguments.length;
  if (call.functor === cast) {
    const [value, type] = call.arguments;
    if (value === undefined || type?.kind !== "variable" || found !== 2) {
      names.report({
        code: "CALM003",
        place,
        what: "functor",
        name: cast,
        expected: 2,
        found,
        declared: null,
      });
      return false;
    }
    const sound = checkTermNames([value], source, names);
    if (names.types.has(type.name)) return sound;
    names.unknown.add("type", type.name, placeOf(source, type.span), names.types);
    return false;
  }
  const sound = checkTermNames(call.arguments, source, names);
  const signatures = functors.get(call.functor);
  if (signatures === undefined) {
    names.unknown.add("functor", call.functor, place, functors);
    return false;
  }
  if (takes(signatures, found)) return sound;
  const expected = nearestArity(signatures, found);
  names.report({
    code: "CALM003",
    place,
    what: "functor",
    name: call.functor,
    expected,
    found,
    declared: null,
  });
  return false;
}

/** The boundary after `at`: null without one, `"wrong"` for one that is unknown or wrong itself. */
export function boundaryOf(
  name: Syntax.Name | null,
  source: Source,
  names: Names,
): Boundary | "wrong" | null {
  if (name === null) return null;
  const boundary = names.boundaries.get(name.text);
  if (boundary === undefined) {
    names.unknown.add("boundary", name.text, placeOf(source, name.span), names.boundaries);
  }
  return boundary ?? "wrong";
}
