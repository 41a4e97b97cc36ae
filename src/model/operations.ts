import { placeOf, type Place, type Source } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";
import { variablesIn } from "../syntax/walk.ts";
import { reportSingles, reportUnsafe, TypeProblems } from "./clause-checks.ts";
import { clausesOf } from "./clauses.ts";
import { checkEffect, demandEffect, effectAtom, termsToBind, type SoundEffect } from "./effects.ts";
import { boundaryOf, checkBodyNames, checkSize, type Names } from "./names.ts";
import type { Operation, PlainLiteral } from "./program.ts";
import { boundVariables, unsafeOccurrences, type UnsafeOccurrence } from "./safety.ts";
import { namesAround } from "./aggregate-scope.ts";
import { TypeInference } from "./type-inference.ts";

/** The operation, or null when something in it was reported. */
export function readOperation(
  syntax: Syntax.Operation,
  source: Source,
  names: Names,
  sealing: ReadonlySet<string>,
): Operation | null {
  const boundary = boundaryOf(syntax.boundary, source, names);
  const parameters = checkParameters(syntax, source, names);
  let sound = parameters !== null && boundary !== "wrong";
  const effects: SoundEffect[] = [];
  for (const step of syntax.steps) {
    if (step.kind === "require") {
      if (!checkBodyNames([step.body], source, names)) sound = false;
      if (!checkSize([step.body], [], step.span, source, names)) return null;
      continue;
    }
    const effect = checkEffect(step, source, names, sealing);
    if (effect === null) sound = false;
    else effects.push(effect);
  }
  if (!checkSafety(syntax, source, names)) sound = false;
  else if (!checkTypes(syntax, effects, source, names)) sound = false;
  if (!sound || boundary === "wrong") return null;
  return { name: syntax.name.text, source, syntax, boundary };
}

/** Whether the parameters have types and names of their own. */
function checkParameters(syntax: Syntax.Operation, source: Source, names: Names): true | null {
  let sound = true;
  const places = new Map<string, Place>();
  for (const { name, type } of syntax.parameters) {
    const place = placeOf(source, name.span);
    const first = places.get(name.text);
    if (first === undefined) places.set(name.text, place);
    else {
      names.report({ code: "CALM006", place, what: "parameter", name: name.text, first });
      sound = false;
    }
    const declared = names.types.get(type.text);
    if (declared === undefined) names.unknown.add("type", type.text, placeOf(source, type.span), names.types);
    // Of a type that is null it is said at its declaration what is wrong.
    if (declared === undefined || declared === null) sound = false;
  }
  return sound ? true : null;
}

/**
 * Whether every variable is bound: by the parameters, or by the `require`s above. Of a `require`
 * with alternatives, what all of them bind is bound below.
 */
function checkSafety(syntax: Syntax.Operation, source: Source, names: Names): boolean {
  let bound: ReadonlySet<string> = new Set(syntax.parameters.map(({ name }) => name.text));
  const elsewhere = new Set(bound);
  const conjunctions: (readonly PlainLiteral[])[] = [];
  const found: (readonly UnsafeOccurrence[])[] = [];
  for (const step of syntax.steps) {
    if (step.kind !== "require") {
      const terms = termsToBind(step);
      found.push(unsafeOccurrences([], terms, bound));
      for (const { term } of terms) for (const { name } of variablesIn(term)) elsewhere.add(name);
      continue;
    }
    const { clauses } = clausesOf([step.body]);
    const before = bound;
    for (const { literals } of clauses) found.push(unsafeOccurrences(literals, [], before));
    const after = clauses.map(({ literals }) =>
      boundVariables(literals, before, namesAround(literals, [], before)),
    );
    const [first, ...others] = after;
    bound = new Set([...(first ?? before)].filter((name) => others.every((one) => one.has(name))));
    conjunctions.push([...new Set(clauses.flatMap(({ literals }) => literals))]);
  }
  const unsafe = found.flat();
  reportUnsafe(unsafe, source, names);
  if (unsafe.length > 0) return false;
  reportSingles([conjunctions.flat()], elsewhere, source, names);
  return true;
}

function checkTypes(
  syntax: Syntax.Operation,
  effects: readonly SoundEffect[],
  source: Source,
  names: Names,
): boolean {
  const problems = new TypeProblems(names);
  const inference = new TypeInference(source, names, problems);
  for (const { name, type } of syntax.parameters) {
    const declared = names.types.get(type.text) ?? null;
    inference.declare(name.text, declared === null ? null : [declared]);
  }
  const bodies = syntax.steps.flatMap((step) => (step.kind === "require" ? [step.body] : []));
  const literals = new Set(
    bodies.flatMap((body) => clausesOf([body]).clauses.flatMap((clause) => clause.literals)),
  );
  const terms = effects.flatMap(({ effect }) => effectAtom(effect).arguments);
  inference.read([...literals], terms);
  for (const effect of effects) demandEffect(effect, inference);
  inference.finish();
  return problems.count === 0;
}
