import type { Chance } from "./chance.ts";

export type PlainType = "number" | "unsigned" | "symbol";
export type ValueColumn = "max" | "min" | "gcounter" | "lww" | "pncounter" | "mv";

/** A relation as the generator knows it: plain columns, then perhaps one lattice column. */
export interface Shape {
  readonly name: string;
  readonly columns: readonly PlainType[];
  readonly value: ValueColumn | null;
  readonly kind: "gset" | "orset" | "static" | "derived";
}

const comparisons = ["=", "!=", "<", "<=", ">", ">="] as const;

/**
 * A rule body under construction. Each method that makes a literal returns its text and notes the
 * variables it binds; `add` puts it into the body.
 */
export class Body {
  readonly literals: string[] = [];
  /** Variables of plain columns. */
  readonly plain = new Map<string, PlainType>();
  /** Variables of lattice columns and aggregates; all numbers. */
  readonly values: { readonly name: string; readonly order: ValueColumn | "aggregate" }[] = [];
  readonly #chance: Chance;
  /** What may be read. */
  readonly #known: readonly Shape[];
  #locals = 0;

  constructor(chance: Chance, known: readonly Shape[]) {
    this.#chance = chance;
    this.#known = known;
  }

  get text(): string {
    return this.literals.join(", ");
  }

