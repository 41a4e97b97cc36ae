import type { Report } from "../analysis/report.ts";
import type { Memory } from "../base/memory.ts";
import type { Source } from "../base/source.ts";
import type { Program } from "../model/program.ts";
import type { SyntaxTree } from "../syntax/tree.ts";
import type { Code, Severity } from "./code.ts";
import type { RelatedPlace } from "./diagnostic.ts";
import type { FindingOf } from "./finding.ts";
import type { QuickFix } from "./quick-fix.ts";

/** The page of a code, as `calm explain` shows it; backquotes mark program text. */
export interface Page<C extends Code = Code> {
  readonly code: C;
  /** A few words, for headings: `negation`. */
  readonly name: string;
  /** The default; a single finding may weigh less (a point of order that is covered). */
  readonly severity: Severity;
  /** One sentence. */
  readonly summary: string;
  /** Paragraphs, parted by an empty line. */
  readonly why: string;
  readonly fix: string;
  /** A program that gives exactly this code. */
  readonly bad: string;
  /** The same with the trouble gone. */
  readonly good: string;
}

/** A page together with the words for one finding. */
export interface Entry<C extends Code> extends Page<C> {
  describe(finding: FindingOf<C>, context: Context): Wording;
}

/** What surrounds the finding: the program that was checked, and what was concluded about it. */
export interface Context {
  readonly program: Program;
  readonly report: Report;
  readonly trees: ReadonlyMap<Source, SyntaxTree>;
  /** Keeps what was said of a finding to the next check of the program. */
  readonly memory?: Memory | undefined;
}

/** The parts of a diagnostic that the catalogue writes; what is left out is empty. */
export interface Wording {
  readonly message: string;
  readonly related?: readonly RelatedPlace[];
  readonly notes?: readonly string[];
  readonly help?: readonly string[];
  /** Called when the fixes are first asked for. */
  fixes?(): readonly QuickFix[];
}
