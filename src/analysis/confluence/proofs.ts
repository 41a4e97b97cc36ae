import { present } from "../../base/assert.ts";
import { dependencyGraph } from "../../model/dependency-graph.ts";
import { effectAtom } from "../../model/effects.ts";
import { plainRelation } from "../../engine/violation-rules.ts";
import { isCellKind } from "../../lattice/cell.ts";
import type { Value } from "../../lattice/row.ts";
import type {
  Boundary,
  Invariant,
  Operation,
  PlainLiteral,
  Program,
  Relation,
  Rule,
} from "../../model/program.ts";
import { literalTerms, aggregatesIn } from "../../model/terms.ts";
import { forEachLiteral, forEachTerm, variablesIn } from "../../syntax/walk.ts";
import type * as Syntax from "../../syntax/tree.ts";
import { clauseUnits } from "../clause-units.ts";
import { isAntitone, type Direction } from "../direction.ts";
import { Movements, type WrittenMovement } from "../movements.ts";
import type { StartRow } from "./history.ts";
import { asksForKey, guardsOf, writesOf, writtenMovements, type Write } from "./operation-writes.ts";
import { renamedLiteral, renamedTerm, type Naming } from "./renamed-literals.ts";
import { assumeKept, isReadable, type StandingRow } from "./side-knowledge.ts";
import { TermConstraints } from "./term-constraints.ts";
import { counterBounds, isOutOfBounds } from "./value-bounds.ts";
import { ruleOf, violationUnits, type ViolationUnit } from "./violation-units.ts";

/** How it was proved that an invariant is confluent (confluence.md, section 3). */
export type ProofKind = "direction" | "pointwise" | "cutoff" | "diamond" | "solver";

/** So many rows that are known to stand in a state are looked at. */
const standingMax = 12;

/** So many rows that stand in all states are looked for, and a unit is split for so many facts. */
const [lastingMax, splitMax] = [200, 4];

/** So many ways for an invariant to be broken are looked at, once its views are written out. */
const unitsMax = 64;

/**
 * Proves that no merge breaks an invariant which each side keeps; null where no proof is found.
 *
 * An invariant is broken by a unit: rows that are there, and tests. Let `U` hold in a merged state.
 * Where all of its rows stand in one of the two sides, and nothing else in it can have become true
 * by growing, it held on that side already, which was not so. Else some row stands in the one side
 * alone and some row in the other alone. Each was then put there by an operation at another replica
 * than the other; a unit is out of the question when what two such operations write does not meet.
 */
export function proveConfluence(
  invariant: Invariant,
  program: Program,
  facts: readonly StartRow[],
): ProofKind | null {
  const attempt = attemptedProof(invariant, program, facts);
  return attempt !== null && attempt.open.length === 0 ? attempt.kind : null;
}

/** The ways for an invariant to be broken that no proof excludes, with views written out. */
export interface UnprovedUnits {
  readonly units: readonly ViolationUnit[];
  /** Whether a relation is the same in all states. */
  readonly isStill: (relation: Relation) => boolean;
}

/** What `proveConfluence` leaves open of an invariant; null where it is not known what there is. */
export function unprovedUnits(
  invariant: Invariant,
  program: Program,
  facts: readonly StartRow[],
): UnprovedUnits | null {
  const attempt = attemptedProof(invariant, program, facts);
  if (attempt === null) return null;
  const { open, prover } = attempt;
  return { units: open, isStill: (relation) => prover.isStill(relation) };
}

interface AttemptedProof {
  /** The gravest rule that excluded a unit. */
  readonly kind: ProofKind;
  readonly open: readonly ViolationUnit[];
  readonly prover: Prover;
}

function attemptedProof(
  invariant: Invariant,
  program: Program,
  facts: readonly StartRow[],
): AttemptedProof | null {
  const units = violationUnits(invariant, program);
  if (units === null) return null;
  const operations = [...program.operations.values()];
  const prover = new Prover(program, facts, operations);
  const possible = units.filter((unit) => !prover.isOutOfBounds(unit));
  if (possible.every((unit) => isAntitone(prover.direction(unit, null))))
    return { kind: "direction", open: [], prover };
  // Calls at one boundary come one after the other: of two sides, one has all that the other has of them.
  for (const boundary of program.boundaries.values()) {
    if (!isOneAfterTheOther(boundary)) continue;
    const elsewhere = operations.filter((operation) => operation.boundary !== boundary);
    if (elsewhere.length === operations.length) continue;
    const without = new Prover(program, facts, elsewhere);
    if (possible.every((unit) => isAntitone(without.direction(unit, null))))
      return { kind: "direction", open: [], prover };
  }
  if (prover.movesOneCell(possible)) return { kind: "pointwise", open: [], prover };
  let kind: ProofKind = "pointwise";
  const open: ViolationUnit[] = [];
  const expanded = prover
    .splitByFacts(possible.flatMap((unit) => prover.expanded(unit)))
    .map((unit) => prover.reduced(unit));
  if (expanded.length > unitsMax) return null;
  for (const unit of expanded) {
    if (prover.isOutOfBounds(unit) || prover.isImpossible(unit)) continue;
    const moving = prover.movingAtoms(unit);
    if (prover.isTouched(unit, moving)) {
      kind = "diamond";
      continue;
    }
    const isApart =
      prover.isHeldByRows(unit, moving) && (moving.length < 2 || prover.arePartsApart(unit, moving));
    if (!isApart) open.push(unit);
    else if (moving.length >= 2) kind = "diamond";
    else if (unit.demandsRows && kind === "pointwise") kind = "cutoff";
  }
  return { kind, open, prover };
}

