import { present } from "../../base/assert.ts";
import type { Word } from "../../base/sip-hash.ts";
import { unreadable } from "../wire/unreadable-bytes.ts";
import type { WireFormat } from "../wire/wire-format.ts";
import { SymbolStream } from "./coded-symbols.ts";
import { factKey, type Fact, type HashKey } from "./fact-key.ts";
import { decodeReconciliation, encodeReconciliation } from "./reconciliation-message.ts";
import { SetDifference } from "./set-difference.ts";

/*
 * Two who have no history in common find out which facts each lacks, for bytes that grow with the
 * difference alone. One asks for symbols, some more each time, until it knows the difference; then
 * it sends what the other lacks, and asks by their keys for the facts that it lacks itself. What
 * comes is added as one adds facts: it has no dots yet.
 */

/** The most symbols that are taken, and the most that are given, of one reconciliation. */
const symbolsMax = 1 << 20;

/** The side that asks. Facts are distinct. */
export class FactAsker {
  readonly #facts: readonly Fact[];
  readonly #key: HashKey;
  readonly #format: WireFormat;
  readonly #keys: readonly Word[];
  readonly #difference: SetDifference;
  #wanted: ReadonlySet<string> | null = null;
  #received: readonly Fact[] | null = null;

  constructor(facts: readonly Fact[], key: HashKey, format: WireFormat) {
    this.#facts = facts;
    this.#key = key;
    this.#format = format;
    this.#keys = facts.map((fact) => factKey(fact, key));
    this.#difference = new SetDifference(this.#keys, symbolsMax);
  }

  /** How many symbols were needed. */
  get symbols(): number {
    return this.#difference.length;
  }

  /** The facts that were lacked here; null while it is not known. */
  get received(): readonly Fact[] | null {
    return this.#received;
  }

  /** The first message. */
  begin(): Uint8Array {
    return this.#ask();
  }

  /**
   * What to send for what has come; null when all is done. Throws `UnreadableBytes`, and then
   * nothing was received: everything can still be sent in some other way.
   */
  receive(bytes: Uint8Array): Uint8Array | null {
    const message = decodeReconciliation(bytes, this.#format);
    if (message.kind === "symbols" && this.#wanted === null) {
      if (message.from !== this.#difference.length || message.symbols.counts.length === 0)
        return unreadable("These symbols were not asked for.");
      this.#difference.add(message.symbols);
      return this.#difference.isComplete ? this.#settle() : this.#ask();
    }
    if (message.kind !== "facts" || this.#wanted === null) return unreadable("This was not asked for.");
    const came = new Set(message.facts.map((fact) => keyText(factKey(fact, this.#key))));
    if (came.size !== message.facts.length || came.size !== this.#wanted.size)
      unreadable("These are not the facts that were asked for.");
    for (const key of came)
      if (!this.#wanted.has(key)) unreadable("These are not the facts that were asked for.");
    this.#received = message.facts;
    return null;
  }

  /** A fifth more each time: so much too many are sent at most. */
  #ask(): Uint8Array {
    const from = this.#difference.length;
    const count = Math.min(Math.max(16, Math.floor(from / 5)), Math.max(1, symbolsMax - from));
    return encodeReconciliation({ kind: "ask", key: this.#key, from, count }, this.#format);
  }

  #settle(): Uint8Array {
    const wanted = this.#difference.theirs;
    this.#wanted = new Set(wanted.map(keyText));
    const facts = chosen(this.#facts, this.#keys, this.#difference.ours);
    return encodeReconciliation({ kind: "difference", facts, wanted }, this.#format);
  }
}

/** The side that answers, once for each that asks. Facts are distinct. */
export class FactAnswerer {
  readonly #facts: readonly Fact[];
  readonly #format: WireFormat;
  #keys: readonly Word[] = [];
  #stream: SymbolStream | null = null;
  #key: HashKey | null = null;
  #received: readonly Fact[] | null = null;

  constructor(facts: readonly Fact[], format: WireFormat) {
    this.#facts = facts;
    this.#format = format;
  }

  /** The facts that were lacked here; null while it is not known. */
  get received(): readonly Fact[] | null {
    return this.#received;
  }

  /** What to answer. Throws `UnreadableBytes`. */
  receive(bytes: Uint8Array): Uint8Array {
    const message = decodeReconciliation(bytes, this.#format);
    switch (message.kind) {
      case "ask": {
        const { key, from, count } = message;
        const stream = this.#begun(key);
        if (from !== stream.taken) unreadable("Symbols are asked for in another order than theirs.");
        if (from + count > symbolsMax) unreadable("More symbols are asked for than are given.");
        const size = this.#facts.length;
        const symbols = stream.take(count);
        return encodeReconciliation({ kind: "symbols", from, size, symbols }, this.#format);
      }
      case "difference": {
        const facts = chosen(this.#facts, this.#keys, message.wanted);
        if (facts.length !== message.wanted.length) unreadable("A fact is asked for that is not here.");
        this.#received = message.facts;
        return encodeReconciliation({ kind: "facts", facts }, this.#format);
      }
      case "symbols":
      case "facts":
        return unreadable("This was not asked for.");
    }
  }

  #begun(key: HashKey): SymbolStream {
    if (this.#stream === null) {
      this.#key = key;
      this.#keys = this.#facts.map((fact) => factKey(fact, key));
      this.#stream = new SymbolStream(this.#keys);
    }
    if (present(this.#key, "a hash key").map(keyText).join() !== key.map(keyText).join())
      unreadable("Symbols are asked for under another hash key than before.");
    return this.#stream;
  }
}

function chosen(facts: readonly Fact[], keys: readonly Word[], wanted: readonly Word[]): readonly Fact[] {
  if (wanted.length === 0) return [];
  const texts = new Set(wanted.map(keyText));
  return facts.filter((_, i) => texts.has(keyText(present(keys[i], "the key of a fact"))));
}

function keyText({ high, low }: Word): string {
  return `${String(high)}.${String(low)}`;
}
