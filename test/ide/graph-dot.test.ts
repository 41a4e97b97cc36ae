import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { graphDot } from "../../src/ide/graph-dot.ts";
import { hasGraphviz } from "../optional-tool.ts";
import { exampleGraphs } from "./example-graphs.ts";
import { randomView, sampleEdge, sampleNode, samplePoint, sampleView } from "./graph-samples.ts";

const evil = `a "quoted" \\N \\ name\nover lines, <b>&amp;</b> é 平`;

const odd = sampleView(
  [
    sampleNode("node", {
      boundaries: [evil],
      columns: [{ name: evil, type: evil, lattice: null, direction: null }],
    }),
    sampleNode("graph", { kind: "derived" }),
  ],
  [sampleEdge("e0", "node", "graph", "negation", [samplePoint("p0", { coveredBy: evil })])],
  { file: evil },
);

test("the whole language of a small graph", () => {
  const view = sampleView(
    [
      sampleNode("blocker", {
        seals: [{ columns: ["release"], by: "closed", range: sampleNode("x").range }],
      }),
      sampleNode("closed"),
      sampleNode("ready", { kind: "derived", stratum: 1, verdict: "coordinated", boundaries: ["gate"] }),
    ],
    [
      sampleEdge("e0", "blocker", "ready", "negation", [
        samplePoint("p0", { severity: "info", coveredBy: "seal blocker(release)" }),
      ]),
      sampleEdge("e1", "closed", "blocker", "seal"),
    ],
  );
  expect(graphDot(view).split("\n").slice(4)).toMatchInlineSnapshot(`
    [
      "  subgraph cluster_0 {",
      "    label="base relations";",
      "    "blocker" [label="blocker\\nx: symbol\\n▲ monotone\\ngset\\nsealed (release) by closed", color="#007a5a", fillcolor="#fbfaf5"];",
      "    "closed" [label="closed\\nx: symbol\\n▲ monotone\\ngset", color="#007a5a", fillcolor="#fbfaf5"];",
      "  }",
      "  subgraph cluster_1 {",
      "    label="stratum 1";",
      "    "ready" [label="ready\\nx: symbol\\n⬢ coordinated\\ndecided at gate", color="#005f99", style="rounded,filled", peripheries="2"];",
      "  }",
      "  "blocker" -> "ready" [label="✓ CALM101 seal blocker(release)", color="#00754f", fontcolor="#00754f", penwidth="2", arrowhead="normalodot", edgetooltip="blocker(x)"];",
      "  "closed" -> "blocker" [style="dotted", constraint="false", edgetooltip="closed(x)"];",
      "}",
      "",
    ]
  `);
});

describe.skipIf(!hasGraphviz("dot files are read"))("Graphviz draws", () => {
  test.each([
    { path: "odd names", view: odd },
    { path: "60 relations", view: randomView(60, 3) },
    ...exampleGraphs(),
  ])("$path without a complaint", ({ view }) => {
    const { status, stdout, stderr } = spawnSync("dot", ["-Tsvg"], {
      input: graphDot(view),
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.match(/class="node"/g)?.length ?? 0).toBe(view.nodes.length);
    expect(stdout.match(/class="edge"/g)?.length ?? 0).toBe(view.edges.length);
  });
});
