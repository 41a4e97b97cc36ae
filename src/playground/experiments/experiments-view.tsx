/// <reference lib="dom" />
import type { VNode } from "preact";
import { currentRoute } from "../current-route.ts";
import { ExperimentIndex } from "./experiment-index.tsx";
import { experiments } from "./experiment-list.ts";
import { OpenedExperiment } from "./opened-experiment.tsx";

/** All experiments as cards, or the one that the address names. */
export function ExperimentsView(): VNode {
  const { item } = currentRoute.value;
  const at = experiments.findIndex(({ id }) => id === item);
  const experiment = experiments[at];
  return (
    <div class="experiments">
      {experiment === undefined ? (
        <ExperimentIndex unknown={item} />
      ) : (
        <OpenedExperiment
          key={experiment.id}
          experiment={experiment}
          place={at + 1}
          of={experiments.length}
          previous={experiments[at - 1] ?? null}
          next={experiments[at + 1] ?? null}
        />
      )}
    </div>
  );
}
