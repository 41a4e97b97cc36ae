import { sameMembers, type Memory } from "../base/memory.ts";
import { placeOf, spanAcross, type Source, type Span } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import { variablesIn } from "../syntax/walk.ts";
import { reportSingles, reportUnsafe, TypeProblems } from "./clause-checks.ts";
import { clausesOf } from "./clauses.ts";
import {
  boundaryOf,
  checkAtomNames,
  checkBodyNames,
  checkSize,
  rememberedNames,
  type Names,
} from "./names.ts";
import type { Boundary, Clause, FactSource, PlainLiteral, Relation, Rule, RuleHead } from "./program.ts";
import { isDerivable, type DeclaredRelation } from "./relation-declarations.ts";
import { unsafeOccurrences } from "./safety.ts";
import type { Segment } from "./splice.ts";
import { holdsSource } from "./terms.ts";
import { TypeInference } from "./type-inference.ts";

export interface Rules {
  /** Also what `isFact` does not call a fact although it has no body, as rules whose one clause has no literals. */
  readonly rules: readonly Rule[];
  /** The same, those of each segment together: the same list as long as nothing about it changes. */
  readonly groups: readonly (readonly Rule[])[];
  readonly facts: readonly FactSource[];
  /** What rules that are left out, as a whole or in a head, would have derived. */
  readonly incomplete: ReadonlySet<Relation>;
}

/**
 * Reads rules and facts. A head that is wrong is left out of its rule; a rule without a sound head
 * or with anything else wrong is left out as a whole.
 */
export function readRules(segments: readonly Segment[], names: Names): Rules {
  const groups: (readonly Rule[])[] = [];
  const facts: FactSource[] = [];
  const incomplete = new Set<Relation>();
  const ruleCount = new Map<Relation, number>();
  for (const segment of segments) {
    if (!segment.kinds.has("rule") && !segment.kinds.has("facts")) continue;
    const read = rememberedNames(names, "rules", segment, (inner) => readSegment(segment, inner));
    for (const fact of read.facts) facts.push(fact);
    for (const relation of read.incomplete) incomplete.add(relation);
    const group = indexedRules(read, ruleCount, names.memory);
    if (group.length > 0) groups.push(group);
  }
  return { rules: groups.flat(), groups, facts, incomplete };
}

/** What the rules and facts of a segment say by themselves. */
interface SegmentReading {
  readonly rules: readonly WrittenRule[];
  readonly facts: readonly FactSource[];
  readonly incomplete: readonly Relation[];
  /** The relations of all sound heads, each once. */
  readonly relations: readonly Relation[];
}

interface WrittenRule {
  readonly syntax: Syntax.Rule;
  readonly source: Source;
  readonly read: RuleReading & { readonly kind: "rule" };
}

function readSegment({ pieces }: Segment, names: Names): SegmentReading {
  const rules: WrittenRule[] = [];
  const facts: FactSource[] = [];
  for (const { source, item } of pieces) {
    if (item.kind === "facts") facts.push({ kind: "run", source, run: item });
    if (item.kind !== "rule") continue;
    const read = rememberedNames(names, "rule", item, (inner) => readRule(item, source, inner));
    if (read.kind === "rule") rules.push({ syntax: item, source, read });
    else for (const fact of read.facts) facts.push(fact);
  }
  return {
    rules,
    facts,
    incomplete: rules.flatMap(({ read }) => read.incomplete),
    relations: [...new Set(rules.flatMap(({ read }) => read.heads.map(({ relation }) => relation)))],
  };
}

