import { EmbeddedActionsParser, EOF, type IToken, type ParserMethod } from "chevrotain";
import { present } from "../base/assert.ts";
import type { Source, Span } from "../base/source.ts";
import { Brackets } from "./brackets.ts";
import * as d from "./directive-tokens.ts";
import { Facts } from "./facts-token.ts";
import { Failure, FailureRecorder, type Reading, Refusal, type Surroundings } from "./failure.ts";
import { foreignSign, unclosedString } from "./foreign-sign.ts";
import { insideOf, nameOf, numberOf, spanOf, symbolOf } from "./leaf.ts";
import { vocabulary } from "./lexer.ts";
import { LateLookahead } from "./late-lookahead.ts";
import { beginsTerm, ENDS_TERM, Lookahead } from "./lookahead.ts";
import { missingPart } from "./missing-part.ts";
import { Expression } from "./operators.ts";
import { expected, mistake } from "./mistake.ts";
import { Resynchronisation } from "./resynchronisation.ts";
import type { TokenCursor } from "./token-cursor.ts";
import * as t from "./tokens.ts";
import { endOf, isDirective, isName, joinsNames } from "./tokens.ts";
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
import { unsupported, unsupportedFeature } from "./unsupported-feature.ts";

/**
 * How deep an item may be nested: the sum of the weights of all that is open at one place. The
 * weights are in proportion to the stack that the parser takes for each, and the limit leaves half
 * of the stack of a browser or of Node's main thread to the caller. Trees are never deeper.
 */
const NESTING_MAX = 500;
const WEIGHT = { operator: 1, parenthesis: 2, arguments: 3, group: 3, aggregate: 6 };

/** A head with the boundary written behind it. */
interface Head {
  readonly atom: Atom;
  readonly boundary: Name | null;
}

/** What a parse leaves behind besides the comments. */
export interface Parsed {
  readonly items: readonly Item[];
  readonly problems: readonly SyntaxProblem[];
}

/**
 * The grammar, in chevrotain's notation; from it come `grammar/calm.ebnf` and the diagrams.
 *
 * It looks one token ahead; where that is not enough, a `GATE` asks `Lookahead`. A mistake throws
 * out of the item, or out of the statement of a block, that it is in. The loops over items and
 * statements catch it, note one problem, and go on where `Resynchronisation` says; chevrotain's
 * own recovery is off.
 */
