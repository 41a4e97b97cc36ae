import { EmbeddedActionsParser, EOF, type IToken, type ParserMethod, type TokenType } from "chevrotain";
import { present } from "../base/assert.ts";
import type { Source, Span } from "../base/source.ts";
import { matchBrackets, type Brackets } from "./brackets.ts";
import { unescape } from "./escape.ts";
import { Expression } from "./operators.ts";
import {
  type Failure,
  FailureRecorder,
  problemOf,
  Refusal,
  unclosedString,
  unsupportedFeature,
} from "./problem.ts";
import * as t from "./tokens.ts";
import { beginsColumn, beginsLine, endOf, endsOperand } from "./tokens.ts";
import type {
  Action,
  Aggregate,
  AggregateOperator,
  Atom,
  Body,
  ColumnDeclaration,
  Comparison,
  ComparisonOperator,
  Constant,
  Effect,
  Expectation,
  IoDirective,
  Item,
  Literal,
  Name,
  OperationParameter,
  OperationStep,
  Parameter,
  Statement,
  SyntaxProblem,
  Term,
} from "./tree.ts";

/** How deep parentheses, braces, calls and operators may be nested in one item. */
export const NESTING_MAX = 500;

/** What a parse leaves behind besides the comments. */
export interface Parsed {
  readonly items: readonly Item[];
  readonly problems: readonly SyntaxProblem[];
}

/**
 * The grammar, in chevrotain's notation; from it come `grammar/calm.ebnf` and the diagrams.
 *
 * It looks one token ahead; where that is not enough, a `GATE` asks what stands behind the
 * closing parenthesis, which `Brackets` knows at once.
 *
 * A mistake throws out of the item (or out of the statement of a block) it is in. The loops over
 * items and statements catch it, note one problem, and go on at the next place where an item or a
 * statement can begin; chevrotain's own recovery is off.
 */
export class CalmParser extends EmbeddedActionsParser {
  readonly #failures: FailureRecorder;
  #source: Source = { path: "", text: "" };
  #brackets: Brackets = matchBrackets([]);
  #items: Item[] = [];
  #problems: SyntaxProblem[] = [];
  #depth = 0;
  /** What is being read, for the problem if it fails. */
  #what = "";

  constructor(options: { readonly skipValidations: boolean }) {
    const failures = new FailureRecorder();
    super([...t.vocabulary], {
      maxLookahead: 1,
      recoveryEnabled: false,
      errorMessageProvider: failures,
      skipValidations: options.skipValidations,
    });
    this.#failures = failures;
    this.performSelfAnalysis();
  }

  /** Parses the tokens of a source; never throws for what the text holds. */
  read(source: Source, tokens: IToken[]): Parsed {
    this.#source = source;
    this.#brackets = matchBrackets(tokens);
    this.#items = [];
    this.#problems = [];
    this.input = tokens;
    this.program();
    const parsed: Parsed = { items: this.#items, problems: this.#problems };
    this.input = [];
    this.#items = [];
    this.#problems = [];
    this.#brackets = matchBrackets([]);
    return parsed;
  }

  // Items.

  readonly program: ParserMethod<[], undefined> = this.RULE("program", (): undefined => {
    if (this.RECORDING_PHASE) this.MANY(() => this.SUBRULE(this.item));
    else while (this.LA(1).tokenType !== EOF) this.#itemOrProblem();
    return undefined;
  });

  readonly item: ParserMethod<[], Item> = this.RULE("item", (): Item =>
    this.OR<Item>([
      { ALT: () => this.SUBRULE(this.facts) },
      { ALT: () => this.SUBRULE(this.clause) },
      { ALT: () => this.SUBRULE(this.relation) },
      { ALT: () => this.SUBRULE(this.type) },
      { ALT: () => this.SUBRULE(this.io) },
      { ALT: () => this.SUBRULE(this.include) },
      { ALT: () => this.SUBRULE(this.pragma) },
      { ALT: () => this.SUBRULE(this.seal) },
      { ALT: () => this.SUBRULE(this.boundary) },
      { ALT: () => this.SUBRULE(this.invariant) },
      { ALT: () => this.SUBRULE(this.operation) },
      { ALT: () => this.SUBRULE(this.scenario) },
    ]),
  );

  /** A run of facts comes as one token. */
  readonly facts: ParserMethod<[], Item> = this.RULE("facts", (): Item => {
    const token = this.CONSUME(t.Facts);
    return { kind: "facts", count: Number(token.payload), span: spanOf(token) };
  });

  readonly type: ParserMethod<[], Item> = this.RULE("type", (): Item => {
    const members: Name[] = [];
    return this.OR<Item>([
      {
        ALT: () => {
          const directive = this.CONSUME(t.TypeDirective);
          const name = nameOf(this.CONSUME(t.Identifier));
          let form: "subtype" | "union" = "subtype";
          this.OPTION(() =>
            this.OR2([
              {
                ALT: () => {
                  this.CONSUME(t.Subtype);
                  members.push(nameOf(this.CONSUME2(t.Identifier)));
                },
              },
              {
                ALT: () => {
                  this.CONSUME(t.Equal);
                  form = "union";
                  this.AT_LEAST_ONE_SEP({
                    SEP: t.Bar,
                    DEF: () => members.push(nameOf(this.CONSUME3(t.Identifier))),
                  });
                },
              },
            ]),
          );
          this.ACTION(() => {
            if (this.LA(1).tokenType === t.LeftBrace)
              throw new Refusal({
                kind: "unsupported",
                span: spanOf(this.LA(0)),
                feature: "algebraic data types",
              });
            // Soufflé's old `.type T` is a kind of symbol.
            if (members.length === 0) members.push({ text: "symbol", span: name.span });
          });
          return { kind: "type", name, form, members, span: this.#spanFrom(directive) };
        },
      },
      {
        ALT: () => {
          const directive = this.LA(1);
          this.OR3([
            { ALT: () => this.CONSUME(t.NumberTypeDirective) },
            { ALT: () => this.CONSUME(t.SymbolTypeDirective) },
          ]);
          const text = directive.tokenType === t.NumberTypeDirective ? "number" : "symbol";
          const name = nameOf(this.CONSUME4(t.Identifier));
          members.push({ text, span: spanOf(directive) });
          return { kind: "type", name, form: "subtype", members, span: this.#spanFrom(directive) };
        },
      },
    ]);
  });

  readonly relation: ParserMethod<[], Item> = this.RULE("relation", (): Item => {
    const names: Name[] = [];
    const columns: ColumnDeclaration[] = [];
    const qualifiers: Name[] = [];
    const directive = this.CONSUME(t.DeclDirective);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => names.push(nameOf(this.CONSUME(t.Identifier))),
    });
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => columns.push(this.SUBRULE(this.column)) });
    this.CONSUME(t.RightParenthesis);
    this.MANY({
      GATE: () => this.#qualifierAhead(),
      DEF: () => qualifiers.push(nameOf(this.CONSUME2(t.Identifier))),
    });
    this.ACTION(() => this.#skipChoiceDomain());
    return { kind: "relation", names, columns, qualifiers, span: this.#spanFrom(directive) };
  });

  readonly column: ParserMethod<[], ColumnDeclaration> = this.RULE("column", (): ColumnDeclaration => {
    const name = this.CONSUME(t.Identifier);
    this.CONSUME(t.Colon);
    const type = this.CONSUME2(t.Identifier);
    let element: Name | null = null;
    let bound: Constant | null = null;
    this.OPTION(() => {
      this.CONSUME(t.Less);
      this.OR([
        { ALT: () => (element = nameOf(this.CONSUME3(t.Identifier))) },
        { ALT: () => (bound = this.SUBRULE(this.bound)) },
      ]);
      this.CONSUME(t.Greater);
    });
    return { name: nameOf(name), type: nameOf(type), element, bound, span: this.#spanFrom(name) };
  });

  readonly bound: ParserMethod<[], Constant> = this.RULE("bound", (): Constant => {
    const minus = this.OPTION(() => this.CONSUME(t.Minus));
    const number = this.CONSUME(t.NumberLiteral);
    return this.ACTION(() => {
      const constant = numberOf(number);
      if (minus === undefined || constant.type === "symbol") return constant;
      return { ...constant, value: -constant.value, text: `-${constant.text}`, span: this.#spanFrom(minus) };
    });
  });

  readonly io: ParserMethod<[], Item> = this.RULE("io", (): Item => {
    const relations: Name[] = [];
    let parameters: readonly Parameter[] = [];
    const directive = this.LA(1);
    this.OR([
      { ALT: () => this.CONSUME(t.InputDirective) },
      { ALT: () => this.CONSUME(t.OutputDirective) },
      { ALT: () => this.CONSUME(t.PrintsizeDirective) },
      { ALT: () => this.CONSUME(t.LimitsizeDirective) },
    ]);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => relations.push(nameOf(this.CONSUME(t.Identifier))),
    });
    this.OPTION(() => (parameters = this.SUBRULE(this.parameters)));
    const kind = this.ACTION(() => directive.image.slice(1) as IoDirective["kind"]);
    return { kind, relations, parameters, span: this.#spanFrom(directive) };
  });

  readonly parameters: ParserMethod<[], readonly Parameter[]> = this.RULE(
    "parameters",
    (): readonly Parameter[] => {
      const parameters: Parameter[] = [];
      this.CONSUME(t.LeftParenthesis);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => parameters.push(this.SUBRULE(this.parameter)) });
      this.CONSUME(t.RightParenthesis);
      return parameters;
    },
  );

