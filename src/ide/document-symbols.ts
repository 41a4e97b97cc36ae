import type { Span } from "../base/source.ts";
import type { Document, Part } from "../syntax/document.ts";
import { readFacts } from "../syntax/facts.ts";
import type * as Syntax from "../syntax/tree.ts";
import { occurrencesIn } from "./occurrences.ts";
import type { ProgramView } from "./program-view.ts";

export type SymbolKind =
  | "type"
  | "relation"
  | "column"
  | "rule"
  | "facts"
  | "seal"
  | "boundary"
  | "invariant"
  | "operation"
  | "parameter"
  | "scenario"
  | "include";

/** An entry of a document's outline; its offsets are the document's. */
export interface DocumentSymbol extends Span {
  readonly kind: SymbolKind;
  readonly name: string;
  /** What the program knows of it: the verdict of a relation, the type of a column; perhaps empty. */
  readonly detail: string;
  /** Where its name stands, within its span. */
  readonly nameSpan: Span;
  readonly children: readonly DocumentSymbol[];
}

/**
 * The outline of a document, in its order. Rules with the same head that follow each other are one
 * entry with a child for each. `view` is a program that the document is part of: it knows the
 * verdicts.
 */
export function documentSymbols(view: ProgramView | null, document: Document): readonly DocumentSymbol[] {
  const details = new Details(view);
  return groupedRules(document.parts.flatMap((part) => partSymbols(part, details)));
}

function partSymbols(part: Part, details: Details): readonly DocumentSymbol[] {
  const { source, items } = part.tree;
  const symbols = items.flatMap((item) => itemSymbols(item, source.text, details));
  const all =
    part.tree.errors.length === 0 ? symbols : [...symbols, ...unreadDeclarations(part)].sort(inOrder);
  return part.start === 0 ? all : all.map((symbol) => moved(symbol, part.start));
}

function inOrder(a: Span, b: Span): number {
  return a.start - b.start;
}

/** What is declared in items that could not be read. */
function unreadDeclarations({ tree }: Part): readonly DocumentSymbol[] {
  const isRead = ({ start, end }: Span): boolean =>
    tree.items.some(({ span }) => span.start <= start && end <= span.end);
  return occurrencesIn(tree)
    .declarations()
    .flatMap((occurrence) => {
      const { kind, name, start, end } = occurrence;
      if (kind === "variable" || kind === "column" || kind === "replica" || isRead(occurrence)) return [];
      return [{ kind, name, detail: "", start, end, nameSpan: { start, end }, children: [] }];
    });
}

function itemSymbols(item: Syntax.Item, text: string, details: Details): readonly DocumentSymbol[] {
  const symbol = (
    kind: SymbolKind,
    name: Syntax.Name,
    detail: string,
    children: readonly DocumentSymbol[] = [],
  ): DocumentSymbol => {
    const { start, end } = item.span;
    return { kind, name: name.text, detail, start, end, nameSpan: name.span, children };
  };
  const written = (from: Span, to: Span = from): string =>
    text.slice(from.start, to.end).replaceAll(/\s+/g, " ");
  switch (item.kind) {
    case "type": {
      const members = item.members.map((member) => member.text);
      const detail = item.form === "union" ? `= ${members.join(" | ")}` : `<: ${members.join("")}`;
      return [symbol("type", item.name, detail)];
    }
    case "relation": {
      const columns = item.columns.map((column): DocumentSymbol => {
        const detail = written({ start: column.type.span.start, end: column.span.end });
        return leaf("column", column.name, detail, column.span);
      });
      return item.names.map((name) => symbol("relation", name, details.ofRelation(name.text), columns));
    }
    case "facts":
      return [factsSymbol(item, text)];
    case "rule":
      return item.heads.slice(0, 1).map((head) => {
        const detail = item.boundary === null ? "" : `at ${item.boundary.text}`;
        const name = { text: written(head.span), span: head.span };
        return symbol(item.body === null ? "facts" : "rule", name, detail);
      });
    case "include":
      return [symbol("include", { text: item.path, span: item.pathSpan }, "")];
    case "seal":
      return [symbol("seal", item.relation, `sealed by ${item.by.text}`)];
    case "boundary": {
      const end = { start: item.span.end, end: item.span.end };
      return [symbol("boundary", item.name, written(item.protocol.span, end))];
    }
    case "invariant":
      return [symbol("invariant", item.name, details.ofInvariant(item))];
    case "operation": {
      const parameters = item.parameters.map(({ name, type }) =>
        leaf("parameter", name, type.text, { start: name.span.start, end: type.span.end }),
      );
      const detail = item.boundary === null ? "" : `at ${item.boundary.text}`;
      return [symbol("operation", item.name, detail, parameters)];
    }
    case "scenario":
      return [symbol("scenario", item.name, replicasOf(item).join(", "))];
    case "input":
    case "output":
    case "printsize":
    case "limitsize":
    case "pragma":
    case "unsupported":
      return [];
  }
}

