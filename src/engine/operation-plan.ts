import { present } from "../base/assert.ts";
import { placeOf, type Place, type Source } from "../base/source.ts";
import type { Session } from "./session.ts";
import { variableTypes, type VariableTypes } from "./term-types.ts";
import { rowKey, type Row, type Value } from "../lattice/row.ts";
import { namesAround } from "../model/aggregate-scope.ts";
import { clausesOf } from "../model/clauses.ts";
import { effectAtom } from "../model/effects.ts";
import type { Clause, Operation, Program, Relation, ValueType } from "../model/program.ts";
import { boundVariables } from "../model/safety.ts";
import type * as Syntax from "../syntax/tree.ts";
import type { ResolvedEffect } from "./resolved-effect.ts";

/**
 * What an operation would do on the rows of a session, one list of effects for each solution of its
 * `require`s; null when there is none. Throws an `EvaluationError`.
 */
export type OperationPlan = (given: Row) => readonly ResolvedEffect[] | null;

/** Prepares an operation to be called on one session's rows. */
export function planOperation({ syntax, source }: Operation, session: Session): OperationPlan {
  const parameters = syntax.parameters.map(({ name, type }) => ({
    name: name.text,
    type: valueTypeOf(type.text, session.program),
  }));
  const bodies = syntax.steps.flatMap((step) => (step.kind === "require" ? [step.body] : []));
  const effects = syntax.steps.flatMap((step) => (step.kind === "require" ? [] : [step]));
  return planEffects({ parameters, bodies, effects, place: placeOf(source, syntax.span) }, session);
}

/** Prepares an effect of constant terms, as scenarios write them. */
export function planEffect(effect: Syntax.Effect, source: Source, session: Session): OperationPlan {
  return planEffects(
    { parameters: [], bodies: [], effects: [effect], place: placeOf(source, effect.span) },
    session,
  );
}

interface Steps {
  readonly parameters: readonly { readonly name: string; readonly type: ValueType }[];
  readonly bodies: readonly (readonly Syntax.Literal[])[];
  readonly effects: readonly Syntax.Effect[];
  readonly place: Place;
}

function planEffects({ parameters, bodies, effects, place }: Steps, session: Session): OperationPlan {
  const { program } = session;
  const clauses = bodies
    .map((body) => clausesOf([body]).clauses)
    .reduce<readonly Clause[]>(
      (sofar, next) =>
        sofar.flatMap((one) => next.map((other) => ({ literals: [...one.literals, ...other.literals] }))),
      [{ literals: [] }],
    );
  const outer = new Map(parameters.map(({ name, type }) => [name, type]));
  const given = parameters.map(({ name }) => name);
  const variables = sharedVariables(clauses, new Set(given));
  const questions = clauses.map(({ literals }) => {
    const types = variableTypes(literals, outer, program, effects.map(effectAtom));
    const wanted = [
      ...variables.map((name) => ({
        term: { kind: "variable", name, span: noSpan } as const,
        type: types.get(name) ?? "number",
      })),
      ...effects.flatMap((effect) => effectColumns(effect, program)),
    ];
    return session.question({ literals, given, wanted, types: withGiven(types, outer) }, place);
  });
  return (values) => {
    const solutions = new Map<string, Row>();
    for (const ask of questions)
      ask(values, (solution) => {
        solutions.set(rowKey(solution), solution);
        return false;
      });
    if (solutions.size === 0) return null;
    return [...solutions.values()].flatMap((solution) =>
      resolve(effects, solution.slice(variables.length), program),
    );
  };
}

const noSpan = { start: 0, end: 0 };

function withGiven(types: VariableTypes, outer: VariableTypes): VariableTypes {
  return new Map([...types, ...outer]);
}

/** The variables that every alternative binds beside the parameters: what tells solutions apart. */
function sharedVariables(clauses: readonly Clause[], given: ReadonlySet<string>): readonly string[] {
  const bound = clauses.map(({ literals }) =>
    boundVariables(literals, given, namesAround(literals, [], given)),
  );
  return [...(bound[0] ?? [])].filter((name) => !given.has(name) && bound.every((one) => one.has(name)));
}

/** What values a type has by its name, one that the program knows. */
export function valueTypeOf(name: string, program: Program): ValueType {
  if (name === "symbol" || name === "number" || name === "unsigned" || name === "float") return name;
  return present(program.types.get(name), `the type ${name}`).base;
}

/** The terms of an effect in the order in which `resolve` takes their values. A wildcard has none. */
function effectColumns(
  effect: Syntax.Effect,
  program: Program,
): readonly { readonly term: Syntax.Term; readonly type: ValueType }[] {
  const { columns, keyCount } = relationOf(effect, program);
  const typed = (terms: readonly Syntax.Term[], from: number): { term: Syntax.Term; type: ValueType }[] =>
    terms.flatMap((term, i) =>
      term.kind === "wildcard" ? [] : [{ term, type: present(columns[from + i], "a column").value }],
    );
  const own = typed(effectAtom(effect).arguments, 0);
  switch (effect.kind) {
    case "insert":
    case "delete":
      return own;
    case "add":
      return [...own, { term: effect.amount, type: "number" }];
    case "write":
      return [...own, ...typed(effect.values, keyCount)];
    case "splice-in":
      return [...own, { term: effect.element, type: "symbol" }, { term: effect.index, type: "number" }];
    case "splice-out":
      return [...own, { term: effect.index, type: "number" }];
    case "transfer":
      return [...own, { term: effect.amount, type: "number" }, { term: effect.to, type: "symbol" }];
  }
}

function resolve(
  effects: readonly Syntax.Effect[],
  values: Row,
  program: Program,
): readonly ResolvedEffect[] {
  let at = 0;
  const next = (): Value => present(values[at++], "the value of a term");
  return effects.map((effect): ResolvedEffect => {
    const { name: relation } = relationOf(effect, program);
    const own = effectAtom(effect).arguments;
    switch (effect.kind) {
      case "insert":
        return { kind: "insert", relation, row: own.map(next) };
      case "delete":
        return {
          kind: "delete",
          relation,
          pattern: own.map((term) => (term.kind === "wildcard" ? null : next())),
        };
      case "add":
        return {
          kind: "add",
          relation,
          key: own.map(next),
          amount: Number(next()),
          sign: effect.operator === "+=" ? 1 : -1,
        };
      case "write":
        return { kind: "write", relation, key: own.map(next), values: effect.values.map(next) };
      case "splice-in":
        return {
          kind: "splice-in",
          relation,
          key: own.map(next),
          text: String(next()),
          index: Number(next()),
        };
      case "splice-out":
        return { kind: "splice-out", relation, key: own.map(next), index: Number(next()) };
      case "transfer":
        return { kind: "transfer", relation, key: own.map(next), amount: Number(next()), to: String(next()) };
    }
  });
}

function relationOf(effect: Syntax.Effect, program: Program): Relation {
  const name = effectAtom(effect).relation.text;
  return present(program.relations.get(name), name);
}
