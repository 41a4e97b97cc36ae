import type { Clause, PlainLiteral, Program, Relation } from "../../model/program.ts";
import { namesAround, type SharedNames } from "../../model/aggregate-scope.ts";
import { aggregatesIn, literalTerms, positiveAtom, variablesIn } from "../../model/terms.ts";
import { constantNumber, valueFlow } from "../../model/value-flow.ts";
import type { Aggregate, Atom, Term } from "../../syntax/tree.ts";
import { flip, mergeDirections, type Direction } from "../direction.ts";
import type { Movements } from "../movements.ts";
import {
  aggregateAlternatives,
  impliedParts,
  isCountOfOne,
  onlyValue,
  type Dependencies,
} from "./aggregate-alternatives.ts";
import {
  absenceAlternatives,
  boundPart,
  boundsOf,
  columnUses,
  isPlain,
  keyAtom,
  keysOf,
  readAlternatives,
  signOfColumn,
  type Alternatives,
} from "./cuts.ts";
import { withoutEquations } from "./equations.ts";
import { variablesOf, type Argument, type Part } from "./part.ts";

export interface ClauseParts {
  /** Wildcards at the lattice columns, or the cut that is asked for. */
  readonly head: readonly Argument[];
  readonly parts: readonly Part[];
  /** How often a variable stands in the parts. */
  readonly uses: ReadonlyMap<string, number>;
}

/** What a row of a relation is asked for: that it is there, or that the value of one column has come so far. */
export type Aim = { readonly column: number; readonly least: number } | null;

/** A clause taken apart, for each head that is asked for. */
export interface SplitClause {
  /** One for each alternative: the row is there exactly when the body of one of them holds. */
  readonly alternatives: readonly ClauseParts[];
  /** The values that it tells from others beside those of its text. */
  readonly values: readonly number[];
  /** The same for a row whose value has come so far. */
  readonly reaching: (aim: NonNullable<Aim>) => readonly ClauseParts[];
}

/** Takes a clause apart that knows neither replica nor clock. */
export function splitClause(
  clause: Clause,
  head: Atom,
  program: Program,
  movements: Movements,
  valuesAt: ValuesAt,
  dependencies: Dependencies,
): SplitClause {
  return new Splitting(clause, head, program, movements, valuesAt, dependencies);
}

/** The few integers that a lattice column of a derived relation may hold; null where it may hold others. */
export type ValuesAt = (relation: Relation, column: number) => readonly number[] | null;

/** So many alternatives are looked at for one clause; what makes more is not looked into. */
const alternativesMax = 24;

class Splitting implements SplitClause {
  readonly #program: Program;
  readonly #movements: Movements;
  readonly #valuesAt: ValuesAt;
  readonly #dependencies: Dependencies;
  readonly #head: Atom;
  readonly #relation: Relation | undefined;
  readonly #literals: readonly PlainLiteral[];
  readonly #outside: SharedNames;
  readonly #groups: readonly (readonly PlainLiteral[])[];
  readonly #inKeys: ReadonlySet<string>;
  readonly #bodies: Alternatives;
  readonly #moving: ReadonlySet<string>;
  readonly #values = new Set<number>();
  /** The groups that are not looked into. */
  readonly #unsplit = new Set<readonly PlainLiteral[]>();

