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
import type { Source } from "./base/source.ts";
import { evaluableProgram, type Include } from "./diagnostics/evaluable-program.ts";
import type { EvaluationOptions } from "./engine/evaluation.ts";
import { Session } from "./engine/session.ts";

export type { Diagnostic } from "./diagnostics/diagnostic.ts";
export { ProgramError, type Include } from "./diagnostics/evaluable-program.ts";
export {
  EvaluationError,
  type EvaluationObserver,
  type EvaluationOptions,
  type EvaluationWarning,
} from "./engine/evaluation.ts";
export { FactError, Session, type Changes, type Listener, type Row } from "./engine/session.ts";

export interface CompileOptions extends EvaluationOptions {
  readonly include?: Include;
}

/**
 * Makes a program ready to be given facts. Its first commit evaluates it, the facts of the text
 * included. Throws a `ProgramError`.
 */
export function compile(text: string | Source, options: CompileOptions = {}): Session {
  const { include = () => null, ...evaluation } = options;
  return new Session(evaluableProgram(text, include), evaluation);
}
