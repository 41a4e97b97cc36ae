import { displayWidth } from "../base/display-width.ts";
import type { RecordedRun } from "../replication/recorded-run.ts";
import type { TraceEntry } from "../replication/trace.ts";

/** What a part of the drawing is, for who paints it. */
export type InkKind = "name" | "time" | "line" | "good" | "bad" | "text";

export interface SpaceTimeTextOptions {
  /** Columns, 40 or more. */
  readonly width: number;
  /** Whether to do without the signs and lines that ASCII lacks. */
  readonly ascii?: boolean;
  readonly paint?: (text: string, kind: InkKind) => string;
}

/**
 * A space-time diagram for a terminal, in lines: downwards a line for each replica, with what is
 * done and known there at its right; from one line to the other the messages that bring something
 * new, when they arrive. The last lines say what the signs mean that are used.
 */
export function spaceTimeText(run: RecordedRun, options: SpaceTimeTextOptions): readonly string[] {
  const pen = options.ascii === true ? asciiPen : unicodePen;
  const paint = options.paint ?? ((text: string): string => text);
  const layout = layOut(run, options.width, pen);
  const rows = drawnRows(run, layout);
  const used = new Set(rows.flatMap(({ signs }) => signs));
  const legend = (Object.keys(signMeanings) as readonly SignName[])
    .filter((name) => used.has(name))
    .map((name) => `${pen.signs[name]} ${signMeanings[name]}`);
  return [
    ...rows.map(({ cells }) => painted(cells, paint)),
    ...filled(legend, options.width - timeWidth).map(
      (line) => " ".repeat(timeWidth) + paint(pen.plain(line), "time"),
    ),
  ];
}

type SignName = "done" | "heard" | "appeared" | "withdrawn" | "holds" | "fails" | "waits" | "sealed";

interface Pen {
  readonly signs: Readonly<Record<SignName, string>>;
  readonly lifeline: string;
  readonly lifelineDown: string;
  readonly cut: string;
  readonly shaft: string;
  readonly crossing: string;
  readonly left: string;
  readonly right: string;
  readonly fromLeft: string;
  readonly fromRight: string;
  readonly lost: string;
  readonly ellipsis: string;
  /** A text without what cannot be drawn. */
  readonly plain: (text: string) => string;
}

const unicodePen: Pen = {
  signs: {
    done: "●",
    heard: "○",
    appeared: "▲",
    withdrawn: "▼",
    holds: "✓",
    fails: "✗",
    waits: "◇",
    sealed: "■",
  },
  lifeline: "│",
  lifelineDown: "┆",
  cut: "╌",
  shaft: "─",
  crossing: "┼",
  left: "◀",
  right: "▶",
  fromLeft: "├",
  fromRight: "┤",
  lost: "✗",
  ellipsis: "…",
  plain: (text) => text,
};

const asciiPen: Pen = {
  signs: {
    done: "*",
    heard: "o",
    appeared: "^",
    withdrawn: "v",
    holds: "+",
    fails: "x",
    waits: "?",
    sealed: "#",
  },
  lifeline: "|",
  lifelineDown: ":",
  cut: "=",
  shaft: "-",
  crossing: "+",
  left: "<",
  right: ">",
  fromLeft: "|",
  fromRight: "|",
  lost: "x",
  ellipsis: "...",
  plain: (text) => text.replaceAll("…", "...").replaceAll(/[^\u0020-\u007e]/g, "?"),
};

const signMeanings: Readonly<Record<SignName, string>> = {
  done: "done here",
  heard: "heard of",
  appeared: "now an answer",
  withdrawn: "no longer an answer",
  holds: "as expected",
  fails: "not so, refused or down",
  waits: "waits",
  sealed: "closed",
};

/** The time, right-aligned, and a space on each side. */
const timeWidth = 9;
/** What is said of one thing is cut after so many lines. */
const linesMost = 3;
/** A drawing is left off after so many rows. */
const rowsMost = 400;

