import type { Judgement } from "../classroom/judgement.ts";
import { toldMessages, toldParts } from "../classroom/told-parts.ts";
import type { Console } from "./console.ts";
import { printable, wrap } from "./text-layout.ts";

/** What is said of one question. */
export function judgementLines(
  { question, parts }: Judgement,
  ascii: boolean,
  { style, width }: Console,
): readonly string[] {
  const told = toldParts(parts);
  const name = printable(question.name);
  if (told.length === 0) return [];
  const sign = signs[ascii ? "ascii" : "unicode"];
  const isRight = told.every(({ status }) => status === "right");
  const head = isRight
    ? style.good(sign.right)
    : told.some(({ status }) => status === "wrong" || status === "unreadable")
      ? style.severity("error", sign.wrong)
      : style.severity("warning", sign.missing);
  const given = parts.flatMap((part) => (part.given === null ? [] : [printable(part.given)]));
  const says = wrap(given.length === 0 ? "not answered yet" : given.join("; "), width - 4, name.length + 2);
  return [
    `${head} ${style.strong(name)}  ${style.dim(says[0] ?? "")}`,
    ...says.slice(1).map((line) => `    ${style.dim(line)}`),
    ...toldMessages(parts).flatMap((message) =>
      wrap(printable(message), width - 4).map((line) => `    ${line}`),
    ),
  ];
}

const signs = {
  unicode: { right: "✓", wrong: "✗", missing: "·" },
  ascii: { right: "+", wrong: "x", missing: "-" },
} as const;

/** The points of several questions together. */
export function totalOf(judgements: readonly Pick<Judgement, "points" | "pointsMost">[]): {
  readonly points: number;
  readonly pointsMost: number;
} {
  return {
    points: judgements.reduce((sum, one) => sum + one.points, 0),
    pointsMost: judgements.reduce((sum, one) => sum + one.pointsMost, 0),
  };
}
