/// <reference lib="dom" />
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { RunPlayer } from "../run-player.ts";

/** The space-time diagram of what has been; while the run plays, that of when it began to. */
export function DiagramPanel({ player }: { readonly player: RunPlayer }): VNode {
  const [address, setAddress] = useState<string | null>(null);
  const state = player.state.value;
  const isPlaying = player.isPlaying.value;
  const [moment, statements] = [state?.moment, state?.statements];
  useEffect(() => {
    if (isPlaying) return;
    let isLeft = false;
    void player.diagram().then((svg) => {
      if (svg !== null && !isLeft)
        setAddress(URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" })));
    });
    return () => {
      isLeft = true;
    };
  }, [player, isPlaying, moment, statements?.length]);
  useEffect(() => {
    if (address !== null) return () => URL.revokeObjectURL(address);
    return undefined;
  }, [address]);
  if (address === null) return <p class="quiet">The diagram is being drawn.</p>;
  return (
    <div class="diagram">
      {isPlaying && <p class="quiet small">It is drawn anew when the run pauses.</p>}
      <div class="wide" tabIndex={0} role="region" aria-label="Space-time diagram">
        <img
          src={address}
          alt="Space-time diagram of the run: a line for each replica, an arrow for each message"
        />
      </div>
      <a class="button" href={address} download="run.svg">
        Download the diagram
      </a>
    </div>
  );
}
