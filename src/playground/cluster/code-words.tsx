import type { VNode } from "preact";

/** A sentence in which names stand between backticks. */
export function CodeWords({ text }: { readonly text: string }): VNode {
  return <>{text.split("`").map((part, i) => (i % 2 === 0 ? part : <code key={i}>{part}</code>))}</>;
}
