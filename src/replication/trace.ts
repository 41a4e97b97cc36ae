import { linesOf } from "../base/source.ts";
import { changeText } from "./change-text.ts";
import { factText } from "../model/fact-text.ts";
import type { ClusterEvent } from "./cluster.ts";
import type { LocalProgram } from "./local-program.ts";
import type { Message } from "./message.ts";
import type { LossCause } from "./network.ts";
import type { StatementEvent } from "./scenario-run.ts";
import type { ReplicaEvent, RowText } from "./surroundings.ts";
import { present } from "../base/assert.ts";

/** One line of a trace: when, in simulated milliseconds, and what. */
export type TraceEntry =
  /** `line` counts from 0. */
  | { readonly at: number; readonly kind: "statement"; readonly line: number; readonly text: string }
  | { readonly at: number; readonly kind: "cluster"; readonly text: string }
  /** A message arrived that was sent at `sent`. */
  | {
      readonly at: number;
      readonly kind: "message";
      readonly from: string;
      readonly to: string;
      readonly sent: number;
      readonly message: Message["kind"];
      readonly text: string;
    }
  /** One did not arrive, lost by chance or at a cut; `again`: its sender keeps it and sends it anew. */
  | {
      readonly at: number;
      readonly kind: "lost";
      readonly from: string;
      readonly to: string;
      readonly sent: number;
      readonly message: Message["kind"];
      readonly text: string;
      readonly cause: LossCause;
      readonly again: boolean;
    }
  | {
      readonly at: number;
      readonly kind: ReplicaEvent["kind"];
      readonly replica: string;
      readonly text: string;
    };

export function traceEntry({ at, event }: ClusterEvent | StatementEvent, local: LocalProgram): TraceEntry {
  switch (event.kind) {
    case "statement": {
      const { line } = linesOf(event.place.source).position(event.place.start);
      return { at, kind: "statement", line, text: event.text.replaceAll(/\s+/g, " ") };
    }
    case "cluster":
      return { at, kind: "cluster", text: event.text };
    case "message": {
      const { from, to, sent, message } = event;
      const text = messageText(message, local);
      return { at, kind: "message", from, to, sent, message: message.kind, text };
    }
    case "lost": {
      const { from, to, sent, message, cause, again } = event;
      const text = messageText(message, local);
      return { at, kind: "lost", from, to, sent, message: message.kind, text, cause, again };
    }
    case "replica":
      return { at, kind: event.event.kind, replica: event.replica, text: eventText(event.event) };
  }
}

function eventText(event: ReplicaEvent): string {
  switch (event.kind) {
    case "committed":
      return event.boundary === null
        ? rowsText(event.rows)
        : `${rowsText(event.rows)}, decided at ${event.boundary}`;
    case "applied":
      return rowsText(event.rows);
    case "refused":
      return `${event.work}: ${event.reason}`;
    case "pending":
      return `${event.work}: waits for ${event.boundary}`;
    case "acknowledged late":
      return `${event.work}: was done after all; the answer came after the time for it`;
    case "voted":
      return `votes to close by ${event.row}`;
    case "sealed":
      return `${event.row} is in effect`;
    case "held back":
      return `${event.changes.join(", ")}, until what it was made upon is here`;
    case "appeared":
    case "withdrawn":
      return factText(event.relation, event.row);
    case "asked":
      return `asks the others for ${event.boundary}`;
  }
}

function rowsText(rows: readonly RowText[]): string {
  if (rows.length === 0) return "no row changes";
  const shown = rows.slice(0, rowsShown).map(({ row, there }) => `${there ? "+" : "-"}${row}`);
  const more = rows.length - shown.length;
  return `${shown.join(" ")}${more === 0 ? "" : ` and ${String(more)} more`}`;
}

const rowsShown = 6;

/** A message in a few words. */
export function messageText(message: Message, local: LocalProgram): string {
  switch (message.kind) {
    case "changes": {
      const changes = message.transactions.flatMap((transaction) => transaction.changes);
      return shortened(
        changes.map((change) =>
          changeText(change, present(local.written.relations.get(change.relation), change.relation)),
        ),
      );
    }
    case "digest":
      return message.ask ? "what I have; and you?" : "what I have";
    case "missing":
      return `what you lack: ${counted(message.transactions.length)}`;
    case "request":
      return `do this at ${message.boundary}, please`;
    case "answer":
      return message.refused === null ? "done" : `refused: ${message.refused}`;
    case "nudge":
      return `there is something to decide at ${message.boundary}`;
    case "collect":
      return `what do you have? for ${message.boundary}`;
    case "collected":
      return `all I have: ${counted(message.transactions.length)}`;
    case "prepare":
      return `follow ballot ${String(message.ballot.round)} of ${message.ballot.replica}`;
    case "promise":
      return `I follow ballot ${String(message.ballot.round)} of ${message.ballot.replica}`;
    case "accept":
      return `keep entry ${String(message.transaction.first)} of ${message.boundary}`;
    case "accepted":
      return `I keep entry ${String(message.first)} of ${message.boundary}`;
    case "rejected":
      return `not ballot ${String(message.ballot.round)}: ${message.reason}`;
  }
}

function shortened(texts: readonly string[]): string {
  const shown = texts.slice(0, rowsShown);
  const more = texts.length - shown.length;
  return `${shown.join(", ")}${more === 0 ? "" : ` and ${String(more)} more`}`;
}

function counted(transactions: number): string {
  return transactions === 1 ? "1 transaction" : `${String(transactions)} transactions`;
}
