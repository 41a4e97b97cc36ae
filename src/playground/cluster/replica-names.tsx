/// <reference lib="dom" />
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { ClusterSession } from "./cluster-session.ts";

interface Props {
  readonly session: ClusterSession;
  readonly close: () => void;
}

const more: readonly string[] = ["lima", "cairo", "perth", "quito", "seoul", "tunis"];
const least = 2;
const most = 9;

/** How many replicas there are, and their names. */
export function ReplicaNames({ session, close }: Props): VNode {
  const [names, setNames] = useState<readonly string[]>(session.replicas.peek());
  const trouble = troubleOf(names);
  const add = (): void => {
    const free = ["madrid", "dublin", "oslo", ...more].find((name) => !names.includes(name));
    setNames([...names, free ?? `r${names.length + 1}`]);
  };
  return (
    <form
      class="replica-names"
      onSubmit={(event) => {
        event.preventDefault();
        if (trouble !== null) return;
        void session.beginAnew(names.map((name) => name.trim()));
        close();
      }}
    >
      <p class="small">The run begins anew with these; what was done is left.</p>
      {names.map((name, i) => (
        <div key={i} class="toolbar">
          <input
            class="field code"
            value={name}
            aria-label={`Name of replica ${i + 1}`}
            onInput={({ currentTarget }) =>
              setNames(names.map((each, at) => (at === i ? currentTarget.value : each)))
            }
          />
          <button
            type="button"
            class="button plain icon"
            aria-label={`Leave out ${name}`}
            disabled={names.length <= least}
            onClick={() => setNames(names.filter((_, at) => at !== i))}
          >
            ✕
          </button>
        </div>
      ))}
      {trouble !== null && (
        <p class="notice bad small" role="alert">
          {trouble}
        </p>
      )}
      <div class="toolbar">
        <button type="button" class="button" disabled={names.length >= most} onClick={add}>
          Add a replica
        </button>
        <button type="submit" class="button primary" disabled={trouble !== null}>
          Begin anew
        </button>
      </div>
    </form>
  );
}

function troubleOf(names: readonly string[]): string | null {
  const trimmed = names.map((name) => name.trim());
  const odd = trimmed.find((name) => !/^[A-Za-z_][A-Za-z0-9_]{0,23}$/.test(name));
  if (odd === "") return "Each replica needs a name.";
  if (odd !== undefined) return `${odd} is no name: letters, digits and _ only, a letter first.`;
  const twice = trimmed.find((name, i) => trimmed.indexOf(name) !== i);
  return twice === undefined ? null : `Two replicas are named ${twice}.`;
}
