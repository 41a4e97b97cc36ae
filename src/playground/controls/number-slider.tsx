/// <reference lib="dom" />
import type { VNode } from "preact";

export interface NumberSliderProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step?: number;
  /** How the value is shown and read out. */
  readonly words?: (value: number) => string;
  readonly onChange: (value: number) => void;
}

/** A number between two others, with its name before it and its value after it. */
export function NumberSlider(props: NumberSliderProps): VNode {
  const { label, value, least, most, step = 1, words = String, onChange } = props;
  return (
    <label class="number-slider">
      <span class="name">{label}</span>
      <input
        type="range"
        min={least}
        max={most}
        step={step}
        value={value}
        aria-valuetext={words(value)}
        disabled={least === most}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
      />
      <output>{words(value)}</output>
    </label>
  );
}
