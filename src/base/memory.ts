/**
 * Keeps what was worked out of a thing from one run of the same work to the next, where a little
 * of the input has changed in between.
 *
 * While an answer is worked out, every look-up in a table of the memory is noted at what was looked
 * up. Once a table says something else there, the answer is soiled, and so is every answer that
 * rests on it. One that is not soiled is taken again: it is the answer that working it out would
 * give, provided that nothing else that changes was looked at. What counts as the thing itself is
 * the identity of its object.
 *
 * Tables are filled anew in each run, before anything is asked that looks at them. Answers that
 * nobody asks for are forgotten after a few runs.
 */
export class Memory {
  readonly #tables = new Map<string, Table>();
  readonly #answers = new Map<string, Map<object, Answer>>();
  readonly #lists = new Map<string, ListAnswer>();
  readonly #sweeps = new Map<string, Sweep>();
  readonly #kept = new Map<string, Kept<unknown, unknown>>();
  readonly #maps = new Map<string, ReadonlyMap<unknown, unknown>>();
  readonly #sameLists = new Map<string, readonly unknown[]>();
  readonly #noted = new Map<string, Noted>();
  #asking: Answer | null = null;
  #run = 0;
  /** The run in which answers were forgotten last. */
  #swept = 0;

  /** A run begins, which fills the tables. */
  begin(): void {
    this.#run++;
    this.#asking = null;
    if (this.#run - this.#swept < runsKept) return;
    this.#swept = this.#run;
    const least = this.#run - runsKept;
    for (const answers of this.#answers.values()) {
      answers.forEach((answer, about) => {
        if (answer.readers?.some(isSoiled) === true) answer.readers = answer.readers.filter(isClean);
        if (answer.at >= least || (answer.readers?.length ?? 0) > 0) return;
        answer.soiled = true;
        answers.delete(about);
      });
    }
    for (const { cells } of this.#tables.values()) {
      cells.forEach((cell, key) => {
        if (cell.readers.some(isSoiled)) cell.readers = cell.readers.filter(isClean);
        if (cell.readers.length === 0) cells.delete(key);
      });
    }
  }

  /** What was asked for since the run began is not all that will be: nothing is forgotten for its sake. */
  cutShort(): void {
    this.#run--;
  }

  /** A function whose calls are look-ups in a table of that name. It says now what it will say all through the run. */
  lookup<K, V>(name: string, find: (key: K) => V): (key: K) => V {
    const table = this.#table(name);
    table.filling = null;
    compare(table, find as (key: unknown) => unknown);
    return this.#noting(table, find);
  }

  /** The same of a table that is filled in the course of a run; `settle` says what stands there from now on. */
  growing<K, V>(name: string, find: (key: K) => V): Growing<K, V> {
    const table = this.#table(name);
    return {
      get: this.#noting(table, find),
      settle: (key, value) => {
        const cell = table.cells.get(key);
        if (cell !== undefined && cell.value !== value) change(table, key, cell);
      },
    };
  }

  /**
   * A map of which each `get` and `has` is a look-up. An answer for which somebody went through all
   * of it is not kept, unless the map is `short`: then it holds while the whole map stays as it is.
   * What is in it now is all that will be.
   */
  map<K, V>(name: string, map: ReadonlyMap<K, V>, size: "long" | "short" = "long"): ReadonlyMap<K, V> {
    const known = this.#noted.get(name);
    // What is noted under one name is of one type.
    if (known?.of === map) return known.noting as ReadonlyMap<K, V>;
    const get = this.#filled(name, map, (key: K) => map.get(key));
    const has = this.#filled(`${name}: has`, map, (key: K) => map.has(key));
    const noting = new NotedMap(map, get, has, this.#whole(name, size === "short" ? [...map].flat() : null));
    this.#noted.set(name, { of: map, noting });
    return noting;
  }

  /** A set of which each `has` is a look-up, and which nobody goes through for an answer that is kept. */
  set<K>(name: string, set: ReadonlySet<K>): ReadonlySet<K> {
    const has = this.#filled(name, set, (key: K) => set.has(key));
    return new NotedSet(set, has, this.#whole(name, null));
  }

  /** A table that says the same while it stands for the same object. */
  #filled<K, V>(name: string, filling: object, find: (key: K) => V): (key: K) => V {
    const table = this.#table(name);
    if (table.filling !== filling) {
      table.filling = filling;
      compare(table, find as (key: unknown) => unknown);
    }
    return this.#noting(table, find);
  }

  #whole(name: string, members: readonly unknown[] | null): () => void {
    if (members === null) {
      return () => {
        if (this.#asking !== null) this.#asking.passing = true;
      };
    }
    const token = this.same(`${name}: members`, this, members, sameMembers);
    const ask = this.lookup(`${name}: whole`, () => token);
    return () => void ask(null);
  }

  #noting<K, V>(table: Table, find: (key: K) => V): (key: K) => V {
    return (key) => {
      const value = find(key);
      if (this.#asking !== null) note(table, key, value, this.#asking);
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
    // An answer of one name is of one type.
    return this.#recall<object, V>(this.#answersOf(name), about, ask, isSame).value as V;
  }

  #recall<T extends object, V>(
    answers: Map<object, Answer>,
    about: T,
    ask: (about: T) => V,
    isSame: (before: V, after: V) => boolean,
  ): Answer {
    const before = answers.get(about);
    const outer = this.#asking;
    if (before !== undefined && !before.soiled) {
      before.at = this.#run;
      if (outer !== null) rest(outer, before);
      return before;
    }
    const answer: Answer = { value: undefined, at: this.#run, soiled: false, passing: false, readers: null };
    this.#asking = answer;
    try {
      answer.value = ask(about);
    } finally {
      this.#asking = outer;
    }
    if (before !== undefined && isSame(before.value as V, answer.value as V)) answer.value = before.value;
    // Kept also if it is soiled already: for what is the same as before.
    if (answer.passing) answer.soiled = true;
    answers.set(about, answer);
    if (outer !== null) rest(outer, answer);
    return answer;
  }

  /**
   * What `ask` says of each of `members`, in order, as `recall` has it; the same list as before
   * where all of that is the same. `settle` is told of each in turn, and whether it is new, or
   * stands elsewhere in the list than before.
   */
  sweep<T extends object, V>(
    name: string,
    members: readonly T[],
    ask: (member: T) => V,
    settle: (member: T, value: V, isNew: boolean) => void = () => undefined,
    isSame: (before: V, after: V) => boolean = Object.is,
  ): readonly V[] {
    const known = this.#answersOf(name);
    const before = this.#sweeps.get(name) ?? nothingSwept;
    const answers: Answer[] = new Array<Answer>(members.length);
    let isAsBefore = before.members.length === members.length;
    let i = -1;
    for (const member of members) {
      i++;
      const last = before.members[i] === member ? before.answers[i] : undefined;
      if (last !== undefined && !last.soiled) {
        last.at = this.#run;
        answers[i] = last;
        settle(member, last.value as V, false);
        continue;
      }
      const answer = this.#recall(known, member, ask, isSame);
      answers[i] = answer;
      isAsBefore &&= answer.value === before.values[i];
      settle(member, answer.value as V, true);
    }
    const values = isAsBefore ? before.values : answers.map(({ value }) => value);
    this.#sweeps.set(name, { members, answers, values });
    // Answers of one name are of one type.
    return values as readonly V[];
  }

  /**
   * What was kept of each of `members` if it `fits`, else what `make` gives, which then is kept;
   * the same list as before where all of that is the same.
   */
  keepEach<T, V>(
    name: string,
    members: readonly T[],
    fits: (member: T, before: V) => boolean,
    make: (member: T) => V,
  ): readonly V[] {
    // What is kept under one name is of one type.
    const before = (this.#kept.get(name) ?? nothingKept) as Kept<T, V>;
    let isAsBefore = before.members.length === members.length;
    let places: Map<T, number> | null = null;
    const values = new Array<V>(members.length);
    let i = -1;
    for (const member of members) {
      i++;
      let known = before.members[i] === member ? before.values[i] : undefined;
      if (known === undefined) {
        places ??= new Map(before.members.map((one, place) => [one, place]));
        const place = places.get(member);
        if (place !== undefined) known = before.values[place];
      }
      const value = known !== undefined && fits(member, known) ? known : make(member);
      values[i] = value;
      isAsBefore &&= value === before.values[i];
    }
    const all = isAsBefore ? before.values : values;
    this.#kept.set(name, { members, values: all });
    return all;
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
    answers.set(about, { value, at: this.#run, soiled: false, passing: false, readers: null });
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

  /**
   * A map with the values that this name had before at the same keys, where `isSame` says so; the
   * very map from before where all of it is the same, and in the same order.
   */
  sameMap<K, V>(
    name: string,
    map: Map<K, V>,
    isSame: (before: V, after: V) => boolean = Object.is,
  ): ReadonlyMap<K, V> {
    // A map of one name is of one type.
    const before = (this.#maps.get(name) ?? new Map()) as ReadonlyMap<K, V>;
    let isAsBefore = this.#maps.has(name) && before.size === map.size;
    const keys = before.keys();
    for (const [key, value] of map) {
      isAsBefore &&= keys.next().value === key;
      const known = before.get(key);
      if (known === value) continue;
      if (known !== undefined && isSame(known, value)) map.set(key, known);
      else isAsBefore = false;
    }
    if (isAsBefore) return before;
    this.#maps.set(name, map);
    return map;
  }

  /** The list that this name had before where its members are the same. */
  sameList<T>(name: string, list: readonly T[]): readonly T[] {
    const before = this.#sameLists.get(name);
    // A list of one name is of one type.
    if (before !== undefined && sameMembers(before, list)) return before as readonly T[];
    this.#sameLists.set(name, list);
    return list;
  }

  /** The set that this name had before where its members are the same, in the same order. */
  sameSet<T>(name: string, set: ReadonlySet<T>): ReadonlySet<T> {
    const list = this.sameList(`set ${name}`, [...set]);
    // Kept with the list, it holds what that does.
    return this.once(`set ${name}`, list, () => set);
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
      table = { cells: new Map(), filling: null };
      this.#tables.set(name, table);
    }
    return table;
  }
}

/** A table that is filled in the course of a run. */
export interface Growing<K, V> {
  /** A look-up of what stands there now. */
  readonly get: (key: K) => V;
  readonly settle: (key: K, value: V) => void;
}

/** What `memory.sweep` says, or without a memory what is worked out now. */
export function sweep<T extends object, V>(
  memory: Memory | null,
  name: string,
  members: readonly T[],
  ask: (member: T) => V,
  settle: (member: T, value: V, isNew: boolean) => void = () => undefined,
  isSame: (before: V, after: V) => boolean = Object.is,
): readonly V[] {
  if (memory !== null) return memory.sweep(name, members, ask, settle, isSame);
  return members.map((member) => {
    const value = ask(member);
    settle(member, value, true);
    return value;
  });
}

/** What `memory.keepEach` says, or without a memory what `make` gives. */
export function keepEach<T, V>(
  memory: Memory | null,
  name: string,
  members: readonly T[],
  fits: (member: T, before: V) => boolean,
  make: (member: T) => V,
): readonly V[] {
  return memory?.keepEach(name, members, fits, make) ?? members.map(make);
}

/** `memory.growing`, or without a memory what `find` says. */
export function growing<K, V>(memory: Memory | null, name: string, find: (key: K) => V): Growing<K, V> {
  return memory?.growing(name, find) ?? { get: find, settle: () => undefined };
}

/** How many runs an answer is kept for which nobody asks. */
const runsKept = 8;

interface Table {
  /** What it says where somebody looked whose answer may still hold. */
  readonly cells: Map<unknown, Cell>;
  /** The map or set that it stands for, if it does. */
  filling: object | null;
}

interface Cell {
  readonly value: unknown;
  readers: Answer[];
}

interface Answer {
  value: unknown;
  /** The last run in which it was asked for. */
  at: number;
  /** Whether something that it rests on has changed. */
  soiled: boolean;
  /** Whether somebody went through all of a map meanwhile. */
  passing: boolean;
  /** The answers that rest on this one. */
  readers: Answer[] | null;
}

interface ListAnswer {
  readonly members: readonly unknown[];
}

interface Sweep {
  readonly members: readonly object[];
  readonly answers: readonly Answer[];
  readonly values: readonly unknown[];
}

/** A map with what notes its look-ups. */
interface Noted {
  readonly of: unknown;
  readonly noting: unknown;
}

interface Kept<T, V> {
  readonly members: readonly T[];
  readonly values: readonly V[];
}

const nothingKept: Kept<never, never> = { members: [], values: [] };

const nothingSwept: Sweep = { members: [], answers: [], values: [] };

function isSoiled({ soiled }: Answer): boolean {
  return soiled;
}

function isClean({ soiled }: Answer): boolean {
  return !soiled;
}

function note(table: Table, key: unknown, value: unknown, answer: Answer): void {
  const cell = table.cells.get(key);
  if (cell === undefined) table.cells.set(key, { value, readers: [answer] });
  // Looked up before it was settled, it is not what it will be.
  else if (cell.value !== value) answer.soiled = true;
  else if (cell.readers.at(-1) !== answer) cell.readers.push(answer);
}

/** Makes one answer rest on another. */
function rest(outer: Answer, inner: Answer): void {
  if (inner.passing) outer.passing = true;
  if (inner.soiled) outer.soiled = true;
  else if (inner.readers === null) inner.readers = [outer];
  else if (inner.readers.at(-1) !== outer) inner.readers.push(outer);
}

/** Soils what rests on something else than a table says now. */
function compare(table: Table, find: (key: unknown) => unknown): void {
  table.cells.forEach((cell, key) => {
    if (find(key) !== cell.value) change(table, key, cell);
  });
}

function change({ cells }: Table, key: unknown, { readers }: Cell): void {
  cells.delete(key);
  readers.forEach(soil);
}

function soil(answer: Answer): void {
  if (answer.soiled) return;
  answer.soiled = true;
  answer.readers?.forEach(soil);
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