interface Layout {
  readonly width: number;
  readonly pen: Pen;
  readonly replicas: readonly string[];
  /** Where each replica's line stands, by its place in `replicas`. */
  readonly at: readonly number[];
}

interface Cell {
  /** Empty where the character before it takes two columns. */
  readonly text: string;
  readonly kind: InkKind;
}

interface Row {
  readonly cells: readonly Cell[];
  readonly signs: readonly SignName[];
}

function layOut({ replicas }: RecordedRun, width: number, pen: Pen): Layout {
  const room = Math.floor((width - timeWidth) / Math.max(1, replicas.length));
  return { width, pen, replicas, at: replicas.map((_, i) => timeWidth + i * room) };
}

// What happens, row by row.

function drawnRows(run: RecordedRun, layout: Layout): readonly Row[] {
  const drawing = new Drawing(layout);
  const { trace } = run;
  drawing.names();
  let expectation = 0;
  for (const [i, entry] of trace.entries()) {
    if (drawing.rows.length > rowsMost) {
      drawing.across("the rest is left out", "time");
      break;
    }
    switch (entry.kind) {
      case "statement":
        if (entry.text.startsWith("expect")) drawing.expectation(entry, run.expects[expectation++] ?? null);
        else drawing.statement(entry, trace.slice(i + 1));
        break;
      case "cluster":
        drawing.cluster(entry);
        break;
      case "message":
        if (bringsNews(entry, trace[i + 1])) drawing.message(entry, trace[i + 1]);
        break;
      case "lost":
        if (entry.message === "changes") drawing.lost(entry);
        break;
      case "committed":
      case "applied":
      case "refused":
      case "pending":
      case "acknowledged late":
      case "voted":
      case "sealed":
      case "held back":
      case "appeared":
      case "withdrawn":
      case "asked":
        drawing.mark(entry, trace[i - 1]);
    }
  }
  return drawing.rows;
}

type Of<K extends TraceEntry["kind"]> = Extract<TraceEntry, { readonly kind: K }>;
type PlaceEntry = Extract<TraceEntry, { readonly replica: string }>;

/** Digests say only what their sender has, and much arrives twice. */
function bringsNews({ message, to }: Of<"message">, next: TraceEntry | undefined): boolean {
  switch (message) {
    case "digest":
    case "nudge":
      return false;
    case "changes":
    case "missing":
      return (
        next !== undefined &&
        "replica" in next &&
        next.replica === to &&
        (next.kind === "applied" || next.kind === "held back" || next.kind === "sealed")
      );
    case "request":
    case "answer":
    case "collect":
    case "collected":
    case "prepare":
    case "promise":
    case "accept":
    case "accepted":
    case "rejected":
      return true;
  }
}

/** What is expected of all replicas, as it is said beside the lines. */
function everywhere(said: string): string {
  const what = said.slice("expect ".length);
  if (what === "converged") return "all have the same";
  if (what.startsWith("violated ")) return `${what.slice("violated ".length)} is broken`;
  if (what.startsWith("holds ")) return `${what.slice("holds ".length)} is kept`;
  if (!what.includes("(")) return said;
  return what.startsWith("!") ? `nobody sees ${what.slice(1)}` : `all see ${what}`;
}

/** Whether an arrow said already what comes of it. */
function isSaidBy(text: string, { message, text: said }: Of<"message">): boolean {
  return message === "changes" && `+${withoutVerb(said)}` === text;
}

function withoutVerb(text: string): string {
  return text.startsWith("insert ") ? text.slice("insert ".length) : text;
}

