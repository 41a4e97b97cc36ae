import { createHash } from "node:crypto";
import {
  DocumentDiagnosticReportKind,
  type CancellationToken,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  type FullDocumentDiagnosticReport,
  type UnchangedDocumentDiagnosticReport,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
} from "vscode-languageserver/node";
import { locationOf } from "./file-location.ts";
import type { Session } from "./session.ts";

type Report = FullDocumentDiagnosticReport | UnchangedDocumentDiagnosticReport;

/**
 * What is found in a document, as far as it is concluded: where there is more, the client is told to
 * ask again, or has to wait if it cannot be told.
 */
export async function answerDocumentDiagnostics(
  session: Session,
  { textDocument, previousResultId }: DocumentDiagnosticParams,
): Promise<DocumentDiagnosticReport> {
  const location = locationOf(textDocument.uri);
  if (!session.client.refreshesDiagnostics) await session.settled();
  const views = session.viewsOf(location);
  const report = reportOf(session, location, previousResultId);
  if (!session.client.relatedDocuments) return report;
  const related = new Set(views.flatMap(({ documents }) => documents.map(({ path }) => path)));
  related.delete(location);
  if (related.size === 0) return report;
  const relatedDocuments = [...related].map((other) => [
    session.files.uriOf(other),
    reportOf(session, other, undefined),
  ]);
  return { ...report, relatedDocuments: Object.fromEntries(relatedDocuments) as Record<string, Report> };
}

/** What is found in all files, once it is concluded; until something differs from what the client has. */
export async function answerWorkspaceDiagnostics(
  session: Session,
  { previousResultIds }: WorkspaceDiagnosticParams,
  token: CancellationToken,
): Promise<WorkspaceDiagnosticReport> {
  const previous = new Map(previousResultIds.map(({ uri, value }) => [locationOf(uri), value]));
  for (;;) {
    await session.settled();
    const known = new Set(previous.keys());
    for (const root of session.programs.graph.roots)
      for (const member of session.programs.graph.membersOf(root)) known.add(member);
    const items = [...known].map((location) => ({
      uri: session.files.uriOf(location),
      version: session.files.openAt(location)?.version ?? null,
      ...reportOf(session, location, previous.get(location)),
    }));
    const news = items.filter(({ kind }) => kind === DocumentDiagnosticReportKind.Full);
    if (news.length > 0 || items.length === 0 || token.isCancellationRequested || session.isOver)
      return { items: news };
    await session.nextReport(token);
  }
}

function reportOf(session: Session, location: string, previous: string | undefined): Report {
  const items = session.programs.messagesFor(location) ?? [];
  const resultId = createHash("sha1").update(JSON.stringify(items)).digest("base64");
  if (resultId === previous) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items: [...items] };
}
