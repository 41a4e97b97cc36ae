import { Disposable, MarkdownString, StatusBarAlignment, ThemeColor, window, type Uri } from "vscode";
import type { Status } from "./protocol.ts";
import { ruleEditors } from "./rule-file.ts";
import type { Server } from "./server.ts";

/** Shows in the status bar what is concluded of the file in front; a click lists what was found. */
export function followStatus(server: Server): Disposable {
  const item = window.createStatusBarItem("calm.verdict", StatusBarAlignment.Left, 1);
  item.name = "CALM Datalog: verdict of the file";
  const known = new Map<string, Status>();
  let isStopped = false;
  const show = (): void => {
    const uri = ruleInFront();
    if (uri === null) {
      item.hide();
      return;
    }
    if (isStopped) showStopped(item);
    else showVerdict(item, known.get(key(uri)));
    item.show();
  };
  return Disposable.from(
    item,
    server.onStatus((status) => {
      known.set(key(server.toUri(status.uri)), status);
      show();
    }),
    server.onState((stopped) => {
      isStopped = stopped;
      if (stopped) known.clear();
      show();
    }),
    window.onDidChangeActiveTextEditor(show),
  );
}

/** Of the text that has the focus, or, while a page has it, of one that is to be seen. */
function ruleInFront(): Uri | null {
  const active = window.activeTextEditor;
  if (active !== undefined && active.document.languageId !== "calm") return null;
  return ruleEditors()[0]?.document.uri ?? null;
}

type Item = ReturnType<typeof window.createStatusBarItem>;

const signs = { broken: "error", stop: "error", warning: "warning", safe: "pass" } as const;

function showVerdict(item: Item, status: Status | undefined): void {
  item.command = "workbench.actions.view.problems";
  item.backgroundColor = undefined;
  if (status === undefined) {
    item.text = "$(sync~spin) calm";
    item.tooltip = "This file is being checked.";
    return;
  }
  item.text = `$(${signs[status.verdict]}) ${status.text}`;
  if (status.verdict === "stop" || status.verdict === "broken")
    item.backgroundColor = new ThemeColor("statusBarItem.warningBackground");
  item.tooltip = promiseTable(status);
}

function showStopped(item: Item): void {
  item.text = "$(debug-disconnect) calm: no server";
  item.tooltip = "The server of CALM Datalog is not running. A click starts it again.";
  item.command = "calm.restartServer";
  item.backgroundColor = new ThemeColor("statusBarItem.errorBackground");
}

function promiseTable({ text, promises }: Status): MarkdownString {
  const table = new MarkdownString(undefined, true);
  table.appendText(text);
  if (promises.length === 0) return table;
  table.appendMarkdown("\n\n| | | promise | verdict | costs |\n|---|---|---|---|---|\n");
  for (const { name, promise, verdict, costs, ok } of promises) {
    const sign = ok ? "$(pass)" : "$(error)";
    table.appendMarkdown(`| ${sign} | \`${name}\` | ${promise} | ${verdict} | ${cell(costs)} |\n`);
  }
  return table;
}

function cell(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+!|<>-]/g, "\\$&");
}

function key(uri: Uri): string {
  return uri.toString();
}
