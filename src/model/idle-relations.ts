import type * as Syntax from "../syntax/tree.ts";
import { effectAtom } from "./effects.ts";
import type { ProgramFinding } from "./finding.ts";
import { liveRelations } from "./liveness.ts";
import type { Program, Relation } from "./program.ts";
import { readsOf } from "./reads.ts";
import { isFact } from "./rules.ts";
import type { Piece, Segment } from "./splice.ts";

/**
 * The relations that nothing fills, nothing reads, or whose rules can never fire (CALM009), each
 * for one of these reasons.
 *
 * Whatever mentions a relation counts, wrong as it may be. A file in which nothing is filled is a
 * fragment whose facts come from elsewhere, and one in which nothing is read declares relations for
 * others; neither is warned about. Without an `.output` the derived relations are the outputs.
 */
export function idleRelations(
  segments: readonly Segment[],
  program: Pick<Program, "relations" | "inputs" | "factRelations" | "incomplete" | "rules">,
): readonly ProgramFinding[] {
  const filled = new Set<string>();
  const read = new Set<string>();
  // Sealing relations are also filled by whoever seals.
  const sealing = new Set<string>();
  const ruleCount = new Map<string, number>();
  let hasOutputs = false;
  for (const { name } of program.factRelations) filled.add(name);
  for (const segment of segments) {
    const mentions = mentionsIn(segment);
    for (const name of mentions.filled) filled.add(name);
    for (const name of mentions.read) read.add(name);
    for (const name of mentions.sealing) sealing.add(name);
    for (const name of mentions.derived) ruleCount.set(name, (ruleCount.get(name) ?? 0) + 1);
    if (segment.kinds.has("output")) hasOutputs = true;
  }
  const soundCount = new Map<Relation, number>();
  for (const { heads } of program.rules) {
    for (const { relation } of heads) soundCount.set(relation, (soundCount.get(relation) ?? 0) + 1);
  }

  const relations = [...program.relations.values()];
  const someFilled = relations.some(
    ({ name, kind, qualifier }) => kind === "base" && qualifier !== "static" && filled.has(name),
  );
  const live = liveRelations(program);
  return relations.flatMap((relation): readonly ProgramFinding[] => {
    const { name, kind, qualifier, place } = relation;
    if (name === "_refused") return [];
    const isRead = read.has(name);
    const isOutput = kind === "derived" && !hasOutputs;
    // A rule that was refused might have fired.
    const known = soundCount.get(relation) === ruleCount.get(name);
    const isDead = kind === "derived" && known && !live.has(relation);
    const isEmpty =
      kind === "base" && qualifier !== "static" && someFilled && !filled.has(name) && !sealing.has(name);
    const problem = isDead
      ? "can never fire"
      : !isRead && !isOutput && read.size > 0
        ? "never read"
        : isEmpty && isRead
          ? "never filled"
          : null;
    return problem === null ? [] : [{ code: "CALM009", place, relation: name, problem }];
  });
}

interface Mentions {
  readonly filled: readonly string[];
  readonly read: readonly string[];
  /** The relations that seals are taken by. */
  readonly sealing: readonly string[];
  /** The heads of rules with a body, each as often as it is one. */
  readonly derived: readonly string[];
}

const mentions = new WeakMap<Segment, Mentions>();

/** The names of relations that the items of a segment fill and read. */
function mentionsIn(segment: Segment): Mentions {
  let known = mentions.get(segment);
  if (known === undefined) {
    known = findMentions(segment);
    mentions.set(segment, known);
  }
  return known;
}

function findMentions({ pieces }: Segment): Mentions {
  const [filled, read, sealing] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const derived: string[] = [];
  for (const { item } of pieces) {
    noteFilled(item, filled);
    noteRead(item, read);
    if (item.kind === "seal") sealing.add(item.by.text);
    if (item.kind === "rule" && !isFact(item))
      for (const head of item.heads) derived.push(head.relation.text);
  }
  return { filled: [...filled], read: [...read], sealing: [...sealing], derived };
}

function noteFilled(item: Piece["item"], filled: Set<string>): void {
  switch (item.kind) {
    case "rule":
      // A rule fills a base relation only by mistake, which is enough said.
      for (const head of item.heads) filled.add(head.relation.text);
      break;
    case "input":
      for (const { text } of item.relations) filled.add(text);
      break;
    case "operation":
      for (const step of item.steps) if (step.kind !== "require") filled.add(effectAtom(step).relation.text);
      break;
    case "scenario":
      for (const statement of item.statements) noteStatement(statement, filled);
      break;
    case "type":
    case "relation":
    case "facts":
    case "output":
    case "printsize":
    case "limitsize":
    case "pragma":
    case "seal":
    case "boundary":
    case "invariant":
      break;
  }
}

function noteStatement(statement: Syntax.Statement, filled: Set<string>): void {
  switch (statement.kind) {
    case "everywhere":
    case "at": {
      const { action } = statement;
      filled.add((action.kind === "call" ? action.atom : effectAtom(action)).relation.text);
      break;
    }
    case "seal":
      filled.add(statement.atom.relation.text);
      break;
    case "repeat":
      noteStatement(statement.statement, filled);
      break;
    case "replicas":
    case "latency":
    case "network":
    case "partition":
    case "heal":
    case "crash":
    case "recover":
    case "run":
    case "settle":
    case "expect":
      break;
  }
}

function noteRead(item: Piece["item"], read: Set<string>): void {
  switch (item.kind) {
    case "rule":
      for (const { atom } of readsOf(
        item.heads.flatMap((head) => head.arguments),
        item.body ?? [],
      )) {
        // A relation that only its own rules read is not read.
        if (item.heads.some((head) => head.relation.text !== atom.relation.text))
          read.add(atom.relation.text);
      }
      break;
    case "output":
    case "printsize":
    case "limitsize":
      for (const { text } of item.relations) read.add(text);
      break;
    case "seal":
      read.add(item.relation.text).add(item.by.text);
      break;
    case "invariant":
      for (const { atom } of readsOf([], [item.left, item.right ?? []])) read.add(atom.relation.text);
      break;
    case "operation":
      for (const step of item.steps) {
        if (step.kind !== "require") read.add(effectAtom(step).relation.text);
        else for (const { atom } of readsOf([], [step.body])) read.add(atom.relation.text);
      }
      break;
    case "scenario":
      for (const statement of item.statements) {
        noteStatement(statement, read);
        if (statement.kind === "expect" && statement.expectation.kind === "row") {
          read.add(statement.expectation.atom.relation.text);
        }
      }
      break;
    case "type":
    case "relation":
    case "facts":
    case "input":
    case "pragma":
    case "boundary":
      break;
  }
}
