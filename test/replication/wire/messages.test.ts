import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checkProgram } from "../../../src/diagnostics/check.ts";
import { Evaluation } from "../../../src/engine/evaluation.ts";
import { factsGiven, localProgram } from "../../../src/replication/local-program.ts";
import type { Message } from "../../../src/replication/message.ts";
import { runScenario } from "../../../src/replication/scenario-run.ts";
import { decodeMessage, encodeMessage } from "../../../src/replication/wire/encode-message.ts";
import { UnreadableBytes } from "../../../src/replication/wire/unreadable-bytes.ts";
import { wireFormat } from "../../../src/replication/wire/wire-format.ts";
import { parse } from "../../../src/syntax/parse.ts";

const kinds = new Set<Message["kind"]>();

const folder = new URL("../scenarios/", import.meta.url);

for (const file of readdirSync(folder).filter((name) => name.endsWith(".dl"))) {
  const source = { path: file, text: readFileSync(new URL(file, folder), "utf8") };
  const { program } = checkProgram(parse(source), () => ({ problem: "not found" }), { evidence: false });
  const local = localProgram(program);
  const facts = factsGiven(new Evaluation(program));
  const format = wireFormat(program);

  test(`${file}: every message comes out of its bytes as it was`, () => {
    const observe: NonNullable<Parameters<typeof runScenario>[1]["observe"]> = ({ event }) => {
      if (event.kind !== "message") return;
      kinds.add(event.message.kind);
      const bytes = encodeMessage(event.message, format);
      expect(decodeMessage(bytes, format)).toEqual(event.message);
      expect(encodeMessage(decodeMessage(bytes, format), format)).toEqual(bytes);
    };
    for (const scenario of program.scenarios)
      for (const seed of [1, 2, 3]) runScenario(scenario, { local, facts, seed, observe });
  });
}

test("messages of all kinds were sent", () => {
  expect([...kinds].toSorted()).toEqual([
    ...["accept", "accepted", "answer", "changes", "collect", "collected", "digest", "missing", "nudge"],
    ...["prepare", "promise", "rejected", "request"],
  ]);
});

test("work that speaks of no row of the program is refused", () => {
  const { program } = checkProgram(
    parse({ path: "one.dl", text: ".decl p(x: number, y: symbol)\n" }),
    () => ({
      problem: "not found",
    }),
  );
  const format = wireFormat(program);
  const request = (relation: string, row: readonly number[]): Message => ({
    kind: "request",
    boundary: "b",
    request: "a/1",
    work: { kind: "effects", effects: [{ kind: "insert", relation, row }] },
    deadline: 1,
  });
  const read = (message: Message) => (): Message => decodeMessage(encodeMessage(message, format), format);
  expect(read(request("q", [1, 2]))).toThrow(
    new UnreadableBytes("The message holds what is not a relation: `q`."),
  );
  expect(read(request("p", [1]))).toThrow(new UnreadableBytes("The message holds what is not a row of `p`."));
});