  /** A copy that grows on its own. */
  copy(): Body {
    const copy = new Body(this.#chance, this.#known);
    copy.literals.push(...this.literals);
    for (const [name, type] of this.plain) copy.plain.set(name, type);
    copy.values.push(...this.values);
    copy.#locals = this.#locals;
    return copy;
  }

  add(...literals: readonly string[]): this {
    this.literals.push(...literals);
    return this;
  }

  /** Anything readable; the later ones, which are derived, more often. */
  readable(fits: (shape: Shape) => boolean = () => true): Shape | null {
    const fitting = this.#known.filter(fits);
    const late = fitting.slice(-2);
    return this.#chance.pickOf(this.#chance.happens(0.35) ? late : fitting);
  }

  /** A bound variable of the type, seldom one that is used already, or a constant. */
  closed(type: PlainType, used: readonly string[] = []): string {
    const names = [...this.plain].filter(([, known]) => known === type).map(([name]) => name);
    const unused = names.filter((name) => !used.includes(name));
    const name = this.#chance.pickOf(unused.length > 0 && this.#chance.happens(0.85) ? unused : names);
    return name === null || this.#chance.happens(0.06) ? constant(this.#chance, type) : name;
  }

  /** An atom that binds its variables, some of which join with what is bound already. */
  positive(shape: Shape): string {
    const terms: string[] = [];
    for (const type of shape.columns) {
      const free = ["x", "y", "z", "w"].find((name) => !this.plain.has(name));
      const joins = [...this.plain].some(([name, known]) => known === type && !terms.includes(name));
      if (this.#chance.happens(0.07)) terms.push("_");
      else if (this.#chance.happens(0.05)) terms.push(constant(this.#chance, type));
      else if (free === undefined || (joins && this.#chance.happens(0.6)) || this.#chance.happens(0.04)) {
        terms.push(this.closed(type, terms));
      } else {
        this.plain.set(free, type);
        terms.push(free);
      }
    }
    return atom(shape, [...terms, ...this.#valueTerm(shape)]);
  }

  /** An atom whose plain variables are all bound, such as a sealing row or one side of a case split. */
  guard(shape: Shape): string {
    const terms = this.#closedTerms(shape, 0);
    return atom(shape, [...terms, ...this.#valueTerm(shape)]);
  }

  /** An atom to be negated. */
  absent(shape: Shape): string {
    const terms = this.#closedTerms(shape, this.#chance.happens(0.3) ? 0.5 : 0);
    const exact = shape.value !== null && this.#chance.happens(0.2);
    return atom(shape, shape.value === null ? terms : [...terms, exact ? threshold(this.#chance) : "_"]);
  }

  /** A comparison of what is bound, or null when nothing is. */
  comparison(): string | null {
    const [name, type] = this.#chance.pickOf([...this.plain]) ?? [null, null];
    if (type === null) return null;
    const operator =
      type === "symbol"
        ? this.#chance.pick(["=", "!="])
        : this.#chance.pick(["=", "!=", "<", "<=", ">", ">="]);
    const others = [...this.plain]
      .filter(([other, known]) => known === type && other !== name)
      .map(([other]) => other);
    const other = this.#chance.happens(0.6) ? this.#chance.pickOf(others) : null;
    return `${name} ${operator} ${other ?? constant(this.#chance, type)}`;
  }

  /** What is demanded of the value of a lattice column: most often a threshold, in its order or against it. */
  valueTest(): string | null {
    const value = this.#chance.pickOf(this.values);
    if (value === null) return null;
    const down = value.order === "min";
    const form = this.#chance.weighted({ along: 45, against: 20, exact: 20, other: 15 });
    switch (form) {
      case "along":
        return `${value.name} ${this.#chance.pick(down ? ["<=", "<"] : [">=", ">"])} ${threshold(this.#chance)}`;
      case "against":
        return `${value.name} ${this.#chance.pick(down ? [">=", ">"] : ["<=", "<"])} ${threshold(this.#chance)}`;
      case "exact":
        return `${value.name} ${this.#chance.pick(["=", "!="])} ${threshold(this.#chance)}`;
      case "other": {
        const other = this.#chance.pickOf(this.values.filter((one) => one !== value));
        const numbers = [...this.plain].filter(([, type]) => type === "number").map(([name]) => name);
        const term = other?.name ?? this.#chance.pickOf(numbers);
        return term === null ? null : `${value.name} ${this.#chance.pick(comparisons)} ${term}`;
      }
    }
  }

  /** An aggregate grouped by bound variables; null when nothing fits. */
  aggregate(
    shape: Shape | null = this.readable(),
  ): { readonly text: string; readonly operator: string } | null {
    if (shape === null) return null;
    const operator = this.#chance.weighted({ count: 45, sum: 17, min: 17, max: 17, mean: 4 });
    if (operator === "count") {
      const terms = shape.columns.map((type) => (this.#chance.happens(0.5) ? "_" : this.closed(type)));
      return { operator, text: `count : { ${this.#inside(atom(shape, [...terms, ...value(shape, "_")]))} }` };
    }
    const target = this.#local("t");
    const overValue = shape.value !== null && this.#chance.happens(0.8);
    const index = shape.columns.findLastIndex((type) => type !== "symbol");
    if (!overValue && index < 0) return null;
    const terms = shape.columns.map((type, i) =>
      !overValue && i === index ? target : this.#chance.happens(0.35) ? "_" : this.closed(type),
    );
    const inside = this.#inside(atom(shape, [...terms, ...value(shape, overValue ? target : "_")]));
    const guard = operator === "sum" && this.#chance.happens(0.6) ? `, ${target} >= 0` : "";
    return { operator, text: `${operator} ${target} : { ${inside}${guard} }` };
  }

  /** An aggregate compared with a threshold in either direction, or with an exact value. */
  aggregateTest(): readonly string[] | null {
    const aggregate = this.aggregate();
    if (aggregate === null) return null;
    const down = aggregate.operator === "min";
    const form = this.#chance.weighted({ along: 50, against: 22, exact: 18, zero: 10 });
    const operators = {
      along: down ? ["<=", "<"] : [">=", ">"],
      against: down ? [">=", ">"] : ["<=", "<"],
      exact: ["=", "!="],
      zero: ["=", "!="],
    } as const;
    const operator = this.#chance.pick(operators[form] as readonly ["=", "!="]);
    const moving = this.#chance.happens(0.1) ? this.#chance.pickOf(this.values) : null;
    const bound = form === "zero" ? "0" : (moving?.name ?? threshold(this.#chance));
    if (this.#chance.happens(0.5)) return [`${aggregate.text} ${operator} ${bound}`];
    const name = this.#local("n");
    this.values.push({ name, order: "aggregate" });
    return [`${name} = ${aggregate.text}`, `${name} ${operator} ${bound}`];
  }

  #closedTerms(shape: Shape, wildcards: number): string[] {
    const terms: string[] = [];
    for (const type of shape.columns) {
      terms.push(this.#chance.happens(wildcards) ? "_" : this.closed(type, terms));
    }
    return terms;
  }

  #inside(first: string): string {
    const extra = this.#chance.happens(0.15) ? this.readable() : null;
    if (extra === null) return first;
    return `${first}, ${this.#chance.happens(0.5) ? "!" : ""}${this.absent(extra)}`;
  }

  #valueTerm(shape: Shape): string[] {
    if (shape.value === null) return [];
    if (this.#chance.happens(0.2)) return ["_"];
    if (this.#chance.happens(0.08)) return [threshold(this.#chance)];
    const name = this.#local("v");
    this.values.push({ name, order: shape.value });
    return [name];
  }

  #local(prefix: string): string {
    return `${prefix}${++this.#locals}`;
  }
}

/** One of the few values that keys have. */
export function constant(chance: Chance, type: PlainType): string {
  return type === "symbol" ? chance.pick(['"a"', '"b"']) : chance.pick(["0", "1"]);
}

export function atom(shape: Shape, terms: readonly string[]): string {
  return `${shape.name}(${terms.join(", ")})`;
}

function value(shape: Shape, term: string): string[] {
  return shape.value === null ? [] : [term];
}

function threshold(chance: Chance): string {
  return String(chance.pick([1, 1, 1, 1, 2, 2, 2, 2, 3]));
}
