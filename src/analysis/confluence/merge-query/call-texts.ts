import { effectAtom } from "../../../model/effects.ts";
import { isSound } from "../../../model/sound-boundary.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import type { CallPattern, Meeting } from "./call-patterns.ts";
import { linearTerm, minus, scaled, type LinearTerm } from "../linear-terms.ts";
import type { MergeKnowledge } from "./merge-knowledge.ts";
import { seenBy, type Part } from "./merge-states.ts";
import { isWhole, relationOf, type Cell } from "./query-cell.ts";
import type { QueryCells } from "./query-cells.ts";
import { allOf, anyOf, integerText, sumOf, type SmtScope, type SmtTerms } from "./smt-terms.ts";
import type { StartTexts } from "./start-texts.ts";
import { Unspeakable } from "./unspeakable.ts";

/** What calls of one kind in one part do to cells: each of them, and all of them together. */
export class CallTexts {
  readonly #knowledge: MergeKnowledge;
  readonly #terms: SmtTerms;
  readonly #asserted: string[];
  readonly #cells: QueryCells;
  readonly #starts: StartTexts;
  readonly #partIndexes = new Map<string, number>();
  #fresh = 0;

  /** `asserted` gets what is asserted. */
  constructor(
    knowledge: MergeKnowledge,
    terms: SmtTerms,
    asserted: string[],
    cells: QueryCells,
    starts: StartTexts,
  ) {
    this.#knowledge = knowledge;
    this.#terms = terms;
    this.#asserted = asserted;
    this.#cells = cells;
    this.#starts = starts;
  }

  count({ name }: CallPattern, part: Part): string {
    return this.#terms.integer(`${name} in ${part}`);
  }

