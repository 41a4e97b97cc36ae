import { escapeMarkup, rounded, tag } from "../base/markup.ts";
import { textWidth } from "../base/text-width.ts";

/** What stands around a plot. */
export interface Chart {
  readonly title: string;
  /** One sentence below the title, in as many lines as it takes. */
  readonly says: string;
  /** Of the plot alone, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Markup in the plot's own coordinates, from (0, 0). */
  readonly plot: string;
}

/**
 * A drawing that stands alone, as the graphs of programs do: no scripts, no fonts, no links to
 * elsewhere, light or dark as its reader prefers.
 */
export function chartSvg(chart: Chart): string {
  return chartsSvg([chart]);
}

/** Several charts in one drawing, one below the other. */
export function chartsSvg(charts: readonly Chart[]): string {
  const inner = Math.max(
    leastWidth,
    ...charts.map(({ title, width }) => Math.max(width, textWidth(title, 20, "bold"))),
  );
  let top = margin;
  const drawn = charts.map(({ title, says, height, plot }) => {
    const lines = linesOf(says, inner);
    const plotTop = top + 26 + lines.length * 18 + 14;
    const markup = [
      label(margin, top + 16, title, { size: 20, class: "strong" }),
      ...lines.map((line, i) => label(margin, top + 42 + i * 18, line, { size: 13, class: "muted" })),
      tag("g", { transform: `translate(${rounded(margin)} ${rounded(plotTop)})` }, plot),
    ];
    top = plotTop + height + 2 * margin;
    return markup.join("");
  });
  const [width, height] = [inner + 2 * margin, top - margin];
  return tag(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "calm-lab",
      viewBox: `0 0 ${rounded(width)} ${rounded(height)}`,
      width,
      height,
      role: "img",
      "aria-label": charts.map(({ title, says }) => `${title}: ${says}`).join(" "),
    },
    tag("style", {}, chartStyles),
    tag("rect", { class: "paper", width: "100%", height: "100%" }),
    ...drawn,
  );
}

const margin = 24;
const leastWidth = 560;

/** A text at a point of its baseline. */
export function label(
  x: number,
  y: number,
  text: string,
  {
    size = 12,
    anchor,
    class: kind,
  }: {
    readonly size?: number;
    readonly anchor?: "middle" | "end";
    readonly class?: string;
  } = {},
): string {
  return tag("text", { x, y, "font-size": size, "text-anchor": anchor, class: kind }, escapeMarkup(text));
}

function linesOf(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, 13, "sans") <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** By day and by night: Okabe and Ito's hues, which colour-blind readers tell apart. */
const colours: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  paper: ["#ffffff", "#10161d"],
  ink: ["#1a2027", "#eaeff4"],
  muted: ["#56606b", "#a9b5c1"],
  grid: ["#dfe4e9", "#2a3542"],
  axis: ["#6a747f", "#8e9baa"],
  shade: ["#fbe9d7", "#3a2a1c"],
  green: ["#007a5a", "#35c79c"],
  blue: ["#1f78ac", "#7cc6f2"],
  orange: ["#b84a00", "#ff9248"],
  pink: ["#a0447a", "#e79cc4"],
  red: ["#c22f11", "#ff7a59"],
  yellow: ["#8a7400", "#e3c758"],
};

/** The colours of series, in the order in which they are used. */
export const seriesColours = ["green", "blue", "orange", "pink", "yellow", "red"] as const;

const chartStyles = [
  sheet(0),
  `@media (prefers-color-scheme:dark){${sheet(1)}}`,
  '.calm-lab text{font-family:"Segoe UI","Helvetica Neue",Helvetica,Arial,"DejaVu Sans",sans-serif}',
  ".calm-lab .strong{font-weight:700}",
  '.calm-lab .mono{font-family:Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace}',
  ".calm-lab .line{fill:none;stroke-width:2}",
  ".calm-lab .thin{stroke-width:1}",
  ".calm-lab .dashed{stroke-dasharray:5 4}",
].join("\n");

/** A class `x` fills with a colour, and `x-line` strokes with it. */
function sheet(theme: 0 | 1): string {
  const rules = Object.entries(colours).flatMap(([name, both]) => [
    `.calm-lab .${name}{fill:${both[theme]}}`,
    `.calm-lab .${name}-line{stroke:${both[theme]}}`,
  ]);
  const [ink, paper] = [colours["ink"]?.[theme] ?? "", colours["paper"]?.[theme] ?? ""];
  return [
    `.calm-lab text{fill:${ink}}`,
    `.calm-lab .halo{paint-order:stroke;stroke:${paper};stroke-width:4px}`,
    ...rules,
  ].join("\n");
}
