import type { PointOfOrder } from "../analysis/report.ts";
import type { Clause, Relation, Rule, Seal } from "../model/program.ts";
import type { Atom, Body, Literal, Term } from "../syntax/tree.ts";
import { atomsIn, variablesIn } from "./atoms-in.ts";
import type { Context } from "./entry.ts";
import { lookupOf } from "./lookup.ts";
import { holds } from "./quick-fix.ts";
import { freshName } from "./wording.ts";

/** The seals that would cover a point of order, and the atoms that its rule then asks for. */
export interface SealPlan {
  readonly rule: Rule;
  /** Before this offset the atoms can be written. */
  readonly insertAt: number;
  readonly seals: readonly PlannedSeal[];
}

export interface PlannedSeal {
  readonly relation: Relation;
  /** Indexes of the sealed columns; none when the relation must be closed as a whole. */
  readonly columns: readonly number[];
  /** One per column, as they are written in the rule. */
  readonly terms: readonly string[];
  /** The name of the sealing relation. */
  readonly by: string;
  /** The seal of the program that fits already. */
  readonly existing: Seal | null;
}

/**
 * How to close what a point of order reads, as finely as the rule allows: each base relation below
 * the literal is sealed on the columns whose terms the rule knows, followed through views column by
 * column. Null at a directive, and where nothing that can be sealed is read.
 */
export function sealPlan(point: PointOfOrder, context: Context): SealPlan | null {
  const { rule } = point;
  const body = rule?.syntax.body ?? null;
  if (rule === null || body === null) return null;
  const literal = enclosingLiteral(body, point.place);
  const clause = literal === null ? undefined : clauseOf(rule, point);
  if (literal === null || clause === undefined) return null;
  const known = knownVariables(clause, point, literal);
  const read = readsBelow(atomsRead(literal, clause, point), known, context);
  if (read === null) return null;
  const seals: PlannedSeal[] = [];
  for (const [relation, terms] of chosen(read, point, context)) {
    seals.push(planned(relation, terms, seals, context));
  }
  return seals.length === 0 ? null : { rule, insertAt: literal.span.start, seals };
}

/** Per column of a base relation the term that the rule has there, or null when it has none or several. */
type Columns = readonly (string | null)[];

/** The literal of the rule itself in which a place lies; a negated group counts as one literal. */
function enclosingLiteral(
  body: Body,
  place: { readonly start: number; readonly end: number },
): Literal | null {
  for (const alternative of body) {
    for (const literal of alternative) {
      if (!holds(literal.span, place)) continue;
      return literal.kind === "group" && !literal.negated ? enclosingLiteral(literal.body, place) : literal;
    }
  }
  return null;
}

function clauseOf(rule: Rule, point: PointOfOrder): Clause | undefined {
  return rule.clauses.find((clause) => clause.literals.some((literal) => holds(literal.span, point.place)));
}

/** Variables that the rule binds by positive atoms outside the point. */
function knownVariables(clause: Clause, point: PointOfOrder, literal: Literal): ReadonlySet<string> {
  const known = new Set<string>();
  for (const other of clause.literals) {
    if (other.kind !== "atom" && other.kind !== "difference") continue;
    for (const name of variablesIn(other, false)) known.add(name);
  }
  if (literal.kind === "comparison") for (const name of variablesIn(literal, false)) known.add(name);
  return known;
}

function atomsRead(literal: Literal, clause: Clause, point: PointOfOrder): readonly Atom[] {
  if (literal.kind === "difference") return [literal.right];
  const within = atomsIn(literal).filter(
    (atom) => holds(point.place, atom.span) || holds(atom.span, point.place),
  );
  if (within.length > 0) return within;
  return clause.literals.flatMap(atomsIn).filter((atom) => atom.relation.text === point.reads?.name);
}

/**
 * How many relations, each with the terms it is reached with, are gone through below one literal:
 * nobody seals dozens of relations for one rule.
 */
const readsMax = 64;

/**
 * The base relations below the atoms, with what the rule has in their columns. Null when the views
 * are too many to be followed.
 */
