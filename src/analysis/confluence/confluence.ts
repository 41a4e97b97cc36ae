import { Evaluation, EvaluationError } from "../../engine/evaluation.ts";
import { clausesOf } from "../../model/clauses.ts";
import { idleOperations, writtenBy } from "../../model/invariant-reach.ts";
import type { Boundary, Invariant, Program, Relation } from "../../model/program.ts";
import { aggregatesIn, literalTerms, variablesIn } from "../../model/terms.ts";
import type * as Syntax from "../../syntax/tree.ts";
import {
  defaultBounds,
  searchCounterexamples,
  type Conflict,
  type Counterexample,
  type SearchBounds,
} from "./counterexample-search.ts";
import type { StartRow } from "./history.ts";
import { relevantRelations } from "./relevant-relations.ts";
import { proveConfluence, type ProofKind } from "./proof/prove-confluence.ts";

/** What is concluded of an invariant, with the evidence for it (confluence.md, section 2). */
export type InvariantVerdict =
  | { readonly invariant: Invariant; readonly verdict: "assumed" }
  | {
      readonly invariant: Invariant;
      readonly verdict: "confluent";
      readonly class: "coordination-free";
      readonly proof: ProofKind;
      /** The boundaries of operations without which there would be no proof. */
      readonly thanksTo: readonly Boundary[];
    }
  | {
      readonly invariant: Invariant;
      readonly verdict: "not confluent";
      readonly class: "needs-coordination" | "redesignable";
      readonly counterexample: Counterexample;
    }
  | { readonly invariant: Invariant; readonly verdict: "undecided"; readonly bound: SearchedBound };

/** How far was searched in vain. */
export interface SearchedBound extends SearchBounds {
  /** Whether everything within the bounds was looked at, not just so many states. */
  readonly complete: boolean;
  /** Why a proof or a search counts for nothing, where there is a reason. */
  readonly because: "idle operation" | "unread operation" | "untyped column" | "too large" | null;
}

export interface ConfluenceReport {
  /** In source order. */
  readonly invariants: readonly InvariantVerdict[];
  readonly conflicts: readonly Conflict[];
}

export interface ConfluenceOptions {
  readonly bounds?: SearchBounds;
  /** The facts of `.input` files, where they are known. */
  readonly given?: readonly StartRow[];
  /** Whether the text has operations, or may have, that the program lacks for their errors: then nothing is proved. */
  readonly lacksOperations?: boolean;
}

/** With more facts than this no counterexample is looked for. */
const factsMax = 20_000;

/**
 * Judges every invariant of a program: can states that each keep it merge into one that does not?
 * A proof is looked for first, then a counterexample.
 */
export function confluence(
  program: Program,
  { bounds = defaultBounds, given = [], lacksOperations = false }: ConfluenceOptions = {},
): ConfluenceReport {
  const asked = program.invariants.filter(({ assumed }) => !assumed);
  if (asked.length === 0)
    return {
      invariants: program.invariants.map((invariant) => ({ invariant, verdict: "assumed" })),
      conflicts: [],
    };
  if (restsOnUntyped(asked, program)) {
    const bound: SearchedBound = { ...bounds, complete: false, because: "untyped column" };
    return {
      invariants: program.invariants.map((invariant) =>
        invariant.assumed ? { invariant, verdict: "assumed" } : { invariant, verdict: "undecided", bound },
      ),
      conflicts: [],
    };
  }
  const facts = [...startFacts(program), ...given];
  const idle = idleOperations(program);
  const proved = new Map<Invariant, ProofKind>();
  const unproved = new Set<Invariant>();
  for (const invariant of asked) {
    const proof = proveConfluence(invariant, program, facts);
    if (proof === null) continue;
    // A proof that rests on operations that never run says nothing of what its writer meant.
    if (lacksOperations || (idle.size > 0 && isWrittenBy(invariant, idle, program))) unproved.add(invariant);
    else proved.set(invariant, proof);
  }
  const open = asked.filter((invariant) => !proved.has(invariant) && !unproved.has(invariant));
  // An invariant that is proved still says what may be at the start, and what an operation may do.
  const relevant = relevantRelations(program, asked);
  const isLarge = facts.length > factsMax;
  const found = isLarge
    ? { counterexamples: new Map<Invariant, Counterexample>(), conflicts: [], states: 0, complete: false }
    : searchCounterexamples(
        program,
        facts.filter(({ relation }) => isNamed(relation, relevant, program)),
        open,
        bounds,
      );
  return {
    invariants: program.invariants.map((invariant): InvariantVerdict => {
      if (invariant.assumed) return { invariant, verdict: "assumed" };
      const proof = proved.get(invariant);
      if (proof !== undefined)
        return {
          invariant,
          verdict: "confluent",
          class: "coordination-free",
          proof,
          thanksTo: boundariesOf(invariant, program, facts),
        };
      const counterexample = found.counterexamples.get(invariant);
      if (counterexample !== undefined)
        return {
          invariant,
          verdict: "not confluent",
          class: isBound(invariant, program) ? "redesignable" : "needs-coordination",
          counterexample,
        };
      const unprovedFor = lacksOperations ? "unread operation" : "idle operation";
      const because = unproved.has(invariant) ? unprovedFor : isLarge ? "too large" : null;
      return { invariant, verdict: "undecided", bound: { ...bounds, complete: found.complete, because } };
    }),
    conflicts: found.conflicts,
  };
}

