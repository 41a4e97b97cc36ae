import type { InitializeParams } from "vscode-languageserver/node";
import type { PositionEncoding } from "./position-encoding.ts";

/** What a client can do, as far as the server does otherwise for those that cannot. */
export interface Client {
  readonly encoding: PositionEncoding;
  /** Asks for diagnostics rather than having them pushed. */
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly relatedDocuments: boolean;
  readonly relatedInformation: boolean;
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  readonly watchesFiles: boolean;
  readonly folders: boolean;
  readonly progress: boolean;
  readonly refreshesInlayHints: boolean;
  readonly refreshesCodeLenses: boolean;
  readonly refreshesSemanticTokens: boolean;
  readonly showsDocuments: boolean;
  /** Draws Markdown in hovers. */
  readonly markdown: boolean;
  /** Shows the diagnostics of a place in its hover by itself. */
  readonly hoversDiagnostics: boolean;
  readonly snippets: boolean;
  readonly documentChanges: boolean;
  readonly hierarchicalSymbols: boolean;
  readonly locationLinks: boolean;
  readonly codeActionLiterals: boolean;
  readonly resolvesEdits: boolean;
  /** The commands that code lenses, hovers and links may name. */
  readonly commands: ReadonlySet<string>;
  readonly status: boolean;
  /** Settings from a client that answers no `workspace/configuration`. */
  readonly settings: unknown;
}

export function clientOf({ capabilities, initializationOptions }: InitializeParams): Client {
  const { general, textDocument, workspace, window } = capabilities;
  const options = record(initializationOptions);
  const commands = options["clientCommands"];
  return {
    encoding: encodingOf(general?.positionEncodings),
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    relatedDocuments: textDocument?.diagnostic?.relatedDocumentSupport === true,
    relatedInformation:
      textDocument?.publishDiagnostics?.relatedInformation === true ||
      textDocument?.diagnostic?.relatedInformation === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    folders: workspace?.workspaceFolders === true,
    progress: window?.workDoneProgress === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport === true,
    refreshesSemanticTokens: workspace?.semanticTokens?.refreshSupport === true,
    showsDocuments: window?.showDocument?.support === true,
    markdown: textDocument?.hover?.contentFormat?.includes("markdown") ?? false,
    hoversDiagnostics: options["hoversDiagnostics"] === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    locationLinks: textDocument?.definition?.linkSupport === true,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    resolvesEdits: textDocument?.codeAction?.resolveSupport?.properties.includes("edit") === true,
    commands: new Set(Array.isArray(commands) ? commands.filter((id) => typeof id === "string") : []),
    status: options["status"] === true,
    settings: options["settings"] ?? null,
  };
}

/** UTF-16 unless the client can do UTF-8 and would rather. */
function encodingOf(encodings: readonly string[] | undefined): PositionEncoding {
  return encodings?.find((encoding) => encoding === "utf-8" || encoding === "utf-16") === "utf-8"
    ? "utf-8"
    : "utf-16";
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
