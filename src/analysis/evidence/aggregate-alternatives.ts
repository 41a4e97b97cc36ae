import type { PlainLiteral, Program, Relation } from "../../model/program.ts";
import { variablesIn } from "../../model/terms.ts";
import { aggregateClauses, constantNumber } from "../../model/value-flow.ts";
import type { Aggregate, Atom, ComparisonOperator, Term } from "../../syntax/tree.ts";
import { isPlain, type Alternatives } from "./cuts.ts";
import type { Part } from "./part.ts";
import { hasOneRow, type Dependency } from "./single-rows.ts";

/** Makes a part of literals that are not looked into. */
export type MakeOpaque = (
  literals: readonly PlainLiteral[],
  step: Extract<Part, { kind: "opaque" }>["step"],
) => Extract<Part, { kind: "opaque" }>;

const mirrored = { "=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

/**
 * Comparisons of one aggregate with numbers, as steps of its value; null where literals say
 * something else. `kept` are the names that mean something outside the literals.
 */
export function aggregateAlternatives(
  group: readonly PlainLiteral[],
  kept: ReadonlySet<string>,
  program: Program,
  dependencies: Dependencies,
  opaque: MakeOpaque,
): Alternatives | null {
  let aggregate: Aggregate | null = null;
  let name: string | null = null;
  const tests: { readonly operator: ComparisonOperator; readonly value: number }[] = [];
  for (const literal of group) {
    if (literal.kind !== "comparison") return null;
    const { left, right, operator } = literal;
    const [held, other, turned] =
      left.kind === "aggregate" ? [left, right, operator] : [right, left, mirrored[operator]];
    if (held.kind !== "aggregate") continue;
    if (aggregate !== null) return null;
    aggregate = held;
    const value = constantNumber(other);
    if (value !== null) tests.push({ operator: turned, value });
    else if (other.kind === "variable" && turned === "=" && !kept.has(other.name)) name = other.name;
    else return null;
  }
  if (aggregate === null || aggregate.operator === "mean") return null;
  for (const literal of group) {
    if (literal.kind !== "comparison") return null;
    const { left, right, operator } = literal;
    if (left.kind === "aggregate" || right.kind === "aggregate") continue;
    const isLeft = left.kind === "variable" && left.name === name;
    const value = constantNumber(isLeft ? right : left);
    if (value === null || (!isLeft && (right.kind !== "variable" || right.name !== name))) return null;
    tests.push({ operator: isLeft ? operator : mirrored[operator], value });
  }
  // The name itself may not stand in the aggregate's body.
  if (name !== null && variablesIn(aggregate).includes(name)) return null;
  const steps = new Steps(aggregate, kept, program, dependencies, opaque);
  let alternatives: Alternatives = [steps.exists()];
  for (const { operator, value } of tests) {
    const meant = steps.meaning(operator, value);
    alternatives = alternatives.flatMap((one) => meant.map((more) => [...one, ...more]));
    if (alternatives.length > alternativesMax) return null;
  }
  return alternatives;
}

const alternativesMax = 8;

/** What is said of one aggregate's value. */
class Steps {
  readonly #aggregate: Aggregate;
  readonly #opaque: MakeOpaque;
  readonly #row: Extract<Part, { kind: "atom" }> | null;
  readonly #isOne: boolean;
  readonly #sign: 1 | -1;

  constructor(
    aggregate: Aggregate,
    kept: ReadonlySet<string>,
    program: Program,
    dependencies: Dependencies,
    opaque: MakeOpaque,
  ) {
    this.#aggregate = aggregate;
    this.#opaque = opaque;
    this.#sign = aggregate.operator === "min" ? -1 : 1;
    this.#row = rowIn(aggregate, kept, program);
    const own = new Set(aggregate.target === null ? [] : variablesIn(aggregate.target));
    const known = { has: (name: string) => kept.has(name) && !own.has(name) };
    const count: Aggregate = { ...aggregate, operator: "count", target: null };
    this.#isOne = isCountOfOne(count, known, program, dependencies);
  }

  /** That there is a value at all. */
  exists(): readonly Part[] {
    const { operator } = this.#aggregate;
    if (operator === "count" || operator === "sum") return [];
    return [this.#row ?? this.#at(-Infinity * this.#sign, false)];
  }

  meaning(operator: ComparisonOperator, value: number): Alternatives {
    switch (operator) {
      case ">=":
        return [[...this.#beyond(value, false, 1), ...this.#rowUnless(value <= 0)]];
      case ">":
        return [[...this.#beyond(value, true, 1), ...this.#rowUnless(value < 0)]];
      case "<=":
        return [[...this.#beyond(value, false, -1), ...this.#rowUnless(value >= 0)]];
      case "<":
        return [[...this.#beyond(value, true, -1), ...this.#rowUnless(value > 0)]];
      case "=":
        return [
          [
            ...this.#beyond(value, false, 1),
            ...this.#beyond(value, false, -1),
            ...this.#rowUnless(value === 0),
          ],
        ];
      case "!=":
        return [">" as const, "<" as const].flatMap((side) => this.meaning(side, value));
    }
  }

  /** The row without which a count or sum is 0, unless it may be. */
  #rowUnless(mayBeNothing: boolean): readonly Part[] {
    return mayBeNothing || this.#row === null ? [] : [this.#row];
  }

  /** That the value lies on one side of another, which itself counts unless `strict`. */
  #beyond(value: number, strict: boolean, side: 1 | -1): readonly Part[] {
    if (side === this.#sign) return this.#reached(value, strict);
    const [part] = this.#reached(value, !strict);
    if (part === undefined) return [{ kind: "never" }];
    return part.kind === "never" ? [] : [turned(part)];
  }

  /** One part at most: none where it always holds. */
  #reached(value: number, strict: boolean): readonly Part[] {
    if (this.#aggregate.operator !== "count") return [this.#at(value, strict)];
    const least = strict ? Math.floor(value) + 1 : Math.ceil(value);
    if (least <= 0) return [];
    if (least >= 2 && this.#isOne) return [{ kind: "never" }];
    if (least === 1 && this.#row !== null) return [this.#row];
    return [this.#at(least, false)];
  }

  #at(value: number, strict: boolean): Part {
    const { span } = this.#aggregate;
    const right: Term = { kind: "constant", type: "number", value, text: String(value), span };
    const operator = this.#sign === 1 ? (strict ? ">" : ">=") : strict ? "<" : "<=";
    // What is strictly beyond a number is a little further than the number.
    const least = this.#sign * value + (strict ? 0.5 : 0);
    return this.#opaque([{ kind: "comparison", operator, left: this.#aggregate, right, span }], {
      term: this.#aggregate,
      order: this.#sign,
      least,
      needs: this.#aggregate.operator === "sum" && least <= 0 ? null : this.#row,
    });
  }
}

function turned(part: Part): Part {
  return part.kind === "never" ? part : { ...part, negated: !part.negated };
}

/** The row that an aggregate ranges over, where it is one atom whose own variables are all different. */
function rowIn(
  aggregate: Aggregate,
  kept: ReadonlySet<string>,
  program: Program,
): Extract<Part, { kind: "atom" }> | null {
  const [clause, ...others] = aggregateClauses(aggregate);
  const [atom, ...more] = clause?.literals ?? [];
  if (others.length > 0 || more.length > 0 || atom?.kind !== "atom") return null;
  // A computed term may have no value for a row.
  if (aggregate.target !== null && !isPlain(aggregate.target)) return null;
  return ownRow(atom, aggregate, kept, program);
}

function ownRow(
  atom: Atom,
  { target }: Aggregate,
  kept: ReadonlySet<string>,
  program: Program,
): Extract<Part, { kind: "atom" }> | null {
  const relation = program.relations.get(atom.relation.text);
  if (relation === undefined || !atom.arguments.every(isPlain)) return null;
  const inTarget = new Set(target === null || target.kind === "constant" ? [] : variablesIn(target));
  const met = new Set<string>();
  const arguments_: Term[] = [];
  for (const [i, term] of atom.arguments.entries()) {
    const isKey = i < relation.keyCount;
    if (term.kind !== "variable" || (kept.has(term.name) && !inTarget.has(term.name))) {
      if (!isKey && term.kind !== "wildcard") return null;
      arguments_.push(term);
      continue;
    }
    if (met.has(term.name)) return null;
    met.add(term.name);
    arguments_.push({ kind: "wildcard", span: term.span });
  }
  return { kind: "atom", relation, arguments: arguments_, negated: false };
}

/**
 * What must hold for `min`, `max` and `mean` to have a value: the rows that their body reads, and what
 * it says of nothing but the names outside.
 */
export function impliedParts(
  aggregate: Aggregate,
  kept: ReadonlySet<string>,
  program: Program,
): readonly Part[] {
  if (aggregate.operator === "count" || aggregate.operator === "sum") return [];
  const [clause, ...others] = aggregateClauses(aggregate);
  if (clause === undefined || others.length > 0) return [];
  const inTarget = new Set(aggregate.target === null ? [] : variablesIn(aggregate.target));
  const isKnown = (term: Term): boolean =>
    term.kind === "constant" || (term.kind === "variable" && kept.has(term.name) && !inTarget.has(term.name));
  return clause.literals.flatMap((literal): readonly Part[] => {
    if (literal.kind !== "atom" && literal.kind !== "negation") return [];
    const atom = literal.kind === "atom" ? literal : literal.atom;
    const relation = program.relations.get(atom.relation.text);
    if (relation === undefined) return [];
    if (literal.kind === "negation") {
      const isClear = atom.arguments.every((term, i) =>
        term.kind === "wildcard" ? true : i < relation.keyCount && isKnown(term),
      );
      return isClear ? [{ kind: "atom", relation, arguments: atom.arguments, negated: true }] : [];
    }
    const arguments_ = atom.arguments.map((term, i): Term =>
      i < relation.keyCount && isKnown(term) ? term : { kind: "wildcard", span: term.span },
    );
    return [{ kind: "atom", relation, arguments: arguments_, negated: false }];
  });
}

/** Whether a `count` is 0 or 1: nothing in its body has more than one row or value. */
export function isCountOfOne(
  aggregate: Aggregate,
  kept: { has(name: string): boolean },
  program: Program,
  dependencies: Dependencies,
): boolean {
  if (aggregate.operator !== "count" || aggregate.target !== null) return false;
  const [clause, ...others] = aggregateClauses(aggregate);
  if (clause === undefined || others.length > 0) return false;
  const isKnown = (term: Term): boolean =>
    term.kind === "constant" || (term.kind === "variable" && kept.has(term.name));
  return clause.literals.every((literal) => {
    if (literal.kind === "negation" || literal.kind === "truth") return true;
    if (literal.kind === "comparison") return isKnown(literal.left) && isKnown(literal.right);
    if (literal.kind !== "atom") return false;
    const relation = program.relations.get(literal.relation.text);
    return relation !== undefined && hasOneRow(literal, relation, dependencies.get(relation) ?? [], isKnown);
  });
}

/** The dependencies between columns that are taken for granted. */
export type Dependencies = ReadonlyMap<Relation, readonly Dependency[]>;

/**
 * The literals of an aggregate's body in which only one row can be, with own names, and its value:
 * `n = min t : { p(k, t) }` is `p(k, n)` where a key has one row. Null for any other aggregate. A sum
 * must be `inhabited`: without the row it would be 0.
 */
export function onlyValue(
  aggregate: Aggregate,
  inhabited: boolean,
  kept: { has(name: string): boolean },
  program: Program,
  dependencies: Dependencies,
  rename: (name: string) => string,
): { readonly literals: readonly PlainLiteral[]; readonly value: Term } | null {
  const { operator, target } = aggregate;
  if (operator === "count" || target?.kind !== "variable" || (operator === "sum" && !inhabited)) return null;
  const [clause, ...others] = aggregateClauses(aggregate);
  const [atom, ...more] = clause?.literals ?? [];
  if (others.length > 0 || more.length > 0 || atom?.kind !== "atom") return null;
  const relation = program.relations.get(atom.relation.text);
  if (relation === undefined) return null;
  const isOwn = (name: string): boolean => name === target.name || !kept.has(name);
  const isKnown = (term: Term): boolean =>
    term.kind === "constant" || (term.kind === "variable" && !isOwn(term.name));
  if (!hasOneRow(atom, relation, dependencies.get(relation) ?? [], isKnown)) return null;
  const renamed = (term: Term): Term =>
    term.kind === "variable" && isOwn(term.name) ? { ...term, name: rename(term.name) } : term;
  if (!atom.arguments.some((term) => term.kind === "variable" && term.name === target.name)) return null;
  return { literals: [{ ...atom, arguments: atom.arguments.map(renamed) }], value: renamed(target) };
}
