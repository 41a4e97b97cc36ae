import { present } from "../../base/assert.ts";
import { EffortError, EvaluationError } from "../../engine/evaluation.ts";
import { planOperation, type OperationPlan } from "../../engine/operation-plan.ts";
import { matches, type ResolvedEffect } from "../../engine/resolved-effect.ts";
import { Session } from "../../engine/session.ts";
import { violationRules } from "../../engine/violation-rules.ts";
import { creation, spending, transfer, type BoundedCounter } from "../../lattice/bounded-counter.ts";
import {
  bottomCell,
  cellValues,
  isCellKind,
  mergeCells,
  sharedActor,
  type CellState,
} from "../../lattice/cell.ts";
import { increment } from "../../lattice/counters.ts";
import { largest, smallest } from "../../lattice/extremes.ts";
import { replacement } from "../../lattice/multi-value-register.ts";
import { rowKey, type Row, type Value } from "../../lattice/row.ts";
import { insertionAt, removalAt } from "../../lattice/sequence.ts";
import { dependencyGraph } from "../../model/dependency-graph.ts";
import type { Invariant, Operation, Program, Relation } from "../../model/program.ts";
import { relevantRelations } from "./relevant-relations.ts";
import type { Call, History, StartRow, Step, StepChange } from "./history.ts";

/** A row of a set, with the insertions that stand. */
interface Held {
  readonly row: Row;
  readonly dots: ReadonlySet<string>;
}

/** What the steps of a history come to, where it is not as at the start. */
interface Overlay {
  /** By relation and row; a row without a dot is not there. */
  readonly rows: Map<string, Map<string, Held>>;
  readonly extremes: Map<string, Map<string, Row>>;
  readonly cells: Map<string, Map<string, { readonly key: Row; readonly cell: CellState }>>;
}

/** A row whose presence is to be other than at the start. */
interface Difference {
  readonly row: Row;
  readonly there: boolean;
}

type Differences = Map<string, Map<string, Difference>>;

/** The dot of a fact that is there from the start. */
const startDot = "";

/** A state for which rules look at more rows is not evaluated: a recursion through `x + 1` has no end. */
const visitsMax = 2_000_000;

/**
 * Says what operations do in states, and which invariants a state breaks. One evaluation goes from
 * state to state by what is different in them.
 *
 * Rules at boundaries decide nothing here, and what closes a partition counts once all have it.
 */
export class HistoryEvaluator {
  readonly program: Program;
  readonly replicas: readonly string[];
  readonly #session: Session;
  readonly #plans = new Map<Operation, OperationPlan>();
  readonly #violations = new Map<Invariant, Relation>();
  /** The facts at the start, by relation and row. */
  #start = new Map<string, Map<string, Row>>();
  #loaded: Differences = new Map();
  /** What states break, by how they differ from the present start; and that for each start. */
  #judged = new Map<string, readonly Invariant[] | null>();
  readonly #judgedByStart = new Map<string, Map<string, readonly Invariant[] | null>>();
  #replica = "";
  /** How many states were asked for. */
  evaluated = 0;
  /** Whether a state took more work than is spent on one: then none is evaluated any more. */
  #isSpent = false;

