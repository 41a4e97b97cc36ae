import type { Column, Operation, Output, Program, Relation } from "../model/program.ts";
import { namesText, type Repair } from "./repair.ts";
import { saysSame } from "./same-words.ts";

/** What is missing of the exercise's outputs, or promises less. */
export function outputProblems({ before, after }: Repair): readonly string[] {
  const problems: string[] = [];
  for (const output of before.program.outputs) {
    const { name } = output.relation;
    const found = after.program.outputs.find(({ relation }) => relation.name === name);
    if (found === undefined)
      problems.push(
        after.program.relations.has(name)
          ? `\`${name}\` is no output any more: write \`.output ${name}\` again, whatever else you change.`
          : `The output \`${name}\` is gone: users of the program rely on it under this name.`,
      );
    else problems.push(...promiseProblems(output, found));
  }
  if (before.program.outputs.length === 0)
    for (const { relation } of before.report.outputs)
      if (!after.program.relations.has(relation.name))
        problems.push(`\`${relation.name}\`, which the exercise derives, is gone.`);
  return problems;
}

function promiseProblems(before: Output, after: Output): readonly string[] {
  const { name } = before.relation;
  if (after.promise !== before.promise)
    return [
      `\`${name}\` promises \`${after.promise}\` now, and it has to promise \`${before.promise}\`: a smaller promise mends nothing for those who rely on it.`,
    ];
  if (after.exact !== before.exact)
    return [`\`exact=${String(before.exact)}\` of the output \`${name}\` has to stay as it is.`];
  return columnProblems(before.relation, after.relation);
}

/** What became of the exercise's invariants. */
export function invariantProblems({ before, after }: Repair): readonly string[] {
  const known = new Set(before.program.invariants.map(({ name }) => name));
  const trusted = after.program.invariants
    .filter(({ name, assumed }) => assumed && !known.has(name))
    .map(
      ({ name }) =>
        `The invariant \`${name}\` is new, and \`assumed\`: the checker believes it, and nobody sees to it.`,
    );
  const kept = before.program.invariants.flatMap((invariant): readonly string[] => {
    const { name, syntax } = invariant;
    const found = after.program.invariants.find((one) => one.name === name);
    if (found === undefined) return [`The invariant \`${name}\` is gone, and it is what has to stay true.`];
    if (found.assumed && !invariant.assumed)
      return [`\`${name}\` is \`assumed\` now: that says that somebody else sees to it, and nobody does.`];
    const isSame = saysSame(found.syntax.left, syntax.left) && saysSame(found.syntax.right, syntax.right);
    return isSame
      ? []
      : [`The invariant \`${name}\` says something else now: it has to stay as it is, word for word.`];
  });
  return [...kept, ...trusted];
}

/** What became of the relations that are given from outside. */
export function relationProblems({ before, after }: Repair): readonly string[] {
  return [...before.program.relations.values()].flatMap((relation): readonly string[] => {
    const { name, kind } = relation;
    if (kind === "derived" || name === "_refused") return [];
    const found = after.program.relations.get(name);
    if (found === undefined) return [`The relation \`${name}\` is gone, and facts come in under this name.`];
    return [
      ...columnProblems(relation, found),
      ...(found.kind === "derived"
        ? [
            `\`${name}\` is given from outside in the exercise, and now rules derive it: derive something else.`,
          ]
        : []),
      ...qualifierProblems(relation, found),
    ];
  });
}

function qualifierProblems(before: Relation, after: Relation): readonly string[] {
  const { name } = before;
  if (before.equivalence !== after.equivalence)
    return [`\`${name}\` has to stay \`eqrel\` exactly if it was.`];
  if (before.qualifier === after.qualifier) return [];
  if (after.qualifier === "static")
    return [
      `\`${name}\` is \`static\` now, so that nothing could come in any more: the facts of the exercise keep coming.`,
    ];
  if (before.qualifier === "static") return [`\`${name}\` was \`static\`, and has to stay so.`];
  if (before.qualifier === "orset")
    return [
      `Rows of \`${name}\` could be taken out again (\`orset\`), and now they cannot: that has to stay possible.`,
    ];
  return [];
}

/** Counters may be exchanged for each other: what they count is the same. */
const counters: ReadonlySet<string | null> = new Set(["gcounter", "pncounter", "bounded"]);

function columnProblems(before: Relation, after: Relation): readonly string[] {
  const { name } = before;
  const [left, right] = [before.columns, after.columns];
  const names = right.map((column) => column.name);
  if (left.length !== right.length || left.some((column, i) => column.name !== names[i]))
    return [
      `The columns of \`${name}\` are ${namesText(names)} now, and they have to stay ${namesText(left.map((column) => column.name))}.`,
    ];
  return left.flatMap((column, i) => {
    const found = right[i];
    if (found === undefined || isSameKind(column, found)) return [];
    return [
      `\`${name}.${column.name}\` is \`${found.text}\` now, and was \`${column.text}\`: it has to stay so.`,
    ];
  });
}

function isSameKind(before: Column, after: Column): boolean {
  if (before.value !== after.value && !(counters.has(before.lattice) && counters.has(after.lattice)))
    return false;
  return before.lattice === after.lattice || (counters.has(before.lattice) && counters.has(after.lattice));
}

/** What became of the operations: whoever calls them calls them as before. */
export function operationProblems({ before, after }: Repair): readonly string[] {
  return [...before.program.operations.values()].flatMap((operation): readonly string[] => {
    const { name } = operation;
    const found = after.program.operations.get(name);
    if (found === undefined) return [`The operation \`${name}\` is gone, and people call it.`];
    const [wanted, given] = [parametersOf(operation, before.program), parametersOf(found, after.program)];
    if (wanted.join() === given.join()) return [];
    return [
      `\`${name}\` takes (${given.join(", ")}) now, and it has to take (${wanted.join(", ")}): people call it as before.`,
    ];
  });
}

function parametersOf({ syntax }: Operation, { types }: Program): readonly string[] {
  return syntax.parameters.map(({ type }) => types.get(type.text)?.base ?? type.text);
}

/** What became of the exercise's scenarios: they show what has to work. */
export function scenarioProblems({ before, after }: Repair): readonly string[] {
  return before.program.scenarios.flatMap(({ name, syntax }) => {
    const found = after.program.scenarios.find((one) => one.name === name);
    if (found === undefined) return [`The scenario \`${name}\` is gone: it shows what has to work.`];
    return saysSame(found.syntax.statements, syntax.statements)
      ? []
      : [`The scenario \`${name}\` was changed: leave it as it is, and write one of your own beside it.`];
  });
}
