import type {
  Atom,
  Body,
  Effect,
  Expectation,
  Item,
  Literal,
  Parameter,
  Statement,
  SyntaxTree,
  Term,
} from "../src/syntax/tree.ts";

/**
 * The constructs of the language that a file uses, each under a plain name: `qualifier orset`,
 * `aggregate mean`, `effect transfer`, `expect violated`. They are read off the tree alone.
 */
export function constructsOf(tree: SyntaxTree): ReadonlySet<string> {
  const names = new Set(tree.items.flatMap((item) => [...ofItem(item)]));
  for (const comment of tree.comments) {
    names.add(comment.block ? "block comment" : "line comment");
    if (comment.text.includes("calm-disable-next-line")) names.add("suppression");
  }
  return names;
}

function* ofItem(item: Item): Generator<string> {
  switch (item.kind) {
    case "type":
      yield `type ${item.form}`;
      return;
    case "relation":
      yield item.names.length > 1 ? "relations declared together" : "relation";
      if (item.columns.length === 0) yield "relation without columns";
      if (item.columns.filter((column) => column.type.text === "lww").length > 1)
        yield "registers written together";
      for (const qualifier of item.qualifiers) yield `qualifier ${qualifier.text}`;
      for (const { type, element } of item.columns)
        yield element === null ? `column ${type.text}` : `column ${type.text}<${element.text}>`;
      return;
    case "facts":
      yield "facts";
      return;
    case "rule":
      if (item.heads.length > 1) yield "several heads";
      if (item.boundary !== null) yield "rule at a boundary";
      if (item.plan !== null) yield "plan";
      for (const head of item.heads) yield* ofAtom(head);
      if (item.body !== null) yield* ofBody(item.body);
      return;
    case "input":
    case "output":
    case "printsize":
    case "limitsize":
      yield item.kind;
      if (item.relations.length > 1) yield "directive of several relations";
      yield* ofParameters(item.kind, item.parameters);
      return;
    case "include":
    case "pragma":
      yield item.kind;
      return;
    case "seal":
      yield item.columns.length === 0 ? "seal of a relation" : "seal of a partition";
      return;
    case "boundary":
      yield item.arguments.length === 0
        ? `boundary ${item.protocol.text}`
        : `boundary ${item.protocol.text} with a name`;
      return;
    case "invariant":
      yield item.assumed ? "invariant assumed" : "invariant";
      yield* item.left.flatMap((literal) => [...ofLiteral(literal)]);
      if (item.right === null) yield "invariant false";
      else yield* item.right.flatMap((literal) => [...ofLiteral(literal)]);
      return;
    case "operation":
      yield item.boundary === null ? "operation" : "operation at a boundary";
      for (const step of item.steps) {
        if (step.kind === "require") {
          yield "require";
          for (const literal of step.body) yield* ofLiteral(literal);
        } else yield* ofEffect(step);
      }
      return;
    case "scenario":
      yield "scenario";
      for (const statement of item.statements) yield* ofStatement(statement);
      return;
    case "unsupported":
      yield `unsupported ${item.feature}`;
  }
}

function* ofParameters(of: string, parameters: readonly Parameter[]): Generator<string> {
  for (const { name, value } of parameters) {
    yield ["promise", "IO", "format", "delivery"].includes(name.text)
      ? `${of} ${name.text}=${value}`
      : `${of} ${name.text}`;
  }
}

function* ofBody(body: Body): Generator<string> {
  if (body.length > 1) yield "disjunction";
  for (const literal of body.flat()) yield* ofLiteral(literal);
}

function* ofLiteral(literal: Literal): Generator<string> {
  switch (literal.kind) {
    case "atom":
      yield* ofAtom(literal);
      return;
    case "negation":
      yield "negation";
      yield* ofAtom(literal.atom);
      return;
    case "difference":
      yield "difference";
      yield* ofAtom(literal.left);
      yield* ofAtom(literal.right);
      return;
    case "comparison":
      yield `comparison ${literal.operator}`;
      yield* ofTerm(literal.left);
      yield* ofTerm(literal.right);
      return;
    case "test":
      yield literal.negated ? `test !${literal.test}` : `test ${literal.test}`;
      for (const term of literal.arguments) yield* ofTerm(term);
      return;
    case "truth":
      yield `truth ${literal.value}`;
      return;
    case "group":
      yield "group";
      yield* ofBody(literal.body);
  }
}

function* ofAtom(atom: Atom): Generator<string> {
  for (const term of atom.arguments) yield* ofTerm(term);
}

function* ofTerm(term: Term): Generator<string> {
  switch (term.kind) {
    case "variable":
      return;
    case "wildcard":
      yield "wildcard";
      return;
    case "constant":
      yield `constant ${term.type}`;
      if (/^0[xb]/.test(term.text)) yield `constant ${term.text.slice(0, 2)}`;
      return;
    case "call":
      yield term.functor === "-" && term.arguments.length === 1
        ? "functor prefix -"
        : `functor ${term.functor}`;
      if (term.functor === "range" && term.arguments.length === 3) yield "functor range with a step";
      for (const argument of term.arguments) yield* ofTerm(argument);
      return;
    case "aggregate":
      yield term.braces ? `aggregate ${term.operator}` : "aggregate without braces";
      if (term.target !== null) yield* ofTerm(term.target);
      yield* ofBody(term.body);
  }
}

function* ofEffect(effect: Effect): Generator<string> {
  switch (effect.kind) {
    case "add":
      yield `effect ${effect.operator}`;
      yield* ofTerm(effect.amount);
      return;
    case "write":
      yield effect.values.length === 1 ? "effect :=" : "effect := of several values";
      return;
    case "insert":
    case "delete":
      yield `effect ${effect.kind}`;
      yield* ofAtom(effect.atom);
      return;
    case "splice-in":
    case "splice-out":
    case "transfer":
      yield `effect ${effect.kind}`;
  }
}

function* ofStatement(statement: Statement): Generator<string> {
  switch (statement.kind) {
    case "network":
      yield* ofParameters("network", statement.settings);
      return;
    case "at":
    case "everywhere":
      yield `statement ${statement.kind}`;
      if (statement.action.kind === "call") yield "call of an operation or fact";
      else yield* ofEffect(statement.action);
      return;
    case "repeat":
      yield "statement repeat";
      yield* ofStatement(statement.statement);
      return;
    case "expect":
      yield ofExpectation(statement.expectation);
      return;
    case "replicas":
    case "latency":
    case "partition":
    case "heal":
    case "crash":
    case "recover":
    case "seal":
    case "run":
    case "settle":
      yield `statement ${statement.kind}`;
  }
}

function ofExpectation(expectation: Expectation): string {
  if (expectation.kind !== "row") return `expect ${expectation.kind}`;
  return `expect ${expectation.negated ? "no row" : "a row"}${expectation.replica === null ? "" : " at a replica"}`;
}
