import { sameMembers, type Growing, type Memory } from "../base/memory.ts";
import { columnKinds } from "../lattice/column-kind.ts";
import type { PlainLiteral, Program, Relation, Seal } from "../model/program.ts";
import { isSound } from "../model/sound-boundary.ts";
import { absentAtom, positiveAtom } from "../model/terms.ts";
import {
  usesIn,
  type AggregateFlow,
  type Flow,
  type LiteralFlow,
  type Polarity,
  type ValueFlow,
  type ValueSource,
} from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { ClauseUnit } from "./clause-unit.ts";
import { flip, isMonotone, mergeDirections, type Direction } from "./direction.ts";
import { readingComponents, type ReadingComponents } from "./reading-components.ts";
import {
  constantToken,
  isConstantToken,
  isRootToken,
  rootPrefix,
  sameAt,
  tokensOf,
  type KnownAtom,
  type Token,
  type Tokens,
} from "./tokens.ts";

/** How a relation's rows move: its keys, and each lattice column in that column's own order. */
export interface Movement {
  readonly keys: Direction;
  /** One per column; `constant` for a key column. */
  readonly values: readonly Direction[];
  /** Replicas may differ for ever. */
  readonly nondeterministic: boolean;
  /** Where plain columns hold values that move: how the rows move if those values may, and the values. Null: as `keys` says. */
  readonly relayed: RelayedMovement | null;
}

/**
 * How a row moves when the values at some plain columns may be replaced by later ones: `passed(p)
 * :- tally(p, n), n >= 2` holds on, though each exact row of `tally` goes when another vote comes.
 */
export interface RelayedMovement {
  readonly keys: Direction;
  /** One per column, in the natural order of values; `constant` for one that holds nothing that moves. */
  readonly values: readonly Direction[];
}

/** What is taken for granted while judging. */
export interface World {
  /** Whether boundaries and seals do their work. */
  readonly coordination: boolean;
  /** Base relations that are taken as `static`, beside those that are declared so. */
  readonly closed: ReadonlySet<Relation>;
  /** How relations move at most, as was proved otherwise: also without boundaries and seals. */
  readonly proved?: ReadonlyMap<Relation, Direction>;
  /** How base relations move where it is known who writes them: in place of what their types allow. */
  readonly written?: ReadonlyMap<Relation, WrittenMovement>;
}

/** The movement of a relation that rules do not derive: of its keys, and of each column in its own order. */
export type WrittenMovement = Pick<Movement, "keys" | "values">;

/**
 * The context of a conjunction: what is known to hold while its literals are read. Without
 * `tokens` every relation is taken as a whole.
 */
export interface Environment {
  readonly tokens: Tokens | null;
  /** Positive atoms that hold: those of this conjunction and of the ones around it. */
  readonly facts: readonly KnownAtom[];
  /** Those of `facts` that may be taken as true here (P3): atoms of conjunctions around an absence. */
  readonly droppable: readonly KnownAtom[];
  /** The components of the views that are being read, outermost first. */
  readonly path: ReadonlySet<readonly Relation[] | null>;
  readonly query: Query;
}

/**
 * One refined reading of a clause: seals that closed something, seals that were there but did
 * not fit, and the bounds that keep the reading short.
 */
interface Query {
  readonly seals: boolean;
  /** Whether any sealing relation is known to hold a row. */
  closing: boolean;
  readonly hits: Set<Seal>;
  /** With the indexes, among the seal's columns, of those that do not meet. */
  readonly misses: Map<Seal, readonly number[]>;
  readonly root: readonly KnownAtom[];
  readonly table: Map<string, Movement>;
  readonly visited: Set<string>;
  running: boolean;
  /** How often an entry of the table rose. */
  rises: number;
  steps: number;
  prefixes: number;
}

/** How many views one refined reading may open, and how deep guards are looked for in views of views. */
const stepsMax = 400;
const guardDepthMax = 4;

/**
 * The least fixpoint of the transfer rules (analysis.md, section 2) over a program, in one world.
 *
 * Components are judged in evaluation order, each repeated until nothing rises: directions only
 * rise and there are four, so a component settles in a few rounds. A clause is first judged with
 * every relation as a whole; only one that is then not monotone is judged again in its context,
 * where seals close partitions (P2) and guards cancel (P3): a view is read anew with the
 * arguments that the literal passes, as if its rules stood in the literal's place.
 */
