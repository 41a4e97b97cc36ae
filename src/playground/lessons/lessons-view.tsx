import type { VNode } from "preact";

export function LessonsView(): VNode {
  return <div class="lessons" />;
}