class Prover {
  readonly #program: Program;
  readonly #facts: readonly StartRow[];
  readonly #writes: ReadonlyMap<Relation, readonly Write[]>;
  readonly #movements: ReadonlyMap<Relation, WrittenMovement>;
  readonly #own: Movements;
  /** Whether all numbers are whole ones, so that sums of them are never rounded. */
  readonly #isExact: boolean;
  #lastingKnown: readonly LastingRow[] | null = null;
  #waysKnown: readonly ViolationUnit[] | null = null;

  constructor(program: Program, facts: readonly StartRow[], operations: readonly Operation[]) {
    this.#program = program;
    this.#facts = facts;
    this.#writes = writesOf(program, operations);
    this.#movements = writtenMovements(program, this.#writes);
    this.#own = this.#movementsOf(program, this.#movements);
    this.#isExact = hasWholeNumbers(program);
  }

  isOutOfBounds(unit: ViolationUnit): boolean {
    const boundsOf = (name: string): ReturnType<typeof counterBounds> | null => {
      const relation = this.#program.relations.get(name);
      if (relation?.kind !== "base") return null;
      // What a file holds is not known.
      const isLoaded = this.#program.inputs.some((input) => input.relation === relation);
      return counterBounds(relation, this.#movements.get(relation), isLoaded ? [] : this.#facts);
    };
    return isOutOfBounds(unit, boundsOf, this.#program.relations);
  }

  /** Whether a unit contradicts itself, as two values of one register do. */
  isImpossible(unit: ViolationUnit): boolean {
    if (this.#constraintsOf(unit).isContradictory()) return true;
    return unit.rest.some(
      (literal) => literal.kind === "negation" && this.#isAlwaysThere(literal.atom, () => false),
    );
  }

  /**
   * Whether all that units read and that operations write is one row, of which a merge takes one of
   * two: then a merged state is like one of its sides.
   */
  movesOneCell(units: readonly ViolationUnit[]): boolean {
    const { seals, rules } = this.#program;
    const read = new Map(units.flatMap((unit) => [...this.#relevant(unit)]));
    const moving = [...read.values()].filter(
      (relation) => relation.kind === "base" && !this.isStill(relation),
    );
    const [relation] = moving;
    if (relation === undefined || moving.length > 1 || seals.length > 0) return false;
    const readRules = rules.filter(({ heads }) => heads.some((head) => read.has(head.relation.name)));
    if (readRules.some(({ boundary }) => boundary !== null)) return false;
    const bodies = [
      ...units.flatMap((unit) => [[...unit.atoms, ...unit.rest], ...bodiesOf(unit.rules)]),
      ...bodiesOf(readRules),
    ];
    if (bodies.some((body) => body.some(namesPlace))) return false;
    return this.#isOneCell(relation);
  }

  #isOneCell(relation: Relation): boolean {
    const { columns, keyCount, equivalence } = relation;
    if (equivalence || !this.#movements.has(relation)) return false;
    const lattice = columns[keyCount]?.lattice ?? null;
    const isOneOfTwo =
      lattice === null ||
      lattice === "lww" ||
      ((lattice === "max" || lattice === "min") && !hasExtremes(relation));
    if (!isOneOfTwo) return false;
    const effects = (this.#writes.get(relation) ?? []).map(({ effect }) => effect);
    const [first] = effects;
    return effects.every(
      (effect) =>
        (effect.kind === "insert" || effect.kind === "write") &&
        effectAtom(effect)
          .arguments.slice(0, keyCount)
          .every((term, i) => {
            const other = first === undefined ? undefined : effectAtom(first).arguments[i];
            return term.kind === "constant" && other !== undefined && areTheSame(term, other);
          }),
    );
  }

  /** Units with an atom of a relation that gets no new keys, once for each of the few facts that it may be. */
  splitByFacts(units: readonly ViolationUnit[]): readonly ViolationUnit[] {
    let done = units;
    for (const unit of units) {
      let split: readonly ViolationUnit[] = [unit];
      for (const atom of unit.atoms) {
        const facts = this.#onlyFactsFor(atom);
        if (facts === null || facts.length > splitMax) continue;
        split = split.flatMap((one) => facts.map((fact) => withFact(one, atom, fact)));
      }
      const next = done.flatMap((one) => (one === unit ? split : [one]));
      if (next.length <= unitsMax) done = next;
    }
    return done;
  }

  /** The facts that an atom's row may be, the values that may change being null; null where there may be others. */
  #onlyFactsFor(atom: Syntax.Atom): readonly (readonly (Value | null)[])[] | null {
    const { relations, inputs, incomplete } = this.#program;
    const relation = relations.get(atom.relation.text);
    if (relation?.kind !== "base" || relation.equivalence || incomplete.has(relation)) return null;
    if (inputs.some((input) => input.relation === relation)) return null;
    const { keys, values } = this.#movements.get(relation) ?? { keys: "any", values: [] };
    if (keys !== "down" && keys !== "constant") return null;
    const facts = this.#facts.filter((fact) => fact.relation === relation.name);
    if (facts.length === 0) return null;
    return facts
      .map(({ row }) =>
        row.map((value, i) => (i < relation.keyCount || values[i] === "constant" ? value : null)),
      )
      .filter((row) =>
        atom.arguments.every(
          (term, i) => term.kind !== "constant" || row[i] === null || term.value === row[i],
        ),
      );
  }

  /** Whether a fact that nobody takes away fits an atom; `isFree` are variables that may be anything. */
  #isAlwaysThere(atom: Syntax.Atom, isFree: (term: Syntax.Term) => boolean): boolean {
    const relation = this.#program.relations.get(atom.relation.text);
    if (relation?.kind !== "base") return false;
    const keys = this.#movements.get(relation)?.keys;
    if (keys !== "up" && keys !== "constant") return false;
    return this.#lastingRows().some(
      (fact) =>
        fact.relation === relation.name &&
        atom.arguments.every((term, i) => {
          if (term.kind === "wildcard" || isFree(term)) return true;
          return i < relation.keyCount && term.kind === "constant" && term.value === fact.row[i];
        }),
    );
  }

  /**
   * What all states have, the values that may change being null: facts that nobody takes away, and
   * rows that the start has beside them to keep the invariants.
   */
  #lastingRows(): readonly LastingRow[] {
    if (this.#lastingKnown !== null) return this.#lastingKnown;
    const rows = this.#facts.flatMap(({ relation, row }): readonly LastingRow[] => {
      const lasting = this.#lasting(relation, row);
      return lasting === null ? [] : [{ relation, row: lasting }];
    });
    const known = rows.slice(0, standingMax);
    const demands = this.#program.invariants
      .filter(({ assumed }) => !assumed)
      .flatMap((invariant) => violationUnits(invariant, this.#program) ?? []);
    for (const { atoms, rest } of [...demands, ...demands]) {
      const [only] = rest;
      if (only?.kind !== "negation" || rest.length > 1) continue;
      for (const bound of bindings(atoms, known)) {
        const shown = only.atom.arguments.map((term) =>
          term.kind === "constant"
            ? term.value
            : term.kind === "variable"
              ? (bound.get(term.name) ?? null)
              : null,
        );
        const row = this.#lasting(only.atom.relation.text, shown);
        if (row === null || rows.length >= lastingMax) continue;
        rows.push({ relation: only.atom.relation.text, row });
        known.push({ relation: only.atom.relation.text, row });
      }
    }
    this.#lastingKnown = rows;
    return rows;
  }

  /** The unit with one name for what is equal in it, and without what then says nothing more. */
  reduced(unit: ViolationUnit): ViolationUnit {
    const equation = this.#equationIn(unit);
    if (equation === null) return this.#folded(unit);
    const { variable, term, literal } = equation;
    const naming: Naming = (one) => (one.name === variable ? term : one);
    const put = (one: PlainLiteral): PlainLiteral => renamedLiteral(one, naming);
    return this.reduced({
      ...unit,
      atoms: unit.atoms.map((atom) => put(atom)).filter((one) => one.kind === "atom"),
      rest: unit.rest.filter((one) => one !== literal).map(put),
    });
  }

  /** That a variable is some term: said so, or since a register has but one value. */
  #equationIn({ atoms, rest }: ViolationUnit): Equation | null {
    for (const literal of rest) {
      if (literal.kind !== "comparison" || literal.operator !== "=") continue;
      const found = equationOf(literal.left, literal.right) ?? equationOf(literal.right, literal.left);
      if (found !== null) return { ...found, literal };
    }
    for (const [i, a] of atoms.entries())
      for (const b of atoms.slice(i + 1)) {
        const relation = this.#program.relations.get(a.relation.text);
        if (relation?.name !== b.relation.text) continue;
        const { keyCount, columns } = relation;
        if (keyCount === columns.length || columns[keyCount]?.lattice === "mv") continue;
        const pairs = a.arguments.flatMap((term, k) => {
          const other = b.arguments[k];
          return other === undefined ? [] : [[term, other] as const];
        });
        if (!pairs.slice(0, keyCount).every(([one, other]) => areTheSame(one, other))) continue;
        for (const [one, other] of pairs.slice(keyCount)) {
          const found = equationOf(one, other) ?? equationOf(other, one);
          if (found !== null) return { ...found, literal: null };
        }
      }
    return null;
  }

  /**
   * The unit without atoms that another one already shows to hold: the same relation, and wherever
   * the other has another term, a variable that nothing else speaks of. A fact shows one as well.
   */
  #folded(unit: ViolationUnit): ViolationUnit {
    for (const [index, atom] of unit.atoms.entries()) {
      const atoms = unit.atoms.toSpliced(index, 1);
      const others = new Set(
        [...atoms, ...unit.rest].flatMap((literal) => variablesIn(literal).map(({ name }) => name)),
      );
      const isFree = (term: Syntax.Term): boolean =>
        term.kind === "wildcard" ||
        (term.kind === "variable" &&
          !others.has(term.name) &&
          atom.arguments.filter((one) => one.kind === "variable" && one.name === term.name).length === 1);
      const shows = (other: Syntax.Atom): boolean =>
        other.relation.text === atom.relation.text &&
        atom.arguments.every((term, i) => {
          const same = other.arguments[i];
          return isFree(term) || (same !== undefined && areTheSame(term, same));
        });
      if (atoms.some(shows) || this.#isAlwaysThere(atom, isFree)) return this.#folded({ ...unit, atoms });
    }
    return unit;
  }

  #constraintsOf(unit: ViolationUnit): TermConstraints {
    const constraints = new TermConstraints(this.#isExact);
    for (const literal of [...unit.atoms, ...unit.rest]) {
      constraints.assume(literal, "unit", null);
      if (literal.kind === "atom") constraints.assumeRow(literal, true, "unit", null);
      if (literal.kind === "negation") constraints.assumeRow(literal.atom, false, "unit", null);
    }
    // One row of a relation that has one row for each key.
    this.#equateKeyed(unit, constraints);
    return constraints;
  }

  /**
   * How the truth of a unit moves as states grow. `held` are atoms whose rows stand in the state
   * from which it grows: of counters the key, so that their values move on, and of rows with several
   * `max` and `min` columns the one that is named, so that the others move on.
   */
  direction(
    unit: ViolationUnit,
    held: readonly Syntax.Atom[] | null,
    column: number | null = null,
  ): Direction {
    const program = this.#program;
    const relations = new Map(this.#relevant(unit));
    for (const relation of unit.relations) relations.set(relation.name, relation);
    const movements = new Map(this.#movements);
    const replaced = new Map<PlainLiteral, PlainLiteral>();
    for (const [i, atom] of (held ?? []).entries()) {
      const relation = present(program.relations.get(atom.relation.text), atom.relation.text);
      const name = `held ${String(i)} ${relation.name}`;
      const copy: Relation = { ...relation, name, kind: "base" };
      relations.set(name, copy);
      const values = this.#movements.get(relation)?.values ?? relation.columns.map(() => "any");
      movements.set(copy, {
        keys: "constant",
        values: values.map((value, k) => (isMixed(relation) && k !== column ? value : "constant")),
      });
      replaced.set(atom, { ...atom, relation: { ...atom.relation, text: name } });
    }
    for (const [i, literal] of unit.rest.entries()) {
      if (literal.kind !== "negation" || !this.#isSpared(literal.atom)) continue;
      const relation = present(program.relations.get(literal.atom.relation.text), "a relation");
      const name = `spared ${String(i)} ${relation.name}`;
      const copy: Relation = { ...relation, name };
      relations.set(name, copy);
      movements.set(copy, { keys: "up", values: relation.columns.map(() => "constant") });
      const { atom } = literal;
      replaced.set(literal, { ...literal, atom: { ...atom, relation: { ...atom.relation, text: name } } });
    }
    const like = present(program.relations.values().next().value, "a relation");
    const broken = plainRelation("broken", like, []);
    relations.set(broken.name, broken);
    const span = unit.atoms[0]?.span ?? unit.rest[0]?.span ?? { start: 0, end: 0 };
    const head: Syntax.Atom = {
      kind: "atom",
      relation: { text: broken.name, span },
      arguments: [],
      span,
    };
    const put = (literal: PlainLiteral): PlainLiteral => replaced.get(literal) ?? literal;
    const literals = [...unit.atoms, ...unit.rest].map(put);
    const rules = [
      ...program.rules.filter(({ heads }) => heads.some(({ relation }) => relations.has(relation.name))),
      ...unit.rules.map((rule) => withLiterals(rule, put)),
      ruleOf(broken, head, { literals }, present(program.sources[0], "a source")),
    ];
    const asked = { ...program, relations, rules, dependencies: dependencyGraph(relations, rules) };
    const { keys, nondeterministic } = this.#movementsOf(asked, movements).of(broken);
    return nondeterministic ? "any" : keys;
  }

  /**
   * Whether a unit that holds in a merged state held in any state that has the rows of its atoms
   * already. Of several `max` and `min` columns in one row each may come from another side: one of
   * them is then the column that the side with the row must agree in, and which is free to choose.
   */
  isHeldByRows(unit: ViolationUnit, held: readonly Syntax.Atom[]): boolean {
    if (isAntitone(this.direction(unit, held))) return true;
    const [only] = held;
    const relation = only === undefined ? undefined : this.#program.relations.get(only.relation.text);
    if (relation === undefined || held.length > 1) return false;
    if (!hasExtremes(relation)) return false;
    return relation.columns.some(
      (_, column) => column >= relation.keyCount && isAntitone(this.direction(unit, held, column)),
    );
  }

  /** The atoms of base relations whose rows operations write. */
  movingAtoms(unit: ViolationUnit): readonly Syntax.Atom[] {
    return unit.atoms.filter((atom) => {
      const relation = this.#program.relations.get(atom.relation.text);
      // Rows of an equivalence come of others; one that closes a partition is seen when all have voted.
      if (relation?.kind !== "base" || relation.equivalence) return false;
      if (this.#program.seals.some(({ by }) => by === relation)) return false;
      const { keys, values } = this.#movements.get(relation) ?? { keys: "any", values: [] };
      return keys !== "constant" || values.some((value) => value !== "constant");
    });
  }

  /** The unit with views written out as the rows they are made of, as far as they are conjunctions of rows and tests. */
  expanded(unit: ViolationUnit): readonly ViolationUnit[] {
    let done: readonly ViolationUnit[] = [unit];
    for (let depth = 0; depth < 6 && done.length <= unitsMax; depth++) {
      const next = done.flatMap((one) => this.#expandedOnce(one, String(depth)) ?? [one]);
      if (next.length === done.length && next.every((one, i) => one === done[i])) break;
      done = next;
    }
    return done;
  }

  #expandedOnce(unit: ViolationUnit, depth: string): readonly ViolationUnit[] | null {
    const { rules, relations, dependencies } = this.#program;
    for (const [index, atom] of unit.atoms.entries()) {
      const relation = relations.get(atom.relation.text);
      if (relation?.kind !== "derived" || relation.keyCount < relation.columns.length) continue;
      const { factRelations, inputs, incomplete } = this.#program;
      if (relation.equivalence || factRelations.has(relation) || incomplete.has(relation)) continue;
      if (inputs.some((input) => input.relation === relation)) continue;
      if (this.isStill(relation)) continue;
      const component = dependencies.components[dependencies.componentOf.get(relation) ?? -1] ?? [];
      const reads = dependencies.edges.some(({ from, to }) => from === relation && to === relation);
      if (component.length !== 1 || reads) continue;
      const own = rules.flatMap((rule) =>
        rule.heads
          .filter((head) => head.relation === relation)
          .flatMap((head) => rule.clauses.map((clause) => ({ rule, head, clause }))),
      );
      if (own.some(({ rule, head }) => rule.boundary !== null || hasAggregates(head.atom))) continue;
      return own.map(({ head, clause }, i) => {
        const prefix = `${depth}.${String(index)}.${String(i)}:`;
        const passed = new Map<string, Syntax.Term>();
        for (const [k, term] of head.atom.arguments.entries()) {
          const given = atom.arguments[k];
          if (term.kind !== "variable" || passed.has(term.name)) continue;
          if (given?.kind === "variable" || given?.kind === "constant") passed.set(term.name, given);
        }
        const naming: Naming = (one) => passed.get(one.name) ?? { ...one, name: prefix + one.name };
        const body = clause.literals.map((literal) => renamedLiteral(literal, naming));
        const equations = atom.arguments.flatMap((term, k): readonly PlainLiteral[] => {
          const other = renamedTerm(present(head.atom.arguments[k], "a term of a head"), naming);
          if (term.kind === "wildcard" || areTheSame(term, other)) return [];
          return [{ kind: "comparison", operator: "=", left: term, right: other, span: term.span }];
        });
        return {
          ...unit,
          atoms: [...unit.atoms.toSpliced(index, 1), ...body.filter((literal) => literal.kind === "atom")],
          rest: [...unit.rest, ...equations, ...body.filter((literal) => literal.kind !== "atom")],
        };
      });
    }
    return null;
  }

  isStill(relation: Relation): boolean {
    const { keys, values } = this.#own.of(relation);
    return keys === "constant" && values.every((value) => value === "constant");
  }

  /**
   * Whether the unit says that a row stands without another which whoever inserted it inserted too,
   * into an `orset`. Who takes such a row away has not seen that insertion: having seen it, and the
   * row that needs it, the invariant would not hold there, and nothing would have been taken. So
   * the insertion is still there.
   */
  isTouched(unit: ViolationUnit, moving: readonly Syntax.Atom[]): boolean {
    const [child] = moving;
    if (child === undefined || moving.length > 1) return false;
    const relation = this.#program.relations.get(child.relation.text);
    if (relation === undefined || this.#movements.get(relation)?.keys !== "up") return false;
    if (relation.keyCount < relation.columns.length) return false;
    return unit.rest.some((literal) => {
      if (literal.kind !== "negation") return false;
      const parent = this.#program.relations.get(literal.atom.relation.text);
      if (parent?.kind !== "base" || parent.qualifier !== "orset") return false;
      const others = { ...unit, rest: unit.rest.filter((one) => one !== literal) };
      if (!isAntitone(this.direction(others, moving)) || this.#isReplaced(parent)) return false;
      return this.#writersOf(child).every((write) => this.#alsoInserts(write, unit, child, literal.atom));
    });
  }

  /** Whether what operations delete from an `orset` is never a row that fits an atom. */
  #isSpared(atom: Syntax.Atom): boolean {
    const relation = this.#program.relations.get(atom.relation.text);
    if (relation?.kind !== "base" || relation.qualifier !== "orset") return false;
    const deletes = (this.#writes.get(relation) ?? []).filter(({ effect }) => effect.kind === "delete");
    return deletes.every(({ operation, effect }) => {
      const constraints = new TermConstraints(this.#isExact);
      for (const guard of guardsOf(operation)) this.#assume(guard, "deleted", 0, constraints);
      for (const [i, term] of effectAtom(effect).arguments.entries()) {
        const other = atom.arguments[i];
        if (term.kind === "wildcard" || other === undefined || other.kind === "wildcard") continue;
        constraints.equate(constraints.term(term, "deleted", 0), constraints.term(other, "unit", null));
      }
      return constraints.isContradictory();
    });
  }

  /** Whether an operation takes rows of a relation away and puts others, perhaps the same, in their place. */
  #isReplaced(relation: Relation): boolean {
    const writes = this.#writes.get(relation) ?? [];
    return writes.some(
      ({ operation, effect }) =>
        effect.kind === "delete" &&
        writes.some((other) => other.operation === operation && other.effect.kind === "insert"),
    );
  }

  #alsoInserts(write: Write, unit: ViolationUnit, child: Syntax.Atom, parent: Syntax.Atom): boolean {
    const { operation } = write;
    return operation.syntax.steps.some((step) => {
      if (step.kind !== "insert" || step.atom.relation.text !== parent.relation.text) return false;
      const constraints = new TermConstraints(this.#isExact);
      for (const literal of unit.atoms) this.#assume(literal, "unit", null, constraints);
      this.#meet(child, write, "left", 0, constraints);
      const pairs = parent.arguments.flatMap((term, i) => {
        const other = step.atom.arguments[i];
        if (term.kind === "wildcard" || other === undefined) return [];
        return [[constraints.term(term, "unit", null), constraints.term(other, "left", 0)] as const];
      });
      return constraints.isContradictory() || pairs.every(([a, b]) => constraints.areEqual(a, b));
    });
  }

  /** Whether no two of the rows can be put by operations that do not know of each other. */
  arePartsApart(unit: ViolationUnit, moving: readonly Syntax.Atom[]): boolean {
    return moving.every((a, i) => moving.slice(i + 1).every((b) => this.#areApart(unit, a, b)));
  }

  #areApart(unit: ViolationUnit, a: Syntax.Atom, b: Syntax.Atom): boolean {
    return this.#firstWritersOf(unit, a).every((one) =>
      this.#firstWritersOf(unit, b).every((other) => {
        const { boundary } = one.operation;
        if (isOneAfterTheOther(boundary) && boundary === other.operation.boundary) return true;
        const constraints = this.#constraintsOf(unit);
        this.#meet(a, one, "left", 0, constraints, this.#isHeldByKey(unit, a));
        this.#meet(b, other, "right", 1, constraints, this.#isHeldByKey(unit, b));
        if (constraints.isContradictory()) return true;
        this.#assumeAdmitted(unit, a, one, "left", 0, constraints);
        this.#assumeAdmitted(unit, b, other, "right", 1, constraints);
        return constraints.isContradictory();
      }),
    );
  }

  /**
   * Takes that an operation left a state that keeps the invariants: with the row of the unit that it
   * put there, what else it wrote in one call, what it had asked for and nobody takes away, and what
   * stands everywhere.
   */
  #assumeAdmitted(
    unit: ViolationUnit,
    atom: Syntax.Atom,
    { operation, effect }: Write,
    scope: string,
    side: number,
    constraints: TermConstraints,
  ): void {
    const replica = operation.boundary === null ? side : null;
    const rows: StandingRow[] = [];
    const put = (name: string, terms: readonly (Syntax.Term | null)[], where: string): void => {
      const columns = this.#program.relations.get(name)?.columns ?? [];
      rows.push({
        relation: name,
        terms: columns.map((_, i) => {
          const term = terms[i];
          return term === null || term === undefined || term.kind === "wildcard"
            ? constraints.unknown()
            : constraints.term(term, where, where === "unit" ? null : replica);
        }),
      });
    };
    const keysOf = ({ arguments: terms }: Syntax.Atom, { keyCount }: Relation): readonly Syntax.Term[] =>
      terms.slice(0, keyCount);
    const own = present(this.#program.relations.get(atom.relation.text), atom.relation.text);
    put(own.name, this.#isHeldByKey(unit, atom) ? keysOf(atom, own) : atom.arguments, "unit");
    for (const step of operation.syntax.steps) {
      if (step.kind === "require" || step === effect) continue;
      const atomOf = effectAtom(step);
      const relation = this.#program.relations.get(atomOf.relation.text);
      if (relation === undefined) continue;
      const others = (this.#writes.get(relation) ?? []).filter((write) => write.operation === operation);
      if (step.kind === "insert" && others.every((write) => write.effect.kind === "insert"))
        put(relation.name, keysOf(atomOf, relation), scope);
      if (step.kind === "write") {
        // Where a call has several solutions, the last of them stands.
        const terms = [...atomOf.arguments, ...step.values];
        const isOne = others.length === 1 && terms.every((term) => isGiven(term, operation));
        put(relation.name, isOne ? terms : atomOf.arguments, scope);
      }
    }
    for (const guard of guardsOf(operation)) {
      if (guard.kind !== "atom") continue;
      const relation = this.#program.relations.get(guard.relation.text);
      if (relation?.kind !== "base") continue;
      const keys = this.#movements.get(relation)?.keys;
      if (this.isStill(relation)) put(relation.name, guard.arguments, scope);
      else if (keys === "up" || keys === "constant") put(relation.name, keysOf(guard, relation), scope);
    }
    for (const other of unit.atoms) {
      const relation = this.#program.relations.get(other.relation.text);
      if (relation !== undefined && this.isStill(relation)) put(relation.name, other.arguments, "unit");
    }
    for (const { relation, row } of this.#lastingRows()) {
      if (rows.length >= standingMax) break;
      rows.push({
        relation,
        terms: row.map((value) => (value === null ? constraints.unknown() : constraints.value(value))),
      });
    }
    assumeKept(this.#ways(), rows, constraints, scope);
  }

  /** What lasts of a fact, nobody taking it away: the values that may change are null. */
  #lasting(name: string, row: readonly (Value | null)[]): readonly (Value | null)[] | null {
    const relation = this.#program.relations.get(name);
    if (relation?.kind !== "base") return null;
    const { keys, values } = this.#movements.get(relation) ?? { keys: "any", values: [] };
    if (keys !== "up" && keys !== "constant") return null;
    return row.map((value, i) => (i < relation.keyCount || values[i] === "constant" ? value : null));
  }

  /** The ways to break any invariant that operations keep, as far as they can be read. */
  #ways(): readonly ViolationUnit[] {
    this.#waysKnown ??= this.#program.invariants
      .filter(({ assumed }) => !assumed)
      .flatMap((invariant) => violationUnits(invariant, this.#program) ?? [])
      .flatMap((unit) => this.expanded(unit))
      .map((unit) => this.reduced(unit))
      .filter(isReadable);
    return this.#waysKnown;
  }

  /**
   * Whether a state has the row of an atom as soon as it has its key: the values move on, as those of
   * counters do, or nothing speaks of them.
   */
  #isHeldByKey(unit: ViolationUnit, atom: Syntax.Atom): boolean {
    const relation = present(this.#program.relations.get(atom.relation.text), atom.relation.text);
    if (isMixed(relation)) return true;
    const others = [...unit.atoms, ...unit.rest]
      .filter((literal) => literal !== atom)
      .flatMap((literal) => variablesIn(literal).map(({ name }) => name));
    return atom.arguments.slice(relation.keyCount).every((term) => {
      if (term.kind === "wildcard") return true;
      const same = atom.arguments.filter((one) => one.kind === "variable" && areTheSame(one, term));
      return term.kind === "variable" && same.length === 1 && !others.includes(term.name);
    });
  }

  /** What may have put the row of an atom where it was not: of a row that has a key, what does not ask for the key before. */
  #firstWritersOf(unit: ViolationUnit, atom: Syntax.Atom): readonly Write[] {
    const relation = present(this.#program.relations.get(atom.relation.text), atom.relation.text);
    const keys = this.#movements.get(relation)?.keys;
    const isLasting = keys === "up" || keys === "constant";
    const writers = this.#writersOf(atom);
    if (!isLasting || !this.#isHeldByKey(unit, atom)) return writers;
    return writers.filter((write) => !asksForKey(write, relation));
  }

  #writersOf(atom: Syntax.Atom): readonly Write[] {
    const relation = present(this.#program.relations.get(atom.relation.text), atom.relation.text);
    return (this.#writes.get(relation) ?? []).filter(
      ({ effect }) => effect.kind !== "delete" && effect.kind !== "transfer",
    );
  }

  /** The row that an atom reads is one that an effect writes, as far as the effect says what it writes. */
  #meet(
    atom: Syntax.Atom,
    { effect, operation }: Write,
    scope: string,
    side: number,
    constraints: TermConstraints,
    byKey = false,
  ): void {
    // At a boundary it is the caller's name, which the other side may have too.
    const replica = operation.boundary === null ? side : null;
    for (const guard of guardsOf(operation)) this.#assume(guard, scope, replica, constraints);
    const relation = this.#program.relations.get(atom.relation.text);
    const isWhole = relation !== undefined && !hasExtremes(relation) && !byKey;
    const written = [
      ...effectAtom(effect).arguments,
      ...(effect.kind === "write" ? effect.values : []),
    ].slice(0, isWhole ? undefined : relation?.keyCount);
    for (const [i, term] of atom.arguments.entries()) {
      const other = written[i];
      if (term.kind === "wildcard" || other === undefined) continue;
      constraints.equate(constraints.term(term, "unit", null), constraints.term(other, scope, replica));
    }
  }

  /** Takes what a literal says that is so at all times: of rows only those that never change. */
  #assume(
    literal: Syntax.Literal,
    scope: string,
    replica: number | null,
    constraints: TermConstraints,
  ): void {
    constraints.assume(literal, scope, replica);
    if (literal.kind !== "atom" && literal.kind !== "negation") return;
    const atom = literal.kind === "atom" ? literal : literal.atom;
    const relation = this.#program.relations.get(atom.relation.text);
    if (relation !== undefined && this.isStill(relation))
      constraints.assumeRow(atom, literal.kind === "atom", scope, replica);
  }

  #equateKeyed(unit: ViolationUnit, constraints: TermConstraints): void {
    for (const [i, a] of unit.atoms.entries())
      for (const b of unit.atoms.slice(i + 1)) {
        const relation = this.#program.relations.get(a.relation.text);
        if (relation === undefined || a.relation.text !== b.relation.text) continue;
        const { keyCount, columns } = relation;
        if (keyCount === columns.length || columns[keyCount]?.lattice === "mv") continue;
        const isSame = (k: number): boolean => {
          const [x, y] = [a.arguments[k], b.arguments[k]];
          return x?.kind === "variable" && y?.kind === "variable" && x.name === y.name;
        };
        if (!Array.from({ length: keyCount }, (_, k) => k).every(isSame)) continue;
        for (let k = keyCount; k < columns.length; k++) {
          const [x, y] = [a.arguments[k], b.arguments[k]];
          if (x === undefined || y === undefined) continue;
          constraints.equate(constraints.term(x, "unit", null), constraints.term(y, "unit", null));
        }
      }
  }

  #movementsOf(program: Program, written: ReadonlyMap<Relation, WrittenMovement>): Movements {
    const { units } = clauseUnits(program);
    return new Movements(program, units, { coordination: true, closed: new Set(), written });
  }

  /** What a unit reads, through views. */
  #relevant(unit: ViolationUnit): ReadonlyMap<string, Relation> {
    const { relations, dependencies } = this.#program;
    const names = new Map<string, Relation>();
    const waiting: Relation[] = [];
    const bodies = [
      [...unit.atoms, ...unit.rest],
      ...unit.rules.flatMap(({ clauses }) => clauses.map((one) => one.literals)),
    ];
    for (const name of relationsNamed(bodies))
      waiting.push(...[relations.get(name)].flatMap((one) => one ?? []));
    const readBy = new Map<Relation, Relation[]>();
    for (const { from, to } of dependencies.edges) readBy.set(to, [...(readBy.get(to) ?? []), from]);
    for (let relation = waiting.pop(); relation !== undefined; relation = waiting.pop()) {
      if (names.has(relation.name)) continue;
      names.set(relation.name, relation);
      waiting.push(...(readBy.get(relation) ?? []));
    }
    // Seals name relations that nothing else here may read.
    for (const seal of this.#program.seals) {
      names.set(seal.relation.name, seal.relation);
      names.set(seal.by.name, seal.by);
    }
    return names;
  }
}

interface LastingRow {
  readonly relation: string;
  readonly row: readonly (Value | null)[];
}

/** The values of variables for which atoms are among rows. */
function bindings(
  atoms: readonly Syntax.Atom[],
  rows: readonly LastingRow[],
): readonly ReadonlyMap<string, Value>[] {
  let found: readonly ReadonlyMap<string, Value>[] = [new Map()];
  for (const atom of atoms)
    found = found
      .flatMap((bound) =>
        rows.flatMap(({ relation, row }) => {
          const next = new Map(bound);
          const fits =
            relation === atom.relation.text &&
            atom.arguments.every((term, i) => {
              const value = row[i] ?? null;
              if (term.kind === "wildcard") return true;
              if (term.kind === "constant") return value === term.value;
              if (term.kind !== "variable") return false;
              if (value === null) return !isNamedElsewhere(term.name, i, atom, atoms);
              if (next.has(term.name)) return next.get(term.name) === value;
              next.set(term.name, value);
              return true;
            });
          return fits ? [next] : [];
        }),
      )
      .slice(0, lastingMax);
  return found;
}

function isNamedElsewhere(
  name: string,
  index: number,
  atom: Syntax.Atom,
  atoms: readonly Syntax.Atom[],
): boolean {
  return atoms.some((other) =>
    other.arguments.some(
      (term, i) => (other !== atom || i !== index) && variablesIn(term).some((one) => one.name === name),
    ),
  );
}

function withFact(unit: ViolationUnit, atom: Syntax.Atom, fact: readonly (Value | null)[]): ViolationUnit {
  const equations = atom.arguments.flatMap((term, i): readonly PlainLiteral[] => {
    const value = fact[i] ?? null;
    if (value === null || term.kind === "wildcard" || term.kind === "constant") return [];
    // No constant is negative.
    if (typeof value === "number" && !(value >= 0)) return [];
    const { span } = term;
    return [{ kind: "comparison", operator: "=", left: term, right: constantTerm(value, span), span }];
  });
  return { ...unit, rest: [...unit.rest, ...equations] };
}

function bodiesOf(rules: readonly Rule[]): readonly (readonly PlainLiteral[])[] {
  return rules.flatMap(({ clauses }) => clauses.map(({ literals }) => literals));
}

/** Whether a literal may say something else at another replica or time. */
function namesPlace(literal: PlainLiteral): boolean {
  let found = false;
  forEachLiteral([[literal]], (each) => {
    forEachTerm(each, (term) => {
      if (term.kind === "call" && (term.functor === "replica" || term.functor === "now")) found = true;
    });
  });
  return found;
}

function constantTerm(value: Value, span: Syntax.Atom["span"]): Syntax.Term {
  return typeof value === "string"
    ? { kind: "constant", type: "symbol", value, text: value, span }
    : { kind: "constant", type: "number", value, text: String(value), span };
}

interface Equation {
  readonly variable: string;
  readonly term: Syntax.Term;
  /** The comparison that says so, if one does. */
  readonly literal: PlainLiteral | null;
}

function equationOf(variable: Syntax.Term, term: Syntax.Term): Omit<Equation, "literal"> | null {
  if (variable.kind !== "variable" || areTheSame(variable, term)) return null;
  return term.kind === "variable" || term.kind === "constant" ? { variable: variable.name, term } : null;
}

function areTheSame(a: Syntax.Term, b: Syntax.Term): boolean {
  if (a.kind === "variable") return b.kind === "variable" && a.name === b.name;
  return a.kind === "constant" && b.kind === "constant" && a.value === b.value;
}

/** Whether calls at a boundary are never made without knowing of each other. */
function isOneAfterTheOther(boundary: Boundary | null): boolean {
  return boundary !== null && (boundary.protocol.kind !== "quorum" || boundary.protocol.sound);
}

/** Whether a merged value may be one that neither side has. */
function isMixed(relation: Relation): boolean {
  const kind = relation.columns[relation.keyCount]?.lattice ?? null;
  return (isCellKind(kind) && kind !== "lww" && kind !== "mv") || hasExtremes(relation);
}

/** Whether rows have several `max` and `min` columns, which merge each for itself. */
function hasExtremes({ columns, keyCount }: Relation): boolean {
  const kind = columns[keyCount]?.lattice ?? null;
  return (kind === "max" || kind === "min") && columns.length > keyCount + 1;
}

/** Whether a term says the same for all solutions of one call. */
function isGiven(term: Syntax.Term, operation: Operation): boolean {
  if (term.kind === "constant") return true;
  if (term.kind !== "variable") return false;
  return operation.syntax.parameters.some(({ name }) => name.text === term.name);
}

function hasWholeNumbers({ relations, operations, types }: Program): boolean {
  const isFloat = (name: string): boolean => name === "float" || types.get(name)?.base === "float";
  return (
    [...relations.values()].every(({ columns }) => columns.every(({ value }) => value !== "float")) &&
    [...operations.values()].every(({ syntax }) => syntax.parameters.every(({ type }) => !isFloat(type.text)))
  );
}

function hasAggregates(atom: Syntax.Atom): boolean {
  return atom.arguments.some((term) => aggregatesIn(term).length > 0);
}

function withLiterals(rule: Rule, put: (literal: PlainLiteral) => PlainLiteral): Rule {
  return { ...rule, clauses: rule.clauses.map(({ literals }) => ({ literals: literals.map(put) })) };
}

function* relationsNamed(bodies: Iterable<readonly Syntax.Literal[]>): Generator<string> {
  for (const literals of bodies)
    for (const literal of literals) {
      if (literal.kind === "group") {
        yield* relationsNamed(literal.body);
        continue;
      }
      if (literal.kind === "atom") yield literal.relation.text;
      if (literal.kind === "negation") yield literal.atom.relation.text;
      if (literal.kind === "difference") yield* [literal.left.relation.text, literal.right.relation.text];
      for (const term of literalTerms(literal))
        for (const aggregate of aggregatesIn(term)) yield* relationsNamed(aggregate.body);
    }
}
