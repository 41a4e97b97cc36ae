import type { Verdict } from "../analysis/report.ts";
import type { GraphEdge, GraphPoint } from "./graph-view.ts";

/**
 * Colours by day and by night. Those that carry a meaning are Okabe and Ito's, which colour-blind
 * readers tell apart, darkened or lightened until they are legible as text (4.5 : 1); each also
 * has a shape and a word of its own.
 */
export const palette = {
  paper: ["#ffffff", "#10161d"],
  band: ["#f4f6f8", "#161e27"],
  bandOther: ["#e9edf2", "#1c2631"],
  box: ["#ffffff", "#243040"],
  boxBase: ["#fbfaf5", "#2b3038"],
  ink: ["#1a2027", "#eaeff4"],
  muted: ["#56606b", "#a9b5c1"],
  line: ["#6a747f", "#8e9baa"],
  rim: ["#4a545f", "#93a0ae"],
  constant: ["#5f6973", "#b4bfca"],
  monotone: ["#007a5a", "#35c79c"],
  antitone: ["#1c74a8", "#7cc6f2"],
  coordinated: ["#005f99", "#5aa9e6"],
  nonmonotone: ["#b84a00", "#ff9248"],
  nondeterministic: ["#a0447a", "#e79cc4"],
  stop: ["#c22f11", "#ff7a59"],
  stopFill: ["#fff0ec", "#43241f"],
  covered: ["#00754f", "#3fcf9f"],
  coveredFill: ["#ecf8f3", "#173a31"],
  noted: ["#6b5a00", "#e3c758"],
  notedFill: ["#fdf8e3", "#3a3418"],
  component: ["#7d5aa6", "#c3a3e8"],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export type Colour = keyof typeof palette;

/** `stop`: an output is broken there. `covered`: a seal or boundary pays for it. `noted`: no output that minds sees it. */
export type PointState = "stop" | "covered" | "noted";

export function pointState({ severity, coveredBy }: GraphPoint): PointState {
  if (severity === "error") return "stop";
  return coveredBy === null ? "noted" : "covered";
}

/** The worst of the states at an edge; null without a point of order. */
export function edgeState({ points }: Pick<GraphEdge, "points">): PointState | null {
  const states = points.map(pointState);
  return (["stop", "noted", "covered"] as const).find((state) => states.includes(state)) ?? null;
}

/** What a verdict lets a reader do, in a few words. */
export const verdictMeanings: Readonly<Record<Verdict, string>> = {
  constant: "never moves",
  monotone: "a row once there stays",
  antitone: "an absence once seen stays",
  coordinated: "stands, thanks to coordination",
  nonmonotone: "a row may be withdrawn",
  nondeterministic: "replicas may differ for ever",
};

/** A character for each verdict, where there is only text. */
export const verdictSigns: Readonly<Record<Verdict, string>> = {
  constant: "■",
  monotone: "▲",
  antitone: "▼",
  coordinated: "⬢",
  nonmonotone: "◆",
  nondeterministic: "★",
};

export const pointSigns: Readonly<Record<PointState, string>> = { stop: "✗", covered: "✓", noted: "○" };

export type Mark = Verdict | PointState | "seal" | "boundary" | "kept" | "broken";

/** The outline of a mark around (0, 0), about 12 pixels across. */
export function markPath(mark: Mark): string {
  switch (mark) {
    case "constant":
      return "M-5-5H5V5H-5Z";
    case "monotone":
      return "M0-6L6 5H-6Z";
    case "antitone":
      return "M0 6L6-5H-6Z";
    case "coordinated":
    case "covered":
      return "M0-6.5L5.6-3.2V3.2L0 6.5L-5.6 3.2V-3.2Z";
    case "nonmonotone":
      return "M0-6.5L6.5 0L0 6.5L-6.5 0Z";
    case "nondeterministic":
      return "M0-7L1.8-2.5L6.7-2.2L2.9 1L4.1 5.7L0 3.1L-4.1 5.7L-2.9 1L-6.7-2.2L-1.8-2.5Z";
    case "stop":
    case "noted":
      return "M-2.9-7H2.9L7-2.9V2.9L2.9 7H-2.9L-7 2.9V-2.9Z";
    case "seal":
      return "M-5-.5H5V6H-5ZM-3-.5V-3A3 3 0 0 1 3-3V-.5H1.5V-3A1.5 1.5 0 0 0-1.5-3V-.5Z";
    case "boundary":
      return "M-6-6H6V6H-6ZM-4.5-4.5V4.5H4.5V-4.5ZM-2.5-2.5H2.5V2.5H-2.5Z";
    case "kept":
      return "M-6 0L-4.2-1.9L-1.6.8L4.4-5.2L6.2-3.4L-1.6 4.6Z";
    case "broken":
      return "M-5-3.4L-3.4-5L0-1.6L3.4-5L5-3.4L1.6 0L5 3.4L3.4 5L0 1.6L-3.4 5L-5 3.4L-1.6 0Z";
  }
}

/** What is drawn on top of a mark's outline, in the colour of the paper; empty for most. */
export function markInlay(mark: Mark): string {
  switch (mark) {
    case "coordinated":
    case "covered":
      return "M-3.2.1L-2.1-1L-.7.4L2.3-2.6L3.4-1.5L-.7 2.7Z";
    case "stop":
    case "noted":
      return "M-1.1-4.4H1.1L.8 1.2H-.8ZM-1.1 2.2H1.1V4.4H-1.1Z";
    case "constant":
    case "monotone":
    case "antitone":
    case "nonmonotone":
    case "nondeterministic":
    case "seal":
    case "boundary":
    case "kept":
    case "broken":
      return "";
  }
}

/**
 * The style sheet of a drawing, for a root of class `calm-graph`: by day, and by night where the
 * reader prefers that. Without custom properties, which not every drawing program knows.
 */
export function graphStyles(): string {
  return `${rules("light")}\n@media (prefers-color-scheme:dark){${rules("dark")}}\n${fonts}`;
}

export const sansFonts = '"Segoe UI","Helvetica Neue",Helvetica,Arial,"DejaVu Sans",sans-serif';
export const monoFonts = '"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace';

const fonts = [
  `.calm-graph text{font-family:${sansFonts}}`,
  `.calm-graph .name,.calm-graph .column{font-family:${monoFonts}}`,
  ".calm-graph .name,.calm-graph .strong{font-weight:700}",
  ".calm-graph .hollow{fill:none}",
].join("\n");

const verdicts = Object.keys(verdictMeanings) as readonly Verdict[];
const states = ["stop", "covered", "noted"] as const;

const coloured: readonly (readonly [selector: string, property: "fill" | "stroke", colour: Colour])[] = [
  [".paper", "fill", "paper"],
  [".band", "fill", "band"],
  [".band.other", "fill", "bandOther"],
  ["text", "fill", "ink"],
  [".muted,.calm-graph .column,.calm-graph .word", "fill", "muted"],
  [".box", "fill", "box"],
  [".box", "stroke", "rim"],
  [".box.base", "fill", "boxBase"],
  [".rim", "stroke", "rim"],
  [".way", "stroke", "line"],
  [".head", "fill", "line"],
  [".bubble", "stroke", "line"],
  [".bubble", "fill", "paper"],
  [".plate", "fill", "paper"],
  [".component", "stroke", "component"],
  [".component-title", "fill", "component"],
  [".mark", "fill", "muted"],
  [".inlay", "fill", "paper"],
  ...verdicts.map((verdict) => [`.${verdict}`, "fill", verdict] as const),
  [".kept", "fill", "covered"],
  [".broken", "fill", "stop"],
  ...states.flatMap((state) => [
    [`.${state} .way`, "stroke", state] as const,
    [`.${state} .bubble`, "stroke", state] as const,
    [`.${state} .head`, "fill", state] as const,
    [`.${state} .plate`, "fill", `${state}Fill`] as const,
    [`.${state} .plate`, "stroke", state] as const,
    [`.mark.${state}`, "fill", state] as const,
  ]),
];

function rules(theme: "light" | "dark"): string {
  return coloured
    .map(
      ([selector, property, colour]) =>
        `.calm-graph ${selector}{${property}:${palette[colour][theme === "light" ? 0 : 1]}}`,
    )
    .join("\n");
}
