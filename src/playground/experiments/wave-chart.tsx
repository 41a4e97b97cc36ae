/// <reference lib="dom" />
import type { VNode } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { reducedMotion } from "../controls/reduced-motion.ts";
import { useMeasuredWidth } from "../controls/use-measured-width.ts";
import type { RumourWave } from "../lab-api.ts";
import { ChartAxesLines, niceSteps } from "./chart-axes.tsx";
import { numberText } from "./number-text.ts";

interface Props {
  readonly wave: RumourWave;
  /** Another number draws the same wave again. */
  readonly drawn: number;
  /** What the dashed lines stand for: without loss, log2 n and log2 n + ln n. */
  readonly isExact: boolean;
}

/** How many nodes have the rumour over the rounds, with a point for each node; it is uncovered from left to right. */
export function WaveChart({ wave, drawn, isExact }: Props): VNode {
  const [ref, width] = useMeasuredWidth<HTMLDivElement>();
  return (
    <div class="chart" ref={ref}>
      {width > 0 && <Wave wave={wave} drawn={drawn} isExact={isExact} width={width} />}
    </div>
  );
}

const [left, right, top, bottom] = [56, 14, 62, 46];
const drawTime = 1800;

function Wave({ wave, drawn, isExact, width }: Props & { readonly width: number }): VNode {
  const { heardAt, rounds, expectedRounds, expectedGrowth } = wave;
  const nodes = heardAt.length;
  const height = width > 480 ? 420 : 300;
  const plotWidth = width - left - right;
  const plotHeight = height - top - bottom;
  const most = Math.ceil(Math.max(rounds, expectedRounds));
  const x = (round: number): number => left + (plotWidth * round) / most;
  const y = (count: number): number => top + plotHeight - (plotHeight * count) / nodes;
  const path = useMemo(() => wavePath(heardAt, x, y), [heardAt, width, most]);
  const cover = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (reducedMotion.peek()) return undefined;
    const running = cover.current?.animate([{ transform: "scaleX(1)" }, { transform: "scaleX(0)" }], {
      duration: drawTime,
      easing: "linear",
      fill: "both",
    });
    return () => running?.cancel();
  }, [wave, drawn]);
  const axes = {
    left,
    top,
    width: plotWidth,
    height: plotHeight,
    x: {
      title: "rounds",
      ticks: niceSteps(most, plotWidth / 60).map((round) => ({ at: x(round), text: numberText(round) })),
    },
    y: {
      title: "nodes that have it",
      ticks: niceSteps(nodes, 5).map((count) => ({ at: y(count), text: numberText(count) })),
    },
  };
  const says = `${numberText(nodes)} nodes: half have it after ${numberText(heardAt[Math.floor(nodes / 2)] ?? 0, 1)} rounds, all after ${rounds}; expected ${numberText(expectedRounds, 1)}.`;
  return (
    <>
      <svg class="curve" width={width} height={height} role="img" aria-label={says}>
        <path d={path} />
      </svg>
      <div
        class="cover"
        ref={cover}
        style={{
          left: `${left}px`,
          top: `${top - 4}px`,
          width: `${plotWidth + right}px`,
          height: `${plotHeight + 8}px`,
        }}
      />
      <svg class="over" width={width} height={height} aria-hidden="true">
        <ChartAxesLines {...axes} />
        <Expected
          at={x(expectedGrowth)}
          foot={top + plotHeight}
          isLeft={x(expectedGrowth) > left + plotWidth * 0.7}
          text={isExact ? "log2 n" : "growth of push"}
          value={expectedGrowth}
          row={0}
        />
        <Expected
          at={x(expectedRounds)}
          foot={top + plotHeight}
          isLeft={x(expectedRounds) > left + plotWidth * 0.7}
          text={isExact ? "log2 n + ln n" : "expected of push"}
          value={expectedRounds}
          row={1}
        />
      </svg>
    </>
  );
}

interface ExpectedProps {
  readonly at: number;
  readonly foot: number;
  /** Whether there is no room for the words to the right of the line. */
  readonly isLeft: boolean;
  readonly text: string;
  readonly value: number;
  readonly row: number;
}

function Expected({ at, foot, isLeft, text, value, row }: ExpectedProps): VNode {
  const y = 12 + row * 16;
  return (
    <g class="expected">
      <line x1={at} x2={at} y1={y + 4} y2={foot} />
      <text class={isLeft ? "y" : ""} x={isLeft ? at - 4 : at + 4} y={y}>
        {text} = {numberText(value, 1)}
      </text>
    </g>
  );
}

/** One point for each node, in the order in which they hear of it. */
function wavePath(heardAt: Float64Array, x: (round: number) => number, y: (count: number) => number): string {
  const points: string[] = [];
  for (let i = 0; i < heardAt.length; i++)
    points.push(`${x(heardAt[i] ?? 0).toFixed(1)} ${y(i + 1).toFixed(1)}`);
  return `M${points.join("L")}`;
}
