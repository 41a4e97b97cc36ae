import type { GraphLayout } from "../ide/graph-layout.ts";
import type { GraphView } from "../ide/graph-view.ts";

/** Places the boxes of graphs, in a worker of its own: a large graph takes seconds. */
export interface GraphApi {
  layout(view: GraphView): Promise<GraphLayout>;
}
