/// <reference lib="dom" />
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { currentRoute } from "../current-route.ts";
import { requestedRun } from "../opened-program.ts";
import { linkTo, routeHash } from "../route.ts";
import type { RunState } from "../run-api.ts";
import { ClusterSession, isDone } from "./cluster-session.ts";
import { CodeWords } from "./code-words.tsx";
import { DiagramPanel } from "./diagram-panel.tsx";
import { EventLog } from "./event-log.tsx";
import { NetworkMap } from "./network-map.tsx";
import { NetworkPanel, partitionStatement } from "./network-panel.tsx";
import { openFromRoute } from "./open-from-route.ts";
import { ReplicaCard } from "./replica-card.tsx";
import { RunHead } from "./run-head.tsx";
import { DifferenceTable, RunStatus } from "./run-status.tsx";
import { ScenarioPicker } from "./scenario-picker.tsx";
import { seenText } from "./seen-text.ts";
import { StatementList } from "./statement-list.tsx";
import { togglePlay, Transport } from "./transport.tsx";

/** The run stays while other views are shown. */
let kept: ClusterSession | null = null;

function keptSession(): ClusterSession {
  return (kept ??= new ClusterSession());
}

/** Replicas side by side: what each has, what is under way between them, and what can be done. */
export function ClusterView(): VNode {
  const [session] = useState(keptSession);
  const { player } = session;
  const address = routeHash(currentRoute.value);
  const requested = requestedRun.value;
  useEffect(() => {
    void openFromRoute(session, currentRoute.peek());
  }, [session, address, requested]);
  useEffect(() => () => player.pause(), [player]);
  useKeys(session);
  const state = player.state.value;
  const trouble = player.trouble.value;
  const notice = session.notice.value;
  return (
    <div class="cluster">
      <RunHead session={session} />
      <ScenarioPicker session={session} />
      {notice !== null && (
        <p class="notice bad" role="alert">
          {notice}
        </p>
      )}
      {trouble !== null && (
        <p class="notice bad" role="alert">
          {trouble} <a href={linkTo("workbench")}>To the workbench</a>
        </p>
      )}
      {state === null ? (
        <Waiting session={session} />
      ) : (
        <>
          <Transport player={player} />
          <Busy session={session} />
          <Stage session={session} state={state} />
        </>
      )}
    </div>
  );
}

/** Before there is anything to be seen, or after a stop. */
function Waiting({ session }: { readonly session: ClusterSession }): VNode {
  const { player } = session;
  const source = player.source.value;
  const isBusy = player.isBusy.value;
  if (isBusy)
    return (
      <div class="loading" role="status">
        <p>The run is being opened.</p>
        <StopButton session={session} />
      </div>
    );
  return (
    <div class="loading">
      <p>No run is open.</p>
      {source !== null && (
        <button
          type="button"
          class="button"
          onClick={() =>
            void session.openSource(session.run.peek().title, source, session.run.peek().offered)
          }
        >
          Open it anew
        </button>
      )}
    </div>
  );
}

/** What takes long can be ended; it shows after a while. */
function StopButton({ session }: { readonly session: ClusterSession }): VNode {
  return (
    <button type="button" class="button late" onClick={() => session.player.stop()}>
      Stop
    </button>
  );
}

/** A step that takes long is said, and can be ended. */
function Busy({ session }: { readonly session: ClusterSession }): VNode | null {
  if (!session.player.isBusy.value) return null;
  return (
    <div class="busy late">
      <span class="small">The run is at work.</span>
      <StopButton session={session} />
    </div>
  );
}

