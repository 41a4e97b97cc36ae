import type { VNode } from "preact";
import type { ExperimentRun, Story } from "./experiment-run.ts";

interface Props {
  readonly run: ExperimentRun;
  readonly stories: readonly Story[];
}

/** A button for each story, and others that go on with it, leave it, or go back to the beginning. */
export function StoryControls({ run, stories }: Props): VNode {
  const isTold = run.telling.value !== null && run.isOccupied.value;
  return (
    <div class="toolbar">
      {stories.map((story, i) => (
        <button
          key={story.title}
          type="button"
          class={`button${i === 0 ? " primary" : ""}`}
          onClick={() => void run.tell(story)}
        >
          {story.title}
        </button>
      ))}
      {isTold && (
        <button type="button" class="button" onClick={() => run.readOn()}>
          Next step
        </button>
      )}
      <button type="button" class="button" onClick={() => (isTold ? run.stopTelling() : void run.restart())}>
        {isTold ? "Stop" : "Start again"}
      </button>
    </div>
  );
}

/** Where the story that is told is, in words; null where none is. */
export function stepOf(run: ExperimentRun): string | null {
  const telling = run.telling.value;
  if (telling === null) return null;
  const { steps } = telling.story;
  return `${telling.at + 1} of ${steps.length}: ${steps[telling.at]?.says ?? ""}`;
}
