import { assert } from "../base/assert.ts";
import type { Program, ValueType } from "../model/program.ts";
import type * as Syntax from "../syntax/tree.ts";
import { isUniform, settledCommon, termType, type VariableTypes } from "./term-types.ts";
import { smallIntegerLimit } from "./value-pool.ts";

/**
 * A term as JavaScript. `code` is an expression for its 32-bit code, `value` one for the plain
 * value; either may be NaN when the term fails, and then the rule instance does.
 */
export interface Expression {
  readonly type: ValueType;
  readonly value: string;
  readonly code: string;
  /** Whether it may fail. */
  readonly fails: boolean;
}

/** What an expression is written in. */
export interface ExpressionContext {
  readonly program: Program;
  readonly types: VariableTypes;
  /** The JavaScript variable that holds a variable's code. */
  readonly variable: (name: string) => string;
  /** The JavaScript variable that holds an aggregate's value, set before. */
  readonly aggregate: (aggregate: Syntax.Aggregate) => string;
  /** The JavaScript variable that holds the plain value that a `range` gives, set before. */
  readonly range: (range: Syntax.Call) => string;
  /** A name for the code of a constant. */
  readonly constant: (value: number | string, type: ValueType) => string;
}

/** The JavaScript of a term that is to be of type `expected`, or of its own. */
export function expression(
  term: Syntax.Term,
  expected: ValueType | null,
  context: ExpressionContext,
): Expression {
  switch (term.kind) {
    case "wildcard":
      return unexpected("a wildcard");
    case "constant": {
      const type = term.type === "number" || term.type === "unsigned" ? (expected ?? term.type) : term.type;
      return {
        type,
        value: JSON.stringify(term.value),
        code: context.constant(term.value, type),
        fails: false,
      };
    }
    case "variable": {
      const type = context.types.get(term.name);
      assert(type !== undefined, `the variable ${term.name} has a type`);
      const name = context.variable(term.name);
      return { type, value: decoded(name, type), code: name, fails: false };
    }
    case "aggregate": {
      const type = aggregateResult(term, expected, context);
      return ofValue(context.aggregate(term), type, term.operator !== "count" && term.operator !== "sum");
    }
    case "call":
      return callExpression(term, expected, context);
  }
}

/** The plain value behind a code. */
function decoded(code: string, type: ValueType): string {
  switch (type) {
    case "symbol":
      return `pool.text(${code})`;
    case "float":
      return `floats[${code}]`;
    case "number":
    case "unsigned":
      return `(${code} < ${String(smallIntegerLimit)} ? ${code} : integers[${code} - ${String(smallIntegerLimit)}])`;
  }
}

function ofValue(value: string, type: ValueType, fails: boolean): Expression {
  const coder = type === "symbol" ? "symbol" : type === "float" ? "float" : "integer";
  return { type, value, code: `pool.${coder}(${value})`, fails };
}

function callExpression(
  call: Syntax.Call,
  expected: ValueType | null,
  context: ExpressionContext,
): Expression {
  const { functor } = call;
  const [first, second] = call.arguments;
  if (functor === "as") {
    assert(first !== undefined, "a cast has a term");
    return expression(first, expected, context);
  }
  const settled = settledCommon(call.arguments, context.types, context.program);
  const operandType = settled ?? (isUniform(call) ? expected : null) ?? "number";
  const type = isUniform(call)
    ? operandType
    : (termType(call, context.types, context.program) ?? operandType);
  const parts = call.arguments.map((term) => expression(term, operandType, context));
  const values = parts.map((part) => part.value);
  const [a = "", b = "NaN"] = values;
  const fails = parts.some((part) => part.fails);
  const from = parts[0]?.type ?? "number";
  switch (functor) {
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
    case "^":
      return arithmetic(functor, operandType, second === undefined ? null : b, a, fails);
    case "band":
    case "bor":
    case "bxor":
    case "bnot":
    case "bshl":
    case "bshr":
    case "bshru": {
      const other = second === undefined ? "0" : b;
      return ofValue(`R.bits("${functor}", ${a}, ${other}, ${String(type === "unsigned")})`, type, fails);
    }
    case "land":
      return ofValue(`(${a} !== 0 && ${b} !== 0 ? 1 : 0)`, type, fails);
    case "lor":
      return ofValue(`(${a} !== 0 || ${b} !== 0 ? 1 : 0)`, type, fails);
    case "lxor":
      return ofValue(`((${a} === 0) !== (${b} === 0) ? 1 : 0)`, type, fails);
    case "lnot":
      return ofValue(`(${a} === 0 ? 1 : 0)`, type, fails);
    case "min":
    case "max":
      return extreme(functor, parts, operandType, fails);
    case "cat":
      return ofValue(
        unfailing(parts, (texts) => `R.joined(${texts.join(" + ")})`),
        "symbol",
        fails,
      );
    case "strlen":
      return ofValue(
        unfailing(parts, (texts) => `R.strlen(${texts.join("")})`),
        "number",
        fails,
      );
    case "substr":
      return substring(call, context);
    case "ord":
      return ofValue(
        from === "symbol" ? unfailing(parts, (texts) => `R.ord(${texts.join("")})`) : a,
        "number",
        fails,
      );
    case "to_string":
      return ofValue(
        unfailing(parts, (texts) => `String(${texts.join("")})`),
        "symbol",
        fails,
      );
    case "to_number":
    case "ftoi":
    case "utoi":
      return ofValue(
        from === "symbol"
          ? unfailing(parts, (texts) => `R.toNumber(${texts.join("")})`)
          : `R.integer(Math.trunc(${a}))`,
        "number",
        true,
      );
    case "to_unsigned":
    case "ftou":
    case "itou":
      return ofValue(
        from === "symbol"
          ? unfailing(parts, (texts) => `R.toUnsigned(${texts.join("")})`)
          : `R.unsigned(Math.trunc(${a}))`,
        "unsigned",
        true,
      );
    case "to_float":
    case "itof":
    case "utof":
      return ofValue(
        from === "symbol" ? unfailing(parts, (texts) => `R.toFloat(${texts.join("")})`) : a,
        "float",
        from === "symbol" || fails,
      );
    case "range":
      return ofValue(context.range(call), type, false);
    case "replica":
      return ofValue("environment.replica", "symbol", false);
    case "now":
      return ofValue("environment.now", "number", false);
    default:
      return unexpected(`the functor ${functor}`);
  }
}

