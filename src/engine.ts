/**
 * The evaluator as a library: a program over facts that change. It takes text and rows and touches
 * nothing else, so it runs in a browser too.
 *
 *     import { compile } from "calm-datalog/engine";
 *     const session = compile(text);
 *     session.subscribe((changes) => console.log([...changes.inserted("path")]));
 *     session.insert("edge", [1, 2]);
 *     session.commit();
 */
import { checkProgram } from "./diagnostics/check.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { stopsEvaluation } from "./diagnostics/stops-evaluation.ts";
import type { EvaluationOptions } from "./engine/evaluation.ts";
import { Session } from "./engine/session.ts";
import type { Source } from "./base/source.ts";
import { parse } from "./syntax/parse.ts";

export type { Diagnostic } from "./diagnostics/diagnostic.ts";
export {
  EvaluationError,
  type EvaluationObserver,
  type EvaluationOptions,
  type EvaluationWarning,
} from "./engine/evaluation.ts";
export { FactError, Session, type Changes, type Listener, type Row } from "./engine/session.ts";

/** A program that cannot be evaluated; `diagnostics` say why, at their places. */
export class ProgramError extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n"));
    this.diagnostics = diagnostics;
  }
}

export interface CompileOptions extends EvaluationOptions {
  /** Gives the file that an `.include` names, as seen from the file it stands in; null when there is none. */
  readonly include?: (path: string, from: Source) => Source | null;
}

/**
 * Makes a program ready to be given facts. Its first commit evaluates it, the facts of the text
 * included. Throws a `ProgramError`.
 */
export function compile(text: string | Source, options: CompileOptions = {}): Session {
  const { include = () => null, ...evaluation } = options;
  const source = typeof text === "string" ? { path: "rules.dl", text } : text;
  const checked = checkProgram(
    parse(source),
    (path, from) => {
      const included = include(path, from);
      return included === null ? { problem: "not found" } : parse(included);
    },
    { evidence: false },
  );
  const reasons = checked.diagnostics.filter(stopsEvaluation);
  if (reasons.length > 0) throw new ProgramError(reasons);
  return new Session(checked.program, evaluation);
}
