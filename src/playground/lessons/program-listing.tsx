import type { VNode } from "preact";
import type { CodeLine } from "../lessons-api.ts";

interface Props {
  readonly lines: readonly CodeLine[];
  /** Of the question that is being answered, from 1. */
  readonly marked: readonly number[];
}

/** The rules of an exercise, to be read. Long lines go on below, further in. */
export function ProgramListing({ lines, marked }: Props): VNode {
  return (
    <section class="listing" aria-labelledby="listing-title">
      <h2 id="listing-title">rules.dl</h2>
      <pre tabIndex={0} aria-labelledby="listing-title">
        {lines.map((line, i) => (
          <span key={i} class={marked.includes(i + 1) ? "line marked" : "line"} data-line={i + 1}>
            {line.map(({ text, kind }, n) =>
              kind === "plain" ? (
                text
              ) : (
                <span key={n} class={kind}>
                  {text}
                </span>
              ),
            )}
            {"\n"}
          </span>
        ))}
      </pre>
    </section>
  );
}
