import { escapeMarkup, tag } from "../base/markup.ts";
import { shortened, textWidth } from "../base/text-width.ts";
import type { RecordedRun } from "../replication/recorded-run.ts";
import type { TraceEntry } from "../replication/trace.ts";
import { chartsSvg, label, type Chart } from "./chart.ts";

/** A run as it is drawn. */
export interface DrawnRun extends RecordedRun {
  /** When something waited at a replica to be delivered, in milliseconds; none where it is not said. */
  readonly held?: readonly { readonly replica: string; readonly from: number; readonly to: number }[];
}

/**
 * Space-time diagrams (Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System",
 * 1978), one below the other: a line downwards for each replica, an arrow for each message from
 * when it was sent to when it arrived, and at the left what the scenario does. Time is drawn longer
 * where much happens and shorter where nothing does.
 */
export function spaceTimeDiagram(runs: readonly DrawnRun[]): string {
  return chartsSvg(runs.map(spaceTimeChart));
}

/** With more messages than this, those that bring nothing new are left out; then all are. */
const messagesMost = 600;
/** With more instants than this, those at which nothing is written stand closer. */
const instantsWide = 120;
/** A label below another one. */
const lineHeight = 17;
const labelSize = 12;
const headHeight = 34;
const timeWidth = 74;
const statementsWidthMost = 400;
const columnWidthMost = 340;
const columnWidthLeast = 120;
const statementLength = 56;
const eventLengthMost = 48;
const eventLengthLeast = 26;

type MessageEntry = TraceEntry & { readonly kind: "message" | "lost" };
type PlaceEntry = Extract<TraceEntry, { readonly replica: string }>;

interface Mark {
  /** Of the lines of its instant. */
  readonly row: number;
  readonly sign: string;
  readonly kind: string;
  readonly text: string;
  readonly full: string;
}

/**
 * All that happens at one instant, in lines: what comes of a statement begins beside it, and what
 * else happens at the same place stands below.
 */
interface Instant {
  readonly at: number;
  readonly statements: Mark[];
  readonly marks: Map<string, Mark[]>;
  /** The lines until a partition ends here: what waited for that is sent below them. */
  linesCut: number;
  top: number;
  height: number;
}

interface Drawing {
  readonly instants: readonly Instant[];
  readonly byTime: ReadonlyMap<number, Instant>;
  /** The line of its instant at which a change of the cluster happens. */
  readonly clusterRows: ReadonlyMap<TraceEntry, number>;
  readonly x: (replica: string) => number;
  readonly bottom: number;
  readonly width: number;
  readonly columnWidth: number;
}

/** One of them, to stand among other charts. */
export function spaceTimeChart(run: DrawnRun): Chart {
  const all = run.trace.filter((entry) => entry.kind === "message" || entry.kind === "lost");
  const messages = shownMessages(all);
  const drawing = layOut(run, messages);
  const hidden = all.length - messages.length;
  const failed = run.expects.filter((held) => !held).length;
  const outcome =
    run.expects.length === 0
      ? ""
      : failed === 0
        ? " All expectations hold."
        : ` ${String(failed)} of ${String(run.expects.length)} expectations fail.`;
  const lost = all.filter(({ kind }) => kind === "lost").length;
  const messagesText = `${all.length.toLocaleString("en")} messages`;
  const counts =
    lost === 0 ? messagesText : `${messagesText}, of which ${lost.toLocaleString("en")} did not arrive`;
  const left = hidden === 0 ? "" : ` ${hidden.toLocaleString("en")} of the messages are not drawn.`;
  return {
    title: run.name,
    says: `Seed ${String(run.seed)}, ${counts}. Time runs downwards, in milliseconds.${outcome}${left}`,
    width: drawing.width,
    height: drawing.bottom + 10,
    plot: [
      ...partitionShades(run, drawing),
      ...holdBacks(run, drawing),
      ...lifelines(run, drawing),
      ...messages.map((message) => arrow(message, drawing)),
      ...drawing.instants.flatMap((instant) => labels(instant, drawing)),
    ].join(""),
  };
}

/** Digests say only what their sender has: they bring nothing, and gossip sends them for ever. */
function shownMessages(messages: readonly MessageEntry[]): readonly MessageEntry[] {
  if (messages.length <= messagesMost) return messages;
  const news = messages.filter(({ message }) => message !== "digest");
  return news.length <= messagesMost ? news : [];
}

// Where everything goes.

