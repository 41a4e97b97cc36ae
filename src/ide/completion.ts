import type { Span } from "../base/source.ts";
import { columnKinds } from "../lattice/column-kind.ts";
import { functors } from "../model/functors.ts";
import type { Relation, ValueType } from "../model/program.ts";
import { partAt, type Document } from "../syntax/document.ts";
import { isNamePart } from "../syntax/facts.ts";
import * as t from "../syntax/tokens.ts";
import { isName } from "../syntax/tokens.ts";
import { clauseAfter, openCalls, variablesOf, type OpenCall } from "./clause-scope.ts";
import { clauseBefore, type ClauseTokens, type Token } from "./clause-tokens.ts";
import {
  nameItem,
  operationItem,
  relationItem,
  wordItem,
  type CompletionItem,
  type RelationForm,
} from "./completion-item.ts";
import type { ProgramView } from "./program-view.ts";
import { vocabulary, type Meaning, type Meanings } from "./vocabulary.ts";

/** What can stand at an offset, and the word that it takes the place of. */
export interface Completions {
  /** In offsets of the document. */
  readonly span: Span;
  /** The likeliest first. Names of which what is written is no part are left out. */
  readonly items: readonly CompletionItem[];
}

/** What can be written at an offset, judged by the text before it: also in what is half-typed. */
export function completions(view: ProgramView, document: Document, offset: number): Completions {
  const part = partAt(document, offset);
  const { text } = part.tree.source;
  const end = offset - part.start;
  let start = end;
  while (isNamePart(text.charCodeAt(start - 1))) start--;
  let behind = end;
  while (isNamePart(text.charCodeAt(behind))) behind++;
  const clause = clauseBefore(part.tree, start);
  const isDirective =
    text[start - 1] === "." && /(^|[\s})])$/.test(text.slice(Math.max(0, start - 2), start - 1));
  const writer = new CompletionWriter(view, clause, {
    after: clauseAfter(text, behind),
    isApplied: text[behind] === "(",
    isDirective,
  });
  if (/^[0-9]/.test(text.slice(start, end))) return { span: { start: offset, end: offset }, items: [] };
  const from = isDirective && writer.isAtItem ? start - 1 : start;
  const typed = text.slice(from, end).toLowerCase();
  const items = writer
    .items()
    .filter(({ label }) => isPart(typed, label.toLowerCase()))
    .sort((a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1));
  return { span: { start: part.start + from, end: offset }, items };
}

