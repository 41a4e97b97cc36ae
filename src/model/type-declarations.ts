import { stronglyConnected } from "../base/graph.ts";
import { placeOf, type Place } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { DeclarationProblem, ProgramFinding } from "./finding.ts";
import type { TypeDefinition } from "./program.ts";
import type { Piece } from "./splice.ts";
import { baseTypes, isSubtype, isValueType, type Type } from "./type.ts";
import type { UnknownNames } from "./unknown-names.ts";

export interface DeclaredTypes {
  /** By name, the base types included; null for one whose declaration is wrong, which then fits everything. */
  readonly byName: ReadonlyMap<string, Type | null>;
  readonly definitions: ReadonlyMap<string, TypeDefinition>;
}

/** How deep unions may lie in one another. */
const nestingLimit = 200;

interface Declared {
  readonly syntax: Syntax.TypeDeclaration;
  readonly place: Place;
}

/** Reads the `.type` declarations; a wrong one is reported once and not at its uses. */
export function declareTypes(
  pieces: readonly Piece<"type">[],
  unknown: UnknownNames,
  report: (finding: ProgramFinding) => void,
): DeclaredTypes {
  const declared = new Map<string, Declared>();
  for (const { source, item } of pieces) {
    const name = item.name.text;
    const place = placeOf(source, item.name.span);
    const first = declared.get(name);
    if (isValueType(name)) malformed(place, name, "redefines a base type", report);
    else if (first !== undefined) report({ code: "CALM006", place, what: "type", name, first: first.place });
    else declared.set(name, { syntax: item, place });
  }

  const byName = new Map<string, Type | null>(Object.entries(baseTypes));
  const known = new Set([...byName.keys(), ...declared.keys()]);
  const depth = new Map<string, number>();
  for (const component of inDependencyOrder([...declared.values()])) {
    for (const one of component) {
      const name = one.syntax.name.text;
      if (component.length > 1 || one.syntax.members.some((member) => member.text === name)) {
        malformed(one.place, name, "cyclic type", report);
        byName.set(name, null);
        continue;
      }
      const nesting = one.syntax.members.reduce(
        (most, { text }) => Math.max(most, 1 + (depth.get(text) ?? 0)),
        1,
      );
      depth.set(name, one.syntax.form === "subtype" ? nesting - 1 : nesting);
      if (nesting > nestingLimit) malformed(one.place, name, "nested too deeply", report);
      byName.set(name, nesting > nestingLimit ? null : typeOf(one, byName, known, unknown, report));
    }
  }

  const definitions = new Map<string, TypeDefinition>();
  for (const [name, { place }] of declared) {
    const type = byName.get(name);
    if (type !== undefined && type !== null) definitions.set(name, definition(type, place, byName));
  }
  return { byName, definitions };
}

function malformed(
  place: Place,
  name: string,
  problem: DeclarationProblem,
  report: (finding: ProgramFinding) => void,
): void {
  report({ code: "CALM013", place, relation: name, column: "", problem });
}

/** The declarations, each after those it is made of, cyclic ones together. */
function inDependencyOrder(declared: readonly Declared[]): readonly (readonly Declared[])[] {
  const indexOf = new Map(declared.map((one, index) => [one.syntax.name.text, index]));
  const successors: number[][] = declared.map(() => []);
  for (const [index, one] of declared.entries()) {
    for (const member of one.syntax.members) {
      const from = indexOf.get(member.text);
      if (from !== undefined) successors[from]?.push(index);
    }
  }
  return stronglyConnected(successors).components.map((component) =>
    component.flatMap((index) => declared[index] ?? []),
  );
}

function typeOf(
  { syntax, place }: Declared,
  byName: ReadonlyMap<string, Type | null>,
  known: ReadonlySet<string>,
  unknown: UnknownNames,
  report: (finding: ProgramFinding) => void,
): Type | null {
  const members: Type[] = [];
  let sound = syntax.members.length > 0;
  for (const member of syntax.members) {
    const type = byName.get(member.text);
    const memberPlace = placeOf(place.source, member.span);
    if (type === undefined) unknown.add("type", member.text, memberPlace, known);
    if (type === undefined || type === null) {
      sound = false;
      continue;
    }
    const [first] = members;
    if (first !== undefined && first.base !== type.base) {
      const problem = {
        kind: "union",
        type: syntax.name.text,
        first: first.base,
        second: type.base,
      } as const;
      report({ code: "CALM004", place: memberPlace, problem });
      sound = false;
    }
    members.push(type);
  }
  const [first] = members;
  if (!sound || first === undefined) return null;
  const name = syntax.name.text;
  if (syntax.form === "union") return { name, base: first.base, literal: false, parent: null, members };
  return { name, base: first.base, literal: false, parent: first, members: [] };
}

/** The set of supertypes is looked for only when it is asked for: all of them together may be quadratic. */
function definition(type: Type, place: Place, byName: ReadonlyMap<string, Type | null>): TypeDefinition {
  let supertypes: ReadonlySet<string> | null = null;
  return {
    name: type.name,
    place,
    base: type.base,
    get supertypes() {
      supertypes ??= new Set(
        [...byName].flatMap(([name, other]) => (other !== null && isSubtype(type, other) ? [name] : [])),
      );
      return supertypes;
    },
  };
}
