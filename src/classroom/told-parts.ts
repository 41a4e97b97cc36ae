import type { PartJudgement } from "./judgement.ts";

/**
 * The parts of an answer that its student is told of. Of a wrong answer the other parts are not told:
 * they follow from it, and which of them are asked would give it away.
 */
export function toldParts(parts: readonly PartJudgement[]): readonly PartJudgement[] {
  const [first] = parts;
  const isSettled = first === undefined || first.status === "right" || first.status === "open";
  return isSettled ? parts : [first];
}

/** What is said of them; nothing of an answer that was not given. */
export function toldMessages(parts: readonly PartJudgement[]): readonly string[] {
  const told = toldParts(parts);
  const isRight = told.every(({ status }) => status === "right");
  if (parts.every(({ given }) => given === null)) return [];
  return told.filter((part) => !isPlain(part, isRight)).map(({ message }) => message);
}

/** What is right needs no words, but where it says more than that: of a boundary, what comes of it. */
function isPlain({ part, status, message }: PartJudgement, isRight: boolean): boolean {
  return status === "right" && part !== "boundary" && (!isRight || message.startsWith("Right"));
}
