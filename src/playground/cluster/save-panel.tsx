/// <reference lib="dom" />
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { ClusterSession } from "./cluster-session.ts";

/** The run as a scenario, and its trace: the bytes that `calm simulate --format json` prints. */
export function SavePanel({ session }: { readonly session: ClusterSession }): VNode {
  const { player } = session;
  const [name, setName] = useState(session.run.peek().offered?.name ?? "played");
  const [said, setSaid] = useState<{ readonly text: string; readonly isBad: boolean } | null>(null);
  const isName = /^[A-Za-z_]\w{0,60}$/.test(name);
  const saved = async (): Promise<string> => (await player.save(name)) ?? "";
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(await saved());
      setSaid({ text: "The rule file with this run is copied.", isBad: false });
    } catch {
      setSaid({ text: "The browser does not let the page copy; download it instead.", isBad: true });
    }
  };
  const trace = async (asked: ReturnType<typeof savedTrace>, file: string): Promise<void> => {
    const answer = await asked;
    if (answer === null || typeof answer === "object")
      setSaid({ text: answer?.trouble ?? "There is no trace.", isBad: true });
    else download(`${file}.json`, answer, "application/json");
  };
  const traceAll = async (): Promise<void> => {
    const seed = player.source.peek()?.seed ?? 1;
    await trace(player.trace(session.files.peek(), null, seed), "all-scenarios");
  };
  const hasScenarios = session.offered.value.some(({ kind }) => kind === "scenario");
  return (
    <div class="save">
      <label class="labelled">
        Name
        <input
          class="field code"
          value={name}
          aria-invalid={!isName}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      {!isName && <p class="small bad">Letters, digits and _ only, a letter first.</p>}
      <p class="small quiet">The file holds the program and this run as a scenario of it.</p>
      <div class="toolbar">
        <button
          type="button"
          class="button primary"
          disabled={!isName}
          onClick={() => void saved().then((text) => download(`${name}.scenario`, text, "text/plain"))}
        >
          Download the scenario
        </button>
        <button type="button" class="button" disabled={!isName} onClick={() => void copy()}>
          Copy it
        </button>
        <button
          type="button"
          class="button"
          disabled={!isName}
          onClick={() => void trace(savedTrace(session, name), name)}
        >
          Download the trace
        </button>
        {hasScenarios && (
          <button type="button" class="button" onClick={() => void traceAll()}>
            Download the traces of all scenarios
          </button>
        )}
      </div>
      <p role="status" class={`small ${said?.isBad === true ? "bad" : ""}`}>
        {said?.text ?? ""}
      </p>
    </div>
  );
}

/** Of a scenario of the file, that of the file; of another run, that of the file it is saved as. */
async function savedTrace(
  { player, run, files }: ClusterSession,
  name: string,
): Promise<Awaited<ReturnType<ClusterSession["player"]["trace"]>>> {
  const source = player.source.peek();
  if (source === null) return null;
  const { offered } = run.peek();
  const isAsWritten =
    offered?.kind === "scenario" && offered.source.statements.join("\n") === source.statements.join("\n");
  if (isAsWritten) return player.trace(files.peek(), offered.name, source.seed);
  const text = await player.save(name);
  const [root, ...rest] = source.files;
  const written = text === null ? null : /.*^\.scenario (\w+)/ms.exec(text)?.[1];
  if (text === null || written === undefined || written === null) return null;
  return player.trace([{ path: root.path, text }, ...rest], written, source.seed);
}

function download(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
