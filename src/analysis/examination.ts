import type { Span } from "../base/source.ts";
import { columnKinds, type ColumnKind } from "../lattice/column-kind.ts";
import type { PlainLiteral, Program, Relation, Seal } from "../model/program.ts";
import {
  usesIn,
  type AggregateFlow,
  type ColumnSource,
  type Polarity,
  type ValueFlow,
  type ValueSource,
} from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { ClauseUnit } from "./clause-unit.ts";
import { isMonotone, mergeDirections, type Direction } from "./direction.ts";
import { applied, isNonNegative, type Environment, type Movements } from "./movements.ts";
import type { Construct, PointCode } from "./report.ts";

/** A node of the tree that can be a point of order. */
export type PointNode = PlainLiteral | Syntax.Aggregate | Syntax.Call;

/** A literal, aggregate or call whose own direction, after its transfer, is not `constant` or `up`. */
export interface Concern {
  readonly node: PointNode;
  readonly code: PointCode;
  readonly construct: Construct;
  readonly span: Span;
  readonly reads: Relation | null;
  readonly detail: string | null;
  readonly direction: Direction;
}

/** A relation that a unit reads, and how that reading moves the unit's head. */
export interface Reading {
  readonly relation: Relation;
  readonly direction: Direction;
  /** Where it is read: the literal, the atom of a value, the aggregates around them. */
  readonly nodes: readonly PointNode[];
}

/** What one clause shows when it is looked at literal by literal, in one context. */
export interface Examination {
  readonly concerns: readonly Concern[];
  readonly readings: readonly Reading[];
  readonly sealHits: ReadonlyMap<PointNode, readonly Seal[]>;
  /** Seals whose sealing atom stands in the clause and closed nothing, with the columns that do not meet. */
  readonly sealMisses: ReadonlyMap<Seal, readonly number[]>;
}

/**
 * Looks at every literal of a unit alone (analysis.md, section 2). The context decides what is
 * known meanwhile; concerns that vanish when seals count are covered by them.
 */
export function examine(
  unit: ClauseUnit,
  program: Program,
  movements: Movements,
  environment: Environment,
): Examination {
  const state: State = {
    program,
    movements,
    concerns: [],
    readings: [],
    uses: new Map(),
    bodies: new Map(),
    sealHits: new Map(),
  };
  for (const literal of unit.literals) {
    examineLiteral(literal, unit.flow, environment, state);
    takeHits(literal, environment, state);
  }
  const heads = unit.flow.heads[unit.headIndex] ?? [];
  for (const [i, column] of unit.relation.columns.entries()) {
    for (const [source, polarity] of heads[i] ?? []) {
      const turned = column.lattice === "min" ? opposite[polarity] : polarity;
      use({ source, polarity: turned, at: null, flow: unit.flow, environment }, state);
      if (source.kind === "column") takeHits(source.atom, environment, state);
    }
  }
  examineBodies(unit.flow, environment, state);
  settleAggregates(unit.flow, environment, null, state);
  return {
    concerns: state.concerns,
    readings: state.readings,
    sealHits: state.sealHits,
    sealMisses: environment.query.misses,
  };
}

interface State {
  readonly program: Program;
  readonly movements: Movements;
  readonly concerns: Concern[];
  readonly readings: Reading[];
  /** The uses of each aggregate's value, wherever in the unit they stand. */
  readonly uses: Map<Syntax.Aggregate, Use[]>;
  /** What each aggregate's body reads, before the aggregate passes it on. */
  readonly bodies: Map<Syntax.Aggregate, readonly Reading[]>;
  readonly sealHits: Map<PointNode, readonly Seal[]>;
}

/** One use of an aggregate's value: which way, and how it moves what uses it. */
interface Use {
  readonly polarity: Polarity;
  readonly direction: Direction;
}

const opposite = { "+": "-", "-": "+", any: "any" } as const;

function takeHits(node: PointNode, environment: Environment, state: State): void {
  const hits = state.movements.takeHits(environment);
  if (hits.length === 0) return;
  state.sealHits.set(node, [...new Set([...(state.sealHits.get(node) ?? []), ...hits])]);
}

function examineLiteral(
  literal: PlainLiteral,
  flow: ValueFlow,
  environment: Environment,
  state: State,
): void {
  switch (literal.kind) {
    case "atom":
      examinePositive(literal, literal, flow, environment, state);
      break;
    case "negation":
      examineAbsence(literal.atom, literal, environment, state);
      break;
    case "difference":
      examinePositive(literal.left, literal, flow, environment, state);
      examineAbsence(literal.right, literal, environment, state);
      break;
    case "comparison":
    case "test":
    case "truth":
      break;
  }
  for (const [source, polarity] of usesIn(flow, literal)?.flow ?? []) {
    use({ source, polarity, at: literal, flow, environment }, state);
  }
}

