import type { Checked } from "../diagnostics/check.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/** What a run has to say about one path. */
export type FileResult = CheckedFile | UnreadableFile;

export interface CheckedFile {
  readonly kind: "checked";
  readonly path: string;
  readonly checked: Checked;
  /** The diagnostics without those of the baseline. */
  readonly diagnostics: readonly Diagnostic[];
  /** Those that the baseline knows. */
  readonly known: readonly Diagnostic[];
}

export interface UnreadableFile {
  readonly kind: "unreadable";
  readonly path: string;
  readonly error: string;
}

export interface Summary {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

/** Writes the results of a run in one format; `file` is called in order, `end` once. */
export interface Reporter {
  file(result: FileResult): void;
  end(summary: Summary): void;
}