export class Movements {
  readonly #program: Program;
  readonly #units: ReadonlyMap<Relation, readonly ClauseUnit[]>;
  readonly #world: World;
  readonly #name: string;
  /** The component that is being judged; its movements are not settled yet. */
  #settling: ReadonlySet<Relation> = new Set();
  readonly #settled: (relation: Relation) => Movement;
  readonly #plain: Environment = {
    tokens: null,
    facts: [],
    droppable: [],
    path: new Set(),
    query: newQuery([], false),
  };
  readonly #known = new Map<Relation, Movement>();
  readonly #seals: ReadonlyMap<Relation, readonly Seal[]>;
  readonly #hasSeals: () => boolean;
  readonly #sealing: ReadonlySet<Relation>;
  readonly #sealingNames: ReadonlySet<string>;
  /** The relations that read something sealed, directly or through views. */
  readonly #reachesSealed: ReadonlySet<Relation>;
  readonly #limited: ReadonlySet<Relation>;
  readonly #loaded: ReadonlySet<Relation>;
  readonly #selfReading: ReadonlySet<Relation>;
  readonly #componentOf: (relation: Relation) => readonly Relation[] | null;
  readonly #circular: ReadonlySet<ClauseUnit>;

  /** `memory` is for worlds that differ in `coordination` alone. */
  constructor(
    program: Program,
    units: ReadonlyMap<Relation, readonly ClauseUnit[]>,
    world: World,
    memory: Memory | null = null,
  ) {
    const name = world.coordination ? "judged" : "bare";
    const map = <K, V>(what: string, all: ReadonlyMap<K, V>): ReadonlyMap<K, V> =>
      memory?.map(`${name} ${what}`, all) ?? all;
    const set = <K>(what: string, all: ReadonlySet<K>): ReadonlySet<K> =>
      memory?.set(`${name} ${what}`, all) ?? all;
    const look = <K, V>(what: string, find: (key: K) => V): ((key: K) => V) =>
      memory?.lookup(`${name} ${what}`, find) ?? find;
    this.#program = program;
    this.#world = world;
    this.#name = name;
    this.#units = map("units", units);
    const unsettled = (relation: Relation): Movement => this.#unsettled(relation);
    const settled = memory?.growing(`${name} movement`, unsettled) ?? null;
    this.#settled = settled?.get ?? unsettled;
    this.#limited = set("limited", new Set(program.limits.map((limit) => limit.relation)));
    this.#loaded = set(
      "loaded",
      new Set([...program.inputs.map((input) => input.relation), ...program.incomplete]),
    );
    this.#selfReading = set(
      "self-reading",
      new Set(program.dependencies.edges.filter(({ from, to }) => from === to).map(({ from }) => from)),
    );
    const seals = sealsByRelation(program.seals, memory);
    this.#seals = map("seals", seals);
    const anySeals = look("any seals", () => seals.size > 0);
    this.#hasSeals = () => anySeals(null);
    this.#sealing = set("sealing", new Set(program.seals.map(({ by }) => by)));
    this.#sealingNames = set("sealing names", new Set(program.seals.map(({ by }) => by.name)));
    this.#reachesSealed = set("above seals", readersAbove(program, new Set(seals.keys())));
    const all = readingComponents(program.dependencies, memory);
    this.#componentOf = look(
      "component",
      (relation: Relation) => all.components[all.componentOf.get(relation) ?? -1] ?? null,
    );
    this.#circular = set("circular", circularUnits(program, units, all));
    if (memory === null || settled === null) for (const component of all.components) this.#settle(component);
    else this.#settleOrRecall(all.components, memory, settled);
  }

  of(relation: Relation): Movement {
    return this.#settling.has(relation) ? this.#unsettled(relation) : this.#settled(relation);
  }

  #unsettled(relation: Relation): Movement {
    return this.#known.get(relation) ?? this.#own(relation);
  }

  /** Whether a seal is in force in this world: its sealing relation must only grow. */
  isValid(seal: Seal): boolean {
    if (!this.#world.coordination) return false;
    const { keys, nondeterministic } = this.of(seal.by);
    return isMonotone(keys) && !nondeterministic;
  }

  /** Whether the heads of a rule are decisions in this world: it stands at a boundary that does its work. */
  isDecided(unit: ClauseUnit): boolean {
    const { boundary } = unit.rule;
    return boundary !== null && this.#world.coordination && isSound(boundary);
  }

  /** Whether anything is sealed, in force or not. */
  hasSeals(): boolean {
    return this.#hasSeals();
  }

  /** The plain environment: every relation as a whole. */
  plain(): Environment {
    return this.#plain;
  }

  /** The context of a clause; `seals` says whether sealing atoms in it count. */
  context(unit: ClauseUnit, seals: boolean): Environment {
    const tokens = tokensOf(unit.literals, new Map(), rootPrefix);
    const facts = knownAtoms(unit.literals, tokens);
    const query = newQuery(facts, seals);
    this.#noteClosing(facts, query);
    return { tokens, facts, droppable: [], path: new Set(), query };
  }

  /** The seals that closed something since the context was made or last asked. */
  takeHits({ query }: Environment): readonly Seal[] {
    const taken = [...query.hits];
    query.hits.clear();
    return taken;
  }

  /** How a clause moves the rows of its head, boundaries aside. */
  clause(unit: ClauseUnit, environment: Environment): Movement {
    return this.#repeated(environment, () => this.#clauseOnce(unit, environment));
  }

  /** How the truth of a literal moves. */
  literal(literal: PlainLiteral, flow: ValueFlow, environment: Environment): Direction {
    const uses = usesIn(flow, literal);
    return this.#repeated(environment, () =>
      mergeDirections(
        this.#rows(literal, flow, environment),
        uses === undefined ? "constant" : this.#uses(uses, flow, environment),
      ),
    );
  }

  /** How the rows that an atom reads move, as far as the context tells; `absent` for an atom under a negation. */
  atom(atom: Syntax.Atom, environment: Environment, absent: boolean): Movement {
    const relation = this.#program.relations.get(atom.relation.text);
    if (relation === undefined) return stillRow;
    const whole = this.of(relation);
    const { tokens } = environment;
    if (tokens === null || isStill(whole) || (!absent && this.#sealing.has(relation))) return whole;
    // A row of an equivalence comes from rows with other arguments too.
    const arguments_ = atom.arguments
      .slice(0, relation.keyCount)
      .map((term) => (relation.equivalence ? null : tokens.of(term)));
    const droppable = absent ? environment.facts : environment.droppable;
    const slice = this.#slice(relation, arguments_, { ...environment, droppable });
    // One of the two is taken as it is: in its context the slice may say something else than the whole.
    return this.#world.proved?.has(relation) === true && overallOf(slice) === "any" ? whole : slice;
  }

  /** How the rows move that a positive atom reads, as far as its relayed values may move with them. */
  rowsOf(atom: Syntax.Atom, flow: ValueFlow, environment: Environment): Direction {
    const movement = this.atom(atom, environment, false);
    return flow.relayed.has(atom) && isRelaying(movement) ? movement.relayed.keys : movement.keys;
  }

  /** How the truth of "no such row" moves: the row's rows turned round, and a value column met exactly. */
  absence(atom: Syntax.Atom, environment: Environment): Direction {
    return absenceOf(atom, this.atom(atom, environment, true));
  }

  /** How a source's value moves, in the natural order of values. */
  motion(source: ValueSource, flow: ValueFlow, environment: Environment): Direction {
    switch (source.kind) {
      case "ambient":
        return "constant";
      case "aggregate": {
        const aggregate = flow.aggregates.get(source.aggregate);
        return aggregate === undefined ? "any" : this.aggregate(aggregate, environment);
      }
      case "column": {
        const movement = this.atom(source.atom, environment, false);
        const lattice = source.relation.columns[source.column]?.lattice ?? null;
        if (lattice === null)
          return isRelaying(movement) ? (movement.relayed.values[source.column] ?? "any") : "constant";
        const own = movement.values[source.column] ?? "any";
        return lattice === "min" ? flip(own) : own;
      }
    }
  }

  /** How an aggregate's value moves, in the natural order. */
  aggregate(aggregate: AggregateFlow, environment: Environment): Direction {
    const rows = this.group(aggregate, environment);
    const term = this.target(aggregate, environment);
    switch (aggregate.aggregate.operator) {
      case "count":
        return rows;
      case "max":
        return mergeDirections(rows, term);
      case "min":
        return mergeDirections(flip(rows), term);
      case "sum":
        if (rows === "constant") return term;
        if (isNonNegative(aggregate)) return mergeDirections(rows, term);
        return aggregate.sign === "non-positive" ? mergeDirections(flip(rows), term) : "any";
      case "mean":
        return rows === "constant" && term === "constant" ? "constant" : "any";
    }
  }

  /** How the rows that an aggregate ranges over move. */
  group(aggregate: AggregateFlow, environment: Environment): Direction {
    const counted = aggregate.aggregate.operator !== "min" && aggregate.aggregate.operator !== "max";
    let direction: Direction = "constant";
    for (const { clause, flow } of aggregate.clauses) {
      const inner = this.inside(aggregate, clause.literals, environment);
      for (const literal of clause.literals) {
        if (this.isKnownInside(literal, inner, counted)) continue;
        direction = mergeDirections(direction, this.literal(literal, flow, inner));
        if (counted) direction = mergeDirections(direction, this.multiplicity(literal, inner));
      }
    }
    return direction;
  }

  /** How the number of rows that one key gives moves: a multi-value register gives one per value. */
  multiplicity(literal: PlainLiteral, environment: Environment): Direction {
    let direction: Direction = "constant";
    for (const atom of positiveAtom(literal)) {
      const columns = this.#program.relations.get(atom.relation.text)?.columns ?? [];
      for (const [i, column] of columns.entries()) {
        if (column.lattice !== "mv") continue;
        direction = mergeDirections(direction, this.atom(atom, environment, false).values[i] ?? "any");
      }
    }
    return direction;
  }

  /** How the aggregated term moves, in the natural order. */
  target(aggregate: AggregateFlow, environment: Environment): Direction {
    let direction: Direction = "constant";
    for (const { clause, flow, target } of aggregate.clauses) {
      if (target.size === 0) continue;
      const inner = this.inside(aggregate, clause.literals, environment);
      direction = mergeDirections(direction, this.flow(target, flow, inner));
    }
    return direction;
  }

  /** The context inside an aggregate's body. */
  inside(aggregate: AggregateFlow, literals: readonly PlainLiteral[], environment: Environment): Environment {
    const { tokens: outer, query } = environment;
    if (outer === null) return environment;
    const given = new Map<string, Token>();
    for (const name of aggregate.shared) {
      given.set(name, outer.of({ kind: "variable", name, span: aggregate.aggregate.span }));
    }
    const tokens = tokensOf(literals, given, newPrefix(query));
    const facts = [...environment.facts, ...knownAtoms(literals, tokens)];
    this.#noteClosing(facts, query);
    return { tokens, facts, droppable: environment.facts, path: environment.path, query };
  }

  /** Whether a literal repeats, as a positive atom, what is known to hold around it. */
  isKnown(literal: PlainLiteral, environment: Environment): boolean {
    return literal.kind === "atom" && this.#holds(literal, environment);
  }

  /**
   * The same in an aggregate's body. Where rows are counted, that there is one says nothing of how
   * many there are: only an atom without a wildcard is known.
   */
  isKnownInside(literal: PlainLiteral, environment: Environment, counted: boolean): boolean {
    return this.isKnown(literal, environment) && !(counted && hasWildcard(literal));
  }

  flow(flow: Flow, around: ValueFlow, environment: Environment): Direction {
    let direction: Direction = "constant";
    for (const [source, polarity] of flow) {
      direction = mergeDirections(direction, applied(polarity, this.motion(source, around, environment)));
    }
    return direction;
  }

  #settleOrRecall(
    components: readonly (readonly Relation[])[],
    memory: Memory,
    settled: Growing<Relation, Movement>,
  ): void {
    const ask = (component: readonly Relation[]): readonly Movement[] => {
      this.#settling = new Set(component);
      this.#settle(component);
      this.#settling = new Set();
      return component.map((relation) =>
        memory.same(`${this.#name} movement`, relation, this.#unsettled(relation), sameMovement),
      );
    };
    const settle = (component: readonly Relation[], movements: readonly Movement[], isNew: boolean): void => {
      let i = 0;
      for (const relation of component) {
        const movement = movements[i++];
        if (movement === undefined) continue;
        this.#known.set(relation, movement);
        if (isNew) settled.settle(relation, movement);
      }
    };
    memory.sweep(`${this.#name} component`, components, ask, settle, sameMembers);
  }

  #settle(component: readonly Relation[]): void {
    for (const relation of component) this.#known.set(relation, this.#own(relation));
    const recursive = component.length > 1 || component.some((relation) => this.#selfReading.has(relation));
    for (let changed = true; changed;) {
      changed = false;
      for (const relation of component) {
        const before = this.of(relation);
        const after = this.#judge(relation, before);
        if (sameMovement(before, after)) continue;
        this.#known.set(relation, after);
        changed = recursive;
      }
    }
  }

  /** What a relation has without its rules. */
  #own(relation: Relation): Movement {
    const nondeterministic = this.#limited.has(relation);
    const written = this.#world.written?.get(relation);
    if (written !== undefined) return { ...written, nondeterministic, relayed: null };
    const closed = relation.qualifier === "static" || this.#world.closed.has(relation);
    const open = !closed && (relation.kind === "base" || this.#loaded.has(relation));
    if (!open) return { ...stillRow, values: relation.columns.map(() => "constant"), nondeterministic };
    return {
      keys: relation.qualifier === "orset" ? "any" : "up",
      values: relation.columns.map(({ lattice }) => {
        if (lattice === null) return "constant";
        return columnKinds[lattice].order === "any" ? "any" : "up";
      }),
      nondeterministic,
      relayed: null,
    };
  }

  #judge(relation: Relation, before: Movement): Movement {
    let movement = before;
    for (const unit of this.#units.get(relation) ?? []) {
      movement = mergeMovements(movement, this.unit(unit));
    }
    const proved = this.#world.proved?.get(relation);
    return proved === undefined ? movement : capped(movement, proved);
  }

  /** How a unit moves the rows of its head, with its boundary and in its context. */
  unit(unit: ClauseUnit): Movement {
    const own = this.clauseInContext(unit);
    if (!this.isDecided(unit) || (isSafe(own) && !own.nondeterministic)) return own;
    return decisionOf(unit.relation);
  }

  /** How a unit moves the rows of its head, boundary aside. */
  clauseInContext(unit: ClauseUnit): Movement {
    const whole = this.clause(unit, this.plain());
    return isSafe(whole) ? whole : this.clause(unit, this.context(unit, true));
  }

  #clauseOnce(unit: ClauseUnit, environment: Environment): Movement {
    if (this.#circular.has(unit)) return unsettledOf(unit.relation);
    let keys: Direction = "constant";
    for (const literal of unit.literals) {
      if (this.isKnown(literal, environment)) continue;
      keys = mergeDirections(keys, this.literal(literal, unit.flow, environment));
    }
    keys = mergeDirections(keys, this.#presence(unit.flow.headAggregates, unit.flow, environment));
    const rows = keys;
    const values: Direction[] = [];
    const head = unit.flow.heads[unit.headIndex] ?? [];
    for (const [i, column] of unit.relation.columns.entries()) {
      const natural = this.flow(head[i] ?? new Map(), unit.flow, environment);
      if (column.lattice === null) keys = mergeDirections(keys, natural);
      values.push(column.lattice === "min" ? flip(natural) : natural);
    }
    return {
      keys,
      values: unit.relation.columns.map((column, i) =>
        column.lattice === null ? "constant" : mergeDirections(keys, values[i] ?? "any"),
      ),
      nondeterministic: unit.ambient.length > 0 || this.#readsNondeterministic(unit.literals, unit.flow),
      relayed: keys === rows ? null : this.#relayed(unit, rows, environment),
    };
  }

  #relayed(unit: ClauseUnit, keys: Direction, environment: Environment): RelayedMovement | null {
    // A row of an equivalence has its values at the other column too.
    if (unit.relation.equivalence) return null;
    const head = unit.flow.values[unit.headIndex] ?? [];
    const values = unit.relation.columns.map(({ lattice }, i) =>
      lattice === null ? this.flow(head[i] ?? new Map(), unit.flow, environment) : "constant",
    );
    return { keys, values };
  }

  #readsNondeterministic(literals: readonly PlainLiteral[], flow: ValueFlow): boolean {
    const reads = (atom: Syntax.Atom): boolean => {
      const relation = this.#program.relations.get(atom.relation.text);
      return relation !== undefined && this.of(relation).nondeterministic;
    };
    for (const literal of literals) {
      if (literal.kind === "atom" && reads(literal)) return true;
      if (literal.kind === "negation" && reads(literal.atom)) return true;
      if (literal.kind === "difference" && (reads(literal.left) || reads(literal.right))) return true;
    }
    for (const aggregate of flow.aggregates.values()) {
      for (const inner of aggregate.clauses) {
        if (this.#readsNondeterministic(inner.clause.literals, inner.flow)) return true;
      }
    }
    return false;
  }

  /** How the rows that a literal reads move its truth; moving values aside. */
  #rows(literal: PlainLiteral, flow: ValueFlow, environment: Environment): Direction {
    switch (literal.kind) {
      case "atom":
        return this.rowsOf(literal, flow, environment);
      case "negation":
        return this.absence(literal.atom, environment);
      case "difference":
        return mergeDirections(
          this.#holds(literal.left, environment) ? "constant" : this.rowsOf(literal.left, flow, environment),
          this.absence(literal.right, environment),
        );
      case "comparison":
      case "test":
      case "truth":
        return "constant";
    }
  }

  #uses(uses: LiteralFlow, flow: ValueFlow, environment: Environment): Direction {
    return mergeDirections(
      this.flow(uses.flow, flow, environment),
      this.#presence(uses.aggregates, flow, environment),
    );
  }

  /** `min`, `max` and `mean` of nothing make the literal fail: it holds only while the group has rows. */
  #presence(aggregates: readonly Syntax.Aggregate[], flow: ValueFlow, environment: Environment): Direction {
    let direction: Direction = "constant";
    for (const aggregate of aggregates) {
      const known = flow.aggregates.get(aggregate);
      if (known === undefined || known.inhabited) continue;
      if (aggregate.operator === "count" || aggregate.operator === "sum") continue;
      direction = mergeDirections(direction, this.group(known, environment));
    }
    return direction;
  }

  #holds(atom: Syntax.Atom, { tokens, droppable }: Environment): boolean {
    if (tokens === null || droppable.length === 0) return false;
    const relation = this.#program.relations.get(atom.relation.text);
    if (relation === undefined) return false;
    // A value column may be met exactly; only a row without a condition on it is known to be there.
    for (let i = relation.keyCount; i < atom.arguments.length; i++) {
      if (atom.arguments[i]?.kind !== "wildcard") return false;
    }
    return droppable.some(
      (fact) =>
        fact.relation === relation.name &&
        atom.arguments
          .slice(0, relation.keyCount)
          .every(
            (term, i) =>
              term.kind === "wildcard" || (tokens.of(term) !== null && tokens.of(term) === fact.tokens[i]),
          ),
    );
  }

  #sealed(relation: Relation, tokens: readonly Token[], facts: readonly KnownAtom[], query: Query): boolean {
    if (!query.seals) return false;
    for (const seal of this.#seals.get(relation) ?? []) {
      if (!this.isValid(seal)) continue;
      const closing = facts.filter((fact) => fact.relation === seal.by.name);
      const sealedTokens = seal.columns.map((column) => tokens[column] ?? null);
      if (closing.some((fact) => sameAt(fact.tokens, sealedTokens, seal.columns.length))) {
        query.hits.add(seal);
        return true;
      }
      const [first] = closing;
      if (first === undefined) continue;
      const apart = [...seal.columns.keys()].filter(
        (i) => sealedTokens[i] === null || closing.every((fact) => fact.tokens[i] !== sealedTokens[i]),
      );
      query.misses.set(seal, apart);
    }
    return false;
  }

  /**
   * The rows of `relation` whose keys are `tokens`, read as if its rules stood in the place of the
   * literal. Recursion goes through a table that is repeated until it is stable, and there knows
   * only the outermost facts, so that there are finitely many questions.
   */
  #slice(relation: Relation, tokens: readonly Token[], around: Environment): Movement {
    const whole = this.of(relation);
    const { query, path } = around;
    query.steps += 1;
    if (isStill(whole) || query.steps > stepsMax || !this.#canRefine(relation, around)) return whole;
    const closed = this.#sealed(relation, tokens, around.facts, query);
    if (relation.kind === "base") return closed ? stillOf(whole) : whole;
    const own = closed ? stillOf(this.#own(relation)) : this.#own(relation);
    const component = this.#componentOf(relation);
    if (!path.has(component)) {
      const below = { ...around, path: new Set(path).add(component) };
      return this.#sliceRules(relation, own, tokens, below, this.#hasSeals() ? null : whole);
    }
    const rootTokens = tokens.map((token) => (token === null || isRootToken(token) ? token : null));
    const droppable = around.droppable.filter((fact) => query.root.includes(fact));
    const key = `${relation.name}/${JSON.stringify(rootTokens)}/${String(droppable.length)}`;
    const before = query.table.get(key) ?? own;
    if (query.visited.has(key)) return before;
    query.visited.add(key);
    const inner = { ...around, facts: query.root, droppable };
    const after = mergeMovements(
      before,
      this.#sliceRules(relation, own, rootTokens, inner, this.#hasSeals() ? null : whole),
    );
    if (!sameMovement(before, after)) query.rises += 1;
    query.table.set(key, after);
    return after;
  }

  /** Whether the context could say more of a relation than the relation as a whole does. */
  #canRefine(relation: Relation, { droppable, path, query }: Environment): boolean {
    if (query.closing && this.#reachesSealed.has(relation)) return true;
    return droppable.length > 0 && path.size < guardDepthMax && relation.kind === "derived";
  }

  /** `whole`, unless null, is how all rows move: where some move so already, the others add nothing. */
  #sliceRules(
    relation: Relation,
    own: Movement,
    tokens: readonly Token[],
    around: Environment,
    whole: Movement | null,
  ): Movement {
    let movement = own;
    for (const unit of this.#units.get(relation) ?? []) {
      if (whole !== null && sameMovement(movement, whole)) return whole;
      if (this.isDecided(unit)) {
        // Not judged again: its body may read its own decisions.
        movement = mergeMovements(movement, decisionOf(relation));
        continue;
      }
      const given = givenByHead(unit, tokens);
      if (given === null) continue;
      const inner = tokensOf(unit.literals, given, newPrefix(around.query));
      const facts = [...around.facts, ...knownAtoms(unit.literals, inner)];
      this.#noteClosing(facts, around.query);
      const environment = { ...around, tokens: inner, facts };
      if (unit.literals.some((literal) => this.#isRefuted(literal, environment))) continue;
      movement = mergeMovements(movement, this.#clauseOnce(unit, environment));
    }
    return movement;
  }

  #noteClosing(facts: readonly KnownAtom[], query: Query): void {
    if (!query.seals || query.closing || !this.#hasSeals()) return;
    query.closing = facts.some((fact) => this.#sealingNames.has(fact.relation));
  }

  /** Whether a negation denies what is known to hold. */
  #isRefuted(literal: PlainLiteral, environment: Environment): boolean {
    return absentAtom(literal).some((atom) => this.#holds(atom, environment));
  }

  /** Repeats a question until the table of recursive views, which starts from nothing, is stable. */
  #repeated<T>(environment: Environment, ask: () => T): T {
    const { query } = environment;
    if (environment.tokens === null || query.running) return ask();
    query.running = true;
    for (;;) {
      const { rises } = query;
      query.visited.clear();
      const answer = ask();
      if (query.rises > rises) continue;
      query.running = false;
      return answer;
    }
  }
}

function sealsByRelation(
  seals: readonly Seal[],
  memory: Memory | null,
): ReadonlyMap<Relation, readonly Seal[]> {
  const all = new Map<Relation, readonly Seal[]>();
  for (const seal of seals) all.set(seal.relation, [...(all.get(seal.relation) ?? []), seal]);
  if (memory !== null) {
    for (const [relation, list] of all)
      all.set(relation, memory.same("seals of", relation, list, sameMembers));
  }
  return all;
}

/** `relations` and everything that reads one of them, directly or through views. */
function readersAbove(program: Program, relations: ReadonlySet<Relation>): ReadonlySet<Relation> {
  const reached = new Set(relations);
  if (relations.size === 0) return reached;
  const readers = new Map<Relation, Relation[]>();
  for (const { from, to } of program.dependencies.edges) {
    const list = readers.get(from);
    if (list === undefined) readers.set(from, [to]);
    else list.push(to);
  }
  for (const relation of reached) for (const reader of readers.get(relation) ?? []) reached.add(reader);
  return reached;
}

const stillRow: Movement = { keys: "constant", values: [], nondeterministic: false, relayed: null };

function stillOf(movement: Movement): Movement {
  return {
    keys: "constant",
    values: movement.values.map(() => "constant"),
    nondeterministic: movement.nondeterministic,
    relayed: null,
  };
}

/** How rows move that have no meaning but at a boundary. */
function unsettledOf(relation: Relation): Movement {
  return {
    keys: "any",
    values: relation.columns.map(({ lattice }) => (lattice === null ? "constant" : "any")),
    nondeterministic: false,
    relayed: null,
  };
}

/**
 * The clauses at a boundary that read an absence or an aggregate of what is decided there, perhaps
 * by themselves: only one decision at a time gives them a meaning.
 */
function circularUnits(
  program: Program,
  units: ReadonlyMap<Relation, readonly ClauseUnit[]>,
  { componentOf }: ReadingComponents,
): ReadonlySet<ClauseUnit> {
  const circular = new Set<ClauseUnit>();
  for (const [relation, list] of units) {
    const component = componentOf.get(relation);
    for (const unit of list) {
      if (unit.rule.boundary === null) continue;
      const aggregated = [...unit.flow.aggregates.values()].flatMap(atomsInside);
      const denies = [...unit.literals.flatMap(absentAtom), ...aggregated].some((atom) => {
        const read = program.relations.get(atom.relation.text);
        return read !== undefined && componentOf.get(read) === component;
      });
      if (denies) circular.add(unit);
    }
  }
  return circular;
}

function atomsInside(aggregate: AggregateFlow): readonly Syntax.Atom[] {
  return aggregate.clauses.flatMap(({ clause, flow }) => [
    ...clause.literals.flatMap((literal) => [...positiveAtom(literal), ...absentAtom(literal)]),
    ...[...flow.aggregates.values()].flatMap(atomsInside),
  ]);
}

/** How decided rows move, whatever they were decided on. */
function decisionOf(relation: Relation): Movement {
  return {
    keys: "up",
    values: relation.columns.map(({ lattice }) => (lattice === null ? "constant" : "up")),
    nondeterministic: false,
    relayed: null,
  };
}

function isStill(movement: Movement): boolean {
  return movement.keys === "constant" && movement.values.every((value) => value === "constant");
}

function isSafe(movement: Movement): boolean {
  return isMonotone(movement.keys) && movement.values.every(isMonotone);
}

function sameMovement(a: Movement, b: Movement): boolean {
  return (
    a.keys === b.keys &&
    a.nondeterministic === b.nondeterministic &&
    a.values.every((value, i) => value === b.values[i]) &&
    a.relayed?.keys === b.relayed?.keys &&
    a.values.every((_, i) => a.relayed?.values[i] === b.relayed?.values[i])
  );
}

function mergeMovements(a: Movement, b: Movement): Movement {
  return {
    keys: mergeDirections(a.keys, b.keys),
    values: a.values.map((value, i) => mergeDirections(value, b.values[i] ?? "constant")),
    nondeterministic: a.nondeterministic || b.nondeterministic,
    relayed: mergeRelayed(a, b),
  };
}

function mergeRelayed(a: Movement, b: Movement): RelayedMovement | null {
  if (a.relayed === null && b.relayed === null) return null;
  return {
    keys: mergeDirections(a.relayed?.keys ?? a.keys, b.relayed?.keys ?? b.keys),
    values: a.values.map((_, i) =>
      mergeDirections(a.relayed?.values[i] ?? "constant", b.relayed?.values[i] ?? "constant"),
    ),
  };
}

/** Whether what the rows relay says more of them than their keys do. */
function isRelaying(movement: Movement): movement is Movement & { readonly relayed: RelayedMovement } {
  return movement.keys === "any" && movement.relayed !== null;
}

function overallOf({ keys, values }: Movement): Direction {
  return values.reduce(mergeDirections, keys);
}

/** What moves at most as `direction` says, which was found in another way. */
function capped({ keys, values, nondeterministic, relayed }: Movement, direction: Direction): Movement {
  const cap = (own: Direction): Direction => {
    if (own === "any" || own === direction) return direction;
    return "constant";
  };
  return { keys: cap(keys), values: values.map(cap), nondeterministic, relayed };
}

/** What a use of a value that moves in `direction` makes of a truth or of another value. */
export function applied(polarity: Polarity, direction: Direction): Direction {
  if (direction === "constant") return "constant";
  if (polarity === "any") return "any";
  return polarity === "+" ? direction : flip(direction);
}

/** Whether an aggregated term is never negative, so that more of it never lowers a sum. */
export function isNonNegative(aggregate: AggregateFlow): boolean {
  return aggregate.sign === "non-negative" || aggregate.sign === "positive";
}

function absenceOf(atom: Syntax.Atom, movement: Movement): Direction {
  const met = movement.values.some(
    (value, i) => value !== "constant" && atom.arguments[i]?.kind !== "wildcard",
  );
  return met ? "any" : flip(movement.keys);
}

function hasWildcard(literal: PlainLiteral): boolean {
  return literal.kind === "atom" && literal.arguments.some((term) => term.kind === "wildcard");
}

function knownAtoms(literals: readonly PlainLiteral[], tokens: Tokens): readonly KnownAtom[] {
  return literals.flatMap(positiveAtom).map((atom) => ({
    relation: atom.relation.text,
    tokens: atom.arguments.map((term) => tokens.of(term)),
  }));
}

/** The tokens of a view's head variables; null when a constant in the head rules the row out. */
function givenByHead(unit: ClauseUnit, tokens: readonly Token[]): ReadonlyMap<string, Token> | null {
  const given = new Map<string, Token>();
  for (const [i, token] of tokens.entries()) {
    const term = unit.head.atom.arguments[i];
    if (token === null || term === undefined) continue;
    if (term.kind === "variable" && !given.has(term.name)) given.set(term.name, token);
    if (term.kind === "constant" && isConstantToken(token) && constantToken(term) !== token) return null;
  }
  return given;
}

function newQuery(root: readonly KnownAtom[], seals: boolean): Query {
  return {
    seals,
    closing: false,
    hits: new Set(),
    misses: new Map(),
    root,
    table: new Map(),
    visited: new Set(),
    running: false,
    rises: 0,
    steps: 0,
    prefixes: 0,
  };
}

function newPrefix(query: Query): string {
  query.prefixes += 1;
  return `${String(query.prefixes)}:`;
}
