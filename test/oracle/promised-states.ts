import { clausesOf } from "../../src/model/clauses.ts";
import { dependencyGraph } from "../../src/model/dependency-graph.ts";
import type { Operation, Program, Relation, Rule } from "../../src/model/program.ts";
import { literalTerms, variablesIn } from "../../src/model/terms.ts";
import { present } from "../../src/base/assert.ts";
import type { Atom, Body, Effect, Literal, Term } from "../../src/syntax/tree.ts";
import { evaluate, EvaluationError, factsOf } from "../reference/evaluate.ts";
import { keyOf, type Row } from "../reference/table.ts";
import { compareValues, type Value } from "../reference/value.ts";

/** An operation that was carried out, with what it wrote. States are sets of these. */
export interface Event {
  readonly call: CallOf;
  readonly replica: string;
  /** Of two writes of one register the later one stands; of two at one time that of the larger name. */
  readonly time: number;
  readonly writes: readonly Write[];
}

type Write =
  | { readonly kind: "put"; readonly relation: string; readonly row: Row; readonly tag: string }
  | { readonly kind: "drop"; readonly relation: string; readonly tags: readonly string[] }
  | { readonly kind: "add"; readonly relation: string; readonly key: Row; readonly amount: number }
  | { readonly kind: "set"; readonly relation: string; readonly row: Row; readonly order: number }
  | {
      readonly kind: "move";
      readonly relation: string;
      readonly key: Row;
      readonly amount: number;
      readonly to: string;
    };

export type State = readonly Event[];

export interface CallOf {
  readonly operation: string;
  readonly arguments: Row;
}

/** The rows of all relations in a state, the invariants that it breaks, and what calls would do in it. */
interface Seen {
  readonly broken: readonly string[];
  /** By operation: the solutions of its `require`s, parameters first. */
  readonly solutions: ReadonlyMap<string, readonly Row[]>;
  /** By operation and effect: the values of its terms, behind those of a solution. */
  readonly effects: ReadonlyMap<string, readonly Row[]>;
}

/**
 * Replicated states and operations, written down as language.md tells them and without any haste:
 * what the decisions about invariants are compared with. Rules are evaluated by the reference; an
 * invariant and an operation become rules of it.
 */
export class PromisedStates {
  readonly program: Program;
  readonly replicas: readonly string[];
  readonly #judged: Program;
  readonly #calls: ReadonlyMap<string, readonly Row[]>;
  readonly #parts = new Map<string, OperationParts>();
  readonly #seen = new Map<string, Seen | null>();
  readonly #facts: ReadonlyMap<string, readonly Row[]>;
  readonly #readsReplica: boolean;
  #start: ReadonlyMap<string, readonly Row[]> = new Map();

