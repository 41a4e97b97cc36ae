import type { ComponentChildren, VNode } from "preact";
import { NetworkMap } from "../cluster/network-map.tsx";
import type { ReplicaState, RunState } from "../run-api.ts";
import { haveConverged } from "./converged.ts";
import type { ExperimentRun } from "./experiment-run.ts";

export interface RunStageProps {
  readonly run: ExperimentRun;
  /** What the map shows, for who does not see it. */
  readonly label: string;
  /** A few signs in the circle of a replica. */
  readonly inside: (replica: ReplicaState) => string;
  /** A line below its name. */
  readonly caption?: (replica: ReplicaState) => string;
  /** What stands on a replica's card, below its name, with what can be done there. */
  readonly card: (replica: ReplicaState, state: RunState) => ComponentChildren;
  /** What it comes to, beside the name. */
  readonly value?: (replica: ReplicaState) => ComponentChildren;
  readonly height?: number;
  /** Cards stand below each other where the page is narrow. */
  readonly isRoomy?: boolean;
}

/** A run of an experiment: the network, a card for each replica, and whether they agree. */
export function RunStage({
  run,
  label,
  inside,
  caption,
  card,
  value,
  height = 200,
  isRoomy = false,
}: RunStageProps): VNode {
  const { player } = run;
  const state = player.state.value;
  const trouble = player.trouble.value;
  if (trouble !== null)
    return (
      <div class="notice bad" role="alert">
        <p>The run cannot go on: {trouble}</p>
        <button type="button" class="button" onClick={() => void run.restart()}>
          Start again
        </button>
      </div>
    );
  if (state === null) return <p class="loading">Starting the replicas…</p>;
  return (
    <>
      <NetworkMap
        replicas={state.replicas.map((replica) => ({
          ...replica,
          // The crosses on the links say who is apart; more would be in the way of so few.
          side: 0,
          inside: inside(replica),
          ...(caption === undefined ? {} : { caption: caption(replica) }),
        }))}
        flights={state.flights}
        waiting={state.waiting}
        down={state.down}
        clock={player.clock}
        label={label}
        height={height}
      />
      <div class={`replica-cards of-${state.replicas.length}${isRoomy ? " roomy" : ""}`}>
        {state.replicas.map((replica) => (
          <section key={replica.name} class="replica-card" aria-label={`Replica ${replica.name}`}>
            <header>
              <h2>{replica.name}</h2>
              {value !== undefined && (
                <p class="value">
                  <span class="only-read">has </span>
                  {value(replica)}
                </p>
              )}
            </header>
            {card(replica, state)}
          </section>
        ))}
      </div>
      <Agreement state={state} />
    </>
  );
}

function Agreement({ state }: { readonly state: RunState }): VNode {
  const { differences } = state;
  if (differences === null && !haveConverged(state))
    return (
      <p class="agreement">
        <span class="chip warn">≠ not converged</span> They show the same rows, and have not heard of the same
        changes.
      </p>
    );
  if (differences === null)
    return (
      <p class="agreement">
        <span class="chip good">✓ converged</span> All replicas have the same.
      </p>
    );
  const [first] = differences.rows;
  return (
    <p class="agreement">
      <span class="chip warn">≠ not converged</span>
      {first !== undefined && (
        <span>
          <code>{first.row}</code> is at {first.at.join(", ")} and not at {first.notAt.join(", ")}.
        </span>
      )}
    </p>
  );
}
