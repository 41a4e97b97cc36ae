/// <reference lib="dom" />
import { Component, type ComponentType, type VNode } from "preact";
import { viewTitles, type ViewName } from "./view-name.ts";

/** The code of a view, fetched when it is first shown. */
const views: Readonly<Record<ViewName, () => Promise<ComponentType>>> = {
  workbench: async () => (await import("./workbench/workbench-view.tsx")).WorkbenchView,
  cluster: async () => (await import("./cluster/cluster-view.tsx")).ClusterView,
  experiments: async () => (await import("./experiments/experiments-view.tsx")).ExperimentsView,
  lessons: async () => (await import("./lessons/lessons-view.tsx")).LessonsView,
};

interface Props {
  readonly view: ViewName;
}

interface State {
  readonly View: ComponentType | null;
  readonly trouble: string | null;
}

/** Shows a view once its code is here; says what went wrong where it fails. */
export class LazyView extends Component<Props, State> {
  override state: State = { View: null, trouble: null };

  override componentDidMount(): void {
    const { view } = this.props;
    document.title = `${viewTitles[view]} – calm playground`;
    views[view]().then(
      (View) => this.setState({ View }),
      (error: unknown) => this.setState({ trouble: String(error) }),
    );
  }

  override componentDidCatch(error: unknown): void {
    this.setState({ View: null, trouble: error instanceof Error ? error.message : String(error) });
  }

  override render({ view }: Props, { View, trouble }: State): VNode {
    if (trouble !== null)
      return (
        <div class="loading" role="alert">
          <p>
            {viewTitles[view]} cannot be shown: {trouble}
          </p>
          <p>
            <button type="button" class="button" onClick={() => location.reload()}>
              Load the page again
            </button>
          </p>
        </div>
      );
    if (View === null) return <p class="loading">Loading…</p>;
    return <View />;
  }
}
