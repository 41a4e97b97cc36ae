import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { constantsOf } from "../../src/playground/cluster/constants.ts";
import {
  offeredActions,
  statementAt,
  type OfferedAction,
} from "../../src/playground/cluster/offered-action.ts";
import type { OpenRun } from "../../src/playground/run-api.ts";
import { RunService } from "../../src/playground/run-service.ts";
import { sound } from "./runs.ts";

const all = `
.decl wish(who: symbol, item: symbol) orset
.decl likes(post: symbol, n: gcounter)
.decl balance(account: number, n: pncounter)
.decl left(product: symbol, n: bounded<0>)
.decl range(room: symbol, lo: lww<number>, hi: lww<number>)
.decl title(doc: symbol, text: mv<symbol>)
.decl doc(name: symbol, text: sequence)
.decl highest(auction: symbol, amount: max<float>)
.decl review_closed(release: symbol)
.seal wish(who) by review_closed
.decl birthday(who: symbol) static
.operation like(post: symbol, n: number) { likes(post) += n. }
`;

test("what can be done fits how each relation is written", async () => {
  const { opened } = await open(all, "rules.dl");
  const texts = offeredActions(opened).map((action) => statementAt("madrid", action, filled(action)));
  expect(texts).toEqual([
    'at madrid: like("x", 1).',
    'at madrid: insert wish("x", "x").',
    'at madrid: delete wish("x", "x").',
    'at madrid: likes("x") += 1.',
    "at madrid: balance(1) += 1.",
    "at madrid: balance(1) -= 1.",
    'at madrid: left("x") += 1.',
    'at madrid: left("x") -= 1.',
    'at madrid: transfer 1 of left("x") to "dublin".',
    'at madrid: range("x") := (1, 1).',
    'at madrid: title("x") := "x".',
    'at madrid: insert "x" into doc("x") at 1.',
    'at madrid: delete from doc("x") at 1.',
    'at madrid: insert highest("x", 1.0).',
    'at madrid: insert review_closed("x").',
  ]);
});

test("everything that is offered is a statement that can be done, in every example", async () => {
  const folder = new URL("../../examples/", import.meta.url);
  const wrong: string[] = [];
  for (const name of ["", ...readdirSync(folder).filter((each) => each.endsWith(".dl"))]) {
    const text = name === "" ? all : readFileSync(new URL(name, folder), "utf8");
    const { service, opened } = await open(text, name);
    for (const action of offeredActions(opened)) {
      const replica = opened.state.replicas[0]?.name ?? "";
      const answer = await service.act(opened.run, statementAt(replica, action, filled(action)));
      if (!("moment" in answer)) wrong.push(`${name}: ${action.label}: ${answer.trouble}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("a deletion takes `_` for any value, and a symbol with signs in it stays one", async () => {
  const { opened } = await open(all, "rules.dl");
  const find = (id: string): OfferedAction => {
    const found = offeredActions(opened).find((action) => action.id === id);
    if (found === undefined) throw new Error(`there is no ${id}`);
    return found;
  };
  expect(statementAt("oslo", find("delete wish"), ["_", "_"])).toBe("at oslo: delete wish(_, _).");
  expect(statementAt("oslo", find("insert wish"), ["_", 'a "b", c). heal.'])).toBe(
    String.raw`at oslo: insert wish("_", "a \"b\", c). heal.").`,
  );
});

test.each([
  ['stock("camera", 1)', ["camera", "1"]],
  [String.raw`note("a, \"b\" (c)", -2.5)`, ['a, "b" (c)', "-2.5"]],
  ["closed()", []],
])("the constants of %s", (fact, constants) => {
  expect(constantsOf(fact)).toEqual(constants);
});

/** Values that fit the fields, whatever rows there are. */
function filled({ fields }: OfferedAction): readonly string[] {
  const values = { symbol: "x", number: "1", unsigned: "1", float: "1.0", replica: "dublin" } as const;
  return fields.map(({ value }) => values[value]);
}

async function open(
  text: string,
  path: string,
): Promise<{ readonly service: RunService; readonly opened: OpenRun }> {
  const service = new RunService();
  const [, own] = /^\s*replicas ([^.]+)\.$/m.exec(text) ?? [];
  const statements = [`replicas ${own ?? "madrid, dublin"}.`];
  const opened = sound(await service.open({ files: [{ path, text }], statements, seed: 1 }));
  await service.seek(opened.run, "end");
  return { service, opened };
}
