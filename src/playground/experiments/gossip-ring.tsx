/// <reference lib="dom" />
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { GossipMessage } from "../../lab/gossip.ts";
import { useMeasuredWidth } from "../controls/use-measured-width.ts";
import { legsOf, travelTime, type RumourPlayer } from "./rumour-player.ts";

interface Props {
  readonly player: RumourPlayer;
  readonly nodes: number;
}

type Point = readonly [x: number, y: number];

/** The nodes in a ring: who has the rumour is green with a check mark, and messages travel between them. */
export function GossipRing({ player, nodes }: Props): VNode {
  const [ref, width] = useMeasuredWidth<HTMLDivElement>();
  const size = Math.min(width, sizeMost);
  const { rumour, round, leg } = player;
  const done = round.value;
  const knows = new Set([0, ...rumour.rounds.slice(0, done).flatMap(({ heard }) => heard)]);
  const fresh = new Set(rumour.rounds[done - 1]?.heard ?? []);
  const shown = leg.value === null ? rumour.rounds[done - 1] : rumour.rounds[done];
  const onTheWay = leg.value === null || shown === undefined ? [] : (legsOf(shown)[leg.value] ?? []);
  const past = leg.value === null ? (shown?.messages ?? []) : onTheWay;
  const at = (node: number): Point => {
    const angle = (2 * Math.PI * node) / nodes - Math.PI / 2;
    const distance = size / 2 - radius - 18;
    return [size / 2 + distance * Math.cos(angle), size / 2 + distance * Math.sin(angle)];
  };
  const numberAt = (node: number): Point => {
    const angle = (2 * Math.PI * node) / nodes - Math.PI / 2;
    const distance = size / 2 - 8;
    return [size / 2 + distance * Math.cos(angle), size / 2 + distance * Math.sin(angle) + 4];
  };
  const names = [...knows].map((node) => node + 1).toSorted((a, b) => a - b);
  return (
    <div class="ring" ref={ref}>
      {size > 0 && (
        <svg
          width={size}
          height={size}
          role="img"
          aria-label={`After round ${done}, ${knows.size} of ${nodes} nodes have it: ${names.join(", ")}.`}
        >
          {past.map((message, i) => (
            <Line key={i} message={message} from={at(message.from)} to={at(message.to)} />
          ))}
          {Array.from({ length: nodes }, (_, node) => {
            const [x, y] = at(node);
            const [numberX, numberY] = numberAt(node);
            return (
              <g
                key={node}
                class={`node ${knows.has(node) ? "knows" : ""} ${fresh.has(node) ? "fresh" : ""}`}
              >
                <circle cx={x} cy={y} r={radius} />
                {knows.has(node) && <path d={`M${x - 6.5} ${y + 0.5}l4.5 5 8.5 -10`} />}
                <text x={numberX} y={numberY}>
                  {node + 1}
                </text>
              </g>
            );
          })}
          {onTheWay.map((message, i) => (
            <Traveller
              key={`${done} ${leg.value ?? 0} ${i}`}
              message={message}
              from={at(message.from)}
              to={at(message.to)}
            />
          ))}
        </svg>
      )}
    </div>
  );
}

const sizeMost = 420;
const radius = 17;

interface MessageProps {
  readonly message: GossipMessage;
  readonly from: Point;
  readonly to: Point;
}

/** How far a message gets that is lost. */
const lostAt = 0.55;

function between([ax, ay]: Point, [bx, by]: Point, part: number): Point {
  return [ax + (bx - ax) * part, ay + (by - ay) * part];
}

/** The way of a message, from rim to rim; a cross where it was lost. */
function Line({ message, from, to }: MessageProps): VNode {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const [ax, ay] = between(from, to, radius / length);
  const [bx, by] = message.arrives ? between(from, to, 1 - radius / length) : between(from, to, lostAt);
  return (
    <g class={`way ${message.carries} ${message.arrives ? "" : "lost"}`}>
      <line x1={ax} y1={ay} x2={bx} y2={by} />
      {!message.arrives && <path d={`M${bx - 4} ${by - 4}l8 8m0 -8l-8 8`} />}
    </g>
  );
}

/** A message on its way: full if it brings the rumour, hollow if it asks. */
function Traveller({ message, from, to }: MessageProps): VNode {
  const ref = useRef<SVGGElement>(null);
  useLayoutEffect(() => {
    const place = ([x, y]: Point): string => `translate(${x}px, ${y}px)`;
    const end = message.arrives ? to : between(from, to, lostAt);
    const frames: Keyframe[] = [
      { transform: place(from), opacity: 1 },
      { transform: place(between(from, end, 0.85)), opacity: 1, offset: 0.85 },
      { transform: place(end), opacity: message.arrives ? 1 : 0 },
    ];
    const running = ref.current?.animate(frames, { duration: travelTime, fill: "forwards" });
    return () => running?.cancel();
  }, []);
  return (
    <g class={`traveller ${message.carries}`} ref={ref}>
      <circle r={6} />
    </g>
  );
}
