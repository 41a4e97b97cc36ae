import { placeOf, type Place, type Source } from "../base/source.ts";
import { columnKinds, isColumnKind, type ColumnKind } from "../lattice/column-kind.ts";
import type { Memory } from "../base/memory.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { DeclarationProblem, ProgramFinding } from "./finding.ts";
import type { Column, Qualifier } from "./program.ts";
import type { Piece, Segment } from "./splice.ts";
import { baseTypes, type Type } from "./type.ts";
import { remembered } from "./remembered.ts";
import type { UnknownNames } from "./unknown-names.ts";

/** A relation as its declaration alone has it. */
export interface DeclaredRelation {
  readonly name: string;
  readonly place: Place;
  readonly declaration: Syntax.RelationDeclaration;
  readonly qualifier: Qualifier;
  /** The qualifier as written, null without one. */
  readonly explicitQualifier: Qualifier | null;
  readonly columns: readonly Column[];
  readonly columnTypes: readonly ColumnType[];
  readonly keyCount: number;
  readonly equivalence: boolean;
  /** False when the declaration has a finding: what depends on lattices and qualifiers is then not checked. */
  readonly sound: boolean;
}

/**
 * The types whose values a column holds: one, or `number` and `unsigned` for a counter, whose value
 * is an integer of either. Null where the declaration is wrong: everything fits.
 */
export type ColumnType = readonly Type[] | null;

/** Storage words of Soufflé, without effect on meaning. */
const storageWords = ["btree", "btree_delete", "brie", "inline", "no_inline", "magic", "no_magic"] as const;
const qualifiers = new Set<string>(["gset", "orset", "static", "eqrel", ...storageWords]);

/** What the value of a counter may be taken for. */
export const counterTypes: readonly Type[] = [baseTypes.number, baseTypes.unsigned];

/** What rules cannot declare but may read: what seals have turned away (language.md, section 4). */
const builtInText = ".decl _refused(relation: symbol, row: symbol, reason: symbol)";

/** Reads the `.decl` declarations, by name; the first of several stands. */
export function declareRelations(
  segments: readonly Segment[],
  types: ReadonlyMap<string, Type | null>,
  unknown: UnknownNames,
  report: (finding: ProgramFinding) => void,
  memory: Memory | null = null,
): Map<string, DeclaredRelation> {
  const relations = new Map<string, DeclaredRelation>();
  for (const segment of segments) {
    if (!segment.kinds.has("relation")) continue;
    const declared = remembered(memory, "declarations", segment, report, (inner) =>
      segment.pieces.flatMap((piece) => declarationsOf(piece, types, unknown, inner, memory)),
    );
    for (const one of declared) {
      const { name, place } = one;
      const first = relations.get(name);
      if (first === undefined) relations.set(name, one);
      else report({ code: "CALM006", place, what: "relation", name, first: first.place });
    }
  }
  return relations;
}

function declarationsOf(
  { source, item }: Piece,
  types: ReadonlyMap<string, Type | null>,
  unknown: UnknownNames,
  report: (finding: ProgramFinding) => void,
  memory: Memory | null,
): readonly DeclaredRelation[] {
  if (item.kind !== "relation") return [];
  return remembered(memory, "declaration", item, report, (inner) => {
    const shape = shapeOf(item, source, types, unknown.reporting(inner), inner);
    return item.names.map(({ text: name, span }): DeclaredRelation => ({
      ...shape,
      name,
      place: placeOf(source, span),
    }));
  });
}

/** Whether rules may derive a relation: one that is replicated they may not (CALM011). */
export function isDerivable({ explicitQualifier, columns }: DeclaredRelation): boolean {
  return (
    explicitQualifier === null &&
    columns.every(({ lattice }) => lattice === null || lattice === "max" || lattice === "min")
  );
}

