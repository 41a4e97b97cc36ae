import { commands, ProgressLocation, window } from "vscode";
import type { CheckWorkspaceParams, CheckWorkspaceResult } from "./protocol.ts";
import type { Server } from "./server.ts";

/** `calm.checkWorkspace`: checks every rule file and opens the list of what was found. */
export async function checkWorkspace(server: Server): Promise<void> {
  const params: CheckWorkspaceParams = {};
  const result = await window.withProgress(
    { location: ProgressLocation.Notification, title: "Checking the rule files…", cancellable: true },
    (_progress, cancel) => server.ask<CheckWorkspaceResult>("calm/checkWorkspace", params, cancel),
  );
  if (result === null) return;
  const { files, errors, warnings, capped } = result;
  const found = [count(errors, "error"), count(warnings, "warning")].filter((text) => text !== "");
  const says = `${found.length === 0 ? "Nothing to report" : found.join(" and ")} in ${count(files, "file") || "0 files"}.`;
  const more = capped ? " There are more files than `calm.workspace.maxFiles` allows." : "";
  if (found.length > 0) await commands.executeCommand("workbench.actions.view.problems");
  void window.showInformationMessage(says + more);
}

function count(number: number, noun: string): string {
  return number === 0 ? "" : `${String(number)} ${noun}${number === 1 ? "" : "s"}`;
}
