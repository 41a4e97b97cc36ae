import type { Place } from "../base/source.ts";
import type { TypeProblem } from "../model/finding.ts";
import type { Entry } from "./entry.ts";
import { rules } from "./example.ts";
import { replace, type QuickFix } from "./quick-fix.ts";
import { excerpt, quoted, withArticle } from "./wording.ts";

export const calm004 = {
  code: "CALM004",
  name: "type mismatch",
  severity: "error",
  summary: "A value stands where its type does not fit, or a number is out of range.",
  why: `Columns have types, and a variable has one type for all its uses. A subtype fits where its parent is asked for, but two subtypes of \`symbol\` do not fit one another: a customer is not a supplier. Whole numbers are exact up to 9007199254740991 either way, \`unsigned\` ones not below 0.`,
  fix: `Mend the declaration or the term. \`to_number\`, \`to_string\`, \`to_float\` and \`to_unsigned\` turn one type into another.`,
  bad: rules`
    .decl age(person: symbol, years: number)
    age("ada", "36").
    .decl adult(person: symbol)
    adult(p) :- age(p, y), y >= 18.
    .output adult
  `,
  good: rules`
    .decl age(person: symbol, years: number)
    age("ada", 36).
    .decl adult(person: symbol)
    adult(p) :- age(p, y), y >= 18.
    .output adult
  `,
  describe({ problem, place }) {
    return {
      message: sentence(problem, place),
      help: conversion(problem, place),
      fixes: () => fixes(problem, place),
    };
  },
} as const satisfies Entry<"CALM004">;

function sentence(problem: TypeProblem, place: Place): string {
  const here = quoted(excerpt(place, 40));
  switch (problem.kind) {
    case "argument":
      return `${here} is ${withArticle(problem.found)}, but ${problem.isOperation === true ? "parameter" : "column"} ${quoted(problem.column)} of ${quoted(problem.relation)} ${problem.isOperation === true ? "takes" : "holds"} ${quoted(problem.expected)}`;
    case "operands":
      return `${here} puts ${withArticle(problem.left)} and ${withArticle(problem.right)} on the two sides of ${quoted(problem.operator)}`;
    case "operand":
      return `${here} is ${withArticle(problem.found)}, but ${quoted(problem.operator)} takes ${quoted(problem.expected)}`;
    case "variable":
      return `${quoted(problem.variable)} is used as ${withArticle(problem.first)} and as ${withArticle(problem.second)}`;
    case "union":
      return `${here} is ${withArticle(problem.second)}, but the union ${quoted(problem.type)} is over ${quoted(problem.first)}`;
    case "range":
      return `${quoted(problem.text)} is out of range for ${quoted(problem.type)}`;
  }
}

function conversion(problem: TypeProblem, place: Place): readonly string[] {
  if (problem.kind !== "argument" && problem.kind !== "operand") return [];
  const written = place.source.text.slice(place.start, place.end);
  if (problem.expected === "symbol" && /^-?[\d.]+$/.test(written))
    return [`a symbol is written in quotes: \`"${written}"\``];
  if (problem.expected === "number" && /^"-?\d+"$/.test(written))
    return [`a number is written without quotes: ${quoted(written.slice(1, -1))}`];
  const functor = converter(problem.expected, problem.found);
  return functor === null
    ? []
    : [`\`${functor}(…)\` turns ${withArticle(problem.found)} into ${withArticle(problem.expected)}`];
}

function converter(expected: string, found: string): string | null {
  if (found === "symbol" && ["number", "unsigned", "float"].includes(expected)) return `to_${expected}`;
  return expected === "symbol" && ["number", "unsigned", "float"].includes(found) ? "to_string" : null;
}

/** Takes a number out of its quotes, or puts one into them. */
function fixes(problem: TypeProblem, place: Place): readonly QuickFix[] {
  if (problem.kind !== "argument") return [];
  const text = place.source.text.slice(place.start, place.end);
  if (/^-?\d+$/.test(text) && problem.expected === "symbol") return [rewrite(place, `"${text}"`)];
  const inner = /^"(-?\d+)"$/.exec(text)?.[1];
  const fits = problem.expected === "number" || (problem.expected === "unsigned" && !text.startsWith('"-'));
  return inner !== undefined && fits ? [rewrite(place, inner)] : [];
}

function rewrite(place: Place, text: string): QuickFix {
  return { title: `Write ${quoted(text)}`, safe: false, edits: [replace(place, text)] };
}
