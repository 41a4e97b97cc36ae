/**
 * A million facts and then ten thousand commits in one session, and what the process holds before
 * and after, as JSON. Wants `--expose-gc`.
 */
import { Chance } from "../src/base/chance.ts";
import { builtLibrary } from "./built-library.ts";
import { randomPairs, type Pair } from "./random-pairs.ts";

/** Megabytes (10^6) after everything that nobody needs was given back. */
export interface Held {
  readonly heap: number;
  readonly buffers: number;
}

export interface MemoryFigures {
  readonly facts: number;
  readonly commits: number;
  readonly rows: number;
  /** With the facts and what follows from them; after the first change, which needs more indexes; and at the end. */
  readonly loaded: Held;
  readonly first: Held;
  readonly last: Held;
}

const [facts, commits, nodes] = [1_000_000, 10_000, 1_000_000];
const text = `
  .decl edge(x: number, y: number)
  .decl hop(x: number, y: number)
  hop(x, z) :- edge(x, y), edge(y, z).`;

const { compile } = await builtLibrary();
const pairs = randomPairs(new Chance(10), nodes, facts + commits);

const session = compile(text);
for (const pair of pairs.slice(0, facts)) session.insert("edge", pair);
session.commit();
const loaded = held();
let first = loaded;
// Each commit takes the oldest fact and adds a new one, so that there are always as many.
for (const [i, pair] of pairs.slice(facts).entries()) {
  session.insert("edge", pair);
  session.delete("edge", pairs[i] as Pair);
  session.commit();
  if (i === 0) first = held();
}
const last = held();
const rows = session.count("hop");

const fresh = compile(text);
for (const pair of pairs.slice(commits)) fresh.insert("edge", pair);
fresh.commit();
if (fresh.count("hop") !== rows)
  throw new Error(
    `${String(rows)} rows after ${String(commits)} commits, ${String(fresh.count("hop"))} afresh`,
  );
console.log(JSON.stringify({ facts, commits, rows, loaded, first, last } satisfies MemoryFigures));

function held(): Held {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed / 1e6, buffers: arrayBuffers / 1e6 };
}
