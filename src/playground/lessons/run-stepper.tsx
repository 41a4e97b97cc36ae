/// <reference lib="dom" />
import { useComputed } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { TraceEntry } from "../../replication/trace.ts";
import { NetworkMap } from "../cluster/network-map.tsx";
import { ownValue } from "../own-value.ts";
import type { ReplicaState, RunSource, RunState } from "../run-api.ts";
import { RunPlayer } from "../run-player.ts";
import { steppedRuns } from "./lesson-workers.ts";

interface Props {
  readonly source: RunSource;
  /** The relation whose rows are looked at, or the invariant; nothing has this name otherwise. */
  readonly looked: string;
}

/** A run on a small map of the network, step by step, with what each replica has. */
export function RunStepper({ source, looked }: Props): VNode {
  const player = useMemo(() => new RunPlayer(steppedRuns), []);
  useEffect(() => {
    // To its end and back, so that it is known how many moments there are.
    void player.open(source).then(async () => {
      await player.toEnd();
      await player.rewind();
    });
    return () => void player.close();
  }, [source]);
  const withdrawn = useComputed(() => withdrawnRows(player.log.value));
  const state = player.state.value;
  if (state === null)
    return player.trouble.value === null ? (
      <p class="quiet">Opening the run…</p>
    ) : (
      <p class="notice bad">The run cannot be shown: {player.trouble.value}</p>
    );
  const { replicas, flights, waiting, down, trouble } = state;
  // Violations are told by the invariant that is broken.
  const shown = new Set(
    player.opened.value?.relations.filter(({ origin }) => origin !== "violation").map(({ name }) => name),
  );
  return (
    <div class="stepper">
      <StepBar player={player} state={state} />
      <div class="scene">
        <NetworkMap
          replicas={replicas}
          flights={flights}
          waiting={waiting}
          down={down}
          clock={player.clock}
          height={replicas.length > 2 ? 170 : 120}
          legend={false}
          label="The run"
        />
        <Statements state={state} />
      </div>
      {trouble !== null && <p class="notice bad">{trouble}</p>}
      <div class="holdings">
        {replicas.map((replica) => (
          <Holdings
            key={replica.name}
            replica={replica}
            shown={shown}
            looked={looked}
            withdrawn={withdrawn.value.get(replica.name) ?? []}
            violations={state.violations
              .filter((one) => one.replica === replica.name)
              .map(({ invariant, text }) => `${invariant}: ${text}`)}
          />
        ))}
      </div>
    </div>
  );
}

function StepBar({ player, state }: { readonly player: RunPlayer; readonly state: RunState }): VNode {
  const { moment, moments, at } = state;
  const isPlaying = player.isPlaying.value;
  const isOver = moment >= moments;
  return (
    <div class="toolbar" role="group" aria-label="Time">
      <span class="buttons">
        <button type="button" class="button" disabled={moment === 0} onClick={() => void player.stepBack()}>
          Back
        </button>
        <button type="button" class="button" disabled={isOver} onClick={() => void player.step()}>
          Step
        </button>
        <button
          type="button"
          class="button"
          aria-pressed={isPlaying}
          onClick={() => {
            if (isPlaying) player.pause();
            else if (isOver) void player.rewind().then(() => player.play());
            else player.play();
          }}
        >
          {isPlaying ? "Pause" : isOver ? "Play again" : "Play"}
        </button>
      </span>
      <input
        type="range"
        min={0}
        max={Math.max(moments, moment)}
        value={moment}
        aria-label="Moment of the run"
        aria-valuetext={`${String(at)} ms`}
        onInput={({ currentTarget }) => void player.seek(Number(currentTarget.value))}
      />
      <span class="quiet small time">{at} ms</span>
    </div>
  );
}

function Statements({ state: { statements } }: { readonly state: RunState }): VNode {
  const last = statements.findLastIndex(({ at }) => at !== null);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const current = list.current?.children[Math.max(0, last)];
    // Only the list moves, never the page.
    if (list.current !== null && current instanceof HTMLElement)
      list.current.scrollTop = current.offsetTop - list.current.clientHeight / 2;
  }, [last]);
  return (
    <ol class="statements" ref={list} tabIndex={0} aria-label="What is done in the run">
      {statements.map(({ text, at, ok }, i) => (
        <li
          key={i}
          class={at === null ? "to-come" : i === last ? "current" : "done"}
          aria-current={i === last ? "step" : undefined}
        >
          <code>{text}</code>
          {ok !== null && (
            <span class={ok ? "good" : "bad"} role="img" aria-label={ok ? "holds" : "does not hold"}>
              {ok ? "✓" : "✗"}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Of each relation so many rows are listed. */
const rowsMost = 12;

function Holdings({
  replica,
  shown,
  looked,
  withdrawn,
  violations,
}: {
  readonly replica: ReplicaState;
  /** The relations whose rows are listed. */
  readonly shown: ReadonlySet<string>;
  readonly looked: string;
  readonly withdrawn: readonly string[];
  readonly violations: readonly string[];
}): VNode {
  const { name, rows, more } = replica;
  const relations = Object.entries(rows).filter(([relation, all]) => shown.has(relation) && all.length > 0);
  const gone = withdrawn.filter((row) => !relations.some(([, all]) => all.includes(row)));
  return (
    <section class="holding" aria-label={`What ${name} has`}>
      <h5>{name}</h5>
      {relations.length === 0 && gone.length === 0 && <p class="quiet small">nothing yet</p>}
      <ul>
        {relations.flatMap(([relation, all]) => [
          ...all.slice(0, rowsMost).map((row) => (
            <li key={row} class={relation === looked ? "looked" : ""}>
              <code>{row}</code>
            </li>
          )),
          ...(all.length > rowsMost || (ownValue(more, relation) ?? 0) > 0
            ? [
                <li key={`${relation} more`} class="quiet small">
                  and {all.length - Math.min(rowsMost, all.length) + (ownValue(more, relation) ?? 0)} more of{" "}
                  {relation}
                </li>,
              ]
            : []),
        ])}
        {gone.map((row) => (
          <li key={`gone ${row}`} class="bad">
            <s>
              <code>{row}</code>
            </s>{" "}
            <span class="small">withdrawn</span>
          </li>
        ))}
        {violations.map((text) => (
          <li key={text} class="bad">
            <span aria-hidden="true">✗</span> <code>{text}</code> <span class="small">broken</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Of each replica the rows of outputs that it had shown and shows no more. */
function withdrawnRows(log: readonly TraceEntry[]): ReadonlyMap<string, readonly string[]> {
  const gone = new Map<string, Set<string>>();
  for (const entry of log) {
    if (entry.kind !== "withdrawn" && entry.kind !== "appeared") continue;
    const rows = gone.get(entry.replica) ?? new Set<string>();
    gone.set(entry.replica, rows);
    if (entry.kind === "withdrawn") rows.add(entry.text);
    else rows.delete(entry.text);
  }
  return new Map([...gone].map(([replica, rows]) => [replica, [...rows]]));
}
