import type { Relation } from "../../../model/program.ts";
import type * as Syntax from "../../../syntax/tree.ts";
import type { StartRow } from "../history.ts";
import type { MergeKnowledge } from "./merge-knowledge.ts";
import { relationOf, type Cell } from "./query-cell.ts";
import { allOf, anyOf, type SmtScope, type SmtTerms } from "./smt-terms.ts";

/** So many rows of the start are told one by one. */
const startRowsMax = 50;

/** The rows that relations start with, and what they say of keys. */
export class StartTexts {
  readonly #knowledge: MergeKnowledge;
  readonly #terms: SmtTerms;

  constructor(knowledge: MergeKnowledge, terms: SmtTerms) {
    this.#knowledge = knowledge;
    this.#terms = terms;
  }

  /** Null where there may be any, or too many to tell. */
  of(relation: Relation): readonly StartRow[] | null {
    const rows = this.#knowledge.startOf(relation);
    return rows === null || rows.length > startRowsMax ? null : rows;
  }

  /** That a cell is the one with the key of a row. */
  hasKeyOf(cell: Cell, row: readonly (string | number)[]): string {
    return allOf(
      cell.keyTexts.flatMap((text, i) => {
        const value = this.#terms.value(row[i] ?? 0, cell.relation.columns[i]?.value ?? "number");
        return text === null || value === null ? [] : `(= ${text} ${value})`;
      }),
    );
  }

  /** That the row of an atom is there from the start, for an atom whose rows never change. */
  textsOf(atom: Syntax.Atom, scope: SmtScope): readonly string[] {
    const relation = relationOf(atom, this.#knowledge.program);
    const rows = relation.kind === "base" ? this.of(relation) : null;
    const texts = atom.arguments.map((term) => this.#terms.term(term, scope)?.text ?? null);
    if (rows === null) return [];
    return [
      anyOf(
        rows.map(({ row }) =>
          allOf(
            texts.flatMap((text, i) => {
              const value = this.#terms.value(row[i] ?? 0, relation.columns[i]?.value ?? "number");
              return text === null || value === null ? [] : `(= ${text} ${value})`;
            }),
          ),
        ),
      ),
    ];
  }
}
