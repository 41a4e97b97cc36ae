import type { Span } from "../base/source.ts";
import { functors } from "../model/functors.ts";
import { endsOperand, Facts } from "../syntax/facts-token.ts";
import { readFacts } from "../syntax/facts.ts";
import { tokenize, type Tokens } from "../syntax/lexer.ts";
import { beginsColumn } from "../syntax/line-beginning.ts";
import * as t from "../syntax/tokens.ts";
import { endOf, isDirective, isName } from "../syntax/tokens.ts";
import type { Item, SyntaxTree } from "../syntax/tree.ts";
import type { NameKind, Occurrence } from "./occurrence.ts";

/**
 * The names in what the parser could not read of a tree: half-typed items, and half-typed steps and
 * statements of blocks. What they name is judged by the words and signs around them, so that a rule
 * still finds the relation whose declaration is being written.
 */
export function unreadNames(tree: SyntaxTree): readonly Occurrence[] {
  if (tree.errors.length === 0) return [];
  const { text } = tree.source;
  const found: Occurrence[] = [];
  for (const gap of gapsOf(tree)) {
    const inside = text.slice(gap.start, gap.end);
    if (/[\w?]/.test(inside)) new GapReader(gap, tokenize(inside).tokens, inside, found).read();
  }
  return found;
}

/** A stretch of text between what was read, and the block that it lies in. */
interface Gap extends Span {
  readonly block: Extract<Item, { kind: "operation" | "scenario" }> | null;
}

function gapsOf(tree: SyntaxTree): readonly Gap[] {
  const gaps: Gap[] = [];
  let end = 0;
  const until = (next: Span, block: Gap["block"] = null): void => {
    if (next.start > end) gaps.push({ start: end, end: next.start, block });
    end = Math.max(end, next.end);
  };
  for (const item of tree.items) {
    if (item.kind === "operation" || item.kind === "scenario") {
      until({ start: item.span.start, end: headEnd(item) });
      for (const { span } of item.kind === "operation" ? item.steps : item.statements) until(span, item);
      until({ start: item.span.end, end: item.span.end }, item);
    } else until(item.span);
  }
  const length = tree.source.text.length;
  until({ start: length, end: length });
  return gaps;
}

/** The end of the last name before the brace of a block. */
function headEnd(item: Extract<Item, { kind: "operation" | "scenario" }>): number {
  if (item.kind === "scenario") return item.name.span.end;
  const last = item.boundary ?? item.parameters.at(-1)?.type ?? item.name;
  return last.span.end;
}

type Token = Tokens["tokens"][number];
type Role = Occurrence["role"];

/** Reads the tokens of one gap, clause by clause. */
class GapReader {
  readonly #gap: Gap;
  readonly #tokens: readonly Token[];
  readonly #text: string;
  readonly #found: Occurrence[];
  /** The word of the directive that the clause begins with. */
  #directive: string | null = null;
  /** To what the variables of the clause belong, or the replicas of the scenario. */
  #scope: Span;
  /** How many names the clause has had. */
  #count = 0;
  /** The relations that the clause declares, or the one that it seals. */
  #relations: string[] = [];
  #depth = 0;
  #isBody: boolean;

  constructor(gap: Gap, tokens: readonly Token[], text: string, found: Occurrence[]) {
    this.#gap = gap;
    this.#tokens = tokens;
    this.#text = text;
    this.#found = found;
    this.#scope = gap.block?.span ?? { start: gap.start + (tokens[0]?.startOffset ?? 0), end: gap.end };
    this.#isBody = gap.block !== null;
  }

  read(): void {
    for (const [index, token] of this.#tokens.entries()) {
      const type = token.tokenType;
      if (this.#beginsClause(token, index)) this.#begin(null, token);
      if (isDirective(type)) this.#begin(token.image.slice(1), token);
      else if (type === t.Dot) this.#end(token);
      else if (type === t.LeftParenthesis) this.#depth++;
      else if (type === t.RightParenthesis) this.#depth--;
      else if (type === t.If || type === t.LeftBrace) this.#isBody = true;
      else if (type === Facts) this.#facts(token);
      else if (isName(type)) this.#name(token, index);
    }
  }

  #begin(directive: string | null, token: Token): void {
    this.#directive = directive;
    this.#scope = this.#spanOf(token);
    this.#count = 0;
    this.#relations = [];
    this.#depth = 0;
    this.#isBody = false;
  }

