/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { goTo } from "../current-route.ts";
import { Markdown } from "../controls/markdown.tsx";
import type { ToldRefutation } from "../lessons-api.ts";
import { requestedRun } from "../opened-program.ts";
import { encodeShared } from "../share-link.ts";
import { RunStepper } from "./run-stepper.tsx";
import { saveText } from "./text-files.ts";

interface Props {
  readonly refutation: ToldRefutation;
  /** What is refuted: a question's name, or what a condition of a repair says. */
  readonly of: string;
}

/** Why something is wrong: the story, the run, and where to go on with it. */
export function RefutationBox({ refutation, of }: Props): VNode {
  const { story, schedules, confirmed } = refutation;
  return (
    <div class="refutation">
      <div class="story">
        {story.map((text, i) => (
          <Markdown key={i} text={text} />
        ))}
        {!confirmed && <p class="quiet">The simulator did not show this: take it as the checker's word.</p>}
      </div>
      {schedules !== null && (
        <p>
          <span class="chip good">{schedules.toLocaleString("en")} schedules agreed</span>
        </p>
      )}
      <RunViews refutation={refutation} of={of} />
      <Onward refutation={refutation} of={of} />
    </div>
  );
}

/** The run, to be stepped through or seen at once. */
function RunViews({ refutation: { diagram, run }, of }: Props): VNode | null {
  const isDrawn = useSignal(run === null);
  if (diagram === null) return null;
  const choose = (text: string, drawn: boolean): VNode => (
    <button
      type="button"
      class="button"
      aria-pressed={isDrawn.value === drawn}
      onClick={() => {
        isDrawn.value = drawn;
      }}
    >
      {text}
    </button>
  );
  return (
    <div class="run">
      {run !== null && (
        <div class="buttons" role="group" aria-label="How the run is shown">
          {choose("Step through it", false)}
          {choose("As a diagram", true)}
        </div>
      )}
      {run === null || isDrawn.value ? (
        <Drawing diagram={diagram} of={of} />
      ) : (
        <RunStepper source={run} looked={of} />
      )}
    </div>
  );
}

/** The diagram as wide as it is, in a frame that scrolls; enlarged it takes the window. */
function Drawing({ diagram, of }: { readonly diagram: string; readonly of: string }): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const figure = (
    <figure class="drawing" tabIndex={0} role="group" aria-label={`The run of ${of}`}>
      <img
        src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(diagram)}`}
        alt="Space-time diagram: a line downwards for each replica, an arrow for each message. The text above tells what happens in it."
      />
    </figure>
  );
  return (
    <>
      {figure}
      <div>
        <button type="button" class="button" onClick={() => dialog.current?.showModal()}>
          Enlarge
        </button>
      </div>
      <dialog class="enlarged" ref={dialog} aria-label={`The run of ${of}`}>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
        {figure}
      </dialog>
    </>
  );
}

function Onward({ refutation: { run, file }, of }: Props): VNode | null {
  if (file === null) return null;
  const name = `refutation-${of.replaceAll(/[^\p{L}\p{N}_.-]+/gu, "-")}.dl`;
  return (
    <div class="toolbar">
      {run !== null && (
        <button
          type="button"
          class="button"
          onClick={() => {
            requestedRun.value = { title: `Refutation of ${of}`, source: run, play: true };
            goTo({ view: "cluster", item: "", options: new Map() });
          }}
        >
          Open in the cluster
        </button>
      )}
      <button type="button" class="button" onClick={() => void openInWorkbench(name, file)}>
        Open in the workbench
      </button>
      <button type="button" class="button plain" onClick={() => saveText(name, file, "text/plain")}>
        Save it as a file
      </button>
    </div>
  );
}

/** By a link, as the workbench asks before what was edited there goes. */
async function openInWorkbench(name: string, text: string): Promise<void> {
  const shared = await encodeShared({ title: name, files: [{ path: name, text }], run: null });
  goTo({ view: "workbench", item: "", options: new Map([["z", shared]]) });
}
