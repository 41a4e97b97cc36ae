import { placeOf, type Span } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import { clausesOf } from "./clauses.ts";
import { effectAtom, effectTerms } from "./effects.ts";
import type { ProgramFinding } from "./finding.ts";
import type { Operation, Program, Relation } from "./program.ts";
import { readsOf } from "./reads.ts";
import {
  valueFlow,
  type AggregateFlow,
  type ColumnSource,
  type Polarity,
  type ValueSource,
} from "./value-flow.ts";

/**
 * What the `require`s of an operation ask that more information may answer otherwise: an absence,
 * a value that is compared exactly or against its order, the replica's name or clock (CALM304). At a
 * boundary nothing is local, and what rests on `static` relations alone never moves.
 */
export function localReads(
  program: Pick<Program, "relations" | "operations" | "dependencies">,
): readonly ProgramFinding[] {
  if (program.operations.size === 0) return [];
  const moving = movingRelations(program);
  return [...program.operations.values()].flatMap((operation) =>
    operation.boundary === null ? readsOfOperation(operation, program.relations, moving) : [],
  );
}

type LocalRead = Extract<ProgramFinding, { readonly code: "CALM304" }>;

function readsOfOperation(
  operation: Operation,
  relations: ReadonlyMap<string, Relation>,
  moving: ReadonlySet<Relation>,
): readonly LocalRead[] {
  const { source, syntax } = operation;
  const found = new Map<string, LocalRead>();
  const add = (reads: LocalRead["reads"], relation: string | null, span: Span): void => {
    const key = `${span.start} ${span.end} ${reads}`;
    if (found.has(key)) return;
    found.set(key, {
      code: "CALM304",
      place: placeOf(source, span),
      operation: operation.name,
      reads,
      relation,
    });
  };
  const moves = ({ relation: { text } }: Syntax.Atom): boolean => {
    const relation = relations.get(text);
    return relation !== undefined && moving.has(relation);
  };

  const bodies = syntax.steps.flatMap((step) => (step.kind === "require" ? [step.body] : []));
  for (const { atom, kind, span } of readsOf([], bodies)) {
    if (kind === "negation" && moves(atom)) add("absence", atom.relation.text, span);
  }

  // All `require`s hold together; what effects are given is read exactly.
  const literals = new Set(
    bodies.flatMap((body) => clausesOf([body]).clauses.flatMap((clause) => clause.literals)),
  );
  const given = givenAtom(syntax);
  const { aggregates, ...flow } = valueFlow(
    { literals: [given, ...literals] },
    [resultAtom(syntax)],
    relations,
  );
  const note = (from: ValueSource, polarity: Polarity, span: Span): void => {
    if (from.kind === "column") {
      if (moves(from.atom) && growthOfColumn(from) !== polarity) add("exact value", from.relation.name, span);
    } else if (from.kind === "aggregate") {
      const read = readsOf([from.aggregate], []).find(({ atom }) => moves(atom));
      if (read === undefined || growthOfAggregate(aggregates.get(from.aggregate)) === polarity) return;
      add("exact value", read.atom.relation.text, from.aggregate.span);
    }
  };
  for (const [literal, { flow: sources }] of flow.literals) {
    for (const [from, polarity] of sources) {
      if (from.kind === "ambient")
        add(from.call.functor === "now" ? "now()" : "replica()", null, from.call.span);
      else note(from, polarity, literal.span);
    }
  }
  for (const sources of flow.heads[0] ?? []) {
    for (const [from, polarity] of sources) if (from.kind === "column") note(from, polarity, from.atom.span);
    for (const [from, polarity] of sources)
      if (from.kind === "aggregate") note(from, polarity, from.aggregate.span);
  }
  return [...found.values()];
}

/** The parameters, bound as if by a row of a relation without a name. */
function givenAtom({ name, parameters, span }: Syntax.Operation): Syntax.Atom {
  const terms = parameters.map((one): Syntax.Variable => ({
    kind: "variable",
    name: one.name.text,
    span: one.name.span,
  }));
  return { kind: "atom", relation: { text: "", span: name.span }, arguments: terms, span };
}

/** Everything that the effects are given, as the arguments of a head without a name: each is read exactly. */
function resultAtom({ name, steps, span }: Syntax.Operation): Syntax.Atom {
  const effects = steps.filter((step) => step.kind !== "require");
  const terms = effects.flatMap((effect) => [...effectAtom(effect).arguments, ...effectTerms(effect)]);
  return { kind: "atom", relation: { text: "", span: name.span }, arguments: terms, span };
}

/** How a term must follow a column's value to move up with it; null where the value goes both ways. */
function growthOfColumn({ relation, column }: ColumnSource): Polarity | null {
  const lattice = relation.columns[column]?.lattice;
  if (lattice === "max" || lattice === "gcounter") return "+";
  return lattice === "min" ? "-" : null;
}

function growthOfAggregate(flow: AggregateFlow | undefined): Polarity | null {
  switch (flow?.aggregate.operator) {
    case "count":
    case "max":
      return "+";
    case "min":
      return "-";
    case "sum":
      return flow.sign === "unknown" || flow.sign === "non-positive" ? null : "+";
    case "mean":
    case undefined:
      return null;
  }
}

/** The relations whose contents may change: base ones that are not `static`, and what is derived from them. */
function movingRelations({
  relations,
  dependencies,
}: Pick<Program, "relations" | "dependencies">): ReadonlySet<Relation> {
  const readers = new Map<Relation, Relation[]>();
  for (const { from, to } of dependencies.edges) {
    const known = readers.get(from);
    if (known === undefined) readers.set(from, [to]);
    else known.push(to);
  }
  const moving = new Set<Relation>();
  for (const relation of relations.values()) {
    if (relation.kind === "base" && relation.qualifier !== "static") moving.add(relation);
  }
  // The set grows while it is worked off.
  for (const relation of moving) for (const reader of readers.get(relation) ?? []) moving.add(reader);
  return moving;
}
