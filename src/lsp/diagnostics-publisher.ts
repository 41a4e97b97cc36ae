import type { Connection, Diagnostic as Message } from "vscode-languageserver/node";
import type { Files } from "./files.ts";
import type { Programs } from "./programs.ts";

/** Pushes what is found in files to a client that does not ask for it, and only what it does not have yet. */
export class DiagnosticsPublisher {
  readonly #connection: Connection;
  readonly #files: Files;
  readonly #programs: Programs;
  /** What the client has, by location. */
  readonly #published = new Map<string, Published>();

  constructor(connection: Connection, files: Files, programs: Programs) {
    this.#connection = connection;
    this.#files = files;
    this.#programs = programs;
  }

  /** More is concluded of a program. */
  report(root: string): void {
    for (const member of this.#programs.graph.membersOf(root)) this.#update(member);
  }

  /** Takes back what was said of files that belong to no program any more. */
  sweep(): void {
    for (const [location, { messages }] of this.#published) {
      if (messages.length > 0 && this.#programs.graph.rootsOf(location).length === 0) this.#clear(location);
    }
  }

  /** The client has closed a document, which it called so. */
  closed(location: string): void {
    this.#clear(location);
  }

  #update(location: string): void {
    const messages = this.#programs.messagesFor(location);
    if (messages === null) return;
    const open = this.#files.openAt(location);
    const version = open?.version ?? null;
    const known = this.#published.get(location);
    if (known?.version === version && isSame(known.messages, messages)) return;
    if (known === undefined && messages.length === 0 && open === undefined) return;
    this.#send(location, messages, version);
  }

  #clear(location: string): void {
    const known = this.#published.get(location);
    if (known === undefined) return;
    this.#published.delete(location);
    void this.#connection.sendDiagnostics({ uri: known.uri, diagnostics: [] });
  }

  #send(location: string, messages: readonly Message[], version: number | null): void {
    const uri = this.#files.uriOf(location);
    this.#published.set(location, { uri, version, messages });
    void this.#connection.sendDiagnostics({
      uri,
      diagnostics: [...messages],
      ...(version === null ? {} : { version }),
    });
  }
}

interface Published {
  readonly uri: string;
  readonly version: number | null;
  readonly messages: readonly Message[];
}

function isSame(a: readonly Message[], b: readonly Message[]): boolean {
  return a.length === b.length && JSON.stringify(a) === JSON.stringify(b);
}
