import { bandRim, bandTitleHeight, drawingMarkup } from "./graph-drawing.ts";
import type { GraphLayout } from "./graph-layout.ts";
import { legendItems, legendRow, legendSign } from "./graph-legend.ts";
import { graphPageScript, type GraphPageData } from "./graph-page.ts";
import { graphSummary } from "./graph-summary.ts";
import { graphStyles, monoFonts, palette, sansFonts, verdictMeanings, verdictSigns } from "./graph-theme.ts";
import type { GraphView } from "./graph-view.ts";
import { escapeMarkup, tag } from "../base/markup.ts";
import { shapesMarkup } from "./shape.ts";

/**
 * A page of one file with the graph to move about in, to search, and to ask for the rules behind
 * an edge. It loads nothing and sends nothing, can be used by keyboard alone, and is still where
 * the reader prefers it so.
 */
export function graphHtml(view: GraphView, layout: GraphLayout): string {
  const summary = graphSummary(view);
  const title = view.file.split(/[\\/]/).at(-1) ?? view.file;
  const data: GraphPageData = { view, signs: verdictSigns, meanings: verdictMeanings };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline';script-src 'unsafe-inline'">
<title>${escapeMarkup(title)}: dependency graph</title>
<style>${pageStyles()}${graphStyles()}</style>
</head>
<body>
<header>
<h1>${escapeMarkup(title)}</h1>
<p class="quiet">${escapeMarkup(summary)}</p>
<label class="find"><span>Find</span> <input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="relation or column" aria-keyshortcuts="/"></label>
<output id="found" class="quiet" aria-live="polite"></output>
<div class="tools" role="group" aria-label="Zoom">
<button id="zoom-out" type="button" aria-label="Zoom out" aria-keyshortcuts="-">−</button>
<button id="zoom-fit" type="button" aria-keyshortcuts="0">Fit</button>
<button id="zoom-in" type="button" aria-label="Zoom in" aria-keyshortcuts="+">+</button>
</div>
</header>
<main>
${frame(layout, `Dependency graph of ${title}. Arrow keys follow the edges of a relation, Enter shows its rules.`)}
<aside id="panel" aria-label="Details" aria-live="polite"></aside>
</main>
<details id="legend" class="legend"${layout.detail === "full" ? " open" : ""}><summary>Legend</summary>${legendList(view)}</details>
<script id="data" type="application/json">${inScript(JSON.stringify(data))}</script>
<script>${inScript(graphPageScript())}</script>
</body>
</html>
`;
}

function frame(layout: GraphLayout, label: string): string {
  const drawing = drawingMarkup(layout).replaceAll(
    '<g class="node"',
    '<g class="node" tabindex="0" role="button"',
  );
  return tag(
    "svg",
    {
      id: "graph",
      class: "calm-graph",
      tabindex: 0,
      role: "application",
      "aria-label": label,
      "data-width": layout.width + 2 * bandRim,
      "data-height": layout.height + bandTitleHeight + bandRim,
    },
    tag(
      "g",
      { id: "drawing", "data-x": bandRim, "data-y": bandTitleHeight },
      tag("g", { transform: `translate(${bandRim} ${bandTitleHeight})` }, drawing),
    ),
  );
}

function legendList(view: GraphView): string {
  const items = legendItems(view).map(({ draw, text }) => {
    const size = { width: legendSign - 4, height: legendRow };
    const sign = tag(
      "svg",
      { class: "calm-graph", "aria-hidden": "true", ...size },
      shapesMarkup(draw(0, legendRow / 2)),
    );
    return tag("li", {}, sign, escapeMarkup(text));
  });
  return tag("ul", {}, ...items);
}

/** Text of a script that cannot end its element, in JSON and in JavaScript's strings alike. */
function inScript(text: string): string {
  return text
    .replace(/<(?=[!/]|script)/gi, "\\u003c")
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
}

function pageStyles(): string {
  return `:root{${properties(0)}}
@media (prefers-color-scheme:dark){:root{${properties(1)}}}
*{box-sizing:border-box}
html,body{height:100%;margin:0}
body{display:flex;flex-direction:column;font:14px/1.45 ${sansFonts};color:var(--ink);background:var(--paper)}
header{display:flex;flex-wrap:wrap;align-items:center;gap:6px 16px;padding:10px 16px;border-bottom:1px solid var(--line)}
h1{font-size:18px;margin:0}
h2{font-size:17px;margin:0 0 8px;overflow-wrap:anywhere}
h3{font-size:13px;margin:18px 0 6px;color:var(--muted);text-transform:uppercase;letter-spacing:.04em}
p{margin:0}
.quiet{color:var(--muted)}
.code,pre,.literal{font-family:${monoFonts}}
.find{margin-left:auto}
.find span{margin-right:6px}
input,button{font:inherit;color:inherit;background:var(--box);border:1px solid var(--line);border-radius:6px;padding:4px 10px}
button{cursor:pointer}
button:hover{border-color:var(--ink)}
:focus-visible{outline:3px solid var(--antitone);outline-offset:1px}
.tools{display:flex;gap:4px}
.tools button{min-width:34px}
main{position:relative;flex:1;min-height:0;display:grid;grid-template-columns:1fr minmax(280px,380px)}
#graph{width:100%;height:100%;cursor:grab;touch-action:none;user-select:none;-webkit-user-select:none}
#graph:active{cursor:grabbing}
#drawing{transform-origin:0 0}
#panel{overflow:auto;padding:14px 16px;border-left:1px solid var(--line);background:var(--band)}
#panel ul{list-style:none;margin:0;padding:0}
#panel .facts li{padding:1px 0}
.verdict span{font-weight:700}
.relations span{white-space:nowrap}
#panel .kept{color:var(--covered)}
#panel .broken{color:var(--stop)}
${(["constant", "monotone", "antitone", "coordinated", "nonmonotone", "nondeterministic"] as const).map((verdict) => `#panel .${verdict}{color:var(--${verdict})}`).join("\n")}
.close{float:right;line-height:1;padding:4px 9px}
.relations li{padding:3px 0;overflow-wrap:anywhere}
.relations button{padding:1px 8px;margin-right:4px}
.points li{padding:3px 0}
.point{display:block;width:100%;text-align:left;border-left-width:6px}
.point span{display:block;font-size:13px;color:var(--muted)}
.point.stop,.literal.stop{border-color:var(--stop);background:var(--stopFill)}
.point.covered,.literal.covered{border-color:var(--covered);background:var(--coveredFill)}
.point.noted{border-color:var(--noted);background:var(--notedFill)}
table{border-collapse:collapse}
td{padding:1px 14px 1px 0;vertical-align:top;overflow-wrap:anywhere}
figure{margin:0 0 10px}
figcaption{font-size:12px}
pre{margin:2px 0 0;padding:8px;background:var(--box);border:1px solid var(--line);border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere;font-size:12.5px;line-height:1.7}
.literal{cursor:pointer;border-bottom:2px solid var(--line);border-radius:2px;padding:1px 0}
.literal:hover,.literal:focus-visible{background:var(--bandOther)}
.legend{border-top:1px solid var(--line);padding:6px 16px;font-size:13px;max-height:30vh;overflow:auto}
.legend summary{cursor:pointer;font-weight:700}
.legend ul{list-style:none;margin:4px 0 0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(290px,1fr))}
.legend li{display:flex;align-items:center;gap:6px}
.calm-graph .way{stroke-width:max(1.5px,var(--hair,0px))}
.calm-graph .stop .way,.calm-graph .covered .way{stroke-width:max(2.2px,1.6*var(--hair,0px))}
.node{cursor:pointer}
.node:focus{outline:none}
.calm-graph .node:focus-visible .box,.calm-graph .node.chosen .box{stroke:var(--antitone);stroke-width:4}
.calm-graph.dimmed .node:not(.lit),.calm-graph.dimmed .edge:not(.lit),.calm-graph.dimmed .label:not(.lit){opacity:.2}
.calm-graph .edge.lit .way{stroke-width:max(3px,2.5*var(--hair,0px))}
@media (prefers-reduced-motion:no-preference){#drawing.smooth{transition:transform .25s ease-out}.node,.edge,.label{transition:opacity .12s}}
@media (max-width:760px){main{grid-template-columns:1fr;grid-template-rows:3fr 2fr}#panel{border-left:0;border-top:1px solid var(--line)}}
@media print{header .find,.tools,.legend,#panel{display:none}main{display:block}}
`;
}

function properties(theme: 0 | 1): string {
  return Object.entries(palette)
    .map(([name, colours]) => `--${name}:${colours[theme]}`)
    .join(";");
}
