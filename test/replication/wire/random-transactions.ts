import fc from "fast-check";
import { checkProgram } from "../../../src/diagnostics/check.ts";
import type { Row, Value } from "../../../src/lattice/row.ts";
import type { Column, Relation } from "../../../src/model/program.ts";
import { isCellKind } from "../../../src/lattice/cell.ts";
import type { Transaction } from "../../../src/replication/change.ts";
import { Draft } from "../../../src/replication/draft.ts";
import { FactStore } from "../../../src/replication/fact-store.ts";
import type { ResolvedEffect } from "../../../src/engine/resolved-effect.ts";
import { wireFormat, type WireFormat } from "../../../src/replication/wire/wire-format.ts";
import { parse } from "../../../src/syntax/parse.ts";

const { program } = checkProgram(
  parse({
    path: "all-kinds.dl",
    text: `
.decl link(from: symbol, to: symbol)
.decl measured(at: number, value: float, by: symbol) 
.decl open(id: unsigned, what: symbol) orset
.decl best(of: symbol, score: max<number>, least: min<float>)
.decl visits(page: symbol, n: gcounter)
.decl stock(item: symbol, n: pncounter)
.decl seats(flight: number, n: bounded<0>)
.decl title(of: symbol, text: lww<symbol>, size: lww<number>)
.decl color(of: symbol, value: mv<symbol>)
.decl body(of: symbol, text: sequence)
.decl closed(id: unsigned)
.seal open(id) by closed
`,
  }),
  () => ({ problem: "not found" }),
  { evidence: false },
);

const relations: readonly Relation[] = [...program.relations.values()];

/** Of a program with relations of all kinds. */
export const format: WireFormat = wireFormat(program, 1 << 20);

export function emptyStore(): FactStore {
  return new FactStore(relations);
}

const texts = ["", "a", "ab", "abc", '\u0000,"', "𝒪slo", "münchen", "長い"] as const;
const actors = ["dublin", "dublin#1", "𝒪slo"] as const;

/** What replicas write that exchange their transactions now and then, in the order in which it was written. */
export const arbitraryTransactions: fc.Arbitrary<readonly Transaction[]> = fc
  .tuple(fc.nat({ max: 12 }), fc.gen())
  .map(([count, choose]) => written(count, choose));

function written(count: number, choose: fc.GeneratorValue): readonly Transaction[] {
  const stores = actors.map(emptyStore);
  const all: Transaction[] = [];
  for (let i = 0; i < count; i++) {
    const at = choose(fc.nat, { max: actors.length - 1 });
    const [store, actor] = [stores[at] as FactStore, actors[at] as string];
    if (choose(fc.nat, { max: 3 }) === 0) for (const one of all) store.apply(one);
    const draft = new Draft(store, {
      actor,
      members: actors,
      timestamp: () => ({ time: i, count: choose(fc.nat, { max: 2 }), actor }),
    });
    for (let left = choose(fc.nat, { max: 5 }); left >= 0; left--) {
      const relation = pick(choose, relations);
      if (relation.name === "closed" && choose(fc.boolean))
        draft.change({ kind: "vote", relation: "closed", row: [i], seen: store.seen.context() });
      else draft.do(effectOn(relation, choose));
    }
    const request = choose(fc.boolean) ? `${actor}/${String(i)}` : null;
    const made = draft.finish(choose(fc.boolean) ? "counter" : null, request);
    if (made !== null) all.push(made);
  }
  return all;
}

function effectOn(
  { name, columns, keyCount, qualifier }: Relation,
  choose: fc.GeneratorValue,
): ResolvedEffect {
  const kind = columns[keyCount]?.lattice ?? null;
  const rowOf = (some: readonly Column[]): Row => some.map((column) => valueOf(column, choose));
  const key = rowOf(columns.slice(0, keyCount));
  if (!isCellKind(kind)) {
    if (qualifier !== "orset" || choose(fc.boolean))
      return { kind: "insert", relation: name, row: rowOf(columns) };
    return { kind: "delete", relation: name, pattern: [null, pick(choose, [null, "a", "ab"])] };
  }
  switch (kind) {
    case "gcounter":
    case "pncounter":
    case "bounded":
      if (kind === "bounded" && choose(fc.boolean))
        return { kind: "transfer", relation: name, key, amount: choose(fc.nat, { max: 3 }), to: "dublin" };
      return {
        kind: "add",
        relation: name,
        key,
        amount: choose(fc.nat),
        sign: pick(choose, [1, -1]),
      };
    case "lww":
    case "mv":
      return { kind: "write", relation: name, key, values: rowOf(columns.slice(keyCount)) };
    case "sequence":
      return choose(fc.boolean)
        ? { kind: "splice-in", relation: name, key, text: pick(choose, ["x", "yz", "𝒪"]), index: 0 }
        : { kind: "splice-out", relation: name, key, index: choose(fc.nat, { max: 2 }) };
  }
}

function valueOf({ value, lattice }: Column, choose: fc.GeneratorValue): Value {
  switch (value) {
    case "symbol":
      // Half a pair is a text in a column, and none in the CBOR that registers are sent in.
      return pick(choose, [...texts, lattice === null ? "\ud800" : ""]);
    case "number":
      return choose(fc.boolean) ? choose(fc.integer, { min: -3, max: 3 }) : choose(fc.maxSafeInteger);
    case "unsigned":
      return choose(fc.nat, { max: 5 });
    case "float":
      // The sign of a zero is no part of a value.
      return choose(fc.double, { noNaN: true }) + 0;
  }
}

function pick<const T>(choose: fc.GeneratorValue, items: readonly T[]): T {
  return items[choose(fc.nat, { max: items.length - 1 })] as T;
}
