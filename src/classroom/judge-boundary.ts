import { placeOf } from "../base/source.ts";
import { nearestName } from "../base/nearest-name.ts";
import type { Checked } from "../diagnostics/check.ts";
import { applyEdits, insertAt, replace, type TextEdit } from "../diagnostics/quick-fix.ts";
import { freshName, list, quoted } from "../diagnostics/wording.ts";
import { writtenBy } from "../model/invariant-reach.ts";
import type { Operation, Program, Relation } from "../model/program.ts";
import type { Question } from "./question.ts";
import { recheck } from "./recheck.ts";
import { relationsBelow } from "./relations-below.ts";
import { atWords, uncoordinated } from "./uncoordinated.ts";

type Asked = Exclude<Question, { readonly kind: "type" }>;

/** The program with a boundary where somebody would put it. */
export interface Bounded {
  readonly text: string;
  readonly checked: Checked;
  /** The base relations that are closed from outside. */
  readonly closed: readonly string[];
  /** Whether what is asked for needs nothing more then, or at least no run was found that says otherwise. */
  readonly helps: boolean;
  readonly isProved: boolean;
}

export interface BoundaryJudgement {
  readonly status: "right" | "wrong" | "unreadable";
  readonly message: string;
  /** What was named; of an unreadable one as far as it could be read. */
  readonly names: readonly string[];
}

/**
 * Judges where somebody would put a boundary, by what it does: the relations that are named are
 * closed, or the derived ones decided at one place, and the output must then keep its promise; the
 * operations that are named run at one place, and the invariant must then be kept by merges. Names
 * of the program's own seals and boundaries stand for what they close or decide.
 */
export function judgeBoundary(question: Asked, given: string, checked: Checked): BoundaryJudgement {
  const names = namesIn(given);
  const { program } = checked;
  const known = namesAllowed(question, program);
  const unknown = names.find((name) => !known.has(name));
  if (names.length === 0 || unknown !== undefined || names.length > namesMost)
    return {
      status: "unreadable",
      message: unreadable(question, unknown ?? null, names, known),
      names,
    };
  const bounded = withBoundary(question, names, checked);
  if (bounded.helps) {
    const spare = names.filter(
      (name) =>
        names.length > 1 &&
        withBoundary(
          question,
          names.filter((one) => one !== name),
          checked,
        ).helps,
    );
    return { status: "right", message: rightMessage(question, bounded, spare, names), names };
  }
  const how = question.kind === "output" ? "closed" : "at one place";
  return { status: "wrong", message: `With ${list(names.map(quoted))} ${how}, it still happens.`, names };
}

/** Whether there is a place for a boundary at all: one that takes everything helps. */
export function hasBoundary(question: Asked, checked: Checked): boolean {
  return withBoundary(question, everything(question, checked), checked).helps;
}

/** The names that a boundary may be said to be at. */
export function namesAllowed(question: Asked, program: Program): ReadonlySet<string> {
  const boundaries = [...program.boundaries.keys()];
  const relations = [...program.relations.keys()].filter((name) => name !== "_refused");
  return new Set([
    ...relations,
    ...boundaries,
    ...(question.kind === "output" ? [] : program.operations.keys()),
  ]);
}

const namesMost = 40;

const remembered = new WeakMap<Checked, Map<string, Bounded>>();

export function withBoundary(question: Asked, names: readonly string[], checked: Checked): Bounded {
  const cache = remembered.get(checked) ?? new Map<string, Bounded>();
  remembered.set(checked, cache);
  const key = `${question.kind} ${question.name}: ${names.toSorted().join(" ")}`;
  let bounded = cache.get(key);
  if (bounded === undefined) {
    bounded =
      question.kind === "output"
        ? closedOutput(question.name, names, checked)
        : ledInvariant(question.name, names, checked);
    cache.set(key, bounded);
  }
  return bounded;
}

function everything(question: Asked, { program }: Checked): readonly string[] {
  return question.kind === "output"
    ? [...program.relations.keys()].filter((name) => name !== "_refused")
    : [...program.operations.keys()];
}

/** Closing alone, or deciding what is derived: whichever helps. */
function closedOutput(name: string, names: readonly string[], checked: Checked): Bounded {
  const { program } = checked;
  const { text, checked: alone } = uncoordinated(checked);
  const named = names.flatMap((one) => relationsMeant(one, program));
  const closed = [...new Set(named.flatMap((relation) => baseBelow(relation, program)))];
  const byClosing = judgedOutput(name, text, alone, closed);
  if (byClosing.helps) return byClosing;
  const derived = named.filter(({ kind }) => kind === "derived");
  if (derived.length === 0) return byClosing;
  const decided = judgedOutput(name, decidedAtDesk(derived, text, alone), alone, [
    ...new Set(named.flatMap((relation) => (relation.kind === "base" ? [relation.name] : []))),
  ]);
  return decided.helps ? decided : byClosing;
}

const closings = new WeakMap<Checked, Map<string, Checked>>();

function judgedOutput(name: string, text: string, alone: Checked, closed: readonly string[]): Bounded {
  const before = closings.get(alone) ?? new Map<string, Checked>();
  closings.set(alone, before);
  const key = `${closed.toSorted().join(" ")}: ${text}`;
  const checked = before.get(key) ?? recheck(text, alone, { static: closed });
  before.set(key, checked);
  const output = checked.report.outputs.find(({ relation }) => relation.name === name);
  return { text, checked, closed, helps: output?.ok === true, isProved: true };
}

