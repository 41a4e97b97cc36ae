/// <reference lib="dom" />
import type { VNode } from "preact";
import { linkTo } from "../route.ts";
import { experimentGroups, groupTitles } from "./experiment.ts";
import { experiments } from "./experiment-list.ts";
import { ExperimentPicture } from "./experiment-picture.tsx";

/** The cards of all experiments, by group. Arrow keys go from card to card. */
export function ExperimentIndex({ unknown }: { readonly unknown: string }): VNode {
  return (
    <div class="index" onKeyDown={goToCard}>
      <header>
        <h1>Experiments</h1>
        <p class="quiet">
          Each one runs on the simulated replicas of the library. Taken in their order they are a lesson.
        </p>
      </header>
      {unknown !== "" && (
        <p class="notice warn" role="status">
          There is no experiment named “{unknown}”. These are all of them.
        </p>
      )}
      {experimentGroups.map((group) => (
        <section key={group} aria-labelledby={`group-${group}`}>
          <h2 id={`group-${group}`}>{groupTitles[group]}</h2>
          <ul class="cards">
            {experiments
              .filter((each) => each.group === group)
              .map(({ id, title, question }) => (
                <li key={id}>
                  <a class="card" href={linkTo("experiments", id)}>
                    <ExperimentPicture id={id} />
                    <span class="words">
                      <strong>{title}</strong>
                      <span class="quiet">{question}</span>
                    </span>
                  </a>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function goToCard(event: KeyboardEvent): void {
  const index = event.currentTarget;
  if (!(index instanceof HTMLElement)) return;
  const cards = [...index.querySelectorAll("a")];
  const at = cards.findIndex((card) => card === document.activeElement);
  const to = cards[target(event.key, at, cards.length)];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  to.focus();
}

function target(key: string, at: number, count: number): number {
  if (key === "ArrowRight" || key === "ArrowDown") return Math.min(at + 1, count - 1);
  if (key === "ArrowLeft" || key === "ArrowUp") return Math.max(at - 1, 0);
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : -1;
}
