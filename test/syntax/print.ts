import { readFacts } from "../../src/syntax/facts.ts";
import type {
  Action,
  Atom,
  Body,
  Constant,
  Effect,
  Expectation,
  Item,
  Literal,
  Name,
  OperationStep,
  Parameter,
  Statement,
  SyntaxTree,
  Term,
} from "../../src/syntax/tree.ts";

/**
 * A tree as text, without spans: an item a line, the steps of a block indented below it.
 * Operators and comparisons stand in front of their operands, bodies between brackets.
 */
export function printTree(tree: SyntaxTree): string {
  return tree.items.map((item) => `${printItem(item, tree)}\n`).join("");
}

function printItem(item: Item, tree: SyntaxTree): string {
  const { source } = tree;
  switch (item.kind) {
    case "type": {
      const members = names(item.members, " | ");
      return `type ${item.name.text} ${item.form === "subtype" ? "<:" : "="} ${members}`;
    }
    case "relation": {
      const columns = item.columns.map(({ name, type, element, bound }) => {
        const argument = element?.text ?? (bound === null ? null : printConstant(bound));
        return `${name.text}: ${type.text}${argument === null ? "" : `<${argument}>`}`;
      });
      return [`relation ${names(item.names)}(${columns.join(", ")})`, ...item.qualifiers.map(textOf)].join(
        " ",
      );
    }
    case "facts": {
      const facts: string[] = [];
      readFacts(source, item, (fact) => {
        const values = Array.from({ length: fact.arity }, (_, i) => {
          const value = JSON.stringify(fact.value(i));
          return fact.type(i) === "float" ? `${value}:float` : value;
        });
        facts.push(`${fact.relation}(${values.join(", ")})`);
      });
      return `facts ${facts.join(" ")}`;
    }
    case "input":
    case "output":
    case "printsize":
    case "limitsize":
      return `${item.kind} ${names(item.relations)}${printParameters(item.parameters)}`;
    case "include":
      return `include ${JSON.stringify(item.path)}`;
    case "pragma":
      return `pragma ${item.values.map((value) => JSON.stringify(value)).join(" ")}`;
    case "seal":
      return `seal ${item.relation.text}(${names(item.columns)}) by ${item.by.text}`;
    case "boundary": {
      const protocol = [item.protocol.text, ...item.arguments.map(textOf)].join(" ");
      return `boundary ${item.name.text} by ${protocol}${printParameters(item.parameters)}`;
    }
    case "rule": {
      const boundary = item.boundary === null ? "" : ` at ${item.boundary.text}`;
      const body = item.body === null ? "" : ` :- ${printBody(item.body)}`;
      const plan =
        item.plan === null
          ? ""
          : ` plan ${source.text.slice(item.plan.start, item.plan.end).replace(/\s+/g, "")}`;
      return `rule ${item.heads.map(printAtom).join(", ")}${boundary}${body}${plan}`;
    }
    case "invariant": {
      const right = item.right === null ? "false" : printBody([item.right]);
      const assumed = item.assumed ? " assumed" : "";
      return `invariant ${item.name.text}${assumed}: ${printBody([item.left])} => ${right}`;
    }
    case "operation": {
      const parameters = item.parameters.map(({ name, type }) => `${name.text}: ${type.text}`).join(", ");
      const boundary = item.boundary === null ? "" : ` at ${item.boundary.text}`;
      return [`operation ${item.name.text}(${parameters})${boundary}`, ...item.steps.map(printStep)].join(
        "\n  ",
      );
    }
    case "scenario":
      return [`scenario ${item.name.text}`, ...item.statements.map(printStatement)].join("\n  ");
    case "unsupported":
      return `unsupported ${item.feature}`;
  }
}

function printStep(step: OperationStep): string {
  return step.kind === "require" ? `require ${printBody([step.body])}` : printEffect(step);
}

function printEffect(effect: Effect): string {
  switch (effect.kind) {
    case "insert":
    case "delete":
      return `${effect.kind} ${printAtom(effect.atom)}`;
    case "add":
      return `add ${printAtom(effect.keys)} ${effect.operator} ${printTerm(effect.amount)}`;
    case "write":
      return `write ${printAtom(effect.keys)} := ${effect.values.map(printTerm).join(", ")}`;
    case "splice-in":
      return `splice-in ${printAtom(effect.keys)} ${printTerm(effect.element)} at ${printTerm(effect.index)}`;
    case "splice-out":
      return `splice-out ${printAtom(effect.keys)} at ${printTerm(effect.index)}`;
    case "transfer":
      return `transfer ${printTerm(effect.amount)} of ${printAtom(effect.keys)} to ${printTerm(effect.to)}`;
  }
}

