import { useState } from "preact/hooks";
import type { VNode } from "preact";
import { MarkdownLine } from "../controls/markdown.tsx";
import type { OfferedScenario } from "../run-api.ts";
import { MoreButton } from "./more-button.tsx";
import { offeredRuns, openRun } from "./offered-runs.ts";
import type { Workbench } from "./workbench.ts";

/** The scenarios of the program, and what was found against it, each to be opened as a run. */
export function RunList({ workbench }: { readonly workbench: Workbench }): VNode | null {
  const [most, setMost] = useState(shownAtFirst);
  const all = offeredRuns.value;
  const runs = all.slice(0, most);
  if (runs.length === 0) return null;
  return (
    <>
      <ul class="runs">
        {runs.map((run) => (
          <li key={`${run.kind} ${run.name}`}>
            <button type="button" class="button" onClick={() => openRun(run, workbench)}>
              <svg width="10" height="12" viewBox="0 0 10 12" aria-hidden="true">
                <path d="M1 1L9 6L1 11Z" fill="currentColor" />
              </svg>
              {words[run.kind]}
              <span class="only-read"> {run.name}</span>
            </button>
            <div>
              <span class="code">{run.name}</span>{" "}
              {run.about !== "" && (
                <span class="quiet">
                  <MarkdownLine text={run.about} />
                </span>
              )}
            </div>
          </li>
        ))}
      </ul>
      <MoreButton hidden={all.length - most} onMore={() => setMost(Infinity)} />
    </>
  );
}

const shownAtFirst = 12;

const words: Readonly<Record<OfferedScenario["kind"], string>> = {
  scenario: "Scenario",
  witness: "Witness",
  counterexample: "Counterexample",
};
