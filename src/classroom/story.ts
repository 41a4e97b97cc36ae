import { list, quoted } from "../diagnostics/wording.ts";
import type { Program } from "../model/program.ts";
import type { RecordedRun } from "../replication/recorded-run.ts";
import type * as Syntax from "../syntax/tree.ts";
import { spoken } from "./replica-names.ts";

/** A run that is told. */
export interface ToldRun {
  readonly run: RecordedRun;
  readonly program: Program;
  /** The facts that stand before its scenario. */
  readonly given: readonly string[];
}

/**
 * A run in plain words, a paragraph for each phase: what all know, what each does while it cannot
 * hear the others, and what is there once they have merged. What is said to have held is what the
 * run's expectations found.
 */
export function storyOf({ run, program, given }: ToldRun): readonly string[] {
  const scenario = program.scenarios.find(({ name }) => name === run.name);
  if (scenario === undefined) return [];
  const teller = new Teller(scenario.source.text, run, given);
  for (const statement of scenario.syntax.statements) teller.tell(statement);
  return teller.paragraphs();
}

class Teller {
  readonly #text: string;
  readonly #run: RecordedRun;
  readonly #known: string[];
  readonly #done: string[][] = [[]];
  /** Which replicas hear each other; null while all do. */
  #sides: readonly (readonly string[])[] | null = null;
  #isBegun = false;
  /** Whether replicas were apart, so that what is there now is what their merge left. */
  #isMerged = false;
  #expects = 0;
  /** What was acted upon: whether the row was there, by its text. */
  readonly #actedOn = new Map<string, { readonly there: boolean; readonly at: string }>();
  #cutAt: string[] = [];
  /** The row that was spoken of last. */
  #last = "";

  constructor(text: string, run: RecordedRun, given: readonly string[]) {
    this.#text = text;
    this.#run = run;
    this.#known = [...given];
  }

  paragraphs(): readonly string[] {
    const opening =
      this.#known.length === 0
        ? "At first nobody knows anything beyond what the rules say."
        : `At first everybody knows this: ${list(this.#known.map(quoted))}.`;
    return [opening, ...this.#done.map((sentences) => sentences.join(" ")).filter((text) => text !== "")];
  }

  tell(statement: Syntax.Statement): void {
    switch (statement.kind) {
      case "replicas":
      case "latency":
      case "network":
        return;
      case "run":
        if (!this.#isBegun) this.#flushKnown();
        return;
      case "everywhere":
        this.#known.push(this.#fact(statement.action));
        return;
      case "at":
        this.#act(statement.replica.text, statement.action);
        return;
      case "seal":
        this.#say(`${quoted(this.#words(statement.atom))} is asked for.`);
        return;
      case "partition":
        this.#cut(statement.sides.map((side) => side.map(({ text }) => text)));
        return;
      case "heal":
        this.#merge();
        return;
      case "settle":
        if (!this.#isBegun) this.#flushKnown();
        return;
      case "crash":
        this.#flushKnown();
        this.#begin();
        this.#say(`${spoken(statement.replica.text)} goes down.`);
        return;
      case "recover":
        this.#say(`${spoken(statement.replica.text)} is back.`);
        return;
      case "repeat":
        this.#say(`${this.#words(statement.statement)} (${this.#words(statement.times)} times).`);
        return;
      case "expect": {
        const held = this.#run.expects[this.#expects] === true;
        this.#expects += 1;
        if (held) this.#expect(statement.expectation);
        return;
      }
    }
  }

  #say(sentence: string): void {
    this.#done.at(-1)?.push(sentence);
  }

  #begin(): void {
    this.#isBegun = true;
  }

  /** What was done before the replicas part is what all know. */
  #flushKnown(): void {
    this.#known.push(...this.#cutAt);
    this.#cutAt = [];
  }

