/// <reference lib="dom" />
import type { ComponentChildren, VNode } from "preact";
import { goTo } from "../current-route.ts";
import { openedProgram, requestedRun, type RequestedRun } from "../opened-program.ts";

/** What every experiment shows, below its heading, and in the same places. */
export interface ExperimentFrameProps {
  /** What to try, a sentence each; words that are on a button as they are there. */
  readonly tries: readonly ComponentChildren[];
  /**
   * What is to be noticed in the present state. It is read out when it changes, so it changes when
   * something has happened and stays as it is while something moves; null while nothing has.
   */
  readonly notice: Notice | null;
  /** Where a story that is told is, in a sentence; it stands before the notice. */
  readonly step?: string | null;
  /** Toolbars, above the stage. */
  readonly controls: ComponentChildren;
  /** What is watched. */
  readonly stage: ComponentChildren;
  /** The run as it is at present, for the cluster view; left out where there is none. */
  readonly run?: () => RequestedRun;
  /** Where to read on: exercises, lessons, examples. */
  readonly links?: readonly FrameLink[];
  /** What the lesson says of it, as a table or a few sentences. */
  readonly background?: ComponentChildren;
}

export interface Notice {
  readonly kind: "plain" | "good" | "warn" | "bad";
  readonly text: ComponentChildren;
}

export interface FrameLink {
  readonly text: string;
  readonly href: string;
}

/** The body of an experiment: its stage with controls, and beside it what to try and to notice. */
export function ExperimentFrame(props: ExperimentFrameProps): VNode {
  const { tries, notice, step = null, controls, stage, run, links = [], background } = props;
  return (
    <div class="frame">
      <section class="work" aria-label="Experiment">
        <div class="controls">{controls}</div>
        <div class="stage">{stage}</div>
      </section>
      <aside class="beside" aria-label="About the experiment">
        <section class="seen">
          <h2>What to notice</h2>
          <div
            class={`notice ${notice === null || notice.kind === "plain" ? "" : notice.kind}`}
            role="status"
          >
            {step !== null && <p class="step">{step}</p>}
            {notice?.text ?? <span class="quiet">Nothing has happened yet.</span>}
          </div>
        </section>
        {tries.length > 0 && (
          <section>
            <h2>What to try</h2>
            <ol class="tries">
              {tries.map((each, i) => (
                <li key={i}>{each}</li>
              ))}
            </ol>
          </section>
        )}
        {background !== undefined && (
          <section class="background">
            <h2>Behind it</h2>
            {background}
          </section>
        )}
        {(run !== undefined || links.length > 0) && (
          <section>
            <h2>From here</h2>
            <ul class="onward">
              {run !== undefined && (
                <li>
                  <button type="button" class="button" onClick={() => openInCluster(run())}>
                    Open this run in the cluster
                  </button>
                </li>
              )}
              {run !== undefined && (
                <li>
                  <button type="button" class="button" onClick={() => openRules(run())}>
                    Read its rules in the workbench
                  </button>
                </li>
              )}
              {links.map(({ text, href }) => (
                <li key={href}>
                  <a href={href}>{text}</a>
                </li>
              ))}
            </ul>
          </section>
        )}
      </aside>
    </div>
  );
}

function openInCluster(run: RequestedRun): void {
  requestedRun.value = run;
  goTo({ view: "cluster", item: "", options: new Map() });
}

function openRules({ title, source }: RequestedRun): void {
  openedProgram.value = { title, files: source.files };
  goTo({ view: "workbench", item: "", options: new Map() });
}
