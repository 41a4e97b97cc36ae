/// <reference lib="dom" />
import { useId, useState } from "preact/hooks";
import type { VNode } from "preact";
import { ownValue } from "../own-value.ts";
import type { ReplicaState } from "../run-api.ts";
import type { ClusterSession } from "./cluster-session.ts";
import { constantsOf } from "./constants.ts";
import { statementAt, type ActionField, type OfferedAction } from "./offered-action.ts";

interface Props {
  readonly session: ClusterSession;
  readonly replica: ReplicaState;
}

const groupTitles: Readonly<Record<OfferedAction["group"], string>> = {
  operation: "Operations",
  write: "Writes",
  close: "Close with a seal",
};

/** Something to do at a replica: what, with which values. What cannot be done is said beside it. */
export function ActionForm({ session, replica }: Props): VNode | null {
  const actions = session.actions.value;
  const [id, setId] = useState("");
  const [given, setGiven] = useState<ReadonlyMap<string, string>>(new Map());
  const [trouble, setTrouble] = useState<string | null>(null);
  const unique = useId();
  const action = actions.find((each) => each.id === id) ?? actions[0];
  if (action === undefined)
    return (
      <p class="quiet small">
        Nothing can be done in this program: all of its relations are derived or static.
      </p>
    );
  const others = session.replicas.value.filter((name) => name !== replica.name);
  const known = action.fields.map((field) => knownValues(field, replica, others));
  const nameOf = (field: ActionField, i: number): string => `${action.id} ${i} ${field.name}`;
  const valueOf = (field: ActionField, i: number): string =>
    given.get(nameOf(field, i)) ?? (field.preset === "" ? (known[i]?.[0] ?? "") : field.preset);
  const values = action.fields.map(valueOf);
  const groups = [...new Set(actions.map(({ group }) => group))];
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTrouble(await session.act(statementAt(replica.name, action, values)));
  };
  return (
    <form
      class="action"
      aria-label={`Do something at ${replica.name}`}
      onSubmit={(event) => void submit(event)}
    >
      <div class="action-line">
        <select
          class="field"
          aria-label={`What to do at ${replica.name}`}
          value={action.id}
          onChange={({ currentTarget }) => {
            setId(currentTarget.value);
            setTrouble(null);
          }}
        >
          {groups.map((group) => (
            <optgroup key={group} label={groupTitles[group]}>
              {actions
                .filter((each) => each.group === group)
                .map((each) => (
                  <option key={each.id} value={each.id}>
                    {each.label}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
        <button type="submit" class="button" disabled={!replica.isUp} aria-label={`Do it at ${replica.name}`}>
          Do it
        </button>
      </div>
      {action.fields.length > 0 && (
        <div class="action-fields">
          {action.fields.map((field, i) => (
            <label key={nameOf(field, i)}>
              <span class="small quiet">{field.name}</span>
              <input
                class="field code"
                value={valueOf(field, i)}
                list={`${unique}-${i}`}
                inputMode={field.value === "symbol" || field.value === "replica" ? "text" : "decimal"}
                autocomplete="off"
                spellcheck={false}
                aria-label={`${field.name}, ${field.value}, at ${replica.name}`}
                onInput={({ currentTarget }) => {
                  const next = new Map(given);
                  setGiven(next.set(nameOf(field, i), currentTarget.value));
                }}
              />
              <datalist id={`${unique}-${i}`}>
                {(known[i] ?? []).map((value) => (
                  <option key={value} value={value} />
                ))}
              </datalist>
            </label>
          ))}
        </div>
      )}
      {action.about !== "" && <p class="small quiet">{action.about}</p>}
      {trouble !== null && (
        <p class="notice bad small" role="alert">
          {trouble}
        </p>
      )}
    </form>
  );
}

const knownMost = 30;

/** Values that rows at this replica have where this one goes. */
function knownValues(
  field: ActionField,
  { rows }: ReplicaState,
  others: readonly string[],
): readonly string[] {
  if (field.value === "replica") return others;
  if (field.from === null) return [];
  const { relation, column } = field.from;
  const values = new Set<string>();
  for (const row of ownValue(rows, relation) ?? []) {
    const value = constantsOf(row)[column];
    if (value !== undefined) values.add(value);
    if (values.size >= knownMost) break;
  }
  return [...values];
}
