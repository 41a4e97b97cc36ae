import { addition, addWinsSet, removal } from "../lattice/add-wins-set.ts";
import { boundedCounter, creation, slackOf, spending } from "../lattice/bounded-counter.ts";
import { balanceOf, growCounter, increment, totalOf, upDownCounter } from "../lattice/counters.ts";
import { largest, smallest } from "../lattice/extremes.ts";
import { growSet, insertion } from "../lattice/grow-set.ts";
import { lastWriterRegister, type LastWriterRegister } from "../lattice/last-writer-register.ts";
import type { Lattice } from "../lattice/lattice.ts";
import { multiValueRegister, replacement, valuesOf } from "../lattice/multi-value-register.ts";
import { insertionAt, sequence, textOf } from "../lattice/sequence.ts";

/** What becomes of three updates, in whichever orders three replicas hear of them. */
export interface OrdersResult {
  /** The replicated type, or the way of taking in a state that is none. */
  readonly name: string;
  readonly isMerge: boolean;
  readonly updates: string;
  /** What all three updates come to. */
  readonly wanted: string;
  /** What a replica may end with, each once. */
  readonly results: readonly string[];
  /** In how many ways the three can hear of the updates, each of one of them twice. */
  readonly ways: number;
  /** In how many of these all three replicas end with the same. */
  readonly agree: number;
  /** In how many they end with what is wanted. */
  readonly right: number;
}

/** Every type of the language, and three ways to take in a number that are no merges. */
export function arrivalOrders(): readonly OrdersResult[] {
  return intakes.map(inAllOrders);
}

/** A way to take in three updates, whatever order they arrive in and however often. */
export interface Intake {
  readonly name: string;
  readonly isMerge: boolean;
  /** What each of the three says. */
  readonly updates: readonly string[];
  readonly wanted: string;
  /** What there is after each of these updates, which are counted from 0. */
  readonly results: (order: readonly number[]) => readonly string[];
}

/** The orders in which one replica can hear of all three updates and of one of them twice: 36. */
export function arrivalSequences(): readonly (readonly number[])[] {
  return sequencesWithOneTwice([0, 1, 2]);
}

const merges: readonly (() => Intake)[] = [
  () =>
    merged(
      growSet,
      ["{x}", "{y}", "{z}"],
      ["x", "y", "z"].map((x) => insertion([x])),
      setText,
    ),
  () =>
    merged(addWinsSet, ["add x", "remove it", "add y"], [addX, removal(addX, ["x"]), addY], ({ facts }) =>
      setText(new Map([...facts].map(([key, { row }]) => [key, row]))),
    ),
  () => merged(largest, ["1", "2", "4"], [1, 2, 4], String),
  () => merged(smallest, ["1", "2", "4"], [1, 2, 4], String),
  () =>
    merged(
      growCounter,
      ["+1", "+2", "+4"],
      ["a", "b", "c"].map((actor, i) => increment(growCounter.bottom, actor, 2 ** i)),
      (counter) => String(totalOf(counter)),
    ),
  () =>
    merged(
      upDownCounter,
      ["+4", "-1", "+2"],
      [
        { added: increment(growCounter.bottom, "a", 4), taken: growCounter.bottom },
        { added: growCounter.bottom, taken: increment(growCounter.bottom, "b", 1) },
        { added: increment(growCounter.bottom, "c", 2), taken: growCounter.bottom },
      ],
      (counter) => String(balanceOf(counter)),
    ),
  () =>
    merged(
      boundedCounter,
      ["5 units", "-1", "+2"],
      [units, spending(units, "a", 1) ?? units, creation(boundedCounter.bottom, "b", 2)],
      (counter) => String(slackOf(counter)),
    ),
  () =>
    merged(
      lastWriterRegister,
      ["red", "then blue", "then tea"],
      ["red", "blue", "tea"].map((value, i) => written(value, i)),
      (register) => String(register?.value[0] ?? ""),
    ),
  () =>
    merged(
      multiValueRegister,
      ["red", "blue on it", "tea"],
      [
        red,
        replacement(red, { actor: "b", sequence: 1 }, ["blue"]),
        replacement(multiValueRegister.bottom, { actor: "c", sequence: 1 }, ["tea"]),
      ],
      (register) =>
        valuesOf(register)
          .map(([value]) => String(value))
          .join(" & "),
    ),
  () =>
    merged(
      sequence,
      ['"a" in front', '"b"', '"c"'],
      ["a", "b", "c"].map((actor) => insertionAt(sequence.bottom, actor, 0, actor) ?? sequence.bottom),
      textOf,
    ),
];

