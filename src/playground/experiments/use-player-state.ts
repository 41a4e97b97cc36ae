import { computed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { WritePlayer } from "./write-player.ts";

/**
 * What is so at the player's time. Whoever asks is drawn again when the answer changes, not at each
 * moment; `about` names what else the answer depends on.
 */
export function usePlayerState<State extends string | number | boolean | null>(
  player: WritePlayer,
  read: (time: number) => State,
  ...about: readonly unknown[]
): State {
  return useMemo(
    () => computed(() => read(player.hasBegun.value ? player.time.value : -1)),
    [player, ...about],
  ).value;
}
