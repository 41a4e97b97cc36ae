import type { VNode } from "preact";
import type { RunState } from "../run-api.ts";
import { timeText } from "./time-text.ts";

interface Props {
  readonly state: RunState;
}

const rowsMost = 8;

/** Whether the replicas agree, or what differs; and what is still to come. */
export function RunStatus({ state }: Props): VNode {
  const { differences, trouble } = state;
  return (
    <section class="status" aria-label="Status">
      <p class={`notice ${differences === null ? "good" : "warn"}`} role="status">
        <b>{differences === null ? "✓ Converged" : "≠ Diverged"}</b>
        <span>{differences === null ? convergedText(state) : differencesText(differences)}</span>
      </p>
      {trouble !== null && (
        <p class="notice bad" role="alert">
          {trouble}
        </p>
      )}
      {differences !== null && (
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
              {differences.rows.slice(0, rowsMost).map(({ row, at, notAt }) => (
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
      )}
      <p class="small quiet">{comingText(state)}</p>
    </section>
  );
}

function convergedText({ replicas }: RunState): string {
  const down = replicas.filter(({ isUp }) => !isUp).length;
  return down === 0 ? "All replicas have the same rows." : "All replicas that are up have the same rows.";
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
