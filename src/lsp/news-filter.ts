import { DiagnosticSeverity, type Diagnostic as Message } from "vscode-languageserver/node";
import { isCode } from "../diagnostics/code.ts";
import type { Baseline } from "../node/baseline.ts";
import { dataOf } from "./diagnostic-message.ts";

/**
 * Leaves out what a baseline knows, as often as it knows it: for messages of one run, of the same file
 * in several programs too.
 */
export class NewsFilter {
  /** What is left of each baseline. */
  readonly #left = new Map<Baseline, Baseline>();

  of(messages: readonly Message[], location: string, baseline: Baseline | null): readonly Message[] {
    if (baseline === null) return messages;
    let left = this.#left.get(baseline);
    if (left === undefined) {
      left = baseline.copy();
      this.#left.set(baseline, left);
    }
    return messages.filter((message) => !isKnown(message, location, left));
  }
}

/** Infos are in no baseline. */
function isKnown(message: Message, path: string, left: Baseline): boolean {
  const { code, severity } = message;
  const text = dataOf(message)?.message;
  if (typeof code !== "string" || !isCode(code) || text === undefined) return false;
  return severity !== DiagnosticSeverity.Information && left.take({ path, code, message: text });
}
