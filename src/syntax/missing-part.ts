import { EOF, type IToken, type TokenType } from "chevrotain";
import { nearestName } from "../base/nearest-name.ts";
import * as d from "./directive-tokens.ts";
import { Facts } from "./facts-token.ts";
import type { Failure, Surroundings } from "./failure.ts";
import { beginsColumn, beginsLine } from "./line-beginning.ts";
import { expected, inQuotes, type Mistake, quoted, unexpected } from "./mistake.ts";
import * as t from "./tokens.ts";
import { isDirective, isName, joinsNames } from "./tokens.ts";

/** What should have stood between the last token taken and the next, in one sentence. */
export function missingPart(failure: Failure, around: Surroundings): Mistake {
  const { rule } = failure;
  switch (failure.expected) {
    case t.Dot:
      return missingDot(around);
    case t.RightParenthesis:
      return missingParenthesis(rule, around);
    case t.RightBrace:
      return missingBrace(around);
    case t.Colon:
      return missingColon(rule, around);
    case t.Implies:
      return missingImplies(around);
    case t.LeftParenthesis:
      return missingArguments(rule, around);
    case t.LeftBrace:
      return missingBlock(rule, around);
    case t.Into:
      return missingInto(around);
    case t.Identifier:
      return expected(around, `expected ${nameIn(rule, around)} after ${last(around)}`);
    case t.StringLiteral:
      return expected(around, `expected a path in quotes after ${last(around)}`);
    case t.NumberLiteral:
      return expected(around, `expected a number after ${last(around)}`);
    case null:
      return missingAlternative(rule, around);
    default:
      return expected(around, `expected \`${failure.expected.LABEL ?? ""}\` after ${last(around)}`);
  }
}

function missingDot(around: Surroundings): Mistake {
  const { text, reading, look } = around;
  const found = look(1);
  const type = found.tokenType;
  const wanted = `expected \`.\` to end this ${reading}`;
  if (endsClause(around)) return expected(around, wanted, ".");
  const closing = closesNothing(found);
  if (closing !== null) return closing;
  switch (reading) {
    case "effect":
    case "statement":
      return beginsLine(text, found.startOffset) ? expected(around, wanted, ".") : expected(around, wanted);
    case "requirement":
      if (BEGINS_STEP.has(type)) return expected(around, wanted, ".");
      break;
    case "fact":
      return expected(around, "expected `:-`, `,` or `.` after this head");
    case "item":
    case "rule":
    case "invariant":
    case "plan":
  }
  if (type === t.If)
    return unexpected(found, `this ${reading} cannot have ${reading === "rule" ? "a second" : "a"} \`:-\``);
  if (type === t.Comma) return unexpected(found, `${wanted}, not \`,\``, "write `.`");
  if (type === t.At) return unexpected(found, "`at` and a boundary stand behind a head, not behind the body");
  if (COMPARISONS.has(type)) return unexpected(found, "a comparison has two sides: expected `,` or `.` here");
  if (beginsLiteral(type)) return expected(around, "expected `,` or `.` between two literals", ",");
  return unexpected(found, `expected \`,\` or \`.\` before ${quoted(found)}`);
}

function missingParenthesis(rule: string, around: Surroundings): Mistake {
  const { look } = around;
  const found = look(1);
  const type = found.tokenType;
  const list = LISTS.get(rule);
  const closing = `expected \`)\` to close ${parenthesised(rule, around)}`;
  if (ENDS_PARENTHESIS.has(type))
    return expected(around, closing, joinsNames(look(0), found, look(2)) ? undefined : ")");
  if (endsClause(around))
    return expected(around, closing, list === undefined || list.clause ? undefined : ")");
  if (list === undefined) return expected(around, closing);
  if (look(0).tokenType === t.LeftParenthesis)
    return expected(around, `expected ${list.element} after \`(\``);
  const wanted = `expected \`,\` or \`)\` in ${parenthesised(rule, around)}`;
  if (COMPARISONS.has(type)) return unexpected(found, `${wanted}, not a comparison`);
  if (!beginsLiteral(type)) return unexpected(found, `${wanted}, not ${quoted(found)}`);
  return expected(around, wanted, list.goesOn.includes(look(2).tokenType) ? "," : undefined);
}

/** What a rule of the grammar has between parentheses. */
interface List {
  readonly whole: string;
  readonly element: string;
  /** What stands behind the first token of an element. */
  readonly goesOn: readonly TokenType[];
  /** Whether a clause must go on behind the parenthesis. */
  readonly clause: boolean;
}

