import { present } from "../base/assert.ts";
import type { Evaluation } from "../engine/evaluation.ts";
import { plainRelation, violationRules } from "../engine/violation-rules.ts";
import type { Row } from "../lattice/row.ts";
import { dependencyGraph } from "../model/dependency-graph.ts";
import type { Boundary, Column, Invariant, Program, Relation, Rule, Seal } from "../model/program.ts";
import { ruleReads } from "../model/reads.ts";
import type * as Syntax from "../syntax/tree.ts";

/**
 * What a replica evaluates by itself: the program without what takes more than one replica.
 *
 * A rule at a boundary derives *candidates*; its heads hold what was decided, which comes as facts.
 * What a sealing relation is given, or rules derive for it, is *pending*; it holds the rows whose
 * seals are in effect, which come as facts too. And for each invariant there is a relation of what
 * violates it.
 */
export interface LocalProgram {
  /** As written. */
  readonly written: Program;
  /** As evaluated, each relation of the program as written among its relations. */
  readonly program: Program;
  /** What users see: the declared outputs, else what nothing reads. */
  readonly outputs: readonly Relation[];
  readonly decisions: readonly DecisionRule[];
  readonly sealing: ReadonlyMap<string, Sealing>;
  /** By the relation of the seals. */
  readonly sealed: ReadonlyMap<string, readonly Seal[]>;
  /** The relation of what violates an invariant, by the invariant's name. */
  readonly violations: ReadonlyMap<string, Relation>;
  readonly invariants: readonly Invariant[];
  /** The boundaries through which the changes of a relation go, because rules there read it. */
  readonly routes: ReadonlyMap<string, readonly Boundary[]>;
}

/** A rule at a boundary: a row of `candidates` is the rows of its heads side by side. */
export interface DecisionRule {
  readonly boundary: Boundary;
  readonly candidates: Relation;
  readonly heads: readonly Relation[];
}

/** A relation that seals are taken by; `pending` has the rows that wait for votes. */
export interface Sealing {
  readonly relation: Relation;
  readonly pending: Relation;
  readonly seals: readonly Seal[];
}

export function localProgram(written: Program): LocalProgram {
  const relations = new Map(written.relations);
  const add = (name: string, like: Relation, columns: readonly Column[]): Relation => {
    const relation = plainRelation(name, like, columns);
    relations.set(name, relation);
    return relation;
  };

  const sealing = new Map<string, Sealing>();
  const sealed = new Map<string, Seal[]>();
  for (const seal of written.seals) {
    const { by, relation } = seal;
    const known = sealing.get(by.name);
    const pending = known?.pending ?? add(`pending ${by.name}`, by, by.columns);
    sealing.set(by.name, { relation: by, pending, seals: [...(known?.seals ?? []), seal] });
    sealed.set(relation.name, [...(sealed.get(relation.name) ?? []), seal]);
  }

  const decisions: DecisionRule[] = [];
  const rules = written.rules.map((rule): Rule => {
    if (rule.boundary === null) return withPendingHeads(rule, sealing);
    const heads = rule.heads.map((head) => head.relation);
    const name = `candidates ${String(decisions.length + 1)} of ${rule.boundary.name}`;
    const candidates = add(
      name,
      present(heads[0], "a head"),
      heads.flatMap((head) => head.columns),
    );
    decisions.push({ boundary: rule.boundary, candidates, heads });
    return withHead(
      rule,
      candidates,
      rule.heads.flatMap(({ atom }) => atom.arguments),
    );
  });

  const violations = new Map<string, Relation>();
  for (const invariant of written.invariants) {
    const made = violationRules(invariant, written);
    if (made === null) continue;
    for (const relation of made.relations) relations.set(relation.name, relation);
    violations.set(invariant.name, made.violations);
    rules.push(...made.rules);
  }

  const program: Program = { ...written, relations, rules, dependencies: dependencyGraph(relations, rules) };
  const { invariants } = written;
  const [outputs, routes] = [outputsOf(written), routesOf(written)];
  return { written, program, outputs, decisions, sealing, sealed, violations, invariants, routes };
}

