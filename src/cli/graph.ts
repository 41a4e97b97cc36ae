import { nearestName } from "../base/nearest-name.ts";
import { checkProgram } from "../diagnostics/check.ts";
import { graphDot } from "../ide/graph-dot.ts";
import { graphHtml } from "../ide/graph-html.ts";
import { graphJson } from "../ide/graph-json.ts";
import { graphLayout } from "../ide/graph-layout.ts";
import { graphMermaid } from "../ide/graph-mermaid.ts";
import { only, upstreamOf } from "../ide/graph-selection.ts";
import { graphSvg } from "../ide/graph-svg.ts";
import { graphText, type Paint } from "../ide/graph-text.ts";
import type { GraphView } from "../ide/graph-view.ts";
import { programGraph } from "../ide/program-graph.ts";
import type { SyntaxTree } from "../syntax/tree.ts";
import { closedRelations } from "./closed-relations.ts";
import { loadConfig } from "../node/config.ts";
import { openConsole, type ColorChoice, type Console } from "./console.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { UsageError } from "../node/usage-error.ts";
import { formatByEnding, writeReport } from "./report-file.ts";
import { ReadFailure, SourceStore } from "../node/source-store.ts";
import { styleFor, type Style } from "./style.ts";

export type GraphFormat = "svg" | "dot" | "mermaid" | "html" | "json" | "text";

/** The options of `calm graph` as commander gives them. */
export interface GraphOptions {
  readonly format?: GraphFormat;
  readonly out?: string;
  readonly only: readonly string[];
  readonly upstreamOf: readonly string[];
  readonly static: readonly string[];
  readonly config?: string;
  readonly color: ColorChoice;
}

/**
 * `calm graph`: draws the dependency graph of a file. What has an error of its own is left out, and
 * the exit code says so; points of order are what the drawing is for. Throws `UsageError`.
 */
export async function graph(path: string, options: GraphOptions): Promise<ExitCode> {
  const console = openConsole(options.color);
  const format =
    options.format ?? formatByEnding(options.out, formatsByEnding) ?? (console.isTerminal ? "text" : "svg");
  const store = new SourceStore();
  const { program, report, diagnostics } = checkProgram(readTree(path, store), store.include, {
    static: closedRelations(options.static, loadConfig(options.config).static),
    readingFindings: store.readingFindings,
  });
  const view = selected(programGraph(program, report), options);
  if (format === "svg" || format === "html") weigh(view, console);
  const text = await drawn(view, format, options.out === undefined ? console.style : styleFor(false));
  if (options.out === undefined) console.write(text);
  else writeReport(options.out, text, console);
  if (format === "text" && console.isTerminal) {
    console.note(`To see it drawn: calm graph ${path} --out graph.html (or .svg, .dot, .mmd, .json)`);
  }
  const errors = diagnostics.filter(({ code, severity }) => severity === "error" && code.startsWith("CALM0"));
  if (errors.length === 0) return exitCodes.fine;
  const what = errors.length === 1 ? "an error" : `${errors.length} errors`;
  console.note(`calm: ${path} has ${what}, and the graph may lack what it touches: calm check ${path}`);
  return exitCodes.findings;
}

const formatsByEnding: Readonly<Record<string, GraphFormat>> = {
  ".svg": "svg",
  ".html": "html",
  ".htm": "html",
  ".dot": "dot",
  ".gv": "dot",
  ".mmd": "mermaid",
  ".mermaid": "mermaid",
  ".json": "json",
  ".txt": "text",
};

function readTree(path: string, store: SourceStore): SyntaxTree {
  try {
    return path === "-" ? store.readStandardInput(null) : store.read(path);
  } catch (error) {
    throw error instanceof ReadFailure ? new UsageError(`${path} ${error.message}`) : error;
  }
}

function selected(view: GraphView, options: GraphOptions): GraphView {
  const named = relationNames(options.only, view);
  const below = upstreamOf(view, relationNames(options.upstreamOf, view));
  if (named.length === 0 && below.size === 0) return view;
  return only(view, new Set([...named, ...below]));
}

function relationNames(given: readonly string[], { nodes, file }: GraphView): string[] {
  const known = nodes.map(({ name }) => name);
  return given
    .flatMap((text) => text.split(",").map((name) => name.trim()))
    .filter((name) => name !== "")
    .map((name) => {
      if (known.includes(name)) return name;
      const nearest = nearestName(name, known);
      throw new UsageError(
        `${file} has no relation ${name}`,
        nearest === null ? null : `did you mean ${nearest}?`,
      );
    });
}

/** Placing boxes takes much longer than all the rest. */
function weigh({ nodes, file }: GraphView, console: Console): void {
  const part = "--upstream-of or --only draws a part";
  if (nodes.length > drawnMost) {
    throw new UsageError(
      `the ${nodes.length} relations of ${file} are too many to draw`,
      `${part}, and --format dot or json has no limit`,
    );
  }
  if (nodes.length > drawnAtOnce) console.note(`drawing ${nodes.length} relations takes a while; ${part}`);
}

const drawnAtOnce = 300;
const drawnMost = 2000;

async function drawn(view: GraphView, format: GraphFormat, style: Style): Promise<string> {
  switch (format) {
    case "svg":
      return graphSvg(view, await graphLayout(view));
    case "html":
      return graphHtml(view, await graphLayout(view));
    case "dot":
      return graphDot(view);
    case "mermaid":
      return graphMermaid(view);
    case "json":
      return graphJson(view);
    case "text":
      return graphText(view, painted(style));
  }
}

function painted(style: Style): Paint {
  return (words, tone) => {
    switch (tone) {
      case "title":
        return style.strong(words);
      case "stop":
      case "nonmonotone":
      case "nondeterministic":
        return style.severity("error", words);
      case "coordinated":
        return style.severity("info", words);
      case "covered":
      case "monotone":
      case "antitone":
        return style.good(words);
      case "constant":
      case "noted":
        return style.dim(words);
    }
  };
}
