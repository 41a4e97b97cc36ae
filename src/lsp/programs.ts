import type { Diagnostic as Message } from "vscode-languageserver/node";
import type { Solver } from "../analysis/confluence/solver.ts";
import { PatientCache, SearchPause } from "../analysis/evidence/patient-cache.ts";
import { checkWithSolver, type CheckSettings } from "../diagnostics/check.ts";
import { Memory } from "../base/memory.ts";
import { viewProgram, type ProgramView } from "../ide/program-view.ts";
import { declareTheSame } from "../ide/same-declarations.ts";
import type { IncludeFailure } from "../model/splice.ts";
import type { Document } from "../syntax/document.ts";
import { messagesOf, type MessageStyle } from "./diagnostic-message.ts";
import { NewsFilter } from "./news-filter.ts";
import { distinctMessages } from "./distinct-messages.ts";
import type { Files } from "./files.ts";
import { includeGraph, type IncludeGraph } from "./include-graph.ts";
import type { ProjectSettings, Settings } from "./project-settings.ts";

/**
 * How much is concluded of a program: `quick` without the search for evidence, `evident` with it,
 * `decided` when the solver was asked too. The last is what `calm check` says.
 */
export type Stage = "quick" | "evident" | "decided";

/** What is concluded of one program, of the texts that its files have at the time. */
interface Checked {
  readonly documents: ReadonlyMap<string, Document | IncludeFailure>;
  readonly settings: ProjectSettings;
  readonly stage: Stage;
  readonly messages: ReadonlyMap<string, readonly Message[]>;
  /** Kept for programs with an open document. */
  readonly view: ProgramView | null;
}

/**
 * The programs of a workspace: which there are, what is concluded of each, and of what that still
 * holds. A program is known by the location of the file with which it begins.
 */
export class Programs {
  readonly #files: Files;
  readonly #settings: Settings;
  readonly #style: MessageStyle;
  readonly #cache = new PatientCache(() => performance.now());
  /** What is kept of programs with an open document from one check to the next. */
  readonly #memories = new Map<string, Memory>();
  readonly #checked = new Map<string, Checked>();
  /** Rule files that the workspace has on the disk. */
  readonly #found = new Set<string>();
  #graph: IncludeGraph | null = null;
  /** Of which files the graph was made, beside those that they include. */
  #listed: ReadonlySet<string> = new Set();
  #edges = new Map<string, readonly string[]>();

  constructor(files: Files, settings: Settings, style: MessageStyle) {
    this.#files = files;
    this.#settings = settings;
    this.#style = style;
  }

  get found(): ReadonlySet<string> {
    return this.#found;
  }

  /** The workspace has a file. */
  add(location: string): void {
    this.#found.add(location);
    this.#graph = null;
  }

  remove(location: string): void {
    this.#found.delete(location);
    this.#graph = null;
  }

