import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkProgram } from "../../../src/diagnostics/check.ts";
import { Evaluation } from "../../../src/engine/evaluation.ts";
import { Cluster } from "../../../src/replication/cluster.ts";
import { factsGiven, localProgram } from "../../../src/replication/local-program.ts";
import type { Message } from "../../../src/replication/message.ts";
import type { Replica } from "../../../src/replication/replica.ts";
import { runScenario } from "../../../src/replication/scenario-run.ts";
import { decodeMessage, encodeMessage } from "../../../src/replication/wire/encode-message.ts";
import { UnreadableBytes } from "../../../src/replication/wire/unreadable-bytes.ts";
import { wireFormat } from "../../../src/replication/wire/wire-format.ts";
import { parse } from "../../../src/syntax/parse.ts";
import { fuzzRuns } from "../../syntax/fuzz-runs.ts";
import { checked, damaged, resealed } from "./damaged.ts";

/*
 * Messages of all kinds, as replicas send them in scenarios, and then damaged: a replica refuses
 * them and is as it was. 100,000 times by
 *
 *     CALM_FUZZ_RUNS=100000 npx vitest run test/replication/wire/hostile-messages.test.ts
 */

const folder = new URL("../scenarios/", import.meta.url);

/** As many of each kind are taken from a file. */
const perKind = 20;

const files = readdirSync(folder)
  .filter((name) => name.endsWith(".dl"))
  .map((path) => {
    const source = { path, text: readFileSync(new URL(path, folder), "utf8") };
    const { program } = checkProgram(parse(source), () => ({ problem: "not found" }), { evidence: false });
    const local = localProgram(program);
    const facts = factsGiven(new Evaluation(program));
    const format = wireFormat(program);
    const messages = new Map<Message["kind"], Uint8Array[]>();
    const observe: NonNullable<Parameters<typeof runScenario>[1]["observe"]> = ({ event }) => {
      if (event.kind !== "message") return;
      const known = messages.get(event.message.kind) ?? [];
      messages.set(event.message.kind, known);
      if (known.length < perKind) known.push(encodeMessage(event.message, format));
    };
    for (const scenario of program.scenarios) runScenario(scenario, { local, facts, seed: 1, observe });
    return { path, local, facts, format, messages: [...messages.values()].flat() };
  });

describe.each(files)("of $path", ({ local, facts, format, messages }) => {
  const cluster = new Cluster({ local, facts, members: ["madrid", "dublin", "oslo"], seed: 1 });
  const replica = cluster.replica("madrid") as Replica;
  const state = (): unknown => [replica.store.toPlain(), replica.store.seen.context(), replica.waitsFor];

  /** Gives the replica what it can read. */
  function receive(bytes: Uint8Array): void {
    const before = state();
    let message: Message;
    try {
      message = decodeMessage(bytes, format);
    } catch (error) {
      expect(error).toBeInstanceOf(UnreadableBytes);
      expect((error as Error).message).toMatch(/\.$/);
      expect(state()).toEqual(before);
      return;
    }
    // A liar knows a right checksum, but cannot make a replica fail.
    replica.receive("dublin", message);
  }

  test("damaged or cut short", () => {
    fc.assert(
      fc.property(fc.constantFrom(...messages), fc.gen(), (bytes, choose) => {
        const other = damaged(bytes, choose);
        fc.pre(Buffer.compare(bytes, other) !== 0);
        expect(() => decodeMessage(other, format)).toThrow(UnreadableBytes);
      }),
      fuzzRuns(300),
    );
  });

  test("damaged, with a right checksum", () => {
    fc.assert(
      fc.property(fc.constantFrom(...messages), fc.gen(), (bytes, choose) => {
        receive(resealed(bytes, (content) => damaged(content, choose)));
      }),
      fuzzRuns(300),
    );
  });

  test("of another version, program or kind, with a right checksum", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...messages),
        fc.nat({ max: 11 }),
        fc.integer({ min: 1, max: 255 }),
        (bytes, at, bits) => {
          const other = checked(bytes.map((byte, i) => (i === at ? byte ^ bits : byte)));
          expect(() => decodeMessage(other, format)).toThrow(UnreadableBytes);
        },
      ),
      fuzzRuns(100),
    );
  });

  test("of chance behind a right head", () => {
    const [first] = messages;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (content) => {
        if (first !== undefined) receive(resealed(first, () => content));
      }),
      fuzzRuns(100),
    );
  });
});