class Drawing {
  readonly rows: Row[] = [];
  readonly #layout: Layout;
  readonly #down = new Set<string>();
  #shownTime = "";
  /** The arrow that was drawn last says what it brought. */
  #told: Of<"message"> | null = null;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  names(): void {
    const { replicas, at, width } = this.#layout;
    const row = emptyCells(width);
    for (const [i, name] of replicas.entries()) {
      const room = (at[i + 1] ?? width) - (at[i] ?? 0) - 1;
      write(row, at[i] ?? 0, this.#shortened(name, room), "name");
    }
    this.#add(row, []);
    this.#add(this.#lifelines(), []);
  }

  statement({ text, at }: Of<"statement">, following: readonly TraceEntry[]): void {
    const said = text.replace(/\.$/, "");
    if (said.startsWith("partition ")) {
      const sides = said.slice("partition ".length).replaceAll(/\s*\|\s*/g, " | ");
      this.across(`cut off from each other: ${sides}`, "bad", at);
    } else if (said === "heal") this.across("they hear each other again", "good", at);
    else {
      const [, place, call] = /^at ([^:]+): (.*)$/.exec(said) ?? [];
      const next = following[0];
      if (place === undefined || call === undefined || !this.#layout.replicas.includes(place)) return;
      const isPlain =
        next?.kind === "committed" && next.replica === place && next.text === `+${withoutVerb(call)}`;
      if (!isPlain) this.#beside(place, at, null, call, "text");
    }
  }

  expectation({ text, at }: Of<"statement">, held: boolean | null): void {
    const said = text.replace(/\.$/, "");
    const sign: SignName = held === false ? "fails" : "holds";
    const kind: InkKind = held === false ? "bad" : "good";
    const [, place, what] = /^expect at ([^:]+): (.*)$/.exec(said) ?? [];
    if (place !== undefined && what !== undefined && this.#layout.replicas.includes(place)) {
      const words = what.startsWith("!") ? `does not see ${what.slice(1)}` : `sees ${what}`;
      this.#beside(place, at, sign, words, kind);
      return;
    }
    const { width, pen } = this.#layout;
    const lines = this.#wrapped(everywhere(said), width - timeWidth - 2);
    for (const [i, line] of lines.entries()) {
      const row = emptyCells(width);
      if (i === 0) this.#stamp(row, at);
      if (i === 0) write(row, timeWidth, pen.signs[sign], kind);
      write(row, timeWidth + 2, line, kind);
      this.#add(row, [sign]);
    }
  }

  cluster({ text, at }: Of<"cluster">): void {
    const [, crashed] = /^crash ([^,]+)/.exec(text) ?? [];
    const [, recovered] = /^recover (.+)$/.exec(text) ?? [];
    if (crashed !== undefined && this.#layout.replicas.includes(crashed)) {
      this.#beside(crashed, at, "fails", "is down", "bad");
      this.#down.add(crashed);
    } else if (recovered !== undefined) {
      this.#down.delete(recovered);
      if (this.#layout.replicas.includes(recovered)) this.#beside(recovered, at, null, "is up again", "text");
    } else if (text.includes(" is refused: ")) this.across(text, "bad", at);
  }

  message(entry: Of<"message">, next: TraceEntry | undefined): void {
    const text = withoutVerb(entry.text);
    const isNamed = entry.message !== "missing" && displayWidth(text) <= this.#arrowRoom(entry);
    const row = this.#arrow(entry, isNamed ? text : "", 1);
    this.#stamp(row, entry.at);
    this.#add(row, []);
    const isTold = isNamed && next?.kind === "applied" && isSaidBy(next.text, entry);
    this.#told = isTold ? entry : null;
  }

  lost(entry: Of<"lost">): void {
    const row = this.#arrow(entry, this.#shortened(withoutVerb(entry.text), this.#arrowRoom(entry) - 4), 0.6);
    this.#stamp(row, entry.at);
    this.#add(row, []);
  }

  mark(entry: PlaceEntry, before: TraceEntry | undefined): void {
    const told = this.#told;
    this.#told = null;
    if (entry.kind === "applied" && told !== null && before === told) return;
    const [sign, kind, word] = placeSigns[entry.kind];
    this.#beside(entry.replica, entry.at, sign, `${word}${entry.text}`, kind);
  }

  /** A dashed line over all columns, with a text in it. */
  across(text: string, kind: InkKind, at: number | null = null): void {
    const { width, pen } = this.#layout;
    const row = emptyCells(width);
    if (at !== null) this.#stamp(row, at);
    const said = ` ${this.#shortened(text, width - timeWidth - 6)} `;
    const line = pen.cut.repeat(width - timeWidth);
    write(row, timeWidth, line, kind);
    write(row, timeWidth + 3, said, kind);
    this.#add(row, []);
  }

  #beside(replica: string, at: number, sign: SignName | null, text: string, kind: InkKind): void {
    const { replicas, at: places, width, pen } = this.#layout;
    const i = replicas.indexOf(replica);
    const x = places[i];
    if (x === undefined) return;
    const room = Math.max(8, (places[i + 1] ?? width) - x - 3);
    for (const [n, line] of this.#wrapped(text, room).entries()) {
      const row = this.#lifelines();
      if (n === 0) this.#stamp(row, at);
      if (n === 0 && sign !== null) write(row, x, pen.signs[sign], kind === "text" ? "name" : kind);
      write(row, x + 2, line, kind);
      this.#add(row, sign === null ? [] : [sign]);
    }
  }

  /** The columns that a text on an arrow may take. */
  #arrowRoom({ from, to }: { readonly from: string; readonly to: string }): number {
    return Math.abs(this.#place(from) - this.#place(to)) - 7;
  }

  /** `part` of the way; one that does not arrive ends in a cross. */
  #arrow({ from, to }: { readonly from: string; readonly to: string }, text: string, part: number): Cell[] {
    const { pen, at } = this.#layout;
    const row = this.#lifelines();
    const [start, target] = [this.#place(from), this.#place(to)];
    const isRight = start < target;
    const needed = displayWidth(text) + 6;
    const length = Math.max(Math.round(Math.abs(target - start) * part), part === 1 ? 0 : needed);
    const end = isRight ? start + length : start - length;
    const [low, high] = isRight ? [start + 1, end - 1] : [end + 1, start - 1];
    const kind: InkKind = part === 1 ? "text" : "bad";
    for (let x = low; x <= high; x++) write(row, x, at.includes(x) ? pen.crossing : pen.shaft, kind);
    write(row, start, isRight ? pen.fromLeft : pen.fromRight, "line");
    if (part === 1) write(row, isRight ? end - 1 : end + 1, isRight ? pen.right : pen.left, kind);
    else write(row, end, pen.lost, kind);
    if (text !== "") {
      const [from, to] = this.#gap(low, high, needed, isRight);
      const middle = Math.floor((from + to + 1 - displayWidth(text) - 2) / 2);
      write(row, middle, ` ${pen.plain(text)} `, kind);
    }
    return row;
  }

  /** Where a text goes on an arrow: before the first line that it crosses, if there is room. */
  #gap(low: number, high: number, needed: number, isRight: boolean): readonly [from: number, to: number] {
    const crossed = this.#layout.at.filter((x) => low < x && x < high);
    const first = isRight ? crossed[0] : crossed.at(-1);
    if (first === undefined) return [low, high];
    const [from, to] = isRight ? [low, first - 1] : [first + 1, high];
    return to - from + 2 >= needed ? [from, to] : [low, high];
  }

