/**
 * Keeps what was worked out of a thing from one run of the same work to the next, where a little
 * of the input has changed in between.
 *
 * While an answer is worked out, every look-up in a table of the memory is noted. In the next run,
 * when the tables may say something else, the answer is taken again only if each of those look-ups
 * finds the same object or an equal value now: so it is the answer that working it out would give,
 * provided that nothing else that changes was looked at. What counts as the thing itself is the
 * identity of its object.
 *
 * A table that is known to say what it said in the run before need not be asked again. Answers that
 * nobody asks for are forgotten after a few runs.
 */
export class Memory {
  readonly #tables = new Map<string, Table>();
  readonly #answers = new Map<string, Map<object, Answer>>();
  readonly #lists = new Map<string, ListAnswer>();
  #notes: Notes | null = null;
  #run = 0;

  /** Forgets what the tables say; the run that begins fills them. */
  begin(): void {
    this.#run++;
    for (const table of this.#tables.values()) table.find = nothingKnown;
    this.#notes = null;
    if (this.#run % runsKept !== 0) return;
    for (const answers of this.#answers.values()) {
      for (const [about, { at }] of answers) if (at < this.#run - runsKept) answers.delete(about);
    }
  }

  /** A function whose calls are look-ups in a table of that name. */
  lookup<K, V>(name: string, find: (key: K) => V): (key: K) => V {
    return this.#lookup(name, find, null);
  }

  /** The same of a table that is filled in the course of a run; `touch` says when it says something new. */
  growing<K, V>(name: string, find: (key: K) => V): (key: K) => V {
    return this.#lookup(name, find, unchanged);
  }

  touch(name: string): void {
    const table = this.#table(name);
    table.changedAt = this.#run;
    table.changed = null;
  }

  /**
   * A map of which each `get` and `has` is a look-up. An answer for which somebody went through all
   * of it is not kept, unless the map is `short`: then it holds while the whole map stays as it is.
   * What is in it now is all that will be.
   */
  map<K, V>(name: string, map: ReadonlyMap<K, V>, size: "long" | "short" = "long"): ReadonlyMap<K, V> {
    const table = this.#table(name);
    const before = this.#refill(table, map);
    const changed = before instanceof Map ? changedKeys(before, map) : null;
    const get = this.#lookup(name, (key: K) => map.get(key), changed);
    const has = this.#lookup(`${name}: has`, (key: K) => map.has(key), changed);
    return new NotedMap(map, get, has, this.#whole(name, size === "short" ? [...map].flat() : null));
  }

  /** A set of which each `has` is a look-up, and which nobody goes through for an answer that is kept. */
  set<K>(name: string, set: ReadonlySet<K>): ReadonlySet<K> {
    const table = this.#table(name);
    const before = this.#refill(table, set);
    const changed = before instanceof Set ? changedMembers(before, set) : null;
    const has = this.#lookup(name, (key: K) => set.has(key), changed);
    return new NotedSet(set, has, this.#whole(name, null));
  }

  /** Gives a table what it stands for, and returns what it stood for in the run before, if nothing else since. */
  #refill(table: Table, filling: Filling): Filling | null {
    const { filling: before, filledAt } = table;
    const isAgain = filledAt === this.#run;
    table.filling = isAgain ? null : filling;
    table.filledAt = this.#run;
    return filledAt === this.#run - 1 ? before : null;
  }

  #whole(name: string, members: readonly unknown[] | null): () => void {
    if (members === null) {
      return () => {
        if (this.#notes !== null) this.#notes.passing = true;
      };
    }
    const token = this.same(`${name}: members`, this, members, sameMembers);
    const ask = this.lookup(`${name}: whole`, () => token);
    return () => void ask(null);
  }

  /** `changed` are the keys of which the table says something else than in the run before; null: perhaps any. */
  #lookup<K, V>(name: string, find: (key: K) => V, changed: ReadonlySet<unknown> | null): (key: K) => V {
    const table = this.#table(name);
    // A table's keys and values are of one type, by its name.
    table.find = find as (key: unknown) => unknown;
    table.changed = changed;
    if (changed === null || changed.size > 0) table.changedAt = this.#run;
    return (key) => {
      const value = find(key);
      if (this.#notes !== null) this.#note(table, key, value);
      return value;
    };
  }

  /**
   * What `ask` says of `about`, from before where that still holds. An answer that `isSame` as
   * the one before is that one, so that what rests on it holds too.
   */
  recall<V>(
    name: string,
    about: object,
    ask: () => V,
    isSame: (before: V, after: V) => boolean = Object.is,
  ): V {
    const answers = this.#answersOf(name);
    const before = answers.get(about);
    if (before !== undefined && holds(before, this.#run)) {
      before.at = this.#run;
      this.#hand(before.looked);
      return before.value as V;
    }
    const outer = this.#notes;
    const notes: Notes = { looked: [], passing: false };
    this.#notes = notes;
    let value: V;
    try {
      value = ask();
    } finally {
      this.#notes = outer;
    }
    // An answer of one name is of one type.
    if (before !== undefined && isSame(before.value as V, value)) value = before.value as V;
    if (notes.passing) {
      answers.delete(about);
      if (outer !== null) outer.passing = true;
    } else {
      answers.set(about, { looked: notes.looked, value, at: this.#run });
      this.#hand(notes.looked);
    }
    return value;
  }

  /** What `ask` says of a list, which counts as the same while its members are the same objects. */
  recallList<V>(name: string, members: readonly unknown[], ask: () => V): V {
    const before = this.#lists.get(name);
    if (before !== undefined && sameMembers(before.members, members)) {
      return this.recall(name, before, ask);
    }
    const now: ListAnswer = { members };
    this.#lists.set(name, now);
    return this.recall(name, now, ask);
  }

  /** What `ask` says of what does not change: it looks at nothing but `about`. */
  once<V extends object>(name: string, about: object, ask: () => V): V {
    return this.keep(name, about, () => true, ask);
  }

  /** What was kept under this name of `about`, if it `fits`, else what `make` gives, which then is kept. */
  keep<V extends object>(name: string, about: object, fits: (before: V) => boolean, make: () => V): V {
    const answers = this.#answersOf(name);
    const before = answers.get(about);
    // An answer of one name is of one type.
    if (before !== undefined && fits(before.value as V)) {
      before.at = this.#run;
      return before.value as V;
    }
    const value = make();
    answers.set(about, { looked: [], value, at: this.#run });
    return value;
  }

  /** The value that this name and thing had before, if `isSame` says that nothing changed. */
  same<V extends object>(name: string, about: object, value: V, isSame: (before: V, after: V) => boolean): V {
    return this.keep(
      name,
      about,
      (before: V) => isSame(before, value),
      () => value,
    );
  }

  #answersOf(name: string): Map<object, Answer> {
    let answers = this.#answers.get(name);
    if (answers === undefined) {
      answers = new Map();
      this.#answers.set(name, answers);
    }
    return answers;
  }

  #table(name: string): Table {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = { find: nothingKnown, changedAt: this.#run, changed: null, filling: null, filledAt: -1 };
      this.#tables.set(name, table);
    }
    return table;
  }

  #note(table: Table, key: unknown, value: unknown): void {
    const looked = this.#notes?.looked;
    if (looked === undefined) return;
    // The same is often asked several times, mostly soon again.
    for (let i = looked.length - 3, least = Math.max(0, i - 36); i >= least; i -= 3) {
      if (looked[i] === table && looked[i + 1] === key) return;
    }
    looked.push(table, key, value);
  }

  /** What an answer rests on, the one that it is asked for rests on too. */
  #hand(looked: readonly unknown[]): void {
    const outer = this.#notes;
    if (outer !== null) for (const one of looked) outer.looked.push(one);
  }
}

/** How many runs an answer is kept for which nobody asks. */
const runsKept = 8;

interface Table {
  find: (key: unknown) => unknown;
  /** The last run in which it may have said something else than in the one before. */
  changedAt: number;
  /** The keys of which it says something else than in the run before; null: perhaps any. */
  changed: ReadonlySet<unknown> | null;
  /** The map or set that it stands for; null when there were several in one run. */
  filling: Filling | null;
  filledAt: number;
}

type Filling = ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>;

interface Notes {
  /** Table, key and value, again and again. */
  readonly looked: unknown[];
  passing: boolean;
}

interface Answer {
  readonly looked: readonly unknown[];
  readonly value: unknown;
  /** The last run in which it held. */
  at: number;
}

interface ListAnswer {
  readonly members: readonly unknown[];
}

const unknown = Symbol("a table that is not filled yet");

function nothingKnown(): unknown {
  return unknown;
}

function holds({ looked, at }: Answer, run: number): boolean {
  const wasAsked = at === run - 1;
  for (let i = 0; i < looked.length; i += 3) {
    // Notes come in threes, each beginning with a table.
    const table = looked[i] as Table;
    const { find, changedAt, changed } = table;
    if (find !== nothingKnown) {
      if (changedAt < at) continue;
      if (wasAsked && changed !== null && changedAt === run && !changed.has(looked[i + 1])) continue;
    }
    if (find(looked[i + 1]) !== looked[i + 2]) return false;
  }
  return true;
}

/** More changed keys than this are not told from all. */
const changedMax = 200;

const unchanged: ReadonlySet<unknown> = new Set();

function changedKeys(
  before: ReadonlyMap<unknown, unknown>,
  after: ReadonlyMap<unknown, unknown>,
): ReadonlySet<unknown> | null {
  const changed = new Set<unknown>();
  let common = 0;
  for (const [key, value] of after) {
    const known = before.get(key);
    if (known !== undefined || before.has(key)) common++;
    if (known !== value || known === undefined) changed.add(key);
    if (changed.size > changedMax) return null;
  }
  if (common < before.size) for (const key of before.keys()) if (!after.has(key)) changed.add(key);
  return changed.size > changedMax ? null : changed;
}

function changedMembers(
  before: ReadonlySet<unknown>,
  after: ReadonlySet<unknown>,
): ReadonlySet<unknown> | null {
  const changed = new Set<unknown>();
  for (const one of after) if (!before.has(one)) changed.add(one);
  if (before.size + changed.size > after.size)
    for (const one of before) if (!after.has(one)) changed.add(one);
  return changed.size > changedMax ? null : changed;
}

/** Whether two lists have the same members, as objects or plain values. */
export function sameMembers(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether two records have the same in all fields: lists by their members, a `place` by where it is, all else by identity. */
export function sameFields(a: object, b: object): boolean {
  const [one, other] = [a as Fields, b as Fields];
  for (const name in one) if (!sameField(name, one[name], other[name])) return false;
  for (const name in other) if (!(name in one)) return false;
  return true;
}

type Fields = Readonly<Record<string, unknown>>;

function sameField(name: string, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && sameMembers(a, b);
  if (name !== "place" || typeof a !== "object" || typeof b !== "object" || a === null || b === null)
    return false;
  const [one, other] = [a as Fields, b as Fields];
  return one["source"] === other["source"] && one["start"] === other["start"] && one["end"] === other["end"];
}

class NotedMap<K, V> implements ReadonlyMap<K, V> {
  readonly #map: ReadonlyMap<K, V>;
  readonly #find: (key: K) => V | undefined;
  readonly #has: (key: K) => boolean;
  readonly #passing: () => void;

  constructor(
    map: ReadonlyMap<K, V>,
    find: (key: K) => V | undefined,
    has: (key: K) => boolean,
    passing: () => void,
  ) {
    this.#map = map;
    this.#find = find;
    this.#has = has;
    this.#passing = passing;
  }

  get size(): number {
    this.#passing();
    return this.#map.size;
  }

  get(key: K): V | undefined {
    return this.#find(key);
  }

  has(key: K): boolean {
    return this.#has(key);
  }

  forEach(callback: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this) callback(value, key, this);
  }

  keys(): MapIterator<K> {
    this.#passing();
    return this.#map.keys();
  }

  values(): MapIterator<V> {
    this.#passing();
    return this.#map.values();
  }

  entries(): MapIterator<[K, V]> {
    this.#passing();
    return this.#map.entries();
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }
}

class NotedSet<K> implements ReadonlySet<K> {
  readonly #set: ReadonlySet<K>;
  readonly #find: (key: K) => boolean;
  readonly #passing: () => void;

  constructor(set: ReadonlySet<K>, find: (key: K) => boolean, passing: () => void) {
    this.#set = set;
    this.#find = find;
    this.#passing = passing;
  }

  get size(): number {
    this.#passing();
    return this.#set.size;
  }

  has(key: K): boolean {
    return this.#find(key);
  }

  forEach(callback: (value: K, again: K, set: ReadonlySet<K>) => void): void {
    for (const key of this) callback(key, key, this);
  }

  keys(): SetIterator<K> {
    return this.values();
  }

  values(): SetIterator<K> {
    this.#passing();
    return this.#set.values();
  }

  entries(): SetIterator<[K, K]> {
    this.#passing();
    return this.#set.entries();
  }

  [Symbol.iterator](): SetIterator<K> {
    return this.values();
  }
}
