import { present } from "../../base/assert.ts";
import type { Row, Value } from "../../lattice/row.ts";
import { writtenBy } from "../../model/invariant-reach.ts";
import type { Invariant, Operation, Program, Relation } from "../../model/program.ts";
import { readsOf } from "../../model/reads.ts";
import { HistoryEvaluator } from "./history-evaluator.ts";
import { mergeHistories, type Call, type History, type StartRow, type Step } from "./history.ts";
import { relevantRelations } from "./relevant-relations.ts";
import { ValuePools } from "./value-pools.ts";

/** A run in which replicas that each keep an invariant break it by merging. */
export interface Counterexample {
  readonly invariant: Invariant;
  /** What all replicas have from the start and the program's text does not say. */
  readonly chosen: readonly StartRow[];
  /** What happens before the replicas part; all of them get it. */
  readonly prefix: History;
  /** What each does without hearing of the others; every step of each is one that it accepts. */
  readonly branches: readonly Branch[];
  /** What all have once they have merged, of the relations that the invariant rests on. */
  readonly merged: readonly StartRow[];
  /** What breaks the invariant then: the values of the variables of its left side, by name. */
  readonly violates: readonly ReadonlyMap<string, Value>[];
}

export interface Branch {
  readonly replica: string;
  readonly steps: History;
  /** What it has before it hears of the others, of the relations that the invariant rests on. */
  readonly state: readonly StartRow[];
}

/** How far a search goes. */
export interface SearchBounds {
  /** How many operations may come before the replicas part. */
  readonly prefix: number;
  /** How many operations a replica may do alone. */
  readonly branch: number;
  /** How many states are looked at. */
  readonly states: number;
}

export const defaultBounds: SearchBounds = { prefix: 2, branch: 2, states: 6000 };

/** Two operations that break an invariant together. */
export interface Conflict {
  readonly operations: readonly [string, string];
  readonly invariant: Invariant;
}

export interface SearchResult {
  readonly counterexamples: ReadonlyMap<Invariant, Counterexample>;
  readonly conflicts: readonly Conflict[];
  /** How many states were looked at. */
  readonly states: number;
  /** Whether everything within the bounds was looked at. */
  readonly complete: boolean;
}

/** How many argument lists of one operation, and rows of one relation, are tried. */
const [callsMax, rowsMax] = [60, 24];
/** How many choices of two rows to begin with are tried. */
const pairsMax = 150;
/** The largest bound on a count for which rows are filled in up to it. */
const fillMax = 24;

/**
 * Looks for the shortest runs that break invariants by merging (confluence.md, section 4): breadth
 * first by the number of operations, over the facts of the text and small choices of rows for
 * relations without facts. What is found is then made as small as it can be.
 */
export function searchCounterexamples(
  program: Program,
  facts: readonly StartRow[],
  invariants: readonly Invariant[],
  bounds: SearchBounds,
): SearchResult {
  if (invariants.length === 0 || program.operations.size === 0)
    return { counterexamples: new Map(), conflicts: [], states: 0, complete: true };
  return new Search(program, facts, invariants, bounds).run();
}

/** A state that all replicas are in before they part, with what each may do there alone. */
interface Root {
  readonly chosen: readonly StartRow[];
  readonly prefix: History;
  /** By replica: the branches of one operation, of two, … */
  readonly levels: Map<string, History[][]>;
}

class Search {
  readonly #program: Program;
  readonly #facts: readonly StartRow[];
  readonly #bounds: SearchBounds;
  readonly #pools: ValuePools;
  readonly #evaluator: HistoryEvaluator;
  readonly #calls: readonly Call[];
  readonly #free: readonly Relation[];
  readonly #open: Set<Invariant>;
  readonly #found = new Map<Invariant, Counterexample>();
  readonly #conflicts = new Map<string, Conflict>();
  /** Whether it makes no difference which replica does what. */
  readonly #isSymmetric: boolean;
  #begun: readonly StartRow[] | null = null;
  #isCut = false;