function layOut(run: DrawnRun, messages: readonly MessageEntry[]): Drawing {
  const byTime = new Map<number, Instant>();
  const instantAt = (at: number): Instant => {
    const known = byTime.get(at);
    if (known !== undefined) return known;
    const made: Instant = { at, statements: [], marks: new Map(), linesCut: 0, top: 0, height: 0 };
    byTime.set(at, made);
    return made;
  };
  const clusterRows = new Map<TraceEntry, number>();
  // Many replicas share the width of four.
  const eventLength = Math.min(
    eventLengthMost,
    Math.max(eventLengthLeast, Math.round((4 * eventLengthMost) / run.replicas.length)),
  );
  let expectation = 0;
  for (const entry of run.trace) {
    if (entry.kind === "message" || entry.kind === "lost") continue;
    const { statements, marks } = instantAt(entry.at);
    const statementRow = statements.at(-1)?.row ?? 0;
    const nextStatement = statements.length === 0 ? 0 : statementRow + 1;
    if (entry.kind === "statement") {
      const held = entry.text.startsWith("expect") ? (run.expects[expectation++] ?? null) : null;
      statements.push({ row: nextStatement, ...statementMark(entry.text, held) });
    } else if (entry.kind === "cluster") {
      const mark = clusterMark(entry.text);
      if (mark !== null) statements.push({ row: nextStatement, ...mark });
      clusterRows.set(entry, statementRow);
      if (entry.text === "heal") instantAt(entry.at).linesCut = statementRow + 1;
      const recovered = recoveredIn(entry.text);
      if (recovered !== null) place(marks, recovered, statementRow, upAgain);
    } else place(marks, entry.replica, statementRow, placeMark(entry, eventLength));
  }
  for (const { sent, at } of messages) {
    instantAt(sent);
    instantAt(at);
  }

  const instants = [...byTime.values()].sort((a, b) => a.at - b.at);
  let y = headHeight;
  // Many messages at random times would make it many pages long.
  const closer = Math.min(1, instantsWide / instants.length);
  let before: Instant | null = null;
  for (const instant of instants) {
    const lasts = [instant.statements, ...instant.marks.values()].map((marks) => marks.at(-1)?.row ?? -1);
    const lines = Math.max(...lasts) + 1;
    if (before !== null) {
      const least = lines > 0 || before.height > 0 ? 10 : 10 * closer;
      // A tenfold wait is not ten times as long.
      y += least + 8 * closer * Math.log2(1 + (instant.at - before.at) / 5);
    }
    instant.top = y;
    instant.height = lines * lineHeight;
    y += instant.height;
    before = instant;
  }

  const statements = instants.flatMap((instant) => instant.statements);
  const marks = instants.flatMap((instant) => [...instant.marks.values()].flat());
  const widest = (texts: readonly Mark[], most: number): number =>
    texts.reduce((width, { text }) => Math.max(width, Math.min(most, textWidth(text, labelSize, "sans"))), 0);
  const statementsWidth = widest(statements, statementsWidthMost) + 40;
  const names = Math.max(0, ...run.replicas.map((name) => textWidth(name, 14, "bold")));
  const columnWidth = Math.max(columnWidthLeast, names + 30, widest(marks, columnWidthMost) + 50);
  const left = timeWidth + statementsWidth;
  const places = new Map(run.replicas.map((name, i) => [name, left + i * columnWidth]));
  return {
    instants,
    byTime,
    clusterRows,
    x: (replica) => places.get(replica) ?? left,
    bottom: y + 16,
    width: left + run.replicas.length * columnWidth,
    columnWidth,
  };
}

/** Beside the statement that it comes of, or below what already stands there. */
function place(
  marks: Instant["marks"],
  replica: string,
  statementRow: number,
  mark: Omit<Mark, "row">,
): void {
  const there = marks.get(replica);
  const row = Math.max(statementRow, (there?.at(-1)?.row ?? -1) + 1);
  if (there === undefined) marks.set(replica, [{ row, ...mark }]);
  else there.push({ row, ...mark });
}

// What happens, as a sign and a text.

function statementMark(text: string, held: boolean | null): Omit<Mark, "row"> {
  const kind = held === null ? "" : held ? "green" : "red";
  const sign = held === null ? "" : held ? "✓" : "✗";
  return { sign, kind, text: shortened(text, statementLength), full: text };
}

/** What a statement did already says itself; null then. */
function clusterMark(text: string): Omit<Mark, "row"> | null {
  if (!text.includes(" is refused: ")) return null;
  return { sign: "✗", kind: "red", text: shortened(text, statementLength), full: text };
}

function recoveredIn(text: string): string | null {
  return text.startsWith("recover ") ? text.slice("recover ".length) : null;
}

