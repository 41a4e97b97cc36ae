import { present } from "../base/assert.ts";
import type { Clause, PlainLiteral, Relation, Rule, RuleHead, ValueType } from "../model/program.ts";
import { literalTerms, positiveAtom, variablesIn } from "../model/terms.ts";
import { aggregateClauses } from "../model/value-flow.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { Evaluation } from "./evaluation.ts";
import type { TakeSolution } from "./rule-code.ts";
import { variableTypes, type VariableTypes } from "./term-types.ts";
import type { Code, Value } from "./value-pool.ts";
import { withoutWildcards } from "./without-wildcards.ts";

/** A row by the codes of its values. */
export interface CodedRow {
  readonly relation: Relation;
  readonly codes: readonly Code[];
}

/** One way in which a conjunction of a rule gives a row. */
export interface RuleInstance {
  readonly rule: Rule;
  readonly clause: Clause;
  /** The rows of the positive literals, in the order written. */
  readonly rows: readonly CodedRow[];
  /** The values of the variables outside aggregates. */
  readonly bindings: ReadonlyMap<string, Value>;
}

/**
 * Finds the instances of rules that give a row, in an evaluation that has come to its fixpoint.
 * Each rule is turned around once: what its head binds is given, and its body is asked.
 */
export class RuleInstances {
  readonly #evaluation: Evaluation;
  readonly #heads = new Map<Relation, readonly Head[]>();

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
  }

  /** Hands out the instances that give a row; `take` says true when it wants no more. */
  of(row: CodedRow, take: (instance: RuleInstance) => boolean): void {
    this.#headsOf(row.relation).some((head) => this.#ofHead(head, row, take));
  }

  /** Whether `take` wants no more. */
  #ofHead(head: Head, { codes }: CodedRow, take: (instance: RuleInstance) => boolean): boolean {
    const given = matching(head, codes);
    if (given === null) return false;
    let stopped = false;
    head.solve(given, (solution) => {
      const computed = solution.slice(solution.length - head.computed.length);
      if (!computed.every((code, i) => code === codes[head.computed[i] ?? 0])) return false;
      stopped = take(this.#instance(head, solution));
      return stopped;
    });
    return stopped;
  }

  #instance({ rule, clause, variables, atoms }: Head, solution: readonly Code[]): RuleInstance {
    const { pool } = this.#evaluation;
    const bindings = new Map(
      variables.map(({ name, type }, i) => [name, pool.decode(solution[i] as Code, type)]),
    );
    let at = variables.length;
    const rows = atoms.map(({ relation, arity }) => {
      const codes = solution.slice(at, at + arity);
      at += arity;
      return { relation, codes };
    });
    return { rule, clause, rows, bindings };
  }

  #headsOf(relation: Relation): readonly Head[] {
    let heads = this.#heads.get(relation);
    if (heads === undefined) {
      heads = this.#evaluation.program.rules.flatMap((rule) =>
        rule.heads
          .filter((head) => head.relation === relation)
          .flatMap((head) => rule.clauses.map((clause) => this.#turnAround(rule, head, clause))),
      );
      this.#heads.set(relation, heads);
    }
    return heads;
  }

  #turnAround(rule: Rule, head: RuleHead, clause: Clause): Head {
    const { program } = this.#evaluation;
    const literals = withoutWildcards(clause.literals);
    const types = variableTypes(literals, new Map(), program, [head.atom]);
    const ranging = rangeVariables(literals);
    const given: string[] = [];
    const computed: number[] = [];
    for (const [i, term] of head.atom.arguments.entries()) {
      if (term.kind !== "variable" || ranging.has(term.name)) computed.push(i);
      else if (!given.includes(term.name)) given.push(term.name);
    }
    const variables = outerVariables(literals, head.atom.arguments).flatMap((name) => {
      const type = types.get(name);
      return type === undefined ? [] : [{ name, type }];
    });
    const atoms = literals.flatMap(positiveAtom);
    const relationOf = (atom: Syntax.Atom): Relation =>
      present(program.relations.get(atom.relation.text), atom.relation.text);
    const wanted = [
      ...variables.map(({ name, type }) => ({ term: variable(name, head.atom), type })),
      ...atoms.flatMap((atom) => columnTerms(atom, relationOf(atom))),
      ...columnTerms(head.atom, head.relation).filter((_, i) => computed.includes(i)),
    ];
    const solve = this.#evaluation.query({ literals, given, wanted, types });
    return {
      rule,
      clause,
      head: head.atom,
      given,
      computed,
      variables,
      atoms: atoms.map((atom) => ({ relation: relationOf(atom), arity: atom.arguments.length })),
      solve,
    };
  }
}

