import type { CodeLens, CodeLensParams, Command } from "vscode-languageserver/node";
import { codeLenses, type CodeLens as Shown } from "../ide/code-lenses.ts";
import { inDocument } from "../ide/program-view.ts";
import { serverCommands } from "./server-commands.ts";
import type { OpenDocument, Session } from "./session.ts";

export function answerLenses(session: Session, { textDocument }: CodeLensParams): CodeLens[] | null {
  const open = session.document(textDocument.uri);
  if (open === null) return null;
  return codeLenses(open.view, open.document)
    .filter((lens) => isWanted(lens, session))
    .map((lens) => ({
      range: session.translation.range(open.document, lens.span),
      command: commandOf(lens, open, textDocument.uri, session),
    }));
}

function isWanted({ action }: Shown, { settings }: Session): boolean {
  const { verdicts, readers, scenarios, invariants } = settings.client.codeLens;
  switch (action.kind) {
    case "show readers":
      return verdicts || readers;
    case "run scenario":
      return scenarios;
    case "check invariant":
      return invariants;
  }
}

/** A command of the client where it has one, which can show more; else one of the server. */
function commandOf(
  { title, span, action }: Shown,
  open: OpenDocument,
  uri: string,
  session: Session,
): Command {
  const { client, translation } = session;
  switch (action.kind) {
    case "show readers": {
      if (!client.commands.has("calm.showReferences")) return { title, command: "" };
      const locations = action.reads
        .map((place) => inDocument(open.view, place))
        .filter((read) => read !== null)
        .map((read) => translation.location(read));
      const position = translation.position(open.document, span.start);
      return { title, command: "calm.showReferences", arguments: [uri, position, locations] };
    }
    case "run scenario": {
      const id = "calm.runScenario";
      const command = client.commands.has(id) ? id : serverCommands.runScenario;
      return { title, command, arguments: [uri, action.scenario] };
    }
    case "check invariant":
      return { title, command: serverCommands.checkInvariant, arguments: [uri, action.invariant] };
  }
}
