import type { Row, Value } from "../../lattice/row.ts";
import { effectAtom, effectTerms } from "../../model/effects.ts";
import type { Operation, Program, Relation, ValueType } from "../../model/program.ts";
import { present } from "../../base/assert.ts";
import { forEachLiteral, forEachTerm } from "../../syntax/walk.ts";
import type * as Syntax from "../../syntax/tree.ts";
import type { StartRow } from "./history.ts";

/** How many values of facts, and how many other constants, are tried in one place. */
const [factValuesMax, constantsMax] = [3, 6];
/** How many values that the program does not name are tried in one place. */
const freshMax = 3;

/**
 * The values that are tried for parameters and in rows. Places that a program compares or joins
 * with each other share theirs: the constants and facts that meet them, numbers beside those that
 * are bounds, and values that stand for all others.
 */
export class ValuePools {
  readonly #program: Program;
  readonly #parents = new Map<string, string>();
  readonly #values = new Map<string, Set<Value>>();
  readonly #near = new Map<string, Set<number>>();
  readonly #variables = new Map<string, Set<string>>();
  /** Whether rows are counted somewhere: then it matters how many there are. */
  #counts = false;

  constructor(program: Program, facts: Iterable<StartRow>) {
    this.#program = program;
    for (const [index, { syntax }] of program.rules.entries())
      this.#readBody(`rule ${String(index)}`, syntax.heads, syntax.body ?? []);
    for (const { name, syntax } of program.invariants) {
      const scope = `invariant ${name}`;
      this.#readBody(scope, [], [syntax.left, syntax.right ?? []]);
      for (const conjunction of [syntax.left, syntax.right ?? []])
        for (const literal of conjunction)
          forEachTerm(literal, (term) => {
            if (term.kind !== "variable") return;
            const place = variableIn(scope, term.name);
            const root = this.#find(place);
            this.#variables.set(root, (this.#variables.get(root) ?? new Set<string>()).add(place));
          });
    }
    for (const operation of program.operations.values()) this.#readOperation(operation);
    const seen = new Map<string, Set<Value>>();
    for (const { relation, row } of facts)
      for (const [i, value] of row.entries()) {
        const place = this.#find(columnOf(relation, i));
        const known = seen.get(place) ?? new Set();
        if (known.size < factValuesMax) seen.set(place, known.add(value));
      }
    for (const [place, values] of seen) for (const value of values) this.#note(place, value);
    // A fact's number beside what is counted or compared is a bound.
    for (const [place, values] of seen)
      if (this.#near.has(this.#find(place)))
        for (const value of values) if (typeof value === "number") this.#noteNear(place, value);
  }

  /** The values for a parameter, those that say most first. */
  parameter(operation: Operation, index: number): readonly Value[] {
    const { name, type } = present(operation.syntax.parameters[index], "a parameter");
    return this.#pool(variableIn(`operation ${operation.name}`, name.text), this.#typeOf(type.text));
  }

  column(relation: Relation, index: number): readonly Value[] {
    const column = present(relation.columns[index], "a column");
    const values = this.#pool(columnOf(relation.name, index), column.value);
    // A counter that only rises has begun with nothing.
    const bound = column.lattice === "gcounter" ? 0 : column.bound;
    return bound === null ? values : values.filter((value) => Number(value) >= bound);
  }

  /** The numbers that something is compared with, such as the most rows of a kind. */
  get bounds(): readonly number[] {
    return [...new Set([...this.#near.values()].flatMap((values) => [...values]))].sort((a, b) => a - b);
  }

  /** Argument lists for an operation: all that the pools give, or the first of each where they are too many. */
  calls(operation: Operation, most: number): readonly Row[] {
    return product(
      operation.syntax.parameters.map((_, i) => this.parameter(operation, i)),
      most,
    );
  }

  rows(relation: Relation, most: number): readonly Row[] {
    return product(
      relation.columns.map((_, i) => this.column(relation, i)),
      most,
    );
  }

  #typeOf(name: string): ValueType {
    if (name === "symbol" || name === "number" || name === "unsigned" || name === "float") return name;
    return present(this.#program.types.get(name), name).base;
  }

  #pool(place: string, type: ValueType): readonly Value[] {
    const root = this.#find(place);
    const isSymbol = type === "symbol";
    const fits = (value: Value): boolean =>
      isSymbol ? typeof value === "string" : typeof value === "number" && holdsNumber(type, value);
    const own = [...(this.#values.get(root) ?? [])].filter(fits).slice(0, constantsMax + factValuesMax);
    const near = [...(this.#near.get(root) ?? [])]
      .flatMap((value) => [value, value + 1, value - 1])
      .filter(fits);
    const known = new Set<Value>([...own, ...near]);
    const count = this.#counts ? freshMax : Math.min(freshMax, (this.#variables.get(root)?.size ?? 1) + 1);
    const fresh: Value[] = [];
    for (let i = 0; fresh.length < count; i++) {
      const value = isSymbol ? symbolOf(i) : i + 1;
      if (!known.has(value)) fresh.push(value);
      if (i > known.size + count) break;
    }
    // Where bounds are near, numbers beside them say more than numbers of no meaning.
    return [...known, ...(near.length > 0 ? fresh.slice(0, 1) : fresh)];
  }

  #readOperation({ name, syntax }: Operation): void {
    const scope = `operation ${name}`;
    for (const step of syntax.steps) {
      if (step.kind === "require") {
        this.#readBody(scope, [], [step.body]);
        continue;
      }
      const atom = effectAtom(step);
      this.#readAtom(scope, atom);
      const relation = this.#program.relations.get(atom.relation.text);
      if (relation === undefined) continue;
      for (const [i, term] of effectTerms(step).entries())
        this.#meet(scope, term, columnOf(relation.name, relation.keyCount + (step.kind === "write" ? i : 0)));
    }
  }

  #readBody(scope: string, heads: readonly Syntax.Atom[], body: Syntax.Body): void {
    for (const head of heads) this.#readAtom(scope, head);
    forEachLiteral(body, (literal) => {
      switch (literal.kind) {
        case "atom":
          this.#readAtom(scope, literal);
          break;
        case "negation":
          this.#readAtom(scope, literal.atom);
          break;
        case "difference":
          this.#readAtom(scope, literal.left);
          this.#readAtom(scope, literal.right);
          break;
        case "comparison":
          this.#readComparison(scope, literal);
          break;
        case "test":
        case "truth":
        case "group":
          break;
      }
    });
  }

  #readAtom(scope: string, atom: Syntax.Atom): void {
    for (const [i, term] of atom.arguments.entries())
      this.#meet(scope, term, columnOf(atom.relation.text, i));
  }

  /** Notes that a term stands in a place, or is compared with what does. */
  #meet(scope: string, term: Syntax.Term, place: string): void {
    switch (term.kind) {
      case "variable":
        this.#join(variableIn(scope, term.name), place);
        break;
      case "constant":
        this.#note(place, term.value);
        break;
      case "call":
        // A sum or a difference is near its terms; what a text is made of is another matter.
        if (["+", "-", "min", "max"].includes(term.functor))
          for (const part of term.arguments) if (part.kind === "variable") this.#meet(scope, part, place);
        break;
      case "aggregate":
        this.#counts = true;
        if (term.target?.kind === "variable") this.#meet(scope, term.target, place);
        else this.#near.set(this.#find(place), this.#near.get(this.#find(place)) ?? new Set());
        break;
      case "wildcard":
        break;
    }
  }

  #readComparison(scope: string, { operator, left, right }: Syntax.Comparison): void {
    const isBound = operator !== "=" && operator !== "!=";
    for (const [term, other] of [
      [left, right],
      [right, left],
    ] as const) {
      for (const name of plainVariables(term)) {
        const place = variableIn(scope, name);
        this.#meet(scope, other, place);
        if (other.kind !== "aggregate" && other.kind !== "constant")
          for (const another of plainVariables(other)) this.#join(place, variableIn(scope, another));
        if (!isBound) continue;
        // What lies a bound apart from something lies beyond it only from nothing.
        if (term.kind === "call" && term.functor === "-") this.#note(place, 0);
        const root = this.#find(place);
        this.#near.set(root, this.#near.get(root) ?? new Set());
        if (other.kind === "constant" && typeof other.value === "number") this.#noteNear(place, other.value);
        else if (isNegative(other)) this.#noteNear(place, -other.arguments[0].value);
      }
    }
  }

  #note(place: string, value: Value): void {
    const root = this.#find(place);
    const values = this.#values.get(root) ?? new Set();
    if (values.size < constantsMax + factValuesMax) values.add(value);
    this.#values.set(root, values);
  }

  #noteNear(place: string, value: number): void {
    const root = this.#find(place);
    const near = this.#near.get(root) ?? new Set();
    if (near.size < 2) near.add(value);
    this.#near.set(root, near);
  }

