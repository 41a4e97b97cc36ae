import type { Memory } from "../base/memory.ts";
import { placeOf, type Place, type Source } from "../base/source.ts";
import { declareBoundaries, type ScenarioReplicas } from "./boundary-declarations.ts";
import { unstratifiedCycles } from "./cycles.ts";
import { rememberedGraph } from "./dependency-graph.ts";
import { readDirectives, readSeals } from "./directives.ts";
import { endlessRecursion } from "./endless-recursion.ts";
import { checkFacts } from "./facts.ts";
import type { ProgramFinding } from "./finding.ts";
import { idleRelations } from "./idle-relations.ts";
import { invariantReach } from "./invariant-reach.ts";
import { readInvariant } from "./invariants.ts";
import { localReads } from "./local-reads.ts";
import type { Names } from "./names.ts";
import { readOperation } from "./operations.ts";
import type { Boundary, Invariant, Operation, Program, Relation, Scenario } from "./program.ts";
import {
  declareRelations,
  isDerivable,
  refusedRelation,
  type DeclaredRelation,
} from "./relation-declarations.ts";
import { rememberedList } from "./remembered.ts";
import { isFact, readRules } from "./rules.ts";
import { readScenario, type ScenarioNames } from "./scenarios.ts";
import { piecesOf, splice, type FileTrees, type Piece, type ReadInclude, type Segment } from "./splice.ts";
import { declareTypes } from "./type-declarations.ts";
import { UnknownNames } from "./unknown-names.ts";

export interface ResolveOptions {
  /** Base relations that count as `static`, or all those with an `.input`. */
  readonly static?: readonly string[] | "inputs";
  /** Keeps what is worked out of one item to the next time that this program is resolved. */
  readonly memory?: Memory | undefined;
}

/**
 * Resolves the program that begins with `root`: every name, type, variable and dependency of it and
 * of what it includes. Never throws; what is wrong stands in the program's `findings`, in source
 * order, and what is left without it in the lists.
 */
export function resolveProgram(root: FileTrees, include: ReadInclude, options: ResolveOptions = {}): Program {
  const findings: ProgramFinding[] = [];
  const report = (finding: ProgramFinding): void => void findings.push(finding);
  const memory = options.memory ?? null;
  const unknown = new UnknownNames(report);
  const { sources, segments } = splice(root, include, report);

  const typePieces = piecesOf(segments, "type");
  const types = rememberedList(memory, "types", typePieces, report, (inner) =>
    declareTypes(typePieces, unknown.reporting(inner), inner),
  );
  const byName = memory?.map("types", types.byName) ?? types.byName;
  const declared = declareRelations(segments, byName, unknown, report, memory);
  if (!declared.has("_refused") && sources.some(namesRefused))
    declared.set("_refused", memory?.recallList("refused", [], refusedRelation) ?? refusedRelation());
  const settled = settleRelations(segments, declared, options.static ?? []);
  const { unknownStatic } = settled;
  const relations =
    memory?.map("relations", memory.sameMap("relations", settled.relations)) ?? settled.relations;
  const boundaryPieces = piecesOf(segments, "boundary");
  const scenarioPieces = piecesOf(segments, "scenario");
  const staging = [...boundaryPieces, ...scenarioPieces];
  const boundaries = rememberedList(memory, "boundaries", staging, report, (inner) =>
    declareBoundaries(boundaryPieces, replicasOf(scenarioPieces), unknown.reporting(inner), inner),
  );
  const names: Names = {
    types: byName,
    relations,
    declared: memory?.map("declared", memory.sameMap("declared", declared)) ?? declared,
    boundaries: memory?.map("boundaries", boundaries) ?? boundaries,
    unknown,
    report,
    memory,
  };

  const read = readRules(segments, names);
  const { facts, incomplete } = read;
  const groups = memory?.sameList("groups", read.groups) ?? read.groups;
  const rules = memory?.sameList("rules", read.rules) ?? read.rules;
  const factRelations = checkFacts(facts, names);
  const directives = readDirectives(segments, names);
  const sealPieces = piecesOf(segments, "seal");
  const seals = readSeals(sealPieces, names);
  const { operations, invariants, scenarios } = readNamed(segments, sealPieces, names);
  const dependencies = rememberedGraph(relations, groups, memory);
  const readWhole = !findings.some(hidesUses);
  const { inputs } = directives;
  const soundBoundaries = new Map(
    [...boundaries].flatMap(([name, one]): [string, Boundary][] => (one === null ? [] : [[name, one]])),
  );
  const resolved = {
    relations,
    inputs,
    factRelations,
    incomplete,
    rules,
    operations,
    invariants,
    dependencies,
  };
  for (const finding of [
    ...unstratifiedCycles(dependencies),
    ...endlessRecursion(groups, resolved),
    ...localReads(resolved),
    ...(readWhole ? [...idleRelations(segments, resolved), ...invariantReach(resolved)] : []),
  ]) {
    report(finding);
  }

  const found: Program = {
    sources,
    types: types.definitions,
    relations,
    rules,
    facts,
    factRelations,
    incomplete,
    ...directives,
    seals,
    boundaries: soundBoundaries,
    invariants,
    operations,
    scenarios,
    dependencies,
    unknownStatic,
    findings: inSourceOrder(findings, sources),
  };
  return memory === null ? found : asBefore(found, memory);
}

