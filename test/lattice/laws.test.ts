import fc from "fast-check";
import { addition, addWinsSet, removal } from "../../src/lattice/add-wins-set.ts";
import { boundedCounter, creation, spending, transfer } from "../../src/lattice/bounded-counter.ts";
import { growCounter, increment, upDownCounter } from "../../src/lattice/counters.ts";
import { contextOf, dotContext } from "../../src/lattice/dot-context.ts";
import { largest, smallest } from "../../src/lattice/extremes.ts";
import { growSet, insertion } from "../../src/lattice/grow-set.ts";
import { lastWriterRegister } from "../../src/lattice/last-writer-register.ts";
import { multiValueRegister, replacement } from "../../src/lattice/multi-value-register.ts";
import type { Row } from "../../src/lattice/row.ts";
import { insertionAt, removalAt, sequence, visibleElements } from "../../src/lattice/sequence.ts";
import { tick, versionVector } from "../../src/lattice/version-vector.ts";
import { obeysLatticeLaws } from "./laws.ts";

const rows: readonly Row[] = [["a", 1], ["a", -0.5], ["𝒪"]];
const row = (choice: fc.GeneratorValue): Row => pick(choice, rows);
function pick<T>(choice: fc.GeneratorValue, items: readonly T[]): T {
  return items[choice(fc.nat, { max: items.length - 1 })] as T;
}
const amount = (choice: fc.GeneratorValue): number => choice(fc.nat, { max: 3 });
const sites = ["dublin#1", "𝒪slo"] as const;

obeysLatticeLaws({
  lattice: versionVector,
  change: (vector, actor) => new Map([...tick(vector, actor)].filter(([who]) => who === actor)),
});
obeysLatticeLaws({
  lattice: dotContext,
  change: (_, actor, __, choice) => contextOf([{ actor, sequence: 1 + choice(fc.nat, { max: 6 }) }]),
});
obeysLatticeLaws({ lattice: growSet, change: (_, __, ___, choice) => insertion(row(choice)) });
obeysLatticeLaws({
  lattice: addWinsSet,
  change: (set, actor, number, choice) =>
    choice(fc.boolean) ? addition(set, { actor, sequence: number }, row(choice)) : removal(set, row(choice)),
});
obeysLatticeLaws({
  lattice: multiValueRegister,
  change: (register, actor, number, choice) =>
    replacement(register, { actor, sequence: number }, row(choice)),
});
obeysLatticeLaws({
  lattice: lastWriterRegister,
  change: (_, actor, number, choice) => ({
    at: { time: choice(fc.nat, { max: 2 }), count: number, actor },
    value: row(choice),
  }),
});
obeysLatticeLaws({
  lattice: largest,
  change: (_, __, ___, choice) => pick(choice, ["a", "𝒪", -1, 2]),
});
obeysLatticeLaws({
  lattice: smallest,
  change: (_, __, ___, choice) => pick(choice, ["a", "", 0.5, 2]),
});
obeysLatticeLaws({
  lattice: growCounter,
  change: (counter, actor, _, choice) => increment(counter, actor, amount(choice)),
});
obeysLatticeLaws({
  lattice: upDownCounter,
  change: ({ added, taken }, actor, _, choice) =>
    choice(fc.boolean)
      ? { added: increment(added, actor, amount(choice)), taken: new Map() }
      : { added: new Map(), taken: increment(taken, actor, amount(choice)) },
});
obeysLatticeLaws({
  lattice: boundedCounter,
  change: (counter, actor, _, choice) => {
    switch (pick(choice, ["create", "spend", "transfer"] as const)) {
      case "create":
        return creation(counter, actor, amount(choice));
      case "spend":
        return spending(counter, actor, amount(choice));
      case "transfer": {
        const to = pick(choice, sites);
        return to === actor ? null : transfer(counter, actor, to, amount(choice));
      }
    }
  },
});
obeysLatticeLaws({
  lattice: sequence,
  change: (text, actor, _, choice) => {
    const length = visibleElements(text).length;
    const index = choice(fc.nat, { max: length });
    return choice(fc.boolean)
      ? insertionAt(text, actor, index, pick(choice, ["a", "bc", "𝒪x", ""]))
      : removalAt(text, index);
  },
});
