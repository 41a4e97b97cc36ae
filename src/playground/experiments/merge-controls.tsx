import type { VNode } from "preact";
import type { ExperimentRun } from "./experiment-run.ts";

interface Props {
  readonly run: ExperimentRun;
  readonly replicas: readonly string[];
}

/** Replicas that hear of each other only when they are told to merge. */
export function MergeControls({ run, replicas }: Props): VNode {
  const pairs = replicas.flatMap((a, i) => replicas.slice(i + 1).map((b) => [a, b] as const));
  return (
    <div class="toolbar" role="group" aria-label="Merge">
      <span class="quiet">Merge</span>
      {replicas.length > 2 && (
        <span class="buttons">
          {pairs.map(([a, b]) => (
            <button
              key={`${a}${b}`}
              type="button"
              class="button"
              onClick={() => void run.do(...mergeOf(replicas, a, b))}
            >
              {a} and {b}
            </button>
          ))}
        </span>
      )}
      <button type="button" class="button" onClick={() => void run.do(...mergeOfAll(replicas))}>
        {replicas.length > 2 ? "All" : replicas.join(" and ")}
      </button>
    </div>
  );
}

/** Nobody hears of anybody. */
export function apart(replicas: readonly string[]): string {
  return `partition ${replicas.join(" | ")}.`;
}

/** Two come together, tell each other all they have, and part again. */
export function mergeOf(replicas: readonly string[], a: string, b: string): readonly string[] {
  const others = replicas.filter((name) => name !== a && name !== b);
  return [`partition ${[`${a}, ${b}`, ...others].join(" | ")}.`, "settle.", apart(replicas)];
}

export function mergeOfAll(replicas: readonly string[]): readonly string[] {
  return ["heal.", "settle.", apart(replicas)];
}
