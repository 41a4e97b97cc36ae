import type { VNode } from "preact";

export interface SlotBarsProps {
  /** What the numbers are, for who does not see the bars. */
  readonly label: string;
  readonly slots: readonly { readonly owner: string; readonly count: number }[];
  /** Whose slot is marked: only it adds to it. */
  readonly own: string;
  /** A larger count makes all bars of this size. */
  readonly most: number;
  readonly kind?: "plus" | "minus";
}

/** The slots of a counter: a bar, its number and whose it is. */
export function SlotBars({ label, slots, own, most, kind = "plus" }: SlotBarsProps): VNode {
  return (
    <ul class={`vector ${kind}`} aria-label={label}>
      {slots.map(({ owner, count }) => (
        <li key={owner} class={owner === own ? "own" : ""}>
          <span class="bar" aria-hidden="true">
            <span style={{ transform: `scaleY(${Math.min(1, count / most)})` }} />
          </span>
          <span class="only-read">{owner}: </span>
          <span class="count">{count}</span>
          <span class="owner small" aria-hidden="true">
            {owner}
          </span>
        </li>
      ))}
    </ul>
  );
}
