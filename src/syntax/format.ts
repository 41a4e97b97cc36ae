import { linesOf } from "../base/source.ts";
import { readFacts } from "./facts.ts";
import { type FormatUnit, unitsOf } from "./format-unit.ts";
import { layoutItem } from "./item-layout.ts";
import { writeLayout } from "./layout.ts";
import { endsLine, holdsBlankLine } from "./line-beginning.ts";
import { Page } from "./page.ts";
import type { FactRun, SyntaxTree } from "./tree.ts";

/**
 * The text of a tree in canonical layout.
 *
 * Every token and every comment stays, in its order; only white space between them changes. Items
 * stand on lines of their own, with at most one empty line between; what is longer than a line
 * gets a line for each literal. Lines that hold a mistake, or what is not supported, stay exactly
 * as they are. All lines end as the first one does. Formatting a second time changes nothing.
 */
export function format(tree: SyntaxTree): string {
  const formatter = new Formatter(tree);
  const units = unitsOf(tree);
  for (const [i, unit] of units.entries()) formatter.write(unit, units[i + 1]);
  return formatter.finish();
}

class Formatter {
  readonly #tree: SyntaxTree;
  readonly #text: string;
  readonly #page = new Page();
  /** How far the text is written. */
  #end = 0;
  /** Whether a comment stands on the line of the item to be written next. */
  #led = false;

  constructor(tree: SyntaxTree) {
    this.#tree = tree;
    this.#text = tree.source.text;
  }

  write(unit: FormatUnit, next: FormatUnit | undefined): void {
    const page = this.#page;
    const space = this.#text.slice(this.#end, unit.start);
    const led = this.#led;
    this.#end = unit.end;
    this.#led = unit.kind === "comment" && this.#leads(unit, next);
    if (unit.kind === "comment" && !this.#led && !page.atLineStart && !endsLine(space)) {
      const { text, block, start } = unit.comment;
      page.separate();
      if (block) page.write(text, 0);
      else page.endWithComment(text, linesOf(this.#tree.source).position(start).character);
      return;
    }
    if (!led) page.endLine();
    if (!led && holdsBlankLine(space)) page.leaveBlank();
    switch (unit.kind) {
      case "lines":
        page.write(this.#text.slice(unit.start, unit.end), 0);
        page.endLine();
        return;
      case "comment":
        page.write(unit.comment.text, 0);
        if (this.#led) page.separate();
        if (!unit.comment.block) page.endLine();
        return;
      case "item":
        if (unit.item.kind === "facts") this.#writeFacts(unit.item);
        else writeLayout(layoutItem(unit.item, unit.tokens, unit.comments, this.#text), page);
    }
  }

  finish(): string {
    const text = this.#page.finish();
    return /^[^\n\r]*\r\n/.test(this.#text) ? text.replaceAll("\n", "\r\n") : text;
  }

  /** Whether a comment and the item behind it share a line. */
  #leads(unit: FormatUnit, next: FormatUnit | undefined): boolean {
    return (
      next?.kind === "item" &&
      !endsLine(this.#text.slice(unit.end, next.start)) &&
      !endsLine(this.#text.slice(unit.start, unit.end))
    );
  }

  #writeFacts(run: FactRun): void {
    const page = this.#page;
    const text = this.#text;
    let end = run.span.start;
    readFacts(this.#tree.source, run, (fact) => {
      const space = text.slice(end, fact.start);
      if (end > run.span.start) page.endLine();
      if (holdsBlankLine(space)) page.leaveBlank();
      let written = `${fact.relation}(`;
      for (let i = 0; i < fact.arity; i++) {
        const { start, end: argumentEnd } = fact.span(i);
        written += `${i > 0 ? ", " : ""}${text.slice(start, argumentEnd)}`;
      }
      page.write(`${written}).`, 0);
      end = fact.end;
    });
  }
}
