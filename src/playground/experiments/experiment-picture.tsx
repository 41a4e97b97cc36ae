import type { VNode } from "preact";
import type { ExperimentId } from "./experiment.ts";

/** The tiny picture on an experiment's card. It says nothing that the card does not say in words. */
export function ExperimentPicture({ id }: { readonly id: ExperimentId }): VNode {
  return (
    <svg class="picture" viewBox="0 0 72 48" width="72" height="48" aria-hidden="true">
      {pictures[id]}
    </svg>
  );
}

const bars = (x: number, heights: readonly number[], kind: string): readonly VNode[] =>
  heights.map((height, i) => (
    <rect key={i} class={kind} x={x + i * 7} y={40 - height} width="5" height={height} rx="1" />
  ));

const gossips: readonly (readonly [x: number, y: number])[] = Array.from({ length: 12 }, (_, i) => {
  const angle = (2 * Math.PI * i) / 12;
  return [36 + 27 * Math.cos(angle), 24 + 18 * Math.sin(angle)];
});

const pictures: Readonly<Record<ExperimentId, VNode>> = {
  merge: (
    <>
      <path class="stroke" d="M10 8C36 8 36 24 58 24M10 24H58M10 40C36 40 36 24 58 24" />
      <circle class="blue" cx="10" cy="8" r="5" />
      <circle class="orange" cx="10" cy="24" r="5" />
      <circle class="violet" cx="10" cy="40" r="5" />
      <circle class="green" cx="60" cy="24" r="7" />
    </>
  ),
  gcounter: (
    <>
      {bars(6, [30, 8, 4], "blue")}
      {bars(28, [12, 22, 4], "blue")}
      {bars(50, [12, 8, 16], "blue")}
      <path class="stroke" d="M4 41H68" />
    </>
  ),
  pncounter: (
    <>
      <path class="stroke" d="M4 26H68" />
      {[0, 1, 2].map((i) => (
        <rect key={i} class="green" x={9 + i * 20} y={26 - 20 + i * 5} width="6" height={20 - i * 5} rx="1" />
      ))}
      {[0, 1, 2].map((i) => (
        <rect key={i} class="orange" x={17 + i * 20} y="26" width="6" height={6 + i * 5} rx="1" />
      ))}
    </>
  ),
  lww: (
    <>
      <circle class="hollow" cx="20" cy="24" r="14" />
      <path class="stroke" d="M20 15V24L26 28" />
      <rect class="faint" x="42" y="8" width="24" height="12" rx="2" />
      <rect class="blue" x="42" y="28" width="24" height="12" rx="2" />
    </>
  ),
  orset: (
    <>
      <circle class="hollow" cx="28" cy="24" r="17" />
      <circle class="hollow" cx="46" cy="24" r="17" />
      <circle class="blue" cx="18" cy="24" r="4" />
      <circle class="green" cx="37" cy="24" r="4" />
      <path class="stroke" d="M52 20L60 28M60 20L52 28" />
    </>
  ),
  "all-types": (
    <>
      {[0, 1, 2].map((i) => (
        <g key={i} transform={`translate(${String(4 + i * 23)} 4)`}>
          <rect class="hollow" width="18" height="40" rx="3" />
          <rect class="blue" x="4" y="6" width={10 - 2 * i} height="5" />
          <rect class="green" x="4" y="15" width={4 + 3 * i} height="5" />
          <rect class="orange" x="4" y="24" width="10" height="5" />
          <circle class="violet" cx="7" cy="35" r="2.5" />
        </g>
      ))}
      <path class="dashed" d="M24.5 0V48" />
    </>
  ),
  chat: (
    <>
      <path class="faint" d="M8 6H40V20H20L14 26V20H8Z" />
      <path class="yellow" d="M30 24H62V38H56V44L50 38H30Z" />
    </>
  ),
  gossip: (
    <>
      <path class="stroke" d="M63 24L36 6M63 24L36 42M36 6L13 15" />
      {gossips.map(([x, y], i) => (
        <circle key={i} class={[0, 3, 9, 7].includes(i) ? "green" : "faint"} cx={x} cy={y} r="4" />
      ))}
    </>
  ),
  quorum: (
    <>
      {[0, 1, 2, 3, 4].map((i) => (
        <circle key={i} class={i === 2 ? "green" : "faint"} cx={12 + i * 12} cy="24" r="5" />
      ))}
      <rect class="hollow" x="4" y="12" width="40" height="24" rx="12" />
      <rect class="hollow" x="28" y="8" width="40" height="32" rx="14" />
    </>
  ),
  latency: (
    <>
      <path class="stroke" d="M8 34C20 4 52 4 64 30M8 34C20 26 28 22 36 20" />
      <circle class="blue" cx="8" cy="34" r="5" />
      <circle class="blue" cx="36" cy="20" r="5" />
      <circle class="blue" cx="64" cy="32" r="5" />
    </>
  ),
  spectrum: (
    <>
      <path class="stroke" d="M4 40H68M4 40V6" />
      <circle class="green" cx="12" cy="34" r="5" />
      <circle class="blue" cx="28" cy="27" r="5" />
      <circle class="violet" cx="44" cy="20" r="5" />
      <circle class="orange" cx="60" cy="11" r="5" />
    </>
  ),
  escrow: (
    <>
      <rect class="hollow" x="4" y="10" width="26" height="28" rx="3" />
      <rect class="hollow" x="42" y="10" width="26" height="28" rx="3" />
      <rect class="blue" x="11" y="18" width="12" height="12" rx="1" />
      <path class="stroke" d="M50 19L60 29M60 19L50 29" />
      <path class="dashed" d="M36 2V46" />
    </>
  ),
};
