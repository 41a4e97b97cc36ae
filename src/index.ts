/**
 * The library: `check` says where a program needs coordination and why, `parse` gives its syntax
 * tree. Both take text and touch nothing else, so they run in a browser too.
 *
 *     import { check } from "calm-datalog";
 *     for (const { code, message } of check(text).diagnostics) console.log(code, message);
 */
import type { Source } from "./base/source.ts";
import { checkProgram, type Checked } from "./diagnostics/check.ts";
import type { Code, Level } from "./diagnostics/code.ts";
import { parse as parseSource } from "./syntax/parse.ts";
import type { SyntaxTree } from "./syntax/tree.ts";

export type { Place, Position, Source, Span } from "./base/source.ts";
export { linesOf } from "./base/source.ts";
export type { InvariantVerdict } from "./analysis/confluence/confluence.ts";
export type { OutputVerdict, PointOfOrder, RelationVerdict, Report, Verdict } from "./analysis/report.ts";
export type { Direction } from "./analysis/direction.ts";
export type { Checked } from "./diagnostics/check.ts";
export type { Code, Level, Severity } from "./diagnostics/code.ts";
export type { Diagnostic, RelatedPlace } from "./diagnostics/diagnostic.ts";
export { applyEdits, type QuickFix, type TextEdit } from "./diagnostics/quick-fix.ts";
export type { Program, Relation, Rule } from "./model/program.ts";
export type { Item, SyntaxTree } from "./syntax/tree.ts";

/** A text with the name that messages give it; a string alone is called `rules.dl`. */
export type RuleText = string | Source;

export interface CheckOptions {
  /** The levels of codes that are not to have their default. */
  readonly rules?: Partial<Readonly<Record<Code, Level>>>;
  /** Relations, or all with an `.input`, that are complete before the run and never change. */
  readonly static?: readonly string[] | "inputs";
  /** False: verdicts rest on the directions of the rules alone, without witnesses and further proofs. */
  readonly evidence?: boolean;
  /** Gives the file that an `.include` names, as seen from the file it stands in; null when there is none. */
  readonly include?: (path: string, from: Source) => Source | null;
}

/** Checks a program. Never throws because of the text: what is wrong with it is in `diagnostics`. */
export function check(text: RuleText, options: CheckOptions = {}): Checked {
  const { rules = {}, include = () => null } = options;
  const levels = new Map(Object.entries(rules) as readonly (readonly [Code, Level])[]);
  const trees = new Map<string, SyntaxTree>();
  return checkProgram(
    parse(text),
    (path, from) => {
      const source = include(path, from);
      if (source === null) return { problem: "not found" };
      const known = trees.get(source.path);
      if (known !== undefined) return known;
      const tree = parseSource(source);
      trees.set(source.path, tree);
      return tree;
    },
    {
      levels,
      evidence: options.evidence ?? true,
      ...(options.static === undefined ? {} : { static: options.static }),
    },
  );
}

/** The tree of a text, as written and with nothing resolved. Never throws: see its `errors`. */
export function parse(text: RuleText): SyntaxTree {
  return parseSource(typeof text === "string" ? { path: "rules.dl", text } : text);
}
