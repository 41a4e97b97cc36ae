/**
 * Keeps what was worked out of a thing from one run of the same work to the next, where a little
 * of the input has changed in between.
 *
 * While an answer is worked out, every look-up in a table of the memory is noted. In the next run,
 * when the tables may say something else, the answer is taken again only if each of those look-ups
 * finds the same object or an equal value now: so it is the answer that working it out would give,
 * provided that nothing else that changes was looked at. What counts as the thing itself is the
 * identity of its object, and answers go with it.
 */
export class Memory {
  readonly #tables = new Map<string, Table>();
  readonly #answers = new Map<string, WeakMap<object, Answer>>();
  readonly #lists = new Map<string, ListAnswer>();
  #notes: Notes | null = null;

  /** Forgets what the tables say; the run that begins fills them. */
  begin(): void {
    for (const table of this.#tables.values()) table.find = nothingKnown;
    this.#notes = null;
  }

  /** A function whose calls are look-ups in a table of that name. */
  lookup<K, V>(name: string, find: (key: K) => V): (key: K) => V {
    const table = this.#table(name);
    // A table's keys and values are of one type, by its name.
    table.find = find as (key: unknown) => unknown;
    return (key) => {
      const value = find(key);
      if (this.#notes !== null) this.#note(table, key, value);
      return value;
    };
  }

  /**
   * A map of which each `get` and `has` is a look-up. An answer for which somebody went through all
   * of it is not kept, unless the map is `short`: then it holds while the whole map stays as it is.
   */
  map<K, V>(name: string, map: ReadonlyMap<K, V>, size: "long" | "short" = "long"): ReadonlyMap<K, V> {
    const get = this.lookup(name, (key: K) => map.get(key));
    const has = this.lookup(`${name}: has`, (key: K) => map.has(key));
    return new NotedMap(map, get, has, this.#whole(name, size === "short" ? [...map].flat() : null));
  }

  /** A set of which each `has` is a look-up, and which nobody goes through for an answer that is kept. */
  set<K>(name: string, set: ReadonlySet<K>): ReadonlySet<K> {
    const has = this.lookup(name, (key: K) => set.has(key));
    return new NotedSet(set, has, this.#whole(name, null));
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
    if (before !== undefined && holds(before.looked)) {
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
      answers.set(about, { looked: notes.looked, value });
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
    const answers = this.#answersOf(name);
    const before = answers.get(about);
    // An answer of one name is of one type.
    if (before !== undefined) return before.value as V;
    const value = ask();
    answers.set(about, { looked: [], value });
    return value;
  }

  /** The value that this name and thing had before, if `isSame` says that nothing changed. */
  same<V>(name: string, about: object, value: V, isSame: (before: V, after: V) => boolean): V {
    const answers = this.#answersOf(name);
    const before = answers.get(about);
    if (before !== undefined && isSame(before.value as V, value)) return before.value as V;
    answers.set(about, { looked: [], value });
    return value;
  }

  #answersOf(name: string): WeakMap<object, Answer> {
    let answers = this.#answers.get(name);
    if (answers === undefined) {
      answers = new WeakMap();
      this.#answers.set(name, answers);
    }
    return answers;
  }

  #table(name: string): Table {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = { find: nothingKnown };
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

interface Table {
  find: (key: unknown) => unknown;
}

interface Notes {
  /** Table, key and value, again and again. */
  readonly looked: unknown[];
  passing: boolean;
}

interface Answer {
  readonly looked: readonly unknown[];
  readonly value: unknown;
}

interface ListAnswer {
  readonly members: readonly unknown[];
}

const unknown = Symbol("a table that is not filled yet");

function nothingKnown(): unknown {
  return unknown;
}

function holds(looked: readonly unknown[]): boolean {
  for (let i = 0; i < looked.length; i += 3) {
    // Notes come in threes, each beginning with a table.
    const table = looked[i] as Table;
    if (table.find(looked[i + 1]) !== looked[i + 2]) return false;
  }
  return true;
}

/** Whether two lists have the same members, as objects or plain values. */
export function sameMembers(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

/** Whether two records have the same in all fields: lists by their members, a `place` by where it is, all else by identity. */
export function sameFields(a: object, b: object): boolean {
  return sameBy(a, b, (name, one, other) => {
    if (one === other) return true;
    if (Array.isArray(one) && Array.isArray(other)) return sameMembers(one, other);
    return name === "place" && isRecord(one) && isRecord(other) && sameBy(one, other, (_, x, y) => x === y);
  });
}

function sameBy(a: object, b: object, isSame: (name: string, a: unknown, b: unknown) => boolean): boolean {
  const left = Object.entries(a);
  const right = new Map<string, unknown>(Object.entries(b));
  return (
    left.length === right.size &&
    left.every(([name, value]: [string, unknown]) => right.has(name) && isSame(name, value, right.get(name)))
  );
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null;
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
