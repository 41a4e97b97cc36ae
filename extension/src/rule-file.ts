import {
  commands,
  languages,
  Selection,
  TabInputText,
  ViewColumn,
  window,
  workspace,
  type TextDocument,
  type TextEditor,
} from "vscode";

/** The rule file that has the focus, or else, as while a page has it, one that is to be seen, or one that is open. */
export function ruleFile(): TextDocument | null {
  const [editor] = ruleEditors();
  if (editor !== undefined) return editor.document;
  return workspace.textDocuments.findLast(isRuleFile) ?? null;
}

/** The one with the focus first. */
export function ruleEditors(): readonly TextEditor[] {
  const { activeTextEditor: active, visibleTextEditors: visible } = window;
  const editors = active === undefined ? visible : [active, ...visible.filter((editor) => editor !== active)];
  return editors.filter(({ document }) => isRuleFile(document));
}

/** `calm.showFixes`: goes to the gravest diagnostic of the rule file, and opens its light bulb. */
export async function showFixes(): Promise<void> {
  const document = ruleFile();
  const [first] =
    document === null
      ? []
      : languages.getDiagnostics(document.uri).toSorted((a, b) => a.severity - b.severity);
  if (document === null || first === undefined) {
    void window.showInformationMessage(
      document === null ? "Open a rule file (.dl or .calm) first." : "Nothing is reported in this file.",
    );
    return;
  }
  const editor = await window.showTextDocument(document, columnOf(document) ?? columnForText());
  editor.selection = new Selection(first.range.start, first.range.start);
  editor.revealRange(first.range);
  await commands.executeCommand("editor.action.quickFix");
}

/** Where a text is opened: beside a page, such as the walkthrough, which stays to be seen. */
export function columnForText(): ViewColumn {
  const isPage =
    window.activeTextEditor === undefined && window.tabGroups.activeTabGroup.activeTab !== undefined;
  return isPage ? ViewColumn.Beside : ViewColumn.Active;
}

/** Where a document is shown, or else has a tab. */
function columnOf(document: TextDocument): ViewColumn | undefined {
  const shown = ruleEditors().find((editor) => editor.document === document);
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  const tab = tabs.find(
    ({ input }) => input instanceof TabInputText && input.uri.toString() === document.uri.toString(),
  );
  return shown?.viewColumn ?? tab?.group.viewColumn;
}

function isRuleFile({ languageId }: TextDocument): boolean {
  return languageId === "calm";
}