  /** What holds of the calls of one kind in one part: of one of them, if there is one, and of their sums. */
  describe(pattern: CallPattern, part: Part): void {
    const count = this.count(pattern, part);
    this.#asserted.push(`(>= ${count} 0)`, `(=> (>= ${count} 1) ${this.#someCall(pattern, part, null)})`);
    const used = new Set<string>();
    const total = (linear: LinearTerm): string => this.#total(linear, pattern, part, used);
    const sums: string[] = [];
    const scope = this.#callScope(pattern, "typed");
    for (const guard of pattern.guards) {
      if (guard.kind !== "comparison" || this.#terms.comparison(guard, scope) === null) continue;
      if ([guard.left, guard.right].some((term) => this.#terms.term(term, scope)?.kind !== "number"))
        continue;
      const difference = total(minus(linearTerm(guard.left), linearTerm(guard.right)));
      switch (guard.operator) {
        case "=":
          sums.push(`(= ${difference} 0)`);
          break;
        case "<":
          sums.push(`(<= (+ ${difference} ${count}) 0)`);
          break;
        case "<=":
          sums.push(`(<= ${difference} 0)`);
          break;
        case ">":
          sums.push(`(>= (- ${difference} ${count}) 0)`);
          break;
        case ">=":
          sums.push(`(>= ${difference} 0)`);
          break;
        case "!=":
      }
    }
    for (const { effect, cell } of pattern.hits)
      if (effect.kind === "add" && cell.relation.columns[cell.relation.keyCount]?.lattice === "gcounter")
        sums.push(`(>= ${total(linearTerm(effect.amount))} 0)`);
    for (const [name, type] of pattern.types)
      if (type === "unsigned")
        sums.push(`(>= ${total({ constant: 0, parts: new Map([[`variable ${name}`, 1]]) })} 0)`);
    for (const one of sums) this.#asserted.push(one);
    for (const one of used) this.#asserted.push(`(=> (= ${count} 0) (= ${one} 0))`);
  }

  /** What calls of any kind add to a counter. */
  addedBy(patterns: readonly CallPattern[], cell: Cell, part: Part): string {
    return sumOf(
      patterns.flatMap((pattern) =>
        pattern.hits.flatMap(({ effect, cell: own }) => {
          if (own !== cell || effect.kind !== "add") return [];
          const linear = scaled(linearTerm(effect.amount), effect.operator === "+=" ? 1 : -1);
          const used = new Set<string>();
          const text = this.#total(linear, pattern, part, used);
          const count = this.count(pattern, part);
          for (const one of used) this.#asserted.push(`(=> (= ${count} 0) (= ${one} 0))`);
          return text;
        }),
      ),
    );
  }

  /** That a call of a kind inserted the furthest value. */
  isInsertedBy(pattern: CallPattern, cell: Cell, column: number, part: Part): string {
    return anyOf(
      pattern.hits.flatMap(({ effect, cell: own }) =>
        own === cell
          ? allOf([
              `(>= ${this.count(pattern, part)} 1)`,
              this.#someCall(pattern, part, { effect, cell, column }),
            ])
          : [],
      ),
    );
  }

  /** The sum over all calls of one kind in one part. `used` takes the names that stand for sums. */
  #total({ constant, parts: own }: LinearTerm, pattern: CallPattern, part: Part, used: Set<string>): string {
    const texts = [...own].map(([name, factor]) => {
      const sum = this.#terms.integer(`${pattern.name} in ${part} sum ${String(this.#partIndex(name))}`);
      used.add(sum);
      return product(factor, sum);
    });
    return sumOf([product(constant, this.count(pattern, part)), ...texts]);
  }

  #partIndex(name: string): number {
    const index = this.#partIndexes.get(name) ?? this.#partIndexes.size;
    this.#partIndexes.set(name, index);
    return index;
  }

  /** What holds of one call: of the one that inserted the furthest value, where `inserting` says which. */
  #someCall(
    pattern: CallPattern,
    part: Part,
    inserting: (Meeting & { readonly column: number }) | null,
  ): string {
    const name = `call ${String(this.#fresh++)}`;
    const scope = this.#callScope(pattern, name);
    const texts: string[] = [];
    const add = (text: string | null): void => {
      if (text !== null) texts.push(text);
    };
    for (const [variable, type] of pattern.types)
      if (type === "unsigned") add(`(>= ${this.#terms.integer(`${name} variable ${variable}`)} 0)`);
    for (const guard of pattern.guards) {
      if (guard.kind === "comparison") add(this.#terms.comparison(guard, scope));
      if (guard.kind === "truth") add(String(guard.value));
      if (guard.kind === "atom") texts.push(...this.#foundBy(guard, pattern, scope, part));
    }
    for (const hit of pattern.hits) {
      const { effect, cell } = hit;
      for (const text of this.#keyEquations(hit, scope)) add(text);
      if (effect.kind === "add") {
        const amount = this.#terms.term(effect.amount, scope)?.text;
        if (amount !== undefined) {
          if (cell.kind === "counter") add(`(=> (not (= ${amount} 0)) ${this.#cells.isWritten(cell, part)})`);
          if (cell.relation.columns[cell.relation.keyCount]?.lattice === "gcounter") add(`(>= ${amount} 0)`);
        }
      }
      if (effect.kind === "insert" && cell.kind === "extreme")
        for (let column = cell.relation.keyCount; column < cell.relation.columns.length; column++) {
          const term = effect.atom.arguments[column];
          const text = this.#text(term, scope);
          if (text === undefined || !isWhole(cell.relation, column)) continue;
          const isMin = cell.relation.columns[column]?.lattice === "min";
          const furthest = this.#cells.inserted(cell, column, part);
          add(`(${isMin ? "<=" : ">="} ${furthest} ${text})`);
          if (inserting?.effect === effect && inserting.cell === cell && inserting.column === column)
            add(`(= ${furthest} ${text})`);
        }
    }
    for (const miss of pattern.misses) {
      const equations = this.#keyEquations(miss, scope);
      if (equations.length === miss.cell.keys.filter((term) => term !== null).length)
        add(`(not ${allOf(equations)})`);
    }
    const { boundary } = pattern.operation;
    const isOnOneSide =
      boundary === null
        ? this.#terms.apply("acts in A", [this.#terms.integer(`${name} replica`)], "Bool")
        : isSound(boundary)
          ? this.#terms.truth(`boundary ${boundary.name} acts in A`)
          : null;
    if (isOnOneSide !== null && part !== "M") add(part === "A" ? isOnOneSide : `(not ${isOnOneSide})`);
    return allOf(texts);
  }

  #text(term: Syntax.Term | undefined, scope: SmtScope): string | undefined {
    return term === undefined ? undefined : this.#terms.term(term, scope)?.text;
  }

  #keyEquations({ effect, cell }: Meeting, scope: SmtScope): readonly string[] {
    return cell.keyTexts.flatMap((text, i) => {
      const term = effectAtom(effect).arguments[i];
      const other = this.#text(term, scope);
      return text === null || other === undefined ? [] : `(= ${text} ${other})`;
    });
  }

  /** What a row that a call found says of all states that have seen the call. */
  #foundBy(guard: Syntax.Atom, { operation }: CallPattern, scope: SmtScope, part: Part): readonly string[] {
    const relation = relationOf(guard, this.#knowledge.program);
    if (this.#knowledge.isStill(relation)) return this.#starts.textsOf(guard, scope);
    // Who calls at a boundary need not get all that the boundary saw.
    if (operation.boundary !== null) return [];
    const state = seenBy[part];
    return this.#cells
      .all()
      .filter((cell) => cell.relation === relation && cell.kind !== "sum" && !cell.keys.includes(null))
      .flatMap((cell) => {
        const equations = cell.keyTexts.flatMap((text, i) => {
          const term = guard.arguments[i];
          const other = this.#text(term, scope);
          return text === null || other === undefined ? [] : `(= ${text} ${other})`;
        });
        if (equations.length < cell.keyTexts.length) return [];
        const found = [this.#cells.isThere(cell, state)];
        for (let column = relation.keyCount; column < relation.columns.length; column++) {
          const term = guard.arguments[column];
          const kind = relation.columns[column]?.lattice;
          const text = this.#text(term, scope);
          if (text === undefined || !isWhole(relation, column)) continue;
          if (kind === "max" || kind === "gcounter")
            found.push(`(>= ${this.#cells.value(cell, column, state)} ${text})`);
          if (kind === "min") found.push(`(<= ${this.#cells.value(cell, column, state)} ${text})`);
        }
        return `(=> ${allOf(equations)} ${allOf(found)})`;
      });
  }

  #callScope({ types }: CallPattern, name: string): SmtScope {
    return {
      types,
      replica: this.#terms.integer(`${name} replica`),
      aggregate: () => null,
      variable: (variable) => this.#terms.integer(`${name} variable ${variable}`),
    };
  }
}

/** Throws for factors that are no exact integers. */
function product(factor: number, text: string): string {
  if (!Number.isSafeInteger(factor)) throw new Unspeakable();
  return factor === 1 ? text : `(* ${integerText(factor)} ${text})`;
}