const LISTS: ReadonlyMap<string, List> = new Map([
  ["arguments", list("these arguments", "a term", [t.Comma, t.RightParenthesis, t.LeftParenthesis], true)],
  ["relation", list("the columns of this declaration", "a column", [t.Colon])],
  ["parameters", list("these parameters", "a parameter", [t.Equal])],
  ["boundary", list("these parameters", "a parameter", [t.Equal, t.Comma, t.RightParenthesis])],
  ["operation", list("the parameters of this operation", "a parameter", [t.Colon], true)],
  ["seal", list("the columns of this seal", "a column", [t.Comma, t.RightParenthesis], true)],
  ["written", list("these values", "a value", [t.Comma, t.RightParenthesis], true)],
  ["planOrder", list("this order", "a number", [t.Comma, t.RightParenthesis])],
]);

function list(whole: string, element: string, goesOn: readonly TokenType[], clause = false): List {
  return { whole, element, goesOn, clause };
}

function parenthesised(rule: string, { look }: Surroundings): string {
  const name = rule === "arguments" ? nameBeforeParenthesis(look) : null;
  if (name !== null) return `the arguments of ${inQuotes(name)}`;
  return LISTS.get(rule)?.whole ?? "this `(`";
}

/** The name before the innermost parenthesis that is open, if it is near. */
function nameBeforeParenthesis(look: Surroundings["look"]): string | null {
  let open = 0;
  for (let back = 0; back > -200; back--) {
    const type = look(back).tokenType;
    if (type === EOF) return null;
    if (type === t.RightParenthesis) open++;
    else if (type === t.LeftParenthesis && open-- === 0) return look(back - 1).image;
  }
  return null;
}

function missingBrace(around: Surroundings): Mistake {
  if (beginsLiteral(around.look(1).tokenType))
    return expected(around, "expected `,` or `}` between two literals", ",");
  return expected(around, "expected `}` to close the body of this aggregate", " }");
}

function missingColon(rule: string, around: Surroundings): Mistake {
  const { look } = around;
  const found = look(1);
  const after = `after ${last(around)}`;
  switch (rule) {
    case "column":
      return expected(around, `expected \`:\` and a type ${after}`);
    case "operationParameter":
      return expected(around, `expected \`:\` and a type ${after}`);
    case "aggregate":
      if (found.tokenType === t.LeftBrace) return expected(around, `expected \`:\` ${after}`, " :");
      return expected(around, `expected \`:\` and a body ${after}`);
    case "invariant": {
      if (!isName(found.tokenType) || look(2).tokenType !== t.Colon)
        return expected(around, `expected \`:\` ${after}`, isName(found.tokenType) ? ":" : undefined);
      return withNearest(
        unexpected(found, `expected \`:\` or \`assumed\`, not ${quoted(found)}`),
        found.image,
        ["assumed"],
      );
    }
    case "planOrder":
      return expected(around, `expected \`:\` and an order such as \`(2, 1)\` ${after}`);
    default:
      return expected(around, `expected \`:\` ${after}`, isName(found.tokenType) ? ":" : undefined);
  }
}

function missingImplies(around: Surroundings): Mistake {
  const found = around.look(1);
  const type = found.tokenType;
  if (type === t.If) return unexpected(found, "an invariant cannot have a `:-`", "write `=>`");
  if (type === t.Semicolon)
    return unexpected(found, "expected `,` or `=>`, not `;`", "put the alternatives in parentheses");
  const closing = closesNothing(found);
  if (closing !== null) return closing;
  if (beginsLiteral(type)) return expected(around, "expected `,` or `=>` between two literals", ",");
  return expected(around, "expected `=>` and what must hold in this invariant");
}

function missingArguments(rule: string, around: Surroundings): Mistake {
  switch (rule) {
    case "relation":
      return expected(around, "expected `(` and the columns of this declaration");
    case "seal":
      return expected(around, "expected `(` and the columns of this seal");
    case "operation":
      return expected(
        around,
        "expected `(` and the parameters of this operation",
        around.look(1).tokenType === t.LeftBrace ? "()" : undefined,
      );
    default: {
      const problem = expected(around, `expected \`(\` and arguments after ${last(around)}`);
      const begins = around.look(-1).tokenType;
      if (isName(around.look(1).tokenType) && (begins === t.LeftBrace || begins === t.Dot))
        return withMeant(problem, around.look(0).image, EFFECT_WORDS, OTHER_EFFECT_WORDS);
      return around.look(-1).tokenType === t.Expect
        ? withNearest(problem, around.look(0).image, EXPECTATION_WORDS)
        : problem;
    }
  }
}

