import type { VNode } from "preact";
import { useMeasuredWidth } from "../controls/use-measured-width.ts";
import type { Quorum, QuorumTrial } from "../../lab/quorum.ts";

/** The replicas in a row: those of the write below one bracket, those of the read above another. */
export function QuorumReplicas({
  quorum,
  trial,
}: {
  readonly quorum: Quorum;
  readonly trial: QuorumTrial;
}): VNode {
  const [ref, width] = useMeasuredWidth<HTMLDivElement>();
  const { replicas } = quorum;
  const step = Math.min(76, width / replicas);
  const radius = Math.min(24, step / 2 - 3);
  const left = (width - step * replicas) / 2;
  const x = (i: number): number => left + step * (i + 0.5);
  const both = trial.asked.filter((replica) => trial.written.includes(replica)).length;
  const says = `A write at ${namesText(trial.written)}, a read of ${namesText(trial.asked)}: ${both === 0 ? "none" : both} in both.`;
  return (
    <div class="replicas" ref={ref}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={says}>
          <Marks places={trial.written.map(x)} y={middle - radius - 10} up={true} radius={radius} />
          <Marks places={trial.asked.map(x)} y={middle + radius + 10} up={false} radius={radius} />
          {Array.from({ length: replicas }, (_, i) => {
            const part = partOf(trial, i);
            return (
              <g key={i} class={`replica ${part.replace(" ", "-")}`}>
                <circle cx={x(i)} cy={middle} r={radius} />
                <text x={x(i)} y={middle + 5}>
                  {i + 1}
                </text>
                {part === "both" && (
                  <path class="check" d={`M${x(i) + radius * 0.45} ${middle - radius * 0.75}l3.5 4 6 -8`} />
                )}
              </g>
            );
          })}
          <text class="word write" x={centre(trial.written.map(x))} y={middle - radius - 18}>
            write: w = {quorum.write}
          </text>
          <text class="word read" x={centre(trial.asked.map(x))} y={middle + radius + 28}>
            read: r = {quorum.read}
          </text>
        </svg>
      )}
      <p class={`verdict ${both > 0 ? "good" : "bad"}`}>
        {both > 0 ? `✓ overlap: ${both} in both` : "✕ no overlap: the read misses the write"}
      </p>
    </div>
  );
}

const height = 136;
const middle = height / 2;

function centre(places: readonly number[]): number {
  return (Math.min(...places) + Math.max(...places)) / 2;
}

function partOf({ written, asked }: QuorumTrial, replica: number): "both" | "write" | "read" | "neither" {
  const isWritten = written.includes(replica);
  if (asked.includes(replica)) return isWritten ? "both" : "read";
  return isWritten ? "write" : "neither";
}

function namesText(replicas: readonly number[]): string {
  return replicas
    .map((replica) => replica + 1)
    .toSorted((a, b) => a - b)
    .join(", ");
}

interface MarksProps {
  readonly places: readonly number[];
  readonly y: number;
  readonly up: boolean;
  readonly radius: number;
}

/** A bracket along a set, with a leg to each of its replicas. */
function Marks({ places, y, up, radius }: MarksProps): VNode {
  const leg = up ? 7 : -7;
  const [least, most] = [Math.min(...places), Math.max(...places)];
  const legs = places.map((x) => `M${x} ${y}v${leg}`).join("");
  const bar = `M${least - radius} ${y + leg}v${-leg}H${most + radius}v${leg}`;
  return <path class={`bracket ${up ? "write" : "read"}`} d={bar + legs} />;
}
