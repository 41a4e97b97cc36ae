import type { VNode } from "preact";

/** Where a chart's plot is, in pixels, and what its axes show. */
export interface ChartAxes {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Axis;
  readonly y: Axis;
}

export interface Axis {
  readonly title: string;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** Lines across at the ticks of y, and the words of both axes. Ticks are in pixels of the drawing. */
export function ChartAxesLines({ left, top, width, height, x, y }: ChartAxes): VNode {
  return (
    <g class="axes">
      {y.ticks.map(({ at, text }) => (
        <g key={text}>
          <line x1={left} x2={left + width} y1={at} y2={at} />
          <text class="y" x={left - 8} y={at + 4}>
            {text}
          </text>
        </g>
      ))}
      {x.ticks.map(({ at, text }) => (
        <g key={text}>
          <line x1={at} x2={at} y1={top + height} y2={top + height + 5} />
          <text class="x" x={at} y={top + height + 19}>
            {text}
          </text>
        </g>
      ))}
      <text class="x title" x={left + width / 2} y={top + height + 36}>
        {x.title}
      </text>
      <text class="title" x={0} y={top - 14}>
        {y.title}
      </text>
    </g>
  );
}

/** Round steps from 0 up to `most`, about as many as are wanted. */
export function niceSteps(most: number, wanted: number): readonly number[] {
  const rough = Math.max(most, 1e-9) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? 10 * power;
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, i) => i * step);
}
