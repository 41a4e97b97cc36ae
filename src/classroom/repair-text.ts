import { placeOf, type Source } from "../base/source.ts";
import type { Program, Rule } from "../model/program.ts";
import { resolveProgram } from "../model/resolve.ts";
import { positiveAtom } from "../model/terms.ts";
import type * as Syntax from "../syntax/tree.ts";
import { lineText } from "./scenario-trial.ts";
import { nodesIn } from "./tree-nodes.ts";

/** By how many characters a repair may be longer than the exercise. */
const longerMost = 20_000;

const scenariosMost = 20;
const replicasMost = 9;
/** With all that is repeated counted. */
const statementsMost = 2_000;
const millisecondsMost = 600_000;
/** By how many literals a conjunction may be longer than the longest of the exercise. */
const literalsMore = 6;
/** By how many calls of functors that make texts. */
const textsMore = 8;

/** What is wrong with a text before anybody reads it; null where nothing is. */
export function lengthProblem(text: string, { text: exercise }: Source): string | null {
  const most = exercise.length + longerMost;
  if (text.trim() === "") return "The file is empty: begin with the rules of the exercise, and change them.";
  if (text.length <= most) return null;
  const [length, allowed] = [text.length.toLocaleString("en"), most.toLocaleString("en")];
  return `The file has ${length} characters, and ${allowed} are more than enough here, so that it was not read.`;
}

/** What in a text reaches outside it: everything that a repair is stands in the one file. */
export function outsideProblems({ source, items }: Syntax.SyntaxTree): readonly string[] {
  return items.flatMap((item): readonly string[] => {
    const line = lineText(placeOf(source, item.span));
    if (item.kind === "include")
      return [`\`.include\` in ${line} is not read: write everything into \`rules.dl\` itself.`];
    if (item.kind === "input")
      return [
        `\`.input\` in ${line} is not read: an exercise has the facts that stand in it, and those that its scenarios insert.`,
      ];
    return [];
  });
}

/** What in a text could keep a computer busy for hours. */
export function boundProblems({ source, items }: Syntax.SyntaxTree): readonly string[] {
  const scenarios = items.filter((item) => item.kind === "scenario");
  const many =
    scenarios.length > scenariosMost
      ? [`There are ${String(scenarios.length)} scenarios, and ${String(scenariosMost)} are enough.`]
      : [];
  return [...many, ...scenarios.flatMap((scenario) => scenarioProblems(scenario, source))];
}

function scenarioProblems({ name, statements }: Syntax.Scenario, source: Source): readonly string[] {
  const problems: string[] = [];
  const at = (span: Syntax.Scenario["span"]): string =>
    `\`${name.text}\`, ${lineText(placeOf(source, span))}`;
  const replicas = statements.flatMap((one) => (one.kind === "replicas" ? one.names : []));
  if (replicas.length > replicasMost)
    problems.push(
      `The scenario \`${name.text}\` has ${String(replicas.length)} replicas, and ${String(replicasMost)} are enough.`,
    );
  let count = 0;
  const visit = (statement: Syntax.Statement, times: number): void => {
    if (statement.kind === "repeat") {
      const repeated = numberOf(statement.times);
      if (repeated === null)
        problems.push(`In the scenario ${at(statement.span)}: write how often as a number.`);
      else visit(statement.statement, times * Math.max(repeated, 1));
      return;
    }
    count += times;
    if (statement.kind !== "run") return;
    const milliseconds = numberOf(statement.milliseconds);
    if (milliseconds === null)
      problems.push(`In the scenario ${at(statement.span)}: write how long as a number.`);
    else if (milliseconds * times > millisecondsMost)
      problems.push(`In the scenario ${at(statement.span)}: it runs for longer than ten minutes.`);
  };
  for (const statement of statements) visit(statement, 1);
  if (count > statementsMost)
    problems.push(
      `The scenario \`${name.text}\` does more than ${statementsMost.toLocaleString("en")} things, with all that is repeated.`,
    );
  return problems;
}

function numberOf(term: Syntax.Term): number | null {
  return term.kind === "constant" && typeof term.value === "number" ? term.value : null;
}

/**
 * What in a program could go on for ever, or grow beyond all bounds, where the exercise's own does
 * not: a recursion that computes new values, `range`, a pattern, very long conjunctions.
 */
export function growthProblems(tree: Syntax.SyntaxTree, exerciseTree: Syntax.SyntaxTree): readonly string[] {
  const [program, exercise] = [resolved(tree), resolved(exerciseTree)];
  const problems: string[] = [];
  if (!exercise.rules.some((rule) => computesInRecursion(rule, exercise)))
    for (const rule of program.rules)
      if (computesInRecursion(rule, program))
        problems.push(
          `The rule in ${lineText(placeOf(rule.source, rule.syntax.span))} computes values from its own relation, which need not come to an end: the exercise can be solved without.`,
        );
  const [used, known] = [wordsUsed(tree), wordsUsed(exerciseTree)];
  for (const word of ["range", "match"])
    if (used.has(word) && !known.has(word))
      problems.push(`\`${word}\` is not used in the exercise, and its repair does not need it.`);
  const texts = (counts: ReadonlyMap<string, number>): number =>
    (counts.get("cat") ?? 0) + (counts.get("to_string") ?? 0);
  if (texts(used) > texts(known) + textsMore)
    problems.push("The rules put together more texts than the exercise needs.");
  if (longest(program) > longest(exercise) + literalsMore)
    problems.push(
      `One of the rules has ${String(longest(program))} conditions, which is more than the exercise needs.`,
    );
  return problems;
}

function resolved(tree: Syntax.SyntaxTree): Program {
  return resolveProgram(tree, () => ({ problem: "not found" }));
}

/** A rule of a recursive component with a functor or an aggregate in it. */
function computesInRecursion(
  { heads, clauses, syntax }: Rule,
  { dependencies, relations }: Program,
): boolean {
  const { componentOf } = dependencies;
  const components = new Set(heads.map(({ relation }) => componentOf.get(relation)));
  const isRecursive = clauses.some(({ literals }) =>
    literals.flatMap(positiveAtom).some(({ relation }) => {
      const read = relations.get(relation.text);
      return read !== undefined && components.has(componentOf.get(read));
    }),
  );
  return isRecursive && nodesIn(syntax).some(({ kind }) => kind === "call" || kind === "aggregate");
}

/** How often functors and tests are written. */
function wordsUsed({ items }: Syntax.SyntaxTree): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const node of nodesIn(items)) {
    const word = node.kind === "call" ? node["functor"] : node.kind === "test" ? node["test"] : null;
    if (typeof word === "string") counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** How many literals the longest conjunction has, of rules, invariants and operations. */
function longest({ rules, invariants, operations }: Program): number {
  const conjunctions = [
    ...rules.flatMap(({ clauses }) => clauses.map(({ literals }) => literals.length)),
    ...invariants.map(({ syntax }) => syntax.left.length + (syntax.right?.length ?? 0)),
    ...[...operations.values()].flatMap(({ syntax }) =>
      syntax.steps.map((step) => (step.kind === "require" ? step.body.length : 0)),
    ),
  ];
  return Math.max(0, ...conjunctions);
}
