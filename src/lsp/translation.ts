import type {
  Location,
  Position,
  Range,
  TextEdit as ClientEdit,
  WorkspaceEdit,
} from "vscode-languageserver/node";
import type { Source, Span } from "../base/source.ts";
import type { TextEdit } from "../diagnostics/quick-fix.ts";
import { inDocument, type DocumentSpan, type ProgramView } from "../ide/program-view.ts";
import type { Document } from "../syntax/document.ts";
import type { Client } from "./client.ts";
import type { Files } from "./files.ts";
import { offsetAt, positionAt, rangeOf } from "./position-encoding.ts";

/** An edit of a document, in its own offsets. */
export interface DocumentEdit extends DocumentSpan {
  readonly newText: string;
}

/** Between what the answers say and what one client understands: positions, locations, edits. */
export class Translation {
  readonly #client: Client;
  readonly #files: Files;

  constructor(client: Client, files: Files) {
    this.#client = client;
    this.#files = files;
  }

  offset(document: Source, position: Position): number {
    return offsetAt(document, position, this.#client.encoding);
  }

  position(document: Source, offset: number): Position {
    return positionAt(document, offset, this.#client.encoding);
  }

  range(document: Source, span: Span): Range {
    return rangeOf(document, span, this.#client.encoding);
  }

  /** The span of a range, whose ends may have come in the wrong order. */
  span(document: Source, { start, end }: Range): Span {
    const [one, other] = [this.offset(document, start), this.offset(document, end)];
    return { start: Math.min(one, other), end: Math.max(one, other) };
  }

  location(span: DocumentSpan): Location {
    return { uri: this.#files.uriOf(span.document.path), range: this.range(span.document, span) };
  }

  edit(document: Source, span: Span, newText: string): ClientEdit {
    return { range: this.range(document, span), newText };
  }

  /** The edits of a program's sources in its documents; those of other sources are left out. */
  documentEdits(view: ProgramView, edits: readonly TextEdit[]): readonly DocumentEdit[] {
    return edits.flatMap(({ place, newText }) => {
      const span = inDocument(view, place);
      return span === null ? [] : [{ ...span, newText }];
    });
  }

  /** Edits of the documents as they are now: with their versions where the client takes these. */
  workspaceEdit(edits: readonly DocumentEdit[]): WorkspaceEdit {
    const byDocument = new Map<Document, ClientEdit[]>();
    for (const { document, start, end, newText } of edits) {
      const own = byDocument.get(document) ?? [];
      byDocument.set(document, own);
      own.push(this.edit(document, { start, end }, newText));
    }
    const changes = [...byDocument].map(([{ path }, own]) => ({ path, own, uri: this.#files.uriOf(path) }));
    if (!this.#client.documentChanges) {
      return { changes: Object.fromEntries(changes.map(({ uri, own }) => [uri, own])) };
    }
    return {
      documentChanges: changes.map(({ path, uri, own }) => ({
        textDocument: { uri, version: this.#files.openAt(path)?.version ?? null },
        edits: own,
      })),
    };
  }
}