function examinePositive(
  atom: Syntax.Atom,
  node: PlainLiteral,
  flow: ValueFlow,
  environment: Environment,
  state: State,
): void {
  const relation = state.program.relations.get(atom.relation.text);
  if (relation === undefined) return;
  const direction = state.movements.rowsOf(atom, flow, environment);
  state.readings.push({ relation, direction, nodes: [node] });
  if (relation.kind !== "base" || isMonotone(direction)) return;
  state.concerns.push({
    node,
    code: "CALM107",
    construct: "removable-read",
    span: atom.span,
    reads: relation,
    detail: null,
    direction,
  });
}

function examineAbsence(
  atom: Syntax.Atom,
  node: Extract<PlainLiteral, { kind: "negation" | "difference" }>,
  environment: Environment,
  state: State,
): void {
  const relation = state.program.relations.get(atom.relation.text);
  if (relation === undefined) return;
  const direction = state.movements.absence(atom, environment);
  state.readings.push({ relation, direction, nodes: [node] });
  if (isMonotone(direction)) return;
  const [code, construct] =
    node.kind === "negation" ? (["CALM101", "negation"] as const) : (["CALM102", "difference"] as const);
  state.concerns.push({ node, code, construct, span: node.span, reads: relation, detail: null, direction });
}

interface SourceUse {
  readonly source: ValueSource;
  readonly polarity: Polarity;
  /** Null in a head: the point is then where the value is read. */
  readonly at: PlainLiteral | null;
  readonly flow: ValueFlow;
  readonly environment: Environment;
}

function use({ source, polarity, at, flow, environment }: SourceUse, state: State): void {
  const direction = applied(polarity, state.movements.motion(source, flow, environment));
  switch (source.kind) {
    case "ambient": {
      const { call } = source;
      noteAmbient(call, state);
      return;
    }
    case "aggregate": {
      const list = state.uses.get(source.aggregate);
      if (list === undefined) state.uses.set(source.aggregate, [{ polarity, direction }]);
      else list.push({ polarity, direction });
      return;
    }
    case "column":
      state.readings.push({
        relation: source.relation,
        direction,
        nodes: at === null ? [source.atom] : [source.atom, at],
      });
      useOfColumn(source, polarity, direction, at, state);
  }
}

function noteAmbient(call: Syntax.Call, state: State): void {
  if (state.concerns.some((concern) => concern.node === call)) return;
  state.concerns.push({
    node: call,
    code: "CALM110",
    construct: "arrival-order",
    span: call.span,
    reads: null,
    detail: `${call.functor}()`,
    direction: "any",
  });
}

function useOfColumn(
  source: ColumnSource,
  polarity: Polarity,
  direction: Direction,
  at: PlainLiteral | null,
  state: State,
): void {
  const column = source.relation.columns[source.column];
  if (column === undefined || column.lattice === null || isMonotone(direction)) return;
  const replaced = replacedRead(column.lattice);
  if (replaced !== null) {
    const known = state.concerns.some(
      (concern) => concern.node === source.atom && concern.code === "CALM108",
    );
    if (known) return;
    state.concerns.push({
      node: source.atom,
      code: "CALM108",
      construct: replaced,
      span: source.atom.span,
      reads: source.relation,
      detail: column.name,
      direction,
    });
    return;
  }
  if (polarity === ownOrder(column.lattice)) return;
  const node = at ?? source.atom;
  if (state.concerns.some((concern) => concern.node === node && concern.code === "CALM106")) return;
  state.concerns.push({
    node,
    code: "CALM106",
    construct: "exact-read",
    span: node.span,
    reads: source.relation,
    detail: column.name,
    direction,
  });
}

/** The construct of a read of a value that is replaced or goes both ways; null for one that grows. */
export function replacedRead(kind: ColumnKind): Construct | null {
  switch (kind) {
    case "max":
    case "min":
    case "gcounter":
      return null;
    case "lww":
    case "mv":
      return "register-read";
    case "pncounter":
    case "bounded":
      return "counter-read";
    case "sequence":
      return "sequence-read";
  }
}

/** The polarity, in the natural order, that follows a growing column in its own order. */
function ownOrder(kind: ColumnKind): Polarity {
  return columnKinds[kind].order === "down" ? "-" : "+";
}

/** Looks at what stands inside the aggregates of a conjunction, before anything is known of their use. */
function examineBodies(flow: ValueFlow, environment: Environment, state: State): void {
  for (const [aggregate, inside] of flow.aggregates) {
    const counted = aggregate.operator !== "min" && aggregate.operator !== "max";
    const readings: Reading[] = [];
    const innerState: State = { ...state, readings };
    for (const { clause, flow: innerFlow, target } of inside.clauses) {
      const inner = state.movements.inside(inside, clause.literals, environment);
      for (const literal of clause.literals) {
        if (state.movements.isKnownInside(literal, inner, counted)) continue;
        examineLiteral(literal, innerFlow, inner, innerState);
        if (counted && literal.kind === "atom") examineMultiplicity(literal, inner, innerState);
        takeHits(literal, environment, state);
      }
      for (const [source, polarity] of target) {
        // Of a growing term that goes the wrong way the aggregate itself is the point.
        const kind = source.kind === "column" ? source.relation.columns[source.column]?.lattice : null;
        const grows = kind !== null && kind !== undefined && replacedRead(kind) === null;
        use(
          {
            source,
            polarity: grows ? ownOrder(kind) : polarity,
            at: null,
            flow: innerFlow,
            environment: inner,
          },
          innerState,
        );
      }
      examineBodies(innerFlow, inner, innerState);
    }
    state.bodies.set(aggregate, readings);
  }
}

