import { expect, test } from "vitest";
import { checkProgram } from "../../src/diagnostics/check.ts";
import { Cluster } from "../../src/replication/cluster.ts";
import { localProgram } from "../../src/replication/local-program.ts";
import type { Work } from "../../src/replication/message.ts";
import { parse } from "../../src/syntax/parse.ts";

const text = ".decl cart(i: symbol) orset";
const { program } = checkProgram(parse({ path: "cart.dl", text }), () => ({ problem: "not found" }));
const local = localProgram(program);

const add: Work = { kind: "effects", effects: [{ kind: "insert", relation: "cart", row: ["milk"] }] };
const remove: Work = { kind: "effects", effects: [{ kind: "delete", relation: "cart", pattern: ["milk"] }] };

const pairs = [
  ["ana", "bo"],
  ["bo", "ana"],
  ["cy", "ana"],
] as const;

for (const [remover, adder] of pairs) {
  for (const ahead of [remover, adder]) {
    test(`an add of an equal value by ${adder} survives a remove by ${remover}, with the clock of ${ahead} ahead`, () => {
      const cluster = new Cluster({ local, members: ["ana", "bo", "cy"], facts: new Map(), seed: 1 });
      cluster.setSkew(ahead, 60_000);
      cluster.submit("ana", add, "");
      cluster.settle();
      cluster.partition([[remover], ["ana", "bo", "cy"].filter((name) => name !== remover)]);
      cluster.submit(remover, remove, "");
      cluster.submit(adder, add, "");
      cluster.settle();
      const shows = (): readonly boolean[] =>
        cluster.live.map(({ session }) => session.has("cart", ["milk"]));
      expect(shows()).toEqual(["ana", "bo", "cy"].map((name) => name !== remover));
      cluster.heal();
      cluster.settle();
      expect(shows()).toEqual([true, true, true]);
      cluster.submit(remover, remove, "");
      cluster.settle();
      expect(shows()).toEqual([false, false, false]);
    });
  }
}
