import {
  TextDocumentSyncKind,
  type DidChangeWorkspaceFoldersParams,
  type Connection,
  type ServerCapabilities,
} from "vscode-languageserver/node";
import type { Client } from "./client.ts";
import type { Session } from "./session.ts";

/** What the server says that it can do. */
export function capabilitiesFor(client: Client): ServerCapabilities {
  return {
    positionEncoding: client.encoding,
    textDocumentSync: {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: { includeText: false },
    },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
}

/** Has each message of the client come to who answers it. */
export function connect(connection: Connection, session: Session): void {
  const told = <P>(handler: (params: P) => void): ((params: P) => void) => {
    return (params) => {
      try {
        handler(params);
      } catch (error) {
        session.fault(error, "a notification");
      }
    };
  };
  connection.onDidOpenTextDocument(
    told(({ textDocument: { uri, version, text } }) => session.opened(uri, version, text)),
  );
  connection.onDidChangeTextDocument(told((params) => session.changed(params)));
  connection.onDidCloseTextDocument(told(({ textDocument }) => session.closed(textDocument.uri)));
  connection.onDidSaveTextDocument(told(() => session.saved()));
  connection.onDidChangeWatchedFiles(told((params) => session.watched(params)));
  connection.onDidChangeConfiguration(told(({ settings }) => void session.configured(settings)));
  connection.onNotification(
    "workspace/didChangeWorkspaceFolders",
    told(({ event }: DidChangeWorkspaceFoldersParams) => session.foldersChanged(event.added, event.removed)),
  );
}
