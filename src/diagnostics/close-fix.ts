import type { Program, Relation } from "../model/program.ts";
import type { Effect, Statement } from "../syntax/tree.ts";
import { columnKinds } from "../lattice/column-kind.ts";
import { insertAt, replace, type QuickFix, type TextEdit } from "./quick-fix.ts";
import { list, quoted } from "./wording.ts";

/** Declares relations `static`. Null where one cannot be: it is written later, or holds a replicated value. */
export function closeFix(relations: readonly Relation[], program: Program): QuickFix | null {
  if (relations.length === 0 || !relations.every((relation) => canBeStatic(relation, program))) return null;
  const names = list(relations.map((relation) => quoted(relation.name)));
  return { title: `Declare ${names} \`static\``, safe: false, edits: relations.map(staticEdit) };
}

export function canBeStatic(relation: Relation, program: Program): boolean {
  if (relation.kind !== "base" || relation.declaration.names.length !== 1) return false;
  if (relation.columns.some(({ lattice }) => lattice !== null && !columnKinds[lattice].derivable))
    return false;
  return !isWritten(relation.name, program);
}

function staticEdit(relation: Relation): TextEdit {
  const { source } = relation.place;
  const qualifier = relation.declaration.qualifiers.find(({ text }) => text === "gset" || text === "orset");
  if (qualifier !== undefined) return replace({ source, ...qualifier.span }, "static");
  return insertAt(source, relation.declaration.span.end, " static");
}

/** Whether an operation, a scenario or a seal's protocol writes it. */
function isWritten(name: string, program: Program): boolean {
  for (const operation of program.operations.values()) {
    for (const step of operation.syntax.steps) {
      if (step.kind !== "require" && writtenBy(step) === name) return true;
    }
  }
  return program.scenarios.some(({ syntax }) => syntax.statements.some((one) => isWrittenIn(one, name)));
}

function isWrittenIn(statement: Statement, name: string): boolean {
  switch (statement.kind) {
    case "everywhere":
    case "at":
      return statement.action.kind === "call"
        ? statement.action.atom.relation.text === name
        : writtenBy(statement.action) === name;
    case "repeat":
      return isWrittenIn(statement.statement, name);
    case "replicas":
    case "latency":
    case "network":
    case "partition":
    case "heal":
    case "crash":
    case "recover":
    case "seal":
    case "run":
    case "settle":
    case "expect":
      return false;
  }
}

function writtenBy(effect: Effect): string {
  switch (effect.kind) {
    case "insert":
    case "delete":
      return effect.atom.relation.text;
    case "add":
    case "write":
    case "splice-in":
    case "splice-out":
    case "transfer":
      return effect.keys.relation.text;
  }
}
