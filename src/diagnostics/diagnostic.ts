import type { Place } from "../base/source.ts";
import type { Code, Severity } from "./code.ts";
import type { Finding } from "./finding.ts";
import type { QuickFix } from "./quick-fix.ts";

/** A finding in words, ready to be shown in a terminal, an editor or a page. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  /** One sentence without a full stop that stands alone and starts with the thing it is about. */
  readonly message: string;
  readonly place: Place;
  readonly related: readonly RelatedPlace[];
  /** What supports the verdict, such as a witness. */
  readonly notes: readonly string[];
  /** What to do about it, the best first. */
  readonly help: readonly string[];
  /** Worked out when first asked for. */
  readonly fixes: readonly QuickFix[];
  /** The finding that is put into words. */
  readonly data: Finding;
}

export interface RelatedPlace {
  readonly place: Place;
  /** What is to be seen there, in a few words. */
  readonly message: string;
}
