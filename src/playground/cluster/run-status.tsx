import type { VNode } from "preact";
import type { RunState } from "../run-api.ts";
import { timeText } from "./time-text.ts";

interface Props {
  readonly state: RunState;
}

const rowsMost = 8;

/** Whether the replicas agree, and what is still to come. */
export function RunStatus({ state }: Props): VNode {
  const { trouble } = state;
  const agreement = agreementOf(state);
  return (
    <section class="status" aria-label="Status">
      <p class={`notice ${agreement.look}`} role="status">
        <b>{agreement.title}</b>
        <span>{agreement.text}</span>
      </p>
      {trouble !== null && (
        <p class="notice bad" role="alert">
          {trouble}
        </p>
      )}
      <p class="small quiet coming">{comingText(state)}</p>
    </section>
  );
}

/** Which rows are somewhere and not everywhere. */
export function DifferenceTable({ state }: Props): VNode | null {
  const { differences } = state;
  if (differences === null) return null;
  const shown = differences.rows.slice(0, rowsMost);
  const hidden = differences.rows.length + differences.more - shown.length;
  return (
    <section class="panel differences" aria-label="What differs">
      <h2>What differs</h2>
      <div class="wide">
        <table class="rows small">
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col">At</th>
              <th scope="col">Not at</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ row, at, notAt }) => (
              <tr key={row}>
                <td>
                  <code>{row}</code>
                </td>
                <td>{at.join(", ")}</td>
                <td>{notAt.join(", ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {hidden > 0 && <p class="small quiet">and {hidden.toLocaleString("en")} more</p>}
    </section>
  );
}

interface Agreement {
  readonly look: "good" | "warn";
  readonly title: string;
  readonly text: string;
}

/** Replicas may show the same rows by chance: they agree once they have seen the same changes too. */
function agreementOf({ differences, replicas }: RunState): Agreement {
  if (differences !== null) return { look: "warn", title: "≠ Diverged", text: differencesText(differences) };
  const up = replicas.filter(({ isUp }) => isUp);
  const [first, ...others] = up.map(({ seen }) => seen);
  const haveSeenTheSame = others.every((seen) =>
    Object.keys({ ...seen, ...first }).every((name) => (seen[name] ?? 0) === (first?.[name] ?? 0)),
  );
  if (!haveSeenTheSame)
    return { look: "warn", title: "= Same rows", text: "But not all have seen the same changes yet." };
  const who = up.length === replicas.length ? "All replicas" : "All replicas that are up";
  return { look: "good", title: "✓ Converged", text: `${who} have the same rows.` };
}

function differencesText({ rows, more }: NonNullable<RunState["differences"]>): string {
  const count = rows.length + more;
  return count === 1
    ? "One row is not everywhere."
    : `${count.toLocaleString("en")} rows are not everywhere.`;
}

function comingText({ flights, waiting, nextAt, at }: RunState): string {
  const parts = [
    flights.length === 0 ? "Nothing is under way" : `${counted(flights.length, "message")} under way`,
    ...(waiting.length === 0 ? [] : [`${counted(waiting.length, "message")} waiting for a link`]),
  ];
  const next = nextAt === null ? "" : nextAt > at ? ` What comes next is at ${timeText(nextAt)}.` : "";
  return `${parts.join(", ")}.${next}`;
}

function counted(number: number, word: string): string {
  return `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;
}