/** The relation in which late facts for a sealed partition are kept. */
export function refusedRelation(): DeclaredRelation {
  const source: Source = { path: "<built-in>", text: builtInText };
  const nameOf = (text: string): Syntax.Name => {
    const start = builtInText.indexOf(text);
    return { text, span: { start, end: start + text.length } };
  };
  const columns = ["relation", "row", "reason"].map((text): Syntax.ColumnDeclaration => {
    const name = nameOf(`${text}:`);
    const span = { start: name.span.start, end: name.span.end + " symbol".length };
    const type = { text: "symbol", span: { start: span.end - "symbol".length, end: span.end } };
    return { name: { text, span }, type, element: null, bound: null, span };
  });
  const name = nameOf("_refused");
  const declaration: Syntax.RelationDeclaration = {
    kind: "relation",
    names: [name],
    columns,
    qualifiers: [],
    span: { start: 0, end: builtInText.length },
  };
  return {
    name: name.text,
    place: placeOf(source, name.span),
    declaration,
    qualifier: "gset",
    explicitQualifier: "gset",
    columns: columns.map(({ name }) => ({
      name: name.text,
      type: "symbol",
      value: "symbol",
      isTyped: true,
      lattice: null,
      bound: null,
      text: "symbol",
    })),
    columnTypes: columns.map(() => [baseTypes.symbol]),
    keyCount: columns.length,
    equivalence: false,
    sound: true,
  };
}

interface Draft {
  readonly column: Column;
  readonly type: ColumnType;
  readonly span: Syntax.Name["span"];
}

function shapeOf(
  item: Syntax.RelationDeclaration,
  source: Source,
  types: ReadonlyMap<string, Type | null>,
  unknown: UnknownNames,
  report: (finding: ProgramFinding) => void,
): Omit<DeclaredRelation, "name" | "place"> {
  let sound = true;
  const relation = item.names[0]?.text ?? "";
  const malformed = (span: Syntax.Name["span"], column: string, problem: DeclarationProblem): void => {
    sound = false;
    report({ code: "CALM013", place: placeOf(source, span), relation, column, problem });
  };

  const seen = new Map<string, Place>();
  const drafts = item.columns.map((column): Draft => {
    const name = column.name.text;
    const place = placeOf(source, column.name.span);
    const first = seen.get(name);
    if (first === undefined) seen.set(name, place);
    else report({ code: "CALM006", place, what: "column", name, first });
    return draftOf(column, source, types, unknown, (problem) => malformed(column.span, name, problem));
  });

  const qualifier = qualifierOf(item, source, unknown, malformed);
  const equivalence = item.qualifiers.some(({ text }) => text === "eqrel");
  const [left, right] = drafts;
  if (equivalence && (drafts.length !== 2 || left?.column.text !== right?.column.text)) {
    const word = item.qualifiers.find(({ text }) => text === "eqrel");
    malformed(word?.span ?? item.span, "", "eqrel not binary");
  }

  const settled = settleLattices(drafts, qualifier ?? "gset", malformed);
  const firstLattice = settled.findIndex(({ column }) => column.lattice !== null);
  return {
    declaration: item,
    qualifier: qualifier ?? "gset",
    explicitQualifier: qualifier,
    columns: settled.map(({ column }) => column),
    columnTypes: settled.map(({ type }) => type),
    keyCount: firstLattice < 0 ? settled.length : firstLattice,
    equivalence,
    sound,
  };
}

/** The first of `gset`, `orset` and `static`; a second one contradicts it. */
function qualifierOf(
  item: Syntax.RelationDeclaration,
  source: Source,
  unknown: UnknownNames,
  malformed: (span: Syntax.Name["span"], column: string, problem: DeclarationProblem) => void,
): Qualifier | null {
  let chosen: Qualifier | null = null;
  for (const { text, span } of item.qualifiers) {
    if (text === "gset" || text === "orset" || text === "static") {
      if (chosen !== null) malformed(span, "", "several qualifiers");
      chosen ??= text;
    } else if (!qualifiers.has(text)) unknown.add("qualifier", text, placeOf(source, span), qualifiers);
  }
  return chosen;
}

/**
 * Checks where lattice columns stand and with what. One that may not stand where it is, is taken
 * for a plain column of its elements from here on.
 */
