import type { InvariantVerdict } from "../analysis/confluence/confluence.ts";
import type { Construct, Cover, OutputVerdict } from "../analysis/report.ts";
import type { Checked } from "../diagnostics/check.ts";
import type { DecidingQuestion, Exercise } from "./exercise.ts";
import type { Key, Question } from "./question.ts";
import { relationsBelow } from "./relations-below.ts";
import { typeOptions } from "./type-options.ts";

/**
 * What an exercise asks: each output and each invariant that is not assumed, in source order, then
 * each type that is to be chosen. `checked` is the check of its rules, with evidence and invariants.
 */
export function questionsOf(exercise: Exercise, checked: Checked): readonly Question[] {
  const { asks } = exercise;
  const { report } = checked;
  const unproved = new Set(
    report.findings.flatMap((finding) => (finding.code === "CALM120" ? [finding.point] : [])),
  );
  const questions: readonly Question[] = [
    ...report.outputs.map((output): Question => {
      const { name } = output.relation;
      const isOpen = output.points.some((point) => unproved.has(point));
      return {
        kind: "output",
        name,
        output,
        key: isOpen ? taught(name, exercise) : keyOfOutput(output, checked),
      };
    }),
    ...report.invariants.flatMap((verdict): readonly Question[] => {
      const { name } = verdict.invariant;
      if (verdict.verdict === "assumed") return [];
      const key = verdict.verdict === "undecided" ? taught(name, exercise) : keyOfInvariant(verdict);
      return [{ kind: "invariant", name, verdict, key }];
    }),
  ];
  const types = typeQuestions(exercise, checked);
  if (asks === "all") return [...questions, ...types];
  return [...questions.filter(({ name }) => asks.includes(name)), ...types];
}

function typeQuestions({ choices }: Exercise, { program }: Checked): readonly Question[] {
  return choices.flatMap((name): readonly Question[] => {
    const [relationName = "", columnName] = name.split(".");
    const relation = program.relations.get(relationName);
    if (relation === undefined) return [];
    const found = relation.columns.findIndex((one) => one.name === columnName);
    if (columnName !== undefined && found === -1) return [];
    const column = columnName === undefined ? null : found;
    return [{ kind: "type", name, relation, column, options: typeOptions(relation, column) }];
  });
}

/** The teacher's word, where the checker has none. */
function taught(name: string, { solution }: Exercise): Key {
  const answer = solution.get(name);
  return answer === undefined ? null : { answer, decidedBy: new Set() };
}

/** Free is what keeps its promise and pays nothing for it. */
function keyOfOutput(output: OutputVerdict, { program, report }: Checked): Key {
  const { ok, verdict, promise, relation } = output;
  if (ok && verdict !== "coordinated") {
    const isKeptByPromise = promise === "eventual" && verdict !== "monotone" && verdict !== "constant";
    return {
      answer: "coordination-free",
      decidedBy: new Set([isKeptByPromise ? "promises only what is shown now" : "grows only"]),
    };
  }
  // What is covered decides too: it is what the coordination is paid for.
  const thanksTo = report.relations.get(relation)?.thanksTo ?? [];
  const below = relationsBelow(relation, program);
  const covered = report.pointsOfOrder.filter(
    (point) => below.has(point.relation) && point.coveredBy.some((cover) => isAmong(cover, thanksTo)),
  );
  const points = output.points.length > 0 ? output.points : covered;
  const decidedBy = new Set(points.map(({ construct }) => decidedByConstruct[construct]));
  // Rows that are missing may yet come: whoever acts on that reads an absence.
  if (decidedBy.size === 0 && promise === "absence") decidedBy.add("reads an absence");
  return { answer: "needs coordination", decidedBy };
}

function isAmong(cover: Cover, covers: readonly Cover[]): boolean {
  return covers.some((one) =>
    one.kind === "seal"
      ? cover.kind === "seal" && one.seal === cover.seal
      : cover.kind === "boundary" && one.boundary === cover.boundary,
  );
}

function keyOfInvariant(
  verdict: Exclude<InvariantVerdict, { readonly verdict: "assumed" | "undecided" }>,
): Key {
  switch (verdict.verdict) {
    case "confluent":
      // At a boundary merges keep it, because somebody decides before.
      return verdict.thanksTo.length === 0
        ? { answer: "coordination-free", decidedBy: new Set(["merges keep it"]) }
        : { answer: "needs coordination", decidedBy: new Set(["a merge breaks it"]) };
    case "not confluent":
      return {
        answer:
          verdict.class === "redesignable" ? "redesignable with rights allocation" : "needs coordination",
        decidedBy: new Set(["a merge breaks it"]),
      };
  }
}

const decidedByConstruct: Readonly<Record<Construct, DecidingQuestion>> = {
  negation: "reads an absence",
  difference: "reads an absence",
  count: "reads an exact aggregate",
  sum: "reads an exact aggregate",
  mean: "reads an exact aggregate",
  min: "reads an exact aggregate",
  max: "reads an exact aggregate",
  "exact-read": "reads an exact aggregate",
  "removable-read": "reads what may be withdrawn",
  "register-read": "reads what may be withdrawn",
  "counter-read": "reads what may be withdrawn",
  "sequence-read": "reads what may be withdrawn",
  "arrival-order": "depends on arrival order",
};
