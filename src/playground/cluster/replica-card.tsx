/// <reference lib="dom" />
import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";
import { ownValue } from "../own-value.ts";
import type { CellView, ReplicaState, RunRelation, RunState } from "../run-api.ts";
import { ActionForm } from "./action-form.tsx";
import { CodeWords } from "./code-words.tsx";
import type { ClusterSession } from "./cluster-session.ts";
import { partName } from "./network-map.tsx";
import { RowList } from "./row-list.tsx";

interface Props {
  readonly session: ClusterSession;
  readonly replica: ReplicaState;
  readonly relations: readonly RunRelation[];
  readonly violations: RunState["violations"];
  readonly isParted: boolean;
}

/** Lists that are longer together can be filtered. */
const filterFrom = 24;
const none: readonly never[] = [];

/** A replica: what can be done there, what it has, and what it waits for. */
export function ReplicaCard({ session, replica, relations, violations, isParted }: Props): VNode {
  const { name, isUp, side, rows, more, cells, heldBack, waitsFor, votes, seals, refused } = replica;
  const [filter, setFilter] = useState("");
  const count = relations.reduce((sum, relation) => sum + (ownValue(rows, relation.name)?.length ?? 0), 0);
  const names = session.replicas.value;
  const shown = relations.filter(({ origin }) => origin === "base" || origin === "derived");
  const broken = violations.filter((violation) => violation.replica === name);
  return (
    <section class={`card${isUp ? "" : " down"}`} aria-labelledby={`card-${name}`}>
      <header>
        <h2 id={`card-${name}`}>{name}</h2>
        {isParted && <span class={`chip side-${side % 5}`}>{partName(side)}</span>}
        {!isUp && <span class="chip bad">✗ down</span>}
        <button
          type="button"
          class="button plain end"
          onClick={() => void session.act(isUp ? `crash ${name}.` : `recover ${name}.`)}
          aria-label={isUp ? `Crash ${name}` : `Recover ${name}`}
        >
          {isUp ? "Crash" : "Recover"}
        </button>
      </header>
      <Seen replica={replica} names={names} />
      <ActionForm session={session} replica={replica} />
      {!isUp && (
        <p class="notice bad small">It is down: it hears nothing, and what is done here is refused.</p>
      )}
      <Told
        sign="!"
        title="Violated here"
        look="bad"
        texts={broken.map(({ invariant, text }) => `${invariant}: ${text}`)}
      />
      <Told sign="◇" title="Waits" look="warn" texts={waitsFor} />
      <Told sign="■" title="Held back" look="warn held-list" texts={heldBack} />
      <Told
        sign="◇"
        title="Votes to close"
        look="warn"
        texts={votes.map(({ row, by }) => `${row}: ${votesText(by, names)}`)}
      />
      <Told sign="■" title="Closed" look="good" texts={seals.map((row) => `${row} is in effect`)} />
      <Told sign="✗" title="Refused" look="bad" texts={refused} />
      {count > filterFrom && (
        <input
          type="search"
          class="field filter"
          placeholder="Filter the rows"
          aria-label={`Filter the rows at ${name}`}
          value={filter}
          onInput={({ currentTarget }) => setFilter(currentTarget.value)}
        />
      )}
      {shown.map((relation) => (
        <RelationRows
          key={relation.name}
          relation={relation}
          rows={ownValue(rows, relation.name) ?? none}
          more={ownValue(more, relation.name) ?? 0}
          cells={session.insides.value ? (ownValue(cells, relation.name) ?? none) : none}
          filter={filter}
          replicas={names}
        />
      ))}
    </section>
  );
}

function RelationRows({
  relation,
  rows,
  more,
  cells,
  filter,
  replicas,
}: {
  readonly relation: RunRelation;
  readonly rows: readonly string[];
  readonly more: number;
  readonly cells: readonly CellView[];
  readonly filter: string;
  readonly replicas: readonly string[];
}): VNode {
  const { name, origin, isOutput, kind } = relation;
  return (
    <section class={`relation ${origin}`}>
      <h3>
        <code>{name}</code>
        {isOutput && <span class="chip output">output</span>}
        {origin === "derived" && !isOutput && <span class="quiet small">derived</span>}
        {origin === "base" && kind !== "grow" && <span class="quiet small">{kind}</span>}
        <span class="quiet small count">{(rows.length + more).toLocaleString("en")}</span>
      </h3>
      <RowList rows={rows} more={more} cells={cells} filter={filter} replicas={replicas} />
    </section>
  );
}

/** How much it has seen of each: its version vector. */
function Seen({
  replica,
  names,
}: {
  readonly replica: ReplicaState;
  readonly names: readonly string[];
}): VNode {
  return (
    <p class="seen small">
      <span class="quiet">has seen</span>
      {names.map((name) => (
        <span key={name} class="count-of">
          {name} <b>{ownValue(replica.seen, name) ?? 0}</b>
        </span>
      ))}
    </p>
  );
}

const toldMost = 6;

function Told({
  sign,
  title,
  look,
  texts,
}: {
  readonly sign: string;
  readonly title: string;
  readonly look: string;
  readonly texts: readonly string[];
}): VNode | null {
  if (texts.length === 0) return null;
  const shown: ComponentChildren[] = texts.slice(0, toldMost).map((text, i) => (
    <li key={i}>
      <CodeWords text={text} />
    </li>
  ));
  return (
    <div class={`told notice small ${look}`}>
      <b>
        <span aria-hidden="true">{sign} </span>
        {title}
      </b>
      <ul>
        {shown}
        {texts.length > toldMost && <li class="quiet">and {texts.length - toldMost} more</li>}
      </ul>
    </div>
  );
}

function votesText(by: readonly string[], names: readonly string[]): string {
  const voted = names.filter((name) => by.includes(name));
  const missing = names.filter((name) => !by.includes(name));
  const votes = `${voted.join(" and ")} ${voted.length === 1 ? "has" : "have"} voted`;
  return missing.length === 0
    ? `${votes}; it takes effect once all that they know is here`
    : `${votes}, ${missing.join(" and ")} not yet`;
}