/** The relations that a name says: a boundary's are those decided there, a sealing relation's those that it closes too. */
function relationsMeant(name: string, { relations, boundaries, rules, seals }: Program): readonly Relation[] {
  const relation = relations.get(name);
  if (relation !== undefined)
    return [relation, ...seals.filter(({ by }) => by === relation).map((seal) => seal.relation)];
  const boundary = boundaries.get(name);
  return rules.flatMap((rule) =>
    rule.boundary !== null && rule.boundary === boundary ? rule.heads.map((head) => head.relation) : [],
  );
}

/** The base relations that a relation is worked out from; a base relation is its own. */
function baseBelow(relation: Relation, program: Program): readonly string[] {
  return [...relationsBelow(relation, program)].flatMap(({ kind, name }) => (kind === "base" ? [name] : []));
}

/** The rules of these relations at a boundary of their own. */
function decidedAtDesk(derived: readonly Relation[], text: string, { program, trees }: Checked): string {
  const [source] = program.sources;
  if (source?.text !== text) return text;
  const names = new Set(derived.map(({ name }) => name));
  const desk = freshName(program, "desk");
  const edits = (trees.get(source)?.items ?? []).flatMap((item): readonly TextEdit[] => {
    if (item.kind !== "rule" || item.body === null) return [];
    if (!item.heads.some(({ relation }) => names.has(relation.text))) return [];
    if (item.boundary !== null)
      return [replace(placeOf(source, atWords(item.boundary, text)), ` at ${desk}`)];
    return [insertAt(source, item.heads.at(-1)?.span.end ?? item.span.start, ` at ${desk}`)];
  });
  return `.boundary ${desk} by leader\n${applyEdits(source, edits)}`;
}

function ledInvariant(name: string, names: readonly string[], checked: Checked): Bounded {
  const { checked: alone, text } = uncoordinated(checked);
  const operations = new Set(operationsNamed(names, checked));
  const led = ledOperations(operations, text, alone);
  const again = recheck(led, alone, { evidence: false });
  const verdict = again.report.invariants.find(({ invariant }) => invariant.name === name);
  const isProved = verdict?.verdict === "confluent";
  const isUnrefuted = verdict?.verdict === "undecided" && verdict.bound.because === null;
  return { text: led, checked: again, closed: [], helps: isProved || isUnrefuted, isProved };
}

/** Which operations run at one place where these names are said. */
export function operationsNamed(names: readonly string[], { program }: Checked): readonly string[] {
  return [...new Set(names.flatMap((one) => operationsMeant(one, program)).map(({ name }) => name))];
}

/** The operations that a name says: a boundary's are those that run there, a relation's those that write it. */
function operationsMeant(name: string, program: Program): readonly Operation[] {
  const operation = program.operations.get(name);
  if (operation !== undefined) return [operation];
  const boundary = program.boundaries.get(name);
  const relation = program.relations.get(name);
  return [...program.operations.values()].filter(
    (one) =>
      (boundary !== undefined && one.boundary === boundary) ||
      (relation !== undefined && writtenBy(one, program).includes(relation)),
  );
}

function ledOperations(names: ReadonlySet<string>, text: string, { program, trees }: Checked): string {
  const [source] = program.sources;
  if (source?.text !== text || names.size === 0) return text;
  const desk = freshName(program, "desk");
  const edits = (trees.get(source)?.items ?? []).flatMap((item): readonly TextEdit[] => {
    if (item.kind !== "operation" || !names.has(item.name.text)) return [];
    if (item.boundary !== null)
      return [replace(placeOf(source, atWords(item.boundary, text)), ` at ${desk}`)];
    const from = item.parameters.at(-1)?.type.span.end ?? item.name.span.end;
    const close = text.indexOf(")", from);
    return close < 0 ? [] : [insertAt(source, close + 1, ` at ${desk}`)];
  });
  return `.boundary ${desk} by leader\n${applyEdits(source, edits)}`;
}

// What is said and how.

function namesIn(given: string): readonly string[] {
  const words = given.replaceAll(/\([^)]*\)/g, " ").split(/[^\p{L}\p{N}_?-]+/u);
  return [...new Set(words.filter((word) => word !== "" && word !== "and"))];
}

function unreadable(
  question: Asked,
  unknown: string | null,
  names: readonly string[],
  known: ReadonlySet<string>,
): string {
  if (names.length > namesMost) return "These are more names than there are places.";
  const wanted =
    question.kind === "output"
      ? "the relations that would be closed"
      : "the operations that would run at one place";
  if (unknown === null) return `Name ${wanted}.`;
  const near = nearestName(unknown, known);
  const meant = near === null ? `name ${wanted}` : `did you mean ${quoted(near)}?`;
  return `There is no ${quoted(unknown)} here: ${meant}${near === null ? "." : ""}`;
}

function rightMessage(
  question: Asked,
  { isProved }: Bounded,
  spare: readonly string[],
  names: readonly string[],
): string {
  const what = question.kind === "output" ? "closed" : "at one place";
  const then = isProved ? "nothing can go wrong any more" : "no run was found in which it still happens";
  const right = `Right: with ${list(names.map(quoted))} ${what}, ${then}.`;
  if (spare.length === 0) return right;
  const one = spare[0] ?? "";
  return `${right} It is more than is needed: ${quoted(one)} could be left out.`;
}
