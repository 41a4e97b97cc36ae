import type { AnalysisFinding } from "../analysis/report.ts";
import type { Place } from "../base/source.ts";
import type { ProgramFinding } from "../model/finding.ts";
import type { Code } from "./code.ts";

/** Whatever a diagnostic can be made of. */
export type Finding = ProgramFinding | AnalysisFinding | SuppressionFinding;

/** The findings that carry code `C`; `never` for a code that nothing finds yet. */
export type FindingOf<C extends Code> = Finding extends infer F
  ? F extends { readonly code: infer K }
    ? C extends K
      ? F
      : never
    : never
  : never;

/** What is wrong with a suppression comment; `place` is the comment, or one code in it. */
export interface SuppressionFinding {
  readonly code: "CALM014";
  readonly place: Place;
  readonly comment: Place;
  readonly problem: SuppressionProblem;
}

/** `removal` is a code with its comma, or null when the whole comment would go with it. */
export type SuppressionProblem =
  | { readonly kind: "no reason"; /** Where to write it. */ readonly reasonAt: number }
  | { readonly kind: "no code" }
  | { readonly kind: "suppresses nothing"; readonly named: string; readonly removal: Place | null }
  | {
      readonly kind: "unknown code";
      readonly named: string;
      readonly nearest: string | null;
      readonly removal: Place | null;
    };