  /** Whether the clause before was left unfinished: at a name with arguments that begins its line. */
  #beginsClause({ tokenType, startOffset }: Token, index: number): boolean {
    if (!isName(tokenType) || this.#tokens[index + 1]?.tokenType !== t.LeftParenthesis) return false;
    if (this.#blockKind() !== null || !beginsColumn(this.#text, startOffset)) return false;
    return endsOperand(this.#tokens[index - 1]);
  }

  /** At a full stop. */
  #end(token: Token): void {
    if (this.#blockKind() === null) this.#begin(null, token);
    else this.#depth = 0;
  }

  /** The kind of the block whose steps are being read. */
  #blockKind(): "operation" | "scenario" | null {
    if (this.#gap.block !== null) return this.#gap.block.kind;
    if (!this.#isBody) return null;
    return this.#directive === "operation" || this.#directive === "scenario" ? this.#directive : null;
  }

  #facts(token: Token): void {
    const span = { start: token.startOffset, end: endOf(token) };
    const run = { kind: "facts", count: Number(token.payload), span } as const;
    readFacts({ path: "", text: this.#text }, run, ({ relation, nameStart }) => {
      const start = this.#gap.start + nameStart;
      this.#add("relation", relation, { start, end: start + relation.length }, "write");
    });
  }

  #name(token: Token, index: number): void {
    const before = this.#tokens[index - 1]?.tokenType;
    const after = this.#tokens[index + 1]?.tokenType;
    const first = this.#count++ === 0;
    const add = (kind: NameKind, role: Role = "read"): void =>
      this.#add(kind, token.image, this.#spanOf(token), role);
    const isType = before === t.Colon || before === t.Less;
    switch (this.#isBody ? null : this.#directive) {
      case "type":
      case "number_type":
      case "symbol_type":
        add("type", first ? "declaration" : "read");
        return;
      case "decl":
        if (this.#depth > 0) add(isType ? "type" : "column", isType ? "read" : "declaration");
        else if (first || before === t.Comma) {
          this.#relations.push(token.image);
          add("relation", "declaration");
        }
        return;
      case "input":
      case "output":
      case "printsize":
      case "limitsize":
        if (this.#depth === 0) add("relation", this.#directive === "input" ? "write" : "read");
        return;
      case "seal":
        if (this.#depth > 0) add("column");
        else if (first || before === t.By) {
          this.#relations.push(token.image);
          add("relation");
        }
        return;
      case "boundary":
        if (first) add("boundary", "declaration");
        else if (this.#depth > 0 && before !== t.Equal && after !== t.Equal) add("replica");
        return;
      case "operation":
        if (first) add("operation", "declaration");
        else if (before === t.At) add("boundary");
        else if (isType) add("type");
        else if (this.#depth > 0) add("variable", "declaration");
        return;
      case "scenario":
        if (first) add("scenario", "declaration");
        return;
      case "invariant":
        if (first) add("invariant", "declaration");
        else this.#inClause(token, before, after, add);
        return;
      case null:
      default:
        if (this.#blockKind() === "scenario") this.#inScenario(token, before, after, add);
        else this.#inClause(token, before, after, add);
    }
  }

  /** In a rule, an invariant, or a step of an operation. */
  #inClause(
    token: Token,
    before: Token["tokenType"] | undefined,
    after: Token["tokenType"] | undefined,
    add: (kind: NameKind, role?: Role) => void,
  ): void {
    if (after === t.LeftParenthesis) {
      if (!functors.has(token.image) && !BEFORE_PARENTHESIS.has(token.image))
        add("relation", this.#isBody || this.#depth > 0 ? "read" : "write");
    } else if (before === t.At && this.#blockKind() === null) add("boundary");
    else if (token.tokenType === t.Identifier) add("variable");
  }

  #inScenario(
    token: Token,
    before: Token["tokenType"] | undefined,
    after: Token["tokenType"] | undefined,
    add: (kind: NameKind, role?: Role) => void,
  ): void {
    if (after === t.LeftParenthesis) {
      if (!functors.has(token.image)) add("relation", "write");
    } else if (before === t.Holds || before === t.Violated) add("invariant");
    else if (this.#depth === 0 && token.tokenType === t.Identifier && before !== t.Equal && after !== t.Equal)
      add("replica");
  }

  #add(kind: NameKind, name: string, { start, end }: Span, role: Role): void {
    const isLocal = kind === "variable" || (kind === "replica" && this.#directive !== "boundary");
    const relations = kind === "column" ? this.#relations.slice() : [];
    this.#found.push({ kind, name, role, start, end, scope: isLocal ? this.#scope : null, relations });
  }

  #spanOf(token: Token): Span {
    return { start: this.#gap.start + token.startOffset, end: this.#gap.start + endOf(token) };
  }
}

/** Words before a parenthesis that are not applied. */
const BEFORE_PARENTHESIS: ReadonlySet<string> = new Set(["contains", "match", "as", "except", "count"]);
