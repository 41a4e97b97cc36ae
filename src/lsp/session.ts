import { basename } from "node:path";
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  MessageType,
  ShowMessageNotification,
  CancellationToken,
  CodeLensRefreshRequest,
  type Connection,
  type DidChangeTextDocumentParams,
  type DidChangeWatchedFilesParams,
  type InitializeParams,
  type Position,
  type TextDocumentContentChangeEvent,
  type TextDocumentPositionParams,
  type WorkDoneProgressServerReporter,
  type WorkspaceFolder,
} from "vscode-languageserver/node";
import type { Source } from "../base/source.ts";
import { configName } from "../node/config.ts";
import { isRuleFile } from "../node/rule-files.ts";
import type { Z3Solver } from "../node/z3-solver.ts";
import type { ProgramView } from "../ide/program-view.ts";
import type { Document, DocumentEdit } from "../syntax/document.ts";
import { CheckLoop } from "./check-loop.ts";
import { clientOf, type Client } from "./client.ts";
import { clientSettings } from "./client-settings.ts";
import { CompletionMemory } from "./completion-memory.ts";
import { DiagnosticsPublisher } from "./diagnostics-publisher.ts";
import { locationOf } from "./file-location.ts";
import { Files } from "./files.ts";
import { Programs } from "./programs.ts";
import { Settings } from "./project-settings.ts";
import { StatusReporter } from "./status-reporter.ts";
import { Translation } from "./translation.ts";
import { TokenMemory } from "./token-memory.ts";
import { searchWorkspace } from "./workspace-search.ts";

export interface SessionParts {
  readonly connection: Connection;
  readonly params: InitializeParams;
  readonly solver: Z3Solver;
  readonly isBusy: () => boolean;
  readonly isSending: () => boolean;
}

/** Where the progress of something long is told. */
export type Progress = Pick<WorkDoneProgressServerReporter, "begin" | "report" | "done">;

export interface OpenDocument {
  readonly location: string;
  readonly document: Document;
  readonly view: ProgramView;
}

export interface DocumentPlace extends OpenDocument {
  readonly offset: number;
}

/** So long may a client take to say what it has set, before its files are checked. */
const settingsMilliseconds = 500;

/** What is concluded within so long is asked for together. */
const refreshMilliseconds = 50;

/** So long must the disk rest before the workspace is searched again. */
const searchMilliseconds = 200;

/** What the server knows while it serves one client: documents, folders, settings, conclusions. */
export class Session {
  readonly client: Client;
  readonly files = new Files();
  readonly settings: Settings;
  readonly programs: Programs;
  readonly connection: Connection;
  readonly translation: Translation;
  readonly tokens = new TokenMemory();
  readonly completions = new CompletionMemory();
  readonly #publisher: DiagnosticsPublisher;
  readonly #status: StatusReporter | null;
  readonly #loop: CheckLoop;
  readonly #folders: Set<string>;
  readonly #complaints = new Set<string>();
  readonly #watchedBaselines = new Set<string>();
  #search: AbortController | null = null;
  #searched: Promise<void> = Promise.resolve();
  #searchTimer: NodeJS.Timeout | null = null;
  #watching: (() => void)[] = [];
  #refreshTimer: NodeJS.Timeout | null = null;
  #isReady = false;
  #isOver = false;
  #isCapped = false;

