import type { VNode } from "preact";
import { answerAsked, bringBack, closeNotice, openingState } from "./opening.ts";
import type { Workbench } from "./workbench.ts";

/** What became of opening a program, where there is something to say or to ask. */
export function OpeningNotice({ workbench }: { readonly workbench: Workbench }): VNode | null {
  const state = openingState.value;
  switch (state.kind) {
    case "none":
      return null;
    case "loading":
      return (
        <p class="notice" role="status">
          Loading…
        </p>
      );
    case "asking":
      return (
        <div class="notice warn" role="alert">
          <span>
            Open {state.program.title} in the place of {state.title}, which you edited?
          </span>
          <button type="button" class="button primary" onClick={() => answerAsked(workbench, true)}>
            Open it
          </button>
          <button type="button" class="button" onClick={() => answerAsked(workbench, false)}>
            Keep my text
          </button>
        </div>
      );
    case "replaced":
      return (
        <div class="notice" role="status">
          <span>Your text of {state.before.title} is kept.</span>
          <button type="button" class="button" onClick={() => bringBack(workbench)}>
            Bring it back
          </button>
          <button type="button" class="button plain" onClick={closeNotice}>
            Close
          </button>
        </div>
      );
    case "trouble":
      return (
        <div class="notice bad" role="alert">
          <span>{state.words}</span>
          <button type="button" class="button" onClick={closeNotice}>
            Close
          </button>
        </div>
      );
  }
}
