import { randomBytes } from "node:crypto";
import { Uri, ViewColumn, window, type Disposable, type ExtensionContext, type WebviewPanel } from "vscode";
import type { FromPage, ToPage } from "./drawing-message.ts";

/** What there is to show, and who listens. */
export interface DrawingListener {
  readonly received: (message: Exclude<FromPage, { readonly kind: "ready" }>) => void;
  readonly closed: () => void;
}

/** A page beside the text that shows a drawing. It is opened when there is something to show, and again after it was closed. */
export class DrawingPanel implements Disposable {
  readonly #context: ExtensionContext;
  readonly #type: string;
  readonly #listener: DrawingListener;
  #panel: WebviewPanel | null = null;
  /** For a page that is loaded, or loaded again after it was hidden. */
  #drawing: ToPage | null = null;
  #choice: ToPage | null = null;

  /** `type` tells panels of one kind from those of others. */
  constructor(context: ExtensionContext, type: string, listener: DrawingListener) {
    this.#context = context;
    this.#type = type;
    this.#listener = listener;
  }

  get isOpen(): boolean {
    return this.#panel !== null;
  }

  /** The text keeps the focus. */
  reveal(title: string): void {
    if (this.#panel === null) this.#panel = this.#open(title);
    else this.#panel.reveal(undefined, true);
    this.#panel.title = title;
  }

  draw(drawing: Extract<ToPage, { readonly kind: "draw" }>): void {
    this.#drawing = drawing;
    void this.#panel?.webview.postMessage(drawing);
  }

  choose(relation: string | null): void {
    this.#choice = { kind: "choose", relation };
    void this.#panel?.webview.postMessage(this.#choice);
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #open(title: string): WebviewPanel {
    const { extensionUri } = this.#context;
    const panel = window.createWebviewPanel(
      this.#type,
      title,
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [Uri.joinPath(extensionUri, "page")] },
    );
    panel.iconPath = {
      light: Uri.joinPath(extensionUri, "icons", "file-light.svg"),
      dark: Uri.joinPath(extensionUri, "icons", "file-dark.svg"),
    };
    panel.webview.onDidReceiveMessage((message: FromPage) => {
      if (message.kind !== "ready") {
        this.#listener.received(message);
        return;
      }
      for (const known of [this.#drawing, this.#choice])
        if (known !== null) void panel.webview.postMessage(known);
    });
    panel.onDidDispose(() => {
      this.#panel = null;
      this.#drawing = null;
      this.#choice = null;
      this.#listener.closed();
    });
    const address = (name: string): string =>
      panel.webview.asWebviewUri(Uri.joinPath(extensionUri, "page", name)).toString();
    panel.webview.html = pageOf(address("page.js"), address("page.css"), panel.webview.cspSource);
    return panel;
  }
}

/** Nothing is loaded but the two files, and no script runs but the one. */
function pageOf(script: string, styles: string, source: string): string {
  const nonce = randomBytes(16).toString("base64");
  const policy = `default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${styles}">
<title>CALM Datalog</title>
</head>
<body>
<header id="bar">
<p id="says" role="status"></p>
<div id="buttons">
<span id="actions"></span>
<button id="smaller" type="button" title="Smaller (−)" aria-label="Smaller">−</button>
<button id="larger" type="button" title="Larger (+)" aria-label="Larger">+</button>
<button id="fit" type="button" title="Fit into the page (0)">Fit</button>
</div>
<ul id="notes"></ul>
</header>
<main id="frame" tabindex="0"><div id="drawing"></div></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
