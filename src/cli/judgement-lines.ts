import type { Judgement, PartJudgement } from "../classroom/judgement.ts";
import type { Console } from "./console.ts";
import { printable, wrap } from "./text-layout.ts";

/**
 * What is said of one question. Of a wrong answer the other parts are not told: they follow from it,
 * and which of them are asked would give it away.
 */
export function judgementLines(
  { question, parts }: Judgement,
  ascii: boolean,
  { style, width }: Console,
): readonly string[] {
  const [first, ...others] = parts;
  const name = printable(question.name);
  if (first === undefined) return [];
  const isSettled = first.status === "right" || first.status === "open";
  const told = isSettled ? [first, ...others] : [first];
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
    ...told
      .filter((part) => part.given !== null || given.length > 0)
      .flatMap((part) => partLines(part, isRight, width)),
  ];
}

const signs = {
  unicode: { right: "✓", wrong: "✗", missing: "·" },
  ascii: { right: "+", wrong: "x", missing: "-" },
} as const;

/** What is right needs no words, but where it says more than that: of a boundary, what comes of it. */
function partLines(
  { part, status, message }: PartJudgement,
  isRight: boolean,
  width: number,
): readonly string[] {
  const isPlain = part !== "boundary" && (!isRight || message.startsWith("Right"));
  if (status === "right" && isPlain) return [];
  return wrap(printable(message), width - 4).map((line) => `    ${line}`);
}

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