  /** `calls` are those that `steps` tries. */
  constructor(program: Program, replicas: readonly string[], calls: readonly CallOf[]) {
    this.program = program;
    this.replicas = replicas;
    const relations = new Map(program.relations);
    const rules = [...program.rules];
    for (const { name, syntax } of program.invariants) {
      const variables = namesIn([syntax.left]);
      const broken = plain(`broken ${name}`, variables.length, program);
      const kept = plain(`kept ${name}`, variables.length, program);
      relations.set(broken.name, broken);
      relations.set(kept.name, kept);
      const terms = variables.map(variable);
      const absent: Literal = { kind: "negation", atom: atomOf(kept, terms), span: noSpan };
      const right = syntax.right;
      if (right !== null) rules.push(ruleOf(kept, terms, [[...syntax.left, ...right]], program));
      rules.push(ruleOf(broken, terms, [right === null ? syntax.left : [...syntax.left, absent]], program));
    }
    const grouped = new Map<string, Row[]>();
    for (const call of calls)
      grouped.set(`call ${call.operation}`, [
        ...(grouped.get(`call ${call.operation}`) ?? []),
        call.arguments,
      ]);
    this.#calls = grouped;
    for (const operation of program.operations.values()) {
      const parts = partsOf(operation, program);
      this.#parts.set(operation.name, parts);
      for (const relation of parts.relations) relations.set(relation.name, relation);
      rules.push(...parts.rules);
    }
    this.#facts = factsOf(program);
    this.#judged = {
      ...program,
      facts: [],
      factRelations: new Set(),
      relations,
      rules,
      dependencies: dependencyGraph(relations, rules),
    };
    this.#readsReplica = program.sources.some(({ text }) => text.includes("replica()"));
  }

  /** Begins with these rows beside the facts of the text; false where they break an invariant. */
  begin(chosen: ReadonlyMap<string, readonly Row[]>): boolean {
    const start = new Map(this.#facts);
    for (const [name, rows] of chosen) start.set(name, [...(start.get(name) ?? []), ...rows]);
    this.#start = start;
    const seen = this.#look([], present(this.replicas[0], "a replica"));
    return seen !== null && seen.broken.length === 0;
  }

  /** The invariants that a state breaks; null where it has no value, as on an overflow. */
  broken(state: State): readonly string[] | null {
    return this.#look(state, present(this.replicas[0], "a replica"))?.broken ?? null;
  }

  /** A text that states with the same rows share. */
  rowsKey(state: State): string {
    return JSON.stringify([...this.#visible(state)].map(([name, rows]) => [name, rows.map(keyOf).sort()]));
  }

  /**
   * What calls do in a state at a replica: those that are refused are not among them. `run` is the
   * replica whose rights and whose place it is, `caller` what `replica()` says.
   */
  steps(state: State, run: string, caller: string, time: number): { call: CallOf; event: Event }[] {
    const seen = this.#look(state, caller);
    if (seen === null) return [];
    const found: { call: CallOf; event: Event }[] = [];
    for (const [name, calls] of this.#calls)
      for (const given of calls) {
        const operation = name.slice("call ".length);
        const event = this.#event(state, seen, { operation, arguments: given }, run, time);
        if (event !== null && this.broken([...state, event])?.length === 0)
          found.push({ call: { operation, arguments: given }, event });
      }
    return found;
  }

  #event(state: State, seen: Seen, call: CallOf, run: string, time: number): Event | null {
    const parts = present(this.#parts.get(call.operation), call.operation);
    const count = call.arguments.length;
    const isOwn = (row: Row): boolean => keyOf(row.slice(0, count)) === keyOf(call.arguments);
    const solutions = (seen.solutions.get(call.operation) ?? []).filter(isOwn);
    if (solutions.length === 0) return null;
    const writes: Write[] = [];
    const serial = state.filter(({ replica }) => replica === run).length;
    const after = (): State => [...state, { call, replica: run, time, writes }];
    for (const solution of solutions)
      for (const [i, effect] of parts.effects.entries()) {
        const rows = (seen.effects.get(`${call.operation} ${String(i)}`) ?? []).filter(
          (row) => keyOf(row.slice(0, solution.length)) === keyOf(solution),
        );
        if (rows.length === 0) return null;
        for (const row of rows) {
          const tag = `${run}/${String(serial)}/${String(writes.length)}`;
          const made = this.#write(effect, row.slice(solution.length), after(), run, tag);
          if (made === null) return null;
          writes.push(...made);
        }
      }
    return { call, replica: run, time, writes };
  }

  #write(effect: Effect, values: Row, state: State, run: string, tag: string): Write[] | null {
    const atom = effect.kind === "insert" || effect.kind === "delete" ? effect.atom : effect.keys;
    const name = atom.relation.text;
    const relation = present(this.program.relations.get(name), name);
    const lattice = relation.columns[relation.keyCount]?.lattice ?? null;
    const key = values.slice(0, relation.keyCount);
    switch (effect.kind) {
      case "insert":
        return [{ kind: "put", relation: name, row: values, tag }];
      case "delete": {
        const wanted = pattern(atom, values);
        const tags = this.#puts(state, name)
          .filter(({ row }) => row.every((value, i) => wanted[i] === null || wanted[i] === value))
          .map((put) => put.tag);
        return [{ kind: "drop", relation: name, tags }];
      }
      case "write": {
        if (lattice === "mv") {
          const old = this.#puts(state, name).filter(
            ({ row }) => keyOf(row.slice(0, key.length)) === keyOf(key),
          );
          return [
            { kind: "drop", relation: name, tags: old.map((put) => put.tag) },
            { kind: "put", relation: name, row: values, tag },
          ];
        }
        return [{ kind: "set", relation: name, row: values, order: Number(tag.split("/")[2]) }];
      }
      case "add": {
        const amount = Number(values.at(-1)) * (effect.operator === "+=" ? 1 : -1);
        if (lattice === "gcounter" && amount < 0) return null;
        if (lattice === "bounded" && amount < 0 && this.#rights(state, relation, key, run) < -amount)
          return null;
        return [{ kind: "add", relation: name, key, amount }];
      }
      case "transfer": {
        const [amount, to] = [Number(values.at(-2)), String(values.at(-1))];
        if (amount < 0 || to === run || !this.replicas.includes(to)) return null;
        if (this.#rights(state, relation, key, run) < amount) return null;
        return [{ kind: "move", relation: name, key, amount, to }];
      }
      case "splice-in":
      case "splice-out":
        throw new Error("sequences are not among the programs that are judged");
    }
  }

  /** What a replica may still take from a counter that is bounded: all that is left is its own. */
  #rights(state: State, relation: Relation, key: Row, replica: string): number {
    const start = (this.#start.get(relation.name) ?? []).find(
      (row) => keyOf(row.slice(0, key.length)) === keyOf(key),
    );
    const bound = relation.columns[relation.keyCount]?.bound ?? 0;
    const whole = start === undefined ? 0 : Number(start.at(-1)) - bound;
    const count = this.replicas.length;
    let own =
      Math.floor(whole / count) +
      (this.replicas[0] === replica ? whole - count * Math.floor(whole / count) : 0);
    for (const event of state)
      for (const write of event.writes) {
        if (write.relation !== relation.name || (write.kind !== "add" && write.kind !== "move")) continue;
        if (keyOf(write.key) !== keyOf(key)) continue;
        if (write.kind === "add" && event.replica === replica) own += write.amount;
        if (write.kind === "move" && event.replica === replica) own -= write.amount;
        if (write.kind === "move" && write.to === replica) own += write.amount;
      }
    return own;
  }

  /** The rows of a set, or the values of registers, that nobody who has seen them took away. */
  #puts(state: State, name: string): readonly { readonly row: Row; readonly tag: string }[] {
    const puts = (this.#start.get(name) ?? []).map((row, i) => ({ row, tag: `start/${String(i)}` }));
    const gone = new Set<string>();
    for (const { writes } of state)
      for (const write of writes) {
        if (write.relation !== name) continue;
        if (write.kind === "put") puts.push(write);
        if (write.kind === "drop") for (const tag of write.tags) gone.add(tag);
      }
    return puts.filter(({ tag }) => !gone.has(tag));
  }

  #visible(state: State): ReadonlyMap<string, readonly Row[]> {
    const rows = new Map<string, readonly Row[]>();
    for (const relation of this.program.relations.values())
      if (relation.kind === "base") rows.set(relation.name, this.#rowsOf(relation, state));
    return rows;
  }

  #rowsOf(relation: Relation, state: State): readonly Row[] {
    const { name, keyCount, columns } = relation;
    const lattice = columns[keyCount]?.lattice ?? null;
    const keyed = new Map<string, Row>();
    switch (lattice) {
      case null:
      case "mv": {
        for (const { row } of this.#puts(state, name)) keyed.set(keyOf(row), row);
        break;
      }
      case "max":
      case "min":
        for (const { row } of this.#puts(state, name)) {
          const key = keyOf(row.slice(0, keyCount));
          const known = keyed.get(key) ?? row;
          keyed.set(
            key,
            row.map((value, i) => {
              const [other, kind] = [known[i] ?? value, columns[i]?.lattice ?? null];
              if (kind === null) return value;
              return compareValues(value, other) > 0 === (kind === "max") ? value : other;
            }),
          );
        }
        break;
      case "gcounter":
      case "pncounter":
      case "bounded": {
        const totals = new Map<string, { readonly key: Row; total: number }>();
        for (const row of this.#start.get(name) ?? [])
          totals.set(keyOf(row.slice(0, keyCount)), {
            key: row.slice(0, keyCount),
            total: Number(row.at(-1)),
          });
        for (const write of state.flatMap(({ writes }) => writes)) {
          if (write.relation !== name || (write.kind !== "add" && write.kind !== "move")) continue;
          const base = lattice === "bounded" ? (columns[keyCount]?.bound ?? 0) : 0;
          const known = totals.get(keyOf(write.key)) ?? { key: write.key, total: base };
          if (write.kind === "add") known.total += write.amount;
          totals.set(keyOf(write.key), known);
        }
        for (const { key, total } of totals.values()) keyed.set(keyOf(key), [...key, total]);
        break;
      }
      case "lww": {
        const latest = new Map<string, readonly [number, string, number]>();
        for (const row of this.#start.get(name) ?? []) keyed.set(keyOf(row.slice(0, keyCount)), row);
        for (const { time, replica, writes } of state)
          for (const write of writes) {
            if (write.kind !== "set" || write.relation !== name) continue;
            const key = keyOf(write.row.slice(0, keyCount));
            const [t, r, o] = latest.get(key) ?? [-1, "", -1];
            if (t > time || (t === time && (r > replica || (r === replica && o > write.order)))) continue;
            latest.set(key, [time, replica, write.order]);
            keyed.set(key, write.row);
          }
        break;
      }
      case "sequence":
        throw new Error("sequences are not among the programs that are judged");
    }
    return [...keyed.values()];
  }

  #look(state: State, caller: string): Seen | null {
    const visible = this.#visible(state);
    const rows = [...visible].map(([name, list]) => [name, list.map(keyOf).sort()]);
    const key = `${this.#readsReplica ? caller : ""} ${JSON.stringify(rows)}`;
    let seen = this.#seen.get(key);
    if (seen === undefined) {
      seen = this.#judge(visible, caller);
      this.#seen.set(key, seen);
    }
    return seen;
  }

  #judge(visible: ReadonlyMap<string, readonly Row[]>, caller: string): Seen | null {
    try {
      const database = new Map([...visible, ...this.#calls]);
      const rows = evaluate(this.#judged, database, { replica: caller, now: 0 });
      const names = [...this.program.operations.keys()];
      return {
        broken: this.program.invariants
          .filter(({ name, assumed }) => !assumed && (rows.get(`broken ${name}`) ?? []).length > 0)
          .map(({ name }) => name),
        solutions: new Map(names.map((name) => [name, rows.get(`solution ${name}`) ?? []])),
        effects: new Map(
          [...rows].flatMap(([name, list]) =>
            name.startsWith("effect ") ? [[name.slice("effect ".length), list] as const] : [],
          ),
        ),
      };
    } catch (error) {
      if (error instanceof EvaluationError) return null;
      throw error;
    }
  }
}

interface OperationParts {
  readonly relations: readonly Relation[];
  readonly rules: readonly Rule[];
  readonly effects: readonly Effect[];
}

const noSpan = { start: 0, end: 0 };

/** An operation as rules: what satisfies its `require`s for a call, and what its effects write then. */
function partsOf({ name, syntax }: Operation, program: Program): OperationParts {
  const parameters = syntax.parameters.map((one) => one.name.text);
  const guards = syntax.steps.flatMap((step) => (step.kind === "require" ? step.body : []));
  const effects = syntax.steps.filter((step) => step.kind !== "require");
  const call = plain(`call ${name}`, parameters.length, program, "base");
  const variables = [...new Set([...parameters, ...namesIn([guards])])];
  const solution = plain(`solution ${name}`, variables.length, program);
  const asked: Literal = atomOf(call, parameters.map(variable));
  const relations = [call, solution];
  const rules = [ruleOf(solution, variables.map(variable), [[asked, ...guards]], program)];
  for (const [i, effect] of effects.entries()) {
    const atom = effect.kind === "insert" || effect.kind === "delete" ? effect.atom : effect.keys;
    const terms = [...variables.map(variable), ...atom.arguments.filter(({ kind }) => kind !== "wildcard")];
    if (effect.kind === "add") terms.push(effect.amount);
    if (effect.kind === "write") terms.push(...effect.values);
    if (effect.kind === "transfer") terms.push(effect.amount, effect.to);
    const written = plain(`effect ${name} ${String(i)}`, terms.length, program);
    relations.push(written);
    rules.push(ruleOf(written, terms, [[atomOf(solution, variables.map(variable))]], program));
  }
  return { relations, rules, effects };
}

/** The values of a pattern by column; null for what anything fits. */
function pattern(atom: Atom, values: Row): readonly (Value | null)[] {
  let next = 0;
  return atom.arguments.map((term) => (term.kind === "wildcard" ? null : (values[next++] ?? null)));
}

/** The variables that literals bind for what stands beside them. */
function namesIn(body: Body): readonly string[] {
  const names = body.flatMap((literals) =>
    literals.flatMap((literal) =>
      literal.kind === "group" || literal.kind === "negation"
        ? []
        : literalTerms(literal).flatMap((term) => (term.kind === "aggregate" ? [] : variablesIn(term))),
    ),
  );
  return [...new Set(names)];
}

function variable(name: string): Term {
  return { kind: "variable", name, span: noSpan };
}

function atomOf(relation: Relation, terms: readonly Term[]): Atom {
  return { kind: "atom", relation: { text: relation.name, span: noSpan }, arguments: terms, span: noSpan };
}

function plain(
  name: string,
  count: number,
  { relations }: Program,
  kind: Relation["kind"] = "derived",
): Relation {
  const like = present(relations.values().next().value, "a relation");
  const column = {
    name: "c",
    type: "float",
    value: "float",
    isTyped: true,
    lattice: null,
    bound: null,
    text: "float",
  } as const;
  return {
    ...like,
    name,
    kind,
    qualifier: "gset",
    columns: Array.from({ length: count }, () => column),
    keyCount: count,
    equivalence: false,
  };
}

function ruleOf(relation: Relation, terms: readonly Term[], body: Body, { sources }: Program): Rule {
  const atom = atomOf(relation, terms);
  return {
    source: present(sources[0], "a source"),
    syntax: { kind: "rule", heads: [atom], boundary: null, body, plan: null, span: noSpan },
    heads: [{ relation, atom, index: 0 }],
    clauses: clausesOf(body).clauses,
    boundary: null,
  };
}