  constructor({ connection, params, solver, isBusy, isSending }: SessionParts) {
    this.connection = connection;
    const client = clientOf(params);
    this.client = client;
    this.#folders = new Set(foldersOf(params).map(({ uri }) => locationOf(uri)));
    this.settings = new Settings((problem) => this.#complain(problem));
    this.settings.client = clientSettings(client.settings);
    this.programs = new Programs(this.files, this.settings, {
      encoding: client.encoding,
      related: client.relatedInformation,
      pageOf: (code) =>
        client.commands.has("calm.explain")
          ? `command:calm.explain?${encodeURIComponent(`["${code}"]`)}`
          : null,
      uriOf: (location) => this.files.uriOf(location),
    });
    this.translation = new Translation(client, this.files);
    this.#publisher = new DiagnosticsPublisher(connection, this.files, this.programs);
    this.#status = client.status ? new StatusReporter(connection, this.files, this.programs) : null;
    this.#loop = new CheckLoop({
      files: this.files,
      programs: this.programs,
      settings: this.settings,
      solver,
      isBusy,
      isSending,
      report: (root) => this.#report(root),
      fault: (error, root) => this.fault(error, root),
    });
  }

  /** To be called once the client has had the answer to `initialize`. */
  begin(): void {
    void this.#begin();
  }

  end(): void {
    this.#isOver = true;
    if (this.#refreshTimer !== null) clearTimeout(this.#refreshTimer);
    this.#stir();
    this.#loop.end();
    this.#search?.abort();
    if (this.#searchTimer !== null) clearTimeout(this.#searchTimer);
  }

  /** Says in the client's log that something of ours went wrong. */
  fault(error: unknown, during: string): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.connection.console.error(`calm: internal fault at ${during}: ${text}`);
  }

  /** Has the editor show a sentence. */
  tell(type: MessageType, message: string): void {
    void this.connection.sendNotification(ShowMessageNotification.type, { type, message });
  }

  /** The text of an open document, for what needs no program. */
  text(uri: string): Document | null {
    return this.files.openAt(locationOf(uri))?.document ?? null;
  }

  /** The open document of a request, with the first program that has it; null for one that is not open. */
  document(uri: string): OpenDocument | null {
    const location = locationOf(uri);
    const open = this.files.openAt(location);
    const view = open === undefined ? null : this.programs.viewOf(location);
    return open === undefined || view === null ? null : { location, document: open.document, view };
  }

  /** The same with the offset of the request's position. */
  at({ textDocument, position }: TextDocumentPositionParams): DocumentPlace | null {
    const open = this.document(textDocument.uri);
    return open === null ? null : { ...open, offset: this.translation.offset(open.document, position) };
  }

  /** The same with a program that may know less of the names than their declarations: it is there at once. */
  atNames({ textDocument, position }: TextDocumentPositionParams): DocumentPlace | null {
    const location = locationOf(textDocument.uri);
    const open = this.files.openAt(location);
    const view = open === undefined ? null : this.programs.namesOf(location);
    if (open === undefined || view === null) return null;
    const { document } = open;
    return { location, document, view, offset: this.translation.offset(document, position) };
  }

  /** A place that the server named before, in a file that may be on the disk only. */
  documentPlace(uri: string, position: Position): DocumentPlace | null {
    const location = locationOf(uri);
    const document = this.files.read(location);
    const view = this.programs.viewOf(location);
    if ("problem" in document || view === null) return null;
    return { location, document, view, offset: this.translation.offset(document, position) };
  }

  /** Every file of the workspace, those that are open, and what they include. */
  *allDocuments(): Iterable<Document> {
    const { graph } = this.programs;
    const locations = new Set(graph.roots.flatMap((root) => graph.membersOf(root)));
    for (const location of locations) {
      const document = this.files.read(location);
      if (!("problem" in document)) yield document;
    }
  }

  /** All programs that have a file. */
  viewsOf(location: string): readonly ProgramView[] {
    return this.programs.graph
      .rootsOf(location)
      .map((root) => this.programs.viewFrom(root))
      .filter((view) => view !== null);
  }

  /** Waits, not longer than so many milliseconds, until nothing more will be concluded of a document. */
  async concluded(uri: string, milliseconds: number): Promise<void> {
    await Promise.race([this.#loop.concluded(locationOf(uri)), pause(milliseconds)]);
  }

  /** Waits until all programs are concluded. */
  settled(): Promise<void> {
    return this.#loop.settled();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Waits until more is concluded of some program, or the request is taken back. */
  nextReport(token: CancellationToken): Promise<void> {
    return new Promise((resolve) => {
      this.#watching.push(resolve);
      token.onCancellationRequested(() => resolve());
    });
  }

  opened(uri: string, version: number, text: string): void {
    const location = this.files.open(uri, version, text);
    this.#lookAtDisk();
    this.programs.changed(location);
    this.#touch(0);
  }

  changed({ textDocument, contentChanges }: DidChangeTextDocumentParams): void {
    const location = locationOf(textDocument.uri);
    this.files.change(
      location,
      textDocument.version,
      contentChanges.map((change) => (text) => this.#changeOf(change, text)),
    );
    this.programs.changed(location);
    this.#touch(this.settings.client.debounce);
  }

  closed(uri: string): void {
    const location = locationOf(uri);
    this.files.close(location);
    this.tokens.forget(location);
    this.programs.changed(location);
    this.#publisher.closed(location);
    this.#publisher.sweep();
    this.#touch(0);
  }

  saved(): void {
    this.#lookAtDisk();
    this.#touch(0);
  }

  watched({ changes }: DidChangeWatchedFilesParams): void {
    const { baselines } = this.settings;
    for (const { uri, type } of changes) {
      const location = locationOf(uri);
      const name = basename(location);
      this.files.forget(location);
      this.programs.changed(location);
      if (name === configName || baselines.has(location)) this.settings.forgetConfigs();
      if (type !== FileChangeType.Changed || !isRuleFile(name)) this.searchAgain();
    }
    this.#touch(this.settings.client.debounce);
  }

  foldersChanged(added: readonly WorkspaceFolder[], removed: readonly WorkspaceFolder[]): void {
    for (const { uri } of removed) this.#folders.delete(locationOf(uri));
    for (const { uri } of added) this.#folders.add(locationOf(uri));
    this.searchAgain();
  }

  async configured(sent: unknown): Promise<void> {
    await this.#askSettings(sent);
    this.searchAgain();
    this.#touch(0);
  }

  /** Whether the workspace has more files than may be checked. */
  get isCapped(): boolean {
    return this.#isCapped;
  }

  /**
   * Looks for the rule files of the workspace and has them all checked; resolves when they are, or when
   * it is cancelled, after which the rest waits for the next change.
   */
  async checkWorkspace(progress: Progress | null, token: CancellationToken): Promise<void> {
    const listener = token.onCancellationRequested(() => {
      this.#search?.abort();
      this.#loop.leaveClosed();
    });
    progress?.begin("Checking rule files", 0, "", true);
    await this.#searchFolders();
    const all = Math.max(1, this.programs.graph.roots.length);
    let shown = 0;
    const settled = this.settled().then(() => true);
    while (!token.isCancellationRequested && !(await Promise.race([settled, this.nextReport(token)]))) {
      const percentage = Math.floor((100 * Math.max(0, all - this.#loop.remaining)) / all);
      if (percentage === shown) continue;
      shown = percentage;
      progress?.report(percentage, `${String(all - this.#loop.remaining)} of ${String(all)}`);
    }
    progress?.done();
    listener.dispose();
  }

  /** Files may have come or gone. */
  searchAgain(): void {
    if (!this.#isReady) return;
    if (this.#searchTimer !== null) clearTimeout(this.#searchTimer);
    this.#searchTimer = setTimeout(() => void this.#searchFolders(), searchMilliseconds);
  }

  async #begin(): Promise<void> {
    const { client, connection } = this;
    await Promise.race([this.#askSettings(null), pause(settingsMilliseconds)]);
    this.#isReady = true;
    this.#touch(0);
    if (client.registersConfiguration) {
      this.#ask(connection.client.register(DidChangeConfigurationNotification.type, { section: "calm" }));
    }
    if (client.watchesFiles) {
      const watchers = ["**/*.{dl,calm}", `**/${configName}`, "**/.gitignore"].map((globPattern) => ({
        globPattern,
      }));
      this.#ask(connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
    }
    const progress = client.progress && this.#folders.size > 0 ? await this.#progress() : null;
    await this.checkWorkspace(progress, progress?.token ?? CancellationToken.None);
  }

  async #progress(): Promise<WorkDoneProgressServerReporter | null> {
    try {
      return await this.connection.window.createWorkDoneProgress();
    } catch {
      return null;
    }
  }

  /** What a client refuses is left undone. */
  #ask(asked: Promise<unknown>): void {
    asked.catch(() => undefined);
  }

  async #askSettings(sent: unknown): Promise<void> {
    let settings: unknown = sent;
    if (this.client.configuration) {
      try {
        settings = await this.connection.workspace.getConfiguration("calm");
      } catch {
        // It says that it can and does not: then it has set nothing.
      }
    } else if (typeof sent === "object" && sent !== null && "calm" in sent) settings = sent.calm;
    this.settings.client = clientSettings(settings ?? this.client.settings);
  }

  /**
   * Looks for rule files, and has what is found checked; resolves before it is. A search that another
   * one overtakes ends with that one.
   */
  #searchFolders(): Promise<void> {
    this.#search?.abort();
    const search = new AbortController();
    this.#search = search;
    this.#searched = this.#searchUntil(search.signal);
    return this.#searched;
  }

  async #searchUntil(signal: AbortSignal): Promise<void> {
    const result = await searchWorkspace([...this.#folders], this.settings, signal);
    if (result === null) {
      if (this.#search?.signal !== signal) await this.#searched;
      return;
    }
    const { files, isCapped } = result;
    this.#isCapped = isCapped;
    this.#watchBaselines();
    for (const location of this.programs.found) if (!files.has(location)) this.programs.remove(location);
    for (const location of files) if (!this.programs.found.has(location)) this.programs.add(location);
    this.#lookAtDisk();
    this.#publisher.sweep();
    this.#touch(0);
  }

  /** A baseline may have any name. */
  #watchBaselines(): void {
    if (!this.client.watchesFiles) return;
    const names = [...this.settings.baselines]
      .map((path) => basename(path))
      .filter((name) => !this.#watchedBaselines.has(name));
    if (names.length === 0) return;
    for (const name of names) this.#watchedBaselines.add(name);
    const watchers = names.map((name) => ({ globPattern: `**/${name}` }));
    this.#ask(this.connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
  }

  /** A client that does not watch files may have had them change unseen. */
  #lookAtDisk(): void {
    if (this.client.watchesFiles) return;
    this.settings.forgetConfigs();
    for (const location of this.files.forgetChanged()) this.programs.changed(location);
  }

  #touch(milliseconds: number): void {
    if (this.#isReady) this.#loop.touch(milliseconds);
  }

  #report(root: string): void {
    if (!this.client.pullsDiagnostics) this.#publisher.report(root);
    this.#refreshIfNew(root);
    this.#status?.report(root);
    this.#stir();
  }

  /**
   * What a client has asked for holds for what was concluded quickly. When more is concluded, or a
   * change of one file says more of another one, it has to ask again.
   */
  #refreshIfNew(root: string): void {
    const isOpen = this.programs.graph
      .membersOf(root)
      .some((member) => this.files.openAt(member) !== undefined);
    if (isOpen ? this.programs.stageOf(root) !== "quick" : this.client.pullsDiagnostics) this.#refreshSoon();
  }

  /** Has the client ask again for what it shows; once for all that is concluded in a short while. */
  #refreshSoon(): void {
    if (this.#refreshTimer !== null) return;
    this.#refreshTimer = setTimeout(() => {
      this.#refreshTimer = null;
      const { client, connection } = this;
      const { languages } = connection;
      if (client.pullsDiagnostics && client.refreshesDiagnostics) this.#ask(languages.diagnostics.refresh());
      if (client.refreshesInlayHints) this.#ask(languages.inlayHint.refresh());
      if (client.refreshesCodeLenses) this.#ask(connection.sendRequest(CodeLensRefreshRequest.type));
      // The tokens of the document that is typed in are asked for anyway.
      const isAlone = [...this.files.opened].length < 2;
      if (client.refreshesSemanticTokens && !isAlone) this.#ask(languages.semanticTokens.refresh());
    }, refreshMilliseconds);
  }

  #stir(): void {
    const watching = this.#watching;
    this.#watching = [];
    for (const resolve of watching) resolve();
  }

  #changeOf(change: TextDocumentContentChangeEvent, text: Source): DocumentEdit {
    if (!("range" in change)) return { start: 0, end: text.text.length, text: change.text };
    return { ...this.translation.span(text, change.range), text: change.text };
  }

  #complain(problem: string): void {
    if (this.#complaints.has(problem)) return;
    this.#complaints.add(problem);
    this.tell(MessageType.Warning, `calm: ${problem}`);
  }
}

function foldersOf(params: InitializeParams): readonly Pick<WorkspaceFolder, "uri">[] {
  const { workspaceFolders } = params;
  if (workspaceFolders !== undefined && workspaceFolders !== null) return workspaceFolders;
  // Older clients have one folder, and name it so.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const { rootUri } = params;
  return rootUri === null ? [] : [{ uri: rootUri }];
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
