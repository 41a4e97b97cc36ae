import { linesOf, type Place } from "../base/source.ts";
import type { Program } from "../model/program.ts";
import type { Question } from "./question.ts";

/**
 * The lines of the rules that a question is about, counted from 1, in order: an invariant, or a
 * relation's declaration and the rules that derive it.
 */
export function questionLines(question: Question, program: Program): readonly number[] {
  const numbers = placesOf(question, program).flatMap(({ source, start, end }) => {
    const lines = linesOf(source);
    const [from, to] = [lines.position(start).line, lines.position(end).line];
    return Array.from({ length: to - from + 1 }, (_, i) => from + i + 1);
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function placesOf(question: Question, { rules }: Program): readonly Place[] {
  if (question.kind === "invariant") {
    const { source, syntax } = question.verdict.invariant;
    return [{ source, ...syntax.span }];
  }
  const relation = question.kind === "output" ? question.output.relation : question.relation;
  return [
    { source: relation.place.source, ...relation.declaration.span },
    ...rules
      .filter(({ heads }) => heads.some((head) => head.relation === relation))
      .map(({ source, syntax }) => ({ source, ...syntax.span })),
  ];
}