/** The rows that an aggregate ranges over, when the variables around it have these values. */
export function rowsCounted(
  aggregate: Syntax.Aggregate,
  bindings: ReadonlyMap<string, Value>,
  outerTypes: VariableTypes,
  evaluation: Evaluation,
): readonly CodedRow[] {
  const { program, pool } = evaluation;
  const own = new Set(aggregate.target === null ? [] : variablesIn(aggregate.target));
  const given = [...bindings.keys()].filter((name) => outerTypes.has(name) && !own.has(name));
  const rows = new Map<string, CodedRow>();
  for (const clause of aggregateClauses(aggregate)) {
    const literals = withoutWildcards(clause.literals);
    const around = new Map([...outerTypes].filter(([name]) => given.includes(name)));
    const types = variableTypes(literals, around, program);
    const atoms = literals.flatMap(positiveAtom).map((atom) => ({
      relation: present(program.relations.get(atom.relation.text), atom.relation.text),
      atom,
    }));
    const wanted = atoms.flatMap(({ atom, relation }) => columnTerms(atom, relation));
    const codes = given.map((name) =>
      pool.encode(bindings.get(name) ?? 0, present(outerTypes.get(name), `the type of ${name}`)),
    );
    evaluation.query({ literals, given, wanted, types })(codes, (solution) => {
      let at = 0;
      for (const { relation, atom } of atoms) {
        const row = solution.slice(at, (at += atom.arguments.length));
        rows.set(`${relation.name}(${row.join(",")})`, { relation, codes: row });
      }
      return false;
    });
  }
  return [...rows.values()];
}

/** The types of the variables of a clause and its heads. */
export function typesOf(rule: Rule, clause: Clause, evaluation: Evaluation): VariableTypes {
  const heads = rule.heads.map((head) => head.atom);
  return variableTypes(clause.literals, new Map(), evaluation.program, heads);
}

interface Head {
  readonly rule: Rule;
  readonly clause: Clause;
  readonly head: Syntax.Atom;
  /** The variables that the head binds. */
  readonly given: readonly string[];
  /** The columns of the head that are computed, and compared after that. */
  readonly computed: readonly number[];
  readonly variables: readonly { readonly name: string; readonly type: ValueType }[];
  readonly atoms: readonly { readonly relation: Relation; readonly arity: number }[];
  readonly solve: (given: readonly Code[], take: TakeSolution) => void;
}

/** The codes of what the head binds, or null when a variable would have two values. */
function matching({ head, given, computed }: Head, codes: readonly Code[]): readonly Code[] | null {
  const found = new Map<string, Code>();
  for (const [i, term] of head.arguments.entries()) {
    if (computed.includes(i) || term.kind !== "variable") continue;
    const code = codes[i] as Code;
    if ((found.get(term.name) ?? code) !== code) return null;
    found.set(term.name, code);
  }
  return given.map((name) => found.get(name) as Code);
}

/** Variables that a `range` gives: they are counted up, and not looked up. */
function rangeVariables(literals: readonly PlainLiteral[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const literal of literals) {
    if (literal.kind !== "comparison") continue;
    for (const [name, term] of [
      [literal.left, literal.right],
      [literal.right, literal.left],
    ] as const)
      if (name.kind === "variable" && term.kind === "call" && term.functor === "range") names.add(name.name);
  }
  return names;
}

/** The variables that occur outside aggregates, each once. */
export function outerVariables(
  literals: readonly PlainLiteral[],
  terms: readonly Syntax.Term[],
): readonly string[] {
  return [...new Set([...literals.flatMap(literalTerms), ...terms].flatMap(outside))];
}

function outside(term: Syntax.Term): readonly string[] {
  if (term.kind === "aggregate") return [];
  if (term.kind === "call")
    return term.arguments.slice(0, term.functor === "as" ? 1 : undefined).flatMap(outside);
  return variablesIn(term);
}

function variable(name: string, { span }: Syntax.Atom): Syntax.Variable {
  return { kind: "variable", name, span };
}

function columnTerms(
  atom: Syntax.Atom,
  relation: Relation,
): readonly { readonly term: Syntax.Term; readonly type: ValueType }[] {
  return atom.arguments.map((term, i) => ({
    term,
    type: present(relation.columns[i], "a column").value,
  }));
}
