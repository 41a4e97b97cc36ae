import { Chance } from "../../base/chance.ts";
import type { Value } from "../../engine/value-pool.ts";
import type { PlainLiteral, Program, Relation, Rule, Seal } from "../../model/program.ts";
import { isSound } from "../../model/sound-boundary.ts";
import { absentAtom, aggregatesIn, literalTerms, positiveAtom } from "../../model/terms.ts";
import { aggregateClauses } from "../../model/value-flow.ts";
import type { Aggregate, Atom } from "../../syntax/tree.ts";
import { Construction } from "./construction.ts";
import { areLegal, singleChanges } from "./single-changes.ts";
import { applied, stillHolds, type Change, type Fact, type Outcome } from "./state.ts";
import type { Slice } from "./slices.ts";
import { Trial } from "./trial.ts";
import { ValueChoice } from "./value-choice.ts";
import type { Run } from "./witness-text.ts";

/** What a run is to show: a row of `relation` goes (or comes), because of what one clause reads in one place. */
export interface Aim {
  readonly relation: Relation;
  readonly way: Run["way"];
  /** The literal or aggregate that is to turn; null where the relation is taken as a whole. */
  readonly at: {
    readonly rule: Rule;
    readonly literals: readonly PlainLiteral[];
    readonly node: PlainLiteral | Aggregate;
  } | null;
}

/** How much is tried: states that are built, and evaluations in all. */
export interface Effort {
  readonly states: number;
  readonly evaluations: number;
}

/**
 * Looks for two states, one after the other, between which a row goes or comes; small ones first.
 *
 * A state is built so that the body of the clause holds (the body is frozen); then what turns the
 * literal is added: the shortest derivation of an absent atom, one more row for an aggregate; and
 * when that does nothing, every change of one row is tried. The run is then made 1-minimal.
 * Every state is evaluated by the engine, so what is returned is confirmed.
 */
export class RunSearch {
  readonly trial: Trial;
  #values: ValueChoice;
  #chance: Chance;
  #construction: Construction;
  readonly #program: Program;
  readonly #seals: readonly Seal[];

