import { placeOf, type Source } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import { namedRelation, rememberedNames, type Names } from "./names.ts";
import type { IoDirective, Output, OutputPromise, Seal } from "./program.ts";
import type { Piece, Segment } from "./splice.ts";

export interface Directives {
  readonly inputs: readonly IoDirective[];
  readonly outputs: readonly Output[];
  readonly printsizes: readonly IoDirective[];
  readonly limits: readonly IoDirective[];
}

const promises = new Set(["final", "eventual", "absence"]);
const truths = new Set(["true", "false"]);

/** The parameters of an `.output` that decide something here; all others are Soufflé's and pass. */
const outputParameters = new Set(["promise", "exact"]);

/** Reads `.input`, `.output`, `.printsize` and `.limitsize`, one entry for each relation named. */
export function readDirectives(segments: readonly Segment[], names: Names): Directives {
  const all = segments.flatMap((segment) => {
    if (!directiveKinds.some((kind) => segment.kinds.has(kind))) return [];
    return [rememberedNames(names, "directives", segment, (inner) => directivesOf(segment, inner))];
  });
  return {
    inputs: all.flatMap(({ inputs }) => inputs),
    outputs: all.flatMap(({ outputs }) => outputs),
    printsizes: all.flatMap(({ printsizes }) => printsizes),
    limits: all.flatMap(({ limits }) => limits),
  };
}

const directiveKinds = ["input", "output", "printsize", "limitsize"] as const;

function directivesOf({ pieces }: Segment, names: Names): Directives {
  const inputs: IoDirective[] = [];
  const outputs: Output[] = [];
  const printsizes: IoDirective[] = [];
  const limits: IoDirective[] = [];
  for (const { source, item } of pieces) {
    switch (item.kind) {
      case "input":
        inputs.push(...recalled(item, source, names));
        break;
      case "output":
        outputs.push(...rememberedNames(names, "output", item, (inner) => outputsOf(item, source, inner)));
        break;
      case "printsize":
        printsizes.push(...recalled(item, source, names));
        break;
      case "limitsize":
        checkLimit(item, source, names);
        limits.push(...recalled(item, source, names));
        break;
      case "type":
      case "relation":
      case "facts":
      case "rule":
      case "pragma":
      case "seal":
      case "boundary":
      case "invariant":
      case "operation":
      case "scenario":
        break;
    }
  }
  return { inputs, outputs, printsizes, limits };
}

function outputsOf(item: Syntax.IoDirective, source: Source, names: Names): readonly Output[] {
  const output = promiseOf(item, source, names);
  return directive(item, source, names).map((one) => ({ ...one, ...output }));
}

function recalled(item: Syntax.IoDirective, source: Source, names: Names): readonly IoDirective[] {
  return rememberedNames(names, "directive", item, (inner) => directive(item, source, inner));
}

function directive(syntax: Syntax.IoDirective, source: Source, names: Names): readonly IoDirective[] {
  const parameters = new Map(syntax.parameters.map(({ name, value }) => [name.text, value]));
  return syntax.relations.flatMap((name) => {
    const relation = namedRelation(name, source, names);
    return relation === null ? [] : [{ relation, place: placeOf(source, name.span), parameters, syntax }];
  });
}

/** What an output promises; a value that means nothing is reported, and `final` taken. */
function promiseOf(
  syntax: Syntax.IoDirective,
  source: Source,
  { unknown }: Names,
): { readonly promise: OutputPromise; readonly exact: boolean } {
  let promise: OutputPromise = "final";
  let exact = false;
  for (const { name, value, valueSpan } of syntax.parameters) {
    const place = placeOf(source, valueSpan);
    if (name.text === "promise") {
      if (value === "final" || value === "eventual" || value === "absence") promise = value;
      else unknown.add("parameter value", value, place, promises);
    } else if (name.text === "exact") {
      exact = value === "true";
      if (!truths.has(value)) unknown.add("parameter value", value, place, truths);
    } else if (unknown.nearest("parameter", name.text, outputParameters) !== null) {
      unknown.add("parameter", name.text, placeOf(source, name.span), outputParameters);
    }
  }
  return { promise, exact };
}

/** A `.limitsize` says how many rows there are at most. */
function checkLimit(syntax: Syntax.IoDirective, source: Source, { report, unknown }: Names): void {
  const limit = syntax.parameters.find(({ name }) => name.text === "n");
  const place = placeOf(source, limit?.valueSpan ?? syntax.span);
  if (limit === undefined) {
    report({
      code: "CALM003",
      place,
      what: "directive",
      name: ".limitsize",
      expected: 1,
      found: 0,
      declared: null,
    });
  } else if (!/^[0-9]+$/.test(limit.value)) unknown.add("parameter value", limit.value, place, new Set());
}

/** Reads the seals whose relations and columns are right, and as many of the sealing relation's (CALM003). */
export function readSeals(seals: readonly Piece<"seal">[], names: Names): readonly Seal[] {
  return seals.flatMap(({ source, item }) => {
    const seal = rememberedNames(names, "seal", item, (inner) => sealOf(item, source, inner));
    return seal === null ? [] : [seal];
  });
}

function sealOf(syntax: Syntax.Seal, source: Source, names: Names): Seal | null {
  const relation = namedRelation(syntax.relation, source, names);
  const by = namedRelation(syntax.by, source, names);
  if (relation === null) return null;

  const known = new Map(relation.columns.map((column, index) => [column.name, index]));
  const columns: number[] = [];
  for (const { text, span } of syntax.columns) {
    const index = known.get(text);
    const place = placeOf(source, span);
    if (index === undefined) names.unknown.add("column", text, place, known);
    else if (columns.includes(index)) {
      const first = placeOf(source, syntax.columns.find((other) => other.text === text)?.span ?? span);
      names.report({ code: "CALM006", place, what: "column", name: text, first });
    } else columns.push(index);
  }
  if (by === null || columns.length < syntax.columns.length) return null;
  const place = placeOf(source, syntax.span);
  if (by.columns.length !== columns.length) {
    names.report({
      code: "CALM003",
      place: placeOf(source, syntax.by.span),
      what: "sealing relation",
      name: by.name,
      expected: columns.length,
      found: by.columns.length,
      declared: by.place,
    });
    return null;
  }
  return checkSealTypes(syntax, source, names, columns) ? { place, syntax, relation, columns, by } : null;
}

/** What is sealed and the values that seal it must be of one base type. */
function checkSealTypes(
  syntax: Syntax.Seal,
  source: Source,
  names: Names,
  columns: readonly number[],
): boolean {
  const sealed = names.declared.get(syntax.relation.text);
  const sealing = names.declared.get(syntax.by.text);
  let sound = true;
  for (const [index, { span }] of syntax.columns.entries()) {
    const [column, by] = [sealed?.columns[columns[index] ?? -1], sealing?.columns[index]];
    const found = sealed?.columnTypes[columns[index] ?? -1] ?? null;
    const expected = sealing?.columnTypes[index] ?? null;
    if (column === undefined || by === undefined || found === null || expected === null) continue;
    if (found.some((one) => expected.some((other) => one.base === other.base))) continue;
    sound = false;
    const problem = {
      kind: "argument",
      expected: by.text,
      found: column.text,
      relation: syntax.by.text,
      column: by.name,
    } as const;
    names.report({ code: "CALM004", place: placeOf(source, span), problem });
  }
  return sound;
}