function missingBlock(rule: string, around: Surroundings): Mistake {
  const { look } = around;
  const begun = BEGINS_STEP.has(look(1).tokenType) || STATEMENT_WORDS.includes(look(1).image);
  return expected(around, `expected \`{\` to open this ${rule}`, begun ? " {" : undefined);
}

/** `insert a.` is more likely to lack its arguments than its relation. */
function missingInto(around: Surroundings): Mistake {
  const { look } = around;
  if (look(-1).tokenType === t.Insert && isName(look(0).tokenType))
    return expected(around, `expected \`(\` and arguments, or \`into\`, after ${last(around)}`);
  return expected(around, `expected \`into\` after ${last(around)}`);
}

function missingAlternative(rule: string, around: Surroundings): Mistake {
  const { look } = around;
  const found = look(1);
  const after = `after ${last(around)}`;
  switch (rule) {
    case "item":
      return noItem(found);
    case "body":
    case "conjunction":
    case "literal":
    case "invariant": {
      const empty = found.tokenType === t.Dot || endsClause(around);
      if (look(0).tokenType === t.If && empty)
        return expected(around, "expected a literal after `:-`: the body is empty");
      return expected(around, `expected a literal ${after}`);
    }
    case "primary":
    case "constant":
      return expected(around, `expected a term ${after}`);
    case "comparisonOperator":
      return isName(look(0).tokenType) && !OPERATES.has(look(-1).tokenType)
        ? expected(around, `expected \`(\` and arguments, or a comparison, ${after}`)
        : expected(around, `expected a comparison such as \`=\` or \`<\` ${after}`);
    case "aggregate":
      return expected(around, `expected \`{\` and a body ${after}`);
    case "column":
      return expected(around, `expected a type or a number ${after}`);
    case "parameterValue":
    case "written":
      return expected(around, `expected a value ${after}`);
    case "pragma":
      return expected(around, `expected a string ${after}`);
    case "plan":
      return expected(around, `expected a number ${after}`);
    case "step":
    case "effect":
      if (look(0).tokenType === t.RightParenthesis) {
        const problem = expected(around, `expected \`+=\`, \`-=\` or \`:=\` behind this relation`);
        return found.tokenType === t.Dot
          ? { ...problem, help: "to add a row, write `insert p(x)`" }
          : problem;
      }
      return unexpected(
        found,
        `expected \`require\` or an effect such as \`insert p(x)\`, not ${quoted(found)}`,
      );
    case "action":
      return expected(around, `expected an effect or an operation call ${after}`);
    case "statement":
    case "simpleStatement":
      return noStatement(around);
    case "expectation":
      return expected(around, `expected an atom or a word such as \`converged\` ${after}`);
    default:
      return expected(around, `expected ${nameIn(rule, around)} ${after}`);
  }
}

function noItem(found: IToken): Mistake {
  const { image } = found;
  switch (found.tokenType) {
    case d.UnknownDirective:
      return withNearest(
        unexpected(found, `there is no directive ${inQuotes(image)}`),
        image.slice(1),
        d.DIRECTIVE_WORDS,
        ".",
      );
    case d.PlanDirective:
      return unexpected(found, "a `.plan` stands directly behind a rule");
    case t.Dot:
      return unexpected(found, "this `.` ends nothing");
    default:
      return (
        closesNothing(found) ??
        unexpected(found, `nothing begins with ${quoted(found)}: expected a rule, a fact or a directive`)
      );
  }
}

function noStatement(around: Surroundings): Mistake {
  const { look } = around;
  const found = look(1);
  const before = look(0).tokenType;
  if (before === t.Network || before === t.Partition)
    return expected(
      around,
      `expected ${before === t.Network ? "a setting" : "a replica"} after ${last(around)}`,
    );
  if (
    look(2).tokenType === t.LeftParenthesis ||
    BEGINS_STEP.has(found.tokenType) ||
    found.tokenType === Facts
  )
    return unexpected(
      found,
      "a fact, an effect or a call stands behind a replica here",
      "write `at REPLICA: …`",
    );
  return withMeant(
    unexpected(found, `no statement of a scenario begins with ${quoted(found)}`),
    found.image,
    STATEMENT_WORDS,
    OTHER_STATEMENT_WORDS,
  );
}

