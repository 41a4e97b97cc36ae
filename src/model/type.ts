import type { ValueType } from "./program.ts";

/**
 * A type in the sense of Soufflé: a base type, a subtype of another type, or a union.
 *
 * Above each base type stands one more, `literal`, of which constants and the results of functors
 * are: it fits every type over that base.
 */
export interface Type {
  /** As users write it; a literal type is called like its base. */
  readonly name: string;
  readonly base: ValueType;
  readonly literal: boolean;
  /** What a subtype is a subtype of. */
  readonly parent: Type | null;
  /** The members of a union; empty for the others. */
  readonly members: readonly Type[];
}

function literalType(base: ValueType): Type {
  return { name: base, base, literal: true, parent: null, members: [] };
}

export const literalTypes: Readonly<Record<ValueType, Type>> = {
  symbol: literalType("symbol"),
  number: literalType("number"),
  unsigned: literalType("unsigned"),
  float: literalType("float"),
};

function baseType(base: ValueType): Type {
  return { name: base, base, literal: false, parent: literalTypes[base], members: [] };
}

export const baseTypes: Readonly<Record<ValueType, Type>> = {
  symbol: baseType("symbol"),
  number: baseType("number"),
  unsigned: baseType("unsigned"),
  float: baseType("float"),
};

export function isValueType(name: string): name is ValueType {
  return Object.hasOwn(baseTypes, name);
}

const answers = new WeakMap<Type, WeakMap<Type, boolean>>();

/** Whether every value of `a` is one of `b`. */
export function isSubtype(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (a.base !== b.base) return false;
  if (b.literal || a.parent === b) return true;
  if (a.literal) return false;
  let known = answers.get(a);
  if (known === undefined) answers.set(a, (known = new WeakMap<Type, boolean>()));
  let answer = known.get(b);
  if (answer === undefined) known.set(b, (answer = decideSubtype(a, b)));
  return answer;
}

function decideSubtype(a: Type, b: Type): boolean {
  let top = a;
  while (top.parent !== null && top.members.length === 0) {
    top = top.parent;
    if (top === b) return true;
  }
  if (top.members.length > 0 && top.members.every((member) => isSubtype(member, b))) return true;
  return b.members.some((member) => isSubtype(a, member));
}

/** The largest types whose values are of both; empty when no value can be. */
export function commonSubtypes(a: Type, b: Type): readonly Type[] {
  if (isSubtype(a, b)) return [a];
  if (isSubtype(b, a)) return [b];
  const members = a.members.length > 0 ? a.members : b.members;
  const other = members === a.members ? b : a;
  return [...new Set(members.flatMap((member) => commonSubtypes(member, other)))];
}