const addX = addition(addWinsSet.bottom, { actor: "a", sequence: 1 }, ["x"]);
const addY = addition(addWinsSet.bottom, { actor: "c", sequence: 1 }, ["y"]);
const units = creation(boundedCounter.bottom, "a", 5);
const red = replacement(multiValueRegister.bottom, { actor: "a", sequence: 1 }, ["red"]);

function written(value: string, time: number): LastWriterRegister {
  return { at: { time, count: 0, actor: "a" }, value: [value] };
}

function setText(set: ReadonlyMap<string, readonly unknown[]>): string {
  return `{${[...set.values()]
    .map(([value]) => String(value))
    .toSorted()
    .join(", ")}}`;
}

const overwritings: readonly (() => Intake)[] = [
  () => numbers("overwrite", (_, heard) => heard),
  () => numbers("keep the larger", (known, heard) => Math.max(known, heard)),
  () => numbers("add up", (known, heard) => known + heard),
];

/** Those of the types first, as `arrivalOrders` has them. */
export const intakes: readonly Intake[] = [...merges, ...overwritings].map((one) => one());

/** A count as one number: three replicas have counted 1, 2 and 4, and tell each other so. */
function numbers(name: string, take: (known: number, heard: number) => number): Intake {
  return {
    name,
    isMerge: false,
    updates: ["1", "2", "4"],
    wanted: "7",
    results: (order) => resultsOf(0, pick([1, 2, 4], order), take, String),
  };
}

function merged<State>(
  lattice: Lattice<State>,
  updates: readonly string[],
  deltas: readonly State[],
  text: (state: State) => string,
): Intake {
  const { name, bottom } = lattice;
  const merge = (known: State, heard: State): State => lattice.merge(known, heard);
  return {
    name,
    isMerge: true,
    updates,
    wanted: text(deltas.reduce(merge, bottom)),
    results: (order) => resultsOf(bottom, pick(deltas, order), merge, text),
  };
}

function pick<T>(items: readonly T[], order: readonly number[]): readonly T[] {
  return order.flatMap((i) => items.slice(i, i + 1));
}

function resultsOf<State>(
  bottom: State,
  updates: readonly State[],
  take: (known: State, heard: State) => State,
  text: (state: State) => string,
): readonly string[] {
  let state = bottom;
  return updates.map((update) => {
    state = take(state, update);
    return text(state);
  });
}

/** Each replica hears all updates and one of them twice: 36 sequences, so 36³ ways for three. */
function inAllOrders({ name, isMerge, updates, wanted, results }: Intake): OrdersResult {
  const counts = new Map<string, number>();
  for (const order of arrivalSequences()) {
    const result = results(order).at(-1) ?? "";
    counts.set(result, (counts.get(result) ?? 0) + 1);
  }
  const all = [...counts.values()];
  return {
    name,
    isMerge,
    updates: updates.join(", "),
    wanted,
    results: [...counts.keys()],
    ways: all.reduce((sum, count) => sum + count, 0) ** 3,
    agree: all.reduce((sum, count) => sum + count ** 3, 0),
    right: (counts.get(wanted) ?? 0) ** 3,
  };
}

function sequencesWithOneTwice<T>(items: readonly T[]): readonly (readonly T[])[] {
  return items.flatMap((_, twice) => {
    // Equal items are interchangeable: each order once.
    const names = [...items.keys(), twice].toSorted((a, b) => a - b);
    const orders = new Map(permutations(names).map((order) => [order.join(), order]));
    return [...orders.values()].map((order) => order.flatMap((i) => items.slice(i, i + 1)));
  });
}

function permutations(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
