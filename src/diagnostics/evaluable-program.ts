import type { Source } from "../base/source.ts";
import type { Program } from "../model/program.ts";
import { parse } from "../syntax/parse.ts";
import { checkProgram } from "./check.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { stopsEvaluation } from "./stops-evaluation.ts";

/** A program that cannot be evaluated; `diagnostics` say why, at their places. */
export class ProgramError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n"));
    this.diagnostics = diagnostics;
  }
}

/** Gives the file that an `.include` names, as seen from the file it stands in; null when there is none. */
export type Include = (path: string, from: Source) => Source | null;

/** The program of a text, ready to be evaluated. Throws a `ProgramError`. */
export function evaluableProgram(text: string | Source, include: Include): Program {
  const source = typeof text === "string" ? { path: "rules.dl", text } : text;
  const checked = checkProgram(
    parse(source),
    (path, from) => {
      const included = include(path, from);
      return included === null ? { problem: "not found" } : parse(included);
    },
    { evidence: false, invariants: false },
  );
  const reasons = checked.diagnostics.filter(stopsEvaluation);
  if (reasons.length > 0) throw new ProgramError(reasons);
  return checked.program;
}
