import { columnKinds } from "../../lattice/column-kind.ts";
import type { Column, PlainLiteral, Program, Relation } from "../../model/program.ts";
import { constantNumber } from "../../model/value-flow.ts";
import type { Atom, ComparisonOperator, Term } from "../../syntax/tree.ts";
import type { Argument, Part } from "./part.ts";

/** What holds exactly when one of the alternatives does. */
export type Alternatives = readonly (readonly Part[])[];

/** Whether a key has one integer in the column, so that what is said of it is said by cuts. */
export function hasCuts({ lattice, value }: Column): boolean {
  return (
    lattice !== null &&
    lattice !== "mv" &&
    lattice !== "sequence" &&
    (value === "number" || value === "unsigned")
  );
}

/** 1 where a larger value is further in the column's order, -1 where a smaller one is. */
export function signOfColumn({ lattice }: Column): 1 | -1 {
  return lattice !== null && columnKinds[lattice].order === "down" ? -1 : 1;
}

/** A bound of one side of a variable's value, which is an integer. */
export interface Bound {
  readonly operator: ">=" | "<=";
  readonly value: number;
}

/** What a comparison of `name` with an integer says of its value, as alternatives of bounds; null for any other literal. */
export function boundsOf(literal: PlainLiteral, name: string): readonly (readonly Bound[])[] | null {
  if (literal.kind !== "comparison") return null;
  const { left, right, operator } = literal;
  const isLeft = left.kind === "variable" && left.name === name;
  const isRight = right.kind === "variable" && right.name === name;
  if (isLeft === isRight) return null;
  const value = constantNumber(isLeft ? right : left);
  if (value === null || !Number.isSafeInteger(value)) return null;
  return boundsFrom(isLeft ? operator : mirrored[operator], value);
}

