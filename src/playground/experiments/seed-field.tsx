/// <reference lib="dom" />
import type { VNode } from "preact";
import { setOptions, seedMost, seedOption } from "./experiment-options.ts";
import type { ExperimentId } from "./experiment.ts";

/** The seed of an experiment's chance, and a button for the next one. */
export function SeedField({ experiment }: { readonly experiment: ExperimentId }): VNode {
  const seed = seedOption();
  const choose = (value: number): void => {
    if (Number.isInteger(value) && value >= 0 && value <= seedMost) setOptions(experiment, { seed: value });
  };
  return (
    <span class="labelled">
      <label class="labelled">
        Seed
        <input
          class="field seed"
          type="number"
          min={0}
          max={seedMost}
          step={1}
          value={seed}
          onChange={(event) => choose(event.currentTarget.valueAsNumber)}
        />
      </label>
      <button type="button" class="button" onClick={() => choose((seed + 1) % (seedMost + 1))}>
        Next seed
      </button>
    </span>
  );
}
