import { variableTypes, type VariableTypes } from "../../../engine/term-types.ts";
import { clausesOf } from "../../../model/clauses.ts";
import type { PlainLiteral } from "../../../model/program.ts";
import { aggregatesIn, literalTerms, variablesIn } from "../../../model/terms.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import { counterSum } from "./counter-sum.ts";
import type { MergeKnowledge } from "./merge-knowledge.ts";
import type { StateName } from "./merge-states.ts";
import { demandCells, isWhole, relationOf, type Cell } from "./query-cell.ts";
import type { QueryCells } from "./query-cells.ts";
import { allOf, type SmtScope, type SmtTerms } from "./smt-terms.ts";
import { Unspeakable } from "./unspeakable.ts";
import type { ViolationUnit } from "../violation-units.ts";

/**
 * A unit as a formula over the cells that it reads, which are added to those of the query. Throws
 * `Unspeakable`.
 */
export class BrokenUnit {
  readonly #unit: ViolationUnit;
  readonly #knowledge: MergeKnowledge;
  readonly #terms: SmtTerms;
  readonly #cells: QueryCells;
  readonly #types: VariableTypes;
  /** The literals that are neither rows nor definitions. */
  readonly #tests: PlainLiteral[] = [];
  readonly #definitions = new Map<string, Syntax.Term>();
  /** What a variable is that stands at a value: which column of which cell. */
  readonly #values = new Map<string, { readonly cell: Cell; readonly column: number }>();
  readonly #known = new Set<string>();
  /** Values that a row must have beside those that bind a variable. */
  readonly #matches: { readonly cell: Cell; readonly column: number; readonly term: Syntax.Term }[] = [];
  readonly #absent: Cell[] = [];
  readonly #sums = new Map<Syntax.Aggregate, Cell>();
  readonly #present: Cell[] = [];
  readonly #still: Syntax.Atom[] = [];

  constructor(unit: ViolationUnit, knowledge: MergeKnowledge, terms: SmtTerms, cells: QueryCells) {
    this.#unit = unit;
    this.#knowledge = knowledge;
    this.#terms = terms;
    this.#cells = cells;
    if (unit.relations.length > 0) throw new Unspeakable();
    this.#types = variableTypes([...unit.atoms, ...unit.rest], new Map(), knowledge.program);
    this.#readAtoms();
    this.#readTests();
  }

  /** The atoms whose rows never change. */
  still(): readonly Syntax.Atom[] {
    return this.#still;
  }