/** Whether invariants, or the operations that they limit, speak of a column without a type: it is not known what states there are. */
function restsOnUntyped(invariants: readonly Invariant[], program: Program): boolean {
  const relevant = relevantRelations(program, invariants);
  const written = [...program.operations.values()]
    .map((operation) => writtenBy(operation, program))
    .filter((relations) => relations.some((relation) => relevant.has(relation)));
  return [...relevant, ...written.flat()].some(({ columns }) => columns.some(({ isTyped }) => !isTyped));
}

/** The boundaries without which an invariant would not be proved. */
function boundariesOf(
  invariant: Invariant,
  program: Program,
  facts: readonly StartRow[],
): readonly Boundary[] {
  const used = new Set([...program.operations.values()].flatMap(({ boundary }) => boundary ?? []));
  if (used.size === 0) return [];
  return [...used].filter((boundary) => {
    const operations = new Map(
      [...program.operations].map(([name, one]) => [
        name,
        one.boundary === boundary ? { ...one, boundary: null } : one,
      ]),
    );
    return proveConfluence(invariant, { ...program, operations }, facts) === null;
  });
}

/** The facts that the text gives base relations; none where they cannot be worked out. */
export function startFacts(program: Program): readonly StartRow[] {
  try {
    const evaluation = new Evaluation(program);
    return [...program.factRelations]
      .filter(({ kind }) => kind === "base")
      .flatMap((relation) =>
        [...evaluation.rowsIn(evaluation.table(relation))].map((row) => ({ relation: relation.name, row })),
      );
  } catch (error) {
    if (error instanceof EvaluationError) return [];
    throw error;
  }
}

function isNamed(name: string, relations: ReadonlySet<Relation>, program: Program): boolean {
  const relation = program.relations.get(name);
  return relation !== undefined && relations.has(relation);
}

/** Whether one of the operations writes what an invariant reads. */
export function isWrittenBy(
  invariant: Invariant,
  operations: ReturnType<typeof idleOperations>,
  program: Program,
): boolean {
  const relevant = relevantRelations(program, [invariant]);
  return [...operations].some((operation) =>
    writtenBy(operation, program).some((relation) => relevant.has(relation)),
  );
}

/**
 * Whether an invariant bounds a number that can be shared out beforehand: a counter's value, or how
 * many rows there are.
 */
function isBound({ syntax }: Invariant, program: Program): boolean {
  const literals = [syntax.left, syntax.right ?? []].flatMap((side) =>
    clausesOf([side]).clauses.flatMap((clause) => clause.literals),
  );
  const shared = new Set<string>();
  for (const literal of literals) {
    if (literal.kind === "atom") {
      const relation = program.relations.get(literal.relation.text);
      const term = relation === undefined ? undefined : literal.arguments[relation.keyCount];
      const kind = relation?.columns[relation.keyCount]?.lattice;
      if (term?.kind === "variable" && (kind === "gcounter" || kind === "pncounter" || kind === "bounded"))
        shared.add(term.name);
    }
    if (literal.kind === "comparison" && literal.operator === "=")
      for (const [term, other] of [
        [literal.left, literal.right],
        [literal.right, literal.left],
      ] as const)
        if (term.kind === "variable" && isTotal(other)) shared.add(term.name);
  }
  return literals.some(
    (literal) =>
      literal.kind === "comparison" &&
      (literal.operator !== "=" || !literalTerms(literal).some(isTotal)) &&
      literal.operator !== "!=" &&
      literalTerms(literal).some(
        (term) => isTotal(term) || variablesIn(term).some((name) => shared.has(name)),
      ),
  );
}

/** Whether a term counts or adds up rows. */
function isTotal(term: Syntax.Term): boolean {
  return aggregatesIn(term).some(({ operator }) => operator === "count" || operator === "sum");
}
