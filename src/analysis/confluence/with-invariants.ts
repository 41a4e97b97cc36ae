import { placeOf } from "../../base/source.ts";
import { effectAtom } from "../../model/effects.ts";
import { writtenBy } from "../../model/invariant-reach.ts";
import type { Invariant, Program, Relation } from "../../model/program.ts";
import { readsOf } from "../../model/reads.ts";
import type * as Syntax from "../../syntax/tree.ts";
import type { AnalysisFinding, Report } from "../report.ts";
import type { ConfluenceReport, InvariantVerdict } from "./confluence.ts";

/** A report with what was concluded of invariants (CALM301, CALM302). */
export function withInvariants(report: Report, { invariants, conflicts }: ConfluenceReport): Report {
  const findings = invariants.flatMap((verdict): readonly AnalysisFinding[] => {
    const { source, syntax } = verdict.invariant;
    const place = placeOf(source, syntax.name.span);
    if (verdict.verdict === "not confluent") return [{ code: "CALM301", place, verdict }];
    if (verdict.verdict !== "undecided") return [];
    // Of an operation that could not be read, or a type that is none, there is a finding already.
    const { because } = verdict.bound;
    if (because === "unread operation" || because === "untyped column") return [];
    return [{ code: "CALM302", place, verdict }];
  });
  return { ...report, invariants, conflicts, findings: [...report.findings, ...findings] };
}

/**
 * The program with its proved invariants taken for granted, where nothing else than operations, which
 * keep them, writes what they speak of (analysis.md, P5 and P6).
 */
export function trusting(program: Program, { invariants }: ConfluenceReport): Program {
  const proved = provedAndCovered(program, invariants);
  if (proved.size === 0) return program;
  return {
    ...program,
    invariants: program.invariants.map((one) => (proved.has(one) ? { ...one, assumed: true } : one)),
  };
}

/** The invariants that are proved, and that nothing but operations could break. */
export function provedAndCovered(
  program: Program,
  invariants: readonly InvariantVerdict[],
): ReadonlySet<Invariant> {
  return new Set(
    invariants
      .filter(({ verdict, invariant }) => verdict === "confluent" && isCovered(invariant, program))
      .map(({ invariant }) => invariant),
  );
}

/** The relations whose proved invariants are taken for granted: operations alone may write them. */
export function writtenByOperationsOnly(
  program: Program,
  invariants: readonly InvariantVerdict[],
): ReadonlySet<Relation> {
  return new Set([...provedAndCovered(program, invariants)].flatMap((one) => relationsNamed(one, program)));
}

function relationsNamed({ syntax }: Invariant, program: Program): readonly Relation[] {
  return readsOf([], [syntax.left, syntax.right ?? []]).flatMap(
    ({ atom }) => program.relations.get(atom.relation.text) ?? [],
  );
}

/** Whether every relation that an invariant names is static, or is written by operations and by nothing else. */
function isCovered(invariant: Invariant, program: Program): boolean {
  const loaded = new Set(program.inputs.map(({ relation }) => relation));
  const written = new Set([...program.operations.values()].flatMap((one) => writtenBy(one, program)));
  const staged = new Set(program.scenarios.flatMap((scenario) => scenarioWrites(scenario.syntax.statements)));
  const isWrittenWell = (relation: Relation): boolean =>
    written.has(relation) && !loaded.has(relation) && !staged.has(relation.name);
  return relationsNamed(invariant, program).every(
    (relation) => relation.kind === "base" && (relation.qualifier === "static" || isWrittenWell(relation)),
  );
}

/** The relations that a scenario writes by effects, past the operations. */
function scenarioWrites(statements: readonly Syntax.Statement[]): readonly string[] {
  return statements.flatMap((statement) => {
    if (statement.kind === "repeat") return scenarioWrites([statement.statement]);
    if (statement.kind !== "at" && statement.kind !== "everywhere") return [];
    const { action } = statement;
    return [action.kind === "call" ? action.atom.relation.text : effectAtom(action).relation.text];
  });
}
