/// <reference lib="dom" />
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { Markdown } from "../controls/markdown.tsx";
import type { JudgedCondition } from "../lessons-api.ts";
import { HintsBox } from "./hints-box.tsx";
import { RefutationBox } from "./refutation-box.tsx";
import type { RepairWork } from "./repair-work.ts";
import type { RulesEditor } from "./rules-editor.tsx";
import { chosenText, saveText } from "./text-files.ts";

interface Props {
  readonly work: RepairWork;
  readonly prose: VNode;
}

/** A task to be mended: the rules to be changed, and what they have to keep. */
export function RepairPanel({ work, prose }: Props): VNode {
  return (
    <div class="sides">
      <div class="side">
        {prose}
        <HintsBox hints={work.hints} of="the repair" />
        <Conditions work={work} />
      </div>
      <div class="side program">
        <section class="editing" aria-labelledby="listing-title">
          <h2 id="listing-title">rules.dl</h2>
          <LazyEditor work={work} />
          <RepairBar work={work} />
        </section>
      </div>
    </div>
  );
}

/** The editor, whose code is fetched when the first repair is opened. */
function LazyEditor({ work }: { readonly work: RepairWork }): VNode {
  const loaded = useSignal<typeof RulesEditor | null>(null);
  const trouble = useSignal<string | null>(null);
  useEffect(() => {
    import("./rules-editor.tsx").then(
      (module) => {
        loaded.value = module.RulesEditor;
      },
      (error: unknown) => {
        trouble.value = String(error);
      },
    );
  }, []);
  const Loaded = loaded.value;
  if (Loaded !== null) return <Loaded rules={work.rules} onWrite={(text) => work.write(text)} />;
  return (
    <p class="editor quiet">
      {trouble.value === null ? "Loading the editor…" : `The editor cannot be shown: ${trouble.value}`}
    </p>
  );
}

function RepairBar({ work }: { readonly work: RepairWork }): VNode {
  const isChecking = work.state.value === "checking";
  const isChanged = work.rules.value !== work.original;
  return (
    <div class="toolbar">
      <button type="button" class="button primary" disabled={isChecking} onClick={() => void work.check()}>
        {isChecking ? "Checking…" : "Check"}
      </button>
      {isChecking && (
        <button type="button" class="button" onClick={() => work.stop()}>
          Stop
        </button>
      )}
      {work.judged.value !== null && (
        <span class={work.judged.value.ok ? "good" : "bad"}>{work.outcome.value}</span>
      )}
      <span class="end toolbar">
        <button
          type="button"
          class="button plain"
          onClick={() => saveText("rules.dl", work.rules.peek(), "text/plain")}
        >
          Save rules.dl
        </button>
        <button type="button" class="button plain" onClick={() => void openRules(work)}>
          Open rules.dl
        </button>
        {work.before.value === null ? (
          <button type="button" class="button plain" disabled={!isChanged} onClick={() => work.reset()}>
            Start over
          </button>
        ) : (
          <button type="button" class="button plain" onClick={() => work.undo()}>
            Take that back
          </button>
        )}
      </span>
    </div>
  );
}

function Conditions({ work }: { readonly work: RepairWork }): VNode {
  const judged = work.judged.value;
  const first = judged?.conditions.find(({ refutation }) => refutation !== null);
  return (
    <section class="conditions" aria-labelledby="conditions-title">
      <h2 id="conditions-title">What your rules have to keep</h2>
      <p class="only-read" role="status">
        {work.outcome.value}
      </p>
      {work.trouble.value !== null && (
        <p class="notice bad" role="alert">
          The rules could not be judged: {work.trouble.value}
        </p>
      )}
      {judged === null ? (
        <p class="quiet">{stateWords[work.state.value]}</p>
      ) : (
        <>
          <p class={judged.ok ? "notice good" : "notice bad"}>
            {work.outcome.value}
            {judged.ok ? "" : " Change the rules, and check again."}
          </p>
          <ul>
            {judged.conditions
              .toSorted((a, b) => Number(a.isKept) - Number(b.isKept))
              .map((one) => (
                <Condition key={one.condition} judged={one} isOpen={one === first} of={work.name} />
              ))}
          </ul>
        </>
      )}
    </section>
  );
}

const stateWords = {
  "": "Change the rules, then have them checked. They are judged as the whole they are: what was promised, what the operations do, and what the scenarios expect.",
  checking: "The rules are checked, run and compared with the exercise…",
  stopped: "The check was stopped.",
} as const;

function Condition({
  judged: { isKept, messages, refutation },
  isOpen,
  of,
}: {
  readonly judged: JudgedCondition;
  readonly isOpen: boolean;
  /** The exercise's name. */
  readonly of: string;
}): VNode {
  const isSeen = useSignal(isOpen);
  return (
    <li>
      <span class={isKept ? "good" : "bad"} role="img" aria-label={isKept ? "kept" : "not kept"}>
        {isKept ? "✓" : "✗"}
      </span>
      <div>
        {messages.map((message) => (
          <Markdown key={message} text={message} />
        ))}
        {refutation !== null && (
          <details
            open={isSeen.value}
            onToggle={({ currentTarget }) => {
              isSeen.value = currentTarget.open;
            }}
          >
            <summary>What happens</summary>
            {isSeen.value && (
              <div class="told">
                <RefutationBox refutation={refutation} of={of} />
              </div>
            )}
          </details>
        )}
      </div>
    </li>
  );
}

async function openRules(work: RepairWork): Promise<void> {
  try {
    const text = await chosenText(".dl,text/plain");
    if (text !== null) work.write(text);
  } catch (error) {
    work.trouble.value = error instanceof Error ? error.message : String(error);
  }
}
