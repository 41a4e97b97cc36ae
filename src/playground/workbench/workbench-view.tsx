import type { VNode } from "preact";

export function WorkbenchView(): VNode {
  return <div class="workbench" />;
}
