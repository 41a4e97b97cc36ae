import type { Span } from "../base/source.ts";
import type * as Syntax from "../syntax/tree.ts";

/** An atom that is read: for its rows, for their absence, or in an aggregate, whatever stands before it there. */
export interface Read {
  readonly atom: Syntax.Atom;
  readonly kind: "positive" | "negation" | "aggregate";
  /** The literal or the outermost aggregate through which it is read. */
  readonly span: Span;
}

/** Every atom that a rule reads, in source order. */
export function ruleReads({ syntax }: { readonly syntax: Syntax.Rule }): readonly Read[] {
  const terms = syntax.heads.flatMap((head) => head.arguments);
  return readsOf(terms, syntax.body ?? []);
}

/** Every atom that terms (through aggregates) and a body read, in source order. */
export function readsOf(terms: readonly Syntax.Term[], body: Syntax.Body): readonly Read[] {
  const reads: Read[] = [];
  for (const term of terms) readTerm(term, null, reads);
  readBody(body, false, null, reads);
  return reads;
}

function readBody(body: Syntax.Body, negated: boolean, aggregate: Span | null, reads: Read[]): void {
  for (const literals of body) {
    for (const literal of literals) readLiteral(literal, negated, aggregate, reads);
  }
}

function readLiteral(literal: Syntax.Literal, negated: boolean, aggregate: Span | null, reads: Read[]): void {
  const atom = (read: Syntax.Atom, absent: boolean): void => {
    const kind = aggregate !== null ? "aggregate" : absent ? "negation" : "positive";
    reads.push({ atom: read, kind, span: aggregate ?? literal.span });
    for (const term of read.arguments) readTerm(term, aggregate, reads);
  };
  switch (literal.kind) {
    case "atom":
      atom(literal, negated);
      return;
    case "negation":
      atom(literal.atom, !negated);
      return;
    case "difference":
      atom(literal.left, negated);
      atom(literal.right, !negated);
      return;
    case "comparison":
      readTerm(literal.left, aggregate, reads);
      readTerm(literal.right, aggregate, reads);
      return;
    case "test":
      for (const term of literal.arguments) readTerm(term, aggregate, reads);
      return;
    case "truth":
      return;
    case "group":
      readBody(literal.body, literal.negated !== negated, aggregate, reads);
      return;
  }
}

function readTerm(term: Syntax.Term, aggregate: Span | null, reads: Read[]): void {
  if (term.kind === "call") for (const argument of term.arguments) readTerm(argument, aggregate, reads);
  if (term.kind !== "aggregate") return;
  const span = aggregate ?? term.span;
  if (term.target !== null) readTerm(term.target, span, reads);
  readBody(term.body, false, span, reads);
}