  /** That all literals hold in a state. */
  isTrue(state: StateName): string {
    const scope = this.#unitScope(state);
    return allOf([
      ...this.#present.map((cell) => this.#cells.isThere(cell, state)),
      ...this.#absent.map((cell) => `(not ${this.#cells.isThere(cell, state)})`),
      ...this.#matches.map(({ cell, column, term }) => {
        const text = this.#terms.term(term, scope)?.text;
        if (text === undefined) throw new Unspeakable();
        return `(= ${this.#cells.value(cell, column, state)} ${text})`;
      }),
      ...this.#tests.flatMap((test) => this.#testText(test, state) ?? []),
    ]);
  }

  /** Keys are the same in all states, and so is what they are made of. */
  keyScope(): SmtScope {
    return {
      types: this.#types,
      replica: null,
      aggregate: () => null,
      variable: (name) => {
        const definition = this.#definitions.get(name);
        if (definition !== undefined && !this.#known.has(name))
          return this.#terms.term(definition, this.keyScope())?.text ?? null;
        return this.#known.has(name) ? this.#terms.integer(`unit ${name}`) : null;
      },
    };
  }

  #readAtoms(): void {
    const { isStill } = this.#knowledge;
    const moving: Syntax.Atom[] = [];
    for (const atom of this.#unit.atoms) {
      const relation = relationOf(atom, this.#knowledge.program);
      if (isStill(relation)) this.#still.push(atom);
      else {
        demandCells(relation, this.#knowledge.program);
        moving.push(atom);
      }
    }
    // What stands at keys, and in rows that never change, is the same in all states.
    for (const atom of this.#still) this.#know(atom.arguments);
    for (const atom of moving)
      this.#know(atom.arguments.slice(0, relationOf(atom, this.#knowledge.program).keyCount));
    for (const atom of moving) {
      const relation = relationOf(atom, this.#knowledge.program);
      const cell = this.#cells.add(relation, atom.arguments.slice(0, relation.keyCount), this.keyScope());
      this.#present.push(cell);
      for (let column = relation.keyCount; column < relation.columns.length; column++) {
        const term = atom.arguments[column];
        if (term === undefined || term.kind === "wildcard") continue;
        if (!isWhole(relation, column)) throw new Unspeakable();
        if (term.kind === "variable" && !this.#known.has(term.name) && !this.#values.has(term.name))
          this.#values.set(term.name, { cell, column });
        else this.#matches.push({ cell, column, term });
      }
    }
  }

  #know(terms: readonly Syntax.Term[]): void {
    for (const name of terms.flatMap(variablesIn)) this.#known.add(name);
  }

  #readTests(): void {
    const waiting: PlainLiteral[] = [];
    for (const literal of this.#unit.rest) {
      const definition = literal.kind === "comparison" ? this.#definitionIn(literal) : null;
      if (definition === null) waiting.push(literal);
      else this.#definitions.set(definition.name, definition.term);
    }
    for (const literal of waiting) {
      if (
        literal.kind === "negation" &&
        !this.#knowledge.isStill(relationOf(literal.atom, this.#knowledge.program))
      )
        this.#absent.push(this.#absentCell(literal.atom));
      else {
        if (literal.kind === "atom" || literal.kind === "difference") throw new Unspeakable();
        this.#tests.push(literal);
      }
    }
    // What sums there are is known once all has been written.
    this.isTrue("MAB");
  }

  /** `x = t` where nothing else says what `x` is, and `t` does not rest on it. */
  #definitionIn({ operator, left, right }: Syntax.Comparison): {
    readonly name: string;
    readonly term: Syntax.Term;
  } | null {
    if (operator !== "=") return null;
    for (const [one, term] of [
      [left, right],
      [right, left],
    ] as const)
      if (
        one.kind === "variable" &&
        !this.#known.has(one.name) &&
        !this.#values.has(one.name) &&
        !this.#definitions.has(one.name) &&
        !this.#basis(term).has(one.name)
      )
        return { name: one.name, term };
    return null;
  }

  /** The variables that a term rests on, once definitions are put in. */
  #basis(term: Syntax.Term, found = new Set<string>()): Set<string> {
    for (const name of variablesIn(term)) {
      if (found.has(name)) continue;
      found.add(name);
      const definition = this.#definitions.get(name);
      if (definition !== undefined) this.#basis(definition, found);
    }
    return found;
  }

  #absentCell(atom: Syntax.Atom): Cell {
    const relation = relationOf(atom, this.#knowledge.program);
    demandCells(relation, this.#knowledge.program);
    if (atom.arguments.slice(relation.keyCount).some(({ kind }) => kind !== "wildcard"))
      throw new Unspeakable();
    return this.#cells.add(
      relation,
      atom.arguments.slice(0, relation.keyCount).map((term) => (term.kind === "wildcard" ? null : term)),
      this.keyScope(),
    );
  }

  /** Null where a test has no text, and need not have one, as it says the same of all states. */
  #testText(literal: PlainLiteral, state: StateName): string | null {
    const scope = this.#unitScope(state);
    const text =
      literal.kind === "comparison"
        ? this.#terms.comparison(literal, scope)
        : literal.kind === "truth"
          ? String(literal.value)
          : null;
    if (text === null && this.#mayChange(literal)) throw new Unspeakable();
    return text;
  }

  /** Whether what a literal says may be otherwise in another state. */
  #mayChange(literal: PlainLiteral): boolean {
    return literalTerms(literal).some((term) => {
      const names = [...this.#basis(term)];
      const within = [term, ...names.flatMap((name) => this.#definitions.get(name) ?? [])];
      return (
        names.some((name) => !this.#known.has(name) && !this.#definitions.has(name)) ||
        within.some((one) => aggregatesIn(one).some((aggregate) => this.#readsMoving(aggregate)))
      );
    });
  }

  #readsMoving({ body }: Syntax.Aggregate): boolean {
    return clausesOf(body).clauses.some(({ literals }) =>
      literals.some((literal) => {
        if (literalTerms(literal).some((term) => aggregatesIn(term).length > 0)) return true;
        const atoms =
          literal.kind === "atom"
            ? [literal]
            : literal.kind === "negation"
              ? [literal.atom]
              : literal.kind === "difference"
                ? [literal.left, literal.right]
                : [];
        return atoms.some((atom) => !this.#knowledge.isStill(relationOf(atom, this.#knowledge.program)));
      }),
    );
  }

  #unitScope(state: StateName): SmtScope {
    const scope: SmtScope = {
      types: this.#types,
      replica: null,
      aggregate: (aggregate) => {
        const cell = this.#sumCell(aggregate);
        return cell === null ? null : this.#cells.value(cell, cell.relation.keyCount, state);
      },
      variable: (name) => {
        const value = this.#values.get(name);
        if (value !== undefined) return this.#cells.value(value.cell, value.column, state);
        const definition = this.#definitions.get(name);
        if (definition !== undefined) return this.#terms.term(definition, scope)?.text ?? null;
        return this.#known.has(name) ? this.#terms.integer(`unit ${name}`) : null;
      },
    };
    return scope;
  }

  #sumCell(aggregate: Syntax.Aggregate): Cell | null {
    const known = this.#sums.get(aggregate);
    if (known !== undefined) return known;
    const sum = counterSum(aggregate, this.#knowledge, (name) => this.#isOutside(name));
    if (sum === null) return null;
    const cell = this.#cells.add(sum.relation, sum.keys, this.keyScope(), "sum");
    this.#sums.set(aggregate, cell);
    return cell;
  }

  /** Whether a variable stands anywhere in the unit but in aggregates. */
  #isOutside(name: string): boolean {
    const standsIn = (term: Syntax.Term): boolean =>
      term.kind === "variable"
        ? term.name === name
        : term.kind === "call" && term.arguments.some((one) => standsIn(one));
    return [...this.#unit.atoms, ...this.#unit.rest].some((literal) => literalTerms(literal).some(standsIn));
  }
}