/** An aggregate of integer constants is of the type that is asked for. */
function aggregateResult(
  aggregate: Syntax.Aggregate,
  expected: ValueType | null,
  { types, program }: ExpressionContext,
): ValueType {
  return settledCommon([aggregate], types, program) ?? expected ?? "number";
}

function arithmetic(
  operator: string,
  type: ValueType,
  b: string | null,
  a: string,
  fails: boolean,
): Expression {
  if (b === null) return ofValue(type === "float" ? `-${a}` : `R.integer(-${a})`, type, fails);
  if (type === "float") {
    const symbols: Readonly<Record<string, string>> = {
      "/": `R.divideFloat(${a}, ${b})`,
      "^": `${a} ** ${b}`,
    };
    const result = symbols[operator] ?? `${a} ${operator} ${b}`;
    return ofValue(
      operator === "/" || operator === "%" ? `(${result})` : `R.float(${result}, ${a}, ${b})`,
      type,
      true,
    );
  }
  const fit = type === "unsigned" ? "R.unsigned" : "R.integer";
  switch (operator) {
    case "/":
      return ofValue(`R.divide(${a}, ${b})`, type, true);
    case "%":
      return ofValue(`R.remainder(${a}, ${b})`, type, true);
    case "^":
      return ofValue(`${fit}(R.power(${a}, ${b}))`, type, true);
    default:
      return ofValue(`${fit}(${a} ${operator} ${b})`, type, fails);
  }
}

function extreme(
  functor: "min" | "max",
  parts: readonly Expression[],
  type: ValueType,
  fails: boolean,
): Expression {
  if (type !== "symbol") {
    const values = parts.map((part) => part.value);
    return ofValue(`Math.${functor}(${values.join(", ")})`, type, fails);
  }
  const choose = functor === "min" ? "R.lesser" : "R.greater";
  return ofValue(
    unfailing(parts, (texts) => texts.reduce((a, b) => `${choose}(${a}, ${b})`)),
    type,
    fails,
  );
}

function substring(call: Syntax.Call, context: ExpressionContext): Expression {
  const [text, start, length] = call.arguments;
  assert(text !== undefined && start !== undefined && length !== undefined, "substr has three arguments");
  const parts = [
    expression(text, "symbol", context),
    expression(start, "number", context),
    expression(length, "number", context),
  ];
  return ofValue(
    unfailing(parts, (values) => `R.substr(${values.join(", ")})`),
    "symbol",
    parts.some((part) => part.fails),
  );
}

/** What is computed from parts that did not fail; NaN when one did. Only texts need it: numbers carry NaN on. */
function unfailing(parts: readonly Expression[], compute: (values: readonly string[]) => string): string {
  if (!parts.some((part) => part.fails)) return compute(parts.map((part) => part.value));
  const names = parts.map((_, i) => `p${String(i)}`);
  const tests = names.map((name) => `${name} === ${name}`).join(" && ");
  const values = parts.map((part) => part.value).join(", ");
  return `((${names.join(", ")}) => ${tests} ? ${compute(names)} : NaN)(${values})`;
}

function unexpected(what: string): never {
  throw new Error(`internal fault: ${what} stands where a value is computed`);
}
