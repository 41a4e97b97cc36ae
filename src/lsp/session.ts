import { basename } from "node:path";
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type Connection,
  type DidChangeTextDocumentParams,
  type DidChangeWatchedFilesParams,
  type InitializeParams,
  type TextDocumentContentChangeEvent,
  type WorkspaceFolder,
} from "vscode-languageserver/node";
import { configName } from "../node/config.ts";
import { isRuleFile } from "../node/rule-files.ts";
import type { Z3Solver } from "../node/z3-solver.ts";
import type { Document } from "../syntax/document.ts";
import { CheckLoop } from "./check-loop.ts";
import { clientOf, type Client } from "./client.ts";
import { clientSettings } from "./client-settings.ts";
import { DiagnosticsPublisher } from "./diagnostics-publisher.ts";
import { locationOf } from "./file-location.ts";
import { Files, type Change } from "./files.ts";
import { offsetAt } from "./position-encoding.ts";
import { Programs } from "./programs.ts";
import { Settings } from "./project-settings.ts";
import { searchWorkspace } from "./workspace-search.ts";

export interface SessionParts {
  readonly connection: Connection;
  readonly params: InitializeParams;
  readonly solver: Z3Solver;
  readonly isBusy: () => boolean;
}

/** So long may a client take to say what it has set, before its files are checked. */
const settingsMilliseconds = 500;

/** So long must the disk rest before the workspace is searched again. */
const searchMilliseconds = 200;

/** What the server knows while it serves one client: documents, folders, settings, conclusions. */
export class Session {
  readonly client: Client;
  readonly files = new Files();
  readonly settings: Settings;
  readonly programs: Programs;
  readonly connection: Connection;
  readonly #publisher: DiagnosticsPublisher;
  readonly #loop: CheckLoop;
  readonly #folders: Set<string>;
  readonly #complaints = new Set<string>();
  #search: AbortController | null = null;
  #searchTimer: NodeJS.Timeout | null = null;
  #isReady = false;

  constructor({ connection, params, solver, isBusy }: SessionParts) {
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
      versionOf: (location) => this.files.openAt(location)?.version ?? null,
    });
    this.#publisher = new DiagnosticsPublisher(connection, this.files, this.programs);
    this.#loop = new CheckLoop({
      files: this.files,
      programs: this.programs,
      settings: this.settings,
      solver,
      isBusy,
      report: (root) => this.#report(root),
      fault: (error, root) => this.fault(error, root),
    });
  }

  /** To be called once the client has had the answer to `initialize`. */
  begin(): void {
    void this.#begin();
  }

  end(): void {
    this.#loop.end();
    this.#search?.abort();
    if (this.#searchTimer !== null) clearTimeout(this.#searchTimer);
  }

  /** Says in the client's log that something of ours went wrong. */
  fault(error: unknown, during: string): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.connection.console.error(`calm: internal fault at ${during}: ${text}`);
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
      contentChanges.map((change) => (document) => this.#changeOf(change, document)),
    );
    this.programs.changed(location);
    this.#touch(this.settings.client.debounce);
  }

  closed(uri: string): void {
    const location = locationOf(uri);
    this.files.close(location);
    this.#publisher.closed(location);
    this.programs.changed(location);
    this.#touch(0);
  }

  saved(): void {
    this.#lookAtDisk();
    this.#touch(0);
  }

  watched({ changes }: DidChangeWatchedFilesParams): void {
    for (const { uri, type } of changes) {
      const location = locationOf(uri);
      const name = basename(location);
      this.files.forget(location);
      this.programs.changed(location);
      if (name === configName) this.settings.forgetConfigs();
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
    await this.#searchFolders();
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

  async #searchFolders(): Promise<void> {
    this.#search?.abort();
    const search = new AbortController();
    this.#search = search;
    const result = await searchWorkspace([...this.#folders], this.settings, search.signal);
    if (result === null) return;
    const { files: found } = result;
    if (this.#search === search) this.#search = null;
    for (const location of this.programs.found) if (!found.has(location)) this.programs.remove(location);
    for (const location of found) if (!this.programs.found.has(location)) this.programs.add(location);
    this.#lookAtDisk();
    this.#touch(0);
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
  }

  #changeOf(change: TextDocumentContentChangeEvent, document: Document): Change {
    if (!("range" in change)) return { start: 0, end: document.text.length, text: change.text };
    const start = offsetAt(document, change.range.start, this.client.encoding);
    const end = offsetAt(document, change.range.end, this.client.encoding);
    return { start: Math.min(start, end), end: Math.max(start, end), text: change.text };
  }

  #complain(problem: string): void {
    if (this.#complaints.has(problem)) return;
    this.#complaints.add(problem);
    this.connection.window.showWarningMessage(`calm: ${problem}`);
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