  /** To be told of each change of a file, after it; also when it is opened or closed. */
  changed(location: string): void {
    const before = this.#edges.get(location);
    const after = this.#files.includesOf(location);
    if (before?.join("\n") !== after.join("\n")) this.#graph = null;
    else if (this.#isListed(location) !== this.#listed.has(location)) this.#graph = null;
  }

  get graph(): IncludeGraph {
    if (this.#graph === null) {
      const edges = new Map<string, readonly string[]>();
      const opened = [...this.#files.opened].map(([location]) => location);
      this.#listed = new Set([...this.#found, ...opened]);
      this.#graph = includeGraph([...this.#listed], (location) => {
        const includes = this.#files.includesOf(location);
        edges.set(location, includes);
        return includes;
      });
      this.#edges = edges;
      const roots = new Set(this.#graph.roots);
      for (const root of this.#checked.keys()) if (!roots.has(root)) this.#checked.delete(root);
      for (const root of this.#memories.keys()) if (!roots.has(root)) this.#memories.delete(root);
    }
    return this.#graph;
  }

  /** How far the conclusions go that hold for the present texts; null for none. */
  stageOf(root: string): Stage | null {
    return this.#current(root)?.stage ?? null;
  }

  /** The stage up to which a program is to be brought. */
  get lastStage(): Stage {
    const { evidence, solverTimeout } = this.#settings.client;
    return solverTimeout !== null ? "decided" : evidence ? "evident" : "quick";
  }

  /** The program of a document as it is now, concluded at least quickly; null for a file that is not there. */
  viewOf(location: string): ProgramView | null {
    const [root] = this.graph.rootsOf(location);
    return root === undefined ? null : this.viewFrom(root);
  }

  /**
   * The program of a document as it was when it was last concluded, if the same is declared now; else
   * as it is now. Its names and their types are the present ones, what is said of them may not be.
   */
  namesOf(location: string): ProgramView | null {
    const [root] = this.graph.rootsOf(location);
    if (root === undefined) return null;
    const last = this.#checked.get(root);
    const known = last !== undefined && this.#declaresTheSame(root, last) ? last.view : null;
    return known ?? this.viewFrom(root);
  }

  viewFrom(root: string): ProgramView | null {
    const known = this.#current(root)?.view ?? null;
    return known ?? this.check(root, "quick");
  }

  /**
   * Looks for evidence for so long; false when that was not enough, and it is to be called again. A
   * program whose file is not there has none.
   */
  search(root: string, milliseconds: number): boolean {
    this.#cache.begin(milliseconds);
    try {
      this.check(root, "evident");
      return true;
    } catch (error) {
      if (error instanceof SearchPause) return false;
      throw error;
    } finally {
      this.#cache.begin(Infinity);
    }
  }

  /** Concludes what the stage asks for; null for a file that is not there. `decided` is for `decide`. */
  check(root: string, stage: Exclude<Stage, "decided">): ProgramView | null {
    const document = this.#files.read(root);
    if ("problem" in document) {
      this.#checked.delete(root);
      return null;
    }
    const documents = new Map<string, Document | IncludeFailure>([[root, document]]);
    const settings = this.#settings.of(root);
    const view = viewProgram(
      document,
      (path, from) => {
        const read = this.#files.include(path, from);
        if (!("problem" in read)) documents.set(read.path, read);
        return read;
      },
      { ...this.#checkSettings(settings, stage), memory: this.#memoryOf(root) },
    );
    for (const member of this.graph.membersOf(root)) {
      if (!documents.has(member)) documents.set(member, this.#files.read(member));
    }
    this.#keep(root, { documents, settings, stage }, view);
    return view;
  }

  /** Has the solver decide what is left undecided. Nothing comes of it when the program changes meanwhile. */
  async decide(root: string, solver: Solver): Promise<void> {
    const before = this.#current(root);
    const timeout = this.#settings.client.solverTimeout;
    if (before === null || before.stage === "decided") return;
    const view = before.view ?? this.check(root, "evident");
    const begun = this.#current(root);
    if (view === null || begun === null) return;
    const { settings } = begun;
    const decided =
      timeout === null
        ? view
        : await checkWithSolver(view, this.#checkSettings(settings, "evident"), solver, timeout);
    if (this.#current(root) !== begun) return;
    const next = { ...begun, stage: "decided" } as const;
    if (decided === view) this.#checked.set(root, next);
    else this.#keep(root, next, { ...view, ...decided });
  }

  /**
   * What is found in a file, in all programs that have it, without what the baseline knows; null while
   * one of them is not checked.
   */
  messagesFor(location: string): readonly Message[] | null {
    const lists: (readonly Message[])[] = [];
    const news = new NewsFilter();
    for (const root of this.graph.rootsOf(location)) {
      const checked = this.#current(root);
      if (checked === null) return null;
      lists.push(news.of(checked.messages.get(location) ?? [], location, checked.settings.baseline));
    }
    return distinctMessages(lists);
  }

  /** What is found in one program, in all its files, without what the baseline knows. */
  messagesIn(root: string): readonly Message[] {
    const checked = this.#current(root);
    const news = new NewsFilter();
    return [...(checked?.messages ?? [])].flatMap(([location, messages]) =>
      news.of(messages, location, checked?.settings.baseline ?? null),
    );
  }

  /** Nothing that was concluded holds any more. */
  forgetAll(): void {
    this.#checked.clear();
  }

  #isListed(location: string): boolean {
    return this.#files.openAt(location) !== undefined || this.#found.has(location);
  }

  /** Absent, so that nothing is kept, for a program of which no document is open. */
  #memoryOf(root: string): Memory | undefined {
    const isOpen = this.graph.membersOf(root).some((member) => this.#files.openAt(member) !== undefined);
    if (!isOpen) {
      this.#memories.delete(root);
      return undefined;
    }
    let memory = this.#memories.get(root);
    if (memory === undefined) {
      memory = new Memory();
      this.#memories.set(root, memory);
    }
    return memory;
  }

  #checkSettings(settings: ProjectSettings, stage: Stage): CheckSettings {
    return {
      levels: settings.levels,
      static: settings.static,
      evidence: stage !== "quick" && this.#settings.client.evidence,
      cache: this.#cache,
      readingFindings: this.#files.readingFindings,
    };
  }

  #keep(root: string, about: Pick<Checked, "documents" | "settings" | "stage">, view: ProgramView): void {
    const isOpen = view.documents.some(({ path }) => this.#files.openAt(path) !== undefined);
    const messages = messagesOf(view, this.#style);
    this.#checked.set(root, { ...about, messages, view: isOpen ? view : null });
  }

  #declaresTheSame(root: string, { settings, documents }: Checked): boolean {
    if (settings !== this.#settings.of(root)) return false;
    return [...documents].every(([location, before]) => {
      const now = this.#files.read(location);
      return now === before || (!("problem" in now || "problem" in before) && declareTheSame(before, now));
    });
  }

  #current(root: string): Checked | null {
    const checked = this.#checked.get(root);
    if (checked?.settings !== this.#settings.of(root)) return null;
    for (const [location, document] of checked.documents) {
      if (this.#files.read(location) !== document) return null;
    }
    return checked;
  }
}
