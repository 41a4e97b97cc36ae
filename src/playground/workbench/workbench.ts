/// <reference lib="dom" />
import type { ChangeDesc, EditorState, Text } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { batch, signal, type ReadonlySignal } from "@preact/signals";
import type { Remote } from "comlink";
import type { Position, Span } from "../../base/source.ts";
import type { GraphLayout } from "../../ide/graph-layout.ts";
import type { GraphRange, GraphView } from "../../ide/graph-view.ts";
import type { GraphApi } from "../graph-api.ts";
import type { Conclusions, FileEdit, FileSpan, FoundDiagnostic, IdeApi } from "../ide-api.ts";
import { openedProgram, type OpenedProgram } from "../opened-program.ts";
import type { ProgramFile, ProgramFiles } from "../program-files.ts";
import { troubleWords } from "../trouble-words.ts";
import { workerHandle } from "../worker-handle.ts";
import { keepProgram, type KeptProgram } from "./kept-program.ts";
import { relationsAndEdgesAt, type Lit } from "./lit.ts";

/** What the checker is at. */
export type CheckStatus =
  | { readonly kind: "checking" }
  | { readonly kind: "slow" }
  | { readonly kind: "checked" }
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly trouble: string };

/** The dependency graph of the program, and where everything of it stands. */
export interface DrawnGraph {
  readonly view: GraphView;
  /** Null for a graph that is too large to be drawn, or has nothing in it. */
  readonly layout: GraphLayout | null;
}

/** The part of an editor that the workbench moves; it is there while the view is shown. */
export interface ShownEditor {
  readonly view: EditorView;
  /** The state of an editor that has a text of its own, with nothing to undo. */
  readonly newState: (file: ProgramFile) => EditorState;
  readonly setTokens: (numbers: Uint32Array, since: ChangeDesc | null) => void;
  /** Those of the shown file; `now` says where an offset of the checker's is now. */
  readonly setFindings: (findings: readonly FoundDiagnostic[], now: (offset: number) => number) => void;
  readonly setLit: (spans: readonly Span[]) => void;
  readonly format: () => void;
}

/** So long the texts rest before they are checked; longer where a check takes longer, up to the second. */
const restMilliseconds = { least: 40, most: 400 };

/** So long they rest before they are kept. */
const keepMilliseconds = 400;

/** Placing boxes takes too long for more relations. */
const drawnMost = 300;

/** A check that takes longer can be ended. */
const slowMilliseconds = 4000;

/**
 * The program in the editor, and what is concluded of it. It lives as long as the page, so that a
 * reader who comes back from another view finds everything as it was.
 */
