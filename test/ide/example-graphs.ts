import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Report } from "../../src/analysis/report.ts";
import { SourceStore } from "../../src/node/source-store.ts";
import { checkProgram } from "../../src/diagnostics/check.ts";
import type { GraphView } from "../../src/ide/graph-view.ts";
import { programGraph } from "../../src/ide/program-graph.ts";
import { parse } from "../../src/syntax/parse.ts";

/** The graph of a program, with the texts that it may include. */
export function viewOf(text: string, included: Readonly<Record<string, string>> = {}): GraphView {
  const { program, report } = checkProgram(parse({ path: "rules.dl", text }), (path) => {
    const found = included[path];
    return found === undefined ? { problem: "not found" } : parse({ path, text: found });
  });
  return programGraph(program, report);
}

export interface ExampleGraph {
  /** Relative to the folder of the examples. */
  readonly path: string;
  readonly view: GraphView;
  readonly report: Report;
}

/** The graphs of all examples, parts that others include among them. */
export function exampleGraphs(): readonly ExampleGraph[] {
  const folder = fileURLToPath(new URL("../../examples/", import.meta.url));
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".dl"))
    .sort()
    .map((path) => {
      const store = new SourceStore();
      const { program, report } = checkProgram(store.read(folder + path), store.include);
      return { path: path.replaceAll("\\", "/"), view: programGraph(program, report), report };
    });
}