function settleLattices(
  drafts: readonly Draft[],
  qualifier: Qualifier,
  malformed: (span: Syntax.Name["span"], column: string, problem: DeclarationProblem) => void,
): readonly Draft[] {
  const lastPlain = drafts.findLastIndex(({ column }) => column.lattice === null);
  const first = drafts.find(({ column }, index) => index > lastPlain && column.lattice !== null);
  return drafts.map((draft, index) => {
    const { column, span } = draft;
    const kind = column.lattice;
    if (kind === null) return draft;
    const problem = placementProblem(
      kind,
      index,
      lastPlain,
      first?.column.lattice ?? kind,
      draft === first,
      qualifier,
    );
    if (problem === null) return draft;
    malformed(span, column.name, problem);
    return { ...draft, column: { ...column, lattice: null } };
  });
}

function placementProblem(
  kind: ColumnKind,
  index: number,
  lastPlain: number,
  firstKind: ColumnKind,
  isFirst: boolean,
  qualifier: Qualifier,
): DeclarationProblem | null {
  const extremum = (one: ColumnKind): boolean => one === "max" || one === "min";
  if (index < lastPlain) return "not last";
  if (qualifier === "orset") return "in an orset";
  if (qualifier === "static" && !extremum(kind)) return "in a static relation";
  if (isFirst) return null;
  const together = extremum(kind) ? extremum(firstKind) : kind === "lww" && firstKind === "lww";
  return together ? null : "not alone";
}

function draftOf(
  syntax: Syntax.ColumnDeclaration,
  source: Source,
  types: ReadonlyMap<string, Type | null>,
  unknown: UnknownNames,
  malformed: (problem: DeclarationProblem) => void,
): Draft {
  const { name, type, element, bound, span } = syntax;
  const text = source.text.slice(type.span.start, span.end).trim();
  const isPlain = element === null && bound === null && (types.has(type.text) || !isColumnKind(type.text));
  const plain = (of: Syntax.Name, lattice: ColumnKind | null): Draft => {
    const found = types.get(of.text);
    if (found === undefined) {
      if (lattice !== null && isColumnKind(of.text)) malformed("cannot hold");
      else unknown.add("type", of.text, placeOf(source, of.span), types);
    }
    const value = found?.base ?? "symbol";
    const isTyped = found !== undefined && found !== null;
    return {
      column: { name: name.text, type: of.text, value, isTyped, lattice, bound: null, text },
      type: isTyped ? [found] : null,
      span,
    };
  };
  if (isPlain) return plain(type, null);
  if (!isColumnKind(type.text)) {
    unknown.add("type", type.text, placeOf(source, type.span), new Set(Object.keys(columnKinds)));
    return untyped(plain({ text: "symbol", span: type.span }, null));
  }

  const kind = type.text;
  switch (columnKinds[kind].element) {
    case "any":
    case "ordered": {
      if (element !== null) return plain(element, kind);
      malformed(bound === null ? "element missing" : "cannot hold");
      return untyped(plain({ text: "symbol", span: type.span }, kind));
    }
    case "none":
    case "bound": {
      const wantsBound = columnKinds[kind].element === "bound";
      if (element !== null || (bound !== null && !wantsBound)) malformed("cannot hold");
      else if (wantsBound && bound === null) malformed("bound missing");
      const limit = typeof bound?.value === "number" ? bound.value : null;
      if (bound !== null && wantsBound && (limit === null || !Number.isSafeInteger(limit)))
        malformed("cannot hold");
      const value = kind === "sequence" ? "symbol" : "number";
      return {
        column: {
          name: name.text,
          type: value,
          value,
          isTyped: true,
          lattice: kind,
          bound: wantsBound ? limit : null,
          text,
        },
        type: kind === "sequence" ? [baseTypes.symbol] : counterTypes,
        span,
      };
    }
  }
}

function untyped(draft: Draft): Draft {
  return { ...draft, column: { ...draft.column, isTyped: false }, type: null };
}
