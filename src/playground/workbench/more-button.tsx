import type { VNode } from "preact";

interface Props {
  readonly hidden: number;
  readonly onMore: () => void;
}

/** Shows the rest of a list that was cut. */
export function MoreButton({ hidden, onMore }: Props): VNode | null {
  if (hidden <= 0) return null;
  return (
    <p class="more">
      <button type="button" class="button" onClick={onMore}>
        Show {hidden} more
      </button>
    </p>
  );
}
