import type { Source, Span } from "../../base/source.ts";
import { readsOf } from "../../model/reads.ts";
import { readFacts } from "../../syntax/facts.ts";
import type * as Syntax from "../../syntax/tree.ts";
import type { Context } from "../entry.ts";

/** Where a program's text speaks of a relation. */
export interface Mention {
  readonly kind: "read" | "inserted" | "fact" | "expected" | "done";
  readonly source: Source;
  /** The item in which it stands. */
  readonly item: Syntax.Item;
  /** The atom, of a fact of a run with its full stop. */
  readonly span: Span;
  /** The arguments that are written there. */
  readonly arguments: readonly Span[];
  /** For what a scenario does: the replica where it does so, if it is one. */
  readonly replica: string | null;
}

/** The atoms of a relation in rules, invariants, operations, scenarios and facts; other effects than `insert` are left out. */
export function mentionsOf(relation: string, { trees }: Context): readonly Mention[] {
  const mentions: Mention[] = [];
  for (const [source, { items }] of trees)
    for (const item of items) {
      const note = (kind: Mention["kind"], atom: Syntax.Atom, replica: string | null = null): void => {
        if (atom.relation.text !== relation) return;
        const { span, arguments: terms } = atom;
        mentions.push({ kind, source, item, span, arguments: terms.map((term) => term.span), replica });
      };
      if (item.kind === "facts")
        readFacts(source, item, (fact) => {
          if (fact.relation !== relation) return;
          const spans = Array.from({ length: fact.arity }, (_, i) => ({ ...fact.span(i) }));
          const span = { start: fact.start, end: fact.end };
          mentions.push({ kind: "fact", source, item, span, arguments: spans, replica: null });
        });
      else noteItem(item, note);
    }
  return mentions;
}

type Note = (kind: Mention["kind"], atom: Syntax.Atom, replica?: string | null) => void;

function noteItem(item: Syntax.Item, note: Note): void {
  const read = (terms: readonly Syntax.Term[], body: Syntax.Body): void => {
    for (const { atom } of readsOf(terms, body)) note("read", atom);
  };
  switch (item.kind) {
    case "rule":
      for (const head of item.heads) note("fact", head);
      read(
        item.heads.flatMap((head) => head.arguments),
        item.body ?? [],
      );
      return;
    case "invariant":
      read([], [item.left, item.right ?? []]);
      return;
    case "operation":
      for (const step of item.steps)
        if (step.kind === "require") read([], [step.body]);
        else if (step.kind === "insert") note("inserted", step.atom);
      return;
    case "scenario":
      for (const statement of item.statements) noteStatement(statement, note);
      return;
    case "facts":
    case "relation":
    case "type":
    case "input":
    case "output":
    case "printsize":
    case "limitsize":
    case "include":
    case "pragma":
    case "seal":
    case "boundary":
    case "unsupported":
      return;
  }
}

function noteStatement(statement: Syntax.Statement, note: Note): void {
  switch (statement.kind) {
    case "repeat":
      noteStatement(statement.statement, note);
      return;
    case "expect":
      if (statement.expectation.kind === "row") note("expected", statement.expectation.atom);
      return;
    case "at":
    case "everywhere": {
      const { action } = statement;
      const replica = statement.kind === "at" ? statement.replica.text : null;
      if (action.kind === "call" || action.kind === "insert") note("done", action.atom, replica);
      return;
    }
    case "replicas":
    case "latency":
    case "network":
    case "partition":
    case "heal":
    case "crash":
    case "recover":
    case "seal":
    case "run":
    case "settle":
      return;
  }
}
