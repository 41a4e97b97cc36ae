import {
  Disposable,
  Uri,
  ViewColumn,
  window,
  workspace,
  type ExtensionContext,
  type TextDocument,
} from "vscode";
import { DrawingPanel } from "./drawing-panel.ts";
import type { GraphParams, GraphResult } from "./protocol.ts";
import { editorRange } from "./references.ts";
import { relationAt } from "./relation-at.ts";
import { ruleFile } from "./rule-file.ts";
import type { Server } from "./server.ts";

/** How long the text must rest before the graph is drawn again, in milliseconds. */
const redrawAfter = 400;

/** The dependency graph beside the text. It follows the file in front, what is typed, and the cursor. */
export class GraphPanel implements Disposable {
  readonly #server: Server;
  readonly #panel: DrawingPanel;
  readonly #subscriptions: Disposable;
  /** The document that is drawn. */
  #uri: Uri | null = null;
  #result: GraphResult | null = null;
  /** Counts the requests: only the last answer is drawn. */
  #asked = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(context: ExtensionContext, server: Server) {
    this.#server = server;
    this.#panel = new DrawingPanel(context, "calm.graph", {
      received: (message) => {
        if (message.kind === "relation") void this.#goTo(message.name);
      },
      closed: () => {
        this.#uri = null;
        this.#result = null;
      },
    });
    this.#subscriptions = Disposable.from(
      this.#panel,
      window.onDidChangeActiveTextEditor((editor) => {
        if (this.#panel.isOpen && editor?.document.languageId === "calm") void this.show(editor.document.uri);
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (this.#isDrawn(document)) this.#drawSoon();
      }),
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (this.#isDrawn(textEditor.document)) this.#followCursor();
      }),
    );
  }

  /** `calm.showGraph`, with what a code lens says, or of the file in front. */
  async show(uri?: unknown, relation?: unknown): Promise<void> {
    const document = documentToDraw(uri);
    if (document === null) {
      void window.showInformationMessage("Open a rule file (.dl or .calm) to see its dependency graph.");
      return;
    }
    this.#uri = document;
    this.#panel.reveal(`Graph of ${document.path.split("/").at(-1) ?? "the file"}`);
    await this.#draw();
    if (typeof relation === "string") this.#panel.choose(relation);
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#subscriptions.dispose();
  }

  #isDrawn(document: TextDocument): boolean {
    return this.#uri?.toString() === document.uri.toString();
  }

  #drawSoon(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#draw(), redrawAfter);
  }

  async #draw(): Promise<void> {
    if (this.#uri === null) return;
    const params: GraphParams = { textDocument: { uri: this.#server.fromUri(this.#uri) } };
    const asked = ++this.#asked;
    const result = await this.#server.ask<GraphResult>("calm/graph", params);
    if (result === null || asked !== this.#asked) return;
    this.#result = result;
    this.#panel.draw({
      kind: "draw",
      says: result.problem ?? "",
      tone: result.problem === null ? "plain" : "bad",
      notes: [],
      svg: result.svg,
      actions: [],
    });
    this.#followCursor();
  }

  #followCursor(): void {
    const editor = window.activeTextEditor;
    if (editor === undefined || this.#result === null || !this.#isDrawn(editor.document)) return;
    const { active } = editor.selection;
    const uri = this.#server.fromUri(editor.document.uri);
    this.#panel.choose(relationAt(this.#result.relations, uri, active));
  }

  async #goTo(name: string): Promise<void> {
    const declared = this.#result?.relations.find((each) => each.name === name)?.declared;
    if (declared === undefined) return;
    const uri = this.#server.toUri(declared.uri);
    const shown = window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === uri.toString(),
    );
    await window.showTextDocument(await workspace.openTextDocument(uri), {
      viewColumn: shown?.viewColumn ?? ViewColumn.One,
      selection: editorRange(declared.range),
    });
  }
}

function documentToDraw(uri: unknown): Uri | null {
  if (typeof uri === "string") return Uri.parse(uri);
  if (uri instanceof Uri && window.activeTextEditor?.document.languageId !== "calm") return uri;
  return ruleFile()?.uri ?? null;
}
