import type { Span } from "../base/source.ts";
import { effectAtom, effectTerms } from "../model/effects.ts";
import { cast } from "../model/functors.ts";
import type {
  Action,
  Atom,
  Body,
  ColumnDeclaration,
  Effect,
  Expectation,
  Item,
  Literal,
  Name,
  Statement,
  SyntaxTree,
  Term,
} from "../syntax/tree.ts";
import type { NameKind, Occurrence } from "./occurrence.ts";
import { aggregateScope, itemScope, scopeWith, type VariableScope } from "./variable-scope.ts";

/**
 * The names in what the parser could read of a tree, but for those in runs of facts; items in the
 * order of the text, within one in any.
 */
export function treeNames(tree: SyntaxTree): readonly Occurrence[] {
  const collector = new NameCollector(tree.source.text);
  for (const item of tree.items) collector.item(item);
  return collector.found;
}

type Role = Occurrence["role"];

class NameCollector {
  readonly found: Occurrence[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  item(item: Item): void {
    switch (item.kind) {
      case "type":
        this.#name("type", item.name, "declaration");
        for (const member of item.members) this.#name("type", member, "read");
        return;
      case "relation":
        for (const name of item.names) this.#name("relation", name, "declaration");
        for (const column of item.columns)
          this.#column(
            column,
            item.names.map(({ text }) => text),
          );
        return;
      case "facts":
      case "include":
      case "pragma":
        return;
      case "rule": {
        const scope = itemScope(item.span);
        const around = scopeWith(scope, item.heads);
        const own = scopeWith(scope, [...item.heads, ...(item.body ?? []).flat()]);
        for (const head of item.heads) this.#atom(head, "write", own);
        if (item.boundary !== null) this.#name("boundary", item.boundary, "read");
        if (item.body !== null) this.#body(item.body, around);
        return;
      }
      case "input":
      case "output":
      case "printsize":
      case "limitsize":
        for (const name of item.relations)
          this.#name("relation", name, item.kind === "input" ? "write" : "read");
        return;
      case "seal":
        this.#name("relation", item.relation, "read");
        for (const column of item.columns)
          this.#add("column", column, "read", { relations: [item.relation.text] });
        this.#name("relation", item.by, "read");
        return;
      case "boundary":
        this.#name("boundary", item.name, "declaration");
        for (const replica of item.arguments) this.#name("replica", replica, "read");
        return;
      case "invariant": {
        this.#name("invariant", item.name, "declaration");
        const scope = itemScope(item.span);
        this.#body([item.left], scope);
        if (item.right !== null) this.#body([item.right], scopeWith(scope, item.left));
        return;
      }
      case "operation": {
        this.#name("operation", item.name, "declaration");
        for (const { name, type } of item.parameters) {
          this.#add("variable", name, "declaration", { scope: item.span });
          this.#name("type", type, "read");
        }
        if (item.boundary !== null) this.#name("boundary", item.boundary, "read");
        const parameters = new Set(item.parameters.map(({ name }) => name.text));
        let scope: VariableScope = { around: (name) => parameters.has(name), ownerOf: () => item.span };
        for (const step of item.steps) {
          if (step.kind === "require") {
            this.#body([step.body], scope);
            scope = scopeWith(scope, step.body);
          } else this.#effect(step, scope, null);
        }
        return;
      }
      case "scenario":
        this.#name("scenario", item.name, "declaration");
        for (const statement of item.statements) this.#statement(statement, item.span);
        return;
      case "unsupported":
        if (item.type !== null) this.#name("type", item.type, "declaration");
    }
  }

