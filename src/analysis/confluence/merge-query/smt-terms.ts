import type { VariableTypes } from "../../../engine/term-types.ts";
import type { ValueType } from "../../../model/program.ts";
import type * as Syntax from "../../../syntax/tree.ts";

/** What the names in a term stand for. */
export interface SmtScope {
  readonly types: VariableTypes;
  /** Null where nothing is known of a variable. */
  readonly variable: (name: string) => string | null;
  readonly aggregate: (term: Syntax.Aggregate) => string | null;
  /** What `replica()` is; null where it is different each time. */
  readonly replica: string | null;
}

/** A term as text of SMT-LIB 2: an integer, or a symbol, for which an integer stands. */
interface SmtTerm {
  readonly kind: "number" | "symbol";
  readonly text: string;
}

/**
 * Writes terms and comparisons as SMT-LIB 2 over integers, and remembers what they need declared.
 *
 * Numbers are exact integers in programs too, as a result that is none ends a run. Each symbol of
 * the text has an integer of its own; functors that are not arithmetic are functions of which
 * nothing is known but that equal arguments give equal results. Floats, division and what else may
 * have no result have no text: what is made of them is null.
 */
export class SmtTerms {
  readonly #symbols = new Map<string, number>();
  readonly #declared = new Map<string, string>();

  get declarations(): readonly string[] {
    return [...this.#declared.values()];
  }

  integer(name: string): string {
    return this.#constant(name, "Int");
  }

  truth(name: string): string {
    return this.#constant(name, "Bool");
  }

  /** A function of integers. */
  apply(name: string, texts: readonly string[], result: "Int" | "Bool"): string {
    const own = quoted(`${name}/${String(texts.length)}`);
    this.#declared.set(own, `(declare-fun ${own} (${texts.map(() => "Int").join(" ")}) ${result})`);
    return `(${own} ${texts.join(" ")})`;
  }

  value(value: string | number, type: ValueType): string | null {
    if (type === "float") return null;
    if (typeof value === "number") return Number.isSafeInteger(value) ? integerText(value) : null;
    let code = this.#symbols.get(value);
    if (code === undefined) {
      code = this.#symbols.size;
      this.#symbols.set(value, code);
    }
    return String(code);
  }

  term(term: Syntax.Term, scope: SmtScope): SmtTerm | null {
    switch (term.kind) {
      case "variable": {
        const type = scope.types.get(term.name);
        const text = type === undefined || type === "float" ? null : scope.variable(term.name);
        return text === null ? null : { kind: type === "symbol" ? "symbol" : "number", text };
      }
      case "wildcard":
        return null;
      case "constant": {
        const text = this.value(term.value, term.type);
        return text === null ? null : { kind: term.type === "symbol" ? "symbol" : "number", text };
      }
      case "aggregate": {
        const text = scope.aggregate(term);
        return text === null ? null : { kind: "number", text };
      }
      case "call":
        return this.#call(term, scope);
    }
  }

  /** Null where a side has no text, or where symbols are put in order. */
  comparison({ operator, left, right }: Syntax.Comparison, scope: SmtScope): string | null {
    const [a, b] = [this.term(left, scope), this.term(right, scope)];
    if (a === null || b?.kind !== a.kind) return null;
    switch (operator) {
      case "=":
        return `(= ${a.text} ${b.text})`;
      case "!=":
        return `(not (= ${a.text} ${b.text}))`;
      case "<":
      case "<=":
      case ">":
      case ">=":
        return a.kind === "number" ? `(${operator} ${a.text} ${b.text})` : null;
    }
  }

  #call({ functor, arguments: given }: Syntax.Call, scope: SmtScope): SmtTerm | null {
    if (functor === "replica") return scope.replica === null ? null : { kind: "symbol", text: scope.replica };
    const terms = given.map((one) => this.term(one, scope));
    const parts = terms.flatMap((one) => one ?? []);
    if (parts.length < terms.length || parts.length === 0) return null;
    const texts = parts.map(({ text }) => text);
    const areNumbers = parts.every(({ kind }) => kind === "number");
    switch (functor) {
      case "+":
      case "-":
      case "*":
        return areNumbers ? { kind: "number", text: `(${functor} ${texts.join(" ")})` } : null;
      case "min":
      case "max": {
        const chosen = (a: string, b: string): string =>
          `(ite (${functor === "min" ? "<=" : ">="} ${a} ${b}) ${a} ${b})`;
        return areNumbers ? { kind: "number", text: texts.reduce(chosen) } : null;
      }
      case "strlen":
        return { kind: "number", text: this.apply(functor, texts, "Int") };
      case "cat":
      case "to_string":
        return { kind: "symbol", text: this.apply(functor, texts, "Int") };
      default:
        return null;
    }
  }

  #constant(name: string, sort: "Int" | "Bool"): string {
    const own = quoted(name);
    this.#declared.set(own, `(declare-const ${own} ${sort})`);
    return own;
  }
}

export function integerText(value: number): string {
  return value < 0 ? `(- ${String(-value)})` : String(value);
}

export function allOf(texts: readonly string[]): string {
  return joined("and", texts, "true");
}

export function anyOf(texts: readonly string[]): string {
  return joined("or", texts, "false");
}

export function sumOf(texts: readonly string[]): string {
  return joined("+", texts, "0");
}

function joined(operator: string, texts: readonly string[], none: string): string {
  const [only = none] = texts;
  return texts.length < 2 ? only : `(${operator} ${texts.join(" ")})`;
}

function quoted(name: string): string {
  return `|${name}|`;
}
