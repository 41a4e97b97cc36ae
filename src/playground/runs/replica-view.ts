import { siteOf } from "../../lattice/actor.ts";
import { sharedActor } from "../../lattice/cell.ts";
import { compareRows, type Row, type Value } from "../../lattice/row.ts";
import { factText } from "../../model/fact-text.ts";
import type { Relation } from "../../model/program.ts";
import type { Cluster } from "../../replication/cluster.ts";
import type { LocalProgram } from "../../replication/local-program.ts";
import type { Replica } from "../../replication/replica.ts";
import type { CellView, ReplicaState } from "../run-api.ts";
import { cellViews } from "./cell-views.ts";
import { runBounds } from "./run-bounds.ts";

/** The relations whose rows are shown: the written ones, and what waits for seals or violates invariants. */
export function shownRelations({ written, sealing, violations }: LocalProgram): readonly Relation[] {
  return [
    ...written.relations.values(),
    ...[...sealing.values()].map(({ pending }) => pending),
    ...violations.values(),
  ];
}

/**
 * One replica as it is shown from one state of a run to the next. It looks at those relations again
 * whose rows have changed since, and tells of those that look different.
 */
export class ReplicaView {
  readonly #name: string;
  readonly #local: LocalProgram;
  /** The replica that is listened to: one that comes back after a crash is another. */
  #replica: Replica | null = null;
  #stop: () => void = () => undefined;
  readonly #touched = new Set<string>();
  /** How many changes of each site it had seen, and of what all share. */
  #seen: Readonly<Record<string, number>> = {};
  /** What was told last, by relation. */
  readonly #rows = new Map<string, Told<string>>();
  readonly #cells = new Map<string, Told<CellView>>();

  constructor(name: string, local: LocalProgram) {
    this.#name = name;
    this.#local = local;
  }

  /** The relations whose rows may have changed since the last `state`; all of them after `forget`. */
  touchedIn(cluster: Cluster): ReadonlySet<string> {
    this.#listenTo(cluster.replica(this.#name));
    return this.#touched;
  }

  /** Everything is told anew with the next state. */
  forget(): void {
    this.#rows.clear();
    this.#cells.clear();
    this.#touchAll();
  }

  close(): void {
    this.#stop();
    this.#stop = () => undefined;
  }

  state(cluster: Cluster): ReplicaState {
    const replica = cluster.replica(this.#name);
    const side = cluster.sideOf(this.#name);
    this.#listenTo(replica);
    const rows = new Map<string, readonly string[]>();
    const more = new Map<string, number>();
    const cells = new Map<string, readonly CellView[]>();
    if (replica !== null) {
      for (const relation of shownRelations(this.#local)) {
        const { name } = relation;
        if (!this.#touched.has(name)) continue;
        const count = replica.session.count(name);
        const texts = rowTexts(relation, replica);
        if (!isTold(this.#rows, name, texts, String(count))) {
          rows.set(name, texts);
          if (count > texts.length) more.set(name, count - texts.length);
        }
      }
      if (this.#hasSeenMore(replica, cluster.members))
        for (const relation of this.#local.written.relations.values()) {
          if (relation.kind === "derived") continue;
          const views = cellViews(relation, replica.store, cluster.members);
          if (views !== null && !isTold(this.#cells, relation.name, views, ""))
            cells.set(relation.name, views);
        }
    }
    this.#touched.clear();
    const { [sharedActor]: _, ...seen } = this.#seen;
    // Of entries, since a relation may be called `__proto__`.
    const changes = {
      rows: Object.fromEntries(rows),
      more: Object.fromEntries(more),
      cells: Object.fromEntries(cells),
    };
    const known = { name: this.#name, isUp: replica !== null, side, ...changes, seen };
    if (replica === null) return { ...known, heldBack: [], waitsFor: [], votes: [], seals: [], refused: [] };
    const { waitsFor, votes, seals } = replica;
    const heldBack = replica.heldBack.slice(0, runBounds.messages);
    const refused = replica.refused.slice(-runBounds.messages).map(({ row, reason }) => `${row}: ${reason}`);
    return { ...known, heldBack, waitsFor, votes, seals, refused };
  }

  #listenTo(replica: Replica | null): void {
    if (replica === this.#replica) return;
    this.#stop();
    this.#replica = replica;
    this.forget();
    this.#stop =
      replica?.session.subscribe(({ relations }) => {
        for (const name of relations) this.#touched.add(name);
      }) ?? (() => undefined);
  }

  #touchAll(): void {
    this.#seen = {};
    for (const { name } of shownRelations(this.#local)) this.#touched.add(name);
  }

  /** Whatever changes inside of a relation comes with a change that was not seen before. */
  #hasSeenMore({ store }: Replica, members: readonly string[]): boolean {
    const seen: Record<string, number> = Object.fromEntries(members.map((name) => [name, 0]));
    const { vector, early } = store.seen.context();
    const add = (site: string, count: number): void => {
      seen[site] = (seen[site] ?? 0) + count;
    };
    for (const [actor, upTo] of vector) add(siteOf(actor), upTo);
    for (const [actor, dots] of early) add(siteOf(actor), dots.length);
    const before = this.#seen;
    this.#seen = seen;
    const names = Object.keys(seen);
    return names.length !== Object.keys(before).length || names.some((name) => seen[name] !== before[name]);
  }
}

interface Told<T> {
  readonly shown: readonly T[];
  readonly text: string;
}

/** Whether this is what was told last; it counts as told from now on. */
function isTold<T>(known: Map<string, Told<T>>, name: string, shown: readonly T[], count: string): boolean {
  const text = `${count} ${JSON.stringify(shown)}`;
  if (known.get(name)?.text === text) return true;
  known.set(name, { shown, text });
  return false;
}

function rowTexts(relation: Relation, { session }: Replica): readonly string[] {
  const rows: Row[] = [];
  for (const row of session.rows(relation.name)) {
    rows.push(row);
    if (rows.length >= runBounds.rowsSorted) break;
  }
  return rows
    .toSorted(compareRows)
    .slice(0, runBounds.rows)
    .map((row) => factText(relation, row.map(shortened)));
}

function shortened(value: Value): Value {
  const most = runBounds.valueText;
  return typeof value === "string" && value.length > most ? `${value.slice(0, most)}…` : value;
}