const mirrored = { "=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

function boundsFrom(operator: ComparisonOperator, value: number): readonly (readonly Bound[])[] {
  switch (operator) {
    case ">=":
    case "<=":
      return [[{ operator, value }]];
    case ">":
      return [[{ operator: ">=", value: value + 1 }]];
    case "<":
      return [[{ operator: "<=", value: value - 1 }]];
    case "=":
      return [[{ operator: ">=", value }, { operator: "<=", value }]]; // prettier-ignore
    case "!=":
      return [[{ operator: "<=", value: value - 1 }], [{ operator: ">=", value: value + 1 }]];
  }
}

/** A row of a relation with lattice columns, its value there not looked at. */
export function keyAtom(relation: Relation, arguments_: readonly Argument[]): Part {
  return { kind: "atom", relation, arguments: arguments_, negated: false };
}

/** That the value of one column of a row meets a bound, the row being there. */
export function boundPart(
  relation: Relation,
  keys: readonly Argument[],
  column: number,
  { operator, value }: Bound,
): Part {
  const declared = relation.columns[column];
  const sign = declared === undefined ? 1 : signOfColumn(declared);
  const grows = (operator === ">=") === (sign === 1);
  const least = grows ? sign * value : sign * value + 1;
  const arguments_ = keys.map((argument, i): Argument => (i === column ? { kind: "cut", least } : argument));
  return { kind: "atom", relation, arguments: arguments_, negated: !grows };
}

/** The variable, or what is said of a constant, at each lattice column of an atom; null where a term is neither. */
export interface ColumnUse {
  readonly column: number;
  readonly variable: string | null;
  readonly bounds: readonly Bound[];
}

export function columnUses(atom: Atom, relation: Relation): readonly ColumnUse[] | null {
  const uses: ColumnUse[] = [];
  for (let column = relation.keyCount; column < relation.columns.length; column++) {
    const term = atom.arguments[column];
    const declared = relation.columns[column];
    if (term === undefined || declared === undefined || term.kind === "wildcard") continue;
    if (!hasCuts(declared)) return null;
    if (term.kind === "variable") {
      if (uses.some(({ variable }) => variable === term.name)) return null;
      uses.push({ column, variable: term.name, bounds: [] });
      continue;
    }
    const value = constantNumber(term);
    if (value === null || !Number.isSafeInteger(value)) return null;
    uses.push({ column, variable: null, bounds: boundsFrom("=", value)[0] ?? [] });
  }
  return uses;
}

export function isPlain({ kind }: Term): boolean {
  return kind === "variable" || kind === "constant" || kind === "wildcard";
}

/** The arguments of an atom with wildcards at the lattice columns; null where a key is not plain. */
export function keysOf(atom: Atom, relation: Relation): readonly Term[] | null {
  if (!atom.arguments.slice(0, relation.keyCount).every(isPlain)) return null;
  return atom.arguments.map((term, i) =>
    i < relation.keyCount ? term : { kind: "wildcard", span: atom.span },
  );
}

/**
 * A positive atom over a relation with lattice columns, and comparisons of its values with
 * integers, as rows and cuts; null where they say something else. `kept` names variables that
 * are known outside: a value among them is looked at exactly.
 */
export function readAlternatives(
  group: readonly PlainLiteral[],
  kept: ReadonlySet<string>,
  program: Program,
): Alternatives | null {
  const atoms = group.filter((literal) => literal.kind === "atom");
  const [atom] = atoms;
  const relation = atom && program.relations.get(atom.relation.text);
  if (atom === undefined || relation === undefined || atoms.length > 1) return null;
  const uses = columnUses(atom, relation);
  const keys = keysOf(atom, relation);
  if (uses === null || keys === null) return null;
  const keyNames = keys.flatMap((key) => (key.kind === "variable" ? [key.name] : []));
  if (uses.some(({ variable }) => variable !== null && (kept.has(variable) || keyNames.includes(variable))))
    return null;
  let alternatives: (readonly { readonly column: number; readonly bound: Bound }[])[] = [
    uses.flatMap(({ column, bounds }) => bounds.map((bound) => ({ column, bound }))),
  ];
  for (const literal of group) {
    if (literal === atom) continue;
    const meant = uses.flatMap(({ column, variable }) => {
      const bounds = variable === null ? null : boundsOf(literal, variable);
      return bounds === null ? [] : [{ column, bounds }];
    });
    const [only] = meant;
    if (only === undefined || meant.length > 1) return null;
    alternatives = alternatives.flatMap((one) =>
      only.bounds.map((more) => [...one, ...more.map((bound) => ({ column: only.column, bound }))]),
    );
    if (alternatives.length > alternativesMax) return null;
  }
  return alternatives.map((one) => [
    keyAtom(relation, keys),
    ...one.map(({ column, bound }) => boundPart(relation, keys, column, bound)),
  ]);
}

const alternativesMax = 8;

/** A negated atom with integers at lattice columns, as alternatives; null where it says something else. */
export function absenceAlternatives(atom: Atom, program: Program): Alternatives | null {
  const relation = program.relations.get(atom.relation.text);
  const uses = relation === undefined ? null : columnUses(atom, relation);
  const keys = relation === undefined ? null : keysOf(atom, relation);
  if (relation === undefined || uses === null || keys === null) return null;
  const bounds = uses.flatMap(({ column, bounds: own }) => own.map((bound) => ({ column, bound })));
  if (uses.some(({ variable }) => variable !== null)) return null;
  const absent: Part = { ...atomPart(relation, keys), negated: true };
  if (bounds.length === 0) return [[absent]];
  if (keys.slice(0, relation.keyCount).some(({ kind }) => kind === "wildcard")) return null;
  return [
    [absent],
    ...bounds.map(({ column, bound }) => {
      const part = boundPart(relation, keys, column, bound);
      return [part.kind === "atom" ? { ...part, negated: !part.negated } : part];
    }),
  ];
}

function atomPart(relation: Relation, arguments_: readonly Argument[]): Extract<Part, { kind: "atom" }> {
  return { kind: "atom", relation, arguments: arguments_, negated: false };
}
