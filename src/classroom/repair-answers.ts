import { Evaluation, EvaluationError } from "../engine/evaluation.ts";
import { rowKey, type Row, type Value } from "../lattice/row.ts";
import { factText } from "../model/fact-text.ts";
import type { Program, Relation, ValueType } from "../model/program.ts";
import { factsGiven, localProgram } from "../replication/local-program.ts";
import { recordScenario, type RecordedRun } from "../replication/recorded-run.ts";
import { membersOf } from "./finding-refutation.ts";
import type { Refutation } from "./judgement.ts";
import { allRows, poolsOf, openRelations, randomFacts, type Facts, type ValuePools } from "./random-facts.ts";
import { checkedAlone, namesText, objection, type Objection, type Repair } from "./repair.ts";
import { trialLimits } from "./scenario-trial.ts";
import {
  differenceOf,
  invariantMark,
  SettledAnswers,
  type Answers,
  type Difference,
} from "./settled-answers.ts";

/** How many sets of facts are tried, with one seed after the other. */
const trialsMost = 80;

/** Of each relation, in a set of facts. */
const rowsMost = 6;

/** Of each relation that is filled with all that it can hold. */
const filledMost = 2_000;

/**
 * Where the changed program answers something else than the exercise, once all has arrived. Relations
 * that seals are taken by, and that the exercise does not close, are full: everything is sealed.
 */
export function answerProblems(repair: Repair): Objection {
  const given = givenProblems(repair);
  const narrowed = given.length > 0 ? given : narrowingProblems(repair);
  if (narrowed.length > 0) return objection(narrowed);
  let first: Objection | null = null;
  for (const filling of fillingsOf(repair)) {
    const found = new Comparison(repair, filling).difference();
    if (found === null) return objection([]);
    first ??= found;
  }
  return first ?? objection([]);
}

/** Whether the facts in the text are still those of the exercise, relation by relation. */
function givenProblems({ before, after }: Repair): readonly string[] {
  const [left, right] = [textFacts(before.program), textFacts(after.program)];
  return [...before.program.relations.values()].flatMap((relation): readonly string[] => {
    const { name } = relation;
    const [rows, others] = [left.get(name) ?? [], right.get(name) ?? []];
    const missing = without(rows, others)[0];
    if (missing !== undefined)
      return [`The fact \`${factText(relation, missing)}\` is gone, and it holds at the beginning.`];
    const added = without(others, rows)[0];
    if (added !== undefined)
      return [`The fact \`${factText(relation, added)}\` is new, and nobody says so in the exercise.`];
    return [];
  });
}

function textFacts(program: Program): Facts {
  return factsGiven(new Evaluation(program, trialLimits));
}

function without(rows: readonly Row[], others: readonly Row[]): readonly Row[] {
  const known = new Set(others.map(rowKey));
  return rows.filter((row) => !known.has(rowKey(row)));
}

/** The student's own invariants that facts break which the exercise takes: nothing else may be forbidden. */
function narrowingProblems({ before, after }: Repair): readonly string[] {
  const known = before.program.invariants.filter(({ assumed }) => !assumed);
  const own = after.program.invariants.filter(
    ({ name, assumed }) => !assumed && known.every((one) => one.name !== name),
  );
  if (own.length === 0) return [];
  const [given, open] = [textFacts(before.program), openRelations(before.program)];
  const pools = poolsOf(treesOf({ before, after }), given);
  const [taken, judged] = [
    new SettledAnswers(before.program, [], known),
    new SettledAnswers(after.program, [], own),
  ];
  const broken = new Map<string, string>();
  for (let seed = 1; seed <= trialsMost; seed++) {
    const facts = randomFacts(open, { pools, given, most: rowsMost, seed });
    if (violatedBy(facts, taken)?.length !== 0) continue;
    for (const name of violatedBy(facts, judged) ?? [])
      if (!broken.has(name)) broken.set(name, factList(facts, before.program).join(", "));
  }
  return [...broken].map(
    ([name, list]) =>
      `The invariant \`${name}\` is new, and these facts, which the exercise takes, break it: ${list}.`,
  );
}

/** The invariants that facts violate; null where that cannot be told. */
function violatedBy(facts: Facts, answers: SettledAnswers): readonly string[] | null {
  try {
    return [...answers.of(facts)].flatMap(([asked, rows]) =>
      rows.length > 0 ? [asked.slice(invariantMark.length)] : [],
    );
  } catch (error) {
    if (error instanceof EvaluationError) return null;
    throw error;
  }
}

