import { relevantRelations } from "../../analysis/confluence/relevant-relations.ts";
import { present } from "../../base/assert.ts";
import { writtenBy } from "../../model/invariant-reach.ts";
import type { Operation } from "../../model/program.ts";
import type { Context } from "../entry.ts";
import { insertAt, lineBreakOf, type TextEdit } from "../quick-fix.ts";
import { freshName, list, quoted } from "../wording.ts";
import { conflictingOperations, type BrokenInvariant, type Repair } from "./repair.ts";

/** One authority runs the operations: at a boundary they are never in two branches. */
export function authority(broken: BrokenInvariant, context: Context): readonly Repair[] {
  const { program } = context;
  const relevant = relevantRelations(program, [broken.invariant]);
  const writers = [...program.operations.values()].filter((operation) =>
    writtenBy(operation, program).some((relation) => relevant.has(relation)),
  );
  return [conflictingOperations(broken, context), writers].flatMap((operations) =>
    operations.some(({ boundary }) => boundary !== null) ? [] : [atOneBoundary(operations, context)],
  );
}

function atOneBoundary(operations: readonly Operation[], { program }: Context): Repair {
  const leader = [...program.boundaries.values()].find(({ protocol }) => protocol.kind === "leader");
  const name = leader?.name ?? freshName(program, "desk");
  const first = present(operations[0], "an operation");
  const declared: readonly TextEdit[] =
    leader === undefined
      ? [
          insertAt(
            first.source,
            first.syntax.span.start,
            `.boundary ${name} by leader${lineBreakOf(first.source)}`,
          ),
        ]
      : [];
  const names = list(operations.map((operation) => quoted(operation.name)));
  return {
    kind: "authority",
    title: `Let one authority run ${names}`,
    cost: "each call waits for the authority, and is refused while that cannot be reached",
    edits: [
      ...declared,
      ...operations.map((operation) => insertAt(operation.source, headEnd(operation), ` at ${name}`)),
    ],
    keeps: true,
  };
}

/** Behind the parameters. */
function headEnd({ source, syntax }: Operation): number {
  const from = syntax.parameters.at(-1)?.type.span.end ?? syntax.name.span.end;
  return source.text.indexOf(")", from) + 1;
}
