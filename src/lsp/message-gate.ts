import type { Readable } from "node:stream";
import {
  AbstractMessageReader,
  ErrorCodes,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
} from "vscode-languageserver/node";
import { wrongParams } from "./wrong-params.ts";

/** An answer that the gate gives in place of the server. */
export interface Refusal extends Message {
  readonly id: number | string | null;
  readonly error: { readonly code: number; readonly message: string };
}

/** Larger messages are not read: no rule file is so long. */
const lengthMax = 1 << 28;

/** So much may stand before the end of a header. */
const headerMax = 1 << 16;

/**
 * Cuts a stream into messages, and lets through only what the server can take: well-formed messages
 * with the parameters that their methods have, requests between `initialize` and `shutdown`. What
 * else is asked is refused with the error that the protocol names; what else is told is dropped.
 *
 * After bytes that are no message it goes on at the next header.
 */
export class MessageGate extends AbstractMessageReader implements MessageReader {
  readonly #input: Readable;
  readonly #refuse: (refusal: Refusal) => void;
  #chunks: Buffer[] = [];
  #length = 0;
  /** The bytes of the body that is awaited; null before its header. */
  #awaited: number | null = null;
  #stage: "before" | "running" | "after" = "before";
  /** What was let through and not taken, as the connection's queue has it: of requests of one id, the last. */
  readonly #waiting = new Set<unknown>();

  constructor(input: Readable, refuse: (refusal: Refusal) => void) {
    super();
    this.#input = input;
    this.#refuse = refuse;
  }

  /** Whether messages wait that were let through: then what is worked out now may be stale at once. */
  get isBusy(): boolean {
    return this.#waiting.size > 0;
  }

  get isShutDown(): boolean {
    return this.#stage === "after";
  }

  /** To be called with each message that the server begins to work on, or never will as it was taken back. */
  taken(message: Message): void {
    this.#waiting.delete(waitingKey(message));
  }

  listen(callback: DataCallback): Disposable {
    const take = (chunk: Buffer): void => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      for (let message = this.#next(); message !== null; message = this.#next()) {
        if (message.kind === "refused") this.#refuse(refusal(null, message.code, message.problem));
        else this.#pass(message.value, callback);
      }
    };
    const fail = (error: Error): void => this.fireError(error);
    const close = (): void => this.fireClose();
    this.#input.on("data", take).on("error", fail).on("close", close);
    return { dispose: () => this.#input.off("data", take).off("error", fail).off("close", close) };
  }

  #next(): Cut | null {
    if (this.#awaited === null) {
      const cut = this.#header();
      if (cut !== null) return cut;
    }
    if (this.#awaited === null || this.#length < this.#awaited) return null;
    const body = this.#take(this.#awaited).toString("utf8");
    this.#awaited = null;
    try {
      return { kind: "value", value: JSON.parse(body) as unknown };
    } catch {
      return { kind: "refused", code: ErrorCodes.ParseError, problem: "the message is not JSON" };
    }
  }

  /** Reads a header if it is complete; what is no header goes up to the next one. */
  #header(): Cut | null {
    const bytes = this.#all();
    const text = bytes.subarray(0, headerMax).toString("latin1");
    const end = text.indexOf("\r\n\r\n");
    if (end < 0 && text.length < headerMax) return null;
    const header = end < 0 ? text : text.slice(0, end);
    const length = Number(/^content-length:[ \t]*(\d+)[ \t]*$/im.exec(header)?.[1] ?? Number.NaN);
    if (end >= 0 && length <= lengthMax) {
      this.#take(end + 4);
      this.#awaited = length;
      return null;
    }
    const next = header.toLowerCase().indexOf("content-length:", 1);
    this.#take(next > 0 ? next : end < 0 ? header.length : end + 4);
    return {
      kind: "refused",
      code: ErrorCodes.ParseError,
      problem: "no header with a length stands before the message",
    };
  }

  #all(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #take(count: number): Buffer {
    const all = this.#all();
    this.#chunks = count < all.length ? [all.subarray(count)] : [];
    this.#length -= count;
    return all.subarray(0, count);
  }

  #pass(value: unknown, callback: DataCallback): void {
    if (!isRecord(value)) {
      this.#refuse(refusal(null, ErrorCodes.InvalidRequest, "a message is an object"));
      return;
    }
    const { method, params } = value;
    const isRequest = "id" in value && method !== undefined;
    const id = typeof value["id"] === "string" || typeof value["id"] === "number" ? value["id"] : null;
    if (method === undefined && (id === null || !("result" in value || "error" in value))) {
      this.#refuse(refusal(id, ErrorCodes.InvalidRequest, "neither a request nor an answer"));
      return;
    }
    if (method !== undefined) {
      const wrong = this.#wrong(method, params, isRequest, id);
      if (wrong !== null) {
        if (isRequest) this.#refuse(refusal(id, wrong.code, wrong.problem));
        return;
      }
      if (method === "initialize") this.#stage = "running";
      if (method === "shutdown") this.#stage = "after";
    }
    if (method !== undefined && method !== "$/cancelRequest") this.#waiting.add(waitingKey(value));
    callback(value as unknown as Message);
  }

  #wrong(method: unknown, params: unknown, isRequest: boolean, id: number | string | null): Wrong | null {
    if (typeof method !== "string" || (isRequest && id === null))
      return { code: ErrorCodes.InvalidRequest, problem: "a request has a method and an id" };
    if (method === "exit") return null;
    if (this.#stage === "before" && method !== "initialize")
      return { code: ErrorCodes.ServerNotInitialized, problem: "the first request is `initialize`" };
    if (this.#stage === "after")
      return { code: ErrorCodes.InvalidRequest, problem: "nothing is done after `shutdown`" };
    if (this.#stage === "running" && method === "initialize")
      return { code: ErrorCodes.InvalidRequest, problem: "the server is initialized already" };
    const problem = wrongParams(method, params);
    return problem === null ? null : { code: ErrorCodes.InvalidParams, problem };
  }
}

type Cut =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "refused"; readonly code: number; readonly problem: string };

interface Wrong {
  readonly code: number;
  readonly problem: string;
}

/** A request by its id, anything else by itself. */
function waitingKey(message: object): unknown {
  return "id" in message ? String(message.id) : message;
}

function refusal(id: number | string | null, code: number, message: string): Refusal {
  return { jsonrpc: "2.0", id, error: { code, message } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