/** Whether the letters of a word stand in a name, in their order. */
function isPart(word: string, name: string): boolean {
  let at = 0;
  for (const letter of word) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

interface Surroundings {
  readonly after: readonly Token[];
  /** Whether a parenthesis stands directly behind the word: then names are written without one. */
  readonly isApplied: boolean;
  /** Whether a full stop that begins a directive stands directly before the word. */
  readonly isDirective: boolean;
}

/** The ranks: what fits best, what is there to be named, variables of another type, what computes, and words. */
const ranks = { best: 0, good: 1, names: 2, misfits: 3, terms: 4, words: 5, last: 6 } as const;

class CompletionWriter {
  readonly #view: ProgramView;
  readonly #clause: ClauseTokens;
  readonly #tokens: readonly Token[];
  readonly #last: Token | undefined;
  readonly #around: Surroundings;
  readonly #open: readonly OpenCall[];

  constructor(view: ProgramView, clause: ClauseTokens, around: Surroundings) {
    this.#view = view;
    this.#clause = clause;
    this.#tokens = clause.tokens;
    this.#last = clause.tokens.at(-1);
    this.#around = around;
    this.#open = openCalls(clause.tokens);
  }

  /** Whether an item begins here. */
  get isAtItem(): boolean {
    return this.#tokens.length === 0;
  }

  items(): readonly CompletionItem[] {
    if (this.#clause.isInText) return this.#inString();
    if (this.isAtItem) return this.#atItem();
    switch (this.#clause.directive) {
      case null:
        return this.#inRule();
      case ".decl":
        return this.#inDeclaration();
      case ".type":
        return this.#after(t.Subtype, t.Equal, t.Bar) ? this.#types(true) : [];
      case ".input":
      case ".output":
      case ".printsize":
      case ".limitsize":
        return this.#inIo(this.#clause.directive);
      case ".seal":
        return this.#inSeal();
      case ".boundary":
        return this.#inBoundary();
      case ".invariant":
        return this.#inInvariant();
      case ".operation":
        return this.#inOperation();
      case ".scenario":
        return this.#inScenario();
      default:
        return [];
    }
  }

  /** Whether one of these signs is the last thing before the word. */
  #after(...types: readonly unknown[]): boolean {
    return this.#last !== undefined && types.includes(this.#last.tokenType);
  }

  #inString(): readonly CompletionItem[] {
    const isPromise = this.#tokens.at(-3)?.image === "promise" && this.#tokens.at(-2)?.tokenType === t.Equal;
    return isPromise && this.#last?.tokenType === t.UnclosedString
      ? wordsOf(vocabulary.promises, "value", ranks.best)
      : [];
  }

  #atItem(): readonly CompletionItem[] {
    const directives = directiveSnippets.map(([word, snippet]) =>
      wordItem(word, meaningIn(vocabulary.directives, word), "directive", ranks.words, snippet),
    );
    return this.#around.isDirective ? directives : [...directives, ...this.#relations(ranks.names)];
  }

  // Declarations and directives

  #inDeclaration(): readonly CompletionItem[] {
    if (this.#after(t.Colon)) return this.#types(false);
    if (this.#after(t.Less)) return this.#elements();
    const isClosed =
      this.#open.length === 0 && this.#tokens.some(({ tokenType }) => tokenType === t.RightParenthesis);
    if (!isClosed) return [];
    const used = new Set(this.#tokens.map(({ image }) => image));
    return Object.entries(vocabulary.qualifiers)
      .filter(([word]) => !used.has(word))
      .map(([word, meaning]) => {
        const isOwn = word === "gset" || word === "orset" || word === "static";
        return wordItem(word, meaning, "qualifier", isOwn ? ranks.best : ranks.last);
      });
  }

  /** The types that a column can have, or those that are plain. */
  #types(isPlain: boolean): readonly CompletionItem[] {
    const plain = Object.entries(vocabulary.types).map(([word, meaning]) =>
      wordItem(word, meaning, "type", ranks.best),
    );
    const declared = [...this.#view.program.types.keys()].map((name) => nameItem(name, "type", ranks.good));
    if (isPlain) return [...plain, ...declared];
    const lattices = Object.entries(columnKinds).map(([word, { element }]) => {
      const inside = { none: "", bound: "<${1:0}>", any: "<${1:symbol}>", ordered: "<${1:number}>" }[element];
      const snippet = inside === "" ? null : word + inside;
      return wordItem(word, meaningIn(vocabulary.lattices, word), "type", ranks.names, snippet);
    });
    return [...plain, ...declared, ...lattices];
  }

  /** What stands between `<` and `>`. */
  #elements(): readonly CompletionItem[] {
    const lattice = this.#tokens.at(-2)?.image ?? "";
    return lattice === "bounded" ? [] : this.#types(true);
  }

  #inIo(directive: string): readonly CompletionItem[] {
    if (this.#open.length === 0) {
      if (!this.#after(t.Comma) && this.#tokens.length > 1) return [];
      const kind = directive === ".input" ? "base" : "derived";
      return this.#relations((relation) => (relation.kind === kind ? ranks.good : ranks.names), {
        isNamed: true,
      });
    }
    const setting = this.#tokens.at(-2)?.image ?? "";
    if (this.#after(t.Equal)) return valuesOf(setting);
    if (!this.#after(t.LeftParenthesis, t.Comma)) return [];
    return (ioSettings[directive] ?? []).map((word) =>
      wordItem(
        word,
        meaningIn(vocabulary.settings, word),
        "setting",
        ranks.good,
        `${word}=${settingValues[word] ?? "${1}"}`,
      ),
    );
  }

  #inSeal(): readonly CompletionItem[] {
    const [, named] = this.#tokens;
    if (named === undefined)
      return this.#relations(({ qualifier }) => (qualifier === "static" ? ranks.last : ranks.names), {
        isNamed: true,
      });
    if (this.#open.length > 0) {
      const relation = this.#view.program.relations.get(named.image);
      return (relation?.columns ?? []).map(({ name, text }) => nameItem(name, "column", ranks.best, text));
    }
    if (this.#after(t.RightParenthesis)) return [this.#word("by")];
    return this.#after(t.By)
      ? this.#relations(({ qualifier }) => (qualifier === "gset" ? ranks.names : ranks.last), {
          isNamed: true,
        })
      : [];
  }

  #inBoundary(): readonly CompletionItem[] {
    if (this.#after(t.By))
      return Object.entries(vocabulary.protocols).map(([word, meaning]) =>
        wordItem(
          word,
          meaning,
          "keyword",
          ranks.good,
          word === "quorum" ? "quorum(n=${1:3}, r=${2:2}, w=${3:2})" : null,
        ),
      );
    const protocol = this.#open.at(-1)?.name ?? null;
    if (protocol === "leader") return this.#replicas();
    if (protocol === "quorum" && this.#after(t.LeftParenthesis, t.Comma))
      return ["n", "r", "w"].map((word) =>
        wordItem(word, meaningIn(vocabulary.settings, word), "setting", ranks.good, `${word}=\${1}`),
      );
    return this.#tokens.length === 2 ? [this.#word("by")] : [];
  }

  #inInvariant(): readonly CompletionItem[] {
    if (!this.#tokens.some(({ tokenType }) => tokenType === t.Colon))
      return this.#tokens.length === 2 ? [this.#word("assumed")] : [];
    return [...this.#inBody(), ...(this.#after(t.Implies) ? [this.#word("false", ranks.good)] : [])];
  }

  // Rules

  #inRule(): readonly CompletionItem[] {
    if (this.#tokens.some(({ tokenType }) => tokenType === t.If)) return this.#inBody();
    if (this.#open.length > 0) return this.#terms();
    if (this.#after(t.At)) return this.#boundaries();
    if (this.#after(t.Comma)) return this.#relations(ranks.names);
    return this.#after(t.RightParenthesis) ? [this.#word("at")] : [];
  }

  /** In a body: a literal, or a term in one. */
  #inBody(): readonly CompletionItem[] {
    const call = this.#open.at(-1);
    if (call?.bracket === "(" && call.name !== null) {
      return this.#isOperand() ? this.#terms(call) : this.#infix();
    }
    if (this.#after(t.Bang)) return this.#relations(ranks.names);
    if (this.#last?.image === "except") return this.#relations(ranks.names);
    if (this.#after(...beforeLiteral) || this.#last?.image === "require") return this.#literals();
    if (this.#after(...beforeTerm)) return this.#terms();
    if (this.#after(t.RightParenthesis)) return [this.#word("except"), ...this.#infix()];
    return this.#infix();
  }

  #isOperand(): boolean {
    return this.#after(t.LeftParenthesis, t.Comma, ...beforeTerm);
  }

  #literals(): readonly CompletionItem[] {
    return [
      ...this.#relations(ranks.good),
      ...this.#variables(null, ranks.names),
      ...this.#applicable(),
      wordItem(
        "contains",
        vocabulary.rules.contains,
        "functor",
        ranks.terms,
        "contains(${1:part}, ${2:whole})",
      ),
      wordItem("match", vocabulary.rules.match, "functor", ranks.terms, "match(${1:regex}, ${2:text})"),
      this.#word("true"),
      this.#word("false"),
    ];
  }

  /** Terms, the variables first; at an argument those that its column can hold before the others. */
  #terms(call?: OpenCall): readonly CompletionItem[] {
    const name = call?.name ?? this.#open.at(-1)?.name ?? null;
    const argument = call?.argument ?? this.#open.at(-1)?.argument ?? 0;
    const column = name === null ? undefined : this.#view.program.relations.get(name)?.columns[argument];
    const variables = this.#variables(column?.value ?? null, ranks.best);
    const isNew = column !== undefined && !variables.some(({ label }) => label === column.name);
    return [
      ...variables,
      ...(isNew
        ? [nameItem(column.name, "variable", ranks.names, `a new variable, for ${column.text}`)]
        : []),
      ...this.#applicable(),
    ];
  }

  #variables(value: ValueType | null, rank: number): readonly CompletionItem[] {
    const before = variablesOf(this.#scopeBefore(), this.#view.program);
    const after = variablesOf(this.#around.after, this.#view.program);
    return [...new Set([...before.keys(), ...after.keys()])].map((name) => {
      const held = before.get(name) ?? after.get(name) ?? null;
      const isOther = value !== null && held !== null && held !== value;
      return nameItem(name, "variable", isOther ? ranks.misfits : rank, held ?? "");
    });
  }

  /** The tokens whose variables are in scope: in an operation, those of its name are not. */
  #scopeBefore(): readonly Token[] {
    return this.#clause.directive === null ? this.#tokens : this.#tokens.slice(2);
  }

  #applicable(): readonly CompletionItem[] {
    const isBare = this.#around.isApplied;
    const applied = [...functors.keys(), "as"].filter(
      (name) => /^[a-z]/.test(name) && Object.hasOwn(vocabulary.functors, name),
    );
    return [
      ...applied.map((name) => {
        const meaning = meaningIn(vocabulary.functors, name);
        const rank = /^[fiu]to[fiu]$/.test(name) ? ranks.last : ranks.terms;
        return wordItem(name, meaning, "functor", rank, isBare ? null : functorSnippet(name, meaning));
      }),
      ...Object.entries(vocabulary.aggregates)
        .filter(([name]) => name !== "min" && name !== "max")
        .map(([name, meaning]) => wordItem(name, meaning, "functor", ranks.terms, aggregateSnippet(name))),
      wordItem("min : { … }", vocabulary.aggregates.min, "functor", ranks.terms, aggregateSnippet("min")),
      wordItem("max : { … }", vocabulary.aggregates.max, "functor", ranks.terms, aggregateSnippet("max")),
    ];
  }

  #infix(): readonly CompletionItem[] {
    const isBehindTerm =
      this.#last !== undefined &&
      (isName(this.#last.tokenType) || this.#after(t.NumberLiteral, t.RightParenthesis));
    return isBehindTerm ? infixWords.map((word) => this.#word(word, ranks.last)) : [];
  }

  // Operations

  #inOperation(): readonly CompletionItem[] {
    const step = this.#step();
    if (step === null) {
      if (this.#after(t.Colon)) return this.#types(true);
      if (this.#after(t.At)) return this.#boundaries();
      return this.#after(t.RightParenthesis) ? [this.#word("at")] : [];
    }
    const [first] = step;
    if (first === undefined)
      return [...this.#effects(), wordItem("require", vocabulary.effects.require, "keyword", ranks.good)];
    return first.image === "require" ? this.#inBody() : this.#inEffect(step);
  }

  /** The tokens of the step or statement that the word stands in; null before the braces. */
  #step(): readonly Token[] | null {
    const brace = this.#tokens.findIndex(({ tokenType }) => tokenType === t.LeftBrace);
    if (brace < 0) return null;
    const end = this.#tokens.findLastIndex(({ tokenType }) => tokenType === t.Dot);
    return this.#tokens.slice(Math.max(brace, end) + 1);
  }

  /** What an effect can begin with. */
  #effects(): readonly CompletionItem[] {
    const { effects } = vocabulary;
    const words = [
      wordItem("insert", effects.insert, "keyword", ranks.good),
      wordItem("delete", effects.delete, "keyword", ranks.good),
      wordItem(
        "transfer",
        effects.transfer,
        "keyword",
        ranks.names,
        "transfer ${1:1} of ${2:counter} to ${3:replica}",
      ),
    ];
    const written = this.#all().flatMap((relation) => {
      const form = writtenForm(relation);
      return form === null ? [] : [relationItem(relation, this.#view, ranks.names, this.#formOf(form))];
    });
    return [...words, ...written];
  }

  #inEffect(step: readonly Token[]): readonly CompletionItem[] {
    const word = step[0]?.image ?? "";
    const call = this.#open.at(-1);
    if (call?.bracket === "(") return this.#isOperand() ? this.#terms(call) : this.#infix();
    if (step.length === 1 && word === "insert")
      return [
        ...this.#relations((relation) => insertRank(relation)),
        ...this.#variables("symbol", ranks.names),
      ];
    if (step.length === 1 && word === "delete")
      return [
        ...this.#relations(({ qualifier }) => (qualifier === "orset" ? ranks.good : null)),
        wordItem("from", vocabulary.effects.from, "keyword", ranks.names),
      ];
    const last = this.#last?.image ?? "";
    if (last === "into" || (last === "from" && word === "delete")) return this.#lattice("sequence");
    if (last === "of" && word === "transfer") return this.#lattice("bounded");
    if (
      last === "to" ||
      this.#after(...beforeTerm, t.Increase, t.Decrease, t.Assign) ||
      last === "at" ||
      step.length === 1
    )
      return this.#terms();
    if (word === "transfer")
      return step.some(({ image }) => image === "of") ? [this.#effectWord("to")] : [this.#effectWord("of")];
    if (word === "insert" && !step.some(({ image }) => image === "into")) return [this.#effectWord("into")];
    return word === "insert" || word === "delete" ? [this.#effectWord("at")] : [];
  }

  #effectWord(word: "to" | "of" | "into" | "at"): CompletionItem {
    return wordItem(word, vocabulary.effects[word], "keyword", ranks.good);
  }

  /** The relations with a lattice, with their keys alone. */
  #lattice(kind: string): readonly CompletionItem[] {
    return this.#all()
      .filter(({ columns }) => columns.at(-1)?.lattice === kind)
      .map((relation) =>
        relationItem(relation, this.#view, ranks.best, this.#formOf({ count: relation.keyCount })),
      );
  }

  // Scenarios

  #inScenario(): readonly CompletionItem[] {
    const whole = this.#step();
    if (whole === null) return [];
    const repeats =
      whole[0]?.image === "repeat" ? whole.findIndex(({ tokenType }) => tokenType === t.Colon) : -1;
    const statement = repeats < 0 ? whole : whole.slice(repeats + 1);
    const [first] = statement;
    if (first === undefined)
      return statementSnippets.map(([word, snippet]) =>
        wordItem(word, meaningIn(vocabulary.statements, word), "keyword", ranks.good, snippet),
      );
    const colon = statement.findIndex(({ tokenType }) => tokenType === t.Colon);
    const inside = statement.slice(colon + 1);
    switch (first.image) {
      case "at":
      case "everywhere":
        if (colon >= 0) return this.#inAction(inside, first.image === "at");
        return first.image === "at" && statement.length === 1 ? this.#replicas() : [];
      case "latency":
      case "partition":
      case "crash":
      case "recover":
        return this.#after(t.Equal) || statement.some(({ tokenType }) => tokenType === t.Equal)
          ? []
          : this.#replicas();
      case "network":
        if (this.#after(t.Equal)) return valuesOf(this.#tokens.at(-2)?.image ?? "");
        return this.#after(t.Comma) || statement.length === 1
          ? networkSettings.map((word) =>
              wordItem(word, meaningIn(vocabulary.settings, word), "setting", ranks.good, `${word} = \${1}`),
            )
          : [];
      case "seal": {
        const sealing = new Set(this.#view.program.seals.map(({ by }) => by));
        return statement.length === 1
          ? this.#relations((relation) => (sealing.has(relation) ? ranks.best : null))
          : [];
      }
      case "expect":
        return this.#inExpectation(statement, colon, inside);
      default:
        return [];
    }
  }

  #inAction(action: readonly Token[], isAtReplica: boolean): readonly CompletionItem[] {
    if (action.length > 0) return this.#inEffect(action);
    const operations = [...this.#view.program.operations.values()].map((operation) =>
      operationItem(operation, this.#view, ranks.best, this.#around.isApplied),
    );
    return [...(isAtReplica ? operations : []), ...this.#effects()];
  }

  #inExpectation(
    statement: readonly Token[],
    colon: number,
    inside: readonly Token[],
  ): readonly CompletionItem[] {
    const { statements } = vocabulary;
    if (this.#open.at(-1)?.bracket === "(") return [];
    const last = this.#last?.image ?? "";
    if (last === "holds" || last === "violated")
      return this.#view.program.invariants.map(({ name }) => nameItem(name, "invariant", ranks.best));
    if (last === "at") return this.#replicas();
    if ((colon >= 0 && inside.length === 0) || this.#after(t.Bang)) return this.#relations(ranks.names);
    if (statement.length > 1) return [];
    const words = ["at", "converged", "diverged", "refused", "holds", "violated"] as const;
    return [
      ...words.map((word) => wordItem(word, statements[word], "keyword", ranks.good)),
      ...this.#relations(ranks.names),
    ];
  }

  // Names

  #all(): readonly Relation[] {
    return [...this.#view.program.relations.values()];
  }

  /** The relations by their ranks; null for one that does not fit. */
  #relations(
    rank: number | ((relation: Relation) => number | null),
    form: RelationForm = {},
  ): readonly CompletionItem[] {
    return this.#all().flatMap((relation) => {
      const own = typeof rank === "number" ? rank : rank(relation);
      return own === null ? [] : [relationItem(relation, this.#view, own, this.#formOf(form))];
    });
  }

  #formOf(form: RelationForm): RelationForm {
    return this.#around.isApplied ? { ...form, isNamed: true } : form;
  }

  #boundaries(): readonly CompletionItem[] {
    return [...this.#view.program.boundaries.values()].map(({ name, protocol }) =>
      nameItem(name, "boundary", ranks.best, `by ${protocol.kind}`),
    );
  }

  /** The replicas of the scenario that is being written, or of all where none is. */
  #replicas(): readonly CompletionItem[] {
    const own = replicasIn(this.#tokens);
    const names =
      this.#clause.directive === ".scenario" && own.length > 0
        ? own
        : this.#view.program.scenarios.flatMap(({ syntax }) =>
            syntax.statements.flatMap((one) =>
              one.kind === "replicas" ? one.names.map(({ text }) => text) : [],
            ),
          );
    return [...new Set(names)].map((name) => nameItem(name, "replica", ranks.best));
  }

  #word(word: keyof typeof vocabulary.rules, rank: number = ranks.words): CompletionItem {
    return wordItem(word, vocabulary.rules[word], "keyword", rank);
  }
}

const beforeLiteral: readonly unknown[] = [
  t.If,
  t.Comma,
  t.Semicolon,
  t.LeftBrace,
  t.LeftParenthesis,
  t.Colon,
  t.Implies,
];

const beforeTerm: readonly unknown[] = [
  ...[
    t.Equal,
    t.NotEqual,
    t.Less,
    t.LessOrEqual,
    t.Greater,
    t.GreaterOrEqual,
    t.Plus,
    t.Minus,
    t.Star,
    t.Slash,
  ],
  ...[
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
    t.Bnot,
    t.Lnot,
  ],
  ...[t.Count, t.Sum, t.Mean],
];

const infixWords = ["band", "bor", "bxor", "bshl", "bshr", "bshru", "land", "lor", "lxor"] as const;

const directiveSnippets: readonly (readonly [string, string | null])[] = [
  [".decl", ".decl ${1:relation}(${2:column}: ${3:symbol})"],
  [".type", ".type ${1:Name} <: ${2:symbol}"],
  [".input", ".input ${1:relation}"],
  [".output", ".output ${1:relation}"],
  [".printsize", ".printsize ${1:relation}"],
  [".limitsize", ".limitsize ${1:relation}(n=${2:10})"],
  [".include", '.include "${1:file.dl}"'],
  [".pragma", null],
  [".plan", null],
  [".number_type", null],
  [".symbol_type", null],
  [".seal", ".seal ${1:relation}(${2:column}) by ${3:closed}"],
  [".boundary", ".boundary ${1:name} by ${2:leader}"],
  [".invariant", ".invariant ${1:name}: ${2:left} => ${3:right}."],
  [".operation", ".operation ${1:name}(${2:column}: ${3:symbol}) {\n  ${4:insert}\n}"],
  [".scenario", ".scenario ${1:name} {\n  replicas ${2:a}, ${3:b}.\n  ${4:settle.}\n}"],
];

const statementSnippets: readonly (readonly [string, string | null])[] = [
  ["replicas", "replicas ${1:a}, ${2:b}."],
  ["latency", "latency ${1:a}, ${2:b} = ${3:90}."],
  ["network", null],
  ["everywhere", "everywhere: ${1}"],
  ["at", null],
  ["partition", "partition ${1:a} | ${2:b}."],
  ["heal", "heal."],
  ["crash", null],
  ["recover", null],
  ["seal", null],
  ["run", "run ${1:200}."],
  ["repeat", "repeat ${1:9}: ${2}"],
  ["settle", "settle."],
  ["expect", null],
];

const networkSettings = ["loss", "duplicate", "reorder", "delivery", "timeout"] as const;

const ioSettings: Readonly<Record<string, readonly string[]>> = {
  ".input": ["IO", "filename", "delimiter", "headers", "format"],
  ".output": ["promise", "exact", "IO", "filename", "delimiter", "headers", "format"],
  ".limitsize": ["n"],
};

const settingValues: Readonly<Record<string, string>> = {
  promise: '"${1:eventual}"',
  filename: '"${1:rows.csv}"',
  delimiter: '"${1:,}"',
  headers: "true",
  exact: "true",
};

/** The values of a setting that has a choice of some. */
function valuesOf(setting: string): readonly CompletionItem[] {
  switch (setting) {
    case "promise":
      return Object.entries(vocabulary.promises).map(([word, meaning]) =>
        wordItem(word, meaning, "value", ranks.best, `"${word}"`),
      );
    case "delivery":
      return wordsOf(vocabulary.deliveries, "value", ranks.best);
    case "reorder":
    case "headers":
    case "exact":
      return ["true", "false"].map((word) => nameItem(word, "value", ranks.best));
    case "IO":
      return ["file", "stdout"].map((word) => nameItem(word, "value", ranks.best));
    case "format":
      return ["csv", "jsonl"].map((word) => nameItem(word, "value", ranks.best));
    default:
      return [];
  }
}

function wordsOf(meanings: Meanings, kind: CompletionItem["kind"], rank: number): readonly CompletionItem[] {
  return Object.entries(meanings).map(([word, meaning]) => wordItem(word, meaning, kind, rank));
}

function meaningIn(meanings: Meanings, word: string): Meaning | undefined {
  return Object.hasOwn(meanings, word) ? meanings[word] : undefined;
}

function functorSnippet(name: string, meaning: Meaning | undefined): string {
  const inside = /\(([^)]*)\)/.exec(meaning?.form ?? "")?.[1] ?? "";
  const names = inside
    .replace(/\[.*\]/, "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "" && one !== "…");
  return `${name}(${names.map((one, index) => `\${${index + 1}:${one}}`).join(", ")})`;
}

function aggregateSnippet(name: string): string {
  return name === "count" ? "count : { ${1:body} }" : `${name} \${1:x} : { \${2:body} }`;
}

/** How a base relation whose value is written is written: its keys, a sign, and a value. */
function writtenForm({ kind, columns, keyCount }: Relation): RelationForm | null {
  const column = columns[keyCount];
  if (kind !== "base" || column === undefined) return null;
  const place = keyCount + 1;
  switch (column.lattice) {
    case "gcounter":
    case "pncounter":
    case "bounded":
      return { count: keyCount, behind: ` += \${${place}:1}` };
    case "lww":
    case "mv": {
      const values = columns.slice(keyCount).map(({ name }, index) => `\${${place + index}:${name}}`);
      return {
        count: keyCount,
        behind: ` := ${values.length === 1 ? values.join("") : `(${values.join(", ")})`}`,
      };
    }
    case "sequence":
    case "max":
    case "min":
    case null:
      return null;
  }
}

function insertRank({ kind, qualifier, columns, keyCount }: Relation): number | null {
  const lattice = columns[keyCount]?.lattice ?? null;
  if (qualifier === "static" || (lattice !== null && lattice !== "max" && lattice !== "min")) return null;
  return kind === "base" ? ranks.best : ranks.last;
}

/** The names behind the word `replicas`. */
function replicasIn(tokens: readonly Token[]): readonly string[] {
  const first = tokens.findIndex(({ tokenType }) => tokenType === t.Replicas);
  if (first < 0) return [];
  const names: string[] = [];
  for (const { tokenType, image } of tokens.slice(first + 1)) {
    if (tokenType === t.Dot) break;
    if (isName(tokenType)) names.push(image);
  }
  return names;
}