  #place(replica: string): number {
    const { replicas, at } = this.#layout;
    return at[replicas.indexOf(replica)] ?? timeWidth;
  }

  #lifelines(): Cell[] {
    const { replicas, at, width, pen } = this.#layout;
    const row = emptyCells(width);
    for (const [i, name] of replicas.entries())
      write(row, at[i] ?? 0, this.#down.has(name) ? pen.lifelineDown : pen.lifeline, "line");
    return row;
  }

  #stamp(row: Cell[], at: number): void {
    const text = `${Math.round(at).toLocaleString("en")} ms`;
    if (text === this.#shownTime) return;
    this.#shownTime = text;
    write(row, Math.max(0, timeWidth - 2 - text.length), text, "time");
  }

  #add(cells: readonly Cell[], signs: readonly SignName[]): void {
    this.rows.push({ cells, signs });
  }

  #shortened(text: string, room: number): string {
    const { pen } = this.#layout;
    return cut(pen.plain(text), room, pen.ellipsis);
  }

  #wrapped(text: string, room: number): readonly string[] {
    const { pen } = this.#layout;
    const lines = filled(pieces(pen.plain(text), room), room, " ");
    if (lines.length <= linesMost) return lines;
    const last = lines.slice(linesMost - 1).join(" ");
    return [...lines.slice(0, linesMost - 1), cut(last, room, pen.ellipsis)];
  }
}