  constructor(program: Program, replicas: readonly string[]) {
    this.program = program;
    this.replicas = replicas;
    const relations = new Map(program.relations);
    const sealing = new Set(program.seals.map(({ by }) => by));
    const needed = relevantRelations(
      program,
      program.invariants.filter(({ assumed }) => !assumed),
    );
    const rules = program.rules.filter(
      ({ boundary, heads }) =>
        boundary === null &&
        heads.some(({ relation }) => needed.has(relation)) &&
        !heads.some(({ relation }) => sealing.has(relation)),
    );
    for (const invariant of program.invariants) {
      const made = invariant.assumed ? null : violationRules(invariant, program);
      if (made === null) continue;
      for (const relation of made.relations) relations.set(relation.name, relation);
      this.#violations.set(invariant, made.violations);
      rules.push(...made.rules);
    }
    const evaluated = { ...program, relations, rules, dependencies: dependencyGraph(relations, rules) };
    const replica = (): string => this.#replica;
    this.#session = new Session(evaluated, {
      withoutFacts: true,
      visitsMax,
      ambient: {
        get replica() {
          return replica();
        },
        now: 0,
      },
    });
  }

  /** Begins anew with these facts, the same at all replicas; false where an invariant does not hold among them. */
  begin(start: Iterable<StartRow>): boolean {
    this.#session.reset();
    this.#loaded = new Map();
    this.#start = new Map();
    for (const { relation, row } of start) {
      const rows = this.#start.get(relation) ?? new Map<string, Row>();
      rows.set(rowKey(row), row);
      this.#start.set(relation, rows);
      this.#session.insert(relation, row);
    }
    this.#judged = mapAt(
      this.#judgedByStart,
      JSON.stringify([...this.#start].map(([relation, rows]) => [relation, ...rows.keys()])),
    );
    return this.#commits() && this.#brokenNow().length === 0;
  }

  /** The invariants that a state breaks; null where it cannot be evaluated. */
  broken(state: History): readonly Invariant[] | null {
    const next = this.#differencesOf(state);
    const key = keyText(next);
    const known = this.#judged.get(key);
    if (known !== undefined) {
      this.evaluated++;
      return known;
    }
    const broken = this.#become(next) ? this.#brokenNow() : null;
    this.#judged.set(key, broken);
    return broken;
  }

  /** What breaks an invariant in a state: the values of the variables of its left side. */
  violating(state: History, invariant: Invariant): readonly ReadonlyMap<string, Value>[] {
    const relation = this.#violations.get(invariant);
    if (relation === undefined || !this.#load(state)) return [];
    return [...this.#session.rows(relation.name)].map(
      (row) => new Map(row.map((value, i) => [present(relation.columns[i], "a column").name, value])),
    );
  }

  /** The rows of base relations in a state. */
  rowsIn(state: History): readonly StartRow[] {
    if (!this.#load(state)) return [];
    return [...this.program.relations.values()]
      .filter(({ kind }) => kind === "base")
      .flatMap(({ name }) => [...this.#session.rows(name)].map((row) => ({ relation: name, row })));
  }

  /** What names a state by its rows: equal for states that nothing tells apart but where their facts came from. */
  keyOf(state: History): string {
    return keyText(this.#differencesOf(state));
  }

  /**
   * The step that a call is at a replica in a state, or null where it is refused there: a `require`
   * or an invariant does not hold, or an effect cannot be. `isShared`: all replicas get it before
   * anything else happens, so that what it closes is closed.
   */
  run(state: History, call: Call, replica: string, isShared: boolean): Step | null {
    const step = this.propose(state, call, replica, isShared);
    return step !== null && this.accepts(state, step) ? step : null;
  }

  /** Whether all invariants hold after a step. */
  accepts(state: History, step: Step): boolean {
    return this.broken([...state, step])?.length === 0;
  }

  /** What `run` gives, where no invariant stands against it. */
  propose(state: History, call: Call, replica: string, isShared: boolean): Step | null {
    this.#replica = replica;
    if (!this.#load(state)) return null;
    const effects = this.#effects(call);
    if (effects === null) return null;
    const clock = { time: state.reduce((latest, step) => Math.max(latest, step.time), 0) };
    const overlay = this.#overlayOf(state);
    const changes: StepChange[] = [];
    const count = state.filter((step) => step.replica === replica).length + 1;
    for (const effect of effects) {
      if (this.#isClosed(effect)) return null;
      if (this.#isSealing(effect.relation) && !isShared) continue;
      const dot = `${replica}/${String(count)}/${String(changes.length)}`;
      const change = this.#changeOf(effect, { overlay, replica, dot, clock });
      if (change === null) return null;
      for (const one of change) {
        changes.push(one);
        this.#apply(one, overlay);
      }
    }
    return { call, replica, time: clock.time, changes };
  }

  #brokenNow(): readonly Invariant[] {
    return [...this.#violations].filter(([, { name }]) => this.#session.count(name) > 0).map(([one]) => one);
  }

  #effects({ operation, arguments: given }: Call): readonly ResolvedEffect[] | null {
    let plan = this.#plans.get(operation);
    if (plan === undefined) {
      plan = planOperation(operation, this.#session);
      this.#plans.set(operation, plan);
    }
    try {
      return plan(given);
    } catch (error) {
      if (error instanceof EvaluationError) return null;
      throw error;
    }
  }

  /** Makes the evaluation's rows those of a state; false where that fails, as on an overflow. */
  #load(state: History): boolean {
    return this.#become(this.#differencesOf(state));
  }

  #become(next: Differences): boolean {
    let changed = false;
    for (const [relation, rows] of this.#loaded)
      for (const [key, { row, there }] of rows) {
        if (next.get(relation)?.get(key)?.there === there) continue;
        changed = true;
        if (there) this.#session.delete(relation, row);
        else this.#session.insert(relation, row);
      }
    for (const [relation, rows] of next)
      for (const [key, { row, there }] of rows) {
        if (this.#loaded.get(relation)?.get(key)?.there === there) continue;
        changed = true;
        if (there) this.#session.insert(relation, row);
        else this.#session.delete(relation, row);
      }
    if (!changed) return true;
    this.evaluated++;
    if (!this.#commits()) return false;
    this.#loaded = next;
    return true;
  }

  #commits(): boolean {
    if (this.#isSpent) return false;
    try {
      this.#session.commit();
      return true;
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      this.#isSpent = error instanceof EffortError;
      return false;
    }
  }

  #differencesOf(state: History): Differences {
    const { rows, extremes, cells } = this.#overlayOf(state);
    const differences: Differences = new Map();
    const note = (relation: string, row: Row, there: boolean): void => {
      const key = rowKey(row);
      if ((this.#start.get(relation)?.has(key) ?? false) === there) return;
      const list = differences.get(relation) ?? new Map<string, Difference>();
      list.set(key, { row, there });
      differences.set(relation, list);
    };
    for (const [relation, held] of rows)
      for (const { row, dots } of held.values()) note(relation, row, dots.size > 0);
    for (const [name, held] of extremes) {
      const { keyCount } = this.#relation(name);
      for (const row of held.values()) {
        const before = this.#startRowAt(name, row.slice(0, keyCount));
        if (before !== null) note(name, before, rowKey(before) === rowKey(row));
        note(name, row, true);
      }
    }
    for (const [name, held] of cells) {
      const relation = this.#relation(name);
      for (const { key, cell } of held.values()) {
        const after = cellValues(cell, boundOf(relation)).map((values) => [...key, ...values]);
        const kept = new Set(after.map(rowKey));
        for (const row of this.#startRowsAt(name, key)) if (!kept.has(rowKey(row))) note(name, row, false);
        for (const row of after) note(name, row, true);
      }
    }
    return differences;
  }

  #overlayOf(state: History): Overlay {
    const overlay: Overlay = { rows: new Map(), extremes: new Map(), cells: new Map() };
    for (const { changes } of state)
      for (const change of changes) if (change.kind !== "remove") this.#apply(change, overlay);
    for (const { changes } of state)
      for (const change of changes) if (change.kind === "remove") this.#apply(change, overlay);
    return overlay;
  }

  #apply(change: StepChange, overlay: Overlay): void {
    const { relation: name } = change;
    const relation = this.#relation(name);
    switch (change.kind) {
      case "insert":
        if (relation.keyCount < relation.columns.length) {
          const key = change.row.slice(0, relation.keyCount);
          const list = mapAt(overlay.extremes, name);
          const before = list.get(rowKey(key)) ?? this.#startRowAt(name, key);
          list.set(rowKey(key), before === null ? change.row : furthest(before, change.row, relation));
        } else {
          const held = this.#held(name, change.row, overlay);
          mapAt(overlay.rows, name).set(rowKey(change.row), {
            row: change.row,
            dots: new Set([...held, change.dot]),
          });
        }
        break;
      case "remove": {
        const held = this.#held(name, change.row, overlay);
        const gone = new Set(change.dots);
        mapAt(overlay.rows, name).set(rowKey(change.row), {
          row: change.row,
          dots: new Set([...held].filter((dot) => !gone.has(dot))),
        });
        break;
      }
      case "merge": {
        const { key, delta } = change;
        const cell = mergeCells(this.#cell(name, key, overlay), delta);
        mapAt(overlay.cells, name).set(rowKey(key), { key, cell });
      }
    }
  }

  #held(name: string, row: Row, overlay: Overlay): ReadonlySet<string> {
    const held = overlay.rows.get(name)?.get(rowKey(row));
    if (held !== undefined) return held.dots;
    return new Set(this.#start.get(name)?.has(rowKey(row)) === true ? [startDot] : []);
  }

  #cell(name: string, key: Row, overlay: Overlay): CellState {
    return overlay.cells.get(name)?.get(rowKey(key))?.cell ?? this.#startCell(this.#relation(name), key);
  }

  /** The state of a cell at the start: written by the actor that all replicas know of; rights are split evenly. */
  #startCell(relation: Relation, key: Row): CellState {
    const kind = relation.columns[relation.keyCount]?.lattice ?? null;
    if (!isCellKind(kind)) throw new TypeError(`${relation.name} has no cells`);
    let cell = bottomCell(kind);
    for (const [i, row] of this.#startRowsAt(relation.name, key).entries()) {
      const values = row.slice(relation.keyCount);
      cell = mergeCells(cell, this.#startDelta(cell, values, i, boundOf(relation)));
    }
    return cell;
  }

  #startDelta(cell: CellState, values: Row, index: number, bound: number): CellState {
    const amount = Number(values[0]);
    switch (cell.kind) {
      case "gcounter":
        return { kind: cell.kind, state: increment(cell.state, sharedActor, amount) };
      case "pncounter": {
        const { added, taken } = cell.state;
        return amount < 0
          ? { kind: cell.kind, state: { added, taken: increment(taken, sharedActor, -amount) } }
          : { kind: cell.kind, state: { added: increment(added, sharedActor, amount), taken } };
      }
      case "bounded":
        return { kind: cell.kind, state: sharedOut(amount - bound, this.replicas) };
      case "lww":
        return {
          kind: cell.kind,
          state: { at: { time: 0, count: 0, actor: sharedActor }, value: values },
        };
      case "mv":
        return {
          kind: cell.kind,
          state: replacement(
            bottomCell("mv").state as typeof cell.state,
            { actor: sharedActor, sequence: index + 1 },
            values,
          ),
        };
      case "sequence":
        return {
          kind: cell.kind,
          state: present(insertionAt(cell.state, sharedActor, 0, String(values[0])), "a sequence"),
        };
    }
  }

  #startRowsAt(name: string, key: Row): readonly Row[] {
    const rows = this.#start.get(name);
    if (rows === undefined) return [];
    return [...rows.values()].filter((row) => key.every((value, i) => row[i] === value));
  }

  #startRowAt(name: string, key: Row): Row | null {
    return this.#startRowsAt(name, key)[0] ?? null;
  }

  #changeOf(effect: ResolvedEffect, at: Writing): readonly StepChange[] | null {
    const { relation } = effect;
    switch (effect.kind) {
      case "insert":
        return [{ kind: "insert", relation, row: effect.row, dot: at.dot }];
      case "delete": {
        const start = this.#start.get(relation) ?? new Map<string, Row>();
        const rows = new Map(start);
        for (const [key, { row, dots }] of at.overlay.rows.get(relation) ?? []) {
          if (dots.size > 0) rows.set(key, row);
          else rows.delete(key);
        }
        return [...rows.values()]
          .filter((row) => matches(row, effect.pattern))
          .map((row) => ({
            kind: "remove",
            relation,
            row,
            dots: [...this.#held(relation, row, at.overlay)],
          }));
      }
      case "add":
      case "write":
      case "splice-in":
      case "splice-out":
      case "transfer": {
        const delta = this.#deltaOf(effect, at);
        return delta === null ? null : [{ kind: "merge", relation, key: effect.key, delta }];
      }
    }
  }

  #deltaOf(effect: Exclude<ResolvedEffect, { kind: "insert" | "delete" }>, at: Writing): CellState | null {
    const { replica } = at;
    const cell = this.#cell(effect.relation, effect.key, at.overlay);
    switch (effect.kind) {
      case "write": {
        if (cell.kind === "lww") {
          at.clock.time += 1;
          const count = at.clock.time;
          return { kind: "lww", state: { at: { time: 0, count, actor: replica }, value: effect.values } };
        }
        if (cell.kind !== "mv") return null;
        const sequence = (cell.state.context.vector.get(replica) ?? 0) + 1;
        return { kind: "mv", state: replacement(cell.state, { actor: replica, sequence }, effect.values) };
      }
      case "splice-in": {
        const state =
          cell.kind === "sequence" ? insertionAt(cell.state, replica, effect.index, effect.text) : null;
        return state === null ? null : { kind: "sequence", state };
      }
      case "splice-out": {
        const state = cell.kind === "sequence" ? removalAt(cell.state, effect.index) : null;
        return state === null ? null : { kind: "sequence", state };
      }
      case "transfer": {
        const { amount, to } = effect;
        if (cell.kind !== "bounded" || amount < 0 || to === replica || !this.replicas.includes(to))
          return null;
        const state = transfer(cell.state, replica, to, amount);
        return state === null ? null : { kind: "bounded", state };
      }
      case "add":
        return additionOf(cell, effect, replica);
    }
  }

  #isSealing(relation: string): boolean {
    return this.program.seals.some(({ by }) => by.name === relation);
  }

  /** Whether an effect writes to a partition that is closed in the state that is loaded. */
  #isClosed(effect: ResolvedEffect): boolean {
    const written = writtenValues(effect);
    return this.program.seals.some(
      ({ relation, columns, by }) =>
        relation.name === effect.relation &&
        [...this.#session.rows(by.name)].some((closed) =>
          columns.every((column, i) => {
            const value = written[column];
            return value === null || value === undefined || value === closed[i];
          }),
        ),
    );
  }

  #relation(name: string): Relation {
    return present(this.program.relations.get(name), name);
  }
}

interface Writing {
  readonly overlay: Overlay;
  readonly replica: string;
  readonly dot: string;
  /** Ticks at each write of a register, as the clocks of replicas do. */
  readonly clock: { time: number };
}

function additionOf(
  cell: CellState,
  { amount: given, sign }: ResolvedEffect & { kind: "add" },
  replica: string,
): CellState | null {
  const rises = (given < 0 ? -1 : 1) * sign > 0;
  const amount = Math.abs(given);
  try {
    switch (cell.kind) {
      case "gcounter":
        if (!rises && amount > 0) return null;
        return { kind: cell.kind, state: increment(cell.state, replica, amount) };
      case "pncounter": {
        const { added, taken } = cell.state;
        const none: typeof added = new Map();
        return rises
          ? { kind: cell.kind, state: { added: increment(added, replica, amount), taken: none } }
          : { kind: cell.kind, state: { added: none, taken: increment(taken, replica, amount) } };
      }
      case "bounded": {
        const state = rises ? creation(cell.state, replica, amount) : spending(cell.state, replica, amount);
        return state === null ? null : { kind: cell.kind, state };
      }
      case "lww":
      case "mv":
      case "sequence":
        return null;
    }
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Rights that all have from the start, split evenly; the remainder goes to the first. */
function sharedOut(amount: number, replicas: readonly string[]): BoundedCounter {
  const share = Math.floor(amount / replicas.length);
  const rest = amount - share * replicas.length;
  const totals = new Map([[sharedActor, amount]]);
  for (const [i, replica] of replicas.entries()) totals.set(replica, share + (i === 0 ? rest : 0));
  return { rights: new Map([[sharedActor, totals]]), spent: new Map() };
}

function writtenValues(effect: ResolvedEffect): readonly (Value | null)[] {
  switch (effect.kind) {
    case "insert":
      return effect.row;
    case "delete":
      return effect.pattern;
    case "add":
    case "write":
    case "splice-in":
    case "splice-out":
    case "transfer":
      return effect.key;
  }
}

function furthest(a: Row, b: Row, { columns, keyCount }: Relation): Row {
  return a.map((value, i) => {
    if (i < keyCount) return value;
    const order = columns[i]?.lattice === "min" ? smallest : largest;
    return order.merge(value, b[i] ?? value) ?? value;
  });
}

/** What names a state by how it differs from its start. */
function keyText(differences: Differences): string {
  const parts: string[] = [];
  for (const [relation, rows] of differences)
    for (const [key, { there }] of rows) parts.push(`${there ? "+" : "-"}${relation} ${key}`);
  return parts.sort().join(";");
}

function boundOf({ columns, keyCount }: Relation): number {
  return columns[keyCount]?.bound ?? 0;
}

function mapAt<V>(maps: Map<string, Map<string, V>>, name: string): Map<string, V> {
  let map = maps.get(name);
  if (map === undefined) {
    map = new Map();
    maps.set(name, map);
  }
  return map;
}
