/// <reference lib="dom" />
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { colourTheme, type ColourTheme } from "../colour-theme.ts";
import type { RunPlayer } from "../run-player.ts";

interface Props {
  readonly player: RunPlayer;
}

/** Where there is room beside the network it is open from the start. */
const roomy = "(min-width: 1181px)";

/** The space-time diagram of what has been, to be opened and closed. */
export function DiagramPanel({ player }: Props): VNode {
  const [isOpen, setOpen] = useState(() => matchMedia(roomy).matches);
  return (
    <section class="panel diagram" aria-label="Diagram">
      <h2>
        <button type="button" class="button plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d={isOpen ? "M1 3.5h10L6 9.5z" : "M3.5 1v10l6-5z"} fill="currentColor" />
          </svg>
          Space-time diagram
        </button>
      </h2>
      {isOpen && <Diagram player={player} />}
    </section>
  );
}

/** While the run plays, it is that of when it began to. */
function Diagram({ player }: Props): VNode {
  const [address, setAddress] = useState<string | null>(null);
  const state = player.state.value;
  const isPlaying = player.isPlaying.value;
  const theme = colourTheme.value;
  const [run, moment, count] = [player.opened.value?.run, state?.moment, state?.statements.length];
  useEffect(() => {
    if (isPlaying) return undefined;
    const leaving = new AbortController();
    const left = leaving.signal;
    const draw = async (): Promise<void> => {
      const svg = await player.diagram();
      const drawn = svg === null ? null : await picture(themed(svg, theme));
      if (drawn === null) return;
      if (left.aborted) URL.revokeObjectURL(drawn);
      else setAddress(drawn);
    };
    void draw();
    return () => leaving.abort();
  }, [player, isPlaying, theme, run, moment, count]);
  useEffect(() => (address === null ? undefined : () => URL.revokeObjectURL(address)), [address]);
  if (address === null) return <p class="quiet small">It is being drawn.</p>;
  return (
    <>
      <div class="wide" tabIndex={0} role="region" aria-label="Space-time diagram">
        <img
          src={address}
          alt="Space-time diagram of the run: a line for each replica, an arrow for each message"
        />
      </div>
      <p class="toolbar small quiet">
        <a class="button" href={address} download="run.svg">
          Download the diagram
        </a>
        {isPlaying && "It is drawn anew when the run pauses."}
      </p>
    </>
  );
}

/** A picture follows the colours of the system; the reader may have chosen others for the page. */
function themed(svg: string, theme: ColourTheme): string {
  if (theme === "system") return svg;
  return svg.replaceAll("(prefers-color-scheme:dark)", theme === "dark" ? "all" : "not all");
}

/** The address of a picture that is ready to be shown, so that nothing flickers. */
async function picture(svg: string): Promise<string> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = address;
  await image.decode().catch(() => undefined);
  return address;
}
