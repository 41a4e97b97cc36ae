/**
 * Edits a program of 10,000 lines, as an editor does, and checks it after each edit without evidence.
 * Prints `EditingFigures` as JSON. Times are CPU time of the process, the collector's threads included,
 * so that a busy machine does not count.
 */
import { Memory } from "../src/base/memory.ts";
import { viewProgram } from "../src/ide/program-view.ts";
import { documentOf, editDocument, type Document } from "../src/syntax/document.ts";

/** Milliseconds. */
export interface Latencies {
  readonly median: number;
  readonly p99: number;
  readonly max: number;
  readonly edits: number;
}

export interface EditingFigures {
  readonly lines: number;
  readonly diagnostics: number;
  /** From the text to its diagnostics, in a process that has checked nothing yet, and after that. */
  readonly open: { readonly cold: number; readonly warm: number };
  readonly kinds: Readonly<Record<string, Latencies>>;
  /** Megabytes (10^6), after a tenth of the edits and after all. */
  readonly memory: { readonly edits: number; readonly first: Held; readonly last: Held };
}

export interface Held {
  readonly heap: number;
  readonly resident: number;
}

/** `node tmp/bench/editing-process.js 10000` makes that many edits before it looks at the memory. */
const edits = Number(process.argv[2] ?? 400);
const text = modules(10_000);

class Editor {
  #document: Document;
  readonly #memory = new Memory();
  diagnostics = 0;

  constructor(start: string) {
    this.#document = documentOf("program.dl", start);
    this.#check();
  }

  get text(): string {
    return this.#document.text;
  }

  /** Makes an edit and returns what it took. */
  edit(start: number, end: number, inserted: string): number {
    return timed(() => {
      this.#document = editDocument(this.#document, [{ start, end, text: inserted }]);
      this.#check();
    });
  }

  #check(): void {
    const settings = { evidence: false, memory: this.#memory };
    const view = viewProgram(this.#document, () => ({ problem: "not found" }), settings);
    this.diagnostics = view.diagnostics.length;
  }
}

const opened: { cold: number; warm: number } = { cold: 0, warm: 0 };
opened.cold = timed(() => new Editor(text));
for (let i = 0; i < 3; i++) opened.warm = timed(() => new Editor(text + " ".repeat(i)));
const session = new Editor(text);
const { diagnostics } = session;

const kinds: Record<string, Latencies> = {
  "a blank in the middle": repeated(30, blankInTheMiddle),
  "a name in a body, and back": repeated(30, nameInABody),
  "a base relation's column, and back": repeated(10, baseColumn),
  "a rule typed letter by letter": latencies(typedRule()),
};
for (let i = 0; i < edits / 20; i++) blankInTheMiddle(i);
const first = held();
for (let i = 0; i < edits / 2; i++) blankInTheMiddle(i);
const figures: EditingFigures = {
  lines: text.split("\n").length,
  diagnostics,
  open: opened,
  kinds,
  memory: { edits, first, last: held() },
};
console.log(JSON.stringify(figures));

function blankInTheMiddle(i: number): readonly number[] {
  const at = session.text.indexOf("\n", Math.floor(session.text.length * (0.2 + (0.6 * (i % 97)) / 97)));
  return [session.edit(at, at, " "), session.edit(at, at + 1, "")];
}

function nameInABody(i: number): readonly number[] {
  const at = session.text.indexOf(
    "!open_blocker",
    Math.floor(session.text.length * (0.2 + (0.6 * (i % 89)) / 89)),
  );
  return [session.edit(at, at + 1, ""), session.edit(at, at, "!")];
}

/** The relation at the end of a chain that all later modules read. */
function baseColumn(): readonly number[] {
  const at = session.text.indexOf("(a: symbol, b: symbol)");
  return [session.edit(at + 1, at + 2, "z"), session.edit(at + 1, at + 2, "a")];
}

function typedRule(): readonly number[] {
  const at = session.text.indexOf("\n.decl", Math.floor(session.text.length / 2)) + 1;
  const rule = "path9(a, b) :- link9(a, b), !ready9(a), n = count : { link9(a, _) }, n > 2.\n";
  const typed = Array.from(rule, (letter, i) => session.edit(at + i, at + i, letter));
  session.edit(at, at + rule.length, "");
  return typed;
}

function repeated(times: number, edit: (i: number) => readonly number[]): Latencies {
  return latencies(Array.from({ length: times }, (_, i) => edit(i)).flat());
}

function latencies(taken: readonly number[]): Latencies {
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: at(0.5), p99: at(0.99), max: at(1), edits: sorted.length };
}

function timed(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function held(): Held {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / 1e6, resident: rss / 1e6 };
}

/** Modules of twenty lines, each with relations of its own; what one derives, the next reads. */
function modules(lines: number): string {
  const out: string[] = [];
  for (let i = 0; out.length < lines; i++) {
    const module = `// Module ${i}: releases that are ready, and paths between hosts.
.decl release${i}(name: symbol, size: number)
.decl open_blocker${i}(release: symbol, bug: symbol)
.input release${i}
.input open_blocker${i}
.decl ready${i}(name: symbol)
ready${i}(r) :-
  release${i}(r, n),
  n > ${i},
  !open_blocker${i}(r, _).
.output ready${i}
.decl link${i}(a: symbol, b: symbol)
.input link${i}
.decl path${i}(a: symbol, b: symbol)
path${i}(a, b) :- link${i}(a, b).
path${i}(a, c) :- path${i}(a, b), link${i}(b, c).
.decl reach${i}(a: symbol, n: number)
reach${i}(a, n) :- link${i}(a, _), n = count : { path${i}(a, _) }.
.output reach${i}`;
    out.push(...module.split("\n"));
    if (i > 0) out.push(`path${i}(a, b) :- path${i - 1}(a, b), release${i}(a, _).`);
  }
  return `${out.join("\n")}\n`;
}