function treesOf({ before, after }: Pick<Repair, "before" | "after">): readonly object[] {
  return [...before.trees.values(), ...after.trees.values()].map(({ items }) => items);
}

function factList(facts: Facts, { relations }: Program): readonly string[] {
  return [...facts].flatMap(([name, rows]) => {
    const relation = relations.get(name);
    return relation === undefined ? [] : rows.map((row) => `\`${factText(relation, row)}\``);
  });
}

/** Which relations are filled with all that they can hold; the others of the student's own are empty. */
type Filling = ReadonlySet<string>;

/** The ways to close everything; where one of them gives the exercise's answers, all is well. */
function fillingsOf({ before, after }: Repair): readonly Filling[] {
  const isNew = (name: string): boolean => !before.program.relations.has(name);
  const isFillable = ({ kind, qualifier }: Relation): boolean => kind === "base" && qualifier !== "static";
  const sealsBefore = new Set(before.program.seals.map((seal) => `${seal.by.name} ${seal.relation.name}`));
  const sealing = after.program.seals.filter(
    (seal) => !sealsBefore.has(`${seal.by.name} ${seal.relation.name}`) && isFillable(seal.by),
  );
  const newSealing = sealing.map(({ by }) => by.name).filter(isNew);
  const others = [...after.program.relations.values()]
    .filter((relation) => isFillable(relation) && isNew(relation.name) && relation.name !== "_refused")
    .map(({ name }) => name);
  const fillings = [[...newSealing, ...others], newSealing, [...others, ...sealing.map(({ by }) => by.name)]];
  const distinct = new Map(fillings.map((names) => [[...new Set(names)].toSorted().join(), new Set(names)]));
  return [...distinct.values()];
}

class Comparison {
  readonly #repair: Repair;
  readonly #filling: Filling;
  readonly #before: SettledAnswers;
  readonly #after: SettledAnswers;
  readonly #pools: ValuePools;
  readonly #given: Facts;
  /** Relations of the exercise that facts come in for, but those that are full. */
  readonly #open: readonly Relation[];

  constructor(repair: Repair, filling: Filling) {
    const { before, after } = repair;
    this.#repair = repair;
    this.#filling = filling;
    const asked = before.report.outputs.map(({ relation }) => relation.name);
    const invariants = before.program.invariants.filter(({ assumed }) => !assumed);
    this.#before = new SettledAnswers(before.program, asked, invariants);
    this.#after = new SettledAnswers(after.program, asked, invariants);
    this.#given = textFacts(before.program);
    this.#pools = poolsOf(treesOf(repair), this.#given);
    this.#open = openRelations(before.program).filter(({ name }) => !filling.has(name));
  }

