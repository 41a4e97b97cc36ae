import { linesOf, placeOf, type Place } from "../base/source.ts";
import type { Checked } from "../diagnostics/check.ts";
import { excerpt, list, quoted } from "../diagnostics/wording.ts";
import { effectAtom } from "../model/effects.ts";
import type { Operation, Relation, Rule } from "../model/program.ts";
import { relevantRelations } from "../analysis/confluence/relevant-relations.ts";
import type { Construct, OutputVerdict, PointOfOrder } from "../analysis/report.ts";
import type { Question } from "./question.ts";

/**
 * Three hints for a question, each saying more than the one before: what to ask oneself; where in
 * the rules to look; how the story goes, without the names of its rows.
 */
export function hintsFor(question: Question, checked: Checked): readonly [string, string, string] {
  switch (question.kind) {
    case "output":
      return outputHints(question.output, checked);
    case "invariant":
      return invariantHints(question, checked);
    case "type":
      return typeHints(question, checked);
  }
}

/** Of what a program to be repaired asks: the one question that hints are given for, none where nothing is asked. */
export function firstBroken(questions: readonly Question[]): readonly Question[] {
  const broken = questions.filter(isBroken);
  return (broken.length > 0 ? broken : questions).slice(0, 1);
}

/** What keeps a program from being accepted. */
function isBroken(question: Question): boolean {
  switch (question.kind) {
    case "output":
      return !question.output.ok;
    case "invariant":
      return question.verdict.verdict === "not confluent";
    case "type":
      return false;
  }
}

// Outputs.

function outputHints(output: OutputVerdict, { program }: Checked): readonly [string, string, string] {
  const { relation, promise, points } = output;
  const name = quoted(relation.name);
  const asks = {
    final: `Somebody acts on a row of ${name}. Which fact that arrives later could make that row wrong?`,
    eventual: `${name} promises only what is shown now, and that all agree in the end. Is that promise kept if facts arrive late?`,
    absence: `Somebody acts on a row that is missing in ${name}. Which fact that arrives later could make it appear?`,
  };
  const [point] = points;
  if (point !== undefined) return [asks[promise], `Look at ${where(point.place)}.`, stories[point.construct]];
  const rule = program.rules.find(({ heads }) => heads.some((head) => head.relation === relation));
  return [asks[promise], ruleHint(relation, rule), freeStory(relation, promise)];
}

function ruleHint(relation: Relation, rule: Rule | undefined): string {
  if (rule === undefined)
    return `Look at how ${quoted(relation.name)} is declared: ${where(relation.place)}.`;
  return `Go through ${where(placeOf(rule.source, rule.syntax.span))}, literal by literal: can one of them that is true become false?`;
}

function freeStory({ name }: Relation, promise: OutputVerdict["promise"]): string {
  const shown = promise === "absence" ? "one that is missing appears" : "one of its rows is gone";
  return `One replica shows ${quoted(name)}; a second one, which it cannot hear, adds facts; they merge. Try each relation that is read below: is there one whose new rows mean that ${shown}, and does the promise forbid it?`;
}

const stories: Readonly<Record<Construct, string>> = {
  negation:
    "One replica finds that something is missing, and acts on it. Another, which it cannot hear, has just added what was missing. They merge.",
  difference:
    "One replica takes what is in the one set and not in the other, and acts on it. Another, which it cannot hear, has just added a row to the second set. They merge.",
  count:
    "One replica counts what it has, and acts on the number. Another, which it cannot hear, has one more. They merge.",
  sum: "One replica adds up what it has, and acts on the sum. Another, which it cannot hear, has one more to add. They merge.",
  mean: "One replica takes the mean of what it has, and acts on it. Another, which it cannot hear, has one more value. They merge.",
  min: "One replica takes the least of what it has, and acts on it. Another, which it cannot hear, has a lesser one. They merge.",
  max: "One replica takes the greatest of what it has, and acts on it. Another, which it cannot hear, has a greater one. They merge.",
  "exact-read":
    "One replica reads a growing value as if it stood still, and acts on it. At another, which it cannot hear, it has grown. They merge.",
  "removable-read":
    "One replica sees a row and acts on it. Another, which it cannot hear, has just taken that row out. They merge.",
  "register-read":
    "One replica reads what was written last, and acts on it. Another, which it cannot hear, has just written something else. They merge.",
  "counter-read":
    "One replica reads a counter, and acts on its value. At another, which it cannot hear, the counter has moved. They merge.",
  "sequence-read":
    "One replica reads a text, and acts on it. At another, which it cannot hear, somebody has typed. They merge.",
  "arrival-order":
    "Two replicas have the same facts, and heard of them in another order or at another time. Each concludes something else, and no message makes them agree.",
};

// Invariants.

function invariantHints(
  { name, verdict, key }: Question & { readonly kind: "invariant" },
  { program }: Checked,
): readonly [string, string, string] {
  const { invariant } = verdict;
  const relevant = relevantRelations(program, [invariant]);
  const places = [...program.operations.values()].flatMap((operation) =>
    writesIn(operation).flatMap(({ relation, place }) =>
      [...relevant].some((one) => one.name === relation) ? [place] : [],
    ),
  );
  const ask = `Two replicas cannot hear each other. Each runs operations that keep ${quoted(name)} there. Can what they have together break it?`;
  const [first, ...others] = places;
  const look =
    first === undefined
      ? `Look at ${where(placeOf(invariant.source, invariant.syntax.span))}: does any operation write what it reads?`
      : others.length === 0
        ? `Look at ${where(first)}: what does the operation know when it does this, and what can it not know?`
        : `Look at ${list(places.slice(0, placesMost).map(where))}: which two of them, or one twice, could happen at the same time?`;
  return [ask, look, key?.answer === "coordination-free" ? quietStory : mergeStory];
}

const placesMost = 4;

const mergeStory =
  "The start is a state in which there is room for just one more step. Two replicas that cannot hear each other both see the room, and both take the step. They merge. Then ask what the invariant limits: if it is an amount, could each replica have been given a part of it beforehand?";
const quietStory =
  "Write down what one replica has after its operations, and what another has. Put both together, by the types of the columns. Every row of the result came from one side, or from both: which of them could break the invariant?";

function writesIn({
  syntax,
  source,
}: Operation): readonly { readonly relation: string; readonly place: Place }[] {
  return syntax.steps.flatMap((step) =>
    step.kind === "require"
      ? []
      : [{ relation: effectAtom(step).relation.text, place: placeOf(source, step.span) }],
  );
}

// Types.

function typeHints(
  { name, relation, column }: Question & { readonly kind: "type" },
  { program }: Checked,
): readonly [string, string, string] {
  const writes = [...program.operations.values()].flatMap((operation) =>
    writesIn(operation).flatMap((one) => (one.relation === relation.name ? [one.place] : [])),
  );
  const what = column === null ? `rows of ${quoted(relation.name)}` : quoted(name);
  const look = writes.length === 0 ? where(relation.place) : list(writes.slice(0, placesMost).map(where));
  return [
    `Two replicas change ${what} at the same time. What should be there when both are heard of?`,
    `Look at ${look}, and at what the scenarios expect: which way may it be changed?`,
    "Take each type in turn. One replica makes its change, another makes its own, they merge: is a change lost, is one counted twice, does the later one win, or do both stand side by side?",
  ];
}

/** ``line 7, `!open_blocker(r, _)` ``. */
function where(place: PointOfOrder["place"]): string {
  const { line } = linesOf(place.source).position(place.start);
  return `line ${String(line + 1)}, ${quoted(excerpt(place))}`;
}
