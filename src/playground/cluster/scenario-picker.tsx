/// <reference lib="dom" />
import type { VNode } from "preact";
import { currentRoute, goTo } from "../current-route.ts";
import type { OfferedScenario } from "../run-api.ts";
import type { ClusterSession } from "./cluster-session.ts";

interface Props {
  readonly session: ClusterSession;
}

const kindSigns: Readonly<Record<OfferedScenario["kind"], string>> = {
  scenario: "▷",
  witness: "◇",
  counterexample: "✗",
};

/** What the program has to show: its scenarios, and the witnesses and counterexamples of its findings. */
export function ScenarioPicker({ session }: Props): VNode {
  const offered = session.offered.value;
  const run = session.run.value;
  return (
    <section class="scenarios" aria-label="Runs of this program">
      <ul>
        <li>
          <button
            type="button"
            class="button"
            aria-pressed={run.offered === null}
            onClick={() => void session.beginAnew(session.replicas.peek())}
          >
            By hand
          </button>
        </li>
        {offered.map((each) => (
          <li key={`${each.kind} ${each.name}`}>
            <button
              type="button"
              class="button"
              aria-pressed={run.offered?.name === each.name}
              title={each.about}
              onClick={() => openOffered(session, each)}
            >
              <span aria-hidden="true" class={each.kind}>
                {kindSigns[each.kind]}
              </span>
              {each.name}
              {each.kind !== "scenario" && <span class="quiet small">{each.kind}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** It plays at once. A run of an example has an address. */
function openOffered(session: ClusterSession, offered: OfferedScenario): void {
  void session.openOffered(offered).then(() => session.player.play());
  const { view, item } = currentRoute.peek();
  if (view === "cluster" && item !== "")
    goTo({ view, item, options: new Map([["scenario", offered.name]]) }, "replace");
}
