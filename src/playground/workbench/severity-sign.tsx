import type { VNode } from "preact";
import type { Severity } from "../../diagnostics/code.ts";

/** A shape, a colour and a word that is read out for each weight of a diagnostic. */
export function SeveritySign({ severity }: { readonly severity: Severity }): VNode {
  return (
    <>
      <svg class={`severity ${severity}`} width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
        <path d={shapes[severity]} />
      </svg>
      <span class="only-read">{severity}: </span>
    </>
  );
}

const shapes: Readonly<Record<Severity, string>> = {
  error: "M-2.9-7H2.9L7-2.9V2.9L2.9 7H-2.9L-7 2.9V-2.9Z",
  warning: "M0-6.5L7 6H-7Z",
  info: "M0-6A6 6 0 1 1 0 6A6 6 0 1 1 0-6Z",
};
