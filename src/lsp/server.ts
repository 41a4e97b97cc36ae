import type { Readable, Writable } from "node:stream";
import { createConnection, type WatchDog } from "vscode-languageserver";
import {
  createProtocolConnection,
  LSPErrorCodes,
  StreamMessageWriter,
  type InitializeResult,
  type Message,
  type ResponseMessage,
} from "vscode-languageserver/node";
import { version } from "../node/version.ts";
import { Z3Solver } from "../node/z3-solver.ts";
import { tuneEngine } from "./engine-flags.ts";
import { capabilitiesFor, connect } from "./features.ts";
import { MessageGate } from "./message-gate.ts";
import { watchParent } from "./parent-process.ts";
import { Session } from "./session.ts";

/**
 * Serves one client until it says `exit`, its input ends, or its process is gone; then ends this
 * process, with 0 after a `shutdown` and with 1 without.
 */
export function serve(input: Readable, output: Writable): void {
  tuneEngine();
  const writer = new StreamMessageWriter(output);
  const gate = new MessageGate(input, (refusal) => void writer.write(refusal));
  const solver = new Z3Solver();
  const end = (): never => {
    solver.kill();
    process.exit(gate.isShutDown ? 0 : 1);
  };
  output.on("error", end);
  input.on("end", end).on("close", end);

  const watchDog: WatchDog = {
    shutdownReceived: false,
    initialize: ({ processId }) => watchParent(processId, end),
    exit: end,
  };
  const connection = createConnection(
    (logger) =>
      createProtocolConnection(gate, writer, logger, {
        connectionStrategy: {
          cancelUndispatched: (message) => {
            gate.taken(message);
            return cancelled(message);
          },
        },
        messageStrategy: {
          handleMessage: (message, next) => {
            gate.taken(message);
            return next(message);
          },
        },
      }),
    watchDog,
  );
  let session: Session | null = null;
  connection.onInitialize((params): InitializeResult => {
    session = new Session({
      connection,
      params,
      solver,
      isBusy: () => gate.isBusy,
      isSending: () => output.writableLength > 0,
    });
    connect(connection, session);
    return { capabilities: capabilitiesFor(session.client), serverInfo: { name: "calm", version } };
  });
  connection.onInitialized(() => session?.begin());
  connection.onShutdown(() => session?.end());
  connection.listen();
}

/** The answer to a request that is taken back before anything was done for it. */
function cancelled({ jsonrpc }: Message): ResponseMessage {
  return { jsonrpc, id: null, error: { code: LSPErrorCodes.RequestCancelled, message: "cancelled" } };
}