function leaf(kind: SymbolKind, { text, span }: Syntax.Name, detail: string, whole: Span): DocumentSymbol {
  return { kind, name: text, detail, start: whole.start, end: whole.end, nameSpan: span, children: [] };
}

/** A run of facts is one entry, called like the relations in it. */
function factsSymbol(run: Syntax.FactRun, text: string): DocumentSymbol {
  const relations = new Set<string>();
  let nameEnd = run.span.start;
  readFacts({ path: "", text }, run, (fact) => {
    if (relations.size === 0) nameEnd = fact.nameEnd;
    relations.add(fact.relation);
  });
  const { start, end } = run.span;
  return {
    kind: "facts",
    name: [...relations].join(", "),
    detail: run.count === 1 ? "1 fact" : `${run.count} facts`,
    start,
    end,
    nameSpan: { start, end: nameEnd },
    children: [],
  };
}

function replicasOf({ statements }: Syntax.Scenario): readonly string[] {
  return statements.flatMap((statement) =>
    statement.kind === "replicas" ? statement.names.map(({ text }) => text) : [],
  );
}

/** Puts rules of one relation that follow each other under one entry. */
function groupedRules(symbols: readonly DocumentSymbol[]): readonly DocumentSymbol[] {
  const grouped: DocumentSymbol[] = [];
  let rules: DocumentSymbol[] = [];
  const flush = (): void => {
    const [first] = rules;
    const last = rules.at(-1);
    if (first !== undefined && last !== undefined && rules.length > 1) {
      const name = headName(first);
      const nameSpan = { start: first.nameSpan.start, end: first.nameSpan.start + name.length };
      const detail = `${rules.length} rules`;
      grouped.push({
        kind: "rule",
        name,
        detail,
        start: first.start,
        end: last.end,
        nameSpan,
        children: rules,
      });
    } else grouped.push(...rules);
    rules = [];
  };
  for (const symbol of symbols) {
    const [first] = rules;
    if (symbol.kind !== "rule" || (first !== undefined && headName(first) !== headName(symbol))) flush();
    if (symbol.kind === "rule") rules.push(symbol);
    else grouped.push(symbol);
  }
  flush();
  return grouped;
}

/** The relation of a rule, which its entry's name begins with. */
function headName({ name }: DocumentSymbol): string {
  return /^[\w?]*/.exec(name)?.[0] ?? "";
}

function moved(symbol: DocumentSymbol, by: number): DocumentSymbol {
  const { start, end, nameSpan, children } = symbol;
  return {
    ...symbol,
    start: start + by,
    end: end + by,
    nameSpan: { start: nameSpan.start + by, end: nameSpan.end + by },
    children: children.map((child) => moved(child, by)),
  };
}

/** What a program knows of the things it declares. */
class Details {
  readonly #view: ProgramView | null;
  readonly #invariants: ReadonlyMap<string, string>;

  constructor(view: ProgramView | null) {
    this.#view = view;
    const verdicts = view?.report.invariants ?? [];
    this.#invariants = new Map(verdicts.map(({ invariant, verdict }) => [invariant.name, verdict]));
  }

  ofRelation(name: string): string {
    const relation = this.#view?.program.relations.get(name);
    if (relation === undefined) return "";
    const verdict = this.#view?.report.relations.get(relation)?.verdict;
    const words = [relation.kind, relation.kind === "base" ? relation.qualifier : "", verdict ?? ""];
    return words.filter((word) => word !== "").join(", ");
  }

  ofInvariant({ name, assumed }: Syntax.Invariant): string {
    return assumed ? "assumed" : (this.#invariants.get(name.text) ?? "");
  }
}
