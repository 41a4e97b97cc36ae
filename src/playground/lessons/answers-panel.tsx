import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { OpenedExercise } from "../lessons-api.ts";
import type { AnswersWork } from "./answers-work.ts";
import { ProgramListing } from "./program-listing.tsx";
import { QuestionCard } from "./question-card.tsx";
import { chosenText, saveText } from "./text-files.ts";

interface Props {
  readonly work: AnswersWork;
  readonly opened: OpenedExercise;
  readonly prose: VNode;
}

/** A task to be answered: what is asked on the one side, the rules on the other. */
export function AnswersPanel({ work, opened, prose }: Props): VNode {
  const looked = useSignal<string | null>(null);
  const marked = opened.questions.find(({ name }) => name === looked.value)?.lines ?? [];
  return (
    <div class="sides">
      <div class="side">
        {prose}
        <section class="questions" aria-labelledby="questions-title">
          <h2 id="questions-title">Your answers</h2>
          {work.questions.map((question, i) => (
            <QuestionCard
              key={question.asked.name}
              question={question}
              place={i + 1}
              onLook={(isLookedAt) => {
                if (isLookedAt) looked.value = question.asked.name;
              }}
            />
          ))}
          <CheckBar work={work} />
        </section>
      </div>
      <div class="side program">
        <ProgramListing lines={opened.lines} marked={marked} />
      </div>
    </div>
  );
}

function CheckBar({ work }: { readonly work: AnswersWork }): VNode {
  const points = work.points.value;
  return (
    <div class="check">
      <div class="toolbar">
        <button
          type="button"
          class="button primary"
          disabled={work.isChecking.value}
          onClick={() => void work.check()}
        >
          {work.isChecking.value ? "Checking…" : "Check"}
        </button>
        {work.isChecking.value && (
          <button type="button" class="button late" onClick={() => work.stop()}>
            Stop
          </button>
        )}
        {points !== null && (
          <span class={points.points === points.pointsMost ? "good" : ""}>
            {points.points === points.pointsMost && "All right: "}
            {points.points} of {points.pointsMost} points
          </span>
        )}
        <span class="end toolbar">
          <button
            type="button"
            class="button plain"
            onClick={() =>
              void work.sheet().then((text) => saveText("answers.json", text, "application/json"))
            }
          >
            Save answers
          </button>
          <button type="button" class="button plain" onClick={() => void openSheet(work)}>
            Open answers
          </button>
          <button type="button" class="button plain" onClick={() => work.clear()}>
            Start over
          </button>
        </span>
      </div>
      <p class="only-read" role="status">
        {work.outcome.value}
      </p>
      {work.notes.value.length > 0 && (
        <ul class="notice warn" role="alert">
          {work.notes.value.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

async function openSheet(work: AnswersWork): Promise<void> {
  try {
    const text = await chosenText(".json,application/json");
    if (text !== null) await work.readSheet(text);
  } catch (error) {
    work.notes.value = [error instanceof Error ? error.message : String(error)];
  }
}