function Stage({ session, state }: { readonly session: ClusterSession; readonly state: RunState }): VNode {
  const { player } = session;
  const opened = player.opened.value;
  const chosen = session.chosen.value;
  const isParted = new Set(state.replicas.map(({ side }) => side)).size > 1;
  const first = state.replicas[0]?.name ?? "";
  const looked = state.replicas.some(({ name }) => name === chosen) ? chosen : first;
  return (
    <div class="stage">
      <div class="beside">
        <div class="map-place">
          <section class="panel map" aria-label="Map">
            <NetworkMap
              replicas={state.replicas}
              flights={state.flights}
              waiting={state.waiting}
              down={state.down}
              clock={player.clock}
              height={state.replicas.length > 4 ? 370 : state.replicas.length < 3 ? 170 : 300}
              chosen={looked}
              onChoose={(name) => {
                session.chosen.value = name;
              }}
              onCut={(sides) => void session.act(partitionStatement(sides))}
            />
          </section>
          <RunStatus state={state} />
        </div>
        <Seen session={session} state={state} />
        <div class="panel network-place">
          <NetworkPanel session={session} state={state} />
        </div>
        <DifferenceTable state={state} />
        <Told session={session} state={state} />
      </div>
      <div class="replicas">
        <Tabs session={session} names={state.replicas.map(({ name }) => name)} looked={looked} />
        <div class="toolbar options">
          <label class="labelled small">
            <input
              type="checkbox"
              checked={session.insides.value}
              onChange={({ currentTarget }) => {
                session.insides.value = currentTarget.checked;
              }}
            />
            insides of replicated rows
          </label>
          <label class="labelled small">
            <input
              type="checkbox"
              checked={session.goesOn.value}
              onChange={({ currentTarget }) => {
                session.goesOn.value = currentTarget.checked;
              }}
            />
            time goes on after each act
          </label>
        </div>
        <div class="cards">
          {state.replicas.map((replica) => (
            <div key={replica.name} class={`card-place${replica.name === looked ? " looked" : ""}`}>
              <ReplicaCard
                session={session}
                replica={replica}
                relations={opened?.relations ?? []}
                violations={state.violations}
                isParted={isParted}
              />
            </div>
          ))}
        </div>
        <DiagramPanel player={player} />
      </div>
    </div>
  );
}

/** Where there is room for one replica only, these choose it. */
function Tabs({
  session,
  names,
  looked,
}: {
  readonly session: ClusterSession;
  readonly names: readonly string[];
  readonly looked: string;
}): VNode {
  return (
    <div class="replica-tabs" role="group" aria-label="Replica that is looked at">
      {names.map((name) => (
        <button
          key={name}
          type="button"
          class="button"
          aria-pressed={name === looked}
          onClick={() => {
            session.chosen.value = name;
          }}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

/** At the end of a scenario, a witness or a counterexample: what it has shown. */
function Seen({
  session,
  state,
}: {
  readonly session: ClusterSession;
  readonly state: RunState;
}): VNode | null {
  const { offered } = session.run.value;
  if (offered === null || !isDone(state, offered.source.statements.length)) return null;
  const sentences = seenText(state, session.player.log.value);
  if (sentences.length === 0) return null;
  return (
    <section class="seen-at-end panel" aria-label="What is seen">
      <h2>What is seen</h2>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>
            <CodeWords text={sentence} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type Telling = "statements" | "log";
const tellings: readonly (readonly [Telling, string])[] = [
  ["statements", "Statements"],
  ["log", "Events"],
];

/** The run as it is told: what was done, or all that happened. */
function Told({ session, state }: { readonly session: ClusterSession; readonly state: RunState }): VNode {
  const [telling, setTelling] = useState<Telling>("statements");
  const { player } = session;
  return (
    <section class="panel told-run" aria-label="The run">
      <div class="buttons" role="group" aria-label="How the run is told">
        {tellings.map(([each, title]) => (
          <button
            key={each}
            type="button"
            class="button"
            aria-pressed={telling === each}
            onClick={() => setTelling(each)}
          >
            {title}
          </button>
        ))}
      </div>
      {telling === "statements" && <StatementList player={player} state={state} />}
      {telling === "log" && <EventLog player={player} />}
    </section>
  );
}

/** Space plays and pauses, arrows step, Home and End go to the ends, wherever no control wants them. */
function useKeys({ player }: ClusterSession): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const { target } = event;
      if (target instanceof Element && target.closest(controls) !== null) return;
      const act = keys(event.key);
      if (act === null) return;
      event.preventDefault();
      act();
    };
    const keys = (key: string): (() => void) | null => {
      switch (key) {
        case " ":
          return () => togglePlay(player);
        case "ArrowRight":
          return () => void player.step();
        case "ArrowLeft":
          return () => void player.stepBack();
        case "Home":
          return () => void player.rewind();
        case "End":
          return () => void player.toEnd();
      }
      return null;
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [player]);
}

const controls = "input, select, textarea, button, a, summary, [role=button], [role=dialog], [tabindex='0']";
