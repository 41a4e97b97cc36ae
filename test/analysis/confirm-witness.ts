import { present } from "../../src/base/assert.ts";
import type { Witness } from "../../src/analysis/report.ts";
import type { Program, Relation } from "../../src/model/program.ts";
import { parse } from "../../src/syntax/parse.ts";
import type { Term } from "../../src/syntax/tree.ts";
import { evaluate, factsOf, type Database } from "../reference/evaluate.ts";
import { keyOf, type Row } from "../reference/table.ts";
import { compareValues, type Value } from "../reference/value.ts";

/**
 * What is wrong with a witness, or null: read from its own words and evaluated by the reference,
 * so that nothing of what found it is trusted.
 */
export function faultIn(witness: Witness, program: Program): string | null {
  const facts = witness.facts.map((text) => factIn(text, program));
  const changes = witness.changes.map((change): Change => {
    const [[kind, text] = ["", ""]] = Object.entries(change);
    return { kind, ...factIn(text, program) };
  });
  const row = factIn(present(witness.withdrawn ?? witness.appeared ?? witness.outgrown, "a row"), program);
  const shows = (before: readonly Fact[], then: readonly Change[]): string | null => {
    const start = given(program, before);
    const end = then.reduce<Database | string>(
      (state, change) => (typeof state === "string" ? state : step(state, change)),
      start,
    );
    if (typeof end === "string") return end;
    const [here, there] = [evaluate(program, start), evaluate(program, end)];
    for (const change of then) {
      const seal = program.seals.find(
        (one) =>
          one.relation === change.relation &&
          (here.get(one.by.name) ?? []).some((key) => one.columns.every((c, i) => change.row[c] === key[i])),
      );
      if (seal !== undefined) return `${change.relation.name} is sealed there`;
    }
    const exact = witness.outgrown !== undefined;
    const [holdsHere, holdsThere] = [here, there].map((all) =>
      holds(row, all.get(row.relation.name) ?? [], exact),
    );
    const isGain = witness.appeared !== undefined;
    if (holdsHere === isGain) return isGain ? "the row is there before" : "the row is not there before";
    return holdsThere === isGain ? null : isGain ? "the row does not appear" : "the row is still there";
  };
  const fault = shows(facts, changes);
  if (fault !== null) return fault;
  for (const [i] of facts.entries())
    if (shows(facts.toSpliced(i, 1), changes) === null) return `${witness.facts[i] ?? ""} can be left out`;
  if (changes.length > 1) {
    for (const [i, change] of witness.changes.entries())
      if (shows(facts, changes.toSpliced(i, 1)) === null) return `${JSON.stringify(change)} can be left out`;
  }
  return null;
}

interface Fact {
  readonly relation: Relation;
  readonly row: Row;
}

interface Change extends Fact {
  readonly kind: string;
}

function factIn(text: string, program: Program): Fact {
  const [item] = parse({ path: "witness.dl", text: `${text} :- true.` }).items;
  if (item?.kind !== "rule") throw new Error(`${text} is no fact`);
  const atom = present(item.heads[0], "an atom");
  return {
    relation: present(program.relations.get(atom.relation.text), text),
    row: atom.arguments.map(valueOf),
  };
}

function valueOf(term: Term): Value {
  if (term.kind === "constant") return term.value;
  if (term.kind !== "call" || term.functor !== "-") throw new Error("a row has constants only");
  return -Number(valueOf(present(term.arguments[0], "a number")));
}

/** The state with these facts: all of the text are in it. */
function given(program: Program, facts: readonly Fact[]): Database {
  const rows = new Map<string, Row[]>();
  for (const [name, own] of factsOf(program)) rows.set(name, [...own]);
  for (const { relation, row } of facts) {
    if (relation.kind === "derived") throw new Error(`${relation.name} is derived`);
    if (relation.qualifier === "static" && factsOf(program).has(relation.name))
      throw new Error(`${relation.name} has the facts of the text and no others`);
    rows.set(relation.name, [...(rows.get(relation.name) ?? []), row]);
  }
  return rows;
}

/** The next state, or why there is none. */
function step(state: Database, { kind, relation, row }: Change): Database | string {
  const own = state.get(relation.name) ?? [];
  const lattice = relation.columns[relation.keyCount]?.lattice ?? null;
  const sameKey = (other: Row): boolean =>
    keyOf(other.slice(0, relation.keyCount)) === keyOf(row.slice(0, relation.keyCount));
  const isThere = own.some((other) => keyOf(other) === keyOf(row));
  if (relation.kind === "derived" || relation.qualifier === "static") return `${relation.name} cannot change`;
  switch (kind) {
    case "delete":
      if (relation.qualifier !== "orset" || !isThere) return `${relation.name} does not lose that row`;
      return new Map(state).set(
        relation.name,
        own.filter((other) => keyOf(other) !== keyOf(row)),
      );
    case "insert":
      if (lattice !== null && lattice !== "max" && lattice !== "min") return `${relation.name} is written`;
      return new Map(state).set(relation.name, [...own, row]);
    default: {
      if (lattice === null || lattice === "max" || lattice === "min")
        return `${relation.name} is not written`;
      const old = own.find(sameKey);
      if (lattice === "gcounter" && old !== undefined && compareValues(old.at(-1) ?? 0, row.at(-1) ?? 0) >= 0)
        return `${relation.name} only grows`;
      return new Map(state).set(relation.name, [...own.filter((other) => !sameKey(other)), row]);
    }
  }
}

function holds({ relation, row }: Fact, rows: readonly Row[], exact: boolean): boolean {
  return rows.some((other) =>
    relation.columns.every(({ lattice }, i) => {
      const difference = compareValues(other[i] ?? 0, row[i] ?? 0);
      if (difference === 0) return true;
      if (exact) return false;
      return lattice === "max" || lattice === "gcounter"
        ? difference > 0
        : lattice === "min"
          ? difference < 0
          : false;
    }),
  );
}
