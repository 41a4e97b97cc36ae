import type { Effect, Item, Literal, Statement, Term } from "./tree.ts";

/**
 * The literals and terms that an item holds itself, whole and in source order: heads and body,
 * what is required and what is done, what a scenario does and expects. Of facts, which are read
 * on their own, there are none.
 */
export function contentsOf(item: Item): readonly (Literal | Term)[] {
  switch (item.kind) {
    case "rule":
      return [...item.heads, ...(item.body ?? []).flat()];
    case "invariant":
      return [...item.left, ...(item.right ?? [])];
    case "operation":
      return item.steps.flatMap((step) => (step.kind === "require" ? step.body : effectContents(step)));
    case "scenario":
      return item.statements.flatMap(statementContents);
    case "type":
    case "relation":
    case "facts":
    case "input":
    case "output":
    case "printsize":
    case "limitsize":
    case "include":
    case "pragma":
    case "seal":
    case "boundary":
    case "unsupported":
      return [];
  }
}

/** The literals and terms of a statement, also of one that is repeated. */
function statementContents(statement: Statement): readonly (Literal | Term)[] {
  switch (statement.kind) {
    case "latency":
    case "run":
      return [statement.milliseconds];
    case "everywhere":
    case "at":
      return statement.action.kind === "call" ? [statement.action.atom] : effectContents(statement.action);
    case "seal":
      return [statement.atom];
    case "repeat":
      return [statement.times, ...statementContents(statement.statement)];
    case "expect":
      return statement.expectation.kind === "row" ? [statement.expectation.atom] : [];
    case "replicas":
    case "network":
    case "partition":
    case "heal":
    case "crash":
    case "recover":
    case "settle":
      return [];
  }
}

/** The atom that an effect names, and the terms beside it. */
export function effectContents(effect: Effect): readonly (Literal | Term)[] {
  switch (effect.kind) {
    case "insert":
    case "delete":
      return [effect.atom];
    case "add":
      return [effect.keys, effect.amount];
    case "write":
      return [effect.keys, ...effect.values];
    case "splice-in":
      return [effect.keys, effect.element, effect.index];
    case "splice-out":
      return [effect.keys, effect.index];
    case "transfer":
      return [effect.keys, effect.amount, effect.to];
  }
}

export function isTerm(node: Literal | Term): node is Term {
  switch (node.kind) {
    case "variable":
    case "wildcard":
    case "constant":
    case "call":
    case "aggregate":
      return true;
    case "atom":
    case "negation":
    case "difference":
    case "comparison":
    case "test":
    case "truth":
    case "group":
      return false;
  }
}
