import { Evaluation, EvaluationError } from "../../engine/evaluation.ts";
import type { Program, Relation } from "../../model/program.ts";
import { meetsAssumptions, relationsOf } from "./assumptions.ts";
import type { Fact, Outcome } from "./state.ts";

/** Rounds after which a recursion through values is not followed any further. */
const roundsMax = 200;

/** A program cut down to what some relations rest on, evaluated over many small states. */
export class Trial {
  readonly program: Program;
  /** The facts of the text, which every state has. */
  readonly given: readonly Fact[];
  /** How many states were evaluated. */
  count = 0;
  /** About what one evaluation costs: the rules to compile and the facts to read. */
  readonly size: number;

  constructor(program: Program, wanted: ReadonlySet<Relation>) {
    this.program = sliced(program, wanted);
    this.given = textFacts(this.program);
    this.program = { ...this.program, facts: [] };
    this.size = 10 + this.program.rules.length + this.given.length / 50;
  }

  /** Every relation's rows in the state of these facts; null for one that cannot be, or that gives an error. */
  outcome(facts: readonly Fact[]): Outcome | null {
    this.count++;
    try {
      const evaluation = new Evaluation(this.program, { roundsMax });
      for (const { relation, row } of facts) evaluation.insert(relation, row);
      evaluation.run();
      const outcome = new Map(
        [...this.program.relations.values()].map((relation) => [relation, [...evaluation.rows(relation)]]),
      );
      return meetsAssumptions(outcome, this.program) ? outcome : null;
    } catch (error) {
      if (error instanceof EvaluationError) return null;
      throw error;
    }
  }
}

/** What `wanted` and the relations that seal something below it rest on. */
function sliced(program: Program, wanted: ReadonlySet<Relation>): Program {
  const readBy = new Map<Relation, Set<Relation>>();
  for (const { from, to } of program.dependencies.edges) {
    const known = readBy.get(to);
    if (known === undefined) readBy.set(to, new Set([from]));
    else known.add(from);
  }
  const kept = new Set(wanted);
  const assumed = program.invariants
    .filter((invariant) => invariant.assumed)
    .map((invariant) => ({ invariant, relations: relationsOf(invariant, program) }));
  for (const relation of kept) {
    for (const { relations } of assumed)
      if (relations.includes(relation)) for (const one of relations) kept.add(one);
    for (const read of readBy.get(relation) ?? []) kept.add(read);
    for (const seal of program.seals) if (seal.relation === relation) kept.add(seal.by);
  }
  const { dependencies } = program;
  return {
    ...program,
    relations: new Map([...program.relations].filter(([, relation]) => kept.has(relation))),
    rules: program.rules.flatMap((rule) => {
      const heads = rule.heads.filter((head) => kept.has(head.relation));
      if (heads.length === 0) return [];
      return [heads.length === rule.heads.length ? rule : { ...rule, heads }];
    }),
    facts: program.facts.filter((fact) => fact.kind === "run" || kept.has(fact.relation)),
    // Which rows come first is an accident: all are looked at.
    limits: [],
    seals: program.seals.filter((seal) => kept.has(seal.relation)),
    invariants: assumed
      .filter(({ relations }) => relations.every((relation) => kept.has(relation)))
      .map(({ invariant }) => invariant),
    dependencies: {
      ...dependencies,
      edges: dependencies.edges.filter(({ to }) => kept.has(to)),
      components: dependencies.components
        .map((component) => component.filter((relation) => kept.has(relation)))
        .filter((component) => component.length > 0),
    },
  };
}

function textFacts(program: Program): readonly Fact[] {
  if (program.facts.length === 0) return [];
  const evaluation = new Evaluation({ ...program, rules: [] });
  return [...program.relations.values()].flatMap((relation) =>
    [...evaluation.rows(relation)].map((row): Fact => ({ relation, row })),
  );
}
