import { useState } from "preact/hooks";
import type { VNode } from "preact";
import type { Workbench } from "./workbench.ts";

interface Props {
  readonly workbench: Workbench;
}

/** Offers to ask Z3 where an invariant is left undecided: it is loaded for nothing else. */
export function AskSolver({ workbench }: Props): VNode | null {
  const conclusions = workbench.conclusions.value;
  if (conclusions === null || workbench.status.value.kind !== "checked") return null;
  const undecided = conclusions.invariants.filter(({ verdict }) => verdict === "undecided");
  if (undecided.length === 0) return null;
  return (
    <Question key={conclusions.version} workbench={workbench} names={undecided.map(({ name }) => name)} />
  );
}

type Asking =
  | { readonly kind: "not asked" }
  | { readonly kind: "asked" }
  | { readonly kind: "answered" }
  | { readonly kind: "trouble"; readonly words: string };

function Question({ workbench, names }: Props & { readonly names: readonly string[] }): VNode {
  const [asking, setAsking] = useState<Asking>({ kind: "not asked" });
  const ask = (): void => {
    setAsking({ kind: "asked" });
    workbench.askSolver().then(
      (trouble) => setAsking(trouble === null ? { kind: "answered" } : { kind: "trouble", words: trouble }),
      (error: unknown) => setAsking({ kind: "trouble", words: String(error) }),
    );
  };
  return (
    <div class="ask-solver">
      {asking.kind === "not asked" && (
        <button type="button" class="button" title="Z3, 35 MB, loaded now" onClick={ask}>
          Ask the solver about {names.length === 1 ? names[0] : `${names.length} invariants`}
        </button>
      )}
      {asking.kind === "asked" && (
        <button
          type="button"
          class="button"
          onClick={() => {
            workbench.stop();
            workbench.checkAgain();
          }}
        >
          Stop
        </button>
      )}
      <p role="status" class={asking.kind === "trouble" ? "notice warn" : "quiet"}>
        {wordsOf(asking, names)}
      </p>
    </div>
  );
}

function wordsOf(asking: Asking, names: readonly string[]): string {
  switch (asking.kind) {
    case "not asked":
      return "";
    case "asked":
      return "Z3 is loaded and asked.";
    case "answered":
      return `Z3 leaves ${names.join(", ")} undecided, too.`;
    case "trouble":
      return asking.words;
  }
}
