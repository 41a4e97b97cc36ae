import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ErrorCodes,
  MessageType,
  ResponseError,
  type ExecuteCommandParams,
} from "vscode-languageserver/node";
import { priceOfInvariant } from "../diagnostics/price.ts";
import { holds } from "../diagnostics/quick-fix.ts";
import { explainPage } from "./explain-request.ts";
import { uriOfLocation } from "./file-location.ts";
import { answerGraph } from "./graph-request.ts";
import { answerRunScenario } from "./scenario-requests.ts";
import type { Session } from "./session.ts";

/**
 * Commands for any editor: each gives its result as data, and shows it in the way that every editor
 * can, by a message or a drawing in a file. Their ids are not those of the extension's own commands.
 */
export const serverCommands = {
  /** `[uri, scenario]`; without a scenario, all. */
  runScenario: "calm.server.runScenario",
  /** `[uri]` */
  showGraph: "calm.server.showGraph",
  /** `[code]` */
  explain: "calm.server.explain",
  /** `[uri, invariant]` */
  checkInvariant: "calm.server.checkInvariant",
} as const;

export async function answerCommand(session: Session, params: ExecuteCommandParams): Promise<unknown> {
  const [first, second] = (params.arguments ?? []) as readonly unknown[];
  const named = typeof second === "string" ? second : null;
  switch (params.command) {
    case serverCommands.runScenario: {
      const result = answerRunScenario(session, { textDocument: documentOf(first), scenario: named });
      const { problem, runs } = result;
      if (problem !== null) session.tell(MessageType.Warning, problem);
      for (const { name, ok, summary, failures } of runs) {
        const text = [`${name}: ${summary}`, ...failures.map(({ message }) => message)].join("\n");
        session.tell(ok ? MessageType.Info : MessageType.Warning, text);
      }
      return result;
    }
    case serverCommands.showGraph: {
      const result = await answerGraph(session, { textDocument: documentOf(first) });
      if (result === null) return null;
      if (result.problem !== null) session.tell(MessageType.Warning, result.problem);
      else await showDrawing(session, "graph", result.svg);
      return result;
    }
    case serverCommands.explain: {
      const page = explainPage({ code: typeof first === "string" ? first : null });
      if (page !== null) session.tell(MessageType.Info, page.markdown);
      return page;
    }
    case serverCommands.checkInvariant:
      return checkInvariant(session, documentOf(first).uri, named);
    default:
      throw new ResponseError(ErrorCodes.InvalidParams, `there is no command ${params.command}`);
  }
}

function documentOf(uri: unknown): { readonly uri: string } {
  if (typeof uri === "string") return { uri };
  throw new ResponseError(ErrorCodes.InvalidParams, "the first argument is the URI of a document");
}

/** Says what is known of an invariant, with the history that breaks it; undecided ones wait for the solver. */
async function checkInvariant(session: Session, uri: string, name: string | null): Promise<unknown> {
  await session.settled();
  const view = session.document(uri)?.view;
  const found = view?.report.invariants.find(({ invariant }) => invariant.name === name);
  if (view === undefined || found === undefined) return null;
  const pays = priceOfInvariant(found);
  const verdict = `${found.invariant.name}: ${found.verdict}${pays === "" ? "" : `; ${pays}`}`;
  const { source, syntax } = found.invariant;
  const story = view.diagnostics
    .filter(
      ({ place, code }) => code.startsWith("CALM30") && place.source === source && holds(syntax.span, place),
    )
    .flatMap(({ message, notes }) => [message, ...notes]);
  const text = [verdict, ...story].join("\n");
  session.tell(story.length === 0 ? MessageType.Info : MessageType.Warning, text);
  return { name: found.invariant.name, verdict: found.verdict, text };
}

/** Has the editor show a drawing, from a file of its own; where it cannot, says where the file is. */
async function showDrawing(session: Session, name: string, svg: string): Promise<void> {
  const path = join(mkdtempSync(join(tmpdir(), "calm-")), `${name}.svg`);
  writeFileSync(path, svg);
  if (session.client.showsDocuments) {
    const { success } = await session.connection.window.showDocument({
      uri: uriOfLocation(path),
      external: true,
    });
    if (success) return;
  }
  session.tell(MessageType.Info, `the ${name} is drawn in ${path}`);
}
