import type { VNode } from "preact";
import { expectedRounds, type GossipSize } from "../../lab/gossip.ts";
import { useMeasuredWidth } from "../controls/use-measured-width.ts";
import { ChartAxesLines, niceSteps } from "./chart-axes.tsx";
import { numberText } from "./number-text.ts";

interface Props {
  readonly sizes: readonly GossipSize[];
  /** The largest that is asked for. */
  readonly most: number;
  readonly loss: number;
}

/** Rounds over the number of nodes, on a logarithmic scale: medians, with the fewest and the most, beside what is expected. */
export function RoundsChart({ sizes, most, loss }: Props): VNode {
  const [ref, width] = useMeasuredWidth<HTMLDivElement>();
  const plotWidth = width - left - right;
  const plotHeight = height - top - bottom;
  const roundsMost = Math.ceil(
    Math.max(expectedRounds(most, loss), ...sizes.map((size) => size.roundsMax)) + 1,
  );
  const x = (nodes: number): number => left + (plotWidth * Math.log(nodes / least)) / Math.log(most / least);
  const y = (rounds: number): number => top + plotHeight - (plotHeight * rounds) / roundsMost;
  const expected = Array.from({ length: 61 }, (_, i) => least * (most / least) ** (i / 60));
  const line = (points: readonly (readonly [nodes: number, rounds: number])[]): string =>
    points.map(([nodes, rounds]) => `${x(nodes).toFixed(1)},${y(rounds).toFixed(1)}`).join(" ");
  const decades = Array.from({ length: Math.round(Math.log10(most)) }, (_, i) => 10 ** (i + 1));
  const [legend, foot] = [left + Math.max(8, plotWidth - 180), top + plotHeight];
  return (
    <div class="chart" ref={ref}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label="Rounds over the number of nodes, beside what is expected; the table below has the figures."
        >
          <ChartAxesLines
            left={left}
            top={top}
            width={plotWidth}
            height={plotHeight}
            x={{
              title: "nodes",
              ticks: decades.map((nodes) => ({ at: x(nodes), text: shortText(nodes) })),
            }}
            y={{
              title: "rounds until all have it",
              ticks: niceSteps(roundsMost, 5).map((rounds) => ({ at: y(rounds), text: numberText(rounds) })),
            }}
          />
          <polyline
            class="dashed"
            points={line(expected.map((nodes) => [nodes, expectedRounds(nodes, loss)]))}
          />
          <polyline class="measured" points={line(sizes.map(({ nodes, rounds }) => [nodes, rounds]))} />
          {sizes.map(({ nodes, rounds, roundsMin, roundsMax }) => (
            <g key={nodes} class="point">
              <line x1={x(nodes)} x2={x(nodes)} y1={y(roundsMin)} y2={y(roundsMax)} />
              <circle cx={x(nodes)} cy={y(rounds)} r={4} />
            </g>
          ))}
          <g class="legend">
            <polyline class="dashed" points={`${legend},${foot - 30} ${legend + 28},${foot - 30}`} />
            <text x={legend + 36} y={foot - 26}>
              {loss === 0 ? "log2 n + ln n" : "expected of push"}
            </text>
            <polyline class="measured" points={`${legend},${foot - 12} ${legend + 28},${foot - 12}`} />
            <text x={legend + 36} y={foot - 8}>
              median, fewest to most
            </text>
          </g>
        </svg>
      )}
    </div>
  );
}

const height = 300;
const [left, right, top, bottom] = [44, 24, 30, 46];
const least = 10;

function shortText(nodes: number): string {
  return nodes >= 1_000_000 ? `${nodes / 1_000_000} M` : numberText(nodes);
}
