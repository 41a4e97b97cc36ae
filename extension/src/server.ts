import { delimiter, join } from "node:path";
import type { Uri } from "vscode";
import { Disposable, window, workspace, type ExtensionContext, type LogOutputChannel } from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  State,
  TransportKind,
  type CancellationToken,
  type ErrorHandler,
} from "vscode-languageclient/node";
import { clientCommands, type InitializationOptions, type Status } from "./protocol.ts";
import { Restarts } from "./restarts.ts";

/** A server that goes down more often than this within the time is not started again by itself. */
const restartsMost = 4;
const restartsWithin = 3 * 60_000;

/**
 * The language server and its process. It is started again when it goes down, until it has done so
 * too often; then the user is asked.
 */
export class Server implements Disposable {
  readonly #client: LanguageClient;
  readonly #output: LogOutputChannel;
  readonly #restarts = new Restarts(restartsMost, restartsWithin);
  readonly #statusListeners = new Set<(status: Status) => void>();
  readonly #stateListeners = new Set<(stopped: boolean) => void>();

  constructor(context: ExtensionContext, output: LogOutputChannel) {
    this.#output = output;
    const module = join(context.extensionPath, "server.cjs");
    const options: InitializationOptions = { clientCommands, status: true, hoversDiagnostics: true };
    this.#client = new LanguageClient(
      "calm",
      "CALM Datalog",
      { module, transport: TransportKind.stdio, options: { env: environment() } },
      {
        documentSelector: [
          { language: "calm", scheme: "file" },
          { language: "calm", scheme: "untitled" },
        ],
        outputChannel: output,
        initializationOptions: options,
        markdown: { isTrusted: { enabledCommands: clientCommands } },
        errorHandler: this.#errorHandler(),
        progressOnInitialization: false,
      },
    );
    this.#client.onNotification("calm/status", (status: Status) => {
      for (const listener of this.#statusListeners) listener(status);
    });
    this.#client.onDidChangeState(({ newState }) => {
      for (const listener of this.#stateListeners) listener(newState === State.Stopped);
    });
  }

  /** Never rejects: what prevents the start is shown. */
  async start(): Promise<void> {
    try {
      await this.#client.start();
    } catch (error) {
      this.#output.error(`the server does not start: ${String(error)}`);
      this.#askToRestart("The server of CALM Datalog does not start.");
    }
  }

  async restart(): Promise<void> {
    this.#restarts.forget();
    try {
      if (this.#client.isRunning()) await this.#client.restart();
      else await this.#client.start();
    } catch (error) {
      this.#output.error(`the server does not start again: ${String(error)}`);
      this.#askToRestart("The server of CALM Datalog does not start again.");
    }
  }

  /** The answer to a request of `protocol.ts`; null when there is none, after telling the user why. */
  async ask<Answer>(method: string, params: unknown, cancel?: CancellationToken): Promise<Answer | null> {
    if (!this.#client.isRunning()) {
      this.#askToRestart("The server of CALM Datalog is not running.");
      return null;
    }
    try {
      return await (cancel === undefined
        ? this.#client.sendRequest<Answer>(method, params)
        : this.#client.sendRequest<Answer>(method, params, cancel));
    } catch (error) {
      if (cancel?.isCancellationRequested === true) return null;
      this.#output.error(`${method}: ${String(error)}`);
      void this.#offer(`CALM Datalog: ${error instanceof Error ? error.message : String(error)}`, ["Output"]);
      return null;
    }
  }

  onStatus(listener: (status: Status) => void): Disposable {
    this.#statusListeners.add(listener);
    return new Disposable(() => this.#statusListeners.delete(listener));
  }

  /** Whether it has stopped: false while it starts and while it runs. */
  onState(listener: (stopped: boolean) => void): Disposable {
    this.#stateListeners.add(listener);
    return new Disposable(() => this.#stateListeners.delete(listener));
  }

  /** Of the editor's kind, from how the server writes it. */
  toUri(uri: string): Uri {
    return this.#client.protocol2CodeConverter.asUri(uri);
  }

  fromUri(uri: Uri): string {
    return this.#client.code2ProtocolConverter.asUri(uri);
  }

  dispose(): void {
    void this.#client.dispose();
  }

  #errorHandler(): ErrorHandler {
    return {
      error: (error, _message, count) => {
        this.#output.error(`connection: ${error.message}`);
        return { action: count !== undefined && count <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown };
      },
      closed: () => {
        if (this.#restarts.mayRestart(Date.now())) {
          this.#output.warn("the server went down and is started again");
          return { action: CloseAction.Restart, handled: true };
        }
        const message = `The server of CALM Datalog went down ${String(restartsMost + 1)} times within 3 minutes and is not started again by itself.`;
        this.#output.error(message);
        this.#askToRestart(message);
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  #askToRestart(message: string): void {
    void this.#offer(message, ["Restart", "Output"]);
  }

  async #offer(message: string, choices: readonly ("Restart" | "Output")[]): Promise<void> {
    const chosen = await window.showErrorMessage(message, ...choices);
    if (chosen === "Restart") await this.restart();
    if (chosen === "Output") this.#output.show();
  }
}

/** Has the server find the solver where a workspace that is trusted has installed it. */
function environment(): NodeJS.ProcessEnv {
  if (!workspace.isTrusted) return process.env;
  const folders = workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === "file") ?? [];
  const paths = folders.map(({ uri }) => join(uri.fsPath, "node_modules"));
  return {
    ...process.env,
    NODE_PATH: [process.env["NODE_PATH"] ?? "", ...paths].filter(Boolean).join(delimiter),
  };
}
