/// <reference lib="dom" />
import type { VNode } from "preact";
import { regions, type Region } from "../../lab/regions.ts";
import { shopPromises, type Approach } from "../../lab/approaches.ts";
import type { ApproachResult } from "../../lab/spectrum.ts";
import { useMeasuredWidth } from "../controls/use-measured-width.ts";
import { approachWords } from "./approach-words.ts";
import { ChartAxesLines } from "./chart-axes.tsx";
import { numberText } from "./number-text.ts";
import { regionWords } from "./region-words.ts";

interface Props {
  readonly results: readonly ApproachResult[];
  readonly runs: number;
  /** Whose wait is shown. */
  readonly region: Region;
  readonly picked: Approach;
  readonly onPick: (approach: Approach) => void;
}

/** How many promises an approach kept in all of its runs. */
export function promisesKept({ kept }: ApproachResult, runs: number): number {
  return shopPromises.filter((promise) => kept[promise] === runs).length;
}

/** The approaches, placed by what was measured: the wait to the right, the promises kept upwards. Arrow keys pick the next. */
export function SpectrumMap(props: Props): VNode {
  const [ref, width] = useMeasuredWidth<HTMLDivElement>();
  return (
    <div class="spectrum-map" ref={ref} style={{ height: `${mapHeight}px` }}>
      {width > 0 && <Map {...props} width={width} />}
    </div>
  );
}

/** In pixels; whoever waits for the map keeps that much room for it. */
export const mapHeight = 430;
const [left, right, top, bottom] = [30, 32, 28, 46];
const [least, most] = [1, 1000];
/** Of a name, with its mark. */
const rowHeight = 28;

function Map({ results, runs, region, picked, onPick, width }: Props & { readonly width: number }): VNode {
  const plotWidth = width - left - right;
  const plotHeight = mapHeight - top - bottom;
  const x = (milliseconds: number): number =>
    left + (plotWidth * Math.log(Math.max(least, milliseconds) / least)) / Math.log(most / least);
  const y = (promises: number): number =>
    top + plotHeight - (plotHeight * (promises + 0.5)) / (shopPromises.length + 1);
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = results.findIndex(({ approach }) => approach === picked);
    const next = results[(at + step + results.length) % results.length];
    if (next === undefined) return;
    onPick(next.approach);
    const map = event.currentTarget;
    if (map instanceof HTMLElement)
      map.querySelector<HTMLElement>(`[data-approach=${next.approach}]`)?.focus();
  };
  return (
    <>
      <svg width={width} height={mapHeight} aria-hidden="true" class="ground">
        <ChartAxesLines
          left={left}
          top={top}
          width={plotWidth}
          height={plotHeight}
          x={{
            title: `wait for an answer in ${regionWords[region]}`,
            ticks: [1, 10, 100, 1000].map((at) => ({ at: x(at), text: `${numberText(at)} ms` })),
          }}
          y={{
            title: `promises kept, of ${shopPromises.length}`,
            ticks: Array.from({ length: shopPromises.length + 1 }, (_, i) => ({ at: y(i), text: String(i) })),
          }}
        />
      </svg>
      <div role="group" aria-label="Approaches" onKeyDown={move}>
        {results.map((result) => {
          const place = placeOf(result, results, runs, region);
          const wait = result.waits[region];
          const isLeft = x(wait) > left + plotWidth * 0.62;
          return (
            <button
              key={result.approach}
              type="button"
              class={`point ${isLeft ? "left" : ""}`}
              data-approach={result.approach}
              tabIndex={result.approach === picked ? 0 : -1}
              aria-pressed={result.approach === picked}
              aria-label={pointWords(result, runs, region)}
              style={{
                [isLeft ? "right" : "left"]: `${isLeft ? width - x(wait) - 13 : x(wait) - 13}px`,
                top: `${y(promisesKept(result, runs)) - rowHeight / 2 + place * rowHeight}px`,
              }}
              onClick={() => onPick(result.approach)}
            >
              <AvailabilityMark part={answeredPart(result)} />
              <span>{approachWords[result.approach].title}</span>
            </button>
          );
        })}
      </div>
    </>
  );
}

/** Those at one place stand below each other, about the place. */
function placeOf(
  result: ApproachResult,
  results: readonly ApproachResult[],
  runs: number,
  region: Region,
): number {
  const together = results.filter(
    (other) =>
      promisesKept(other, runs) === promisesKept(result, runs) &&
      Math.abs(Math.log(other.waits[region] / result.waits[region])) < 1,
  );
  return together.indexOf(result) - (together.length - 1) / 2;
}

/** In how many of the regions sales are answered while Tokyo is cut off, from 0 to 1. */
export function answeredPart({ answeredInPartition }: ApproachResult): number {
  return regions.reduce((sum, region) => sum + answeredInPartition[region], 0) / regions.length;
}

function pointWords(result: ApproachResult, runs: number, region: Region): string {
  const { title } = approachWords[result.approach];
  const answered = numberText(answeredPart(result) * regions.length, 1);
  return `${title}: ${numberText(result.waits[region], 1)} ms, keeps ${promisesKept(result, runs)} of ${shopPromises.length} promises, answers in ${answered} of ${regions.length} regions while Tokyo is cut off`;
}

/** A disc of which so much is full. */
export function AvailabilityMark({ part }: { readonly part: number }): VNode {
  const angle = 2 * Math.PI * Math.min(part, 0.9999);
  const [x, y] = [10 + 7 * Math.sin(angle), 10 - 7 * Math.cos(angle)];
  return (
    <svg class="availability" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <circle cx="10" cy="10" r="7" />
      {part > 0 && <path d={`M10 10V3A7 7 0 ${part > 0.5 ? 1 : 0} 1 ${x} ${y}Z`} />}
    </svg>
  );
}
