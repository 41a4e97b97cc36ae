import { Evaluation, EvaluationError } from "../../engine/evaluation.ts";
import type { DependencyEdge, Invariant, Program, Relation, Rule } from "../../model/program.ts";
import { relationsOf } from "./assumptions.ts";
import type { Fact } from "./state.ts";

/** A program cut down to what one relation rests on, without the facts of the text. */
export interface Slice {
  readonly program: Program;
  /** The facts of the text, which every state has. */
  readonly given: readonly Fact[];
}

/** A relation that rests on more is not looked at: each of its states would be too much work. */
const [rulesMax, factsMax] = [300, 5000];

/** Cuts a program down to what single relations rest on. */
export class Slices {
  readonly #program: Program;
  /** Of the edges to a relation, one for each relation that it reads. */
  readonly #readBy = new Map<Relation, Map<Relation, DependencyEdge>>();
  readonly #rules = new Map<Relation, number[]>();
  readonly #positions: ReadonlyMap<Relation, number>;
  readonly #assumed: readonly { readonly invariant: Invariant; readonly relations: readonly Relation[] }[];
  readonly #known = new Map<Relation, Slice | null>();
  /** Null where they cannot be worked out. */
  #facts: ReadonlyMap<Relation, readonly Fact[]> | null | undefined;

  constructor(program: Program) {
    this.#program = program;
    for (const edge of program.dependencies.edges) {
      const known = this.#readBy.get(edge.to);
      if (known === undefined) this.#readBy.set(edge.to, new Map([[edge.from, edge]]));
      else known.set(edge.from, edge);
    }
    for (const [i, rule] of program.rules.entries()) {
      for (const relation of new Set(rule.heads.map((head) => head.relation))) {
        const known = this.#rules.get(relation);
        if (known === undefined) this.#rules.set(relation, [i]);
        else known.push(i);
      }
    }
    this.#positions = new Map([...program.relations.values()].map((relation, i) => [relation, i]));
    this.#assumed = program.invariants
      .filter((invariant) => invariant.assumed)
      .map((invariant) => ({ invariant, relations: relationsOf(invariant, program) }));
  }

  /** Null where it would be too large, has a column without a type, or facts that cannot be worked out. */
  of(relation: Relation): Slice | null {
    let slice = this.#known.get(relation);
    if (slice === undefined) {
      slice = this.#cut(relation);
      this.#known.set(relation, slice);
    }
    return slice;
  }

  /** What a relation and the relations that seal something below it rest on. */
  #cut(wanted: Relation): Slice | null {
    const { seals, dependencies } = this.#program;
    const kept = new Set([wanted]);
    const rules = new Set<number>();
    for (const relation of kept) {
      for (const { relations } of this.#assumed)
        if (relations.includes(relation)) for (const one of relations) kept.add(one);
      for (const read of this.#readBy.get(relation)?.keys() ?? []) kept.add(read);
      for (const seal of seals) if (seal.relation === relation) kept.add(seal.by);
      for (const rule of this.#rules.get(relation) ?? []) rules.add(rule);
      if (rules.size > rulesMax || !relation.columns.every(({ isTyped }) => isTyped)) return null;
    }
    const facts = this.#facts === undefined ? (this.#facts = textFacts(this.#program)) : this.#facts;
    if (facts === null) return null;
    const given = [...kept].flatMap((relation) => facts.get(relation) ?? []);
    if (given.length > factsMax) return null;
    const relations = [...kept].sort((a, b) => (this.#positions.get(a) ?? 0) - (this.#positions.get(b) ?? 0));
    const components = [...new Set(relations.map((relation) => dependencies.componentOf.get(relation) ?? 0))];
    const program: Program = {
      ...this.#program,
      relations: new Map(relations.map((relation) => [relation.name, relation])),
      rules: [...rules].sort((a, b) => a - b).flatMap((i) => this.#ruleFor(i, kept)),
      facts: [],
      // Which rows come first is an accident: all are looked at.
      limits: [],
      seals: seals.filter((seal) => kept.has(seal.relation)),
      invariants: this.#assumed
        .filter((one) => one.relations.every((relation) => kept.has(relation)))
        .map(({ invariant }) => invariant),
      dependencies: {
        ...dependencies,
        edges: relations.flatMap((to) => [...(this.#readBy.get(to)?.values() ?? [])]),
        components: components
          .sort((a, b) => a - b)
          .map((i) => (dependencies.components[i] ?? []).filter((relation) => kept.has(relation))),
      },
    };
    return { program, given };
  }

  /** A rule with the heads that are kept. */
  #ruleFor(index: number, kept: ReadonlySet<Relation>): readonly Rule[] {
    const rule = this.#program.rules[index];
    if (rule === undefined) return [];
    const heads = rule.heads.filter((head) => kept.has(head.relation));
    return [heads.length === rule.heads.length ? rule : { ...rule, heads }];
  }
}

function textFacts(program: Program): ReadonlyMap<Relation, readonly Fact[]> | null {
  if (program.facts.length === 0) return new Map();
  try {
    const evaluation = new Evaluation({ ...program, rules: [] });
    return new Map(
      [...program.factRelations].map((relation) => [
        relation,
        [...evaluation.rows(relation)].map((row): Fact => ({ relation, row })),
      ]),
    );
  } catch (error) {
    if (error instanceof EvaluationError) return null;
    throw error;
  }
}