  #column({ name, type, element }: ColumnDeclaration, relations: readonly string[]): void {
    this.#add("column", name, "declaration", { relations });
    this.#name("type", type, "read");
    if (element !== null) this.#name("type", element, "read");
  }

  #statement(statement: Statement, scenario: Span): void {
    const replica = (name: Name, role: Role = "read"): void =>
      this.#add("replica", name, role, { scope: scenario });
    switch (statement.kind) {
      case "replicas":
        for (const name of statement.names) replica(name, "declaration");
        return;
      case "latency":
        for (const name of statement.between) replica(name);
        this.#term(statement.milliseconds, itemScope(statement.span));
        return;
      case "everywhere":
        this.#action(statement.action, scenario);
        return;
      case "at":
        replica(statement.replica);
        this.#action(statement.action, scenario);
        return;
      case "partition":
        for (const name of statement.sides.flat()) replica(name);
        return;
      case "crash":
      case "recover":
        replica(statement.replica);
        return;
      case "seal":
        this.#atom(statement.atom, "write", itemScope(statement.span));
        return;
      case "run":
        this.#term(statement.milliseconds, itemScope(statement.span));
        return;
      case "repeat":
        this.#term(statement.times, itemScope(statement.span));
        this.#statement(statement.statement, scenario);
        return;
      case "expect":
        this.#expectation(statement.expectation, statement.span, scenario);
        return;
      case "network":
      case "heal":
      case "settle":
    }
  }

  #expectation(expectation: Expectation, statement: Span, scenario: Span): void {
    switch (expectation.kind) {
      case "row":
        if (expectation.replica !== null)
          this.#add("replica", expectation.replica, "read", { scope: scenario });
        this.#atom(expectation.atom, "read", itemScope(statement));
        return;
      case "holds":
      case "violated":
        this.#name("invariant", expectation.invariant, "read");
        return;
      case "converged":
      case "diverged":
      case "refused":
    }
  }

  #action(action: Action, scenario: Span): void {
    const scope = itemScope(action.span);
    if (action.kind === "call") this.#atom(action.atom, "write", scope);
    else this.#effect(action, scope, scenario);
  }

  /** `scenario` is the one that it stands in, null in an operation. */
  #effect(effect: Effect, scope: VariableScope, scenario: Span | null): void {
    this.#atom(effectAtom(effect), "write", scope);
    for (const term of effectTerms(effect)) this.#term(term, scope);
    if (effect.kind !== "transfer" || effect.to.kind !== "constant") return;
    const { start, end } = effect.to.span;
    const target = { text: String(effect.to.value), span: { start: start + 1, end: end - 1 } };
    if (effect.to.type === "symbol") this.#add("replica", target, "read", { scope: scenario });
  }

  #body(body: Body, outer: VariableScope): void {
    for (const literals of body) {
      const scope = scopeWith(outer, literals);
      for (const literal of literals) {
        if (literal.kind === "group") {
          const others = literals.filter((other) => other !== literal);
          this.#body(literal.body, scopeWith(outer, others));
        } else this.#literal(literal, scope);
      }
    }
  }

  #literal(literal: Exclude<Literal, { kind: "group" }>, scope: VariableScope): void {
    switch (literal.kind) {
      case "atom":
        this.#atom(literal, "read", scope, true);
        return;
      case "negation":
        this.#atom(literal.atom, "read", scope);
        return;
      case "difference":
        this.#atom(literal.left, "read", scope, true);
        this.#atom(literal.right, "read", scope);
        return;
      case "comparison":
        this.#term(literal.left, scope);
        this.#term(literal.right, scope);
        return;
      case "test":
        for (const term of literal.arguments) this.#term(term, scope);
        return;
      case "truth":
    }
  }

  #atom(atom: Atom, role: Role, scope: VariableScope, binds = false): void {
    this.#name("relation", atom.relation, role);
    for (const term of atom.arguments) {
      if (term.kind === "variable") this.#variable(term.name, term.span, binds ? "write" : "read", scope);
      else this.#term(term, scope);
    }
  }

  #term(term: Term, scope: VariableScope): void {
    switch (term.kind) {
      case "variable":
        this.#variable(term.name, term.span, "read", scope);
        return;
      case "wildcard":
      case "constant":
        return;
      case "call": {
        const [value, type] = term.arguments;
        if (term.functor === cast && !term.infix && value !== undefined && type?.kind === "variable") {
          this.#term(value, scope);
          this.#name("type", { text: type.name, span: type.span }, "read");
        } else for (const argument of term.arguments) this.#term(argument, scope);
        return;
      }
      case "aggregate": {
        const inside = aggregateScope(scope, term);
        if (term.target !== null) this.#term(term.target, inside);
        this.#body(term.body, inside);
      }
    }
  }

  #variable(name: string, span: Span, role: Role, scope: VariableScope): void {
    this.#add("variable", { text: name, span }, role, { scope: scope.ownerOf(name) });
  }

  #name(kind: NameKind, name: Name, role: Role): void {
    this.#add(kind, name, role, {});
  }

  #add(
    kind: NameKind,
    { text, span: { start, end } }: Name,
    role: Role,
    { scope = null, relations = [] }: Partial<Pick<Occurrence, "scope" | "relations">>,
  ): void {
    // What a declaration leaves out, the tree has at the place of another word.
    if (end - start !== text.length || !this.#text.startsWith(text, start)) return;
    this.found.push({ kind, name: text, role, start, end, scope, relations });
  }
}