const upAgain: Omit<Mark, "row"> = { sign: "", kind: "blue", text: "is up again", full: "is up again" };

function placeMark({ kind, text }: PlaceEntry, length: number): Omit<Mark, "row"> {
  const [sign, colour, word] = signs[kind];
  return { sign, kind: colour, text: shortened(`${word}${text}`, length), full: `${word}${text}` };
}

const signs: Readonly<Record<PlaceEntry["kind"], readonly [sign: string, colour: string, word: string]>> = {
  committed: ["●", "green", ""],
  applied: ["○", "blue", ""],
  refused: ["✗", "red", ""],
  pending: ["◇", "orange", ""],
  "acknowledged late": ["◇", "orange", ""],
  voted: ["□", "pink", ""],
  sealed: ["■", "pink", "seal: "],
  "held back": ["◆", "orange", "held back: "],
  appeared: ["▲", "green", "output "],
  withdrawn: ["▼", "red", "output no more "],
  asked: ["◇", "pink", ""],
};

// The drawing itself.

function labels({ at, top, statements, marks }: Instant, { x }: Drawing): readonly string[] {
  const drawn: string[] = [];
  if (statements.length > 0 || marks.size > 0) {
    const time = `${Math.round(at).toLocaleString("en")} ms`;
    drawn.push(label(timeWidth - 16, top + 13, time, { anchor: "end", class: "muted" }));
  }
  const write = (mark: Mark, left: number, kind: string): void => {
    const y = top + 13 + mark.row * lineHeight;
    const sign =
      mark.sign === ""
        ? ""
        : label(left, y, mark.sign, { class: `halo strong ${mark.kind}`, anchor: "middle" });
    const text = label(left + 12, y, mark.text, { size: labelSize, class: `halo ${kind}` });
    drawn.push(tag("g", {}, sign, text, titled(mark.full)));
  };
  for (const mark of statements) write(mark, timeWidth, mark.kind === "red" ? "red" : "");
  for (const [replica, all] of marks)
    for (const mark of all)
      write(mark, x(replica), mark.kind === "blue" ? "muted" : mark.kind === "red" ? "red" : "");
  return drawn;
}

/**
 * From below what happened at the sender when it sent to above what comes of it at the receiver;
 * a cross on the way where it did not arrive.
 */
function arrow(entry: MessageEntry, { byTime, x }: Drawing): string {
  const [sent, arrived] = [byTime.get(entry.sent), byTime.get(entry.at)];
  if (sent === undefined || arrived === undefined) return "";
  const rowsBefore = (sent.marks.get(entry.from)?.at(-1)?.row ?? -1) + 1;
  const rowsCut = entry.kind === "message" ? sent.linesCut : 0;
  const [fromX, fromY] = [x(entry.from), sent.top + Math.max(rowsBefore, rowsCut) * lineHeight];
  const rowsUntil = arrived.marks.get(entry.to)?.[0]?.row ?? 0;
  const toX = x(entry.to);
  const toY = sent === arrived ? fromY : arrived.top + 3 + rowsUntil * lineHeight;
  const way = entry.kind === "message" ? whole : sent === arrived ? stub : broken;
  const drawn = way(fromX, fromY, toX, toY);
  const fate =
    entry.kind === "message" ? "" : entry.again ? ", which is sent again later" : ", which is lost";
  return tag(
    "g",
    entry.message === "digest" ? { opacity: 0.35 } : {},
    ...drawn,
    titled(`${entry.from} → ${entry.to}: ${entry.text}${fate}`),
  );
}

type Way = (fromX: number, fromY: number, toX: number, toY: number) => readonly string[];

const whole: Way = (fromX, fromY, toX, toY) => {
  const length = Math.hypot(toX - fromX, toY - fromY);
  const [dx, dy] = length === 0 ? [1, 0] : [(toX - fromX) / length, (toY - fromY) / length];
  // The head ends short of the mark on the receiver's line.
  const [endX, endY] = [toX - 7 * dx, toY - 7 * dy];
  const corner = (side: number): string =>
    `${hundredth(endX - 7 * dx - side * 3.5 * dy)},${hundredth(endY - 7 * dy + side * 3.5 * dx)}`;
  return [
    tag("line", { class: "axis-line thin", x1: fromX, y1: fromY, x2: endX, y2: endY }),
    tag("polygon", {
      class: "axis arrow",
      points: `${hundredth(endX)},${hundredth(endY)} ${corner(1)} ${corner(-1)}`,
    }),
  ];
};

