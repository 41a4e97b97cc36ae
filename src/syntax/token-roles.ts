import { forEachLiteral, forEachTerm } from "./walk.ts";
import type { Action, Atom, Body, Effect, Item, Literal, Statement, Term } from "./tree.ts";

/**
 * What some tokens of an item are for, by the offsets at which they begin: the same sign is
 * written in different ways. `-` is a prefix or stands between, a name has arguments or is
 * followed by a group, a `:` belongs to an aggregate.
 */
export interface TokenRoles {
  /** Names with their arguments behind them. */
  readonly applied: ReadonlySet<number>;
  readonly prefixOperators: ReadonlySet<number>;
  readonly infixOperators: ReadonlySet<number>;
  /** Atoms that are the whole body of an aggregate. */
  readonly bareBodies: ReadonlySet<number>;
}

export function rolesOf(item: Item): TokenRoles {
  const collector = new RoleCollector();
  collector.item(item);
  return collector;
}

class RoleCollector implements TokenRoles {
  readonly applied = new Set<number>();
  readonly prefixOperators = new Set<number>();
  readonly infixOperators = new Set<number>();
  readonly bareBodies = new Set<number>();

  item(item: Item): void {
    switch (item.kind) {
      case "rule":
        for (const head of item.heads) this.#literal(head);
        if (item.body !== null) this.#body(item.body);
        return;
      case "invariant":
        this.#body([item.left]);
        if (item.right !== null) this.#body([item.right]);
        return;
      case "operation":
        for (const step of item.steps) {
          if (step.kind === "require") this.#body([step.body]);
          else this.#effect(step);
        }
        return;
      case "scenario":
        for (const statement of item.statements) this.#statement(statement);
        return;
      case "type":
      case "relation":
      case "facts":
      case "input":
      case "output":
      case "printsize":
      case "limitsize":
      case "include":
      case "pragma":
      case "seal":
      case "boundary":
      case "unsupported":
    }
  }

  #statement(statement: Statement): void {
    switch (statement.kind) {
      case "latency":
      case "run":
        this.#term(statement.milliseconds);
        return;
      case "everywhere":
      case "at":
        this.#action(statement.action);
        return;
      case "seal":
        this.#literal(statement.atom);
        return;
      case "repeat":
        this.#term(statement.times);
        this.#statement(statement.statement);
        return;
      case "expect":
        if (statement.expectation.kind === "row") this.#literal(statement.expectation.atom);
        return;
      case "replicas":
      case "network":
      case "partition":
      case "heal":
      case "crash":
      case "recover":
      case "settle":
    }
  }

  #action(action: Action): void {
    if (action.kind === "call") this.#literal(action.atom);
    else this.#effect(action);
  }

  #effect(effect: Effect): void {
    switch (effect.kind) {
      case "insert":
      case "delete":
        this.#literal(effect.atom);
        return;
      case "add":
        this.#literal(effect.keys);
        this.#term(effect.amount);
        return;
      case "write":
        this.#literal(effect.keys);
        for (const value of effect.values) this.#term(value);
        return;
      case "splice-in":
        this.#literal(effect.keys);
        this.#term(effect.element);
        this.#term(effect.index);
        return;
      case "splice-out":
        this.#literal(effect.keys);
        this.#term(effect.index);
        return;
      case "transfer":
        this.#literal(effect.keys);
        this.#term(effect.amount);
        this.#term(effect.to);
    }
  }

  #body(body: Body): void {
    forEachLiteral(body, (literal) => this.#ownParts(literal));
    for (const conjunction of body)
      for (const literal of conjunction) forEachTerm(literal, (term) => this.#ownRole(term));
  }

  #literal(literal: Literal): void {
    this.#body([[literal]]);
  }

  #term(term: Term): void {
    forEachTerm(term, (part) => {
      this.#ownRole(part);
      if (part.kind === "aggregate") forEachLiteral(part.body, (literal) => this.#ownParts(literal));
    });
  }

  #ownParts(literal: Literal): void {
    switch (literal.kind) {
      case "atom":
        this.#atom(literal);
        return;
      case "negation":
        this.#atom(literal.atom);
        return;
      case "difference":
        this.#atom(literal.left);
        this.#atom(literal.right);
        return;
      case "comparison":
      case "test":
      case "truth":
      case "group":
    }
  }

  #atom(atom: Atom): void {
    this.applied.add(atom.relation.span.start);
  }

  #ownRole(term: Term): void {
    if (term.kind === "call") {
      const { start } = term.functorSpan;
      if (!term.infix) this.applied.add(start);
      else if (term.arguments.length === 1) this.prefixOperators.add(start);
      else this.infixOperators.add(start);
    } else if (term.kind === "aggregate" && !term.braces) {
      const atom = term.body[0]?.[0];
      if (atom !== undefined) this.bareBodies.add(atom.span.start);
    }
  }
}