function readsBelow(
  atoms: readonly Atom[],
  known: ReadonlySet<string>,
  context: Context,
): ReadonlyMap<Relation, Columns> | null {
  const { rulesOf, recursive } = lookupOf(context);
  const read = new Map<Relation, Columns>();
  const met = new Set<string>();
  const open: Reached[] = atoms.map((atom) =>
    reached(
      atom,
      atom.arguments.map((term) => termText(term, known)),
    ),
  );
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name, terms, key } = next;
    if (met.has(key)) continue;
    const relation = context.program.relations.get(name);
    if (relation === undefined) continue;
    met.add(key);
    if (met.size > readsMax) return null;
    if (relation.kind === "base") {
      const before = read.get(relation);
      const columns = terms.slice(0, relation.keyCount);
      read.set(relation, before === undefined ? columns : agreeing(before, columns));
      continue;
    }
    // A recursive view sees other keys further down, so no term of this rule limits what it reads;
    // nor does one at a lattice column, whose value is merged from many rows.
    const isBlind = recursive.has(relation);
    const outer = terms.map((term, index) => (isBlind || index >= relation.keyCount ? null : term));
    for (const { rule, head } of rulesOf.get(relation) ?? []) {
      for (const one of readThrough(rule, head.atom, outer)) if (!met.has(one.key)) open.push(one);
    }
  }
  return read;
}

/** A relation with the terms that it is reached with. */
interface Reached {
  readonly name: string;
  readonly terms: Columns;
  /** Equal for equal names and terms. */
  readonly key: string;
}

function reached({ relation: { text: name } }: Atom, terms: Columns): Reached {
  return { name, terms, key: JSON.stringify([name, terms]) };
}

const readBlindly = new WeakMap<Atom, readonly Reached[]>();

/** What a rule reads, with the terms that it has there when its head is reached with `outer`. */
function readThrough(rule: Rule, head: Atom, outer: Columns): readonly Reached[] {
  const read = (): readonly Reached[] =>
    atomsOf(rule).map((atom) =>
      reached(
        atom,
        atom.arguments.map((term) => throughHead(term, head, outer)),
      ),
    );
  if (outer.some((term) => term !== null)) return read();
  let known = readBlindly.get(head);
  if (known === undefined) {
    known = read();
    readBlindly.set(head, known);
  }
  return known;
}

const atomsOfRules = new WeakMap<Rule, readonly Atom[]>();

function atomsOf(rule: Rule): readonly Atom[] {
  let atoms = atomsOfRules.get(rule);
  if (atoms === undefined) {
    atoms = rule.clauses.flatMap((clause) => clause.literals).flatMap(atomsIn);
    atomsOfRules.set(rule, atoms);
  }
  return atoms;
}

/** What the rule above has where a view's body has `term`. */
function throughHead(term: Term, head: Atom, outer: Columns): string | null {
  if (term.kind === "constant") return term.text;
  if (term.kind !== "variable") return null;
  const position = head.arguments.findIndex(
    (argument) => argument.kind === "variable" && argument.name === term.name,
  );
  return position < 0 ? null : (outer[position] ?? null);
}

function agreeing(a: Columns, b: Columns): Columns {
  return a.map((term, index) => (term === b[index] ? term : null));
}

function termText(term: Term, known: ReadonlySet<string>): string | null {
  if (term.kind === "constant") return term.text;
  return term.kind === "variable" && known.has(term.name) ? term.name : null;
}

/** What the analysis suggests to seal for this point, else everything below it that moves. */
function chosen(
  read: ReadonlyMap<Relation, Columns>,
  point: PointOfOrder,
  context: Context,
): readonly (readonly [Relation, Columns])[] {
  const moving = [...read].filter(([relation]) => lookupOf(context).directionOf(relation) !== "constant");
  const suggested = lookupOf(context).suggestedSeals.get(point) ?? new Set();
  const narrowed = moving.filter(([relation]) => suggested.has(relation));
  return narrowed.length > 0 ? narrowed : moving;
}

function planned(
  relation: Relation,
  terms: Columns,
  before: readonly PlannedSeal[],
  context: Context,
): PlannedSeal {
  const existing = (lookupOf(context).sealsOf.get(relation) ?? []).find((seal) =>
    seal.columns.every((column) => typeof terms[column] === "string"),
  );
  const columns = existing?.columns ?? terms.flatMap((term, index) => (term === null ? [] : [index]));
  const wish = `closed_${relation.name}`;
  return {
    relation,
    columns,
    terms: columns.map((column) => terms[column] ?? "_"),
    by:
      existing?.by.name ??
      freshName(context.program, before.some((seal) => seal.by === wish) ? `${wish}_too` : wish),
    existing: existing ?? null,
  };
}