  #act(replica: string, action: Syntax.Action): void {
    if (!this.#isBegun) {
      this.#cutAt.push(this.#fact(action));
      return;
    }
    const words = this.#words(action);
    const refused = this.#run.trace.some(
      (entry) => entry.kind === "refused" && entry.replica === replica && entry.text.startsWith(`${words}:`),
    );
    const deaf = this.#deafTo(replica);
    const unheard =
      deaf.length === 0
        ? ""
        : `, and ${list(deaf.map(spoken))} ${deaf.length === 1 ? "does" : "do"} not hear of it`;
    const at = spoken(replica);
    this.#say(refused ? `${at} refuses ${quoted(words)}.` : `${at} ${this.#deed(action)}${unheard}.`);
  }

  #deed(action: Syntax.Action): string {
    if (action.kind === "insert") return `adds ${quoted(this.#words(action.atom))}`;
    if (action.kind === "delete") return `takes out ${quoted(this.#words(action.atom))}`;
    return `does ${quoted(this.#words(action))}`;
  }

  /** What is there afterwards, where that is what was written. */
  #fact(action: Syntax.Action): string {
    return this.#words(action.kind === "insert" ? action.atom : action);
  }

  #deafTo(replica: string): readonly string[] {
    const side = this.#sides?.find((one) => one.includes(replica));
    return side === undefined ? [] : this.#run.replicas.filter((one) => !side.includes(one));
  }

  #cut(sides: readonly (readonly string[])[]): void {
    this.#flushKnown();
    this.#begin();
    this.#sides = sides;
    const [one = [], other = []] = sides;
    const cut =
      sides.length === 2
        ? `${sideText(one)} and ${sideText(other)} cannot hear each other`
        : `${sides.map(sideText).join("; ")} cannot hear each other`;
    this.#done.push([`Then the network is cut: ${cut}.`]);
  }

  #merge(): void {
    if (this.#sides === null) {
      this.#flushKnown();
      this.#begin();
      return;
    }
    this.#sides = null;
    this.#isMerged = true;
    this.#done.push(["The network is whole again, and the replicas merge what they know."]);
  }

  #expect(expectation: Syntax.Expectation): void {
    switch (expectation.kind) {
      case "row":
        this.#expectRow(expectation);
        return;
      case "diverged":
        this.#say("Everything has been delivered, and still they do not have the same rows.");
        return;
      case "converged":
        this.#say("All have the same rows.");
        return;
      case "holds":
        this.#say(`${quoted(expectation.invariant.text)} holds everywhere.`);
        return;
      case "violated":
        this.#say(
          `${this.#isMerged ? "Now" : "At the end"} ${quoted(expectation.invariant.text)} is broken, although every replica kept it.`,
        );
        return;
      case "refused":
        return;
    }
  }

  #expectRow({ replica, negated, atom }: Syntax.Expectation & { readonly kind: "row" }): void {
    const row = this.#words(atom);
    const acted = this.#actedOn.get(row);
    const it = this.#last === row ? "it" : quoted(row);
    this.#last = row;
    if (replica === null) {
      const now = negated ? "is gone" : "is there";
      if (acted === undefined) this.#say(`${quoted(row)} ${negated ? "is nowhere" : "is everywhere"}.`);
      else if (acted.there === negated)
        this.#say(
          `${quoted(row)} ${now}. ${spoken(acted.at)} had acted on ${acted.there ? "it" : "its absence"}, and nobody can call that back.`,
        );
      else this.#say(`${quoted(row)} is ${negated ? "still missing" : "still there"}.`);
      return;
    }
    const at = spoken(replica.text);
    if (acted === undefined) {
      this.#actedOn.set(row, { there: !negated, at: replica.text });
      this.#say(
        negated
          ? `${at} looks for ${quoted(row)} and finds none. Somebody acts on that.`
          : `${at} shows ${quoted(row)}. Somebody reads it and acts on it.`,
      );
    } else if (acted.there === negated) this.#say(`${at} ${negated ? "does not show" : "shows"} ${it}.`);
    else this.#say(negated ? `${at} finds none either.` : `${at} shows ${it} too.`);
  }

  #words({ span }: { readonly span: Syntax.Name["span"] }): string {
    return this.#text.slice(span.start, span.end).replaceAll(/\s+/g, " ").replace(/\.$/, "");
  }
}

function sideText(side: readonly string[]): string {
  return list(side.map(spoken));
}
