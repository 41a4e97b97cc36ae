import { describe, expect, test } from "vitest";
import { graphLayout } from "../../src/ide/graph-layout.ts";
import { graphSvg } from "../../src/ide/graph-svg.ts";
import { markPath, palette, verdictMeanings, type Colour } from "../../src/ide/graph-theme.ts";
import { pointsOf, type GraphView } from "../../src/ide/graph-view.ts";
import { exampleGraphs } from "./example-graphs.ts";
import { randomView, sampleEdge, sampleNode, samplePoint, sampleView } from "./graph-samples.ts";
import { xmlProblems } from "./well-formed.ts";

async function svgOf(view: GraphView): Promise<string> {
  return graphSvg(view, await graphLayout(view));
}

test.each([
  { path: "nothing", view: sampleView([], []) },
  { path: "150 relations", view: randomView(150, 1) },
  ...exampleGraphs().filter(({ path }) => /calm-table|deadlock|shared|release|dispatch/.test(path)),
])("$path is drawn as well-formed XML, each point of order once", async ({ view }) => {
  const svg = await svgOf(view);
  expect(xmlProblems(svg)).toEqual([]);
  const marks = [...svg.matchAll(/data-point="([\w ]+)"/g)].flatMap(([, ids]) => ids?.split(" "));
  expect(marks.sort()).toEqual(
    pointsOf(view)
      .map(({ id }) => id)
      .sort(),
  );
});

test("what a program says cannot become markup", async () => {
  const evil = `</style><script>alert("1")</script>&'\u0000\ud800`;
  const edge = sampleEdge("e0", "a", "b", "negation", [
    samplePoint("p0", { coveredBy: evil, seenBy: [evil] }),
  ]);
  const view = sampleView(
    [
      sampleNode("a", {
        columns: [{ name: evil, type: evil, lattice: null, direction: null }],
        seals: [{ columns: [evil], by: evil, range: sampleNode("a").range }],
        boundaries: [evil],
      }),
      sampleNode("b", { kind: "derived" }),
    ],
    [{ ...edge, reads: edge.reads.map((read) => ({ ...read, text: evil })) }],
    { file: `folder/${evil}` },
  );
  const svg = await svgOf(view);
  expect(xmlProblems(svg)).toEqual([]);
  expect(svg).not.toContain("<script");
  expect(svg).toContain("&lt;script&gt;");
});

test("it loads nothing from elsewhere", async () => {
  const svg = await svgOf(randomView(20, 2));
  expect([...svg.matchAll(/https?:[^"\s]*|url\([^)]*\)|@import|href/g)].map(([found]) => found)).toEqual([
    "http://www.w3.org/2000/svg",
  ]);
});

test("it is light or dark as its reader prefers", async () => {
  const svg = await svgOf(sampleView([sampleNode("a")], []));
  expect(svg).toContain(`.calm-graph .paper{fill:${palette.paper[0]}}`);
  expect(svg).toMatch(/@media \(prefers-color-scheme:dark\)\{[^@]*\.paper\{fill:#10161d\}/);
});

describe("verdicts can be told apart", () => {
  test("each by a shape of its own", () => {
    const verdicts = Object.keys(verdictMeanings) as (keyof typeof verdictMeanings)[];
    expect(new Set(verdicts.map(markPath)).size).toBe(verdicts.length);
  });

  const grounds: readonly Colour[] = ["box", "boxBase"];
  const texts: readonly Colour[] = [
    ...(Object.keys(verdictMeanings) as (keyof typeof verdictMeanings)[]),
    "ink",
    "muted",
    "stop",
    "covered",
  ];
  const pairs = grounds.flatMap((ground) => texts.map((text) => ({ ground, text })));
  test.each([
    ...pairs,
    { ground: "band" as const, text: "muted" as const },
    { ground: "bandOther" as const, text: "muted" as const },
    { ground: "stopFill" as const, text: "ink" as const },
    { ground: "coveredFill" as const, text: "ink" as const },
    { ground: "notedFill" as const, text: "ink" as const },
  ])("$text is legible on $ground, by day and by night", ({ ground, text }) => {
    for (const theme of [0, 1] as const) {
      expect(contrast(palette[text][theme], palette[ground][theme])).toBeGreaterThan(4.5);
    }
  });
});

/** The contrast ratio of WCAG 2.1. */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
