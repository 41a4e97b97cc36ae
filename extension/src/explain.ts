import { commands, languages, Uri, window, workspace, type Diagnostic, type Disposable } from "vscode";
import type { ExplainParams, ExplainResult } from "./protocol.ts";
import { ruleFile } from "./rule-file.ts";
import type { Server } from "./server.ts";

const scheme = "calm-explain";

/** The pages of the diagnostics, as read-only documents. */
export function explainPages(server: Server): Disposable {
  return workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: async ({ path }) => {
      const page = await pageOf(server, path.replace(/^\/(.*)\.md$/, "$1"));
      return page?.markdown ?? "";
    },
  });
}

/** `calm.explain`: the page of a code, of the diagnostic at the cursor, or of one that is chosen. */
export async function explainCommand(server: Server, code: unknown): Promise<void> {
  const asked = typeof code === "string" ? code : await chosenCode(server);
  if (asked === null) return;
  const uri = Uri.from({ scheme, path: `/${asked}.md` });
  await commands.executeCommand("markdown.showPreviewToSide", uri);
}

async function chosenCode(server: Server): Promise<string | null> {
  const here = codesAtCursor();
  if (here.length === 1) return here[0] ?? null;
  const page = await pageOf(server, null);
  if (page === null) return null;
  const codes = here.length === 0 ? page.codes : page.codes.filter(({ code }) => here.includes(code));
  const items = codes.map(({ code, name, summary }) => ({ label: code, description: name, detail: summary }));
  const picked = await window.showQuickPick(items, {
    placeHolder: "Which diagnostic?",
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.label ?? null;
}

/**
 * The codes of the diagnostics at the cursor, or else on its line, each once; while no text has the
 * focus, those of the rule file.
 */
function codesAtCursor(): readonly string[] {
  const document = ruleFile();
  if (document === null) return [];
  const editor = window.activeTextEditor;
  const all = languages.getDiagnostics(document.uri);
  if (editor?.document !== document) return codesOf(all);
  const { active } = editor.selection;
  const onLine = all.filter(({ range }) => range.start.line <= active.line && active.line <= range.end.line);
  const at = onLine.filter(({ range }) => range.contains(active));
  return codesOf(at.length > 0 ? at : onLine);
}

function codesOf(diagnostics: readonly Diagnostic[]): readonly string[] {
  const codes = diagnostics.map(({ code }) => String(typeof code === "object" ? code.value : code));
  return [...new Set(codes)].filter((code) => code.startsWith("CALM"));
}

function pageOf(server: Server, code: string | null): Promise<ExplainResult | null> {
  const params: ExplainParams = { code };
  return server.ask<ExplainResult>("calm/explain", params);
}
