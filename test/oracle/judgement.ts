import type { Program, Relation, Seal } from "../../src/model/program.ts";
import type { Report, Verdict } from "../../src/analysis/report.ts";
import { BruteForce, type Bound, type Question, type Way, type Witness } from "./brute-force.ts";

/** One derived relation: what the checker says of it and what brute force finds. */
export interface Judgement {
  readonly relation: Relation;
  readonly verdict: Verdict;
  /** What refutes the verdict; null for a sound one. */
  readonly refutation: Refutation | null;
  /** Whether a row is ever lost, in small databases or only in larger ones. Not asked about safe verdicts. */
  readonly loss: "found" | "beyond the bound" | "none";
  /** Without a row in every state looked at: nothing is learnt from it. */
  readonly empty: boolean;
}

export interface Refutation {
  readonly way: Way;
  readonly witness: Witness;
  /** The verdict holds when every seal of the program is respected, but not thanks to those that the report names. */
  readonly thanksToMore: boolean;
}

/** Two keys looked at whole, as far as they fit into 2ᵇⁱᵗˢ states, then parts of three. */
const small: readonly Bound[] = [
  { keys: 2, levels: 3, bits: 12, tries: 1 },
  { keys: 3, levels: 3, bits: 10, tries: 4 },
];
const alarms: readonly Bound[] = [{ keys: 3, levels: 4, bits: 10, tries: 12 }];
const large: readonly Bound[] = [
  { keys: 4, levels: 5, bits: 9, tries: 12 },
  { keys: 5, levels: 5, bits: 9, tries: 12 },
];

/**
 * Compares the verdicts of a report with brute force. `alarmed` names relations whose losses are
 * also looked for although the report calls them safe. Throws `NotCovered`.
 */
export function judgements(
  program: Program,
  report: Report,
  seed: number,
  alarmed: (relation: Relation) => boolean = () => false,
): readonly Judgement[] {
  const force = new BruteForce(program, seed);
  const relations = [...program.relations.values()].filter(({ kind }) => kind === "derived");
  const broken = report.findings.flatMap((one) =>
    one.code === "CALM204" && one.problem === "not monotone" ? [one.seal] : [],
  );
  const accepted = program.seals.filter((seal) => !broken.includes(seal));
  const refuting = relations.flatMap((relation) => refutingQuestions(relation, report, accepted));
  const losses = relations
    .filter((relation) => report.relations.get(relation)?.verdict === "nonmonotone" || alarmed(relation))
    .map((relation): Question => ({ relation, way: "lost", seals: accepted }));

  const found = search(force, [...refuting, ...losses], small);
  for (const [question, witness] of search(force, unanswered(losses, found), alarms))
    found.set(question, witness);
  const beyond = search(force, unanswered(losses, found), large);

  return relations.map((relation) => {
    const own = refuting.filter((question) => question.relation === relation);
    const refuted = own.find((question) => found.has(question));
    const witness = refuted && found.get(refuted);
    const verdict = report.relations.get(relation)?.verdict ?? "nonmonotone";
    const loss = losses.find((question) => question.relation === relation);
    return {
      relation,
      verdict,
      refutation:
        refuted && witness
          ? {
              way: refuted.way,
              witness,
              thanksToMore: refuted.seals !== accepted && verdict === "coordinated",
            }
          : null,
      loss:
        loss === undefined
          ? "none"
          : found.has(loss)
            ? "found"
            : beyond.has(loss)
              ? "beyond the bound"
              : "none",
      empty: !force.hasSeen(relation),
    };
  });
}

/** What would show a verdict to be wrong. Only a relation that is safe thanks to seals may count on them. */
function refutingQuestions(
  relation: Relation,
  report: Report,
  accepted: readonly Seal[],
): readonly Question[] {
  const verdict = report.relations.get(relation);
  switch (verdict?.verdict) {
    case "monotone":
      return [{ relation, way: "lost", seals: [] }];
    case "antitone":
      return [{ relation, way: "gained", seals: accepted }];
    case "constant":
      return [
        { relation, way: "lost", seals: [] },
        { relation, way: "gained", seals: [] },
      ];
    case "coordinated": {
      const seals = verdict.thanksTo.flatMap((cover) => (cover.kind === "seal" ? [cover.seal] : []));
      return [
        { relation, way: "lost", seals: accepted },
        { relation, way: "lost", seals },
      ];
    }
    case "nonmonotone":
    case "nondeterministic":
    case undefined:
      return [];
  }
}

function search(
  force: BruteForce,
  questions: readonly Question[],
  bounds: readonly Bound[],
): Map<Question, Witness> {
  const found = new Map<Question, Witness>();
  for (const bound of bounds) {
    for (const [question, witness] of force.search(unanswered(questions, found), bound))
      found.set(question, witness);
  }
  return found;
}

function unanswered(
  questions: readonly Question[],
  found: ReadonlyMap<Question, Witness>,
): readonly Question[] {
  return questions.filter((question) => !found.has(question));
}
