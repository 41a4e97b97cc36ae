/// <reference lib="dom" />
import { effect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { VNode } from "preact";
import { ShareButton } from "../controls/share-button.tsx";
import { goTo } from "../current-route.ts";
import { requestedRun } from "../opened-program.ts";
import { AskSolver } from "./ask-solver.tsx";
import { Editor } from "./editor.tsx";
import { FileTabs } from "./file-tabs.tsx";
import { GalleryDialog } from "./gallery-dialog.tsx";
import { GraphPanel } from "./graph-panel.tsx";
import { askOfferedRuns, offeredRuns } from "./offered-runs.ts";
import { followOpened, followRoute, openFromDisk, openOwn, saveToDisk } from "./opening.ts";
import { OpeningNotice } from "./opening-notice.tsx";
import { ProblemList } from "./problem-list.tsx";
import { RunList } from "./run-list.tsx";
import { Verdicts } from "./verdicts.tsx";
import { Workbench } from "./workbench.ts";

const workbench = new Workbench();

/** Rules on the left, and on the right what they promise and where they need coordination. */
export function WorkbenchView(): VNode {
  const [isGalleryOpen, setGalleryOpen] = useState(false);
  useEffect(() => {
    const ends = [
      effect(() => followOpened(workbench)),
      effect(() => followRoute(workbench)),
      effect(() => {
        if (workbench.status.value.kind === "checked") void askOfferedRuns(workbench.files);
      }),
    ];
    const keep = (): void => workbench.keepNow();
    addEventListener("pagehide", keep);
    return () => {
      for (const end of ends) end();
      removeEventListener("pagehide", keep);
    };
  }, []);
  const { title, isEdited } = workbench.about.value;
  return (
    <div
      class="workbench"
      onDragOver={(event) => event.preventDefault()}
      onDropCapture={(event) => drop(event)}
    >
      <h1 class="only-read">Workbench</h1>
      <div class="toolbar" role="toolbar" aria-label="Program">
        <button type="button" class="button" aria-haspopup="dialog" onClick={() => setGalleryOpen(true)}>
          Examples
        </button>
        <span class="buttons">
          <button type="button" class="button" onClick={() => openOwn(workbench, emptyProgram)}>
            New
          </button>
          <label class="button">
            Open
            <input
              type="file"
              class="only-read"
              accept=".dl,.txt,text/plain"
              multiple
              onChange={({ currentTarget }) => {
                void openFromDisk(workbench, [...(currentTarget.files ?? [])]);
                currentTarget.value = "";
              }}
            />
          </label>
          <button type="button" class="button" onClick={() => saveToDisk(workbench)}>
            Save
          </button>
        </span>
        <button type="button" class="button" title="Shift-Alt-F" onClick={() => workbench.format()}>
          Format
        </button>
        <span class="title">
          <strong>{title}</strong>
          {isEdited && <span class="quiet"> edited</span>}
        </span>
        <span class="end">
          <ShareButton
            view="workbench"
            shared={() => ({ title, files: workbench.program().files, run: null })}
          />
          <button
            type="button"
            class="button primary"
            aria-label="Run on three replicas"
            onClick={() => run()}
          >
            Run <span class="where-run">on three replicas</span>
          </button>
        </span>
      </div>
      <OpeningNotice workbench={workbench} />
      <div class="panes">
        <section class="code-pane" aria-label="Rules">
          <FileTabs workbench={workbench} />
          <Editor workbench={workbench} />
          <ProblemList workbench={workbench} />
        </section>
        <div class="result-pane">
          <section aria-labelledby="verdicts-title" class="verdict-pane">
            <h2 id="verdicts-title">Verdicts</h2>
            <Verdicts workbench={workbench} />
            <AskSolver workbench={workbench} />
            {offeredRuns.value.length > 0 && <h2>Runs</h2>}
            <RunList workbench={workbench} />
          </section>
          <GraphPanel workbench={workbench} />
        </div>
      </div>
      {isGalleryOpen && <GalleryDialog workbench={workbench} onClose={() => setGalleryOpen(false)} />}
    </div>
  );
}

const emptyProgram = { title: "rules.dl", files: [{ path: "rules.dl", text: "" }] } as const;

/** Opens the program in the cluster, where nothing is done yet. */
function run(): void {
  const { title, files } = workbench.program();
  workbench.keepNow();
  requestedRun.value = {
    title,
    source: { files, statements: ["replicas madrid, dublin, oslo."], seed: 1 },
    play: false,
  };
  goTo({ view: "cluster", item: "", options: new Map() });
}

function drop(event: DragEvent): void {
  const files = [...(event.dataTransfer?.files ?? [])];
  if (files.length === 0) return;
  event.preventDefault();
  // The editor would write the text of the file where it is dropped.
  event.stopPropagation();
  void openFromDisk(workbench, files);
}
