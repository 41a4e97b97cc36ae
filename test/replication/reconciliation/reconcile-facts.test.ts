import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Chance } from "../../../src/base/chance.ts";
import { checkProgram } from "../../../src/diagnostics/check.ts";
import { rowKey } from "../../../src/lattice/row.ts";
import type { Fact, HashKey } from "../../../src/replication/reconciliation/fact-key.ts";
import { FactAnswerer, FactAsker } from "../../../src/replication/reconciliation/reconcile-facts.ts";
import { UnreadableBytes } from "../../../src/replication/wire/unreadable-bytes.ts";
import { wireFormat } from "../../../src/replication/wire/wire-format.ts";
import { parse } from "../../../src/syntax/parse.ts";
import { damaged, resealed } from "../wire/damaged.ts";
import { fuzzRuns } from "../../syntax/fuzz-runs.ts";

const text = ".decl link(from: symbol, to: symbol)\n.decl open(id: unsigned, what: symbol) orset\n";
const { program } = checkProgram(parse({ path: "facts.dl", text }), () => ({ problem: "not found" }));
const format = wireFormat(program);
const key: HashKey = [
  { high: 1, low: 2 },
  { high: 3, low: 4 },
];

const anyFact: fc.Arbitrary<Fact> = fc.oneof(
  fc.tuple(fc.string(), fc.string()).map((row) => ({ relation: "link", row })),
  fc.tuple(fc.nat(), fc.string()).map((row) => ({ relation: "open", row })),
);
const anyFacts = fc.uniqueArray(anyFact, { maxLength: 60, selector: factText });

test("both have what either had", () => {
  fc.assert(
    fc.property(anyFacts, fc.gen(), (facts, choose) => {
      const parts = facts.map(() => choose(fc.nat, { max: 4 }));
      const [ours, theirs] = [facts.filter((_, i) => parts[i] !== 0), facts.filter((_, i) => parts[i] !== 1)];
      const [asker, answerer] = [new FactAsker(ours, key, format), new FactAnswerer(theirs, format)];
      exchange(asker, answerer);
      expect(texts(asker.received ?? [])).toEqual(texts(facts.filter((_, i) => parts[i] === 0)));
      expect(texts(answerer.received ?? [])).toEqual(texts(facts.filter((_, i) => parts[i] === 1)));
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("about twenty bytes are sent for a differing fact, and the fact itself", () => {
  const all = randomFacts(20_000 + 200);
  const [asker, answerer] = [
    new FactAsker(all.slice(100), key, format),
    new FactAnswerer(all.slice(0, -100), format),
  ];
  const sent = exchange(asker, answerer);
  expect([asker.received?.length, answerer.received?.length]).toEqual([100, 100]);
  expect(asker.symbols).toBeLessThan(400);
  // The facts take about 10 bytes, and the keys of those that are asked for 8 of every second.
  expect(sent / 200).toBeLessThan(45);
});

describe("what is sent is refused, and nothing received", () => {
  const [ours, theirs] = [randomFacts(40).slice(5), randomFacts(35)];

  test("damaged, with a right checksum too", () => {
    fc.assert(
      fc.property(fc.nat({ max: 5 }), fc.boolean(), fc.gen(), (at, isSealed, choose) => {
        const [asker, answerer] = [new FactAsker(ours, key, format), new FactAnswerer(theirs, format)];
        let step = 0;
        const given = (bytes: Uint8Array): Uint8Array => {
          if (step++ !== at) return bytes;
          return isSealed ? resealed(bytes, (content) => damaged(content, choose)) : damaged(bytes, choose);
        };
        try {
          for (let message: Uint8Array | null = asker.begin(); message !== null;)
            message = asker.receive(given(answerer.receive(given(message))));
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableBytes);
          expect(asker.received).toBeNull();
          return;
        }
        // Where the damage was none, or there were fewer messages; or it hit facts that only the other takes.
        expect(texts(asker.received ?? [])).toEqual(texts(randomFacts(5)));
      }),
      fuzzRuns(300),
    );
  });

  test("out of turn", () => {
    const [asker, answerer] = [new FactAsker(ours, key, format), new FactAnswerer(theirs, format)];
    const ask = asker.begin();
    expect(() => asker.receive(ask)).toThrow(new UnreadableBytes("This was not asked for."));
    const symbols = answerer.receive(ask);
    expect(() => answerer.receive(ask)).toThrow(/in another order/);
    expect(() => answerer.receive(symbols)).toThrow(new UnreadableBytes("This was not asked for."));
    asker.receive(symbols);
    expect(() => asker.receive(symbols)).toThrow(UnreadableBytes);
  });
});

function exchange(asker: FactAsker, answerer: FactAnswerer): number {
  let sent = 0;
  for (let message: Uint8Array | null = asker.begin(); message !== null;) {
    const answer = answerer.receive(message);
    sent += message.length + answer.length;
    message = asker.receive(answer);
  }
  return sent;
}

function randomFacts(count: number): readonly Fact[] {
  const chance = new Chance(7);
  const word = (): string =>
    String.fromCharCode(...Array.from({ length: 8 }, () => "a".charCodeAt(0) + chance.below(26)));
  return Array.from({ length: count }, () => ({ relation: "link", row: [word(), word()] }));
}

function texts(facts: readonly Fact[]): readonly string[] {
  return facts.map(factText).toSorted();
}

function factText({ relation, row }: Fact): string {
  return `${relation}(${rowKey(row)}`;
}
