import { commands, window, workspace, type ExtensionContext } from "vscode";
import { explainCommand, explainPages } from "./explain.ts";
import { exampleFile } from "./example-file.ts";
import { GraphPanel } from "./graph-panel.ts";
import { showReferences } from "./references.ts";
import { columnForText, showFixes } from "./rule-file.ts";
import { runScenarioCommand, ScenarioPanel } from "./scenario-panel.ts";
import { Server } from "./server.ts";
import { followStatus } from "./status-item.ts";
import { checkWorkspace } from "./check-workspace.ts";

/** Called by the editor when the first rule file is opened. */
export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel("CALM Datalog", { log: true });
  const server = new Server(context, output);
  const graph = new GraphPanel(context, server);
  const scenarios = new ScenarioPanel(context, server);
  context.subscriptions.push(
    output,
    server,
    graph,
    scenarios,
    explainPages(server),
    followStatus(server),
    commands.registerCommand("calm.showGraph", (uri?: unknown, relation?: unknown) =>
      graph.show(uri, relation),
    ),
    commands.registerCommand("calm.runScenario", (uri?: unknown, scenario?: unknown) =>
      runScenarioCommand(server, scenarios, uri, scenario),
    ),
    commands.registerCommand("calm.explain", (code?: unknown) => explainCommand(server, code)),
    commands.registerCommand("calm.showFixes", showFixes),
    commands.registerCommand("calm.showReferences", showReferences),
    commands.registerCommand("calm.checkWorkspace", () => checkWorkspace(server)),
    commands.registerCommand("calm.newFile", async () => {
      await window.showTextDocument(
        await workspace.openTextDocument({ language: "calm", content: exampleFile }),
        columnForText(),
      );
    }),
    commands.registerCommand("calm.restartServer", () => server.restart()),
    commands.registerCommand("calm.showOutput", () => output.show()),
  );
  await server.start();
}
