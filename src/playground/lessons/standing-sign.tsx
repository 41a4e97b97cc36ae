import type { VNode } from "preact";
import { standingOf, type KeptWork } from "./kept-work.ts";

/** How far one has come with an exercise, as a shape and in words. */
export function StandingSign({ work }: { readonly work: KeptWork | undefined }): VNode {
  const standing = standingOf(work);
  const words =
    standing === "partly" && work !== undefined
      ? `${String(work.points ?? 0)} of ${String(work.pointsMost)}`
      : standing;
  return (
    <span class={`standing ${standing === "not yet" ? "none" : standing}`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6.5" />
        {standing === "right" && <path d="M4.8 8.2l2.3 2.3 4.2-4.8" />}
        {standing === "partly" && <path class="half" d="M8 3.5a4.5 4.5 0 0 1 0 9z" />}
      </svg>
      {standing === "partly" ? `${words} points` : words}
    </span>
  );
}
