import type { Span } from "../base/source.ts";
import type { Document } from "../syntax/document.ts";
import type { Atom, Operation, Scenario, Statement } from "../syntax/tree.ts";

/**
 * Where the calls of a scenario hand the name of a replica, as a string, to an operation that
 * transfers rights to it: `at madrid: lend("camera", 1, "dublin")`. The spans are without quotes.
 */
export function replicaArguments(
  scenario: Scenario,
  replica: string,
  targets: ReadonlyMap<string, ReadonlySet<number>>,
): readonly Span[] {
  return scenario.statements.flatMap((statement) => {
    const call = callIn(statement);
    const taken = call === null ? undefined : targets.get(call.relation.text);
    if (call === null || taken === undefined) return [];
    return call.arguments.flatMap((term, index): readonly Span[] => {
      const isTarget = term.kind === "constant" && term.text === `"${replica}"` && taken.has(index);
      return isTarget ? [{ start: term.span.start + 1, end: term.span.end - 1 }] : [];
    });
  });
}

/** By the names of operations, which of their parameters are replicas that they transfer rights to. */
export function transferTargets(documents: readonly Document[]): ReadonlyMap<string, ReadonlySet<number>> {
  const targets = new Map<string, ReadonlySet<number>>();
  for (const { parts } of documents) {
    for (const { tree } of parts) {
      for (const item of tree.items)
        if (item.kind === "operation") targets.set(item.name.text, targetParameters(item));
    }
  }
  return targets;
}

function targetParameters({ parameters, steps }: Operation): ReadonlySet<number> {
  const names = new Set(
    steps.flatMap((step) => (step.kind === "transfer" && step.to.kind === "variable" ? [step.to.name] : [])),
  );
  return new Set(parameters.flatMap(({ name }, index) => (names.has(name.text) ? [index] : [])));
}

function callIn(statement: Statement): Atom | null {
  if (statement.kind === "repeat") return callIn(statement.statement);
  return statement.kind === "at" && statement.action.kind === "call" ? statement.action.atom : null;
}
