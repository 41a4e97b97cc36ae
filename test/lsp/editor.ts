import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";
import type { Diagnostic, PublishDiagnosticsParams } from "vscode-languageserver/node";

const command = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** An answer or a message of the server, as it came. */
export interface Incoming {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface EditorOptions {
  /** The folders of the workspace, by their paths. */
  readonly folders?: readonly string[];
  readonly capabilities?: object;
  readonly initializationOptions?: object;
  /** What `workspace/configuration` is answered with. */
  readonly settings?: object;
}

/** An editor at the other end of `calm lsp --stdio`, which ends with the test. */
export class Editor {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers = new Map<number | string, (answer: Incoming) => void>();
  readonly #listeners = new Set<(message: Incoming) => void>();
  /** Whatever came that is no answer to a request. */
  readonly messages: Incoming[] = [];
  /** The answers to requests that were not made, and refusals without an id. */
  readonly strays: Incoming[] = [];
  settings: object = {};
  readonly ended: Promise<number | null>;
  #bytes = Buffer.alloc(0);
  #last = 0;

  constructor() {
    this.#child = spawn(process.execPath, [command, "lsp", "--stdio"], { stdio: "pipe" });
    this.#child.stdout.on("data", (data: Buffer) => this.#take(data));
    this.#child.stderr.pipe(process.stderr);
    this.#child.stdin.on("error", () => undefined);
    this.ended = new Promise((resolve) => this.#child.on("exit", resolve));
    onTestFinished(() => void this.#child.kill("SIGKILL"));
  }

  /** An editor that has said `initialize` and `initialized`. */
  static async open(options: EditorOptions = {}): Promise<Editor> {
    const editor = new Editor();
    editor.settings = options.settings ?? {};
    await editor.request("initialize", initializeParams(options));
    editor.notify("initialized", {});
    return editor;
  }

  /** Fails when the server answers with an error. */
  async request<R>(method: string, params?: unknown): Promise<R> {
    const answer = await this.ask(method, params);
    if (answer.error !== undefined) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
    return answer.result as R;
  }

  ask(method: string, params?: unknown, id: number | string = ++this.#last): Promise<Incoming> {
    const answer = this.answerTo(id);
    this.send({ jsonrpc: "2.0", id, method, ...(params === undefined ? {} : { params }) });
    return answer;
  }

  /** The answer to a request of that id, which is still to be sent. */
  answerTo(id: number | string): Promise<Incoming> {
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  notify(method: string, params: unknown): void {
    this.send({ jsonrpc: "2.0", method, params });
  }

  send(message: unknown): void {
    const body = Buffer.from(JSON.stringify(message));
    this.sendBytes(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  sendBytes(bytes: Uint8Array | string): void {
    this.#child.stdin.write(bytes);
  }

  endInput(): void {
    this.#child.stdin.end();
  }

  get processId(): number {
    return this.#child.pid ?? 0;
  }

  openDocument(uri: string, text: string, version = 1): void {
    this.notify("textDocument/didOpen", { textDocument: { uri, languageId: "calm", version, text } });
  }

  changeDocument(uri: string, version: number, contentChanges: readonly object[]): void {
    this.notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges });
  }

  /** The first message that satisfies the condition, of those that came already or will come. */
  message(condition: (message: Incoming) => boolean): Promise<Incoming> {
    const known = this.messages.find(condition);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve) => {
      const listen = (message: Incoming): void => {
        if (!condition(message)) return;
        this.#listeners.delete(listen);
        resolve(message);
      };
      this.#listeners.add(listen);
    });
  }

  /** What is published of a document once it satisfies the condition. */
  async published(
    uri: string,
    condition: (params: PublishDiagnosticsParams) => boolean = () => true,
  ): Promise<readonly Diagnostic[]> {
    const { params } = await this.message((message) => {
      const params = publishedIn(message);
      return params?.uri === uri && condition(params);
    });
    return (params as PublishDiagnosticsParams).diagnostics;
  }

  /** What the editor shows for a document by now; null when nothing was ever published of it. */
  shown(uri: string): readonly Diagnostic[] | null {
    const all = this.messages.map(publishedIn).filter((params) => params?.uri === uri);
    return all.at(-1)?.diagnostics ?? null;
  }

  /** Of what came so far nothing counts any more. */
  forget(): void {
    this.messages.length = 0;
  }

  #take(data: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, data]);
    for (;;) {
      const end = this.#bytes.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/length: (\d+)/i.exec(this.#bytes.toString("latin1", 0, end))?.[1]);
      if (this.#bytes.length < end + 4 + length) return;
      const body = this.#bytes.toString("utf8", end + 4, end + 4 + length);
      this.#bytes = this.#bytes.subarray(end + 4 + length);
      this.#receive(JSON.parse(body) as Incoming);
    }
  }

  #receive(message: Incoming): void {
    if (message.method === undefined) {
      const answered = this.#answers.get(message.id ?? "");
      if (answered === undefined) this.strays.push(message);
      this.#answers.delete(message.id ?? "");
      answered?.(message);
      return;
    }
    if (message.id !== undefined) this.send({ jsonrpc: "2.0", id: message.id, result: this.#reply(message) });
    this.messages.push(message);
    for (const listen of this.#listeners) listen(message);
  }

  #reply({ method, params }: Incoming): unknown {
    if (method !== "workspace/configuration") return null;
    return (params as { readonly items: readonly unknown[] }).items.map(() => this.settings);
  }
}

export function initializeParams(options: EditorOptions = {}): object {
  return {
    processId: process.pid,
    rootUri: null,
    capabilities: options.capabilities ?? {
      workspace: { configuration: true, workspaceFolders: true },
    },
    workspaceFolders: (options.folders ?? []).map((path) => ({ uri: uriOf(path), name: path })),
    initializationOptions: options.initializationOptions ?? {},
  };
}

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

function publishedIn({ method, params }: Incoming): PublishDiagnosticsParams | null {
  return method === "textDocument/publishDiagnostics" ? (params as PublishDiagnosticsParams) : null;
}