  constructor(
    program: Program,
    facts: readonly StartRow[],
    invariants: readonly Invariant[],
    bounds: SearchBounds,
  ) {
    this.#program = program;
    this.#facts = facts;
    this.#bounds = bounds;
    this.#open = new Set(invariants);
    this.#pools = new ValuePools(program, facts);
    this.#evaluator = new HistoryEvaluator(program, replicaNames(program));
    this.#isSymmetric = isSymmetric(program);
    const relevant = relevantRelations(program, invariants);
    const operations = [...program.operations.values()].filter((operation) =>
      writtenBy(operation, program).some((relation) => relevant.has(relation)),
    );
    this.#calls = operations.flatMap((operation) =>
      this.#pools.calls(operation, callsMax).map((given) => ({ operation, arguments: given })),
    );
    const given = new Set([
      ...program.factRelations,
      ...facts.flatMap(({ relation }) => program.relations.get(relation) ?? []),
    ]);
    this.#free = [...relevant].filter((relation) => relation.kind === "base" && !given.has(relation));
  }

  run(): SearchResult {
    for (const stage of this.#stages()) {
      if (this.#open.size === 0) break;
      if (this.#spent()) {
        this.#isCut = true;
        break;
      }
      stage();
    }
    this.#findConflicts();
    return {
      counterexamples: this.#found,
      conflicts: [...this.#conflicts.values()],
      states: this.#evaluator.evaluated,
      complete: !this.#isCut,
    };
  }

  /** What is looked at, the fewest operations first. */
  *#stages(): Generator<() => void> {
    const { prefix, branch } = this.#bounds;
    const plain = [this.#root([])].flatMap((root) => root ?? []);
    const one = this.#starts(1);
    const two = this.#starts(2);
    const explore = (roots: () => Iterable<Root>, shape: readonly number[]) => (): void => {
      for (const root of roots()) {
        if (this.#open.size === 0 || this.#spent()) return;
        this.#explore(root, shape);
      }
    };
    yield explore(() => plain, [1, 1]);
    yield explore(() => this.#rooted(one), [1, 1]);
    yield explore(() => this.#rooted(two), [1, 1]);
    yield explore(() => this.#rooted(this.#filledStarts()), [1, 1]);
    if (prefix >= 1) yield explore(() => this.#after(plain, 1), [1, 1]);
    if (branch >= 2) yield explore(() => plain, [1, 2]);
    yield explore(() => plain, [1, 1, 1]);
    yield explore(() => this.#rooted(one), [1, 1, 1]);
    if (prefix >= 1) yield explore(() => this.#after([...this.#rooted(one)], 1), [1, 1]);
    if (prefix >= 2) yield explore(() => this.#after(plain, 2), [1, 1]);
    yield explore(() => this.#filledPrefixes(plain), [1, 1]);
    if (prefix >= 1 && branch >= 2) yield explore(() => this.#after(plain, 1), [1, 2]);
    if (branch >= 2) {
      yield explore(() => this.#rooted(one), [1, 2]);
      yield explore(() => plain, [2, 2]);
    }
    for (let length = 3; length <= prefix; length++) yield explore(() => this.#after(plain, length), [1, 1]);
    for (let length = 3; length <= branch; length++) yield explore(() => plain, [length, length]);
    if (prefix >= 2 && branch >= 2) yield explore(() => this.#after(plain, 2), [2, 2]);
  }

  #spent(): boolean {
    return this.#evaluator.evaluated >= this.#bounds.states;
  }

  #root(chosen: readonly StartRow[]): Root | null {
    return this.#begin(chosen) ? { chosen, prefix: [], levels: new Map() } : null;
  }

  *#rooted(starts: Iterable<readonly StartRow[]>): Generator<Root> {
    for (const chosen of starts) {
      const root = this.#root(chosen);
      if (root !== null) yield root;
    }
  }

  /** Makes the facts of the text and some more those that all replicas begin with. */
  #begin(chosen: readonly StartRow[]): boolean {
    if (this.#begun === chosen) return true;
    this.#begun = chosen;
    return this.#evaluator.begin([...this.#facts, ...chosen]);
  }

  #starts(count: 1 | 2): readonly (readonly StartRow[])[] {
    const rows = this.#free.flatMap((relation) =>
      this.#pools.rows(relation, rowsMax).map((row): StartRow => ({ relation: relation.name, row })),
    );
    if (count === 1) return rows.map((row) => [row]);
    const pairs = rows.flatMap((a, i) =>
      rows
        .slice(i + 1)
        .filter((b) => !this.#areOfOneKey(a, b))
        .map((b) => [a, b]),
    );
    // Those that share a value come first: rows of which none knows another say little together.
    const shared = pairs.filter(([a, b]) => a?.row.some((value) => b?.row.includes(value)) === true);
    return [...shared, ...pairs.filter((pair) => !shared.includes(pair))].slice(0, pairsMax);
  }

  /** Whether two rows cannot both be there, or are but one once they have merged. */
  #areOfOneKey(a: StartRow, b: StartRow): boolean {
    const { keyCount, columns } = present(this.#program.relations.get(a.relation), a.relation);
    if (a.relation !== b.relation || keyCount === columns.length) return false;
    return a.row.slice(0, keyCount).every((value, i) => value === b.row[i]);
  }

  /**
   * Relations without facts, filled up to one row below each bound, or above it for those that rows
   * are taken from, one column of their rows counting up.
   */
  *#filledStarts(): Generator<readonly StartRow[]> {
    for (const bound of this.#pools.bounds)
      for (const relation of this.#free)
        for (const [column] of relation.columns.entries())
          for (const row of this.#pools.rows(relation, 2)) {
            const start = (rows: readonly Row[]): readonly StartRow[] =>
              rows.map((one) => ({ relation: relation.name, row: one }));
            if (bound >= 3 && bound <= fillMax) yield start(this.#counted(row, column, bound - 1));
            if (relation.qualifier !== "orset" || bound < 2 || bound > fillMax) continue;
            // Those that calls name come first: they are to go.
            const known = this.#pools.column(relation, column).map((value) => row.with(column, value));
            const fresh = this.#counted(row, column, Math.max(0, bound + 1 - known.length));
            yield start([...known, ...fresh].slice(0, bound + 1));
          }
  }

  /** The same by operations, one parameter of theirs counting up, or none. */
  *#filledPrefixes(roots: readonly Root[]): Generator<Root> {
    for (const bound of this.#fills())
      for (const root of roots)
        for (const operation of new Set(this.#calls.map((call) => call.operation)))
          for (const given of this.#pools.calls(operation, 4))
            for (const parameter of [-1, ...given.keys()]) {
              const calls = this.#counted(given, parameter, bound - 1);
              const prefix = this.#prefixOf(
                root,
                calls.map((one) => ({ operation, arguments: one })),
              );
              if (prefix !== null) yield { chosen: root.chosen, prefix, levels: new Map() };
            }
  }

  #fills(): readonly number[] {
    return this.#pools.bounds.filter((bound) => bound >= 3 && bound <= fillMax);
  }

  #counted(row: Row, index: number, count: number): readonly Row[] {
    return Array.from({ length: Math.max(0, count) }, (_, n) =>
      row.map((value, i): Value => {
        if (i !== index) return value;
        return typeof value === "string" ? `p${String(n + 1)}` : 100 + n;
      }),
    );
  }

  #prefixOf(root: Root, calls: readonly Call[]): History | null {
    if (!this.#begin(root.chosen)) return null;
    let prefix = root.prefix;
    for (const call of calls) {
      const step = this.#run(prefix, call, 0, true);
      if (step === null) return null;
      prefix = [...prefix, step];
    }
    return prefix;
  }

  /** The states that so many operations lead to, one of each kind. */
  *#after(roots: readonly Root[], length: number): Generator<Root> {
    if (length === 0) {
      yield* roots;
      return;
    }
    const seen = new Set<string>();
    for (const root of this.#after(roots, length - 1)) {
      for (const call of this.#calls) {
        if (this.#spent() || !this.#begin(root.chosen)) break;
        const step = this.#run(root.prefix, call, 0, true);
        if (step === null) continue;
        const prefix = [...root.prefix, step];
        const key = `${JSON.stringify(root.chosen)} ${this.#evaluator.keyOf(prefix)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield { chosen: root.chosen, prefix, levels: new Map() };
      }
    }
  }

  #run(state: History, call: Call, replica: number, isShared: boolean): Step | null {
    return this.#evaluator.run(state, call, this.#replica(replica), isShared);
  }

  /**
   * The steps that calls are at a replica, if invariants allow them, without those that change nothing.
   * Calls at boundaries are the first replica's.
   */
  #proposed(state: History, calls: readonly Call[], replica: number): readonly Step[] {
    return calls.flatMap((call) => {
      if (call.operation.boundary !== null && replica > 0) return [];
      const step = this.#evaluator.propose(state, call, this.#replica(replica), false);
      return step === null || step.changes.length === 0 ? [] : [step];
    });
  }

  #replica(index: number): string {
    return present(this.#evaluator.replicas[index], "a replica");
  }

  /** What a replica may do alone in so many steps, from a root. */
  #branches(root: Root, replica: number, length: number): readonly History[] {
    if (length === 0) return [[]];
    const name = this.#replica(replica);
    const levels = root.levels.get(name) ?? [];
    root.levels.set(name, levels);
    const known = levels[length - 1];
    if (known !== undefined) return known;
    const longer: History[] = [];
    const seen = new Set<string>();
    for (const before of this.#branches(root, replica, length - 1)) {
      const state = [...root.prefix, ...before];
      for (const step of this.#proposed(state, this.#calls, replica)) {
        if (this.#spent()) break;
        if (!this.#evaluator.accepts(state, step)) continue;
        if (length > 1) {
          const key = this.#evaluator.keyOf([...state, step]);
          if (seen.has(key)) continue;
          seen.add(key);
        }
        longer.push([...before, step]);
      }
    }
    levels[length - 1] = longer;
    return longer;
  }

  /** Merges every choice of branches of these lengths. */
  #explore(root: Root, shape: readonly number[]): void {
    if (shape.length > this.#evaluator.replicas.length || !this.#begin(root.chosen)) return;
    const lists = shape.map((length, i) => this.#branches(root, i, length));
    const [first = [], second = [], third = null] = lists;
    const isEven = shape[0] === shape[1];
    const isMirrored = isEven && third === null && this.#isSymmetric && first.length === second.length;
    for (const [i, a] of first.entries()) {
      for (const b of isMirrored ? second.slice(i) : second) {
        if (this.#spent()) this.#isCut = true;
        if (this.#open.size === 0 || this.#isCut) return;
        if (third === null) this.#try(root, [a, b]);
        else if (this.#isValid(root, [a, b])) for (const c of third) this.#try(root, [a, b, c]);
      }
    }
    if (!isEven && third === null) {
      const [longer, shorter] = [
        this.#branches(root, 0, shape[1] ?? 0),
        this.#branches(root, 1, shape[0] ?? 0),
      ];
      for (const a of longer)
        for (const b of shorter) if (this.#open.size > 0 && !this.#spent()) this.#try(root, [a, b]);
    }
  }

  #isValid(root: Root, branches: readonly History[]): boolean {
    return this.#evaluator.broken(merged(root.prefix, branches))?.length === 0;
  }

  #try(root: Root, branches: readonly History[]): void {
    const broken = this.#evaluator.broken(merged(root.prefix, branches)) ?? [];
    for (const invariant of broken) {
      if (!this.#open.has(invariant)) continue;
      this.#open.delete(invariant);
      this.#found.set(invariant, this.#detailed(this.#shrunk(invariant, root, branches)));
      this.#begin(root.chosen);
    }
  }

  #shrunk(invariant: Invariant, root: Root, branches: readonly History[]): Counterexample {
    let best = this.#counterexample(invariant, root.chosen, root.prefix, branches);
    for (let smaller = true; smaller;) {
      smaller = false;
      for (const candidate of smallerOnes(best)) {
        const again = this.#replayed(candidate);
        if (again === null) continue;
        best = again;
        smaller = true;
        break;
      }
    }
    return best;
  }

  #counterexample(
    invariant: Invariant,
    chosen: readonly StartRow[],
    prefix: History,
    branches: readonly History[],
  ): Counterexample {
    return {
      invariant,
      chosen,
      prefix,
      branches: branches.map((steps, i) => ({ replica: this.#replica(i), steps, state: [] })),
      merged: [],
      violates: [],
    };
  }

  /** With the states that its steps come to. */
  #detailed(found: Counterexample): Counterexample {
    const { invariant, chosen, prefix, branches } = found;
    if (!this.#begin(chosen)) return found;
    const read = relationsUnder(this.#program, [invariant]);
    const rowsIn = (state: History): readonly StartRow[] =>
      this.#evaluator
        .rowsIn(state)
        .filter(({ relation }) => read.has(present(this.#program.relations.get(relation), relation)));
    const state = merged(
      prefix,
      branches.map(({ steps }) => steps),
    );
    return {
      ...found,
      branches: branches.map((branch) => ({ ...branch, state: rowsIn([...prefix, ...branch.steps]) })),
      merged: rowsIn(state),
      violates: this.#evaluator.violating(state, invariant),
    };
  }

  /** The same calls made anew; null where they are not a counterexample. */
  #replayed({ invariant, chosen, prefix, branches }: Counterexample): Counterexample | null {
    if (!this.#begin(chosen)) return null;
    const root = this.#prefixOf(
      { chosen, prefix: [], levels: new Map() },
      prefix.map(({ call }) => call),
    );
    if (root === null) return null;
    const histories: History[] = [];
    for (const [i, branch] of branches.entries()) {
      let steps: History = [];
      for (const { call } of branch.steps) {
        const step = this.#run([...root, ...steps], call, i, false);
        if (step === null) return null;
        steps = [...steps, step];
      }
      histories.push(steps);
    }
    if (
      histories.length === 3 &&
      !this.#isValid({ chosen, prefix: root, levels: new Map() }, histories.slice(0, 2))
    )
      return null;
    const broken = this.#evaluator.broken(merged(root, histories)) ?? [];
    return broken.includes(invariant) ? this.#counterexample(invariant, chosen, root, histories) : null;
  }

  /** Every pair of operations that breaks a broken invariant from where its counterexample's branches part. */
  #findConflicts(): void {
    for (const [invariant, { chosen, prefix, branches }] of this.#found) {
      for (const a of present(branches[0], "a branch").steps)
        for (const branch of branches.slice(1))
          for (const b of branch.steps) this.#noteConflict(invariant, a, b);
      const calls = this.#callsInQuestion(invariant);
      if (calls.length === 0 || !this.#begin(chosen)) continue;
      const tries = new Map<string, number>();
      const steps = [0, 1].map((replica) =>
        this.#proposed(prefix, calls, replica).filter((step) => this.#evaluator.accepts(prefix, step)),
      );
      for (const a of steps[0] ?? [])
        for (const b of steps[1] ?? []) {
          const key = conflictKey(invariant, a.call.operation, b.call.operation);
          const tried = tries.get(key) ?? 0;
          if (this.#conflicts.has(key) || tried >= conflictTriesMax) continue;
          tries.set(key, tried + 1);
          const broken = this.#evaluator.broken(merged(prefix, [[a], [b]])) ?? [];
          if (broken.includes(invariant)) this.#noteConflict(invariant, a, b);
        }
    }
  }

  /** The calls of operations that an invariant depends on, and that are not known to conflict with each of those. */
  #callsInQuestion(invariant: Invariant): readonly Call[] {
    const relevant = relevantRelations(this.#program, [invariant]);
    const operations = [...new Set(this.#calls.map(({ operation }) => operation))].filter((operation) =>
      writtenBy(operation, this.#program).some((relation) => relevant.has(relation)),
    );
    const inQuestion = new Set(
      operations.filter((one) =>
        operations.some((other) => !this.#conflicts.has(conflictKey(invariant, one, other))),
      ),
    );
    return this.#calls.filter(({ operation }) => inQuestion.has(operation));
  }

  #noteConflict(invariant: Invariant, a: Step, b: Step): void {
    const [first, second] = [a.call.operation.name, b.call.operation.name].toSorted();
    this.#conflicts.set(conflictKey(invariant, a.call.operation, b.call.operation), {
      operations: [first ?? "", second ?? ""],
      invariant,
    });
  }
}

/** How many pairs of calls of the same two operations are tried, to see whether they conflict. */
const conflictTriesMax = 60;

function conflictKey(invariant: Invariant, a: Operation, b: Operation): string {
  return [...[a.name, b.name].toSorted(), invariant.name].join(" ");
}

function merged(prefix: History, branches: readonly History[]): History {
  return branches.reduce((state, branch) => mergeHistories(state, [...prefix, ...branch]), prefix);
}

/** Without one of the operations, or of the rows at the start. */
function* smallerOnes(found: Counterexample): Generator<Counterexample> {
  const { chosen, prefix, branches } = found;
  for (const [i] of prefix.entries()) yield { ...found, prefix: prefix.toSpliced(i, 1) };
  for (const [i, branch] of branches.entries())
    for (const [j] of branch.steps.entries())
      if (branch.steps.length > 1 || branches.length > 2)
        yield {
          ...found,
          branches: branches
            .with(i, { ...branch, steps: branch.steps.toSpliced(j, 1) })
            .filter(({ steps }) => steps.length > 0),
        };
  for (const [i] of chosen.entries()) yield { ...found, chosen: chosen.toSpliced(i, 1) };
}

/** Whether all replicas are alike: nothing has their names, their turns or their rights. */
function isSymmetric({ relations, operations }: Program): boolean {
  const kinds = new Set(
    [...relations.values()].flatMap(({ columns }) => columns.map(({ lattice }) => lattice)),
  );
  if (kinds.has("lww") || kinds.has("sequence") || kinds.has("bounded")) return false;
  return [...operations.values()].every(
    ({ boundary, source, syntax }) =>
      boundary === null && !source.text.slice(syntax.span.start, syntax.span.end).includes("replica"),
  );
}

/** Names for three replicas, or for two where rights are split among all; that of a leader comes first. */
function replicaNames({ boundaries, relations }: Program): readonly string[] {
  const hasRights = [...relations.values()].some(({ columns }) =>
    columns.some(({ lattice }) => lattice === "bounded"),
  );
  const leaders = [...boundaries.values()].flatMap(({ protocol }) =>
    protocol.kind === "leader" && protocol.replica !== null ? [protocol.replica] : [],
  );
  return [...new Set([...leaders.slice(0, 1), "A", "B", "C"])].slice(0, hasRights ? 2 : 3);
}

/** The relations that invariants read, through views too. */
export function relationsUnder(program: Program, invariants: readonly Invariant[]): ReadonlySet<Relation> {
  const under = new Set(
    invariants.flatMap(({ syntax }) =>
      readsOf([], [syntax.left, syntax.right ?? []]).flatMap(
        ({ atom }) => program.relations.get(atom.relation.text) ?? [],
      ),
    ),
  );
  // The set grows while it is worked off.
  for (const relation of under)
    for (const { from, to } of program.dependencies.edges) if (to === relation) under.add(from);
  return under;
}
