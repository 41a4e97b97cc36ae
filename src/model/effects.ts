import { placeOf, type Source } from "../base/source.ts";
import { columnKinds, type ColumnKind } from "../lattice/column-kind.ts";
import type * as Syntax from "../syntax/tree.ts";
import { checkCount, checkTermNames, namedRelation, type Names } from "./names.ts";
import type { Relation } from "./program.ts";
import type { ColumnType, DeclaredRelation } from "./relation-declarations.ts";
import type { UnsafePosition } from "./safety.ts";
import { counterTypes } from "./relation-declarations.ts";
import type { TypeInference } from "./type-inference.ts";
import { baseTypes } from "./type.ts";

/** The word for an effect in messages; also what `columnKinds` calls it. */
export type EffectName = "insert" | "delete" | "+=" | "-=" | ":=" | "insert at" | "delete at" | "transfer";

/** An effect whose relation is right: what it writes, and the terms it needs. */
export interface SoundEffect {
  readonly relation: Relation;
  readonly declared: DeclaredRelation;
  readonly effect: Syntax.Effect;
}

function effectName(effect: Syntax.Effect): EffectName {
  switch (effect.kind) {
    case "insert":
    case "delete":
    case "transfer":
      return effect.kind;
    case "add":
      return effect.operator;
    case "write":
      return ":=";
    case "splice-in":
      return "insert at";
    case "splice-out":
      return "delete at";
  }
}

/** The atom that names what an effect writes: whole for `insert` and `delete`, else its keys. */
export function effectAtom(effect: Syntax.Effect): Syntax.Atom {
  return effect.kind === "insert" || effect.kind === "delete" ? effect.atom : effect.keys;
}

/**
 * Checks that an effect names a relation that can have it (CALM002, CALM003, CALM011, CALM401);
 * null when it does not. `sealing` are the relations that seals are taken by: those may be inserted
 * into though rules derive them too.
 */
export function checkEffect(
  effect: Syntax.Effect,
  source: Source,
  names: Names,
  sealing: ReadonlySet<string>,
): SoundEffect | null {
  const atom = effectAtom(effect);
  const termsSound = checkTermNames([...atom.arguments, ...effectTerms(effect)], source, names);
  const relation = namedRelation(atom.relation, source, names);
  const declared = names.declared.get(atom.relation.text);
  if (relation === null || declared === undefined) return null;

  const place = placeOf(source, effect.span);
  const name = effectName(effect);
  const insertsIntoSealing = name === "insert" && sealing.has(relation.name);
  if (relation.kind === "derived" && !insertsIntoSealing) {
    const problem = "operation writes a derived relation";
    const { place: declaredAt } = relation;
    names.report({
      code: "CALM011",
      place,
      relation: relation.name,
      problem,
      qualifier: "derived",
      declared: declaredAt,
    });
    return null;
  }
  const { type, allowed } = writable(declared);
  if (!allowed.includes(name)) {
    if (declared.sound) {
      names.report({
        code: "CALM401",
        place,
        relation: relation.name,
        effect: name,
        type,
        allowed,
        declared: relation.place,
      });
    }
    return null;
  }
  const whole = effect.kind === "insert" || effect.kind === "delete";
  const counted = whole
    ? checkCount(atom, relation.columns.length, relation, source, names)
    : checkCount(atom, relation.keyCount, relation, source, names, "key");
  return counted && checkValueCount(effect, relation, source, names) && termsSound
    ? { relation, declared, effect }
    : null;
}

/** A register of several columns is written whole. */
function checkValueCount(effect: Syntax.Effect, relation: Relation, source: Source, names: Names): boolean {
  if (effect.kind !== "write") return true;
  const expected = relation.columns.length - relation.keyCount;
  const found = effect.values.length;
  if (expected === found) return true;
  const place = placeOf(source, effect.span);
  names.report({
    code: "CALM003",
    place,
    what: "register",
    name: relation.name,
    expected,
    found,
    declared: relation.place,
  });
  return false;
}

/** What a relation is to its writers, and the effects that it can have. */
function writable({ qualifier, columns, keyCount }: DeclaredRelation): {
  readonly type: string;
  readonly allowed: readonly EffectName[];
} {
  if (qualifier === "static") return { type: "static", allowed: [] };
  const column = columns[keyCount];
  if (column !== undefined && column.lattice !== null)
    return { type: column.text, allowed: writes[column.lattice] };
  return { type: qualifier, allowed: qualifier === "orset" ? ["insert", "delete"] : ["insert"] };
}

const writes: Readonly<Record<ColumnKind, readonly EffectName[]>> = {
  max: columnKinds.max.writes,
  min: columnKinds.min.writes,
  gcounter: columnKinds.gcounter.writes,
  pncounter: columnKinds.pncounter.writes,
  bounded: columnKinds.bounded.writes,
  lww: columnKinds.lww.writes,
  mv: columnKinds.mv.writes,
  sequence: columnKinds.sequence.writes,
};

/** The terms of an effect beside the atom's arguments. */
export function effectTerms(effect: Syntax.Effect): readonly Syntax.Term[] {
  switch (effect.kind) {
    case "insert":
    case "delete":
      return [];
    case "add":
      return [effect.amount];
    case "write":
      return effect.values;
    case "splice-in":
      return [effect.element, effect.index];
    case "splice-out":
      return [effect.index];
    case "transfer":
      return [effect.amount, effect.to];
  }
}

/** Every term of an effect that must have a value: a wildcard may stand in a `delete` alone. */
export function termsToBind(
  effect: Syntax.Effect,
): readonly { readonly term: Syntax.Term; readonly position: UnsafePosition }[] {
  const patterns = effect.kind === "delete";
  const ownArguments = effectAtom(effect).arguments.filter((term) => !patterns || term.kind !== "wildcard");
  return [...ownArguments, ...effectTerms(effect)].map((term) => ({ term, position: "effect" }));
}

/** Demands of the terms of an effect the types of what they are written to. */
export function demandEffect({ relation, declared, effect }: SoundEffect, inference: TypeInference): void {
  const demand = (term: Syntax.Term, type: ColumnType, column: string, expected: string): void =>
    inference.demand(term, type, { relation: relation.name, column, expected });

  for (const [index, term] of effectAtom(effect).arguments.entries())
    inference.demandColumn(term, declared, index);
  const column = relation.columns[relation.keyCount]?.name ?? "";
  switch (effect.kind) {
    case "insert":
    case "delete":
      break;
    case "add":
      demand(effect.amount, counterTypes, column, "number");
      break;
    case "write":
      for (const [index, term] of effect.values.entries()) {
        inference.demandColumn(term, declared, relation.keyCount + index);
      }
      break;
    case "splice-in":
      demand(effect.element, [baseTypes.symbol], column, "symbol");
      demand(effect.index, counterTypes, column, "number");
      break;
    case "splice-out":
      demand(effect.index, counterTypes, column, "number");
      break;
    case "transfer":
      demand(effect.amount, counterTypes, column, "number");
      demand(effect.to, [baseTypes.symbol], column, "symbol");
      break;
  }
}
