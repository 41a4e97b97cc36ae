import { confluence, type InvariantVerdict } from "../../analysis/confluence/confluence.ts";
import type { SearchBounds } from "../../analysis/confluence/counterexample-search.ts";
import { analyse } from "../../analysis/analyse.ts";
import type { Program } from "../../model/program.ts";
import { resolveProgram } from "../../model/resolve.ts";
import { parse } from "../../syntax/parse.ts";
import type { Context } from "../entry.ts";
import { includeAgain } from "../include-again.ts";
import { applyEdits } from "../quick-fix.ts";
import { authority } from "./authority.ts";
import { detect } from "./detect.ts";
import { escrow } from "./escrow.ts";
import { lastWriter } from "./last-writer.ts";
import { maskReservation } from "./mask-reservation.ts";
import { namesPerReplica } from "./names-per-replica.ts";
import { numbersPerReplica } from "./numbers-per-replica.ts";
import { oneRecord } from "./one-record.ts";
import type { BrokenInvariant, Proposal, Repair } from "./repair.ts";
import { reservation } from "./reservation.ts";
import { touchParent } from "./touch-parent.ts";

/** What may be done about a broken invariant, those that keep everything available first. */
const proposals: readonly Proposal[] = [
  escrow,
  maskReservation,
  oneRecord,
  namesPerReplica,
  numbersPerReplica,
  touchParent,
  lastWriter,
  reservation,
  authority,
  detect,
];

/**
 * The repairs of an invariant that is not confluent (confluence.md, section 6). Each was made on a
 * copy of the program and judged again: the invariant is proved there, or the weaker promise holds.
 * Of one kind the first that stands is offered.
 */
export function repairsOf(broken: BrokenInvariant, context: Context): readonly Repair[] {
  const repairs: Repair[] = [];
  for (const propose of proposals) {
    const kinds = new Set<string>();
    for (const repair of propose(broken, context)) {
      if (kinds.has(repair.kind) || !stands(repair, broken, context)) continue;
      kinds.add(repair.kind);
      repairs.push(repair);
    }
  }
  return repairs;
}

/** Whether the program is sound after a repair, keeps the promise, and has lost no other. */
function stands(repair: Repair, broken: BrokenInvariant, context: Context): boolean {
  const path = context.program.sources[0]?.path;
  if (repair.edits.some(({ place }) => place.source.path !== path)) return false;
  const parts = context.program.sources.filter((source) => source.path === path);
  const text = parts.map((source) => applyEdits(source, repair.edits)).join("");
  const program = soundProgram(text, context);
  if (program === null || breaksWhatWasSaid(text, repair, broken, context)) return false;
  const again = confluence(program, { bounds: { prefix: 0, branch: 1, states: 0 } });
  const kept = new Set(
    again.invariants.filter(({ verdict }) => verdict === "confluent").map(({ invariant }) => invariant.name),
  );
  const others = context.report.invariants.filter(isConfluent).map(({ invariant }) => invariant.name);
  if (!others.every((name) => kept.has(name))) return false;
  if (repair.keeps) return kept.has(broken.invariant.name);
  const outputs = analyse(program).outputs.filter(
    ({ relation }) => !context.program.relations.has(relation.name),
  );
  return outputs.length > 0 ? outputs.every(({ ok }) => ok) : kept.has(broken.invariant.name);
}

/** The program of a changed text of the root file. */
export function programOf(text: string, context: Context): Program {
  const tree = parse({ path: context.program.sources[0]?.path ?? "", text });
  return resolveProgram(tree, includeAgain(context));
}

/** The program of a changed text; null where the text or what it says has errors that were not there before. */
function soundProgram(text: string, context: Context): Program | null {
  if (parse({ path: "", text }).errors.length > 0) return null;
  const program = programOf(text, context);
  const before = context.program.findings.filter(isGrave).length;
  return program.findings.filter(isGrave).length > before ? null : program;
}

/**
 * Whether the operations of a changed program still break an invariant as it was written, from the
 * facts of the text on. Rights that are never negative are not all that somebody wants who shares
 * them out: they have to keep what the invariant said in its old words.
 */
function breaksWhatWasSaid(
  text: string,
  repair: Repair,
  { invariant }: BrokenInvariant,
  context: Context,
): boolean {
  const { source, syntax, name } = invariant;
  const isRewritten = repair.edits.some(
    ({ place }) =>
      place.start <= syntax.span.start && place.end >= syntax.span.end && place.start < place.end,
  );
  if (!repair.keeps || !isRewritten) return false;
  const said = source.text.slice(syntax.name.span.end, syntax.span.end);
  const program = soundProgram(`${text}\n.invariant ${name}_as_it_was${said}`, context);
  // What the words speak of may be gone.
  if (program === null) return false;
  const base = new Set([...program.relations.values()].filter(({ kind }) => kind === "base"));
  const { invariants } = confluence({ ...program, factRelations: base }, { bounds: saidBounds });
  return invariants.at(-1)?.verdict === "not confluent";
}

const saidBounds: SearchBounds = { prefix: 2, branch: 1, states: 500 };

/** Whether a finding says that the program is not what was meant: about its text, names, types, effects. */
function isGrave({ code }: { readonly code: string }): boolean {
  return /^CALM0(0[1-7]|1[0-3])$|^CALM(202|401)$/.test(code);
}

function isConfluent({ verdict }: InvariantVerdict): boolean {
  return verdict === "confluent";
}
