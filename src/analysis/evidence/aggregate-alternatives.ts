import type { PlainLiteral, Program } from "../../model/program.ts";
import { variablesIn } from "../../model/terms.ts";
import { aggregateClauses, constantNumber } from "../../model/value-flow.ts";
import type { Aggregate, Atom, ComparisonOperator, Term } from "../../syntax/tree.ts";
import type { Alternatives } from "./cuts.ts";
import { hasCuts, isPlain } from "./cuts.ts";
import type { Part } from "./part.ts";

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
  const steps = new Steps(aggregate, kept, program, opaque);
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

  constructor(aggregate: Aggregate, kept: ReadonlySet<string>, program: Program, opaque: MakeOpaque) {
    this.#aggregate = aggregate;
    this.#opaque = opaque;
    this.#sign = aggregate.operator === "min" ? -1 : 1;
    this.#row = rowIn(aggregate, kept, program);
    this.#isOne = this.#row !== null && this.#row.arguments.every((argument, i) => {
      const column = this.#row?.relation.columns[i];
      return argument.kind !== "wildcard" || (column !== undefined && hasCuts(column));
    }); // prettier-ignore
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
        return [this.#beyond(value, false, 1)];
      case ">":
        return [this.#beyond(value, true, 1)];
      case "<=":
        return [this.#beyond(value, false, -1)];
      case "<":
        return [this.#beyond(value, true, -1)];
      case "=":
        return [[...this.#beyond(value, false, 1), ...this.#beyond(value, false, -1)]];
      case "!=":
        return [this.#beyond(value, true, 1), this.#beyond(value, true, -1)];
    }
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

/** The rows without which `min`, `max` and `mean` in a literal have no value, as far as they are plain. */
export function impliedRows(
  aggregate: Aggregate,
  kept: ReadonlySet<string>,
  program: Program,
): readonly Part[] {
  if (aggregate.operator === "count" || aggregate.operator === "sum") return [];
  const [clause, ...others] = aggregateClauses(aggregate);
  if (clause === undefined || others.length > 0) return [];
  return clause.literals.flatMap((literal) => {
    if (literal.kind !== "atom") return [];
    const relation = program.relations.get(literal.relation.text);
    if (relation === undefined) return [];
    const inTarget = new Set(aggregate.target === null ? [] : variablesIn(aggregate.target));
    const arguments_ = literal.arguments.map((term, i): Term => {
      const isKnown =
        i < relation.keyCount &&
        (term.kind === "constant" ||
          (term.kind === "variable" && kept.has(term.name) && !inTarget.has(term.name)));
      return isKnown ? term : { kind: "wildcard", span: term.span };
    });
    return [{ kind: "atom", relation, arguments: arguments_, negated: false }];
  });
}