export class Workbench {
  readonly #ide = workerHandle<IdeApi>("ide-worker.js");
  readonly #drawer = workerHandle<GraphApi>("graph-worker.js");
  readonly #paths = signal<readonly string[]>([]);
  readonly #shownPath = signal("");
  readonly #conclusions = signal<Conclusions | null>(null);
  readonly #graph = signal<DrawnGraph | null>(null);
  readonly #status = signal<CheckStatus>({ kind: "checking" });
  readonly #lit = signal<Lit>({ nodes: [], edges: [], isChosen: false });
  readonly #about = signal<Pick<KeptProgram, "title" | "origin" | "isEdited">>({
    title: "rules.dl",
    origin: "",
    isEdited: false,
  });
  readonly #states = new Map<string, EditorState>();
  #files: ProgramFiles = [{ path: "rules.dl", text: "" }];
  #editor: ShownEditor | null = null;
  #version = 0;
  #rest = restMilliseconds.least;
  #drawing: Promise<void> | null = null;
  #published: OpenedProgram | null = null;
  /** What was typed in the shown file since its text was said to the checker. */
  #unsaid: ChangeDesc | null = null;
  #restTimer: ReturnType<typeof setTimeout> | null = null;
  #keepTimer: ReturnType<typeof setTimeout> | null = null;
  #slowTimer: ReturnType<typeof setTimeout> | null = null;

  /** The files of the program, its root first. */
  get paths(): ReadonlySignal<readonly string[]> {
    return this.#paths;
  }

  get shownPath(): ReadonlySignal<string> {
    return this.#shownPath;
  }

  get conclusions(): ReadonlySignal<Conclusions | null> {
    return this.#conclusions;
  }

  get graph(): ReadonlySignal<DrawnGraph | null> {
    return this.#graph;
  }

  get status(): ReadonlySignal<CheckStatus> {
    return this.#status;
  }

  /** What is set off in the graph. */
  get lit(): ReadonlySignal<Lit> {
    return this.#lit;
  }

  get about(): ReadonlySignal<Pick<KeptProgram, "title" | "origin" | "isEdited">> {
    return this.#about;
  }

  get files(): ProgramFiles {
    return this.#files;
  }

  /** What the other views were told last; null before a program is opened. */
  get published(): OpenedProgram | null {
    return this.#published;
  }

  /** Puts another program in the place of this one. */
  open(program: KeptProgram): void {
    this.#states.clear();
    this.#files = withLineFeeds(program.files);
    const { title, origin, isEdited } = program;
    batch(() => {
      this.#about.value = { title, origin, isEdited };
      this.#paths.value = this.#files.map(({ path }) => path);
      this.#shownPath.value = this.#files[0].path;
      this.#conclusions.value = null;
      this.#graph.value = null;
      this.#lit.value = { nodes: [], edges: [], isChosen: false };
    });
    this.#showState();
    this.#publish();
    this.#keepSoon();
    this.#say();
  }

  /** The program as it is now, to be kept or shared. */
  program(): KeptProgram {
    if (this.#unsaid !== null) this.#touch();
    this.#readShown();
    return { ...this.#about.peek(), files: this.#files };
  }

  attach(editor: ShownEditor): void {
    this.#editor = editor;
    this.#showState();
    this.#markFindings();
    this.#askTokens();
  }

  detach(): void {
    this.#flush();
    this.#saveState();
    this.#editor = null;
    this.#keepNow();
  }

  /** Shows another file of the program. */
  show(path: string): void {
    if (path === this.#shownPath.peek() || !this.#files.some((file) => file.path === path)) return;
    this.#flush();
    this.#saveState();
    this.#shownPath.value = path;
    this.#showState();
    this.#markFindings();
    this.#askTokens();
  }

  /** To be told of each change of the shown text. */
  changed(changes: ChangeDesc): void {
    this.#unsaid = this.#unsaid === null ? changes : this.#unsaid.composeDesc(changes);
    if (this.#restTimer !== null) clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => this.#flush(), this.#rest);
    this.#keepSoon();
  }

  /** Asks about the text as it is; null when it is another by the time of the answer. */
  async ask<A>(
    question: (ide: Remote<IdeApi>, version: number, path: string) => Promise<A | null>,
  ): Promise<A | null> {
    // Within an update of the editor the change is not heard of yet.
    await Promise.resolve();
    this.#flush();
    const [version, path] = [this.#version, this.#shownPath.peek()];
    const answer = await question(this.#ide.api(), version, path);
    return version === this.#version && this.#unsaid === null && path === this.#shownPath.peek()
      ? answer
      : null;
  }

  /** Makes edits in all files that they are in, each of which can be undone there. */
  edit(edits: readonly FileEdit[]): void {
    this.#flush();
    const shown = this.#shownPath.peek();
    const own = edits.filter(({ path }) => path === shown);
    const others = edits.filter(({ path }) => path !== shown);
    for (const path of new Set(others.map((edit) => edit.path))) this.#editHidden(path, others);
    if (own.length > 0)
      this.#editor?.view.dispatch({ changes: changesOf(own), scrollIntoView: true, userEvent: "input.fix" });
    else if (others.length > 0) {
      this.#touch();
      this.#publish();
      this.#say();
    }
  }

  /** Goes to a place: shows its file, selects it, and puts the cursor there. */
  reveal({ path, start, end }: Pick<FileSpan, "path" | "start" | "end">, focus = true): void {
    this.show(path);
    const { view } = this.#editor ?? {};
    if (view === undefined) return;
    const [from, to] = [this.#now(start), this.#now(end)];
    view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
    if (focus) view.focus();
  }

  /** Goes to a range of the graph's. */
  revealRange({ file, start, end }: GraphRange): void {
    this.show(file);
    const doc = this.#editor?.view.state.doc;
    if (doc !== undefined) this.reveal({ path: file, start: offsetOf(doc, start), end: offsetOf(doc, end) });
  }

  /** Sets off what a place of the shown file stands for in the graph; by the pointer, until null. */
  light(place: Span | null): void {
    const graph = this.#graph.peek();
    if (graph === null) return;
    const found =
      place === null
        ? nothingLit
        : relationsAndEdgesAt(graph.view, this.#shownPath.peek(), this.#lines(place));
    const before = this.#lit.peek();
    if (sameLit(found, before)) return;
    this.#lit.value = found;
    if (before.isChosen) this.#editor?.setLit([]);
  }

  /** Sets off relations and edges in the graph, and their literals in the editor. */
  lightGraph(nodes: readonly string[], edges: readonly string[]): void {
    const next: Lit = { nodes, edges, isChosen: nodes.length + edges.length > 0 };
    if (sameLit(next, this.#lit.peek())) return;
    this.#lit.value = next;
    const graph = this.#graph.peek();
    const doc = this.#editor?.view.state.doc;
    if (graph === null || doc === undefined) return;
    const reads = graph.view.edges.filter(({ id }) => edges.includes(id)).flatMap((edge) => edge.reads);
    const declared = graph.view.nodes.filter(({ name }) => nodes.includes(name));
    const spans = [...reads, ...declared]
      .filter(({ range }) => range.file === this.#shownPath.peek())
      .map(({ range }) => ({ start: offsetOf(doc, range.start), end: offsetOf(doc, range.end) }))
      .filter(({ start, end }) => start < end);
    this.#editor?.setLit(spans);
  }

  /** Has a solver decide the invariants that are undecided; says why it cannot. */
  async askSolver(): Promise<string | null> {
    const answer = await this.ask<Conclusions | { readonly trouble: string }>(async (ide, version) =>
      ide.decide(version),
    );
    if (answer === null) return null;
    if ("trouble" in answer) return answer.trouble;
    this.#conclude(answer);
    return null;
  }

  /** Brings the shown file into canonical layout. */
  format(): void {
    this.#editor?.format();
  }

  /** Ends a check that takes too long. */
  stop(): void {
    this.#ide.restart();
    this.#version++;
    this.#endSlow();
    this.#status.value = { kind: "stopped" };
  }

  checkAgain(): void {
    this.#say();
  }

  keepNow(): void {
    this.#keepNow();
  }

  #editHidden(path: string, edits: readonly FileEdit[]): void {
    const file = this.#files.find((one) => one.path === path);
    if (file === undefined || this.#editor === null) return;
    const state = this.#states.get(path) ?? this.#editor.newState(file);
    const own = edits.filter((edit) => edit.path === path);
    const next = state.update({ changes: changesOf(own), userEvent: "input.fix" }).state;
    this.#states.set(path, next);
    this.#setText(path, next.doc.toString());
  }

  /** Says the texts to the checker, if it has not heard them. */
  #flush(): void {
    if (this.#restTimer !== null) clearTimeout(this.#restTimer);
    this.#restTimer = null;
    if (this.#unsaid === null) return;
    this.#readShown();
    this.#unsaid = null;
    this.#touch();
    this.#publish();
    this.#say();
  }

  #say(): void {
    const version = ++this.#version;
    const written = this.#ide.api().write(version, this.#files);
    this.#check(version, written).catch((error: unknown) => {
      if (version !== this.#version) return;
      this.#endSlow();
      this.#status.value = {
        kind: "failed",
        trouble: troubleWords(error),
      };
    });
  }

  async #check(version: number, written: Promise<void>): Promise<void> {
    this.#status.value = { kind: "checking" };
    this.#endSlow();
    this.#slowTimer = setTimeout(() => (this.#status.value = { kind: "slow" }), slowMilliseconds);
    const ide = this.#ide.api();
    const begun = performance.now();
    const [quick] = await Promise.all([ide.check(version), written]);
    const { least, most } = restMilliseconds;
    this.#rest = Math.min(most, Math.max(least, performance.now() - begun));
    if (quick === null || version !== this.#version) return;
    this.#conclude(quick);
    this.#askTokens();
    const evident = await ide.conclude(version);
    if (evident === null || version !== this.#version) return;
    this.#endSlow();
    batch(() => {
      this.#conclude(evident);
      this.#status.value = { kind: "checked" };
    });
    await this.#draw(version);
  }

  /** Of graphs that are asked for while one is laid out, only the last is drawn. */
  async #draw(version: number): Promise<void> {
    const before = this.#drawing;
    const drawing = (async (): Promise<void> => {
      await before?.catch(() => null);
      if (version !== this.#version) return;
      const view = await this.#ide.api().graph(version);
      if (view === null || version !== this.#version) return;
      const { length } = view.nodes;
      const layout = length === 0 || length > drawnMost ? null : await this.#drawer.api().layout(view);
      if (version === this.#version) this.#graph.value = { view, layout };
    })();
    this.#drawing = drawing;
    await drawing;
  }

  #conclude(conclusions: Conclusions): void {
    this.#conclusions.value = conclusions;
    this.#markFindings();
  }

  #markFindings(): void {
    const path = this.#shownPath.peek();
    const found = this.#conclusions.peek()?.diagnostics ?? [];
    this.#editor?.setFindings(
      found.filter(({ place }) => place.path === path),
      (offset) => this.#now(offset),
    );
  }

  #askTokens(): void {
    const [version, path] = [this.#version, this.#shownPath.peek()];
    this.#ide
      .api()
      .tokens(version, path)
      .then((numbers) => {
        const isPresent = version === this.#version && path === this.#shownPath.peek();
        if (numbers !== null && isPresent) this.#editor?.setTokens(numbers, this.#unsaid);
      })
      .catch(() => null);
  }

  #endSlow(): void {
    if (this.#slowTimer !== null) clearTimeout(this.#slowTimer);
    this.#slowTimer = null;
  }

  #showState(): void {
    const path = this.#shownPath.peek();
    const file = this.#files.find((one) => one.path === path);
    if (this.#editor === null || file === undefined) return;
    this.#unsaid = null;
    this.#editor.view.setState(this.#states.get(path) ?? this.#editor.newState(file));
  }

  #saveState(): void {
    const state = this.#editor?.view.state;
    if (state !== undefined) this.#states.set(this.#shownPath.peek(), state);
  }

  #readShown(): void {
    const doc = this.#editor?.view.state.doc;
    if (doc !== undefined && this.#unsaid !== null) this.#setText(this.#shownPath.peek(), doc.toString());
  }

  #setText(path: string, text: string): void {
    const [root, ...others] = this.#files.map((file) => (file.path === path ? { path, text } : file));
    if (root !== undefined) this.#files = [root, ...others];
  }

  #touch(): void {
    const about = this.#about.peek();
    if (!about.isEdited) this.#about.value = { ...about, isEdited: true };
  }

  #publish(): void {
    this.#published = { title: this.#about.peek().title, files: this.#files };
    openedProgram.value = this.#published;
  }

  #keepSoon(): void {
    this.#keepTimer ??= setTimeout(() => this.#keepNow(), keepMilliseconds);
  }

  #keepNow(): void {
    if (this.#keepTimer !== null) clearTimeout(this.#keepTimer);
    this.#keepTimer = null;
    keepProgram("current", this.program());
  }

  /** An offset that the checker gave, in the text as it is now. */
  #now(offset: number): number {
    const length = this.#editor?.view.state.doc.length ?? 0;
    return Math.min(length, this.#unsaid?.mapPos(Math.min(offset, this.#unsaid.length)) ?? offset);
  }

  #lines({ start, end }: Span): { readonly start: Position; readonly end: Position } {
    const doc = this.#editor?.view.state.doc;
    const position = (offset: number): Position => {
      const line = doc?.lineAt(Math.min(offset, doc.length));
      return { line: (line?.number ?? 1) - 1, character: offset - (line?.from ?? 0) };
    };
    return { start: position(start), end: position(end) };
  }
}

function offsetOf(doc: Text, { line, character }: Position): number {
  return line < doc.lines ? Math.min(doc.length, doc.line(line + 1).from + character) : doc.length;
}

const nothingLit: Lit = { nodes: [], edges: [], isChosen: false };

function sameLit(a: Lit, b: Lit): boolean {
  return (
    a.isChosen === b.isChosen &&
    a.nodes.join("\n") === b.nodes.join("\n") &&
    a.edges.join("\n") === b.edges.join("\n")
  );
}

function changesOf(edits: readonly FileEdit[]): readonly { from: number; to: number; insert: string }[] {
  return edits.map(({ start, end, text }) => ({
    from: start,
    to: end,
    insert: text.replaceAll(/\r\n?/g, "\n"),
  }));
}

/** Editors have lines, not their ends: offsets count one for each. */
function withLineFeeds([root, ...others]: ProgramFiles): ProgramFiles {
  const mended = ({ path, text }: ProgramFile): ProgramFile => ({
    path,
    text: text.replaceAll(/\r\n?/g, "\n"),
  });
  return [mended(root), ...others.map(mended)];
}