const STATEMENT_WORDS = [
  ...["replicas", "latency", "network", "everywhere", "at", "partition", "heal", "crash"],
  ...["recover", "seal", "run", "repeat", "settle", "expect"],
];

/** What other tools call a statement. */
const OTHER_STATEMENT_WORDS: ReadonlyMap<string, string> = new Map([
  ...["wait", "sleep", "advance"].map((word) => [word, "run"] as const),
  ...["assert", "check", "verify"].map((word) => [word, "expect"] as const),
  ...["merge", "sync", "converge"].map((word) => [word, "settle"] as const),
  ...["nodes", "actors", "sites"].map((word) => [word, "replicas"] as const),
  ...["split", "disconnect"].map((word) => [word, "partition"] as const),
  ...["join", "connect", "reconnect"].map((word) => [word, "heal"] as const),
  ...["kill", "stop"].map((word) => [word, "crash"] as const),
  ...["restart", "start"].map((word) => [word, "recover"] as const),
]);

const EFFECT_WORDS = ["require", "insert", "delete", "transfer"];

/** What other languages call an effect. */
const OTHER_EFFECT_WORDS: ReadonlyMap<string, string> = new Map([
  ...["add", "put", "create"].map((word) => [word, "insert"] as const),
  ...["remove", "drop", "retract"].map((word) => [word, "delete"] as const),
  ...["assert", "check", "when", "guard", "if"].map((word) => [word, "require"] as const),
  ...["move", "send", "lend"].map((word) => [word, "transfer"] as const),
]);

const EXPECTATION_WORDS = ["converged", "diverged", "holds", "violated", "refused"];

/** With the word that was meant: what others call it is known, or it is nearly so written. */
function withMeant(
  problem: Mistake,
  name: string,
  candidates: readonly string[],
  others: ReadonlyMap<string, string>,
): Mistake {
  const meant = others.get(name);
  return meant === undefined
    ? withNearest(problem, name, candidates)
    : { ...problem, help: `did you mean \`${meant}\`?` };
}

function withNearest(problem: Mistake, name: string, candidates: readonly string[], prefix = ""): Mistake {
  const nearest = nearestName(name, candidates);
  return nearest === null ? problem : { ...problem, help: `did you mean \`${prefix}${nearest}\`?` };
}

/** The name that a rule of the grammar wants, in words. */
function nameIn(rule: string, { look }: Surroundings): string {
  const before = look(0).tokenType;
  switch (rule) {
    case "atom":
      return "a relation";
    case "column":
      return before === t.Colon ? "a type" : before === t.Less ? "a type or a number" : "a column";
    case "operationParameter":
      return before === t.Colon ? "a type" : "a parameter";
    case "type":
      return isDirective(before) ? "a name" : "a type";
    default:
      return "a name";
  }
}

function closesNothing(found: IToken): Mistake | null {
  switch (found.tokenType) {
    case t.RightParenthesis:
    case t.RightBrace:
    case t.RightBracket:
      return unexpected(found, `this \`${found.image}\` closes nothing`);
    default:
      return null;
  }
}

/** Whether a clause is over, because something else begins here. */
function endsClause({ look, text, clauseFollows }: Surroundings): boolean {
  const found = look(1);
  const type = found.tokenType;
  if (type === EOF || type === Facts || isDirective(type) || clauseFollows) return true;
  return isName(type) && beginsColumn(text, found.startOffset);
}

/** What a parenthesis cannot go on with. */
const ENDS_PARENTHESIS: ReadonlySet<TokenType> = new Set([
  t.If,
  t.Dot,
  t.RightBrace,
  t.LeftBrace,
  t.Implies,
  t.By,
]);

const COMPARISONS: ReadonlySet<TokenType> = new Set([
  t.Equal,
  t.NotEqual,
  t.Less,
  t.LessOrEqual,
  t.Greater,
  t.GreaterOrEqual,
]);

/** What stands before the second operand of an operator. */
const OPERATES: ReadonlySet<TokenType> = new Set([t.Plus, t.Minus, t.Star, t.Slash, t.Percent, t.Caret]);

const BEGINS_STEP: ReadonlySet<TokenType> = new Set([t.Insert, t.Delete, t.Transfer, t.RequireWord]);

function beginsLiteral(type: TokenType): boolean {
  return isName(type) || type === t.Bang || type === t.LeftParenthesis || t.BEGINS_CONSTANT.has(type);
}

function last({ look }: Surroundings): string {
  return quoted(look(0));
}
