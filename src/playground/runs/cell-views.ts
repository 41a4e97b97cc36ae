import { siteOf, type ActorId, type Dot } from "../../lattice/actor.ts";
import { rightsOf } from "../../lattice/bounded-counter.ts";
import { cellValues, type CellState } from "../../lattice/cell.ts";
import { compareRows, type Row } from "../../lattice/row.ts";
import { factText, valueText } from "../../model/fact-text.ts";
import type { Relation } from "../../model/program.ts";
import type { FactStore } from "../../replication/fact-store.ts";
import type { CellView } from "../run-api.ts";
import { runBounds } from "./run-bounds.ts";

/** What is inside of the rows of a replicated relation, by their keys; null for a grow-only set. */
export function cellViews(
  { name, columns, keyCount, qualifier }: Relation,
  store: FactStore,
  members: readonly string[],
): readonly CellView[] | null {
  const relation = store.relation(name);
  const kind = columns[keyCount]?.lattice ?? null;
  const bare = { slots: [], tags: [], writes: [] };
  if (kind === null) {
    if (qualifier !== "orset") return null;
    return ordered([...store.rows(name)], (row) => row).map((row) => ({
      ...bare,
      key: factText(relation, row),
      kind: "orset",
      value: "",
      tags: store.dots(name, row).map(tagText),
    }));
  }
  if (kind === "max" || kind === "min")
    return ordered([...store.rows(name)], (row) => row).map((row) => ({
      ...bare,
      key: factText(relation, row.slice(0, keyCount)),
      kind,
      value: valuesText(relation, row.slice(keyCount)),
    }));
  const bound = columns[keyCount]?.bound ?? 0;
  return ordered([...store.cells(name)], ({ key }) => key).map(({ key, state }) => ({
    ...bare,
    key: factText(relation, key),
    kind: state.kind,
    value: cellValues(state, bound)
      .map((values) => valuesText(relation, values))
      .join(" | "),
    slots: slotsOf(state, members),
    writes: writesOf(state, relation),
  }));
}

function ordered<T>(all: readonly T[], keyOf: (one: T) => Row): readonly T[] {
  return all.toSorted((a, b) => compareRows(keyOf(a), keyOf(b))).slice(0, runBounds.rows);
}

function tagText({ actor, sequence }: Dot): string {
  return `${actor}.${String(sequence)}`;
}

/** Of a key's values, as constants. */
function valuesText({ columns, keyCount }: Relation, values: Row): string {
  return values.map((value, i) => valueText(value, columns[keyCount + i]?.value ?? "number")).join(", ");
}

/** The members' slots in their order, and behind them that of what all have from the start. */
function slotsOf(cell: CellState, members: readonly string[]): CellView["slots"] {
  const amounts = amountsOf(cell);
  if (amounts === null) return [];
  const slots = new Map(
    members.map((name) => [name, { plus: 0, minus: 0, rights: amounts.rights === null ? null : 0 }]),
  );
  const slotOf = (actor: ActorId): { plus: number; minus: number; rights: number | null } => {
    const site = siteOf(actor);
    const slot = slots.get(site) ?? { plus: 0, minus: 0, rights: amounts.rights === null ? null : 0 };
    slots.set(site, slot);
    return slot;
  };
  for (const [actor, amount] of amounts.plus) slotOf(actor).plus += amount;
  for (const [actor, amount] of amounts.minus) slotOf(actor).minus += amount;
  for (const [actor, amount] of amounts.rights ?? []) {
    const slot = slotOf(actor);
    slot.rights = (slot.rights ?? 0) + amount;
  }
  return [...slots].map(([replica, slot]) => ({ replica, ...slot }));
}

interface Amounts {
  readonly plus: Iterable<readonly [ActorId, number]>;
  readonly minus: Iterable<readonly [ActorId, number]>;
  readonly rights: Iterable<readonly [ActorId, number]> | null;
}

function amountsOf(cell: CellState): Amounts | null {
  switch (cell.kind) {
    case "gcounter":
      return { plus: cell.state, minus: [], rights: null };
    case "pncounter":
      return { plus: cell.state.added, minus: cell.state.taken, rights: null };
    case "bounded": {
      const { rights, spent } = cell.state;
      const actors = new Set([
        ...rights.keys(),
        ...spent.keys(),
        ...[...rights.values()].flatMap((given) => [...given.keys()]),
      ]);
      return {
        plus: [...rights].map(([giver, given]) => [giver, given.get(giver) ?? 0]),
        minus: spent,
        rights: [...actors].map((actor) => [actor, rightsOf(cell.state, actor)]),
      };
    }
    case "lww":
    case "mv":
    case "sequence":
      return null;
  }
}

function writesOf(cell: CellState, relation: Relation): CellView["writes"] {
  if (cell.kind === "mv")
    return cell.state.writes.map(({ dot, value }) => ({
      value: valuesText(relation, value),
      time: dot.sequence,
      replica: siteOf(dot.actor),
    }));
  if (cell.kind !== "lww" || cell.state === null) return [];
  const { at, value } = cell.state;
  return [{ value: valuesText(relation, value), time: at.time, replica: siteOf(at.actor) }];
}