  difference(): Objection | null {
    for (let seed = 1; seed <= trialsMost; seed++) {
      const options = { pools: this.#pools, given: this.#given, most: rowsMost, seed };
      const facts = randomFacts(this.#open, options);
      const found = this.#compare(facts);
      if (found !== null) return this.#told(facts, found);
    }
    return null;
  }

  /** Null where they agree; a sentence where one of them cannot be evaluated. */
  #compare(facts: Facts): Difference | string | null {
    const full = this.#filled(facts);
    let before: Answers;
    try {
      before = this.#before.of(full);
    } catch (error) {
      // What the exercise cannot answer, nobody needs to.
      if (error instanceof EvaluationError) return null;
      throw error;
    }
    try {
      return differenceOf(before, this.#after.of(full));
    } catch (error) {
      if (error instanceof EvaluationError) return error.message;
      throw error;
    }
  }

  /** The facts, and all rows of what is to be full over the values in them. */
  #filled(facts: Facts): Facts {
    const values: Record<ValueType, Set<Value>> = {
      symbol: new Set(),
      number: new Set(),
      unsigned: new Set(),
      float: new Set(),
    };
    for (const relation of this.#repair.before.program.relations.values())
      for (const row of [...(facts.get(relation.name) ?? []), ...(this.#given.get(relation.name) ?? [])])
        for (const [i, value] of row.entries()) {
          const type = relation.columns[i]?.value;
          if (type !== undefined) values[type].add(value);
        }
    const pools = {
      symbol: [...values.symbol],
      number: [...values.number],
      unsigned: [...values.unsigned],
      float: [...values.float],
    };
    const full = new Map(facts);
    for (const name of this.#filling) {
      const relation = this.#repair.after.program.relations.get(name);
      if (relation !== undefined) full.set(name, allRows(relation, pools, filledMost));
    }
    return full;
  }

  #told(found: Facts, difference: Difference | string): Objection {
    const { facts, shown } = this.#shrunk(found, difference);
    const { before } = this.#repair;
    const list = factList(facts, before.program);
    const beginning = this.#given.size > 0 ? " beside those of the text" : "";
    const start =
      list.length === 0 ? `With no facts${beginning}` : `With the facts ${list.join(", ")}${beginning}`;
    const closed = this.#filling.size > 0 ? ` and with all rows in ${namesText([...this.#filling])}` : "";
    if (typeof shown === "string")
      return objection([`${start}${closed}, your rules do not come to an end: ${shown}.`]);
    const { what, expected } = this.#words(shown);
    const message = `${start}${closed}, ${what}.`;
    const made = this.#run(facts, expected);
    const refutation: Refutation = {
      kind: "other answer",
      story: [
        message,
        "That is what comes out when everything has arrived and nothing is under way: a repair may make users wait, but in the end they get the same answer.",
      ],
      run: made.run,
      file: made.file,
      schedules: null,
      confirmed: true,
    };
    return objection([message], refutation);
  }

  #words({ asked, row, isMissing }: Difference): { readonly what: string; readonly expected: string } {
    const invariant = asked.startsWith(invariantMark) ? asked.slice(invariantMark.length) : null;
    if (invariant !== null)
      return isMissing
        ? {
            what: `the exercise says that \`${invariant}\` is violated, and your rules do not`,
            expected: `violated ${invariant}`,
          }
        : {
            what: `your rules say that \`${invariant}\` is violated, and the exercise does not`,
            expected: `holds ${invariant}`,
          };
    const relation = this.#repair.before.program.relations.get(asked);
    const text = relation === undefined ? asked : factText(relation, row);
    return isMissing
      ? { what: `the exercise answers \`${text}\` in the end, and your rules do not`, expected: text }
      : { what: `your rules answer \`${text}\` in the end, and the exercise does not`, expected: `!${text}` };
  }

  /** Fewer facts that still make a difference. */
  #shrunk(
    facts: Facts,
    difference: Difference | string,
  ): { readonly facts: Facts; readonly shown: Difference | string } {
    let [best, shown] = [facts, difference];
    // What does not come to an end takes its time.
    if (typeof difference === "string") return { facts, shown };
    for (const [name, rows] of facts)
      for (const row of rows) {
        const fewer = new Map(best);
        fewer.set(
          name,
          (best.get(name) ?? []).filter((one) => one !== row),
        );
        const found = this.#compare(fewer);
        if (found !== null) [best, shown] = [fewer, found];
      }
    return { facts: new Map([...best].filter(([, rows]) => rows.length > 0)), shown };
  }

  /** The difference as a scenario of the student's own program, which fails. */
  #run(facts: Facts, expected: string): { readonly run: RecordedRun | null; readonly file: string | null } {
    const { after, changed } = this.#repair;
    const { program } = after;
    const sealing = new Set(program.seals.map(({ by }) => by.name));
    const given: string[] = [];
    const sealed: string[] = [];
    for (const [name, rows] of this.#filled(facts)) {
      const relation = program.relations.get(name);
      if (relation === undefined) continue;
      for (const row of rows) {
        if (sealing.has(name)) sealed.push(`seal ${factText(relation, row)}.`);
        else given.push(`${factText(relation, row)}.`);
      }
    }
    if (sealed.length > sealedMost) return { run: null, file: null };
    const lines = [`replicas ${membersOf(program).join(", ")}.`, ...sealed, "settle.", `expect ${expected}.`];
    const names = program.scenarios.map(({ name }) => name);
    let name = "same_answer";
    while (names.includes(name)) name += "_";
    const scenario = `.scenario ${name} {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
    const file = `${changed.text.trimEnd()}\n\n// The facts on which the answer is another one.\n${given.map((fact) => `${fact}\n`).join("")}${scenario}`;
    const again = checkedAlone({ path: "rules.dl", text: file }).program;
    const last = again.scenarios.at(-1);
    if (last === undefined) return { run: null, file: null };
    try {
      const { result, run } = recordScenario(last, localProgram(again), textFacts(again), 1, trialLimits);
      return result.ok ? { run: null, file: null } : { run, file };
    } catch (error) {
      if (error instanceof EvaluationError) return { run: null, file: null };
      throw error;
    }
  }
}

/** With more partitions to be closed, no scenario is written. */
const sealedMost = 40;