/**
 * Judges each aggregate by all its uses, and passes on what its body reads as far as those let
 * it through. `through` is what an enclosing aggregate lets through; null outside any.
 */
function settleAggregates(
  flow: ValueFlow,
  environment: Environment,
  through: Direction | null,
  state: State,
): void {
  for (const [aggregate, inside] of flow.aggregates) {
    const order: Polarity = aggregate.operator === "min" ? "-" : "+";
    const losesOrder = hasNoOrder(inside, environment, state) || termIsAgainst(inside, order);
    const rows = inside.inhabited ? "constant" : presence(inside, state.movements, environment);
    let contribution = rows;
    let concern: Direction = "constant";
    for (const { polarity, direction } of state.uses.get(aggregate) ?? []) {
      contribution = mergeDirections(contribution, direction);
      if (losesOrder || polarity !== order) concern = mergeDirections(concern, direction);
    }
    if (!isMonotone(concern)) {
      const [code, construct] = aggregateCode(inside);
      state.concerns.push({
        node: aggregate,
        code,
        construct,
        span: aggregate.span,
        reads: onlyRelation(inside, state.program),
        detail: null,
        // Over nothing there is no value: the literal comes with the first row.
        direction: mergeDirections(concern, rows),
      });
    }
    const passed = through === null || contribution === "constant" ? contribution : through;
    for (const { relation, direction, nodes } of state.bodies.get(aggregate) ?? []) {
      const moved = direction === "constant" ? direction : passed;
      state.readings.push({ relation, direction: moved, nodes: [...nodes, aggregate] });
    }
    for (const { clause, flow: innerFlow } of inside.clauses) {
      if (innerFlow.aggregates.size === 0) continue;
      settleAggregates(
        innerFlow,
        state.movements.inside(inside, clause.literals, environment),
        passed,
        state,
      );
    }
    takeHits(aggregate, environment, state);
  }
}

function presence(inside: AggregateFlow, movements: Movements, environment: Environment): Direction {
  const { operator } = inside.aggregate;
  return operator === "count" || operator === "sum" ? "constant" : movements.group(inside, environment);
}

function hasNoOrder(inside: AggregateFlow, environment: Environment, state: State): boolean {
  const { operator } = inside.aggregate;
  if (operator === "mean") return true;
  return (
    operator === "sum" && !isNonNegative(inside) && state.movements.group(inside, environment) !== "constant"
  );
}

/** Whether the aggregated term follows a growing value the wrong way for the aggregate's order. */
function termIsAgainst(inside: AggregateFlow, order: Polarity): boolean {
  return inside.clauses.some(({ target }) =>
    [...target].some(([source, polarity]) => {
      if (source.kind === "ambient") return false;
      const kind = source.kind === "column" ? source.relation.columns[source.column]?.lattice : null;
      if (kind !== null && kind !== undefined && replacedRead(kind) !== null) return false;
      const natural =
        source.kind === "aggregate"
          ? source.aggregate.operator === "min"
            ? "-"
            : "+"
          : ownOrder(kind ?? "max");
      if (polarity === "any") return true;
      return (polarity === natural ? "+" : "-") !== order;
    }),
  );
}

function aggregateCode(inside: AggregateFlow): readonly [PointCode, Construct] {
  switch (inside.aggregate.operator) {
    case "count":
      return ["CALM103", "count"];
    case "sum":
      return [isNonNegative(inside) ? "CALM103" : "CALM104", "sum"];
    case "mean":
      return ["CALM104", "mean"];
    case "min":
      return ["CALM105", "min"];
    case "max":
      return ["CALM105", "max"];
  }
}

/** The relation that an aggregate ranges over, when there is one that its body reads first. */
function onlyRelation(inside: AggregateFlow, program: Program): Relation | null {
  for (const { clause } of inside.clauses) {
    for (const literal of clause.literals) {
      if (literal.kind === "atom") return program.relations.get(literal.relation.text) ?? null;
    }
  }
  return null;
}

/** A multi-value register gives one row per value: whoever counts rows reads the values. */
function examineMultiplicity(atom: Syntax.Atom, environment: Environment, state: State): void {
  const direction = state.movements.multiplicity(atom, environment);
  const relation = state.program.relations.get(atom.relation.text);
  if (relation === undefined || isMonotone(direction)) return;
  if (state.concerns.some((concern) => concern.node === atom && concern.code === "CALM108")) return;
  state.concerns.push({
    node: atom,
    code: "CALM108",
    construct: "register-read",
    span: atom.span,
    reads: relation,
    detail: relation.columns.at(-1)?.name ?? null,
    direction,
  });
}
