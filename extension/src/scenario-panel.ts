import {
  ProgressLocation,
  Uri,
  ViewColumn,
  window,
  workspace,
  type Disposable,
  type ExtensionContext,
} from "vscode";
import type { FromPage } from "./drawing-message.ts";
import { DrawingPanel } from "./drawing-panel.ts";
import type { RunScenarioParams, RunScenarioResult, ScenarioName, ScenariosParams } from "./protocol.ts";
import { editorRange } from "./references.ts";
import { ruleFile } from "./rule-file.ts";
import type { Server } from "./server.ts";

interface Asked {
  readonly uri: string;
  /** Null for all of them. */
  readonly scenario: string | null;
  readonly seed: number;
}

/** The run of a scenario, as a space-time diagram beside the text. */
export class ScenarioPanel implements Disposable {
  readonly #server: Server;
  readonly #panel: DrawingPanel;
  #asked: Asked | null = null;
  #failures: RunScenarioResult["runs"][number]["failures"] = [];

  constructor(context: ExtensionContext, server: Server) {
    this.#server = server;
    this.#panel = new DrawingPanel(context, "calm.scenario", {
      received: (message) => this.#received(message),
      closed: () => {
        this.#asked = null;
      },
    });
  }

  async run(asked: Asked): Promise<void> {
    const params: RunScenarioParams = {
      textDocument: { uri: asked.uri },
      scenario: asked.scenario,
      seed: asked.seed,
    };
    const result = await window.withProgress(
      {
        location: ProgressLocation.Window,
        title: asked.scenario === null ? "Running the scenarios" : `Running ${asked.scenario}`,
      },
      (_progress, cancel) => this.#server.ask<RunScenarioResult>("calm/runScenario", params, cancel),
    );
    if (result === null) return;
    this.#asked = asked;
    this.#failures = result.runs.flatMap(({ failures }) => failures);
    this.#panel.reveal(asked.scenario ?? "Scenarios");
    const isOk = result.problem === null && result.runs.every(({ ok }) => ok);
    this.#panel.draw({
      kind: "draw",
      says: result.problem ?? summary(result),
      tone: isOk ? "good" : "bad",
      notes: this.#failures.map(
        ({ message, location }) => `line ${String(location.range.start.line + 1)}: ${message}`,
      ),
      svg: result.svg,
      actions: [
        { id: "again", title: "Run again" },
        { id: "seed", title: `Seed ${String(asked.seed + 1)}` },
      ],
    });
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #received(message: Exclude<FromPage, { readonly kind: "ready" }>): void {
    if (this.#asked === null) return;
    if (message.kind === "action") {
      const { seed } = this.#asked;
      void this.run({ ...this.#asked, seed: message.id === "seed" ? seed + 1 : seed });
    }
    if (message.kind === "note") void this.#goTo(message.index);
  }

  async #goTo(index: number): Promise<void> {
    const location = this.#failures[index]?.location;
    if (location === undefined) return;
    await window.showTextDocument(await workspace.openTextDocument(this.#server.toUri(location.uri)), {
      viewColumn: ViewColumn.One,
      selection: editorRange(location.range),
    });
  }
}

/** `calm.runScenario`, as a code lens asks for it, or of the file in front, with a choice. */
export async function runScenarioCommand(
  server: Server,
  panel: ScenarioPanel,
  uri: unknown,
  scenario: unknown,
): Promise<void> {
  const document = typeof uri === "string" ? Uri.parse(uri) : (ruleFile()?.uri ?? null);
  if (document === null) {
    void window.showInformationMessage("Open a rule file (.dl or .calm) that has a scenario.");
    return;
  }
  const asked = server.fromUri(document);
  const chosen = typeof scenario === "string" ? { scenario } : await chosenScenario(server, asked);
  if (chosen !== null) await panel.run({ uri: asked, seed: 1, ...chosen });
}

async function chosenScenario(
  server: Server,
  uri: string,
): Promise<{ readonly scenario: string | null } | null> {
  const params: ScenariosParams = { textDocument: { uri } };
  const scenarios = await server.ask<readonly ScenarioName[]>("calm/scenarios", params);
  if (scenarios === null) return null;
  const [first] = scenarios;
  if (first === undefined) {
    void window.showInformationMessage(
      "This file has no scenario. The snippet `scenario` writes one to begin with.",
    );
    return null;
  }
  if (scenarios.length === 1) return { scenario: first.name };
  const all = `All ${String(scenarios.length)} scenarios`;
  const picked = await window.showQuickPick([...scenarios.map(({ name }) => name), all], {
    placeHolder: "Which scenario?",
  });
  if (picked === undefined) return null;
  return { scenario: picked === all ? null : picked };
}

function summary({ runs }: RunScenarioResult): string {
  const [only] = runs;
  if (only !== undefined && runs.length === 1) return `${only.name}: ${only.summary}`;
  const failed = runs.filter(({ ok }) => !ok).map(({ name }) => name);
  if (failed.length === 0) return `All ${String(runs.length)} scenarios went as expected.`;
  return `${String(failed.length)} of ${String(runs.length)} scenarios failed: ${failed.join(", ")}.`;
}
