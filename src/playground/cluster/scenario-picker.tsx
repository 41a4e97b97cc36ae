/// <reference lib="dom" />
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { OfferedScenario } from "../run-api.ts";
import type { ClusterSession } from "./cluster-session.ts";
import { tellAddress } from "./open-from-route.ts";

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
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current
      ?.querySelector("[aria-pressed=true]")
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [run, offered]);
  return (
    <section class="scenarios" aria-label="Runs of this program">
      <ul ref={list}>
        <li>
          <button
            type="button"
            class="button"
            aria-pressed={run.offered === null}
            onClick={() => {
              tellAddress(null, session.player.source.peek()?.seed ?? 1);
              void session.beginAnew(session.replicas.peek());
            }}
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
              onClick={() => void openOffered(session, each)}
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

/** It plays at once. */
async function openOffered(session: ClusterSession, offered: OfferedScenario): Promise<void> {
  tellAddress(offered.name, offered.source.seed);
  await session.openOffered(offered);
  session.player.play();
}