  readonly parameter: ParserMethod<[], Parameter> = this.RULE("parameter", (): Parameter => {
    const name = nameOf(this.CONSUME(t.Identifier));
    this.CONSUME(t.Equal);
    return this.SUBRULE(this.parameterValue, { ARGS: [name] });
  });

  readonly parameterValue: ParserMethod<[Name], Parameter> = this.RULE("parameterValue", (name: Name) =>
    this.OR<Parameter>([
      {
        ALT: () => {
          const token = this.CONSUME(t.Identifier);
          return { name, value: token.image, valueSpan: spanOf(token), form: "word" };
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(t.StringLiteral);
          return {
            name,
            value: unescape(token.image.slice(1, -1)),
            valueSpan: spanOf(token),
            form: "symbol",
          };
        },
      },
      {
        ALT: () => {
          const minus = this.OPTION(() => this.CONSUME(t.Minus));
          const token = this.CONSUME(t.NumberLiteral);
          const value = minus === undefined ? token.image : `-${token.image}`;
          return { name, value, valueSpan: this.#spanFrom(minus ?? token), form: "number" };
        },
      },
    ]),
  );

  readonly include: ParserMethod<[], Item> = this.RULE("include", (): Item => {
    const directive = this.CONSUME(t.IncludeDirective);
    const path = this.CONSUME(t.StringLiteral);
    return {
      kind: "include",
      path: unescape(path.image.slice(1, -1)),
      pathSpan: spanOf(path),
      span: this.#spanFrom(directive),
    };
  });

  readonly pragma: ParserMethod<[], Item> = this.RULE("pragma", (): Item => {
    const values: string[] = [];
    const directive = this.CONSUME(t.PragmaDirective);
    this.AT_LEAST_ONE(() => values.push(unescape(this.CONSUME(t.StringLiteral).image.slice(1, -1))));
    return { kind: "pragma", values, span: this.#spanFrom(directive) };
  });

  readonly seal: ParserMethod<[], Item> = this.RULE("seal", (): Item => {
    const columns: Name[] = [];
    const directive = this.CONSUME(t.SealDirective);
    const relation = nameOf(this.CONSUME(t.Identifier));
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => columns.push(nameOf(this.CONSUME2(t.Identifier))) });
    this.CONSUME(t.RightParenthesis);
    this.CONSUME(t.By);
    const by = nameOf(this.CONSUME3(t.Identifier));
    return { kind: "seal", relation, columns, by, span: this.#spanFrom(directive) };
  });

  readonly boundary: ParserMethod<[], Item> = this.RULE("boundary", (): Item => {
    const names: Name[] = [];
    const parameters: Parameter[] = [];
    const directive = this.CONSUME(t.BoundaryDirective);
    const name = nameOf(this.CONSUME(t.Identifier));
    this.CONSUME(t.By);
    const protocol = nameOf(this.CONSUME2(t.Identifier));
    this.OPTION(() => {
      this.CONSUME(t.LeftParenthesis);
      this.MANY_SEP({
        SEP: t.Comma,
        DEF: () => {
          const argument = nameOf(this.CONSUME3(t.Identifier));
          this.OPTION2({
            DEF: () => {
              this.CONSUME(t.Equal);
              parameters.push(this.SUBRULE(this.parameterValue, { ARGS: [argument] }));
            },
          });
          if (parameters.at(-1)?.name !== argument) names.push(argument);
        },
      });
      this.CONSUME(t.RightParenthesis);
    });
    return {
      kind: "boundary",
      name,
      protocol,
      arguments: names,
      parameters,
      span: this.#spanFrom(directive),
    };
  });

  readonly invariant: ParserMethod<[], Item> = this.RULE("invariant", (): Item => {
    const directive = this.CONSUME(t.InvariantDirective);
    this.#what = "invariant";
    const name = nameOf(this.CONSUME(t.Identifier));
    const assumed = this.OPTION(() => this.CONSUME(t.Assumed)) !== undefined;
    this.CONSUME(t.Colon);
    const left = this.SUBRULE(this.conjunction);
    this.CONSUME(t.Implies);
    const right = this.OR<readonly Literal[] | null>([
      {
        GATE: () => this.LA(2).tokenType === t.Dot,
        ALT: () => {
          this.CONSUME(t.False);
          return null;
        },
      },
      { ALT: () => this.SUBRULE2(this.conjunction), IGNORE_AMBIGUITIES: true },
    ]);
    this.CONSUME(t.Dot);
    return { kind: "invariant", name, assumed, left, right, span: this.#spanFrom(directive) };
  });

  // Operations.

  readonly operation: ParserMethod<[], Item> = this.RULE("operation", (): Item => {
    const parameters: OperationParameter[] = [];
    const steps: OperationStep[] = [];
    const directive = this.CONSUME(t.OperationDirective);
    const name = nameOf(this.CONSUME(t.Identifier));
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({
      SEP: t.Comma,
      DEF: () => parameters.push(this.SUBRULE(this.operationParameter)),
    });
    this.CONSUME(t.RightParenthesis);
    const boundary = this.OPTION(() => {
      this.CONSUME(t.At);
      return nameOf(this.CONSUME2(t.Identifier));
    });
    const brace = this.CONSUME(t.LeftBrace);
    if (this.RECORDING_PHASE) this.MANY(() => this.SUBRULE(this.step));
    else this.#block(brace, () => steps.push(this.SUBRULE(this.step)));
    if (this.RECORDING_PHASE || this.LA(1).tokenType === t.RightBrace) this.CONSUME(t.RightBrace);
    else this.#unclosedBlock(directive, brace);
    return {
      kind: "operation",
      name,
      parameters,
      boundary: boundary ?? null,
      steps,
      span: this.#spanFrom(directive),
    };
  });

  readonly operationParameter: ParserMethod<[], OperationParameter> = this.RULE(
    "operationParameter",
    (): OperationParameter => {
      const name = nameOf(this.CONSUME(t.Identifier));
      this.CONSUME(t.Colon);
      return { name, type: nameOf(this.CONSUME2(t.Identifier)) };
    },
  );

  readonly step: ParserMethod<[], OperationStep> = this.RULE("step", (): OperationStep => {
    const step = this.OR<OperationStep>([
      {
        GATE: () => !this.#writeAhead(),
        ALT: () => {
          const word = this.CONSUME(t.RequireWord);
          this.#what = "requirement";
          const body = this.SUBRULE(this.conjunction);
          return { kind: "require", body, span: this.#spanFrom(word) };
        },
      },
      { ALT: () => this.SUBRULE(this.effect), IGNORE_AMBIGUITIES: true },
    ]);
    this.CONSUME(t.Dot);
    return step;
  });

  readonly effect: ParserMethod<[], Effect> = this.RULE("effect", (): Effect => {
    const first = this.LA(1);
    this.#what = "effect";
    return this.OR<Effect>({
      DEF: [
        {
          GATE: () => !this.#writeAhead(),
          ALT: () => {
            this.CONSUME(t.Insert);
            return this.OR2<Effect>([
              {
                GATE: () => this.#atomAhead(),
                ALT: () => {
                  const atom = this.SUBRULE(this.atom);
                  return { kind: "insert", atom, span: this.#spanFrom(first) };
                },
              },
              {
                ALT: () => {
                  const element = this.SUBRULE(this.term);
                  this.CONSUME(t.Into);
                  const keys = this.SUBRULE2(this.atom);
                  this.CONSUME(t.At);
                  const index = this.SUBRULE2(this.term);
                  return { kind: "splice-in", keys, element, index, span: this.#spanFrom(first) };
                },
              },
            ]);
          },
        },
        {
          GATE: () => !this.#writeAhead(),
          ALT: () => {
            this.CONSUME(t.Delete);
            return this.OR3<Effect>([
              {
                GATE: () => this.LA(2).tokenType !== t.LeftParenthesis,
                ALT: () => {
                  this.CONSUME(t.From);
                  const keys = this.SUBRULE3(this.atom);
                  this.CONSUME2(t.At);
                  const index = this.SUBRULE3(this.term);
                  return { kind: "splice-out", keys, index, span: this.#spanFrom(first) };
                },
              },
              {
                ALT: () => {
                  const atom = this.SUBRULE4(this.atom);
                  return { kind: "delete", atom, span: this.#spanFrom(first) };
                },
              },
            ]);
          },
        },
        {
          GATE: () => !this.#writeAhead(),
          ALT: () => {
            this.CONSUME(t.Transfer);
            const amount = this.SUBRULE4(this.term);
            this.CONSUME(t.Of);
            const keys = this.SUBRULE5(this.atom);
            this.CONSUME(t.To);
            const to = this.SUBRULE5(this.term);
            return { kind: "transfer", amount, keys, to, span: this.#spanFrom(first) };
          },
        },
        {
          ALT: () => {
            const keys = this.SUBRULE6(this.atom);
            return this.OR4<Effect>([
              {
                ALT: () => {
                  const operator = this.OR5([
                    { ALT: () => this.CONSUME(t.Increase) },
                    { ALT: () => this.CONSUME(t.Decrease) },
                  ]);
                  const amount = this.SUBRULE6(this.term);
                  return {
                    kind: "add",
                    keys,
                    operator: operator.image as "+=" | "-=",
                    amount,
                    span: this.#spanFrom(first),
                  };
                },
              },
              {
                ALT: () => {
                  this.CONSUME(t.Assign);
                  const values = this.SUBRULE(this.written);
                  return { kind: "write", keys, values, span: this.#spanFrom(first) };
                },
              },
            ]);
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  /** One value, or several in parentheses for several registers. */
  readonly written: ParserMethod<[], readonly Term[]> = this.RULE("written", (): readonly Term[] => {
    const values: Term[] = [];
    this.OR({
      DEF: [
        {
          GATE: () => this.#behind(this.LA(1)).tokenType === t.Dot,
          ALT: () => {
            this.CONSUME(t.LeftParenthesis);
            this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => values.push(this.SUBRULE(this.term)) });
            this.CONSUME(t.RightParenthesis);
          },
        },
        { ALT: () => values.push(this.SUBRULE2(this.term)) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    return values;
  });

  // Scenarios.

  readonly scenario: ParserMethod<[], Item> = this.RULE("scenario", (): Item => {
    const statements: Statement[] = [];
    const directive = this.CONSUME(t.ScenarioDirective);
    const name = nameOf(this.CONSUME(t.Identifier));
    const brace = this.CONSUME(t.LeftBrace);
    if (this.RECORDING_PHASE) this.MANY(() => this.SUBRULE(this.statement));
    else this.#block(brace, () => statements.push(this.SUBRULE(this.statement)));
    if (this.RECORDING_PHASE || this.LA(1).tokenType === t.RightBrace) this.CONSUME(t.RightBrace);
    else this.#unclosedBlock(directive, brace);
    return { kind: "scenario", name, statements, span: this.#spanFrom(directive) };
  });

  readonly statement: ParserMethod<[], Statement> = this.RULE("statement", (): Statement => {
    const first = this.LA(1);
    return this.OR<Statement>([
      {
        ALT: () => {
          const times = (this.CONSUME(t.Repeat), this.SUBRULE(this.term));
          this.CONSUME(t.Colon);
          this.#deeper();
          const statement = this.SUBRULE(this.statement);
          return { kind: "repeat", times, statement, span: this.#spanFrom(first) };
        },
      },
      {
        ALT: () => {
          const statement = this.SUBRULE(this.simpleStatement);
          this.CONSUME(t.Dot);
          return this.ACTION(() => ({ ...statement, span: this.#spanFrom(first) }));
        },
      },
    ]);
  });

  readonly simpleStatement: ParserMethod<[], Statement> = this.RULE("simpleStatement", (): Statement => {
    const first = this.LA(1);
    const span = spanOf(first);
    this.#what = "statement";
    return this.OR<Statement>([
      {
        ALT: () => {
          this.CONSUME(t.Replicas);
          return { kind: "replicas", names: this.SUBRULE(this.names), span };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Latency);
          const from = nameOf(this.CONSUME(t.Identifier));
          this.CONSUME(t.Comma);
          const to = nameOf(this.CONSUME2(t.Identifier));
          this.CONSUME(t.Equal);
          return { kind: "latency", between: [from, to], milliseconds: this.SUBRULE(this.term), span };
        },
      },
      {
        ALT: () => {
          const settings: Parameter[] = [];
          this.CONSUME(t.Network);
          this.AT_LEAST_ONE_SEP({
            SEP: t.Comma,
            DEF: () => settings.push(this.SUBRULE(this.parameter)),
          });
          return { kind: "network", settings, span };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Everywhere);
          this.CONSUME(t.Colon);
          return { kind: "everywhere", action: this.SUBRULE(this.action), span };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.At);
          const replica = nameOf(this.CONSUME3(t.Identifier));
          this.CONSUME2(t.Colon);
          return { kind: "at", replica, action: this.SUBRULE2(this.action), span };
        },
      },
      {
        ALT: () => {
          const sides: (readonly Name[])[] = [];
          this.CONSUME(t.Partition);
          this.AT_LEAST_ONE_SEP2({ SEP: t.Bar, DEF: () => sides.push(this.SUBRULE2(this.names)) });
          return { kind: "partition", sides, span };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Heal);
          return { kind: "heal", span };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Crash);
          return { kind: "crash", replica: nameOf(this.CONSUME4(t.Identifier)), span };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Recover);
          return { kind: "recover", replica: nameOf(this.CONSUME5(t.Identifier)), span };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.SealWord);
          return { kind: "seal", atom: this.SUBRULE(this.atom), span };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Run);
          return { kind: "run", milliseconds: this.SUBRULE2(this.term), span };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Settle);
          return { kind: "settle", span };
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Expect);
          return { kind: "expect", expectation: this.SUBRULE(this.expectation), span };
        },
      },
    ]);
  });

  readonly names: ParserMethod<[], readonly Name[]> = this.RULE("names", (): readonly Name[] => {
    const names: Name[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => names.push(nameOf(this.CONSUME(t.Identifier))),
    });
    return names;
  });

  readonly action: ParserMethod<[], Action> = this.RULE("action", (): Action =>
    this.OR<Action>({
      DEF: [
        {
          GATE: () => !this.#callAhead(),
          ALT: () => this.SUBRULE(this.effect),
        },
        {
          ALT: () => {
            const atom = this.SUBRULE(this.atom);
            return { kind: "call", atom, span: atom.span };
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  readonly expectation: ParserMethod<[], Expectation> = this.RULE("expectation", (): Expectation =>
    this.OR<Expectation>({
      DEF: [
        {
          GATE: () => !this.#parenthesisFollows(),
          ALT: () => (this.CONSUME(t.Converged), { kind: "converged" }),
        },
        {
          GATE: () => !this.#parenthesisFollows(),
          ALT: () => (this.CONSUME(t.Diverged), { kind: "diverged" }),
        },
        {
          GATE: () => !this.#parenthesisFollows(),
          ALT: () => (this.CONSUME(t.Refused), { kind: "refused" }),
        },
        {
          GATE: () => !this.#parenthesisFollows(),
          ALT: () => {
            this.CONSUME(t.Holds);
            return { kind: "holds", invariant: nameOf(this.CONSUME(t.Identifier)) };
          },
        },
        {
          GATE: () => !this.#parenthesisFollows(),
          ALT: () => {
            this.CONSUME(t.Violated);
            return { kind: "violated", invariant: nameOf(this.CONSUME2(t.Identifier)) };
          },
        },
        {
          ALT: () => {
            const replica = this.OPTION({
              GATE: () => !this.#parenthesisFollows(),
              DEF: () => {
                this.CONSUME(t.At);
                const name = nameOf(this.CONSUME3(t.Identifier));
                this.CONSUME(t.Colon);
                return name;
              },
            });
            const negated = this.OPTION2(() => this.CONSUME(t.Bang)) !== undefined;
            return { kind: "row", replica: replica ?? null, negated, atom: this.SUBRULE(this.atom) };
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    }),
  );

  // Rules.

  readonly clause: ParserMethod<[], Item> = this.RULE("clause", (): Item => {
    const heads: Atom[] = [];
    let boundary: Name | null = null;
    const first = this.LA(1);
    this.#what = "fact";
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        heads.push(this.SUBRULE(this.atom));
        this.OPTION(() => {
          this.CONSUME(t.At);
          boundary = nameOf(this.CONSUME(t.Identifier));
        });
      },
    });
    this.ACTION(() => {
      const found = this.LA(1);
      if (found.tokenType === t.LessOrEqual)
        throw new Refusal({ kind: "unsupported", span: spanOf(found), feature: "subsumption" });
    });
    const body = this.OPTION2(() => {
      this.CONSUME(t.If);
      this.#what = "rule";
      return this.SUBRULE(this.body);
    });
    this.CONSUME(t.Dot);
    const plan = this.OPTION3(() => this.SUBRULE(this.plan));
    return {
      kind: "rule",
      heads,
      boundary,
      body: body ?? null,
      plan: plan ?? null,
      span: this.#spanFrom(first),
    };
  });

  readonly plan: ParserMethod<[], Span> = this.RULE("plan", (): Span => {
    this.CONSUME(t.PlanDirective);
    const first = this.LA(1);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        this.CONSUME(t.NumberLiteral);
        this.CONSUME(t.Colon);
        this.CONSUME(t.LeftParenthesis);
        this.MANY_SEP({ SEP: t.Comma, DEF: () => this.CONSUME2(t.NumberLiteral) });
        this.CONSUME(t.RightParenthesis);
      },
    });
    return this.#spanFrom(first);
  });

  readonly body: ParserMethod<[], Body> = this.RULE("body", (): Body => {
    const body: (readonly Literal[])[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Semicolon, DEF: () => body.push(this.SUBRULE(this.conjunction)) });
    return body;
  });

  readonly conjunction: ParserMethod<[], readonly Literal[]> = this.RULE(
    "conjunction",
    (): readonly Literal[] => {
      const literals = [this.SUBRULE(this.literal)];
      this.MANY({
        GATE: () => !this.#clauseBehindComma(),
        DEF: () => {
          this.CONSUME(t.Comma);
          literals.push(this.SUBRULE2(this.literal));
        },
      });
      return literals;
    },
  );

  readonly literal: ParserMethod<[], Literal> = this.RULE("literal", (): Literal => {
    const bangs: IToken[] = [];
    this.MANY(() => {
      bangs.push(this.CONSUME(t.Bang));
      this.#deeper();
    });
    const literal = this.OR<Literal>({
      DEF: [
        { GATE: () => !this.#termInParentheses(), ALT: () => this.SUBRULE(this.group) },
        { GATE: () => this.#wordAlone(), ALT: () => this.SUBRULE(this.truth) },
        { GATE: () => this.#atomAhead(), ALT: () => this.SUBRULE(this.test) },
        { GATE: () => this.#atomAhead(), ALT: () => this.SUBRULE(this.positive) },
        { ALT: () => this.SUBRULE(this.comparison) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    return this.ACTION(() => {
      const negated = bangs.reduceRight<Literal>((inner, bang) => negate(inner, bang), literal);
      this.#depth -= bangs.length;
      return negated;
    });
  });

  readonly group: ParserMethod<[], Literal> = this.RULE("group", (): Literal => {
    const first = this.CONSUME(t.LeftParenthesis);
    this.#deeper();
    const body = this.SUBRULE(this.body);
    this.CONSUME(t.RightParenthesis);
    this.#depth--;
    return { kind: "group", negated: false, body, span: this.#spanFrom(first) };
  });

  readonly truth: ParserMethod<[], Literal> = this.RULE("truth", (): Literal => {
    const word = this.LA(1);
    this.OR([{ ALT: () => this.CONSUME(t.True) }, { ALT: () => this.CONSUME(t.False) }]);
    return { kind: "truth", value: word.tokenType === t.True, span: spanOf(word) };
  });

  readonly test: ParserMethod<[], Literal> = this.RULE("test", (): Literal => {
    const word = this.LA(1);
    this.OR([{ ALT: () => this.CONSUME(t.Contains) }, { ALT: () => this.CONSUME(t.Match) }]);
    const terms = this.SUBRULE(this.arguments);
    return {
      kind: "test",
      test: word.tokenType === t.Contains ? "contains" : "match",
      negated: false,
      arguments: terms,
      span: this.#spanFrom(word),
    };
  });

  readonly positive: ParserMethod<[], Literal> = this.RULE("positive", (): Literal => {
    const first = this.LA(1);
    const left = this.SUBRULE(this.atom);
    const right = this.OPTION(() => {
      this.CONSUME(t.Except);
      return this.SUBRULE2(this.atom);
    });
    if (right === undefined) return left;
    return { kind: "difference", left, right, span: this.#spanFrom(first) };
  });

  readonly atom: ParserMethod<[], Atom> = this.RULE("atom", (): Atom => {
    const name = this.CONSUME(t.Identifier);
    const terms = this.SUBRULE(this.arguments);
    return { kind: "atom", relation: nameOf(name), arguments: terms, span: this.#spanFrom(name) };
  });

  readonly arguments: ParserMethod<[], readonly Term[]> = this.RULE("arguments", (): readonly Term[] => {
    const terms: Term[] = [];
    this.CONSUME(t.LeftParenthesis);
    this.#deeper();
    this.MANY_SEP({ SEP: t.Comma, DEF: () => terms.push(this.SUBRULE(this.term)) });
    this.CONSUME(t.RightParenthesis);
    this.#depth--;
    return terms;
  });

  readonly comparison: ParserMethod<[], Comparison> = this.RULE("comparison", (): Comparison => {
    const first = this.LA(1);
    const left = this.SUBRULE(this.term);
    const operator = this.SUBRULE(this.comparisonOperator);
    const right = this.SUBRULE2(this.term);
    return { kind: "comparison", operator, left, right, span: this.#spanFrom(first) };
  });

  readonly comparisonOperator: ParserMethod<[], ComparisonOperator> = this.RULE(
    "comparisonOperator",
    (): ComparisonOperator => {
      const token = this.OR([
        { ALT: () => this.CONSUME(t.Equal) },
        { ALT: () => this.CONSUME(t.NotEqual) },
        { ALT: () => this.CONSUME(t.Less) },
        { ALT: () => this.CONSUME(t.LessOrEqual) },
        { ALT: () => this.CONSUME(t.Greater) },
        { ALT: () => this.CONSUME(t.GreaterOrEqual) },
      ]);
      return token.image as ComparisonOperator;
    },
  );

  // Terms.

  readonly term: ParserMethod<[], Term> = this.RULE("term", (): Term => {
    const depth = this.#depth;
    const expression = new Expression();
    this.SUBRULE(this.operand, { ARGS: [expression] });
    this.MANY(() => {
      const operator = this.SUBRULE(this.infixOperator);
      this.ACTION(() => expression.infix(operator.image, spanOf(operator)));
      this.#deeper();
      this.SUBRULE2(this.operand, { ARGS: [expression] });
    });
    return this.ACTION(() => {
      this.#depth = depth;
      return present(expression.result(), "the operand of an expression");
    });
  });

  readonly operand: ParserMethod<[Expression], undefined> = this.RULE("operand", (expression: Expression) => {
    this.MANY({
      GATE: () => this.#prefixAhead(),
      DEF: () => {
        const operator = this.SUBRULE(this.prefixOperator);
        this.ACTION(() => expression.prefix(operator.image, spanOf(operator)));
        this.#deeper();
      },
    });
    const first = this.LA(1);
    const term = this.SUBRULE(this.primary);
    this.ACTION(() => expression.operand(term, this.#spanFrom(first)));
    return undefined;
  });

  readonly prefixOperator: ParserMethod<[], IToken> = this.RULE("prefixOperator", (): IToken =>
    this.OR([
      { ALT: () => this.CONSUME(t.Minus) },
      { ALT: () => this.CONSUME(t.Bnot) },
      { ALT: () => this.CONSUME(t.Lnot) },
    ]),
  );

  readonly infixOperator: ParserMethod<[], IToken> = this.RULE("infixOperator", (): IToken =>
    this.OR([
      { ALT: () => this.CONSUME(t.Plus) },
      { ALT: () => this.CONSUME(t.Minus) },
      { ALT: () => this.CONSUME(t.Star) },
      { ALT: () => this.CONSUME(t.Slash) },
      { ALT: () => this.CONSUME(t.Percent) },
      { ALT: () => this.CONSUME(t.Caret) },
      { ALT: () => this.CONSUME(t.Band) },
      { ALT: () => this.CONSUME(t.Bor) },
      { ALT: () => this.CONSUME(t.Bxor) },
      { ALT: () => this.CONSUME(t.Bshl) },
      { ALT: () => this.CONSUME(t.Bshr) },
      { ALT: () => this.CONSUME(t.Bshru) },
      { ALT: () => this.CONSUME(t.Land) },
      { ALT: () => this.CONSUME(t.Lor) },
      { ALT: () => this.CONSUME(t.Lxor) },
    ]),
  );

  readonly primary: ParserMethod<[], Term> = this.RULE("primary", (): Term => {
    this.ACTION(() => this.#refuseWords());
    return this.OR<Term>({
      DEF: [
        { ALT: () => this.SUBRULE(this.constant) },
        {
          ALT: () => ({ kind: "wildcard", span: spanOf(this.CONSUME(t.Wildcard)) }),
        },
        {
          ALT: () => {
            this.CONSUME(t.LeftParenthesis);
            this.#deeper();
            const term = this.SUBRULE(this.term);
            this.CONSUME(t.RightParenthesis);
            this.#depth--;
            return term;
          },
        },
        { GATE: () => this.#aggregateAhead(), ALT: () => this.SUBRULE(this.aggregate) },
        { GATE: () => this.#parenthesisFollows(), ALT: () => this.SUBRULE(this.call) },
        {
          ALT: () => {
            const token = this.CONSUME(t.Identifier);
            return { kind: "variable", name: token.image, span: spanOf(token) };
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  readonly constant: ParserMethod<[], Constant> = this.RULE("constant", (): Constant =>
    this.OR<Constant>([
      {
        ALT: () => {
          const token = this.CONSUME(t.NumberLiteral);
          return numberOf(token);
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(t.StringLiteral);
          const text = token.image;
          return {
            kind: "constant",
            type: "symbol",
            value: unescape(text.slice(1, -1)),
            text,
            span: spanOf(token),
          };
        },
      },
    ]),
  );

  readonly call: ParserMethod<[], Term> = this.RULE("call", (): Term => {
    const name = this.CONSUME(t.Identifier);
    const terms = this.SUBRULE(this.arguments);
    return {
      kind: "call",
      functor: name.image,
      functorSpan: spanOf(name),
      arguments: terms,
      infix: false,
      span: this.#spanFrom(name),
    };
  });

  readonly aggregate: ParserMethod<[], Aggregate> = this.RULE("aggregate", (): Aggregate => {
    const first = this.LA(1);
    let target: Term | null = null;
    this.#deeper();
    this.OR([
      { ALT: () => this.CONSUME(t.Count) },
      {
        ALT: () => {
          this.OR2([
            { ALT: () => this.CONSUME(t.Sum) },
            { ALT: () => this.CONSUME(t.Min) },
            { ALT: () => this.CONSUME(t.Max) },
            { ALT: () => this.CONSUME(t.Mean) },
          ]);
          target = this.SUBRULE(this.term);
        },
      },
    ]);
    this.CONSUME(t.Colon);
    const braces = this.LA(1).tokenType === t.LeftBrace;
    const body = this.OR3<Body>([
      {
        ALT: () => {
          this.CONSUME(t.LeftBrace);
          const inside = this.SUBRULE(this.body);
          this.CONSUME(t.RightBrace);
          return inside;
        },
      },
      { ALT: () => [[this.SUBRULE(this.atom)]] },
    ]);
    this.#depth--;
    return {
      kind: "aggregate",
      operator: first.image as AggregateOperator,
      target,
      body,
      braces,
      span: this.#spanFrom(first),
    };
  });

  // What stands ahead.

  #parenthesisFollows(): boolean {
    return this.LA(2).tokenType === t.LeftParenthesis;
  }

  /** The token behind the bracket that closes `open`; the end of the input if none does. */
  #behind(open: IToken): IToken {
    return this.#brackets.behind(open) ?? END;
  }

  /** A name with arguments, and no operator behind them that would make it a term. */
  #atomAhead(): boolean {
    return this.#parenthesisFollows() && !OPERATORS.has(this.#behind(this.LA(2)).tokenType);
  }

  /** `(x + 1) * 2 < y`: parentheses that an operator follows hold a term and not literals. */
  #termInParentheses(): boolean {
    const first = this.LA(1);
    return first.tokenType === t.LeftParenthesis && OPERATORS.has(this.#behind(first).tokenType);
  }

  /** `true` and `false`, not as the names of a relation or of a variable that is compared. */
  #wordAlone(): boolean {
    const next = this.LA(2).tokenType;
    return next !== t.LeftParenthesis && !OPERATORS.has(next);
  }

  /** `insert(…) += 1`, `p(…) := 2`: a relation that is written, whatever it is called. */
  #writeAhead(): boolean {
    return this.#parenthesisFollows() && WRITES.has(this.#behind(this.LA(2)).tokenType);
  }

  /** `sell("camera").`, and also an operation that is called `insert`. */
  #callAhead(): boolean {
    return this.#parenthesisFollows() && this.#behind(this.LA(2)).tokenType === t.Dot;
  }

  #prefixAhead(): boolean {
    const first = this.LA(1).tokenType;
    if (first === t.Minus) return true;
    const next = this.LA(2).tokenType;
    return BEGINS_OPERAND.has(next) || isName(next);
  }

  #aggregateAhead(): boolean {
    const word = this.LA(1).tokenType;
    const next = this.LA(2).tokenType;
    if (word === t.Count)
      return next === t.Colon || next === t.LeftBrace || (isName(next) && !OPERATORS.has(next));
    if (next === t.LeftParenthesis) return this.#behind(this.LA(2)).tokenType === t.Colon;
    if (next === t.Minus) return this.LA(4).tokenType === t.Colon;
    return (
      next === t.NumberLiteral ||
      next === t.Wildcard ||
      next === t.LeftBrace ||
      (isName(next) && !OPERATORS.has(next))
    );
  }

  /** A word behind a declaration that does not begin the next clause. */
  #qualifierAhead(): boolean {
    const token = this.LA(1);
    if (this.#parenthesisFollows()) return false;
    if (token.image === "choice" && this.LA(2).tokenType === t.Minus && this.LA(3).image === "domain")
      return false;
    return !beginsColumn(this.#source.text, token.startOffset) || !CLAUSE_GOES_ON.has(this.LA(2).tokenType);
  }

  /** `a(x) :- b(x),` and on the next line `c(x) :- d(x).`: the comma should have been a full stop. */
  #clauseBehindComma(): boolean {
    const next = this.LA(2);
    const parenthesis = this.LA(3);
    return (
      this.LA(1).tokenType === t.Comma &&
      isName(next.tokenType) &&
      parenthesis.tokenType === t.LeftParenthesis &&
      this.#behind(parenthesis).tokenType === t.If
    );
  }

  #clauseAhead(): boolean {
    return this.#parenthesisFollows() && this.#behind(this.LA(2)).tokenType === t.If;
  }

  /** Words that Soufflé reserves for what is not supported here. */
  #refuseWords(): void {
    const token = this.LA(1);
    if (token.tokenType !== t.Identifier) return;
    const follows = this.#parenthesisFollows();
    if (token.image === "nil" && !follows)
      throw new Refusal({ kind: "unsupported", span: spanOf(token), feature: "records" });
    if (token.image === "autoinc" && follows)
      throw new Refusal({ kind: "unsupported", span: spanOf(token), feature: "`autoinc`" });
  }

  /** The declaration before it stands. */
  #skipChoiceDomain(): void {
    const first = this.LA(1);
    if (first.image !== "choice" || this.LA(2).tokenType !== t.Minus || this.LA(3).image !== "domain") return;
    for (let i = 0; i < 3; i++) this.SKIP_TOKEN();
    this.#problems.push({ kind: "unsupported", span: this.#spanFrom(first), feature: "choice domains" });
    for (;;) {
      if (this.LA(1).tokenType === t.LeftParenthesis) this.#skipThrough(this.#brackets.close(this.LA(1)));
      else this.SKIP_TOKEN();
      if (this.LA(1).tokenType !== t.Comma) return;
      this.SKIP_TOKEN();
    }
  }

  // Positions.

  /** From a token to the last one taken. */
  #spanFrom(first: IToken): Span {
    return { start: first.startOffset, end: endOf(this.LA(0)) };
  }

  /** Notes one more level of nesting; `#depth` is taken back by whoever goes up, or by the next item. */
  #deeper(): void {
    if (this.RECORDING_PHASE || ++this.#depth <= NESTING_MAX) return;
    throw new Refusal({
      kind: "syntax",
      span: spanOf(this.LA(0)),
      message: `this is nested more than ${NESTING_MAX} levels deep`,
    });
  }

  // Recovery.

  #itemOrProblem(): void {
    const first = this.LA(1);
    this.#depth = 0;
    this.#what = "item";
    if (first.tokenType === t.UnsupportedDirective) {
      this.#skipUnsupported();
      return;
    }
    try {
      this.#items.push(this.SUBRULE(this.item));
    } catch (thrown) {
      const problem = this.#note(thrown);
      if (first.tokenType === t.UnknownDirective) this.#skipConstruct();
      else this.#skipItem(first);
      if (problem.kind === "unsupported")
        this.#items.push({ kind: "unsupported", feature: problem.feature, span: this.#spanFrom(first) });
    }
  }

  /** The statements up to the brace that closes the block, or to what cannot be in it. */
  #block(brace: IToken, parseOne: () => void): void {
    const closed = this.#brackets.close(brace) !== undefined;
    for (;;) {
      const first = this.LA(1);
      if (first.tokenType === t.RightBrace || this.#leavesBlock(first, closed)) return;
      this.#depth = 0;
      try {
        parseOne();
      } catch (thrown) {
        this.#note(thrown);
        this.#skipStatement(first, closed);
      }
    }
  }

  #leavesBlock(token: IToken, closed: boolean): boolean {
    const type = token.tokenType;
    if (type === EOF || isDirective(type)) return true;
    if (closed) return false;
    return this.#clauseAhead() || (type === t.Facts && beginsColumn(this.#source.text, token.startOffset));
  }

  #unclosedBlock(directive: IToken, brace: IToken): void {
    const what = directive.image.slice(1);
    const offset = endOf(this.LA(0));
    this.#problems.push({
      kind: "syntax",
      span: { start: offset, end: offset },
      message: `expected \`}\` to close the \`{\` of this ${what}`,
      insert: { offset, text: brace === this.LA(0) ? " }" : "\n}" },
    });
  }

  #note(thrown: unknown): SyntaxProblem {
    const problem = thrown instanceof Refusal ? thrown.problem : this.#explain(this.#failures.take(thrown));
    this.#problems.push(problem);
    this.errors = [];
    return problem;
  }

  #explain(failure: Failure): SyntaxProblem {
    const around = {
      text: this.#source.text,
      what: this.#what,
      look: (distance: number) => this.LA(distance),
    };
    return unsupportedFeature(around) ?? problemOf(failure, around);
  }

  /** Goes to where the next item can begin, at least one token on from `first`. */
  #skipItem(first: IToken): void {
    const block = first.tokenType === t.OperationDirective || first.tokenType === t.ScenarioDirective;
    for (;;) {
      const token = this.LA(1);
      const type = token.tokenType;
      if (type === EOF) return;
      if (token !== first) {
        if (isDirective(type) || type === t.Facts) return;
        if (isName(type) && this.#itemBeginsAt(token)) return;
      }
      if (block && type === t.LeftBrace && this.#brackets.close(token) !== undefined) {
        this.#skipThrough(this.#brackets.close(token));
        return;
      }
      this.SKIP_TOKEN();
      if (type === t.Dot && !(block && this.#insideBlockHeader())) return;
      if (type === t.UnclosedString && this.#clauseEndsIn(token)) return;
    }
  }

  /** A full stop in the header of a block ends nothing when the block still opens behind it. */
  #insideBlockHeader(): boolean {
    return this.LA(1).tokenType === t.LeftBrace;
  }

  #itemBeginsAt(token: IToken): boolean {
    const { text } = this.#source;
    if (!beginsLine(text, token.startOffset)) return false;
    return this.#clauseAhead() || (beginsColumn(text, token.startOffset) && endsOperand(this.LA(0)));
  }

  /** Goes behind the full stop of a statement, or to what ends the block. */
  #skipStatement(first: IToken, closed: boolean): void {
    let open = this.#openBraces(first);
    for (;;) {
      const token = this.LA(1);
      const type = token.tokenType;
      if (this.#leavesBlock(token, closed)) return;
      if (type === t.RightBrace) {
        if (open === 0) return;
        open--;
      }
      if (type === t.LeftBrace) open++;
      this.SKIP_TOKEN();
      if (type === t.Dot || type === t.Facts) return;
      if (type === t.UnclosedString && this.#clauseEndsIn(token)) return;
    }
  }

  /**
   * An unclosed string, skipped after a mistake before it on its line, is the mistake. Returns
   * whether it has swallowed the full stop.
   */
  #clauseEndsIn(token: IToken): boolean {
    const noted = this.#problems.at(-1);
    if (noted?.kind === "syntax" && this.#sameLine(noted.span.start, token.startOffset))
      this.#problems[this.#problems.length - 1] = unclosedString(token, this.#source.text);
    return token.image.trimEnd().endsWith(".");
  }

  #sameLine(start: number, end: number): boolean {
    return end - start < 1000 && !/[\n\r]/.test(this.#source.text.slice(start, end));
  }

  /** How many braces were opened and not closed from `first` to here. */
  #openBraces(first: IToken): number {
    let open = 0;
    for (let back = 0; ; back--) {
      const token = this.LA(back);
      if (token.startOffset < first.startOffset || token.tokenType === EOF) return Math.max(0, open);
      if (token.tokenType === t.LeftBrace) open++;
      else if (token.tokenType === t.RightBrace) open--;
    }
  }

  #skipThrough(close: IToken | undefined): void {
    if (close === undefined) return;
    while (this.LA(1).tokenType !== EOF && this.LA(0) !== close) this.SKIP_TOKEN();
  }

  /** A construct of Soufflé that has a directive of its own. */
  #skipUnsupported(): void {
    const first = this.LA(1);
    const feature = present(
      t.UNSUPPORTED_DIRECTIVES.get(first.image.slice(1)),
      `the feature of ${first.image}`,
    );
    this.#problems.push({ kind: "unsupported", span: spanOf(first), feature });
    this.#skipConstruct();
    this.#items.push({ kind: "unsupported", feature, span: this.#spanFrom(first) });
  }

  /** From a directive whose form is not known to the next directive or the next line that begins with a name. */
  #skipConstruct(): void {
    this.SKIP_TOKEN();
    for (;;) {
      const token = this.LA(1);
      const type = token.tokenType;
      if (type === EOF || isDirective(type) || type === t.Facts) return;
      if (isName(type) && beginsLine(this.#source.text, token.startOffset)) return;
      const close = type === t.LeftBrace ? this.#brackets.closeAcross(token) : undefined;
      if (close === undefined) this.SKIP_TOKEN();
      else this.#skipThrough(close);
    }
  }
}

const END: IToken = { image: "", startOffset: 0, tokenTypeIdx: EOF.tokenTypeIdx ?? 0, tokenType: EOF };

const COMPARISONS = [t.Equal, t.NotEqual, t.Less, t.LessOrEqual, t.Greater, t.GreaterOrEqual];

const INFIX = [
  t.Plus,
  t.Minus,
  t.Star,
  t.Slash,
  t.Percent,
  t.Caret,
  t.Band,
  t.Bor,
  t.Bxor,
  t.Bshl,
  t.Bshr,
  t.Bshru,
  t.Land,
  t.Lor,
  t.Lxor,
];

/** What can only follow a term. */
const OPERATORS: ReadonlySet<TokenType> = new Set([...COMPARISONS, ...INFIX, t.DoubleEqual]);

const WRITES: ReadonlySet<TokenType> = new Set([t.Increase, t.Decrease, t.Assign]);

const BEGINS_OPERAND: ReadonlySet<TokenType> = new Set([
  t.NumberLiteral,
  t.StringLiteral,
  t.Wildcard,
  t.LeftParenthesis,
  t.Minus,
]);

/** What follows the name of a head that lacks its parenthesis. */
const CLAUSE_GOES_ON: ReadonlySet<TokenType> = new Set([t.If, t.Comma, t.Dot]);

function isName(type: TokenType): boolean {
  return type === t.Identifier || type.CATEGORIES?.includes(t.Identifier) === true;
}

function isDirective(type: TokenType): boolean {
  return type.CATEGORIES?.includes(t.Directive) === true;
}

function nameOf(token: IToken): Name {
  return { text: token.image, span: spanOf(token) };
}

function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: endOf(token) };
}

function numberOf(token: IToken): Constant {
  const text = token.image;
  const unsigned = text.endsWith("u");
  const value = Number(unsigned ? text.slice(0, -1) : text);
  const based = text.startsWith("0x") || text.startsWith("0b");
  const type = unsigned ? "unsigned" : !based && /[.eE]/.test(text) ? "float" : "number";
  return { kind: "constant", type, value, text, span: spanOf(token) };
}

/** `!` before a literal: atoms, tests and groups have a form of their own, all else is put into a group. */
function negate(literal: Literal, bang: IToken): Literal {
  const span = { start: bang.startOffset, end: literal.span.end };
  switch (literal.kind) {
    case "atom":
      return { kind: "negation", atom: literal, span };
    case "test":
    case "group":
      if (!literal.negated) return { ...literal, negated: true, span };
      break;
    case "negation":
    case "difference":
    case "comparison":
    case "truth":
  }
  return { kind: "group", negated: true, body: [[literal]], span };
}
