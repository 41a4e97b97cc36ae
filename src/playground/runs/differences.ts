import { factText } from "../../model/fact-text.ts";
import type { Relation } from "../../model/program.ts";
import type { Cluster } from "../../replication/cluster.ts";
import type { Replica } from "../../replication/replica.ts";
import type { Differences } from "../run-api.ts";
import { runBounds } from "./run-bounds.ts";

type Difference = Differences["rows"][number];

/** Where the replicas of a cluster that are up differ, relation by relation, kept until one changes. */
export class DifferenceView {
  readonly #cluster: Cluster;
  readonly #relations: readonly Relation[];
  readonly #known = new Map<string, Found>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    // What was refused where is no part of what replicas agree upon.
    this.#relations = [...cluster.local.written.relations.values()].filter(({ name }) => name !== "_refused");
  }

  /** `touched`: the relations that may have changed at a replica since the last time. */
  differences(touched: ReadonlySet<string>): Differences | null {
    const { live } = this.#cluster;
    const rows: Difference[] = [];
    let count = 0;
    for (const relation of this.#relations) {
      let found = this.#known.get(relation.name);
      if (found === undefined || touched.has(relation.name)) {
        found = differingRows(relation, live);
        this.#known.set(relation.name, found);
      }
      count += found.count;
      rows.push(...found.rows.slice(0, shownMost - rows.length));
    }
    return count === 0 ? null : { rows, more: count - rows.length };
  }
}

interface Found {
  readonly rows: readonly Difference[];
  readonly count: number;
}

const shownMost = 50;

function differingRows(relation: Relation, live: readonly Replica[]): Found {
  const rows: Difference[] = [];
  let count = 0;
  for (const [i, { session }] of live.entries()) {
    let looked = 0;
    for (const row of session.rows(relation.name)) {
      // What is too much to be looked at all over again passes for the same.
      if (++looked > runBounds.rowsSorted) break;
      const has = live.map((one) => one.session.has(relation.name, row));
      // A row counts at the first that has it.
      if (has.every(Boolean) || has.indexOf(true) < i) continue;
      count += 1;
      if (rows.length >= shownMost) continue;
      const names = (there: boolean): readonly string[] =>
        live.filter((_, at) => has[at] === there).map(({ name }) => name);
      rows.push({ row: factText(relation, row), at: names(true), notAt: names(false) });
    }
  }
  return { rows, count };
}