function outputsOf({ outputs, relations, dependencies }: Program): readonly Relation[] {
  if (outputs.length > 0) return [...new Set(outputs.map(({ relation }) => relation))];
  const { edges, componentOf } = dependencies;
  const read = new Set(
    edges.flatMap(({ from, to }) => (componentOf.get(from) === componentOf.get(to) ? [] : [from])),
  );
  return [...relations.values()].filter((relation) => relation.kind === "derived" && !read.has(relation));
}

/** The facts that an evaluation was given, by the text or from files, of every relation that has any. */
export function factsGiven(evaluation: Evaluation): ReadonlyMap<string, readonly Row[]> {
  const { factRelations, inputs } = evaluation.program;
  const facts = new Map<string, readonly Row[]>();
  for (const relation of new Set([...factRelations, ...inputs.map((input) => input.relation)])) {
    const table = evaluation.hasOwnFacts(relation)
      ? evaluation.factsOf(relation)
      : evaluation.table(relation);
    facts.set(relation.name, [...evaluation.rowsIn(table)]);
  }
  return facts;
}

/** A rule for a sealing relation gives pending rows. */
function withPendingHeads(rule: Rule, sealing: ReadonlyMap<string, Sealing>): Rule {
  if (!rule.heads.some(({ relation }) => sealing.has(relation.name))) return rule;
  const heads = rule.heads.map((head) => {
    const pending = sealing.get(head.relation.name)?.pending;
    return pending === undefined
      ? head
      : { ...head, relation: pending, atom: renamed(head.atom, pending.name) };
  });
  return { ...rule, syntax: { ...rule.syntax, heads: heads.map(({ atom }) => atom) }, heads };
}

/** The rule with one head in place of its own. */
function withHead(rule: Rule, relation: Relation, terms: readonly Syntax.Term[]): Rule {
  const { span } = rule.syntax;
  const atom: Syntax.Atom = {
    kind: "atom",
    relation: { text: relation.name, span },
    arguments: terms,
    span,
  };
  return {
    ...rule,
    syntax: { ...rule.syntax, heads: [atom], boundary: null },
    heads: [{ relation, atom, index: 0 }],
    boundary: null,
  };
}

function renamed(atom: Syntax.Atom, text: string): Syntax.Atom {
  return { ...atom, relation: { ...atom.relation, text } };
}

/**
 * Through which boundaries the changes of base relations go: those at which rules read them, be it
 * through derived relations. A barrier asks everybody, so that nothing needs to go through it.
 */
function routesOf(program: Program): ReadonlyMap<string, readonly Boundary[]> {
  const readBy = new Map<Relation, Set<Relation>>();
  for (const rule of program.rules)
    for (const { relation } of rule.heads) {
      if (rule.boundary !== null) continue;
      const reads = readBy.get(relation) ?? new Set();
      for (const read of relationsRead(rule, program)) reads.add(read);
      readBy.set(relation, reads);
    }
  const routes = new Map<string, readonly Boundary[]>();
  for (const rule of program.rules) {
    const { boundary } = rule;
    if (boundary === null || boundary.protocol.kind === "barrier") continue;
    const reached = new Set<Relation>();
    const waiting = [...relationsRead(rule, program)];
    for (let relation = waiting.pop(); relation !== undefined; relation = waiting.pop()) {
      if (reached.has(relation)) continue;
      reached.add(relation);
      waiting.push(...(readBy.get(relation) ?? []));
    }
    for (const { name, kind, qualifier } of reached) {
      const known = routes.get(name) ?? [];
      if (kind === "base" && qualifier !== "static" && !known.includes(boundary))
        routes.set(name, [...known, boundary]);
    }
  }
  return routes;
}

function relationsRead(rule: Rule, program: Program): ReadonlySet<Relation> {
  const read = new Set<Relation>();
  for (const { atom } of ruleReads(rule)) {
    const relation = program.relations.get(atom.relation.text);
    if (relation !== undefined) read.add(relation);
  }
  return read;
}
