import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium as browsers } from "playwright-core";
import { describe, expect, test } from "vitest";
import { graphMermaid } from "../../src/ide/graph-mermaid.ts";
import { chromium, hasChromium, isHere } from "../optional-tool.ts";
import { exampleGraphs } from "./example-graphs.ts";
import { randomView, sampleEdge, sampleNode, samplePoint, sampleView } from "./graph-samples.ts";

const evil = `end "quoted" #quot; <script>alert(1)</script> | ] ) } %% --> \`code\` 平`;

const odd = sampleView(
  [
    sampleNode("end", {
      boundaries: [evil],
      columns: [{ name: evil, type: evil, lattice: null, direction: null }],
    }),
    sampleNode("subgraph", { kind: "derived" }),
  ],
  [sampleEdge("e0", "end", "subgraph", "negation", [samplePoint("p0", { coveredBy: evil })])],
);

test("the whole language of a small graph", () => {
  const view = sampleView(
    [
      sampleNode("stock", { columns: [{ name: "n", type: "max<number>", lattice: "max", direction: "up" }] }),
      sampleNode("left", { kind: "derived", stratum: 1, verdict: "nonmonotone", boundaries: ["desk"] }),
    ],
    [
      sampleEdge("e0", "stock", "left", "exact", [
        samplePoint("p0", { code: "CALM106", construct: "exact-read" }),
      ]),
    ],
  );
  expect(graphMermaid(view).split("\n")).toMatchInlineSnapshot(`
    [
      "flowchart LR",
      "  subgraph s0["base relations"]",
      "    n0[("<b>stock</b><br/>n: max#60;number#62;<br/>▲ monotone")]",
      "  end",
      "  subgraph s1["stratum 1"]",
      "    n1[["<b>left</b><br/>x: symbol<br/>◆ nonmonotone<br/>decided at desk"]]",
      "  end",
      "  n0 -.->|"✗ CALM106 exact-read"| n1",
      "  linkStyle 0 stroke:#c22f11,stroke-width:2px,color:#c22f11",
      "  classDef monotone stroke:#007a5a,stroke-width:2px",
      "  classDef nonmonotone stroke:#b84a00,stroke-width:2px",
      "  class n0 monotone",
      "  class n1 nonmonotone",
      "",
    ]
  `);
});

const folder = fileURLToPath(new URL("../../tmp/mermaid/node_modules", import.meta.url));
const script = join(folder, "mermaid/dist/mermaid.min.js");
const canDraw =
  isHere(
    existsSync(script),
    "flowcharts are read by Mermaid",
    "npm install --prefix tmp/mermaid mermaid@11.17.2",
  ) && hasChromium("flowcharts are drawn");

describe.skipIf(!canDraw)("Mermaid", () => {
  test("draws every graph", async () => {
    const browser = await browsers.launch({ executablePath: chromium, args: ["--no-sandbox"] });
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ path: script });
      const graphs = [
        { path: "odd", view: odd },
        { path: "random", view: randomView(40, 3) },
        ...exampleGraphs(),
      ];
      for (const { path, view } of graphs) {
        const drawing = `mermaid.render("drawing", ${JSON.stringify(graphMermaid(view))}).then(({ svg }) => svg)`;
        const svg = await page.evaluate<string>(drawing);
        expect(svg.match(/class="node /g)?.length ?? 0, path).toBe(view.nodes.length);
        expect(svg).not.toContain("<script");
      }
    } finally {
      await browser.close();
    }
  });
});
