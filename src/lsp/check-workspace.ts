import type { CancellationToken } from "vscode-languageserver/node";
import type { CheckWorkspaceParams, CheckWorkspaceResult } from "../../extension/src/protocol.ts";
import type { Session } from "./session.ts";

/** Checks every rule file of the workspace, and has published or pulled what is found. */
export async function answerCheckWorkspace(
  session: Session,
  { workDoneToken }: CheckWorkspaceParams,
  token: CancellationToken,
): Promise<CheckWorkspaceResult> {
  const progress =
    workDoneToken === undefined ? null : session.connection.window.attachWorkDoneProgress(workDoneToken);
  await session.checkWorkspace(progress, token);
  const locations = new Set([
    ...session.programs.found,
    ...[...session.files.opened].map(([location]) => location),
  ]);
  const messages = [...locations].flatMap((location) => session.programs.messagesFor(location) ?? []);
  const count = (wanted: number): number => messages.filter(({ severity }) => severity === wanted).length;
  return {
    files: locations.size,
    errors: count(1),
    warnings: count(2),
    infos: count(3),
    capped: session.isCapped,
  };
}
