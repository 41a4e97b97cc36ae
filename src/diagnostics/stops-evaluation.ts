import type { Diagnostic } from "./diagnostic.ts";

/**
 * Whether a program with this diagnostic is not evaluated. One with points of order is; one with
 * an error in its text, names, types, safety or strata, or with a boundary or an effect that does
 * not work, is not.
 */
export function stopsEvaluation({ code, severity }: Diagnostic): boolean {
  return severity === "error" && (code.startsWith("CALM0") || code === "CALM202" || code === "CALM401");
}
