/// <reference lib="dom" />
import type { VNode } from "preact";
import type { TracedWrite, WriteMessage } from "../../lab/latency.ts";
import { links, regions, type Region } from "../../lab/regions.ts";
import { useMeasuredWidth } from "../controls/use-measured-width.ts";
import { numberText } from "./number-text.ts";
import { regionWords } from "./region-words.ts";
import { usePlayerState } from "./use-player-state.ts";
import type { WritePlayer } from "./write-player.ts";

interface Props {
  readonly write: TracedWrite;
  /** Where it is made. */
  readonly from: Region;
  readonly cutOff: Region | null;
  readonly player: WritePlayer;
}

type Point = readonly [x: number, y: number];

/** The data centres with the messages of one write on their way, in the player's time. */
export function RegionMap(props: Props): VNode {
  const [ref, width] = useMeasuredWidth<HTMLDivElement>();
  return (
    <div class="region-map" ref={ref}>
      {width > 0 && <Map {...props} width={width} />}
    </div>
  );
}

const height = 250;
const radius = 16;

/** As parts of the map. */
const places: Readonly<Record<Region, Point>> = {
  virginia: [0.17, 0.68],
  frankfurt: [0.46, 0.24],
  tokyo: [0.84, 0.6],
};

function Map({ write, from, cutOff, player, width }: Props & { readonly width: number }): VNode {
  const at = (region: Region): Point => [places[region][0] * width, places[region][1] * height];
  const has = usePlayerState(player, (time) => storedWords(write, time), write);
  return (
    <svg width={width} height={height} role="img" aria-label={`With the write: ${has}.`}>
      <Grid width={width} />
      {links.map(([a, b, milliseconds]) => (
        <Link
          key={`${a} ${b}`}
          from={at(a)}
          to={at(b)}
          milliseconds={milliseconds}
          isCut={cutOff === a || cutOff === b}
        />
      ))}
      {regions.map((region) => (
        <Centre
          key={region}
          region={region}
          at={at(region)}
          stored={write.stored[region]}
          isWriter={region === from}
          player={player}
        />
      ))}
      {write.messages.map((message, i) => (
        <Message key={i} message={message} at={at} player={player} />
      ))}
    </svg>
  );
}

function storedWords({ stored }: TracedWrite, time: number): string {
  const those = regions.filter((region) => (stored[region] ?? Infinity) <= time);
  return those.length === 0 ? "none" : those.map((region) => regionWords[region]).join(", ");
}

/** A hint of a globe. */
function Grid({ width }: { readonly width: number }): VNode {
  const across = [0.2, 0.5, 0.8].map((part) => {
    const y = part * height;
    const bend = (0.5 - part) * 60;
    return `M0 ${y}Q${width / 2} ${y + bend} ${width} ${y}`;
  });
  const down = [0.08, 0.29, 0.5, 0.71, 0.92].map((part) => {
    const x = part * width;
    const bend = (part - 0.5) * 0.16 * width;
    return `M${x} 0Q${x + bend} ${height / 2} ${x} ${height}`;
  });
  return <path class="globe" d={[...across, ...down].join("")} />;
}

interface LinkProps {
  readonly from: Point;
  readonly to: Point;
  readonly milliseconds: number;
  readonly isCut: boolean;
}

function Link({ from, to, milliseconds, isCut }: LinkProps): VNode {
  const [x, y] = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  return (
    <g class={isCut ? "link cut" : "link"}>
      <line x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} />
      <text x={x} y={y - 7}>
        {isCut ? "✕ cut" : `${milliseconds} ms`}
      </text>
    </g>
  );
}

interface CentreProps {
  readonly region: Region;
  readonly at: Point;
  readonly stored: number | null;
  readonly isWriter: boolean;
  readonly player: WritePlayer;
}

function Centre({ region, at: [x, y], stored, isWriter, player }: CentreProps): VNode {
  const has = usePlayerState(player, (time) => time >= (stored ?? Infinity), stored);
  const above = region === "frankfurt";
  return (
    <g class={`centre ${has ? "has" : ""}`}>
      {isWriter && <circle class="writer" cx={x} cy={y} r={radius + 5} />}
      <circle cx={x} cy={y} r={radius} />
      {has && <path d={`M${x - 6.5} ${y + 0.5}l4.5 5 8.5 -10`} />}
      <text class="name" x={x} y={above ? y - radius - 24 : y + radius + 20}>
        {regionWords[region]}
      </text>
      <text class="state" x={x} y={above ? y - radius - 9 : y + radius + 35}>
        {has ? `has it at ${numberText(stored ?? 0, 1)} ms` : isWriter ? "writes" : "not yet"}
      </text>
    </g>
  );
}

interface MessageProps {
  readonly message: WriteMessage;
  readonly at: (region: Region) => Point;
  readonly player: WritePlayer;
}

/** Where a message is: null before it is sent and after it has arrived. At a cut it stays with its sender. */
function Message({ message, at, player }: MessageProps): VNode | null {
  const { from, to, sent, arrives, carries } = message;
  const part = usePlayerState(
    player,
    (time) => {
      if (time < sent) return null;
      if (arrives === null) return stuckAt;
      return time >= arrives ? null : (time - sent) / (arrives - sent);
    },
    message,
  );
  if (part === null) return null;
  const [[ax, ay], [bx, by]] = [at(from), at(to)];
  const length = Math.hypot(bx - ax, by - ay);
  // Messages there and back keep to their right.
  const [sideX, sideY] = [(-(by - ay) / length) * aside, ((bx - ax) / length) * aside];
  const x = ax + (bx - ax) * part + sideX;
  const y = ay + (by - ay) * part + sideY;
  return (
    <g class={`message ${carries} ${arrives === null ? "stuck" : ""}`} transform={`translate(${x} ${y})`}>
      {carries === "write" ? <rect x={-6} y={-6} width={12} height={12} rx={2} /> : <circle r={6} />}
    </g>
  );
}

const stuckAt = 0.2;
const aside = 6;