const placeSigns: Readonly<Record<PlaceEntry["kind"], readonly [SignName, InkKind, string]>> = {
  committed: ["done", "text", ""],
  applied: ["heard", "text", ""],
  refused: ["fails", "bad", "refused: "],
  pending: ["waits", "text", ""],
  "acknowledged late": ["waits", "text", ""],
  voted: ["sealed", "text", ""],
  sealed: ["sealed", "text", ""],
  "held back": ["waits", "text", "held back: "],
  appeared: ["appeared", "good", ""],
  withdrawn: ["withdrawn", "bad", ""],
  asked: ["waits", "text", ""],
};

// Cells.

function emptyCells(width: number): Cell[] {
  return Array.from({ length: width }, () => blank);
}

const blank: Cell = { text: " ", kind: "text" };

/** What goes beyond the row is left off. */
function write(row: Cell[], from: number, text: string, kind: InkKind): void {
  let x = from;
  for (const character of text) {
    const width = displayWidth(character);
    if (width === 0) {
      const before = row[x - 1];
      if (before !== undefined) row[x - 1] = { ...before, text: before.text + character };
      continue;
    }
    if (x < 0 || x + width > row.length) return;
    row[x] = { text: character, kind };
    if (width === 2) row[x + 1] = { text: "", kind };
    x += width;
  }
}

function painted(cells: readonly Cell[], paint: (text: string, kind: InkKind) => string): string {
  let end = cells.length;
  while (end > 0 && cells[end - 1]?.text === " ") end--;
  let line = "";
  let run = "";
  let kind: InkKind = "text";
  const close = (): void => {
    line += run.trim() === "" ? run : paint(run, kind);
    run = "";
  };
  for (const cell of cells.slice(0, end)) {
    if (cell.kind !== kind && cell.text !== " ") {
      close();
      kind = cell.kind;
    }
    run += cell.text;
  }
  close();
  return line;
}

// Lines of texts.

/** Texts side by side, in lines of at most `width` columns. */
function filled(texts: readonly string[], width: number, between = "   "): readonly string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const line = lines.at(-1);
    if (line === undefined || displayWidth(line + between + text) > width) lines.push(text);
    else lines[lines.length - 1] = line + between + text;
  }
  return lines;
}

/** Words, those that are longer than a line in parts. */
function pieces(text: string, room: number): readonly string[] {
  return text.split(/\s+/).flatMap((word) => {
    const parts: string[] = [];
    let part = "";
    for (const character of word) {
      if (displayWidth(part + character) > room) {
        parts.push(part);
        part = "";
      }
      part += character;
    }
    return [...parts, part];
  });
}

function cut(text: string, room: number, ellipsis: string): string {
  if (displayWidth(text) <= room) return text;
  let kept = "";
  for (const character of text) {
    if (displayWidth(kept + character + ellipsis) > room) break;
    kept += character;
  }
  return kept + ellipsis;
}
