import type { Cluster } from "../../replication/cluster.ts";
import { messageText } from "../../replication/trace.ts";
import type { Flight, RunState, Waiting } from "../run-api.ts";
import { DifferenceView } from "./differences.ts";
import { runBounds } from "./run-bounds.ts";
import { ReplicaView } from "./replica-view.ts";

/** What is to be seen of a cluster, from one state of its run to the next. */
export class RunView {
  readonly #cluster: Cluster;
  readonly #replicas: readonly ReplicaView[];
  readonly #differences: DifferenceView;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#replicas = cluster.members.map((name) => new ReplicaView(name, cluster.local));
    this.#differences = new DifferenceView(cluster);
  }

  state(): Pick<RunState, "replicas" | "flights" | "waiting" | "down" | "differences" | "violations"> {
    const cluster = this.#cluster;
    const { local, network } = cluster;
    const touched = new Set(this.#replicas.flatMap((replica) => [...replica.touchedIn(cluster)]));
    return {
      differences: this.#differences.differences(touched),
      replicas: this.#replicas.map((replica) => replica.state(cluster)),
      flights: network.flights
        .slice(0, runBounds.messages)
        .map(({ id, from, to, message, sent, arrives }): Flight => ({
          id,
          from,
          to,
          kind: message.kind,
          text: messageText(message, local),
          sent,
          arrives,
        })),
      waiting: network.waiting.slice(0, runBounds.messages).map(({ from, to, message }): Waiting => ({
        from,
        to,
        text: messageText(message, local),
      })),
      down: cluster.linksCut.map(([from, to]) => ({ from, to })),
      violations: this.#violations(),
    };
  }

  /** The next state tells everything. */
  forget(): void {
    for (const replica of this.#replicas) replica.forget();
  }

  close(): void {
    for (const replica of this.#replicas) replica.close();
  }

  #violations(): RunState["violations"] {
    const { local, live } = this.#cluster;
    return [...local.violations].flatMap(([invariant, relation]) =>
      live.flatMap((replica) => {
        const [row] = replica.session.rows(relation.name);
        if (row === undefined) return [];
        const values = relation.columns.map(({ name }, i) => `${name} = ${JSON.stringify(row[i])}`);
        return [{ invariant, replica: replica.name, text: values.join(", ") }];
      }),
    );
  }
}