/** The rules that are not left out, each with its place among those of its relations; `ruleCount` are the rules before. */
function indexedRules(
  reading: SegmentReading,
  ruleCount: Map<Relation, number>,
  memory: Memory | null,
): readonly Rule[] {
  const { relations } = reading;
  const before = relations.map((relation) => ruleCount.get(relation) ?? 0);
  const make = (): IndexedRules => {
    const counts = new Map(relations.map((relation, i) => [relation, before[i] ?? 0]));
    const rules = reading.rules.flatMap((one) => indexedRule(one, counts, memory));
    return { before, after: relations.map((relation) => counts.get(relation) ?? 0), rules };
  };
  const fits = (known: IndexedRules): boolean => sameMembers(known.before, before);
  const { after, rules } = memory?.keep("indexed rules", reading, fits, make) ?? make();
  for (const [i, relation] of relations.entries()) ruleCount.set(relation, after[i] ?? 0);
  return rules;
}

interface IndexedRules {
  /** How many rules each relation has before the segment, and with it. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly rules: readonly Rule[];
}

function indexedRule(
  { syntax, source, read }: WrittenRule,
  counts: Map<Relation, number>,
  memory: Memory | null,
): readonly Rule[] {
  const indexes = read.heads.map(({ relation }) => {
    const index = counts.get(relation) ?? 0;
    counts.set(relation, index + 1);
    return index;
  });
  if (read.isLeftOut) return [];
  const make = (): IndexedRule => ({ indexes, rule: indexed(read, indexes, syntax, source) });
  const fits = (known: IndexedRule): boolean => sameMembers(known.indexes, indexes);
  return [(memory?.keep("indexed rule", read, fits, make) ?? make()).rule];
}

/** What one rule says by itself. */
type RuleReading =
  | { readonly kind: "facts"; readonly facts: readonly FactSource[] }
  | {
      readonly kind: "rule";
      readonly heads: readonly SoundHead[];
      /** Those of the heads that a rule may derive. */
      readonly derivable: readonly SoundHead[];
      readonly clauses: readonly Clause[];
      readonly boundary: Boundary | null;
      readonly isLeftOut: boolean;
      /** The relations that it would derive if it were right. */
      readonly incomplete: readonly Relation[];
    };

function readRule(item: Syntax.Rule, source: Source, names: Names): RuleReading {
  const heads = soundHeads(item, source, names);
  if (isFact(item)) {
    const sound = heads.filter((head) => isSoundFact(head, source, names));
    return { kind: "facts", facts: sound.map((head) => ({ kind: "fact", source, ...head })) };
  }
  const boundary = boundaryOf(item.boundary, source, names);
  const { clauses, sound } = readBody(item, source, names);
  const safe = areSafe(clauses, item, source, names);
  const typed = areTyped(clauses, heads, source, names);
  const derivable = heads.filter((head) => checkDerivable(head, source, names));
  const isWrong = boundary === "wrong";
  const isLeftOut = !sound || !safe || !typed || isWrong || derivable.length === 0;
  const incomplete = item.heads.flatMap(({ relation: name }) => {
    const relation = names.relations.get(name.text);
    const isKept = !isLeftOut && derivable.some((head) => head.relation === relation);
    return relation === undefined || isKept ? [] : [relation];
  });
  return {
    kind: "rule",
    heads,
    derivable,
    clauses,
    boundary: isWrong ? null : boundary,
    isLeftOut,
    incomplete,
  };
}

interface IndexedRule {
  readonly indexes: readonly number[];
  readonly rule: Rule;
}

/** The rule with the place that each of its heads has among those of the relation. */
function indexed(
  { heads, derivable, clauses, boundary }: Extract<RuleReading, { kind: "rule" }>,
  indexes: readonly number[],
  syntax: Syntax.Rule,
  source: Source,
): Rule {
  const kept = heads.flatMap((head, i): readonly RuleHead[] =>
    derivable.includes(head) ? [{ ...head, index: indexes[i] ?? 0 }] : [],
  );
  return { source, syntax, heads: kept, clauses, boundary };
}

/**
 * Whether a clause states rows that are the same everywhere: it has no body and no boundary, and
 * no aggregate, replica's name or clock that would have to be evaluated.
 */
export function isFact({ body, boundary, heads }: Syntax.Rule): boolean {
  return body === null && boundary === null && !heads.some((head) => head.arguments.some(holdsSource));
}

interface SoundHead {
  readonly relation: Relation;
  readonly atom: Syntax.Atom;
}

function soundHeads(rule: Syntax.Rule, source: Source, names: Names): readonly SoundHead[] {
  return rule.heads.flatMap((atom) => {
    const sound = checkAtomNames(atom, source, names);
    const relation = names.relations.get(atom.relation.text);
    return sound && relation !== undefined ? [{ relation, atom }] : [];
  });
}

function isSoundFact(head: SoundHead, source: Source, names: Names): boolean {
  const beside = head.atom.arguments.map((term) => ({ term, position: "head" as const }));
  const unsafe = unsafeOccurrences([], beside, new Set());
  reportUnsafe(unsafe, source, names);
  return unsafe.length === 0 && areTyped([{ literals: [] }], [head], source, names);
}

/** The clauses of a rule; `sound` when its names are right and they are not too many. */
function readBody(
  { body, heads, span }: Syntax.Rule,
  source: Source,
  names: Names,
): { readonly clauses: readonly Clause[]; readonly sound: boolean } {
  const sound = checkBodyNames(body ?? [], source, names);
  const terms = heads.flatMap((head) => head.arguments);
  if (!checkSize(body ?? [], terms, bodySpan(body) ?? span, source, names))
    return { clauses: [], sound: false };
  return { clauses: clausesOf(body ?? [[]]).clauses, sound };
}

function bodySpan(body: Syntax.Body | null): Span | null {
  const first = body?.at(0)?.at(0)?.span;
  const last = body?.at(-1)?.at(-1)?.span;
  return first === undefined || last === undefined ? null : spanAcross(first, last);
}

/** Whether every variable is bound; reports those that are not (CALM005), else those used once (CALM008). */
function areSafe(clauses: readonly Clause[], rule: Syntax.Rule, source: Source, names: Names): boolean {
  const terms = rule.heads.flatMap((head) => head.arguments);
  const beside = terms.map((term) => ({ term, position: "head" as const }));
  const unsafe = clauses.flatMap(({ literals }) => unsafeOccurrences(literals, beside, new Set()));
  reportUnsafe(unsafe, source, names);
  if (unsafe.length > 0) return false;
  const inHeads = new Set<string>();
  for (const term of terms) for (const { name } of variablesIn(term)) inHeads.add(name);
  const conjunctions = clauses.map(({ literals }): readonly PlainLiteral[] => literals);
  reportSingles(conjunctions, inHeads, source, names);
  return true;
}

function areTyped(
  clauses: readonly Clause[],
  heads: readonly SoundHead[],
  source: Source,
  names: Names,
): boolean {
  const problems = new TypeProblems(names);
  const terms = heads.flatMap(({ atom }) => atom.arguments);
  for (const { literals } of clauses) {
    const inference = new TypeInference(source, names, problems);
    inference.read(literals, terms);
    for (const { relation, atom } of heads) {
      const declared = names.declared.get(relation.name);
      for (const [index, term] of atom.arguments.entries()) inference.demandColumn(term, declared, index);
    }
    inference.finish();
  }
  return problems.count === 0;
}

/** Rules may not derive what is replicated (CALM011). */
function checkDerivable({ relation, atom }: SoundHead, source: Source, names: Names): boolean {
  const declared = names.declared.get(relation.name);
  if (declared === undefined || isDerivable(declared)) return true;
  names.report({
    code: "CALM011",
    place: placeOf(source, atom.span),
    relation: relation.name,
    problem: "derived into a replicated relation",
    qualifier: replication(declared),
    declared: relation.place,
  });
  return false;
}

/** What makes a relation one that is written, not derived: its qualifier, or its first such column's type. */
function replication({ explicitQualifier, columns }: DeclaredRelation): string {
  const column = columns.find(({ lattice }) => lattice !== null && lattice !== "max" && lattice !== "min");
  return column?.text ?? explicitQualifier ?? "gset";
}
