/// <reference lib="dom" />
import type { SolverReply } from "./browser-solver.ts";

/**
 * Z3 in a worker. It is a classic one, unlike the others: the script of Z3 is no module, and each of
 * its threads is that script again. What it is sent it evaluates, one text at a time, and it sends
 * back what Z3 prints; the first it sends by itself, once Z3 is there or cannot be.
 */
const folder = new URL("solver/", location.href);

declare function importScripts(...addresses: readonly string[]): void;

interface Z3Module {
  readonly HEAPU32: Uint32Array<SharedArrayBuffer>;
  readonly _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
  readonly _Z3_mk_config: () => number;
  readonly _Z3_mk_context: (config: number) => number;
  /** Errors are then printed, and do not end it. */
  readonly _set_noop_error_handler: (context: number) => void;
  readonly _async_Z3_eval_smtlib2_string: (context: number, text: number) => void;
  /** What the function gives in the end that this call begins. */
  readonly async_call: (call: () => void) => Promise<string>;
}

declare function initZ3(settings: {
  readonly mainScriptUrlOrBlob: string;
  readonly locateFile: (name: string) => string;
}): Promise<Z3Module>;

const script = new URL("z3-worker.js", folder).href;

function reply(message: SolverReply): void {
  postMessage(message);
}

async function start(): Promise<void> {
  importScripts(script);
  const z3 = await initZ3({
    mainScriptUrlOrBlob: script,
    locateFile: (name) => new URL(name, folder).href,
  });
  const context = z3._Z3_mk_context(z3._Z3_mk_config());
  z3._set_noop_error_handler(context);
  addEventListener("message", ({ data }: MessageEvent<string>) => {
    void evaluated(z3, context, data).then((text) => reply({ kind: "printed", text }));
  });
  reply({ kind: "ready" });
}

/** The thread that reads the text does so after the call, so it is kept until there is an answer. */
async function evaluated(z3: Z3Module, context: number, text: string): Promise<string> {
  const bytes = new TextEncoder().encode(`${text}\0`);
  const address = z3._malloc(bytes.length);
  new Uint8Array(z3.HEAPU32.buffer).set(bytes, address);
  try {
    return await z3.async_call(() => z3._async_Z3_eval_smtlib2_string(context, address));
  } catch {
    return "";
  } finally {
    z3._free(address);
  }
}

start().catch((error: unknown) => reply({ kind: "trouble", words: String(error) }));
