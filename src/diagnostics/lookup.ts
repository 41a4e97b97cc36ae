import type { Direction } from "../analysis/direction.ts";
import type { OutputVerdict, PointOfOrder, Report } from "../analysis/report.ts";
import { sameMembers, type Memory } from "../base/memory.ts";
import type { Output, Program, Relation, Rule, RuleHead, Seal } from "../model/program.ts";
import type { Effect, Statement } from "../syntax/tree.ts";
import type { Context } from "./entry.ts";

/** Questions about a program that every point of order asks, answered once for all. */
export interface Lookup {
  /** The rules of a relation, with the head that is its. */
  readonly rulesOf: ReadonlyMap<Relation, readonly { readonly rule: Rule; readonly head: RuleHead }[]>;
  readonly sealsOf: ReadonlyMap<Relation, readonly Seal[]>;
  readonly inputs: ReadonlySet<Relation>;
  /** Relations that read themselves, directly or through others. */
  readonly recursive: ReadonlySet<Relation>;
  /** The names of relations that operations and scenarios write. */
  readonly written: ReadonlySet<string>;
  readonly directivesOf: ReadonlyMap<Relation, readonly Output[]>;
  readonly outputsOf: ReadonlyMap<Relation, readonly OutputVerdict[]>;
  directionOf(relation: Relation): Direction | undefined;
  /** The relations that the analysis would seal for a point. */
  readonly suggestedSeals: ReadonlyMap<PointOfOrder, ReadonlySet<Relation>>;
}

const lookups = new WeakMap<Report, Lookup>();

export function lookupOf({ program, report, memory }: Context): Lookup {
  let lookup = lookups.get(report);
  if (lookup === undefined) {
    lookup = memory === undefined ? build(program, report) : remembered(build(program, report), memory);
    lookups.set(report, lookup);
  }
  return lookup;
}

function build(program: Program, report: Report): Lookup {
  const { edges, componentOf } = program.dependencies;
  return {
    rulesOf: grouped(
      program.rules.flatMap((rule) => rule.heads.map((head) => [head.relation, { rule, head }] as const)),
    ),
    sealsOf: grouped(program.seals.map((seal) => [seal.relation, seal] as const)),
    inputs: new Set(program.inputs.map(({ relation }) => relation)),
    recursive: new Set(
      edges.filter(({ from, to }) => componentOf.get(from) === componentOf.get(to)).map(({ from }) => from),
    ),
    written: writtenNames(program),
    directivesOf: grouped(program.outputs.map((output) => [output.relation, output] as const)),
    outputsOf: grouped(report.outputs.map((output) => [output.relation, output] as const)),
    directionOf: (relation) => report.relations.get(relation)?.direction,
    suggestedSeals: suggestedSeals(report),
  };
}

/** The same, with look-ups that are noted, and lists that stay the same objects while their members do. */
function remembered(lookup: Lookup, memory: Memory): Lookup {
  const lists = <K extends object, V>(
    name: string,
    all: ReadonlyMap<K, readonly V[]>,
    isSame: (a: readonly V[], b: readonly V[]) => boolean = sameMembers,
  ): ReadonlyMap<K, readonly V[]> =>
    memory.map(name, new Map([...all].map(([key, list]) => [key, memory.same(name, key, list, isSame)])));
  return {
    rulesOf: lists(
      "rules of",
      lookup.rulesOf,
      (a, b) => a.length === b.length && a.every(({ head }, i) => head === b[i]?.head),
    ),
    sealsOf: lists("seals of", lookup.sealsOf),
    inputs: memory.set("inputs", lookup.inputs),
    recursive: memory.set("recursive", lookup.recursive),
    written: memory.set("written", lookup.written),
    directivesOf: lists("directives of", lookup.directivesOf),
    outputsOf: lists("outputs of", lookup.outputsOf),
    directionOf: memory.lookup("direction of", (relation: Relation) => lookup.directionOf(relation)),
    suggestedSeals: memory.map(
      "suggested seals",
      new Map(
        [...lookup.suggestedSeals].map(([point, seals]) => [
          point,
          memory.same("suggested seals", point, seals, (a, b) => sameMembers([...a], [...b])),
        ]),
      ),
    ),
  };
}

function grouped<K, V>(entries: readonly (readonly [K, V])[]): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const [key, value] of entries) {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

function suggestedSeals({ suggestions }: Report): ReadonlyMap<PointOfOrder, ReadonlySet<Relation>> {
  const seals = new Map<PointOfOrder, Set<Relation>>();
  for (const suggestion of suggestions) {
    if (suggestion.kind !== "seal") continue;
    const relations = seals.get(suggestion.at);
    if (relations === undefined) seals.set(suggestion.at, new Set([suggestion.relation]));
    else relations.add(suggestion.relation);
  }
  return seals;
}

function writtenNames(program: Program): ReadonlySet<string> {
  const names = new Set<string>();
  for (const operation of program.operations.values()) {
    for (const step of operation.syntax.steps) if (step.kind !== "require") names.add(writtenBy(step));
  }
  for (const { syntax } of program.scenarios) {
    for (const statement of syntax.statements) {
      const name = writtenIn(statement);
      if (name !== null) names.add(name);
    }
  }
  return names;
}

function writtenIn(statement: Statement): string | null {
  switch (statement.kind) {
    case "everywhere":
    case "at":
      return statement.action.kind === "call"
        ? statement.action.atom.relation.text
        : writtenBy(statement.action);
    case "repeat":
      return writtenIn(statement.statement);
    case "replicas":
    case "latency":
    case "network":
    case "partition":
    case "heal":
    case "crash":
    case "recover":
    case "seal":
    case "run":
    case "settle":
    case "expect":
      return null;
  }
}

function writtenBy(effect: Effect): string {
  switch (effect.kind) {
    case "insert":
    case "delete":
      return effect.atom.relation.text;
    case "add":
    case "write":
    case "splice-in":
    case "splice-out":
    case "transfer":
      return effect.keys.relation.text;
  }
}
