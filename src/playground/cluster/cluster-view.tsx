import type { VNode } from "preact";

export function ClusterView(): VNode {
  return <div class="cluster" />;
}
