import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { ClockSkewResult, SkewedWrite } from "../../lab/clock-skew.ts";
import { typesLab } from "../types-lab.ts";
import { useAnswer } from "./use-answer.ts";

/** Two writes one after the other, and a clock that can be turned. */
export function ClockSkewPanel(): VNode {
  const [skew, setSkew] = useState(100);
  const [gap, setGap] = useState(60);
  const [hears, setHears] = useState(false);
  const { value: result, trouble } = useAnswer(
    () => typesLab.api().clockSkew({ skew, gap, hears }),
    `${skew} ${gap} ${hears}`,
  );
  return (
    <section class="clock-skew panel" aria-labelledby="clock-skew">
      <h2 id="clock-skew">If a clock is wrong</h2>
      <div class="sliders">
        <label>
          <span>
            Madrid’s clock is {Math.abs(skew)} ms {skew < 0 ? "behind" : "ahead"}
          </span>
          <input
            type="range"
            min={skewLeast}
            max={skewMost}
            step={10}
            value={skew}
            onInput={({ currentTarget }) => setSkew(currentTarget.valueAsNumber)}
          />
        </label>
        <label>
          <span>Dublin writes {gap} ms after madrid</span>
          <input
            type="range"
            min={10}
            max={gapMost}
            step={10}
            value={gap}
            onInput={({ currentTarget }) => setGap(currentTarget.valueAsNumber)}
          />
        </label>
        <label class="labelled">
          <input
            type="checkbox"
            checked={hears}
            onChange={({ currentTarget }) => setHears(currentTarget.checked)}
          />
          Dublin has heard of madrid’s write before
        </label>
      </div>
      {trouble !== null && <p class="notice bad">{trouble}</p>}
      {result !== null && <Writes result={result} />}
    </section>
  );
}

const skewLeast = -100;
const skewMost = 300;
const gapMost = 200;

function Writes({ result }: { readonly result: ClockSkewResult }): VNode {
  const [first] = result.writes;
  return (
    <>
      <ul class="moments" aria-label="The two writes">
        {result.writes.map((write) => (
          <Moment key={write.replica} write={write} from={first.at} isKept={write.value === result.kept} />
        ))}
      </ul>
      <p class="legend small quiet">
        <span>● when it was written</span>
        <span>◆ the time that it carries</span>
      </p>
      <p class={`notice ${result.isLost ? "bad" : "good"}`} role="status" aria-label="What stays">
        {outcome(result)}
      </p>
    </>
  );
}

interface MomentProps {
  readonly write: SkewedWrite;
  /** When the first was written, which is 0 here. */
  readonly from: number;
  readonly isKept: boolean;
}

function Moment({ write, from, isKept }: MomentProps): VNode {
  const [at, stamp] = [write.at - from, write.stamp.time - from];
  const [left, right] = [Math.min(at, stamp), Math.max(at, stamp)];
  return (
    <li class={isKept ? "kept" : ""}>
      <span class="who">
        {write.replica} <q>{write.value}</q>
      </span>
      <span class="line" aria-hidden="true">
        <span class="stretch" style={{ left: percent(left), width: `${(100 * (right - left)) / extent}%` }} />
        <span class="sign at" style={{ left: percent(at) }}>
          ●
        </span>
        <span class="sign stamp" style={{ left: percent(stamp) }}>
          ◆
        </span>
      </span>
      <span class="small">
        written at {at} ms, carries {stamp} ms
        {write.stamp.count > 0 && `, number ${write.stamp.count + 1} of that time`}
      </span>
    </li>
  );
}

/** Room for the marks at both ends. */
const margin = 15;
const extent = skewMost - skewLeast + 2 * margin;

function percent(time: number): string {
  return `${(100 * (time - skewLeast + margin)) / extent}%`;
}

function outcome({ skew, gap, hears, isLost, kept, writes: [first, second] }: ClockSkewResult): string {
  if (isLost)
    return `“${kept}” stays, although “${second.value}” was written ${gap} ms later: madrid’s clock is further ahead than that. The later write is lost.`;
  if (hears && skew > gap)
    return `“${kept}” stays. Dublin’s clock is behind the time that it has heard of, so it counts on from there: who has seen a write writes after it.`;
  return `“${kept}” stays, as it was written last.${skew > 0 ? ` Up to ${gap} ms the wrong clock does no harm.` : first.stamp.time === first.at ? "" : " A clock that is behind harms its own writes only."}`;
}
