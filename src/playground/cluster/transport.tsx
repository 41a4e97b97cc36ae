/// <reference lib="dom" />
import type { VNode } from "preact";
import type { RunPlayer } from "../run-player.ts";
import { speeds } from "../run-player.ts";
import { timeText } from "./time-text.ts";

interface Props {
  readonly player: RunPlayer;
}

/** Play, steps, and where in the run one is. */
export function Transport({ player }: Props): VNode {
  const state = player.state.value;
  const isPlaying = player.isPlaying.value;
  const isAtEnd = (state?.nextAt ?? null) === null;
  const isAtStart = (state?.moment ?? 0) === 0;
  return (
    <section class="transport" aria-label="Time">
      <div class="toolbar">
        <div class="buttons">
          <IconButton
            label="Rewind"
            sign="M4 3v10M13 3l-7 5 7 5z"
            disabled={isAtStart}
            act={() => void player.rewind()}
          />
          <IconButton
            label="Step back"
            sign="M4 3v10M13 8H7M10 5L7 8l3 3"
            disabled={isAtStart}
            act={() => void player.stepBack()}
          />
          <button
            type="button"
            class="button primary play"
            disabled={isAtEnd && !isPlaying}
            aria-keyshortcuts="Space"
            onClick={() => togglePlay(player)}
          >
            <Sign d={isPlaying ? "M5 3v10M11 3v10" : "M4 2.5l9 5.5-9 5.5z"} isFull={!isPlaying} />
            {isPlaying ? "Pause" : "Play"}
          </button>
          <IconButton
            label="Step"
            sign="M12 3v10M3 8h6M6 5l3 3-3 3"
            disabled={isAtEnd}
            act={() => void player.step()}
          />
          <IconButton
            label="To the end"
            sign="M12 3v10M3 3l7 5-7 5z"
            disabled={isAtEnd}
            act={() => void player.toEnd()}
          />
        </div>
        <Moments player={player} />
        <Clock player={player} />
        <label class="labelled speed">
          <span class="quiet small">Speed</span>
          <select
            class="field"
            value={String(player.speed.value)}
            onChange={({ currentTarget }) => {
              player.speed.value = Number(currentTarget.value);
            }}
          >
            {speeds.map((speed) => (
              <option key={speed} value={String(speed)}>
                {speed} ms/s
              </option>
            ))}
          </select>
        </label>
      </div>
    </section>
  );
}

export function togglePlay(player: RunPlayer): void {
  if (player.isPlaying.peek()) player.pause();
  else player.play();
}

/** The moments as a slider; statements are marks on it. */
function Moments({ player }: Props): VNode {
  const state = player.state.value;
  const [moment, moments] = [state?.moment ?? 0, Math.max(state?.moments ?? 0, state?.moment ?? 0)];
  const marks = (state?.statements ?? []).filter((statement) => statement.moment !== null);
  const shown = marks.length > 200 ? [] : marks;
  const text = state === null ? "no run" : `moment ${moment} of ${moments}, ${timeText(state.at)}`;
  return (
    <div class="moments">
      <input
        type="range"
        aria-label="Moment"
        aria-valuetext={text}
        min={0}
        max={Math.max(1, moments)}
        value={moment}
        disabled={state === null || moments === 0}
        onInput={({ currentTarget }) => void player.seek(Number(currentTarget.value))}
      />
      <div class="marks" aria-hidden="true">
        {shown.map(({ moment: at, ok }, i) => (
          <i
            key={i}
            class={ok === null ? "" : ok ? "held" : "failed"}
            style={{ insetInlineStart: `${moments === 0 ? 0 : ((at ?? 0) / moments) * 100}%` }}
          />
        ))}
      </div>
    </div>
  );
}

/** It changes with every frame, so it is not read out; the slider says the time when it is asked. */
function Clock({ player }: Props): VNode {
  return (
    <output class="clock code" aria-live="off" title="Simulated time">
      {timeText(player.clock.value)}
    </output>
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly sign: string;
  readonly disabled: boolean;
  readonly act: () => void;
}

function IconButton({ label, sign, disabled, act }: IconButtonProps): VNode {
  return (
    <button
      type="button"
      class="button icon"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={act}
    >
      <Sign d={sign} isFull={false} />
    </button>
  );
}

function Sign({ d, isFull }: { readonly d: string; readonly isFull: boolean }): VNode {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={d}
        fill={isFull ? "currentColor" : "none"}
        stroke="currentColor"
        stroke-width="1.75"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
