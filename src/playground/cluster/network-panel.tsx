/// <reference lib="dom" />
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { RunState } from "../run-api.ts";
import type { ClusterSession } from "./cluster-session.ts";
import { partName } from "./network-map.tsx";

interface Props {
  readonly session: ClusterSession;
  readonly state: RunState;
}

/** What can be done to the network: parted and healed, slowed, made to lose. Each is a statement. */
export function NetworkPanel({ session, state }: Props): VNode {
  const [trouble, setTrouble] = useState<string | null>(null);
  const act = async (statement: string): Promise<void> => setTrouble(await session.act(statement));
  return (
    <section class="network" aria-label="Network">
      <Sides key={sidesKey(state)} state={state} act={act} />
      <details>
        <summary>Delay, loss, delivery</summary>
        <Latency names={state.replicas.map(({ name }) => name)} act={act} />
        <Settings act={act} />
      </details>
      {trouble !== null && (
        <p class="notice bad small" role="alert">
          {trouble}
        </p>
      )}
    </section>
  );
}

interface ActProps {
  readonly act: (statement: string) => Promise<void>;
}

/** Who is on which side: a group of buttons for each replica. */
function Sides({ state, act }: ActProps & { readonly state: RunState }): VNode {
  const { replicas } = state;
  const [sides, setSides] = useState<readonly number[]>(replicas.map(({ side }) => side));
  const parts = Math.min(replicas.length, 4);
  const isParted = new Set(replicas.map(({ side }) => side)).size > 1;
  const isSame = replicas.every(({ side }, i) => side === sides[i]);
  const wanted = [...new Set(sides)].sort((a, b) => a - b);
  const partition = (): void => {
    const lists = wanted.map((side) => replicas.filter((_, i) => sides[i] === side).map(({ name }) => name));
    void act(partitionStatement(lists));
  };
  return (
    <fieldset class="sides">
      <legend>Partition</legend>
      <p class="quiet small">Give each replica a part, or draw a line across the map.</p>
      <div class="side-list">
        {replicas.map(({ name }, i) => (
          <div key={name} class="side" role="radiogroup" aria-label={`Part of ${name}`}>
            <span>{name}</span>
            {Array.from({ length: parts }, (_, side) => (
              <label key={side} class={`side-choice side-${side % 5}`}>
                <input
                  type="radio"
                  name={`side-${name}`}
                  checked={sides[i] === side}
                  onChange={() => setSides(sides.map((each, at) => (at === i ? side : each)))}
                />
                <span class="only-read">{partName(side)}</span>
                <span aria-hidden="true">{side + 1}</span>
              </label>
            ))}
          </div>
        ))}
      </div>
      <div class="toolbar">
        <button type="button" class="button" disabled={wanted.length < 2 || isSame} onClick={partition}>
          Cut
        </button>
        <button type="button" class="button" disabled={!isParted} onClick={() => void act("heal.")}>
          Heal
        </button>
        <button type="button" class="button" onClick={() => void act("settle.")}>
          Settle
        </button>
      </div>
    </fieldset>
  );
}

export function partitionStatement(sides: readonly (readonly string[])[]): string {
  return `partition ${sides.map((side) => side.join(", ")).join(" | ")}.`;
}

/** The form begins anew when the network has changed. */
function sidesKey({ replicas }: RunState): string {
  return replicas.map(({ name, side }) => `${name} ${side}`).join(",");
}

function Latency({ names, act }: ActProps & { readonly names: readonly string[] }): VNode {
  const [from, setFrom] = useState(names[0] ?? "");
  const [to, setTo] = useState(names[1] ?? "");
  const [milliseconds, setMilliseconds] = useState("100");
  const number = wholeNumber(milliseconds);
  return (
    <form
      class="toolbar"
      aria-label="Delay of a link"
      onSubmit={(event) => {
        event.preventDefault();
        void act(`latency ${from}, ${to} = ${number ?? 0}.`);
      }}
    >
      <NameChoice label="One end" names={names} value={from} choose={setFrom} />
      <span aria-hidden="true">↔</span>
      <NameChoice label="Other end" names={names} value={to} choose={setTo} />
      <label class="labelled">
        <input
          class="field short code"
          inputMode="numeric"
          value={milliseconds}
          aria-label="Delay, one way, in milliseconds"
          onInput={({ currentTarget }) => setMilliseconds(currentTarget.value)}
        />
        ms
      </label>
      <button type="submit" class="button" disabled={from === to || number === null}>
        Delay
      </button>
    </form>
  );
}

function NameChoice({
  label,
  names,
  value,
  choose,
}: {
  readonly label: string;
  readonly names: readonly string[];
  readonly value: string;
  readonly choose: (name: string) => void;
}): VNode {
  return (
    <select
      class="field"
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
    >
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

const deliveries = [
  ["reliable", "reliable: sent anew until it arrives"],
  ["best_effort", "best effort: sent once"],
  ["causal", "causal: held back until its causes are here"],
  ["gossip", "gossip: somebody at random, again and again"],
] as const;

function Settings({ act }: ActProps): VNode {
  const [loss, setLoss] = useState("0");
  const [duplicate, setDuplicate] = useState("0");
  const [reorder, setReorder] = useState(false);
  const [delivery, setDelivery] = useState("reliable");
  const [patience, setPatience] = useState("1000");
  const settings = `network loss = ${share(loss)}, duplicate = ${share(duplicate)}, reorder = ${reorder}, delivery = ${delivery}, timeout = ${wholeNumber(patience) ?? 1000}.`;
  return (
    <form
      class="settings"
      aria-label="Settings of all links"
      onSubmit={(event) => {
        event.preventDefault();
        void act(settings);
      }}
    >
      <Percentage label="Lost" value={loss} set={setLoss} />
      <Percentage label="Twice" value={duplicate} set={setDuplicate} />
      <label class="labelled">
        <input
          type="checkbox"
          checked={reorder}
          onChange={({ currentTarget }) => setReorder(currentTarget.checked)}
        />
        may overtake
      </label>
      <label class="labelled">
        <span class="only-read">Delivery</span>
        <select
          class="field"
          value={delivery}
          onChange={({ currentTarget }) => setDelivery(currentTarget.value)}
        >
          {deliveries.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <label class="labelled">
        Boundaries wait
        <input
          class="field short code"
          inputMode="numeric"
          value={patience}
          onInput={({ currentTarget }) => setPatience(currentTarget.value)}
        />
        ms
      </label>
      <button type="submit" class="button">
        Set
      </button>
    </form>
  );
}

function Percentage({
  label,
  value,
  set,
}: {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
}): VNode {
  return (
    <label class="labelled">
      {label}
      <input
        class="field short code"
        type="number"
        min={0}
        max={90}
        step={5}
        value={value}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
      %
    </label>
  );
}

function share(percentage: string): string {
  const number = Number(percentage);
  return String(Number.isFinite(number) ? Math.max(0, Math.min(90, Math.round(number))) / 100 : 0);
}

function wholeNumber(text: string): number | null {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text) : null;
}
