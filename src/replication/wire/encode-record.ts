import type { DurableRecord } from "../durable-state.ts";
import type { Message } from "../message.ts";
import { decodeMessage, encodeMessage } from "./encode-message.ts";
import { decodeTransactions, encodeTransactions } from "./encode-transactions.ts";
import { unreadable } from "./unreadable-bytes.ts";
import type { WireFormat } from "./wire-format.ts";

/** A record of a replica's log as bytes: what it is, and then what it says. */
export function encodeRecord(record: DurableRecord, format: WireFormat): Uint8Array {
  switch (record.kind) {
    case "transactions":
      return marked(0, encodeTransactions(record.transactions, format));
    case "acceptor":
      return marked(1, encodeMessage(promiseOf(record), format));
    case "requests":
      return marked(2, new TextEncoder().encode(String(record.upTo)));
  }
}

/** Throws `UnreadableBytes`. */
export function decodeRecord(bytes: Uint8Array, format: WireFormat): DurableRecord {
  const rest = bytes.subarray(1);
  const [kind = -1] = bytes;
  switch (kind) {
    case 0:
      return { kind: "transactions", transactions: decodeTransactions(rest, format) };
    case 1: {
      const message = decodeMessage(rest, format);
      if (message.kind !== "promise") return unreadable("A record of the log is no promise.");
      const { boundary, ballot, accepted } = message;
      return { kind: "acceptor", boundary, acceptor: { promised: ballot, accepted } };
    }
    case 2: {
      const upTo = Number(new TextDecoder().decode(rest));
      return Number.isSafeInteger(upTo)
        ? { kind: "requests", upTo }
        : unreadable("A record of the log is no number.");
    }
    default:
      return unreadable("A record of the log is of no known kind.");
  }
}

/** What an acceptor would tell a proposer is also what it must not forget. */
function promiseOf({ boundary, acceptor }: DurableRecord & { kind: "acceptor" }): Message {
  const { promised, accepted } = acceptor;
  const seen = { vector: new Map(), early: new Map() };
  return { kind: "promise", boundary, ballot: promised, accepted, seen, transactions: [] };
}

function marked(kind: number, bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes.length + 1);
  whole[0] = kind;
  whole.set(bytes, 1);
  return whole;
}