function printStatement(statement: Statement): string {
  switch (statement.kind) {
    case "replicas":
      return `replicas ${names(statement.names)}`;
    case "latency":
      return `latency ${names(statement.between)} = ${printTerm(statement.milliseconds)}`;
    case "network":
      return `network${printParameters(statement.settings)}`;
    case "everywhere":
      return `everywhere ${printAction(statement.action)}`;
    case "at":
      return `at ${statement.replica.text} ${printAction(statement.action)}`;
    case "partition":
      return `partition ${statement.sides.map((side) => names(side)).join(" | ")}`;
    case "heal":
    case "settle":
      return statement.kind;
    case "crash":
    case "recover":
      return `${statement.kind} ${statement.replica.text}`;
    case "seal":
      return `seal ${printAtom(statement.atom)}`;
    case "run":
      return `run ${printTerm(statement.milliseconds)}`;
    case "repeat":
      return `repeat ${printTerm(statement.times)}: ${printStatement(statement.statement)}`;
    case "expect":
      return `expect ${printExpectation(statement.expectation)}`;
  }
}

function printAction(action: Action): string {
  return action.kind === "call" ? `call ${printAtom(action.atom)}` : printEffect(action);
}

function printExpectation(expectation: Expectation): string {
  switch (expectation.kind) {
    case "row": {
      const replica = expectation.replica === null ? "" : `at ${expectation.replica.text} `;
      return `${replica}${expectation.negated ? "!" : ""}${printAtom(expectation.atom)}`;
    }
    case "converged":
    case "diverged":
    case "refused":
      return expectation.kind;
    case "holds":
    case "violated":
      return `${expectation.kind} ${expectation.invariant.text}`;
  }
}

function printBody(body: Body): string {
  return `[${body.map((literals) => literals.map(printLiteral).join(", ")).join(" ; ")}]`;
}

function printLiteral(literal: Literal): string {
  switch (literal.kind) {
    case "atom":
      return printAtom(literal);
    case "negation":
      return `!${printAtom(literal.atom)}`;
    case "difference":
      return `(except ${printAtom(literal.left)} ${printAtom(literal.right)})`;
    case "comparison":
      return `(${literal.operator} ${printTerm(literal.left)} ${printTerm(literal.right)})`;
    case "test":
      return `${literal.negated ? "!" : ""}(${[literal.test, ...literal.arguments.map(printTerm)].join(" ")})`;
    case "truth":
      return String(literal.value);
    case "group":
      return `${literal.negated ? "!" : ""}${printBody(literal.body)}`;
  }
}

function printAtom(atom: Atom): string {
  return `${atom.relation.text}(${atom.arguments.map(printTerm).join(", ")})`;
}

function printTerm(term: Term): string {
  switch (term.kind) {
    case "variable":
      return term.name;
    case "wildcard":
      return "_";
    case "constant":
      return printConstant(term);
    case "call": {
      const terms = term.arguments.map(printTerm);
      return term.infix ? `(${[term.functor, ...terms].join(" ")})` : `${term.functor}(${terms.join(", ")})`;
    }
    case "aggregate": {
      const target = term.target === null ? "" : ` ${printTerm(term.target)}`;
      return `(${term.operator}${target} ${term.braces ? "" : "bare "}${printBody(term.body)})`;
    }
  }
}

function printConstant(constant: Constant): string {
  const value = JSON.stringify(constant.value);
  return constant.type === "number" || constant.type === "symbol" ? value : `${value}:${constant.type}`;
}

function printParameters(parameters: readonly Parameter[]): string {
  const printed = parameters.map(({ name, value, form }) => {
    return `${name.text}=${form === "symbol" ? JSON.stringify(value) : value}${form === "number" ? ":number" : ""}`;
  });
  return printed.length === 0 ? "" : ` ${printed.join(" ")}`;
}

function names(list: readonly Name[], separator = ", "): string {
  return list.map(textOf).join(separator);
}

function textOf(name: Name): string {
  return name.text;
}