export class CalmParser extends EmbeddedActionsParser {
  readonly #failures: FailureRecorder;
  readonly #cursor: TokenCursor = {
    text: () => this.#source.text,
    brackets: () => this.#brackets,
    look: (distance) => this.LA(distance),
    skip: () => this.SKIP_TOKEN(),
  };
  readonly #ahead = new Lookahead(this.#cursor);
  readonly #recovery = new Resynchronisation(this.#cursor, this.#ahead, (token) => this.#blame(token));
  #source: Source = { path: "", text: "" };
  #brackets = new Brackets([]);
  #items: Item[] = [];
  #problems: SyntaxProblem[] = [];
  #depth = 0;
  #reading: Reading = "item";
  /** The type that the item at hand declares. */
  #declared: Name | null = null;

  constructor(options: { readonly skipValidations: boolean }) {
    const failures = new FailureRecorder();
    super([...vocabulary], {
      maxLookahead: 1,
      lookaheadStrategy: new LateLookahead(1),
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
    this.#brackets = new Brackets(tokens);
    this.#items = [];
    this.#problems = [];
    this.input = tokens;
    this.program();
    const parsed: Parsed = { items: this.#items, problems: this.#problems };
    // Nothing of the text is kept until the next one.
    this.#source = { path: "", text: "" };
    this.#brackets = new Brackets([]);
    this.#items = [];
    this.#problems = [];
    this.input = [];
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
    const token = this.CONSUME(Facts);
    return { kind: "facts", count: Number(token.payload), span: spanOf(token) };
  });

  readonly type: ParserMethod<[], Item> = this.RULE("type", (): Item => {
    const members: Name[] = [];
    return this.OR<Item>([
      {
        ALT: () => {
          const directive = this.CONSUME(d.TypeDirective);
          const name = nameOf(this.CONSUME(t.Identifier));
          this.#declared = name;
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
              throw new Refusal(unsupported(this.LA(0), "algebraic data types"));
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
            { ALT: () => this.CONSUME(d.NumberTypeDirective) },
            { ALT: () => this.CONSUME(d.SymbolTypeDirective) },
          ]);
          const text = directive.tokenType === d.NumberTypeDirective ? "number" : "symbol";
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
    const directive = this.CONSUME(d.DeclDirective);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => names.push(nameOf(this.CONSUME(t.Identifier))),
    });
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => columns.push(this.SUBRULE(this.column)) });
    this.CONSUME(t.RightParenthesis);
    this.MANY({
      GATE: () => this.#ahead.qualifier(),
      DEF: () => qualifiers.push(nameOf(this.CONSUME2(t.Identifier))),
    });
    this.ACTION(() => this.#skipChoiceDomains(qualifiers));
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
      { ALT: () => this.CONSUME(d.InputDirective) },
      { ALT: () => this.CONSUME(d.OutputDirective) },
      { ALT: () => this.CONSUME(d.PrintsizeDirective) },
      { ALT: () => this.CONSUME(d.LimitsizeDirective) },
    ]);
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => relations.push(nameOf(this.CONSUME(t.Identifier))),
    });
    this.OPTION(() => (parameters = this.SUBRULE(this.parameters)));
    this.ACTION(() => {
      if (joinsNames(this.LA(0), this.LA(1), this.LA(2)))
        throw new Refusal(unsupported(this.LA(0), "components"));
    });
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
            value: insideOf(token),
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
    const directive = this.CONSUME(d.IncludeDirective);
    const path = this.CONSUME(t.StringLiteral);
    return {
      kind: "include",
      path: insideOf(path),
      pathSpan: spanOf(path),
      span: this.#spanFrom(directive),
    };
  });

  readonly pragma: ParserMethod<[], Item> = this.RULE("pragma", (): Item => {
    const values: string[] = [];
    const directive = this.CONSUME(d.PragmaDirective);
    this.AT_LEAST_ONE(() => values.push(insideOf(this.CONSUME(t.StringLiteral))));
    return { kind: "pragma", values, span: this.#spanFrom(directive) };
  });

  readonly seal: ParserMethod<[], Item> = this.RULE("seal", (): Item => {
    const columns: Name[] = [];
    const directive = this.CONSUME(d.SealDirective);
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
    const directive = this.CONSUME(d.BoundaryDirective);
    const name = nameOf(this.CONSUME(t.Identifier));
    this.CONSUME(t.By);
    const protocol = nameOf(this.CONSUME2(t.Identifier));
    this.OPTION(() => {
      this.CONSUME(t.LeftParenthesis);
      this.MANY_SEP({
        SEP: t.Comma,
        DEF: () => {
          const argument = this.SUBRULE(this.boundaryArgument);
          if ("text" in argument) names.push(argument);
          else parameters.push(argument);
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

  readonly boundaryArgument: ParserMethod<[], Name | Parameter> = this.RULE(
    "boundaryArgument",
    (): Name | Parameter => {
      const name = nameOf(this.CONSUME(t.Identifier));
      const parameter = this.OPTION(() => {
        this.CONSUME(t.Equal);
        return this.SUBRULE(this.parameterValue, { ARGS: [name] });
      });
      return parameter ?? name;
    },
  );

  readonly invariant: ParserMethod<[], Item> = this.RULE("invariant", (): Item => {
    const directive = this.CONSUME(d.InvariantDirective);
    this.#reading = "invariant";
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
    const directive = this.CONSUME(d.OperationDirective);
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
    else this.#unclosedBlock(directive);
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
        GATE: () => !this.#ahead.write(),
        ALT: () => {
          const word = this.CONSUME(t.RequireWord);
          this.#reading = "requirement";
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
    this.#reading = "effect";
    return this.OR<Effect>({
      DEF: [
        {
          GATE: () => !this.#ahead.write(),
          ALT: () => {
            this.CONSUME(t.Insert);
            return this.OR2<Effect>([
              {
                GATE: () => this.#ahead.insertedAtom(),
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
          GATE: () => !this.#ahead.write(),
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
          GATE: () => !this.#ahead.write(),
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
          GATE: () => this.#ahead.tuple(),
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
    const directive = this.CONSUME(d.ScenarioDirective);
    const name = nameOf(this.CONSUME(t.Identifier));
    const brace = this.CONSUME(t.LeftBrace);
    if (this.RECORDING_PHASE) this.MANY(() => this.SUBRULE(this.statement));
    else this.#block(brace, () => statements.push(this.SUBRULE(this.statement)));
    if (this.RECORDING_PHASE || this.LA(1).tokenType === t.RightBrace) this.CONSUME(t.RightBrace);
    else this.#unclosedBlock(directive);
    return { kind: "scenario", name, statements, span: this.#spanFrom(directive) };
  });

  readonly statement: ParserMethod<[], Statement> = this.RULE("statement", (): Statement => {
    const first = this.LA(1);
    return this.OR<Statement>([
      {
        ALT: () => {
          const times = (this.CONSUME(t.Repeat), this.SUBRULE(this.term));
          this.CONSUME(t.Colon);
          this.#deeper(WEIGHT.operator);
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
    this.#reading = "statement";
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
          GATE: () => !this.#ahead.call(),
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
          GATE: () => !this.#ahead.parenthesisFollows(),
          ALT: () => (this.CONSUME(t.Converged), { kind: "converged" }),
        },
        {
          GATE: () => !this.#ahead.parenthesisFollows(),
          ALT: () => (this.CONSUME(t.Diverged), { kind: "diverged" }),
        },
        {
          GATE: () => !this.#ahead.parenthesisFollows(),
          ALT: () => (this.CONSUME(t.Refused), { kind: "refused" }),
        },
        {
          GATE: () => !this.#ahead.parenthesisFollows(),
          ALT: () => {
            this.CONSUME(t.Holds);
            return { kind: "holds", invariant: nameOf(this.CONSUME(t.Identifier)) };
          },
        },
        {
          GATE: () => !this.#ahead.parenthesisFollows(),
          ALT: () => {
            this.CONSUME(t.Violated);
            return { kind: "violated", invariant: nameOf(this.CONSUME2(t.Identifier)) };
          },
        },
        {
          ALT: () => {
            const replica = this.OPTION({
              GATE: () => !this.#ahead.parenthesisFollows(),
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
    this.#reading = "fact";
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        const head = this.SUBRULE(this.head);
        heads.push(head.atom);
        boundary = head.boundary ?? boundary;
      },
    });
    const body = this.OPTION(() => {
      this.CONSUME(t.If);
      this.#reading = "rule";
      return this.SUBRULE(this.body);
    });
    this.CONSUME(t.Dot);
    const plan = this.OPTION2(() => (this.RECORDING_PHASE ? this.SUBRULE(this.plan) : this.#planOrProblem()));
    return {
      kind: "rule",
      heads: trimmed(heads),
      boundary,
      body: body ?? null,
      plan: plan ?? null,
      span: this.#spanFrom(first),
    };
  });

  readonly head: ParserMethod<[], Head> = this.RULE("head", (): Head => {
    const atom = this.SUBRULE(this.atom);
    const boundary = this.OPTION(() => {
      this.CONSUME(t.At);
      return nameOf(this.CONSUME(t.Identifier));
    });
    return { atom, boundary: boundary ?? null };
  });

  /** A plan is only a hint: with a mistake in it the rule stands. */
  #planOrProblem(): Span | null {
    const first = this.LA(1);
    this.#reading = "plan";
    try {
      return this.SUBRULE(this.plan);
    } catch (thrown) {
      this.#note(thrown);
      this.#recovery.skipConstruct(first);
      return null;
    }
  }

  readonly plan: ParserMethod<[], Span> = this.RULE("plan", (): Span => {
    this.CONSUME(d.PlanDirective);
    const first = this.LA(1);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.planOrder) });
    return this.#spanFrom(first);
  });

  readonly planOrder: ParserMethod<[], undefined> = this.RULE("planOrder", () => {
    this.CONSUME(t.NumberLiteral);
    this.CONSUME(t.Colon);
    this.CONSUME(t.LeftParenthesis);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => this.CONSUME2(t.NumberLiteral) });
    this.CONSUME(t.RightParenthesis);
    return undefined;
  });

  readonly body: ParserMethod<[], Body> = this.RULE("body", (): Body => {
    const body: (readonly Literal[])[] = [];
    this.AT_LEAST_ONE_SEP({ SEP: t.Semicolon, DEF: () => body.push(this.SUBRULE(this.conjunction)) });
    return trimmed(body);
  });

  readonly conjunction: ParserMethod<[], readonly Literal[]> = this.RULE(
    "conjunction",
    (): readonly Literal[] => {
      const literals = [this.#plainAtomAhead() ? this.SUBRULE(this.positive) : this.SUBRULE(this.literal)];
      this.MANY({
        GATE: () => !this.#ahead.clauseBehindComma(),
        DEF: () => {
          this.CONSUME(t.Comma);
          literals.push(this.#plainAtomAhead() ? this.SUBRULE(this.positive) : this.SUBRULE2(this.literal));
        },
      });
      return trimmed(literals);
    },
  );

  readonly literal: ParserMethod<[], Literal> = this.RULE("literal", (): Literal => {
    const bangs: IToken[] = [];
    this.MANY(() => {
      bangs.push(this.CONSUME(t.Bang));
      this.#deeper(WEIGHT.operator);
    });
    this.ACTION(() => {
      // A rule begins where a literal should have stood.
      if (this.#ahead.clauseOnNewLine()) throw new Failure("literal", null);
      this.#expectTerm("literal");
    });
    const literal = this.OR<Literal>({
      DEF: [
        { GATE: () => !this.#ahead.termInParentheses(), ALT: () => this.SUBRULE(this.group) },
        { GATE: () => this.#ahead.truth(), ALT: () => this.SUBRULE(this.truth) },
        { GATE: () => this.#ahead.atom(), ALT: () => this.SUBRULE(this.test) },
        { GATE: () => this.#ahead.atom(), ALT: () => this.SUBRULE(this.positive) },
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
    this.#deeper(WEIGHT.group);
    const body = this.SUBRULE(this.body);
    this.CONSUME(t.RightParenthesis);
    this.#depth -= WEIGHT.group;
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
    this.#deeper(WEIGHT.arguments);
    this.MANY_SEP({ SEP: t.Comma, DEF: () => terms.push(this.#plainTerm() ?? this.SUBRULE(this.term)) });
    this.CONSUME(t.RightParenthesis);
    this.#depth -= WEIGHT.arguments;
    return trimmed(terms);
  });

  readonly comparison: ParserMethod<[], Comparison> = this.RULE("comparison", (): Comparison => {
    const first = this.LA(1);
    const left = this.#plainTerm() ?? this.SUBRULE(this.term);
    const operator = this.SUBRULE(this.comparisonOperator);
    const right = this.#plainTerm() ?? this.SUBRULE2(this.term);
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
      this.#deeper(WEIGHT.operator);
      this.SUBRULE2(this.operand, { ARGS: [expression] });
    });
    return this.ACTION(() => {
      this.#depth = depth;
      return present(expression.result(), "the operand of an expression");
    });
  });

  readonly operand: ParserMethod<[Expression], undefined> = this.RULE("operand", (expression: Expression) => {
    this.MANY({
      GATE: () => this.#ahead.prefixOperator(),
      DEF: () => {
        const operator = this.SUBRULE(this.prefixOperator);
        this.ACTION(() => expression.prefix(operator.image, spanOf(operator)));
        this.#deeper(WEIGHT.operator);
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
    this.ACTION(() => {
      this.#refuseWords();
      this.#expectTerm("primary");
    });
    return this.OR<Term>({
      DEF: [
        { ALT: () => this.SUBRULE(this.constant) },
        {
          ALT: () => ({ kind: "wildcard", span: spanOf(this.CONSUME(t.Wildcard)) }),
        },
        {
          ALT: () => {
            this.CONSUME(t.LeftParenthesis);
            this.#deeper(WEIGHT.parenthesis);
            const term = this.SUBRULE(this.term);
            this.CONSUME(t.RightParenthesis);
            this.#depth -= WEIGHT.parenthesis;
            return term;
          },
        },
        { GATE: () => this.#ahead.aggregate(), ALT: () => this.SUBRULE(this.aggregate) },
        { GATE: () => this.#ahead.parenthesisFollows(), ALT: () => this.SUBRULE(this.call) },
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
          return symbolOf(token);
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
    this.#deeper(WEIGHT.aggregate);
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
    this.#depth -= WEIGHT.aggregate;
    return {
      kind: "aggregate",
      operator: first.image as AggregateOperator,
      target,
      body,
      braces,
      span: this.#spanFrom(first),
    };
  });

  // Shortcuts past the rules `term` and `literal`, which would take a third of the time of a parse:
  // most terms are a single token or call, and most literals an atom whose name is no keyword.

  #plainTerm(): Term | undefined {
    if (this.RECORDING_PHASE) return undefined;
    const token = this.LA(1);
    if (this.#ahead.callAlone()) return this.SUBRULE(this.call);
    if (!ENDS_TERM.has(this.LA(2).tokenType)) return undefined;
    switch (token.tokenType) {
      case t.Identifier:
        if (token.image === "nil") return undefined;
        this.SKIP_TOKEN();
        return { kind: "variable", name: token.image, span: spanOf(token) };
      case t.Wildcard:
        this.SKIP_TOKEN();
        return { kind: "wildcard", span: spanOf(token) };
      case t.NumberLiteral:
        this.SKIP_TOKEN();
        return numberOf(token);
      case t.StringLiteral:
        this.SKIP_TOKEN();
        return symbolOf(token);
      default:
        return undefined;
    }
  }

  #plainAtomAhead(): boolean {
    if (this.RECORDING_PHASE || this.LA(1).tokenType !== t.Identifier) return false;
    return this.#ahead.atom() && !this.#ahead.clauseOnNewLine();
  }

  // Refusals.

  /** Words that Soufflé reserves for what is not supported here. */
  #refuseWords(): void {
    const token = this.LA(1);
    if (token.tokenType !== t.Identifier) return;
    const follows = this.#ahead.parenthesisFollows();
    if (token.image === "nil" && !follows) throw new Refusal(unsupported(token, "records"));
    if (token.image === "autoinc" && follows) throw new Refusal(unsupported(token, "`autoinc`"));
  }

  /**
   * Fails when no term can begin here. `OR` would fail too, but works out for each failure all that
   * it could have taken, which makes a file of mistakes slow.
   */
  #expectTerm(rule: "literal" | "primary"): void {
    if (!beginsTerm(this.LA(1).tokenType)) throw new Failure(rule, null);
  }

  /** Notes that nesting grows; `#depth` is taken back by whoever goes up, or by the next item. */
  #deeper(weight: number): void {
    this.#depth += weight;
    if (this.RECORDING_PHASE || this.#depth <= NESTING_MAX) return;
    const { start, end } = spanOf(this.LA(0));
    throw new Refusal(mistake(start, end, "this is nested too deeply to be read"));
  }

  /** The declaration before them stands, with the qualifiers behind them. */
  #skipChoiceDomains(qualifiers: Name[]): void {
    while (this.#ahead.choiceDomain()) {
      const first = this.LA(1);
      for (let i = 0; i < 3; i++) this.SKIP_TOKEN();
      this.#problems.push({ kind: "unsupported", span: this.#spanFrom(first), feature: "choice domains" });
      this.#skipDomain();
      while (isName(this.LA(1).tokenType) && this.#ahead.qualifier()) {
        qualifiers.push(nameOf(this.LA(1)));
        this.SKIP_TOKEN();
      }
    }
  }

  /** Columns, and lists of columns, with commas between. */
  #skipDomain(): void {
    for (;;) {
      const close = this.#brackets.close(this.LA(1));
      if (close !== undefined) this.#recovery.skipThrough(close);
      else if (isName(this.LA(1).tokenType)) this.SKIP_TOKEN();
      if (this.LA(1).tokenType !== t.Comma) return;
      this.SKIP_TOKEN();
    }
  }

  /** From a token to the last one taken. */
  #spanFrom(first: IToken): Span {
    return { start: first.startOffset, end: endOf(this.LA(0)) };
  }

  // Items and statements, each with its problem if it has one.

  #itemOrProblem(): void {
    const first = this.LA(1);
    this.#depth = 0;
    this.#reading = "item";
    this.#declared = null;
    if (first.tokenType === d.UnsupportedDirective) {
      const feature = d.UNSUPPORTED_DIRECTIVES.get(first.image.slice(1));
      this.#problems.push(unsupported(first, present(feature, `the feature of ${first.image}`)));
      this.#recovery.skipConstruct(first);
    } else if (isDirective(first.tokenType) && this.#ahead.clauseBehindDirective()) {
      this.SKIP_TOKEN();
      this.#problems.push(expected(this.#surroundings(), `expected a name after \`${first.image}\``));
      return;
    } else {
      try {
        this.#items.push(this.SUBRULE(this.item));
        return;
      } catch (thrown) {
        this.#note(thrown);
        if (first.tokenType === d.UnknownDirective) this.#recovery.skipConstruct(first);
        else this.#recovery.skipItem(first);
      }
    }
    const problem = this.#problems.at(-1);
    if (problem?.kind !== "unsupported") return;
    const { feature } = problem;
    this.#items.push({ kind: "unsupported", feature, type: this.#declared, span: this.#spanFrom(first) });
  }

  /** The statements up to the brace that closes the block, or to what cannot be in it. */
  #block(brace: IToken, parseOne: () => void): void {
    const closed = this.#brackets.close(brace) !== undefined;
    for (;;) {
      const first = this.LA(1);
      if (first.tokenType === t.RightBrace || this.#recovery.leavesBlock(closed)) return;
      this.#depth = 0;
      try {
        parseOne();
      } catch (thrown) {
        this.#note(thrown);
        this.#recovery.skipStatement(first, closed);
      }
    }
  }

  #unclosedBlock(directive: IToken): void {
    const what = directive.image.slice(1);
    this.#problems.push(
      expected(this.#surroundings(), `expected \`}\` to close the \`{\` of this ${what}`, "\n}"),
    );
  }

  #note(thrown: unknown): void {
    this.#problems.push(thrown instanceof Refusal ? thrown.problem : this.#explain(thrown));
    this.errors = [];
  }

  #explain(thrown: unknown): SyntaxProblem {
    const failure = this.#failures.take(thrown);
    const around = this.#surroundings();
    return unsupportedFeature(around) ?? foreignSign(around) ?? missingPart(failure, around);
  }

  #surroundings(): Surroundings {
    const { look } = this.#cursor;
    const clauseFollows = this.#ahead.clauseOnNewLine();
    return { text: this.#source.text, reading: this.#reading, look, clauseFollows };
  }

  /** An unclosed string behind a mistake on its line is the mistake. */
  #blame(string: IToken): void {
    const noted = this.#problems.at(-1);
    if (noted?.kind !== "syntax") return;
    const between = this.#source.text.slice(
      noted.span.start,
      Math.min(string.startOffset, noted.span.start + 1000),
    );
    if (string.startOffset - noted.span.start < 1000 && !/[\n\r]/.test(between))
      this.#problems[this.#problems.length - 1] = unclosedString(string, this.#source.text);
  }
}

/**
 * A copy of an array without the room that pushing leaves behind its elements: some 17 places where
 * two are taken, which in a large program is more than all the rest of the tree.
 */
function trimmed<T>(array: readonly T[]): readonly T[] {
  return array.slice();
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
