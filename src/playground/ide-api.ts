import type { Verdict } from "../analysis/report.ts";
import type { Span } from "../base/source.ts";
import type { Code, Severity } from "../diagnostics/code.ts";
import type { CompletionKind } from "../ide/completion-item.ts";
import type { GraphView } from "../ide/graph-view.ts";
import type { OutputPromise } from "../model/program.ts";
import type { DocumentEdit } from "../syntax/document.ts";
import type { ProgramFiles } from "./program-files.ts";

/**
 * What an editor asks about one program, in a worker: the same checker as that of `calm check` and
 * of the language server.
 *
 * The page says the texts under a version that grows. A question names the version that it is
 * about; one about texts that are not the present ones is answered with null. Texts have `\n` at
 * the ends of their lines; offsets are those of JavaScript.
 */
export interface IdeApi {
  write(version: number, files: ProgramFiles): void;
  /** What is concluded without a search for witnesses. */
  check(version: number): Promise<Conclusions | null>;
  /** What `calm check` concludes. The search rests for other questions, and ends with the version. */
  conclude(version: number): Promise<Conclusions | null>;
  /** What is concluded once a solver has been asked about the invariants that are left undecided, or why none could be. */
  decide(version: number): Promise<Conclusions | { readonly trouble: string } | null>;
  /** Four numbers for each token: start, end, index in `semanticTokenTypes`, modifiers as bits of `semanticTokenModifiers`. */
  tokens(version: number, path: string): Promise<Uint32Array | null>;
  /** `besideDiagnostics`: what a diagnostic there says is not said again. */
  hover(version: number, path: string, offset: number): Promise<HoverCard | null>;
  completions(version: number, path: string, offset: number): Promise<OfferedCompletions | null>;
  /** Of an item of the list that was offered last, by its index; null where there is nothing to say. */
  completionText(list: number, index: number): Promise<string | null>;
  signature(version: number, path: string, offset: number): Promise<Signature | null>;
  /** Quick fixes and repairs of what is found in a range, the best first. Repairs are tried out, which takes its time. */
  fixes(version: number, path: string, span: Span): Promise<readonly OfferedFix[] | null>;
  /** The edits of canonical layout. */
  format(version: number, path: string): Promise<readonly DocumentEdit[] | null>;
  /** The dependency graph; places in files count from line 0. */
  graph(version: number): Promise<GraphView | null>;
  /** Why an output or an invariant has its verdict. */
  why(version: number, asked: WhyAsked): Promise<Why | null>;
}

/** A range of a file. */
export interface FileSpan extends Span {
  readonly path: string;
  /** Of its start, from 1. */
  readonly line: number;
  readonly column: number;
}

export interface Conclusions {
  readonly version: number;
  readonly stage: "quick" | "evident";
  /** In the order of the files, then of their places. */
  readonly diagnostics: readonly FoundDiagnostic[];
  /** How many more there are than are told. */
  readonly more: number;
  readonly outputs: readonly JudgedOutput[];
  readonly invariants: readonly JudgedInvariant[];
  /** Rounds of coordination of a correct execution, in sequence. */
  readonly rounds: number;
}

export interface FoundDiagnostic {
  readonly code: Code;
  /** What the code is called: `negation`. */
  readonly name: string;
  readonly severity: Severity;
  /** Sentences in which backquotes mark program text. */
  readonly message: string;
  readonly notes: readonly string[];
  readonly help: readonly string[];
  readonly place: FileSpan;
  readonly related: readonly { readonly place: FileSpan; readonly message: string }[];
}

/** An output as `calm check` tells of it. */
export interface JudgedOutput {
  readonly name: string;
  readonly promise: OutputPromise;
  /** False when it counts as an output because nothing reads it. */
  readonly declared: boolean;
  readonly verdict: Verdict;
  readonly ok: boolean;
  readonly price: string;
  readonly place: FileSpan;
  /** The points of order that break its promise, or would. */
  readonly points: readonly JudgedPoint[];
}

export interface JudgedPoint {
  readonly code: Code;
  readonly name: string;
  /** The literal, as it is written. */
  readonly text: string;
  /** The seals and boundaries that cover it; "" for none. */
  readonly coveredBy: string;
  readonly place: FileSpan;
}

export interface JudgedInvariant {
  readonly name: string;
  readonly verdict: "assumed" | "confluent" | "not confluent" | "undecided";
  /** What follows from it: `coordination-free`, `needs-coordination`, `redesignable`; "" where nothing does. */
  readonly class: string;
  readonly price: string;
  readonly place: FileSpan;
}

export interface HoverCard extends Span {
  readonly markdown: string;
}

export interface OfferedCompletions extends Span {
  readonly list: number;
  /** The likeliest first. */
  readonly items: readonly OfferedCompletion[];
}

export interface OfferedCompletion {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly detail: string;
  readonly text: string;
  /** With places to fill in, `${1:name}`; null where there are none. */
  readonly snippet: string | null;
}

export interface Signature {
  readonly label: string;
  /** Markdown; null for none. */
  readonly documentation: string | null;
  readonly parameters: readonly Span[];
  readonly active: number;
}

export interface OfferedFix {
  readonly title: string;
  /** What it removes. */
  readonly code: Code;
  readonly preferred: boolean;
  readonly edits: readonly FileEdit[];
}

export interface FileEdit extends DocumentEdit {
  readonly path: string;
}

export interface WhyAsked {
  readonly kind: "output" | "invariant";
  /** Its index in the conclusions. */
  readonly index: number;
}

/** Markdown, and what was found at each point of order. */
export interface Why {
  readonly card: string;
  readonly points: readonly { readonly story: string; readonly place: FileSpan }[];
}
