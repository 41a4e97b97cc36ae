import { EvaluationError } from "../engine/evaluation.ts";
import type { Program } from "../model/program.ts";
import { resolveProgram } from "../model/resolve.ts";
import type * as Syntax from "../syntax/tree.ts";
import { openRelations, poolsOf, randomFacts } from "./random-facts.ts";
import { lineText } from "./scenario-trial.ts";
import { SettledAnswers } from "./settled-answers.ts";

const trialsMost = 20;
const rowsMost = 6;

/**
 * Whether rules that may compute values from their own relation, as those of the exercise do, come to
 * an end on a few facts: only then is more done with them. Null where they do.
 */
export function endlessProblem(tree: Syntax.SyntaxTree): string | null {
  const program: Program = resolveProgram(tree, () => ({ problem: "not found" }));
  const pools = poolsOf(tree.items, new Map());
  const open = openRelations(program);
  try {
    const answers = new SettledAnswers(program, [], []);
    for (let seed = 1; seed <= trialsMost; seed++)
      answers.of(randomFacts(open, { pools, given: new Map(), most: rowsMost, seed }));
    return null;
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return `The rules do not come to an end on all facts: ${error.message}, ${lineText(error.place)}.`;
  }
}