  constructor(
    clause: Clause,
    head: Atom,
    program: Program,
    movements: Movements,
    valuesAt: ValuesAt,
    dependencies: Dependencies,
  ) {
    this.#dependencies = dependencies;
    this.#program = program;
    this.#valuesAt = valuesAt;
    this.#movements = movements;
    this.#head = head;
    this.#relation = program.relations.get(head.relation.text);
    this.#literals = withOnlyValues(clause.literals.flatMap(halves), head, program, dependencies).map(
      (literal, i) => withKeyNames(literal, i, program),
    );
    this.#outside = namesAround(this.#literals, head.arguments, { has: () => false });
    this.#inKeys = new Set(this.#keyTerms().flatMap(variablesIn));
    this.#moving = this.#movingVariables();
    const joining = new Set([...this.#moving].filter((name) => !this.#inKeys.has(name)));
    this.#groups = groupsOf(this.#literals, joining, (literal) => this.#namesOf(literal));
    let bodies: Alternatives = [[]];
    for (const group of this.#groups) {
      const own = this.#split(group);
      const isMore = bodies.length * own.length <= alternativesMax;
      const chosen = isMore ? own : [this.#whole(group)];
      bodies = bodies.flatMap((body) => chosen.map((more) => [...body, ...more]));
    }
    this.#bodies = bodies;
  }

  get values(): readonly number[] {
    return [...this.#values];
  }

  get alternatives(): readonly ClauseParts[] {
    return this.#bodies.map((body) => this.#made(body, null));
  }

  reaching(aim: NonNullable<Aim>): readonly ClauseParts[] {
    const reached = this.#reached(aim);
    return this.#bodies.map((body) => this.#made([...body, ...reached], aim));
  }

  #keyTerms(): readonly Term[] {
    return this.#head.arguments.slice(0, this.#relation?.keyCount ?? this.#head.arguments.length);
  }

  #made(body: readonly Part[], aim: Aim): ClauseParts {
    const { arguments: arguments_, span } = this.#head;
    const keyCount = this.#relation?.keyCount ?? arguments_.length;
    const head = arguments_.map((term, i): Argument => {
      if (i < keyCount) return term;
      return aim?.column === i ? { kind: "cut", least: aim.least } : { kind: "wildcard", span };
    });
    const known = withoutEquations(head, body);
    const parts = withoutRepeats(known.parts).map(withNames);
    const uses = new Map<string, number>();
    for (const name of parts.flatMap(variablesOf)) uses.set(name, (uses.get(name) ?? 0) + 1);
    return { head: known.head, parts, uses };
  }

  /** That the value at a column of the head has come so far. */
  #reached({ column, least }: NonNullable<Aim>): readonly Part[] {
    const term = this.#head.arguments[column];
    const declared = this.#relation?.columns[column];
    if (term === undefined || declared === undefined) return [];
    const sign = signOfColumn(declared);
    const constant = constantNumber(term);
    if (constant !== null) return sign * constant >= least ? [] : [{ kind: "never" }];
    const bound = { operator: sign === 1 ? (">=" as const) : ("<=" as const), value: sign * least };
    const touched = this.#groups.filter((group) =>
      group.some((literal) =>
        this.#namesOf(literal).some(
          (name) => this.#moving.has(name) && !this.#inKeys.has(name) && variablesIn(term).includes(name),
        ),
      ),
    );
    const [group] = touched;
    if (term.kind === "variable" && group !== undefined && touched.length === 1) {
      for (const atom of group.flatMap(positiveAtom)) {
        const relation = this.#program.relations.get(atom.relation.text);
        const uses = relation === undefined ? null : columnUses(atom, relation);
        const keys = relation === undefined ? null : keysOf(atom, relation);
        const use = uses?.find(({ variable }) => variable === term.name);
        // The row that was taken apart must be this one: its keys are known by their names.
        if (relation === undefined || use === undefined || keys === null) continue;
        if (group.flatMap(positiveAtom).length > 1) continue;
        if (this.#unsplit.has(group)) continue;
        const part = boundPart(relation, keys, use.column, bound);
        const isKnown = keys.slice(0, relation.keyCount).every(({ kind }) => kind !== "wildcard");
        const isAlone = group.length === 1 && part.kind === "atom" && !part.negated;
        if (isKnown || isAlone) return [part];
      }
    }
    const { span } = term;
    const right: Term = {
      kind: "constant",
      type: "number",
      value: bound.value,
      text: String(bound.value),
      span,
    };
    const literals: PlainLiteral[] = [
      ...touched.flat(),
      { kind: "comparison", operator: bound.operator, left: term, right, span },
    ];
    return [this.#opaque(literals, touched.length === 0 ? { term, order: sign, least, needs: null } : null)];
  }

  /** The variables that lattice columns and aggregates give their values, but for those with few known ones. */
  #movingVariables(): ReadonlySet<string> {
    const moving = new Set<string>();
    for (const literal of this.#literals) {
      for (const atom of positiveAtom(literal)) {
        const relation = this.#program.relations.get(atom.relation.text);
        for (const [i, term] of atom.arguments.entries()) {
          if (term.kind !== "variable" || (relation?.columns[i]?.lattice ?? null) === null) continue;
          if (relation === undefined || this.#valuesAt(relation, i) === null) moving.add(term.name);
        }
      }
      const counted = countedName(literal);
      if (counted === null) continue;
      if (this.#isOne(counted.aggregate) && !isAlone(counted.name, this.#literals, this.#head)) continue;
      moving.add(counted.name);
    }
    return moving;
  }

  #isOne(aggregate: Aggregate): boolean {
    return isCountOfOne(aggregate, this.#outside, this.#program, this.#dependencies);
  }

  /** The names that mean the same outside a literal; those of an aggregate alone are none. */
  #namesOf(literal: PlainLiteral): readonly string[] {
    return literalTerms(literal)
      .flatMap(variablesIn)
      .filter((name) => this.#outside.has(name));
  }

  #around(group: readonly PlainLiteral[]): ReadonlySet<string> {
    return new Set([
      ...this.#inKeys,
      ...this.#literals.filter((one) => !group.includes(one)).flatMap((literal) => this.#namesOf(literal)),
    ]);
  }

  #split(group: readonly PlainLiteral[]): Alternatives {
    const [literal] = group;
    const around = this.#around(group);
    if (literal !== undefined && group.length === 1) {
      if (literal.kind === "truth" && !literal.value) return [[{ kind: "never" }]];
      if (literal.kind === "atom" || literal.kind === "negation") {
        const atom = literal.kind === "atom" ? literal : literal.atom;
        const relation = this.#program.relations.get(atom.relation.text);
        if (
          relation !== undefined &&
          relation.keyCount === relation.columns.length &&
          atom.arguments.every(isPlain)
        )
          return [
            [{ kind: "atom", relation, arguments: atom.arguments, negated: literal.kind === "negation" }],
          ];
      }
      if (literal.kind === "negation")
        return absenceAlternatives(literal.atom, this.#program) ?? [this.#whole(group)];
      if (literal.kind === "comparison" && (literal.operator === "=" || literal.operator === "!=")) {
        const { left, right, operator } = literal;
        if (isPlain(left) && isPlain(right))
          return [[{ kind: "equality", left, right, negated: operator === "!=" }]];
      }
    }
    const few = literal === undefined || group.length > 1 ? null : this.#withFewValues(literal);
    return (
      few ??
      readAlternatives(group, around, this.#program) ??
      aggregateAlternatives(group, this.#keptIn(group), this.#program, this.#dependencies, (literals, step) =>
        this.#opaque(literals, step),
      ) ??
      this.#tested(group) ?? [this.#whole(group)]
    );
  }

  /**
   * A row whose only value is compared with a constant of any type: the row, and one of a test and
   * its opposite, so that the two leave nothing out.
   */
  #tested(group: readonly PlainLiteral[]): Alternatives | null {
    const [atom, comparison, ...others] = group.toSorted((a) => (a.kind === "atom" ? -1 : 1));
    if (atom?.kind !== "atom" || others.length > 0) return null;
    const relation = this.#program.relations.get(atom.relation.text);
    const keys = relation === undefined ? null : keysOf(atom, relation);
    if (relation === undefined || keys === null) return null;
    const isKnown = keys.slice(0, relation.keyCount).every(({ kind }) => kind !== "wildcard");
    const at = atom.arguments.findIndex((term, i) => i >= relation.keyCount && term.kind !== "wildcard");
    const column = relation.columns[at];
    const term = atom.arguments[at];
    if (!isKnown || column === undefined || term === undefined || column.lattice === "mv") return null;
    if (atom.arguments.some((other, i) => i > at && other.kind !== "wildcard")) return null;
    const test = testOf(term, comparison);
    if (test === null || keys.some((key) => key.kind === "variable" && key.name === test.name)) return null;
    const around = this.#around(group);
    if (around.has(test.name)) return null;
    const { span } = atom;
    const value: Term = { kind: "variable", name: test.name, span };
    const literals: PlainLiteral[] = [
      { ...atom, arguments: atom.arguments.map((other, i) => (i === at ? value : other)) },
      { kind: "comparison", operator: test.operator, left: value, right: test.constant, span },
    ];
    const variables = [...new Set(keys.flatMap(variablesIn))];
    const direction = this.#directionOf(literals, variables);
    const part: Part = { kind: "opaque", literals, variables, direction, negated: test.negated, step: null };
    return [[keyAtom(relation, keys), part]];
  }

  /** A literal that gives variables one of a few values, as one alternative for each. */
  #withFewValues(literal: PlainLiteral): Alternatives | null {
    const counted = countedName(literal);
    if (counted !== null && !this.#moving.has(counted.name)) {
      const { name, aggregate } = counted;
      const kept = this.#keptIn([literal]);
      return [0, 1].flatMap((value) => {
        this.#values.add(value);
        const { span } = aggregate;
        const right: Term = { kind: "constant", type: "number", value, text: String(value), span };
        const test: PlainLiteral = { kind: "comparison", operator: "=", left: aggregate, right, span };
        const own = aggregateAlternatives([test], kept, this.#program, this.#dependencies, (literals, step) =>
          this.#opaque(literals, step),
        );
        return (own ?? [[this.#opaque([test], null)]]).map((parts) => [...parts, isValue(name, value)]);
      });
    }
    if (literal.kind !== "atom") return null;
    const relation = this.#program.relations.get(literal.relation.text);
    const keys = relation === undefined ? null : keysOf(literal, relation);
    const uses = relation === undefined ? null : columnUses(literal, relation);
    if (relation === undefined || keys === null || uses === null) return null;
    const named = uses.filter(({ variable }) => variable !== null && !this.#moving.has(variable));
    if (named.length === 0 || named.length < uses.length) return null;
    let alternatives: Alternatives = [[keyAtom(relation, keys)]];
    for (const { column, variable } of named) {
      const values = this.#valuesAt(relation, column) ?? [];
      alternatives = alternatives.flatMap((one) =>
        values.map((value) => [
          ...one,
          boundPart(relation, keys, column, { operator: ">=", value }),
          boundPart(relation, keys, column, { operator: "<=", value }),
          isValue(variable ?? "", value),
        ]),
      );
    }
    return alternatives;
  }

  /** The names in a group that mean something outside its aggregates. */
  #keptIn(group: readonly PlainLiteral[]): ReadonlySet<string> {
    const defined = group.flatMap((literal) => {
      if (literal.kind !== "comparison" || literal.operator !== "=") return [];
      const { left, right } = literal;
      if (left.kind === "variable" && right.kind === "aggregate") return [left.name];
      return right.kind === "variable" && left.kind === "aggregate" ? [right.name] : [];
    });
    const around = this.#around(group);
    return new Set(
      group
        .flatMap((literal) => this.#namesOf(literal))
        .filter((name) => around.has(name) || !defined.includes(name)),
    );
  }

  /** Literals that are not looked into, with the rows that they imply. */
  #whole(group: readonly PlainLiteral[]): readonly Part[] {
    this.#unsplit.add(group);
    const [literal] = group;
    if (literal?.kind === "negation" && group.length === 1) {
      const part = this.#opaque([literal.atom], null);
      const direction = flip(this.#directionOf([literal], part.variables));
      return [{ ...part, direction, negated: true }];
    }
    return [this.#opaque(group, null), ...this.#implied(group)];
  }

  #opaque(
    literals: readonly PlainLiteral[],
    step: Extract<Part, { kind: "opaque" }>["step"],
  ): Extract<Part, { kind: "opaque" }> {
    const around = this.#around(literals);
    const names = literals.flatMap((literal) => this.#namesOf(literal));
    const variables = [...new Set(names)].filter((name) => around.has(name));
    const direction = this.#directionOf(literals, variables);
    return { kind: "opaque", literals, variables, direction, negated: false, step };
  }

  #implied(group: readonly PlainLiteral[]): readonly Part[] {
    const around = this.#around(group);
    return group.flatMap((literal): readonly Part[] => {
      if (literal.kind === "negation") return [];
      const atoms = positiveAtom(literal).flatMap((atom) => this.#impliedBy(atom, group, around));
      const aggregates = literalTerms(literal).flatMap(aggregatesIn);
      return [...atoms, ...aggregates.flatMap((one) => impliedParts(one, around, this.#program))];
    });
  }

  #impliedBy(atom: Atom, group: readonly PlainLiteral[], around: ReadonlySet<string>): readonly Part[] {
    const relation = this.#program.relations.get(atom.relation.text);
    if (relation === undefined) return [];
    const keys = atom.arguments.map((term, i): Term => {
      const isKnown =
        i < relation.keyCount &&
        (term.kind === "constant" || (term.kind === "variable" && around.has(term.name)));
      return isKnown ? term : { kind: "wildcard", span: term.span };
    });
    const parts = [keyAtom(relation, keys)];
    for (const { column, variable, bounds } of columnUses(atom, relation) ?? []) {
      const said = [
        ...bounds,
        ...(variable === null
          ? []
          : group.flatMap((literal) => {
              const [first = [], ...others] = boundsOf(literal, variable) ?? [];
              return others.length > 0 ? [] : first;
            })),
      ];
      // Of a key that is not known only what some row has come to is implied.
      for (const bound of said) {
        const part = boundPart(relation, keys, column, bound);
        const isAll = keys.slice(0, relation.keyCount).every(({ kind }) => kind !== "wildcard");
        if (part.kind === "atom" && (!part.negated || isAll)) parts.push(part);
      }
    }
    return parts;
  }

  /** How the truth of some literals moves together, were they the body of a rule of their own. */
  #directionOf(literals: readonly PlainLiteral[], variables: readonly string[]): Direction {
    const span = { start: 0, end: 0 };
    const head: Atom = {
      kind: "atom",
      relation: { text: "", span },
      arguments: variables.map((name) => ({ kind: "variable", name, span })),
      span,
    };
    const flow = valueFlow({ literals }, [head], this.#program.relations);
    const movements = this.#movements;
    // A moving value that is known outside is read exactly, as one in the head of a rule.
    return [
      ...literals.map((literal) => movements.literal(literal, flow, movements.plain())),
      ...(flow.heads[0] ?? []).map((value) => movements.flow(value, flow, movements.plain())),
    ].reduce(mergeDirections, "constant");
  }
}

function halves(literal: PlainLiteral): readonly PlainLiteral[] {
  if (literal.kind !== "difference") return [literal];
  return [literal.left, { kind: "negation", atom: literal.right, span: literal.span }];
}

/** The literals with the only row in the place of an aggregate over it. */
function withOnlyValues(
  literals: readonly PlainLiteral[],
  head: Atom,
  program: Program,
  dependencies: Dependencies,
): readonly PlainLiteral[] {
  if (!literals.some((literal) => literalTerms(literal).some(({ kind }) => kind === "aggregate")))
    return literals;
  const outside = namesAround(literals, head.arguments, { has: () => false });
  const { aggregates } = valueFlow({ literals }, [head], program.relations);
  return literals.flatMap((literal, at): readonly PlainLiteral[] => {
    if (literal.kind !== "comparison") return [literal];
    const more: PlainLiteral[] = [];
    const [left, right] = [literal.left, literal.right].map((term, side): Term => {
      if (term.kind !== "aggregate") return term;
      const inhabited = aggregates.get(term)?.inhabited === true;
      const rename = (name: string): string => `${name}:${String(at)}:${String(side)}`;
      const only = onlyValue(term, inhabited, outside, program, dependencies, rename);
      if (only === null) return term;
      more.push(...only.literals);
      return only.value;
    });
    if (more.length === 0 || left === undefined || right === undefined) return [literal];
    return [...more, { ...literal, left, right }];
  });
}

/** The literals, those together that share one of some variables. */
function groupsOf(
  literals: readonly PlainLiteral[],
  joining: ReadonlySet<string>,
  namesOf: (literal: PlainLiteral) => readonly string[],
): readonly (readonly PlainLiteral[])[] {
  const groups: PlainLiteral[][] = [];
  for (const literal of literals) {
    const names = namesOf(literal);
    const touching = groups.filter((group) =>
      group.some((other) => namesOf(other).some((name) => joining.has(name) && names.includes(name))),
    );
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push([...touching.flat(), literal]);
  }
  return groups;
}

/** A positive atom over a relation with lattice columns whose wildcards at keys have names, so that parts speak of one row. */
function withKeyNames(literal: PlainLiteral, at: number, program: Program): PlainLiteral {
  if (literal.kind !== "atom") return literal;
  const relation = program.relations.get(literal.relation.text);
  if (relation === undefined || relation.keyCount === relation.columns.length) return literal;
  const arguments_ = literal.arguments.map((term, i): Term => {
    if (term.kind !== "wildcard" || i >= relation.keyCount) return term;
    return { kind: "variable", name: `:${String(at)}:${String(i)}`, span: term.span };
  });
  return { ...literal, arguments: arguments_ };
}

function withoutRepeats(parts: readonly Part[]): readonly Part[] {
  const seen = new Set<string>();
  return parts.filter((part) => {
    if (part.kind !== "atom") return true;
    const text = `${String(part.negated)} ${part.relation.name} ${part.arguments.map(argumentText).join()}`;
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** The name that a literal gives to an aggregate's value. */
function countedName(literal: PlainLiteral): { readonly name: string; readonly aggregate: Aggregate } | null {
  if (literal.kind !== "comparison" || literal.operator !== "=") return null;
  const { left, right } = literal;
  if (left.kind === "variable" && right.kind === "aggregate") return { name: left.name, aggregate: right };
  if (right.kind === "variable" && left.kind === "aggregate") return { name: right.name, aggregate: left };
  return null;
}

interface Test {
  readonly name: string;
  readonly operator: "=" | "<" | "<=";
  readonly constant: Term;
  readonly negated: boolean;
}

/** What is said of the value that a term at a lattice column is, alone or with a comparison. */
function testOf(term: Term, comparison: PlainLiteral | undefined): Test | null {
  if (comparison === undefined)
    return term.kind === "constant"
      ? { name: ":value", operator: "=", constant: term, negated: false }
      : null;
  if (term.kind !== "variable" || comparison.kind !== "comparison") return null;
  const { left, right } = comparison;
  const isLeft = left.kind === "variable" && left.name === term.name;
  const [other, constant] = isLeft ? [left, right] : [right, left];
  if (constant.kind !== "constant" || other.kind !== "variable" || other.name !== term.name) return null;
  const operator = isLeft ? comparison.operator : mirrored[comparison.operator];
  const { operator: positive, negated } = positives[operator];
  return { name: term.name, operator: positive, constant, negated };
}

const mirrored = { "=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

/** Each comparison as one of three, or as the opposite of one. */
const positives = {
  "=": { operator: "=", negated: false },
  "!=": { operator: "=", negated: true },
  "<": { operator: "<", negated: false },
  ">=": { operator: "<", negated: true },
  "<=": { operator: "<=", negated: false },
  ">": { operator: "<=", negated: true },
} as const;

/** Whether a name only stands in comparisons with numbers, beside the literal that defines it. */
function isAlone(name: string, literals: readonly PlainLiteral[], { arguments: inHead }: Atom): boolean {
  return (
    !inHead.flatMap(variablesIn).includes(name) &&
    literals.every(
      (literal) =>
        !literalTerms(literal).flatMap(variablesIn).includes(name) ||
        countedName(literal)?.name === name ||
        boundsOf(literal, name) !== null,
    )
  );
}

function isValue(name: string, value: number): Part {
  const span = { start: 0, end: 0 };
  return {
    kind: "equality",
    left: { kind: "variable", name, span },
    right: { kind: "constant", type: "number", value, text: String(value), span },
    negated: false,
  };
}

/** A positive atom whose wildcards at keys have names, each a different one. */
function withNames(part: Part, at: number): Part {
  if (part.kind !== "atom" || part.negated) return part;
  const { relation } = part;
  const arguments_ = part.arguments.map((argument, i): Argument => {
    if (argument.kind !== "wildcard" || i >= relation.keyCount) return argument;
    return { kind: "variable", name: `${String(at)}:${String(i)}`, span: argument.span };
  });
  return { ...part, arguments: arguments_ };
}

function argumentText(argument: Argument): string {
  switch (argument.kind) {
    case "cut":
      return `>${String(argument.least)}`;
    case "variable":
      return argument.name;
    case "constant":
      return argument.type === "symbol" ? `"${argument.value}"` : String(argument.value);
    case "wildcard":
    case "call":
    case "aggregate":
      return "_";
  }
}