/** The program with the lists and maps of the last one in place of those with the same members. */
function asBefore(program: Program, memory: Memory): Program {
  const map = <K, V>(
    name: string,
    all: ReadonlyMap<K, V>,
    size: "long" | "short" = "long",
  ): ReadonlyMap<K, V> => memory.map(name, memory.sameMap(name, new Map(all)), size);
  return {
    ...program,
    facts: memory.sameList("facts", program.facts),
    factRelations: memory.sameSet("fact relations", program.factRelations),
    incomplete: memory.sameSet("incomplete", program.incomplete),
    inputs: memory.sameList("inputs", program.inputs),
    outputs: memory.sameList("outputs", program.outputs),
    printsizes: memory.sameList("printsizes", program.printsizes),
    limits: memory.sameList("limits", program.limits),
    seals: memory.sameList("seals", program.seals),
    boundaries: map("sound boundaries", program.boundaries, "short"),
    invariants: memory.sameList("invariants", program.invariants),
    operations: map("operations", program.operations),
    scenarios: memory.sameList("scenarios", program.scenarios),
    unknownStatic: memory.sameList("unknown static", program.unknownStatic),
  };
}

const namingRefused = new WeakMap<Source, boolean>();

/** Whether a text reads `_refused`, which is then declared. */
function namesRefused(source: Source): boolean {
  let names = namingRefused.get(source);
  if (names === undefined) {
    names = /\b_refused\s*\(/.test(source.text);
    namingRefused.set(source, names);
  }
  return names;
}

/** Whether a finding may be of something that would have filled or read a relation. */
function hidesUses(finding: ProgramFinding): boolean {
  const { code } = finding;
  if (code === "CALM002") return finding.what === "relation" || finding.what === "operation";
  return code === "CALM001" || code === "CALM010" || code === "CALM012";
}

/** Gives the declared relations their kinds and closes those that `closed` names. */
function settleRelations(
  segments: readonly Segment[],
  declared: ReadonlyMap<string, DeclaredRelation>,
  closed: readonly string[] | "inputs",
): { readonly relations: Map<string, Relation>; readonly unknownStatic: readonly string[] } {
  const derived = new Set<string>();
  const inputs = new Set<string>();
  for (const segment of segments) {
    const named = namedIn(segment);
    for (const name of named.derived) derived.add(name);
    for (const name of named.inputs) inputs.add(name);
  }
  const closedNames = closed === "inputs" ? inputs : new Set(closed);
  const relations = new Map<string, Relation>();
  for (const [name, one] of declared) {
    const kind = derived.has(name) && isDerivable(one) ? "derived" : "base";
    const qualifier = kind === "base" && closedNames.has(name) ? "static" : one.qualifier;
    relations.set(name, settled(one, kind, qualifier));
  }
  const unknownStatic =
    closed === "inputs" ? [] : closed.filter((name) => relations.get(name)?.kind !== "base");
  return { relations, unknownStatic };
}

const settledBefore = new WeakMap<DeclaredRelation, Relation>();

/** The relation of a declaration: the same as the last time, if it is what it was. */
function settled(one: DeclaredRelation, kind: Relation["kind"], qualifier: Relation["qualifier"]): Relation {
  const before = settledBefore.get(one);
  if (before?.kind === kind && before.qualifier === qualifier) return before;
  const { name, place, declaration, columns, keyCount, equivalence } = one;
  const relation = { name, place, declaration, kind, qualifier, columns, keyCount, equivalence };
  settledBefore.set(one, relation);
  return relation;
}

interface NamedIn {
  /** The relations that are heads of rules with a body. */
  readonly derived: readonly string[];
  readonly inputs: readonly string[];
}

const namedInSegments = new WeakMap<Segment, NamedIn>();

function namedIn(segment: Segment): NamedIn {
  let known = namedInSegments.get(segment);
  if (known === undefined) {
    const derived = new Set<string>();
    const inputs = new Set<string>();
    for (const { item } of segment.pieces) {
      if (item.kind === "rule" && !isFact(item))
        for (const head of item.heads) derived.add(head.relation.text);
      if (item.kind === "input") for (const { text } of item.relations) inputs.add(text);
    }
    known = { derived: [...derived], inputs: [...inputs] };
    namedInSegments.set(segment, known);
  }
  return known;
}

function replicasOf(scenarios: readonly Piece<"scenario">[]): readonly ScenarioReplicas[] {
  return scenarios.flatMap(({ item }) => {
    const statements = item.statements.filter((statement) => statement.kind === "replicas");
    if (statements.length === 0) return [];
    return [{ replicas: new Set(statements.flatMap(({ names }) => names.map(({ text }) => text))) }];
  });
}

/** Operations, invariants and scenarios: the first of each name, without those that are wrong. */
function readNamed(
  segments: readonly Segment[],
  seals: readonly Piece<"seal">[],
  names: Names,
): {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly invariants: readonly Invariant[];
  readonly scenarios: readonly Scenario[];
} {
  const named = firstOfEachName(piecesOf(segments, "operation", "invariant", "scenario"), names);
  const sealing = new Set(seals.map(({ item }) => item.by.text));
  const operations = new Map<string, Operation>();
  const invariants: Invariant[] = [];
  const scenarios: Scenario[] = [];
  const scenarioNames: ScenarioNames = {
    ...names,
    sealing,
    operations: new Map(
      named.flatMap(({ item }) => (item.kind === "operation" ? [[item.name.text, item]] : [])),
    ),
    invariants: new Set(named.flatMap(({ item }) => (item.kind === "invariant" ? [item.name.text] : []))),
  };
  for (const { source, item } of named) {
    switch (item.kind) {
      case "operation": {
        const operation = readOperation(item, source, names, sealing);
        if (operation !== null) operations.set(operation.name, operation);
        break;
      }
      case "invariant": {
        const invariant = readInvariant(item, source, names);
        if (invariant !== null) invariants.push(invariant);
        break;
      }
      case "scenario": {
        const scenario = readScenario(item, source, scenarioNames);
        if (scenario !== null) scenarios.push(scenario);
        break;
      }
    }
  }
  return { operations, invariants, scenarios };
}

type NamedPiece = Piece<"operation" | "invariant" | "scenario">;

/** Relations and operations share one name space, so an operation may be the second of a relation's name. */
function firstOfEachName(pieces: readonly NamedPiece[], names: Names): readonly NamedPiece[] {
  const places = new Map<string, Place>();
  return pieces.filter(({ source, item }) => {
    const { kind } = item;
    const { text: name, span } = item.name;
    const relation = kind === "operation" ? names.relations.get(name) : undefined;
    const first = places.get(`${kind} ${name}`) ?? relation?.place;
    const place = placeOf(source, span);
    if (first === undefined) places.set(`${kind} ${name}`, place);
    else names.report({ code: "CALM006", place, what: kind, name, first });
    return first === undefined;
  });
}

/** Sources in the order in which they were met, places within one from its beginning. */
function inSourceOrder(
  findings: readonly ProgramFinding[],
  sources: readonly Source[],
): readonly ProgramFinding[] {
  const rank = new Map(sources.map((source, index) => [source, index]));
  return findings.toSorted(
    ({ place: a }, { place: b }) =>
      (rank.get(a.source) ?? -1) - (rank.get(b.source) ?? -1) || a.start - b.start || a.end - b.end,
  );
}
