import type { GrammarRule, Production } from "./production.ts";

/**
 * A diagram of each rule, one below the other, as one SVG image. A track goes from left to right;
 * a rule's name leads to its own diagram.
 */
export function railroadDiagrams(rules: readonly GrammarRule[]): string {
  const diagrams: string[] = [];
  let top = GAP;
  let width = 0;
  for (const { name, production } of rules) {
    const box = boxOf(production);
    const baseline = top + 2 * LINE + box.up;
    diagrams.push(
      `<g id="${name}">`,
      `<text class="title" x="${GAP}" y="${top + LINE}">${escaped(name)}</text>`,
      path(`M${GAP} ${baseline - 8}v16m6 0v-16m0 8h14`),
      box.draw(GAP + 20, baseline),
      path(`M${GAP + 20 + box.width} ${baseline}h14m0 -8v16m6 0v-16`),
      `</g>`,
    );
    top = baseline + box.down + 2 * GAP;
    width = Math.max(width, box.width + 4 * GAP);
  }
  const size = `width="${width}" height="${top}" viewBox="0 0 ${width} ${top}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size}>`,
    `<style>${STYLE}</style>`,
    `<rect class="page" width="100%" height="100%"/>`,
    ...diagrams,
    "</svg>",
    "",
  ].join("\n");
}

const GAP = 20;
const LINE = 18;
const RADIUS = 10;
const CHARACTER = 8;
const HALF_HEIGHT = 12;

const STYLE = [
  ".page{fill:#fff}",
  "path{fill:none;stroke:#444;stroke-width:2}",
  "rect{stroke:#444;stroke-width:1.5;fill:#fff8dc}",
  ".page{stroke:none}",
  ".rule rect{fill:#e8f0fe}",
  "text{font:13px monospace;text-anchor:middle}",
  ".title{font-weight:bold;text-anchor:start}",
].join("");

/**
 * A piece of a diagram, entered at its left and left at its right on the same height: so much
 * above that height and so much below.
 */
interface Box {
  readonly width: number;
  readonly up: number;
  readonly down: number;
  draw(x: number, y: number): string;
}

function boxOf(production: Production): Box {
  switch (production.kind) {
    case "token":
      return station(production.label, production.literal ? "token" : "class");
    case "rule":
      return station(production.name, "rule");
    case "sequence":
      return sequence(production.parts.map(boxOf));
    case "choice":
      return choice(production.alternatives.map(boxOf));
    case "optional":
      return choice([track, boxOf(production.inner)]);
    case "repetition": {
      const separator = production.separator === null ? track : boxOf(production.separator);
      const loop = repeated(boxOf(production.inner), separator);
      return production.least === 0 ? choice([track, loop]) : loop;
    }
  }
}

/** Nothing but the track. */
const track: Box = { width: 0, up: 0, down: 0, draw: () => "" };

function station(label: string, kind: "token" | "class" | "rule"): Box {
  const width = label.length * CHARACTER + 20;
  return {
    width,
    up: HALF_HEIGHT,
    down: HALF_HEIGHT,
    draw: (x, y) => {
      const round = kind === "token" ? ` rx="${HALF_HEIGHT}"` : "";
      const shape =
        `<rect x="${x}" y="${y - HALF_HEIGHT}" width="${width}" height="${2 * HALF_HEIGHT}"${round}/>` +
        `<text x="${x + width / 2}" y="${y + 4}">${escaped(label)}</text>`;
      return kind === "rule" ? `<a class="rule" href="#${label}">${shape}</a>` : `<g>${shape}</g>`;
    },
  };
}

function sequence(boxes: readonly Box[]): Box {
  const gaps = GAP / 2;
  return {
    width: boxes.reduce((width, box) => width + box.width + gaps, -gaps),
    up: Math.max(...boxes.map((box) => box.up)),
    down: Math.max(...boxes.map((box) => box.down)),
    draw: (x, y) => {
      let at = x;
      return boxes
        .map((box, i) => {
          const track = i === 0 ? "" : path(`M${at - gaps} ${y}h${gaps}`);
          const drawn = track + box.draw(at, y);
          at += box.width + gaps;
          return drawn;
        })
        .join("");
    },
  };
}

/** The first alternative on the track itself, the others below it. */
function choice(boxes: readonly Box[]): Box {
  const inner = Math.max(...boxes.map((box) => box.width));
  const offsets: number[] = [];
  let down = 0;
  for (const [i, box] of boxes.entries()) {
    const offset = i === 0 ? 0 : Math.max(down + GAP / 2 + box.up, 2 * RADIUS);
    offsets.push(offset);
    down = offset + box.down;
  }
  return {
    width: inner + 4 * RADIUS,
    up: boxes[0]?.up ?? 0,
    down,
    draw: (x, y) =>
      boxes
        .map((box, i) => {
          const offset = offsets[i] ?? 0;
          const left = x + 2 * RADIUS;
          const rest = inner - box.width;
          const drawn = box.draw(left, y + offset);
          const tail = path(`M${left + box.width} ${y + offset}h${rest}`);
          if (i === 0)
            return (
              path(`M${x} ${y}h${2 * RADIUS}`) + drawn + tail + path(`M${left + inner} ${y}h${2 * RADIUS}`)
            );
          const fall = offset - 2 * RADIUS;
          const into = path(`M${x} ${y}${turn(true, 1, 1)}v${fall}${turn(false, 1, 1)}`);
          const out = path(
            `M${left + inner} ${y + offset}${turn(false, 1, -1)}v${-fall}${turn(true, 1, -1)}`,
          );
          return into + drawn + tail + out;
        })
        .join(""),
  };
}

/** Once or more: the way back leads below, through the separator. */
function repeated(box: Box, separator: Box): Box {
  const inner = Math.max(box.width, separator.width);
  const offset = Math.max(box.down + GAP / 2 + separator.up, 2 * RADIUS);
  return {
    width: inner + 2 * RADIUS,
    up: box.up,
    down: offset + separator.down,
    draw: (x, y) => {
      const left = x + RADIUS;
      const right = left + inner;
      const separatorAt = left + (inner - separator.width) / 2;
      const fall = offset - 2 * RADIUS;
      return [
        path(`M${x} ${y}h${RADIUS}`),
        box.draw(left, y),
        path(`M${left + box.width} ${y}H${right + RADIUS}`),
        path(
          `M${right} ${y}${turn(true, 1, 1)}v${fall}${turn(true, -1, 1)}H${separatorAt + separator.width}`,
        ),
        separator.draw(separatorAt, y + offset),
        path(`M${separatorAt} ${y + offset}H${left}${turn(true, -1, -1)}v${-fall}${turn(true, 1, -1)}`),
      ].join("");
    },
  };
}

/** A quarter of a circle, clockwise or not. */
function turn(clockwise: boolean, right: 1 | -1, down: 1 | -1): string {
  return `a${RADIUS} ${RADIUS} 0 0 ${clockwise ? 1 : 0} ${right * RADIUS} ${down * RADIUS}`;
}

function path(data: string): string {
  return `<path d="${data}"/>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
