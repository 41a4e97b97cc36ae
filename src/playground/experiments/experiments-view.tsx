import type { VNode } from "preact";

export function ExperimentsView(): VNode {
  return <div class="experiments" />;
}
