import type { Memory } from "../base/memory.ts";
import { placeOf, type Place, type Source } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import { declareBoundaries, type ScenarioReplicas } from "./boundary-declarations.ts";
import { unstratifiedCycles } from "./cycles.ts";
import { dependencyGraph } from "./dependency-graph.ts";
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
import { splice, type FileTrees, type Piece, type ReadInclude } from "./splice.ts";
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
  const { sources, pieces } = splice(root, include, report);

  const types = rememberedList(memory, "types", itemsOf(pieces, "type"), report, (inner) =>
    declareTypes(pieces, unknown.reporting(inner), inner),
  );
  const byName = memory?.map("types", types.byName) ?? types.byName;
  const declared = new Map(declareRelations(pieces, byName, unknown, report, memory));
  if (!declared.has("_refused") && sources.some(namesRefused))
    declared.set("_refused", memory?.recallList("refused", [], refusedRelation) ?? refusedRelation());
  const settled = settleRelations(pieces, declared, options.static ?? [], memory);
  const { unknownStatic } = settled;
  const relations = memory?.map("relations", settled.relations) ?? settled.relations;
  const staging = [...itemsOf(pieces, "boundary"), ...itemsOf(pieces, "scenario")];
  const boundaries = rememberedList(memory, "boundaries", staging, report, (inner) =>
    declareBoundaries(pieces, replicasOf(pieces), unknown.reporting(inner), inner),
  );
  const names: Names = {
    types: byName,
    relations,
    declared: memory?.map("declared", declared) ?? declared,
    boundaries: memory?.map("boundaries", boundaries) ?? boundaries,
    unknown,
    report,
    memory,
  };

  const { rules, facts, incomplete } = readRules(pieces, names);
  const factRelations = checkFacts(facts, names);
  const directives = readDirectives(pieces, names);
  const seals = readSeals(pieces, names);
  const { operations, invariants, scenarios } = readNamed(pieces, names);
  const dependencies = dependencyGraph(relations, rules, memory);
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
    ...endlessRecursion(resolved),
    ...localReads(resolved),
    ...(readWhole ? [...idleRelations(pieces, resolved), ...invariantReach(resolved)] : []),
  ]) {
    report(finding);
  }

  return {
    sources,
    types: types.definitions,
    relations,
    rules,
    facts,
    factRelations,
    incomplete,
    ...directives,
    seals,
    boundaries: memory?.map("sound boundaries", soundBoundaries, "short") ?? soundBoundaries,
    invariants,
    operations: memory?.map("operations", operations) ?? operations,
    scenarios,
    dependencies,
    unknownStatic,
    findings: inSourceOrder(findings, sources),
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
  pieces: readonly Piece[],
  declared: ReadonlyMap<string, DeclaredRelation>,
  closed: readonly string[] | "inputs",
  memory: Memory | null,
): { readonly relations: ReadonlyMap<string, Relation>; readonly unknownStatic: readonly string[] } {
  const derived = new Set<string>();
  const inputs = new Set<string>();
  for (const { item } of pieces) {
    if (item.kind === "rule" && !isFact(item)) for (const head of item.heads) derived.add(head.relation.text);
    if (item.kind === "input") for (const { text } of item.relations) inputs.add(text);
  }
  const closedNames = closed === "inputs" ? inputs : new Set(closed);
  const relations = new Map<string, Relation>();
  for (const [name, one] of declared) {
    const { place, declaration, columns, keyCount, equivalence } = one;
    const kind = derived.has(name) && isDerivable(one) ? "derived" : "base";
    const qualifier = kind === "base" && closedNames.has(name) ? "static" : one.qualifier;
    const make = (): Relation => ({
      name,
      place,
      declaration,
      kind,
      qualifier,
      columns,
      keyCount,
      equivalence,
    });
    const fits = (before: Relation): boolean => before.kind === kind && before.qualifier === qualifier;
    relations.set(name, memory?.keep("relation", one, fits, make) ?? make());
  }
  const unknownStatic =
    closed === "inputs" ? [] : closed.filter((name) => relations.get(name)?.kind !== "base");
  return { relations, unknownStatic };
}

function itemsOf(pieces: readonly Piece[], kind: Piece["item"]["kind"]): readonly Piece["item"][] {
  return pieces.flatMap(({ item }) => (item.kind === kind ? [item] : []));
}

function replicasOf(pieces: readonly Piece[]): readonly ScenarioReplicas[] {
  return pieces.flatMap(({ item }) => {
    if (item.kind !== "scenario") return [];
    const statements = item.statements.filter((statement) => statement.kind === "replicas");
    if (statements.length === 0) return [];
    return [{ replicas: new Set(statements.flatMap(({ names }) => names.map(({ text }) => text))) }];
  });
}

/** Operations, invariants and scenarios: the first of each name, without those that are wrong. */
function readNamed(
  pieces: readonly Piece[],
  names: Names,
): {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly invariants: readonly Invariant[];
  readonly scenarios: readonly Scenario[];
} {
  const named = firstOfEachName(pieces, names);
  const sealing = new Set(pieces.flatMap(({ item }) => (item.kind === "seal" ? [item.by.text] : [])));
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

interface NamedPiece {
  readonly source: Source;
  readonly item: Syntax.Operation | Syntax.Invariant | Syntax.Scenario;
}

/** Relations and operations share one name space, so an operation may be the second of a relation's name. */
function firstOfEachName(pieces: readonly Piece[], names: Names): readonly NamedPiece[] {
  const places = new Map<string, Place>();
  return pieces.flatMap(({ source, item }): readonly NamedPiece[] => {
    if (item.kind !== "operation" && item.kind !== "invariant" && item.kind !== "scenario") return [];
    const { kind } = item;
    const { text: name, span } = item.name;
    const relation = kind === "operation" ? names.relations.get(name) : undefined;
    const first = places.get(`${kind} ${name}`) ?? relation?.place;
    const place = placeOf(source, span);
    if (first === undefined) places.set(`${kind} ${name}`, place);
    else names.report({ code: "CALM006", place, what: kind, name, first });
    return first === undefined ? [{ source, item }] : [];
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
