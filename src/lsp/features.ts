import {
  CompletionResolveRequest,
  DidChangeWorkspaceFoldersNotification,
  DocumentDiagnosticRequest,
  WorkspaceDiagnosticRequest,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  type CancellationToken,
  type Connection,
  type ServerCapabilities,
} from "vscode-languageserver/node";
import type { ExplainParams } from "../../extension/src/protocol.ts";
import { answerCheckWorkspace } from "./check-workspace.ts";
import { answerDocumentDiagnostics, answerWorkspaceDiagnostics } from "./diagnostics-pull.ts";
import { answerCompletion, answerCompletionResolve } from "./completion.ts";
import { explainPage } from "./explain-request.ts";
import { answerGraph } from "./graph-request.ts";
import {
  answerDocumentSymbols,
  answerIncoming,
  answerLinks,
  answerOutgoing,
  answerPrepareHierarchy,
  answerWorkspaceSymbols,
} from "./outline.ts";
import { answerRunScenario, answerScenarios } from "./scenario-requests.ts";
import { actionKinds, answerCodeActions } from "./code-actions.ts";
import { answerFolding, answerSelectionRanges } from "./ranges.ts";
import { answerLenses } from "./code-lenses.ts";
import { answerTokens, answerTokensDelta, answerTokensRange, tokensLegend } from "./semantic-tokens.ts";
import { answerCommand, serverCommands } from "./server-commands.ts";
import {
  answerFormatting,
  answerInlayHints,
  answerRangeFormatting,
  answerSignature,
  answerTypeFormatting,
} from "./typing.ts";
import { answerHover } from "./hover.ts";
import {
  answerDefinition,
  answerHighlights,
  answerLinkedEditing,
  answerPrepareRename,
  answerReferences,
  answerRename,
} from "./names.ts";
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
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    renameProvider: { prepareProvider: true },
    linkedEditingRangeProvider: true,
    documentSymbolProvider: true,
    workspaceSymbolProvider: true,
    documentLinkProvider: {},
    callHierarchyProvider: true,
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    semanticTokensProvider: { legend: tokensLegend, full: { delta: true }, range: true },
    inlayHintProvider: true,
    signatureHelpProvider: { triggerCharacters: ["(", ","], retriggerCharacters: [","] },
    completionProvider: { triggerCharacters: [".", "(", ","], resolveProvider: true },
    codeLensProvider: {},
    executeCommandProvider: { commands: Object.values(serverCommands) },
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: ".", moreTriggerCharacter: ["}", "\n"] },
    codeActionProvider: { codeActionKinds: [...actionKinds] },
    ...(client.pullsDiagnostics
      ? {
          diagnosticProvider: { identifier: "calm", interFileDependencies: true, workspaceDiagnostics: true },
        }
      : {}),
  };
}

/** Has each message of the client come to who answers it. */
export function connect(connection: Connection, session: Session): void {
  const told = toldTo(session);
  connection.onDidOpenTextDocument(
    told(({ textDocument: { uri, version, text } }) => session.opened(uri, version, text)),
  );
  connection.onDidChangeTextDocument(told((params) => session.changed(params)));
  connection.onDidCloseTextDocument(told(({ textDocument }) => session.closed(textDocument.uri)));
  connection.onDidSaveTextDocument(told(() => session.saved()));
  connection.onDidChangeWatchedFiles(told((params) => session.watched(params)));
  connection.onDidChangeConfiguration(told(({ settings }) => void session.configured(settings)));
  connection.onNotification(
    DidChangeWorkspaceFoldersNotification.type,
    told(({ event }) => session.foldersChanged(event.added, event.removed)),
  );

  const asked = askedOf(session);
  connection.onHover(asked(answerHover));
  connection.onDefinition(asked(answerDefinition));
  connection.onReferences(asked(answerReferences));
  connection.onDocumentHighlight(asked(answerHighlights));
  connection.onPrepareRename(asked(answerPrepareRename));
  connection.onRenameRequest(asked(answerRename));
  connection.languages.onLinkedEditingRange(asked(answerLinkedEditing));
  connection.onDocumentSymbol(asked(answerDocumentSymbols));
  connection.onWorkspaceSymbol(asked(answerWorkspaceSymbols));
  connection.onDocumentLinks(asked(answerLinks));
  connection.languages.callHierarchy.onPrepare(asked(answerPrepareHierarchy));
  connection.languages.callHierarchy.onIncomingCalls(asked(answerIncoming));
  connection.languages.callHierarchy.onOutgoingCalls(asked(answerOutgoing));
  connection.onFoldingRanges(asked(answerFolding));
  connection.onSelectionRanges(asked(answerSelectionRanges));
  connection.onCodeAction(asked(answerCodeActions));
  connection.languages.semanticTokens.on(asked(answerTokens));
  connection.languages.semanticTokens.onDelta(asked(answerTokensDelta));
  connection.languages.semanticTokens.onRange(asked(answerTokensRange));
  connection.languages.inlayHint.on(asked(answerInlayHints));
  connection.onSignatureHelp(asked(answerSignature));
  connection.onCompletion(asked(answerCompletion));
  connection.onRequest(CompletionResolveRequest.method, asked(answerCompletionResolve));
  connection.onCodeLens(asked(answerLenses));
  connection.onExecuteCommand(asked(answerCommand));
  connection.onDocumentFormatting(asked(answerFormatting));
  connection.onDocumentRangeFormatting(asked(answerRangeFormatting));
  connection.onDocumentOnTypeFormatting(asked(answerTypeFormatting));
  if (session.client.pullsDiagnostics) {
    connection.onRequest(DocumentDiagnosticRequest.method, asked(answerDocumentDiagnostics));
    connection.onRequest(WorkspaceDiagnosticRequest.method, asked(answerWorkspaceDiagnostics));
  }
  connection.onRequest("calm/graph", asked(answerGraph));
  connection.onRequest("calm/scenarios", asked(answerScenarios));
  connection.onRequest("calm/runScenario", asked(answerRunScenario));
  connection.onRequest("calm/explain", asked(answerExplain));
  connection.onRequest("calm/checkWorkspace", asked(answerCheckWorkspace));
}

function answerExplain(_: Session, params: ExplainParams): ReturnType<typeof explainPage> {
  return explainPage(params);
}

/** A notification is never answered: what goes wrong is said in the log. */
function toldTo(session: Session) {
  return <P>(handler: (params: P) => void) =>
    (params: P): void => {
      try {
        handler(params);
      } catch (error) {
        session.fault(error, "a notification");
      }
    };
}

/**
 * A request is answered with nothing when something of ours goes wrong, which is said in the log; one
 * that was taken back is not worked on.
 */
function askedOf(session: Session) {
  return <P, R>(answer: (session: Session, params: P, token: CancellationToken) => R | Promise<R>) =>
    async (params: P, token: CancellationToken): Promise<R | ResponseError<undefined> | null> => {
      const isCancelled = (): boolean => token.isCancellationRequested;
      if (isCancelled()) return cancelled();
      try {
        const result = await answer(session, params, token);
        return isCancelled() ? cancelled() : result;
      } catch (error) {
        if (error instanceof ResponseError) return error as ResponseError<undefined>;
        session.fault(error, answer.name);
        return null;
      }
    };
}

function cancelled(): ResponseError<undefined> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
}
