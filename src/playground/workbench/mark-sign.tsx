import type { VNode } from "preact";
import { markInlay, markPath, type Mark } from "../../ide/graph-theme.ts";

/** The shape that stands for a verdict, as in the graph. */
export function MarkSign({ mark }: { readonly mark: Mark }): VNode {
  const inlay = markInlay(mark);
  return (
    <svg class={`mark ${mark}`} width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
      <path d={markPath(mark)} />
      {inlay !== "" && <path class="inlay" d={inlay} />}
    </svg>
  );
}
