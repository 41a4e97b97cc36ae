import { graphLayout } from "../ide/graph-layout.ts";
import type { GraphApi } from "./graph-api.ts";

export const graphService: GraphApi = { layout: graphLayout };