  /** Changes that one of `seals` forbids are not made. */
  constructor(slice: Slice, seals: readonly Seal[]) {
    this.trial = new Trial(slice);
    this.#program = this.trial.program;
    this.#seals = seals;
    [this.#chance, this.#values, this.#construction] = this.#anew();
  }

  /** What is found does not depend on what was looked for before. */
  find(aim: Aim, effort: Effort): Run | null {
    [this.#chance, this.#values, this.#construction] = this.#anew();
    const limit = this.trial.count + effort.evaluations;
    const reach = this.#reach(aim);
    let climbed: readonly Fact[] = [];
    for (let i = 0; i < effort.states && this.trial.count < limit; i++) {
      const bindings = new Map<string, Value>();
      this.#construction.restart(i === 0);
      // Where one step did nothing, a further one may: other reasons for the row have to go first.
      if (climbed.length > 0 && climbed.length < climbMax) this.#construction.goOn(climbed);
      climbed = [];
      if (!this.#build(aim, bindings, i)) continue;
      const facts = this.#construction.facts;
      const before = this.#possible(facts);
      if (before === null) continue;
      if (aim.way !== "appeared" && (before.get(aim.relation) ?? []).length === 0) continue;
      for (const changes of this.#changes(aim, facts, bindings, i, reach)) {
        const run = this.#judge(aim, facts, before, changes);
        if (run !== null) return this.#minimal(run);
        if (climbed.length === 0 && changes.every(({ kind }) => kind === "insert"))
          climbed = [...facts, ...changes];
        if (this.trial.count >= limit) break;
      }
    }
    return null;
  }

  #anew(): [Chance, ValueChoice, Construction] {
    const chance = new Chance(1);
    const values = new ValueChoice(this.#program, this.trial.given, chance);
    return [chance, values, new Construction(this.#program, this.trial.given, values, chance)];
  }

  #build(aim: Aim, bindings: Map<string, Value>, attempt: number): boolean {
    const { relation, at, way } = aim;
    if (way === "appeared") {
      // Anything may be the state before a row appears, also nothing at all.
      if (attempt === 0) return true;
    }
    if (attempt > 2 && this.#chance.happens(0.5)) this.#explainAny();
    const built =
      at === null
        ? this.#construction.explainAtom(this.#anyAtom(relation), bindings)
        : this.#construction.explain(at.literals, bindings);
    if (attempt > 1 && this.#chance.happens(0.3)) this.#explainAny();
    return built || attempt > 4;
  }

  /** Some row of some relation more. */
  #explainAny(): void {
    const relation = this.#chance.pickOf([...this.#program.relations.values()]);
    if (relation !== null) this.#construction.explainAtom(this.#anyAtom(relation), new Map());
  }

  #anyAtom(relation: Relation): Atom {
    const span = { start: 0, end: 0 };
    return {
      kind: "atom",
      relation: { text: relation.name, span },
      arguments: relation.columns.map((_, i) => ({ kind: "variable", name: ` ${String(i)}`, span })),
      span,
    };
  }

  /** Sets of changes worth trying, the most direct first. */
  *#changes(
    aim: Aim,
    facts: readonly Fact[],
    bindings: ReadonlyMap<string, Value>,
    attempt: number,
    reach: ReadonlySet<Relation>,
  ): Generator<readonly Change[]> {
    const { at } = aim;
    if (at !== null || aim.way === "appeared") {
      for (let tries = 0; tries < (attempt === 0 ? 2 : 1); tries++) {
        this.#construction.goOn(facts);
        if (this.#turn(aim, bindings)) {
          const added = this.#construction.facts.slice(facts.length);
          if (added.length > 0 && added.every(({ relation }) => relation.qualifier !== "static"))
            yield added.map((fact): Change => ({ kind: changeKind(fact.relation), ...fact }));
        }
      }
    }
    const visible = [...this.trial.given, ...facts];
    for (const change of singleChanges(this.#program, visible, this.#values, this.#chance, reach))
      yield [change];
  }

  /** Adds what makes the literal turn. */
  #turn({ at, relation }: Aim, known: ReadonlyMap<string, Value>): boolean {
    const bindings = new Map(known);
    if (at === null) return this.#construction.explainAtom(this.#anyAtom(relation), bindings);
    const { node } = at;
    if (node.kind === "aggregate")
      return this.#construction.explainAggregate(node, bindings, new Set(bindings.keys()));
    const [absent] = absentAtom(node);
    return absent !== undefined && this.#construction.explainAtom(absent, bindings);
  }

  #judge(aim: Aim, facts: readonly Fact[], before: Outcome, changes: readonly Change[]): Run | null {
    const { relation, way } = aim;
    const exact = way === "outgrown";
    const visible = [...this.trial.given, ...facts];
    if (!areLegal(visible, changes) || changes.some((change) => this.#isSealed(change, before))) return null;
    const after = this.#possible(facts, changes, before);
    if (after === null) return null;
    const [here, there] = [before.get(relation) ?? [], after.get(relation) ?? []];
    const row =
      way !== "appeared"
        ? here.find((one) => !stillHolds(relation, one, there, exact))
        : there.find((one) => !stillHolds(relation, one, here, exact));
    return row === undefined ? null : { facts, changes, relation, row, way };
  }

  /** Whether the run shows what it says. */
  #shows({ facts, changes, relation, row, way }: Run): boolean {
    const exact = way === "outgrown";
    const before = this.#possible(facts);
    if (before === null || changes.length === 0) return false;
    if (!areLegal([...this.trial.given, ...facts], changes)) return false;
    if (stillHolds(relation, row, before.get(relation) ?? [], exact) !== (way !== "appeared")) return false;
    if (changes.some((change) => this.#isSealed(change, before))) return false;
    const after = this.#possible(facts, changes, before);
    if (after === null) return false;
    return stillHolds(relation, row, after.get(relation) ?? [], exact) !== (way !== "appeared");
  }

  /** The rows of a state; null for one that cannot be. */
  #possible(
    facts: readonly Fact[],
    changes: readonly Change[] = [],
    before: Outcome | null = null,
  ): Outcome | null {
    const visible = applied([...this.trial.given, ...facts], changes);
    const decided = before === null ? [] : this.#decisions(before);
    return this.trial.outcome([...visible, ...decided]);
  }

  /** What was decided at a boundary stands. */
  #decisions(outcome: Outcome): readonly Fact[] {
    const decided = new Set(
      this.#program.rules.flatMap(({ boundary, heads }) =>
        boundary === null || !isSound(boundary) ? [] : heads.map((head) => head.relation),
      ),
    );
    return [...decided].flatMap((relation) =>
      (outcome.get(relation) ?? []).map((row): Fact => ({ relation, row })),
    );
  }

  #isSealed({ relation, row }: Change, before: Outcome): boolean {
    return this.#seals.some(
      (seal) =>
        seal.relation === relation &&
        (before.get(seal.by) ?? []).some((key) => seal.columns.every((column, i) => key[i] === row[column])),
    );
  }

  /** Leaves out what can be left out, and turns all changes but one into facts where that shows the same. */
  #minimal(found: Run): Run {
    let run = found;
    const shrink = (smaller: Run): boolean => {
      if (!this.#shows(smaller)) return false;
      run = smaller;
      return true;
    };
    for (let again = true; again;) {
      again = false;
      for (const change of run.changes) {
        if (run.changes.length === 1) break;
        const changes = run.changes.filter((one) => one !== change);
        const { relation, row, kind } = change;
        again = shrink({ ...run, changes }) || again;
        if (run.changes.includes(change) && kind !== "delete")
          again = shrink({ ...run, changes, facts: [...run.facts, { relation, row }] }) || again;
      }
      for (const fact of run.facts) {
        again = shrink({ ...run, facts: run.facts.filter((one) => one !== fact) }) || again;
      }
    }
    return run;
  }

  /** The base relations from which the literal (or the whole relation) is reached. */
  #reach({ at, relation }: Aim): ReadonlySet<Relation> {
    const reached = new Set<Relation>(at === null ? [relation] : readIn(at.node, this.#program));
    if (at !== null && reached.size === 0) reached.add(relation);
    const { edges } = this.#program.dependencies;
    for (const one of reached) for (const { from, to } of edges) if (to === one) reached.add(from);
    return reached;
  }
}

/** How large a state may grow by steps that did nothing. */
const climbMax = 12;

function changeKind(relation: Relation): Change["kind"] {
  const kind = relation.columns[relation.keyCount]?.lattice ?? null;
  return kind === null || kind === "max" || kind === "min" ? "insert" : "write";
}

/** The relations that stand in a literal or an aggregate. */
function readIn(node: PlainLiteral | Aggregate, program: Program): readonly Relation[] {
  const atoms =
    node.kind === "aggregate"
      ? inside(node)
      : [
          ...positiveAtom(node),
          ...absentAtom(node),
          ...literalTerms(node).flatMap(aggregatesIn).flatMap(inside),
        ];
  return atoms.flatMap(({ relation }) => program.relations.get(relation.text) ?? []);
}

function inside(aggregate: Aggregate): readonly Atom[] {
  return aggregateClauses(aggregate).flatMap(({ literals }) =>
    literals.flatMap((literal) => [
      ...positiveAtom(literal),
      ...absentAtom(literal),
      ...literalTerms(literal).flatMap(aggregatesIn).flatMap(inside),
    ]),
  );
}
