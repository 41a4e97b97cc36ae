/// <reference lib="dom" />
import { effect, type ReadonlySignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { groupBy } from "../../base/group-by.ts";
import type { Flight, ReplicaState, RunState } from "../run-api.ts";
import { along, besides, ring, sideOfLine, towards, type Point } from "./ring.ts";

/** What a map needs to know of a replica. */
export interface MappedReplica extends Pick<ReplicaState, "name" | "isUp" | "side" | "heldBack"> {
  /** A few signs inside of its circle; else the first letter of its name. */
  readonly inside?: string;
  /** A line below its name. */
  readonly caption?: string;
}

export interface NetworkMapProps {
  /** In the order in which they stand round the ring. */
  readonly replicas: readonly MappedReplica[];
  readonly flights: RunState["flights"];
  readonly waiting: RunState["waiting"];
  readonly down: RunState["down"];
  /** Simulated milliseconds: where messages are on their way. It may change with every frame; nothing is rendered then. */
  readonly clock: ReadonlySignal<number>;
  /** What the map shows, for who does not see it; it says how the network is by itself. */
  readonly label?: string;
  /** The height in pixels; the width is that of the place. */
  readonly height?: number;
  /** The replica that is marked. */
  readonly chosen?: string | null;
  /** With this, replicas can be chosen by pointer and keyboard. */
  readonly onChoose?: (replica: string) => void;
  /** With this, a line drawn across the map parts the replicas: those on each side of it. */
  readonly onCut?: (sides: readonly (readonly string[])[]) => void;
  /** Whether the signs are explained below; they are unless this is false. */
  readonly legend?: boolean;
}

/** More than this are counted, not drawn. */
const flightsMost = 80;
const radius = 22;
/** Between the lines of the two directions of a link. */
const laneWidth = 5;

/**
 * Replicas in a ring with their links. Messages are dots that travel by `clock`, messages that wait
 * at a cut are diamonds at their sender, changes held back are squares at their replica; the parts
 * of a partition are tinted and named. With reduced motion messages stand in the middle of their way.
 */
export function NetworkMap(props: NetworkMapProps): VNode {
  const { replicas, flights, waiting, down, clock, height = 300, chosen, onChoose, onCut } = props;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const names = replicas.map(({ name }) => name).join(" ");
  const places = useMemo(() => placesOf(names.split(" "), width, height), [names, width, height]);
  const shown = flights.length > flightsMost ? flights.slice(0, flightsMost) : flights;
  const dots = useTravel(shown, places, clock);
  const cut = useCut(replicas, places, onCut);
  const parted = new Set(replicas.map(({ side }) => side)).size > 1;
  return (
    <div class="network-map" ref={frame}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label={`${props.label === undefined ? "" : `${props.label}. `}${networkInWords(props)}`}
        {...cut.handlers}
      >
        {parted && <Parts replicas={replicas} places={places} />}
        <Links replicas={replicas} down={down} places={places} />
        <g class="flights" aria-hidden="true">
          {shown.map((flight) => (
            <circle
              key={flight.id}
              ref={(element) => {
                if (element === null) dots.delete(flight.id);
                else dots.set(flight.id, element);
              }}
              class={`flight ${flight.kind === "changes" || flight.kind === "missing" ? "news" : "talk"}`}
              r={flight.kind === "changes" || flight.kind === "missing" ? 6 : 4}
            >
              <title>{`${flight.from} → ${flight.to}: ${flight.text}`}</title>
            </circle>
          ))}
        </g>
        <Waitings waiting={waiting} places={places} />
        {replicas.map((replica) => (
          <Node
            key={replica.name}
            replica={replica}
            place={placeOf(places, replica.name)}
            parted={parted}
            isNamedAbove={isInUpperHalf(placeOf(places, replica.name), height)}
            isChosen={replica.name === chosen}
            onChoose={onChoose}
          />
        ))}
        {cut.line !== null && (
          <line
            class="knife"
            x1={cut.line.from.x}
            y1={cut.line.from.y}
            x2={cut.line.to.x}
            y2={cut.line.to.y}
          />
        )}
        {flights.length > flightsMost && (
          <text class="more" x={8} y={height - 8}>
            {`${flights.length - flightsMost} more messages under way`}
          </text>
        )}
      </svg>
      {props.legend !== false && <MapLegend />}
    </div>
  );
}

/** What the signs of a map mean. */
function MapLegend(): VNode {
  return (
    <ul class="map-legend" aria-label="Signs of the map">
      <li>
        <svg width="14" height="14" aria-hidden="true">
          <circle class="flight news" cx="7" cy="7" r="5.5" />
        </svg>
        under way
      </li>
      <li>
        <svg width="14" height="14" aria-hidden="true">
          <path class="waiting" d="M7 1L13 7L7 13L1 7Z" />
        </svg>
        waits for a link
      </li>
      <li>
        <svg width="14" height="14" aria-hidden="true">
          <rect class="held" x="2" y="2" width="10" height="10" rx="1" />
        </svg>
        held back
      </li>
    </ul>
  );
}

function Parts({
  replicas,
  places,
}: {
  readonly replicas: readonly MappedReplica[];
  readonly places: Places;
}): VNode {
  const sides = [...new Set(replicas.map(({ side }) => side))];
  return (
    <g class="parts" aria-hidden="true">
      {sides.map((side) => {
        const points = replicas.filter((each) => each.side === side).map(({ name }) => placeOf(places, name));
        const d = points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${x} ${y}`).join("");
        return <path key={side} class={`part side-${side % partColours}`} d={`${d}Z`} />;
      })}
    </g>
  );
}

const partColours = 5;

/** With more links cut, crosses would hide what is between them. */
const crossesMost = 9;

function Links({
  replicas,
  down,
  places,
}: {
  readonly replicas: readonly MappedReplica[];
  readonly down: RunState["down"];
  readonly places: Places;
}): VNode {
  const cuts = new Set(down.map(({ from, to }) => `${from} ${to}`));
  const links = replicas.flatMap((a, i) => replicas.slice(i + 1).map((b) => [a, b] as const));
  const areMany = cuts.size > 2 * crossesMost;
  return (
    <g class={`links${areMany ? " many" : ""}`} aria-hidden="true">
      {links.map(([a, b]) => {
        const [from, to] = [placeOf(places, a.name), placeOf(places, b.name)];
        const [there, back] = [cuts.has(`${a.name} ${b.name}`), cuts.has(`${b.name} ${a.name}`)];
        const isCut = there || back;
        const middle = along(from, to, there && !back ? 0.42 : back && !there ? 0.58 : 0.5);
        const look = isCut ? "link cut" : a.isUp && b.isUp ? "link" : "link asleep";
        return (
          <g key={`${a.name} ${b.name}`}>
            <line class={look} x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
            {isCut && !areMany && (
              <path class="cross" d={`M${middle.x - 5} ${middle.y - 5}l10 10m0 -10l-10 10`}>
                <title>{cutInWords(a.name, b.name, there, back)}</title>
              </path>
            )}
          </g>
        );
      })}
    </g>
  );
}

/** A diamond for each link with something waiting, at its sender, and how much there is. */
function Waitings({
  waiting,
  places,
}: {
  readonly waiting: RunState["waiting"];
  readonly places: Places;
}): VNode {
  const byLink = groupBy(waiting, ({ from, to }) => `${from} ${to}`);
  return (
    <g class="waitings">
      {[...byLink].map(([link, all]) => {
        const [first] = all;
        if (first === undefined) return null;
        const [from, to] = besides(placeOf(places, first.from), placeOf(places, first.to), laneWidth);
        const { x, y } = towards(from, to, radius + 14);
        return (
          <g key={link} transform={`translate(${x} ${y})`}>
            <path class="waiting" d="M0 -8L8 0L0 8L-8 0Z" />
            {all.length > 1 && (
              <text class="waiting-count" y={4}>
                {all.length > 9 ? "+" : all.length}
              </text>
            )}
            <title>{`${first.from} → ${first.to}, waits for the link: ${textsOf(all)}`}</title>
          </g>
        );
      })}
    </g>
  );
}

function Node({
  replica,
  place,
  parted,
  isNamedAbove,
  isChosen,
  onChoose,
}: {
  readonly replica: MappedReplica;
  readonly place: Point;
  readonly parted: boolean;
  readonly isNamedAbove: boolean;
  readonly isChosen: boolean;
  readonly onChoose: ((replica: string) => void) | undefined;
}): VNode {
  const { name, isUp, side, heldBack, inside, caption } = replica;
  const captions = [
    isUp ? null : "down",
    parted ? partName(side) : null,
    heldBack.length === 0 ? null : `${heldBack.length} held back`,
    caption ?? null,
  ].filter((text) => text !== null);
  const chosen = {
    role: "button",
    // Names of attributes of SVG keep their case.
    tabindex: 0,
    "aria-pressed": isChosen,
    onClick: () => onChoose?.(name),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      onChoose?.(name);
    },
  } as const;
  return (
    <g
      class={`node${isUp ? "" : " down"}${isChosen ? " chosen" : ""}`}
      transform={`translate(${place.x} ${place.y})`}
      {...(onChoose === undefined ? {} : chosen)}
    >
      <circle r={radius} />
      <text class="inside" y={5} aria-hidden="true">
        {isUp ? (inside ?? name.slice(0, 1).toUpperCase()) : "✗"}
      </text>
      <text class="name" y={isNamedAbove ? -radius - (captions.length > 0 ? 23 : 8) : radius + 16}>
        {name}
      </text>
      {captions.length > 0 && (
        <text class="caption" y={isNamedAbove ? -radius - 8 : radius + 31}>
          {captions.join(" · ")}
        </text>
      )}
      {heldBack.slice(0, 5).map((text, i) => (
        <rect
          key={i}
          class="held"
          x={radius - 4 + i * 5}
          y={-radius - 2 + i * 2}
          width={11}
          height={11}
          rx={1}
          aria-hidden="true"
        >
          <title>{`held back at ${name}: ${text}`}</title>
        </rect>
      ))}
    </g>
  );
}

/** The name of a part of a partition. */
export function partName(side: number): string {
  return `part ${side + 1}`;
}

// Places.

type Places = ReadonlyMap<string, Point>;

/** The tint of a part and the names below the circles want room. */
const [roomAbove, roomBelow] = [62, 60];

/** Links go down from there, so the name stands above. */
function isInUpperHalf({ y }: Point, height: number): boolean {
  return y < (height + roomAbove - roomBelow) / 2 - 4;
}

function placesOf(names: readonly string[], width: number, height: number): Places {
  const [top, bottom] = [roomAbove, height - roomBelow];
  const radiusY = (bottom - top) / 2;
  const centre = { x: width / 2, y: top + radiusY };
  const radiusX = Math.min(Math.max(40, width / 2 - 76), names.length < 3 ? 150 : radiusY * 2);
  if (names.length !== 3) {
    const points = ring(names.length, centre, radiusX, names.length < 3 ? 0 : radiusY);
    return new Map(names.map((name, i) => [name, points[i] ?? centre]));
  }
  // Three take all of the height: the lowest part of their ring would be empty.
  const points = ring(3, { x: centre.x, y: top + (radiusY * 4) / 3 }, radiusX, (radiusY * 4) / 3);
  return new Map(names.map((name, i) => [name, points[i] ?? centre]));
}

function placeOf(places: Places, name: string): Point {
  return places.get(name) ?? { x: 0, y: 0 };
}

function useWidth(frame: { readonly current: HTMLDivElement | null }): number {
  const [width, setWidth] = useState(480);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = (): void => setWidth(Math.max(240, Math.floor(element.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}

// Messages on their way.

/** Moves the dots with the clock, without rendering. */
function useTravel(
  flights: readonly Flight[],
  places: Places,
  clock: ReadonlySignal<number>,
): Map<number, SVGCircleElement> {
  const dots = useRef(new Map<number, SVGCircleElement>()).current;
  useLayoutEffect(() => {
    const ways = flights.map((flight) => {
      const [from, to] = [placeOf(places, flight.from), placeOf(places, flight.to)];
      const [begin, end] = besides(towards(from, to, radius), towards(to, from, radius), laneWidth);
      return { flight, begin, end };
    });
    const stands = matchMedia("(prefers-reduced-motion: reduce)").matches;
    return effect(() => {
      const now = clock.value;
      for (const { flight, begin, end } of ways) {
        const { x, y } = along(begin, end, stands ? 0.5 : travelled(flight, now));
        dots.get(flight.id)?.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
      }
    });
  }, [flights, places, clock]);
  return dots;
}

function travelled({ sent, arrives }: Flight, now: number): number {
  return arrives <= sent ? 1 : Math.max(0, Math.min(1, (now - sent) / (arrives - sent)));
}

// Cutting by drawing a line.

interface Stroke {
  readonly from: Point;
  readonly to: Point;
}

function useCut(
  replicas: readonly MappedReplica[],
  places: Places,
  onCut: NetworkMapProps["onCut"],
): { readonly line: Stroke | null; readonly handlers: object } {
  const [line, setLine] = useState<Stroke | null>(null);
  useEffect(() => {
    if (line === null) return;
    const leave = (event: KeyboardEvent): void => {
      if (event.key === "Escape") setLine(null);
    };
    addEventListener("keydown", leave);
    return () => removeEventListener("keydown", leave);
  }, [line === null]);
  if (onCut === undefined) return { line: null, handlers: {} };
  const handlers = {
    class: "cuttable",
    onPointerDown: (event: PointerEvent) => {
      if (event.target instanceof Element && event.target.closest(".node") !== null) return;
      const { currentTarget } = event;
      if (!(currentTarget instanceof Element)) return;
      currentTarget.setPointerCapture(event.pointerId);
      const from = pointOf(event);
      setLine({ from, to: from });
    },
    onPointerMove: (event: PointerEvent) => {
      if (line !== null) setLine({ from: line.from, to: pointOf(event) });
    },
    onPointerUp: () => {
      setLine(null);
      if (line === null || Math.hypot(line.to.x - line.from.x, line.to.y - line.from.y) < 40) return;
      const sides = partedBy(line, replicas, places);
      if (sides.length > 1) onCut(sides);
    },
    onPointerCancel: () => setLine(null),
  };
  return { line, handlers };
}

function partedBy({ from, to }: Stroke, replicas: readonly MappedReplica[], places: Places): string[][] {
  const names = replicas.map(({ name }) => name);
  const isLeft = (name: string): boolean => sideOfLine(placeOf(places, name), from, to) < 0;
  const [left, right] = [names.filter(isLeft), names.filter((name) => !isLeft(name))];
  return [left, right].filter((side) => side.length > 0);
}

function pointOf(event: PointerEvent): Point {
  const { currentTarget } = event;
  if (!(currentTarget instanceof Element)) return { x: 0, y: 0 };
  const box = currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

// In words.

function networkInWords({ replicas, flights, waiting, down }: NetworkMapProps): string {
  const sides = groupBy(replicas, ({ side }) => side);
  const lying = replicas.filter(({ isUp }) => !isUp).map(({ name }) => name);
  const parts =
    sides.size > 1
      ? `parted: ${[...sides.values()].map((side) => side.map(({ name }) => name).join(", ")).join(" | ")}`
      : down.length > 0
        ? `cut: ${down.map(({ from, to }) => `${from} to ${to}`).join(", ")}`
        : "all links are up";
  return [
    `${replicas.length} replicas`,
    parts,
    ...(lying.length === 0 ? [] : [`down: ${lying.join(", ")}`]),
    `${flights.length} messages under way`,
    ...(waiting.length === 0 ? [] : [`${waiting.length} wait for a link`]),
  ].join("; ");
}

function cutInWords(a: string, b: string, there: boolean, back: boolean): string {
  if (there && back) return `nothing goes between ${a} and ${b}`;
  return there ? `nothing goes from ${a} to ${b}` : `nothing goes from ${b} to ${a}`;
}

function textsOf(waiting: RunState["waiting"]): string {
  const shown = waiting.slice(0, 4).map(({ text }) => text);
  return (
    shown.join("; ") + (waiting.length > shown.length ? ` and ${waiting.length - shown.length} more` : "")
  );
}