/** On its way when the link was cut. */
const broken: Way = (fromX, fromY, toX, toY) =>
  crossed(fromX, fromY, between(fromX, toX, 0.6), between(fromY, toY, 0.6));

/** Lost as it was sent. */
const stub: Way = (fromX, fromY, toX) => crossed(fromX, fromY, between(fromX, toX, 0.3), fromY + 8);

function crossed(fromX: number, fromY: number, endX: number, endY: number): readonly string[] {
  return [
    tag("line", { class: "red-line thin", x1: fromX, y1: fromY, x2: endX, y2: endY }),
    tag("path", {
      class: "red-line line lost",
      d: `M${hundredth(endX - 4)} ${hundredth(endY - 4)}l8 8m0 -8l-8 8`,
    }),
  ];
}

function between(from: number, to: number, part: number): number {
  return from + part * (to - from);
}

/** The line of each replica, broken where it is down. */
function lifelines({ replicas, trace }: DrawnRun, drawing: Drawing): readonly string[] {
  const { x, bottom } = drawing;
  return replicas.flatMap((name) => {
    const at = x(name);
    const drawn = [label(at, 14, name, { size: 14, anchor: "middle", class: "strong" })];
    let from = 22;
    let isUp = true;
    const line = (to: number): string =>
      tag("line", { class: `axis-line line${isUp ? "" : " dashed thin"}`, x1: at, x2: at, y1: from, y2: to });
    for (const entry of trace) {
      if (entry.kind !== "cluster") continue;
      const crashes = entry.text === `crash ${name}` || entry.text.startsWith(`crash ${name}, `);
      if (!crashes && recoveredIn(entry.text) !== name) continue;
      const y = clusterY(entry, drawing) + 8;
      drawn.push(line(y));
      [from, isUp] = [y, !crashes];
      if (crashes) drawn.push(label(at, y + 5, "✗", { size: 18, anchor: "middle", class: "strong red" }));
    }
    return [...drawn, line(bottom)];
  });
}

/** A band along a replica's line for as long as something waits there. */
function holdBacks({ held = [] }: DrawnRun, { byTime, x }: Drawing): readonly string[] {
  return held.flatMap(({ replica, from, to }) => {
    const [begun, ended] = [byTime.get(from), byTime.get(to)];
    if (begun === undefined || ended === undefined) return [];
    const [y, height] = [begun.top, ended.top - begun.top];
    return [tag("rect", { class: "yellow", opacity: 0.35, x: x(replica) - 7, y, width: 14, height, rx: 5 })];
  });
}

/** A shade for as long as the network is cut, and a line between neighbours that cannot hear each other. */
function partitionShades({ replicas, trace }: DrawnRun, drawing: Drawing): readonly string[] {
  const { x, bottom, width, columnWidth } = drawing;
  const drawn: string[] = [];
  let sides: readonly (readonly string[])[] | null = null;
  let from = 0;
  const left = replicas[0] === undefined ? 0 : x(replicas[0]) - 34;
  const shade = (to: number): void => {
    if (sides === null) return;
    drawn.push(
      tag("rect", { class: "shade", x: left, y: from, width: width - left, height: Math.max(0, to - from) }),
    );
    for (const [i, name] of replicas.entries()) {
      const next = replicas[i + 1];
      if (next === undefined || sideOf(name, sides) === sideOf(next, sides)) continue;
      const between = x(next) - Math.min(34, columnWidth / 4);
      drawn.push(tag("line", { class: "red-line line dashed", x1: between, x2: between, y1: from, y2: to }));
    }
  };
  for (const entry of trace) {
    const { kind, text } = entry;
    if (kind !== "cluster") continue;
    const isCut = text.startsWith("partition ");
    if (!isCut && text !== "heal") continue;
    const y = clusterY(entry, drawing) + (isCut ? 0 : lineHeight);
    shade(y);
    sides = isCut
      ? text
          .slice("partition ".length)
          .split(" | ")
          .map((side) => side.split(", "))
      : null;
    from = y;
  }
  shade(bottom);
  return drawn;
}

function clusterY(entry: TraceEntry, { byTime, clusterRows }: Drawing): number {
  return (byTime.get(entry.at)?.top ?? headHeight) + (clusterRows.get(entry) ?? 0) * lineHeight;
}

/** Who is named on no side is on one with the others that are not. */
function sideOf(name: string, sides: readonly (readonly string[])[]): number {
  return sides.findIndex((side) => side.includes(name));
}

function titled(text: string): string {
  return tag("title", {}, escapeMarkup(text));
}

function hundredth(value: number): string {
  return String(Math.round(value * 100) / 100);
}
