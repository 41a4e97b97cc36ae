import type { Source } from "../base/source.ts";
import type { Question } from "./question.ts";

export type TypeQuestion = Extract<Question, { readonly kind: "type" }>;

/** The text of the rules with a type, or a qualifier, written into the declaration that is asked about. */
export function changedType({ relation, column }: TypeQuestion, option: string, { text }: Source): string {
  const { declaration } = relation;
  const { columns, qualifiers, span } = declaration;
  if (column !== null) {
    const written = columns[column];
    if (written === undefined) return text;
    return replaced(text, written.type.span.start, written.span.end, option);
  }
  const plain = qualifiers.find(({ text: word }) => word === "gset" || word === "orset");
  if (plain !== undefined) return replaced(text, plain.span.start, plain.span.end, option);
  return replaced(text, span.end, span.end, ` ${option}`);
}

function replaced(text: string, start: number, end: number, by: string): string {
  return `${text.slice(0, start)}${by}${text.slice(end)}`;
}
