import { placeOf } from "../base/source.ts";
import { clausesOf } from "./clauses.ts";
import { effectAtom } from "./effects.ts";
import type { ProgramFinding } from "./finding.ts";
import { clauseCanFire, liveRelations } from "./liveness.ts";
import type { Invariant, Operation, Program, Relation } from "./program.ts";
import { readsOf } from "./reads.ts";

/**
 * Operations that write nothing an invariant reads, even through rules, or that can never run;
 * invariants that read nothing an operation writes (CALM303). A program without operations, or
 * without invariants, asks nothing here; an `assumed` invariant limits nothing.
 */
export function invariantReach(
  program: Pick<
    Program,
    | "relations"
    | "operations"
    | "invariants"
    | "dependencies"
    | "inputs"
    | "factRelations"
    | "incomplete"
    | "rules"
  >,
): readonly ProgramFinding[] {
  const { relations, dependencies } = program;
  const operations = [...program.operations.values()];
  const invariants = program.invariants.filter(({ assumed }) => !assumed);
  if (operations.length === 0) return [];
  const findings: ProgramFinding[] = [];
  const add = (
    what: "operation" | "idle operation" | "invariant",
    { name, source, syntax }: Operation | Invariant,
  ): void => void findings.push({ code: "CALM303", place: placeOf(source, syntax.name.span), what, name });

  const idle = idleOperations(program);
  const both = invariants.length > 0;
  const limited = closure(
    invariants.flatMap((one) => readBy(one, relations)),
    edgesOf(dependencies.edges, "to", "from"),
  );
  const touched = closure(
    operations.flatMap((one) => writtenBy(one, program)),
    edgesOf(dependencies.edges, "from", "to"),
  );
  for (const operation of operations) {
    const isLimited = writtenBy(operation, program).some((relation) => limited.has(relation));
    if (idle.has(operation)) add("idle operation", operation);
    else if (both && !isLimited) add("operation", operation);
  }
  for (const invariant of both ? invariants : []) {
    if (!readBy(invariant, relations).some((relation) => touched.has(relation))) add("invariant", invariant);
  }
  return findings;
}

/** The operations of which a `require` can never hold, whatever facts there are. */
export function idleOperations(
  program: Parameters<typeof liveRelations>[0] & Pick<Program, "operations">,
): ReadonlySet<Operation> {
  const live = liveRelations(program);
  return new Set(
    [...program.operations.values()].filter(({ syntax }) => {
      const required = syntax.steps.flatMap((step) => (step.kind === "require" ? step.body : []));
      const { clauses, overflow } = clausesOf([required]);
      return !overflow && !clauses.some((clause) => clauseCanFire(clause, live, program.relations));
    }),
  );
}

function readBy({ syntax }: Invariant, relations: ReadonlyMap<string, Relation>): readonly Relation[] {
  const reads = readsOf([], [syntax.left, syntax.right ?? []]);
  return reads.flatMap(({ atom }) => relations.get(atom.relation.text) ?? []);
}

/** The relations that an operation's effects write, one for each effect. */
export function writtenBy(
  { syntax }: Operation,
  { relations }: Pick<Program, "relations">,
): readonly Relation[] {
  return syntax.steps.flatMap((step) =>
    step.kind === "require" ? [] : (relations.get(effectAtom(step).relation.text) ?? []),
  );
}

function edgesOf(
  edges: Program["dependencies"]["edges"],
  from: "from" | "to",
  to: "from" | "to",
): ReadonlyMap<Relation, readonly Relation[]> {
  const next = new Map<Relation, Relation[]>();
  for (const edge of edges) {
    const known = next.get(edge[from]);
    if (known === undefined) next.set(edge[from], [edge[to]]);
    else known.push(edge[to]);
  }
  return next;
}

/** All that can be reached from `start`, itself included. */
function closure(
  start: readonly Relation[],
  next: ReadonlyMap<Relation, readonly Relation[]>,
): ReadonlySet<Relation> {
  const reached = new Set(start);
  // The set grows while it is worked off.
  for (const relation of reached) for (const one of next.get(relation) ?? []) reached.add(one);
  return reached;
}
