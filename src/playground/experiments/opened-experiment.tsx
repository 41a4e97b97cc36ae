/// <reference lib="dom" />
import { Component, type ComponentType, type VNode } from "preact";
import { goTo } from "../current-route.ts";
import { linkTo } from "../route.ts";
import type { Experiment } from "./experiment.ts";

interface Props {
  readonly experiment: Experiment;
  /** From 1, among all. */
  readonly place: number;
  readonly of: number;
  readonly previous: Experiment | null;
  readonly next: Experiment | null;
}

interface State {
  readonly View: ComponentType | null;
  readonly trouble: string | null;
}

/** One experiment with its heading and its neighbours. Escape goes back to all of them. */
export class OpenedExperiment extends Component<Props, State> {
  override state: State = { View: null, trouble: null };

  override componentDidMount(): void {
    const { experiment } = this.props;
    document.title = `${experiment.title} – calm playground`;
    document.addEventListener("keydown", leave);
    experiment.view().then(
      (View) => this.setState({ View }),
      (error: unknown) => this.setState({ trouble: String(error) }),
    );
  }

  override componentWillUnmount(): void {
    document.removeEventListener("keydown", leave);
    document.title = "Experiments – calm playground";
  }

  override componentDidCatch(error: unknown): void {
    this.setState({ View: null, trouble: error instanceof Error ? error.message : String(error) });
  }

  override render({ experiment, place, of, previous, next }: Props, { View, trouble }: State): VNode {
    return (
      <article class="opened" aria-labelledby="experiment-title">
        <header class="title">
          <div>
            <p class="place">
              <a href={linkTo("experiments")}>All experiments</a>
              <span class="quiet">
                {place} of {of}
              </span>
            </p>
            <h1 id="experiment-title">{experiment.title}</h1>
            <p class="question">{experiment.question}</p>
          </div>
          <nav class="buttons" aria-label="Neighbours">
            <Neighbour to={previous} text="Previous" />
            <Neighbour to={next} text="Next" />
          </nav>
        </header>
        {body(View, trouble)}
        {next !== null && (
          <p class="after">
            Next: <a href={linkTo("experiments", next.id)}>{next.title}</a>
          </p>
        )}
      </article>
    );
  }
}

function body(View: ComponentType | null, trouble: string | null): VNode {
  if (trouble !== null)
    return (
      <p class="notice bad" role="alert">
        This experiment cannot be shown: {trouble}
      </p>
    );
  return View === null ? <p class="loading">Loading…</p> : <View />;
}

function Neighbour({ to, text }: { readonly to: Experiment | null; readonly text: string }): VNode {
  if (to === null)
    return (
      <button type="button" class="button" disabled>
        {text}
      </button>
    );
  return (
    <a class="button" href={linkTo("experiments", to.id)} aria-label={`${text}: ${to.title}`}>
      {text}
    </a>
  );
}

/** Fields and open menus use Escape themselves. */
function leave(event: KeyboardEvent): void {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  if (
    event.target instanceof HTMLElement &&
    event.target.matches("input:not([type=range]), select, textarea")
  )
    return;
  goTo({ view: "experiments", item: "", options: new Map() });
}
