import type { VNode } from "preact";
import { MarkdownLine } from "../controls/markdown.tsx";
import type { ShownHints } from "./shown-hints.ts";

interface Props {
  readonly hints: ShownHints;
  /** What they are for, to tell one button from the other. */
  readonly of: string;
}

/** The hints that were asked for, and the button for the next. */
export function HintsBox({ hints, of }: Props): VNode {
  const shown = hints.shown.value;
  return (
    <div class="hints">
      <div role="status">
        {shown.length > 0 && (
          <ol aria-label={`Hints for ${of}`}>
            {shown.map((hint, i) => (
              <li key={i}>
                <span class="quiet small">Hint {i + 1} of 3</span>
                <p>
                  <MarkdownLine text={hint} />
                </p>
              </li>
            ))}
          </ol>
        )}
      </div>
      {!hints.isLast.value && (
        <button type="button" class="button plain" onClick={() => void hints.next()}>
          {shown.length === 0 ? "A hint" : "Another hint"}
          <span class="only-read"> for {of}</span>
        </button>
      )}
    </div>
  );
}
