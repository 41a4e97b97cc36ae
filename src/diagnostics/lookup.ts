import type { Direction } from "../analysis/direction.ts";
import type { OutputVerdict, PointOfOrder, Report } from "../analysis/report.ts";
import { sameMembers, type Memory } from "../base/memory.ts";
import { effectAtom } from "../model/effects.ts";
import type { Output, Program, Relation, Rule, RuleHead, Seal } from "../model/program.ts";
import type { Effect, Statement } from "../syntax/tree.ts";
import type { Context } from "./entry.ts";

/** Questions about a program that every point of order asks, answered once for all. */
export interface Lookup {
  /** The rules of a relation, with the head that is its. */
  readonly rulesOf: ReadonlyMap<Relation, readonly RuleOfHead[]>;
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

interface RuleOfHead {
  readonly rule: Rule;
  readonly head: RuleHead;
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
  return {
    rulesOf: rulesByHead(program.rules),
    sealsOf: grouped(program.seals.map((seal) => [seal.relation, seal] as const)),
    inputs: new Set(program.inputs.map(({ relation }) => relation)),
    recursive: recursiveRelations(program),
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
  ): ReadonlyMap<K, readonly V[]> => {
    const kept = new Map<K, readonly V[]>();
    for (const [key, list] of all) kept.set(key, memory.same(name, key, list, sameMembers));
    return memory.map(name, kept);
  };
  return {
    rulesOf: lists("rules of", lookup.rulesOf),
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

const byHead = new WeakMap<Rule, readonly RuleOfHead[]>();

function rulesByHead(rules: readonly Rule[]): ReadonlyMap<Relation, readonly RuleOfHead[]> {
  const groups = new Map<Relation, RuleOfHead[]>();
  for (const rule of rules) {
    let own = byHead.get(rule);
    if (own === undefined) {
      own = rule.heads.map((head) => ({ rule, head }));
      byHead.set(rule, own);
    }
    for (const one of own) {
      const group = groups.get(one.head.relation);
      if (group === undefined) groups.set(one.head.relation, [one]);
      else group.push(one);
    }
  }
  return groups;
}

/** A relation reads itself through those of its component, or at once. */
function recursiveRelations({ dependencies }: Program): ReadonlySet<Relation> {
  const recursive = new Set<Relation>();
  for (const component of dependencies.components) {
    if (component.length > 1) for (const relation of component) recursive.add(relation);
  }
  for (const { from, to } of dependencies.edges) if (from === to) recursive.add(from);
  return recursive;
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
  return effectAtom(effect).relation.text;
}