  #find(place: string): string {
    let root = place;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root))
      root = parent;
    return root;
  }

  #join(a: string, b: string): void {
    const [from, to] = [this.#find(a), this.#find(b)];
    if (from === to) return;
    this.#parents.set(from, to);
    for (const value of this.#values.get(from) ?? []) this.#note(to, value);
    const near = this.#near.get(from);
    if (near !== undefined) {
      this.#near.set(to, this.#near.get(to) ?? new Set());
      for (const value of near) this.#noteNear(to, value);
    }
    const variables = new Set([...(this.#variables.get(to) ?? []), ...(this.#variables.get(from) ?? [])]);
    if (variables.size > 0) this.#variables.set(to, variables);
  }
}

function columnOf(relation: string, index: number): string {
  return `column ${relation} ${String(index)}`;
}

function variableIn(scope: string, name: string): string {
  return `${scope} variable ${name}`;
}

function isNegative(
  term: Syntax.Term,
): term is Syntax.Call & { readonly arguments: readonly [Syntax.Constant & { readonly value: number }] } {
  if (term.kind !== "call" || term.functor !== "-" || term.arguments.length !== 1) return false;
  const [only] = term.arguments;
  return only?.kind === "constant" && typeof only.value === "number";
}

/** The variables of a term outside its aggregates. */
function plainVariables(term: Syntax.Term): readonly string[] {
  if (term.kind === "variable") return [term.name];
  return term.kind === "call" ? term.arguments.flatMap(plainVariables) : [];
}

function symbolOf(index: number): string {
  const letters = "xyzuvw";
  const letter = letters[index % letters.length] ?? "x";
  return index < letters.length ? letter : `${letter}${String(Math.floor(index / letters.length))}`;
}

/** All rows of one value from each pool; of too many, the longest pools are cut. */
function product(pools: readonly (readonly Value[])[], most: number): readonly Row[] {
  const cut = pools.map((pool) => [...pool]);
  while (cut.reduce((size, { length }) => size * length, 1) > most) {
    const longest = cut.reduce((a, b) => (b.length > a.length ? b : a));
    if (longest.length <= 1) break;
    longest.pop();
  }
  return cut.reduce<readonly Row[]>(
    (rows, pool) => rows.flatMap((row) => pool.map((value) => [...row, value])),
    [[]],
  );
}

function holdsNumber(type: ValueType, value: number): boolean {
  if (type === "float") return true;
  return Number.isSafeInteger(value) && (type !== "unsigned" || value >= 0);
}
