import { countFrom, listFrom, textFrom } from "../../lattice/actor.ts";
import { dotContext, type DotContext } from "../../lattice/dot-context.ts";
import { decodePlain, encodePlain } from "../../lattice/encode-state.ts";
import { malformed, MalformedState, type Plain } from "../../lattice/lattice.ts";
import { rowFromPlain, valueFromPlain } from "../../lattice/row.ts";
import type { Transaction } from "../change.ts";
import type { Ballot, Message, Proposal, Rejection, Work } from "../message.ts";
import type { ResolvedEffect } from "../../engine/resolved-effect.ts";
import { readTransactions, writeTransactions } from "./encode-transactions.ts";
import { enclosed, opened } from "./envelope.ts";
import { unreadable } from "./unreadable-bytes.ts";
import { relationOf, type WireFormat } from "./wire-format.ts";

/** A message as bytes in an envelope, the same for equal messages: a CBOR list that begins with its kind. */
export function encodeMessage(message: Message, format: WireFormat): Uint8Array {
  return enclosed("message", encodePlain(messageToPlain(message, format)), format);
}

/** What was encoded. Throws `UnreadableBytes` for all other bytes. */
export function decodeMessage(bytes: Uint8Array, format: WireFormat): Message {
  const content = opened("message", bytes, format);
  try {
    return messageFromPlain(decodePlain(content), format);
  } catch (error) {
    if (error instanceof MalformedState) unreadable(`The message holds what is ${error.message}.`);
    throw error;
  }
}

function messageToPlain(message: Message, format: WireFormat): Plain {
  const many = (transactions: readonly Transaction[]): Plain => writeTransactions(transactions, format);
  const { kind } = message;
  switch (message.kind) {
    case "changes": {
      const { transactions, after } = message;
      return [kind, many(transactions), after === null ? null : dotContext.toPlain(after)];
    }
    case "digest":
      return [kind, dotContext.toPlain(message.seen), message.ask];
    case "missing":
      return [kind, many(message.transactions)];
    case "request": {
      const { boundary, request, work, deadline } = message;
      return [kind, boundary, request, workToPlain(work), deadline];
    }
    case "answer":
      return [kind, message.request, message.refused, many(message.transactions)];
    case "nudge":
      return [kind, message.boundary];
    case "collect":
      return [kind, message.boundary, message.round, dotContext.toPlain(message.seen)];
    case "collected":
      return [kind, message.boundary, message.round, many(message.transactions)];
    case "prepare":
      return [kind, message.boundary, ballotToPlain(message.ballot), dotContext.toPlain(message.seen)];
    case "promise": {
      const { boundary, ballot, accepted, seen, transactions } = message;
      const proposal =
        accepted === null ? null : [ballotToPlain(accepted.ballot), many([accepted.transaction])];
      return [kind, boundary, ballotToPlain(ballot), proposal, dotContext.toPlain(seen), many(transactions)];
    }
    case "accept": {
      const { boundary, ballot, transaction, transactions } = message;
      return [kind, boundary, ballotToPlain(ballot), many([transaction]), many(transactions)];
    }
    case "accepted":
      return [kind, message.boundary, ballotToPlain(message.ballot), message.first];
    case "rejected": {
      const { boundary, ballot, promised, reason, seen } = message;
      return [
        kind,
        boundary,
        ballotToPlain(ballot),
        ballotToPlain(promised),
        reason,
        dotContext.toPlain(seen),
      ];
    }
  }
}

function messageFromPlain(plain: Plain, format: WireFormat): Message {
  const fields = listFrom(plain);
  const many = (index: number): readonly Transaction[] => transactionsFrom(fields[index], format);
  const boundary = (): string => textFrom(fields[1]);
  const kind = textFrom(fields[0]);
  const length = messageLengths.get(kind) ?? malformed("a message");
  if (fields.length !== length) malformed(`a message of kind \`${kind}\``);
  switch (kind) {
    case "changes": {
      const after = fields[2] === null ? null : contextFrom(fields[2]);
      return { kind, transactions: many(1), after };
    }
    case "digest":
      return { kind, seen: contextFrom(fields[1]), ask: truthFrom(fields[2]) };
    case "missing":
      return { kind, transactions: many(1) };
    case "request": {
      const [, , request, work, deadline] = fields;
      return {
        kind,
        boundary: boundary(),
        request: textFrom(request),
        work: workFrom(work, format),
        deadline: numberFrom(deadline),
      };
    }
    case "answer": {
      const [, request, refused] = fields;
      return {
        kind,
        request: textFrom(request),
        refused: refused === null ? null : textFrom(refused),
        transactions: many(3),
      };
    }
    case "nudge":
      return { kind, boundary: boundary() };
    case "collect":
      return { kind, boundary: boundary(), round: naturalFrom(fields[2]), seen: contextFrom(fields[3]) };
    case "collected":
      return { kind, boundary: boundary(), round: naturalFrom(fields[2]), transactions: many(3) };
    case "prepare":
      return { kind, boundary: boundary(), ballot: ballotFrom(fields[2]), seen: contextFrom(fields[3]) };
    case "promise":
      return {
        kind,
        boundary: boundary(),
        ballot: ballotFrom(fields[2]),
        accepted: fields[3] === null ? null : proposalFrom(fields[3], format),
        seen: contextFrom(fields[4]),
        transactions: many(5),
      };
    case "accept":
      return {
        kind,
        boundary: boundary(),
        ballot: ballotFrom(fields[2]),
        transaction: transactionFrom(fields[3], format),
        transactions: many(4),
      };
    case "accepted":
      return { kind, boundary: boundary(), ballot: ballotFrom(fields[2]), first: countFrom(fields[3]) };
    case "rejected":
      return {
        kind,
        boundary: boundary(),
        ballot: ballotFrom(fields[2]),
        promised: ballotFrom(fields[3]),
        reason: rejectionFrom(fields[4]),
        seen: contextFrom(fields[5]),
      };
    default:
      return malformed("a message");
  }
}

/** How long the list of each kind is. */
const messageLengths: ReadonlyMap<string, number> = new Map<Message["kind"], number>([
  ["changes", 3],
  ["digest", 3],
  ["missing", 2],
  ["request", 5],
  ["answer", 4],
  ["nudge", 2],
  ["collect", 4],
  ["collected", 4],
  ["prepare", 4],
  ["promise", 6],
  ["accept", 5],
  ["accepted", 4],
  ["rejected", 6],
]);

function workToPlain(work: Work): Plain {
  return work.kind === "call"
    ? [work.kind, work.operation, work.arguments]
    : [work.kind, work.effects.map(effectToPlain)];
}

function workFrom(plain: Plain | undefined, format: WireFormat): Work {
  const [kind, given, more] = listFrom(plain);
  if (kind === "call") return { kind, operation: textFrom(given), arguments: rowFromPlain(more) };
  if (kind === "effects") return { kind, effects: listFrom(given).map((one) => effectFrom(one, format)) };
  return malformed("work for a boundary");
}

function effectToPlain(effect: ResolvedEffect): Plain {
  const { kind, relation } = effect;
  switch (effect.kind) {
    case "insert":
      return [kind, relation, effect.row];
    case "delete":
      return [kind, relation, effect.pattern];
    case "add":
      return [kind, relation, effect.key, effect.amount, effect.sign];
    case "write":
      return [kind, relation, effect.key, effect.values];
    case "splice-in":
      return [kind, relation, effect.key, effect.text, effect.index];
    case "splice-out":
      return [kind, relation, effect.key, effect.index];
    case "transfer":
      return [kind, relation, effect.key, effect.amount, effect.to];
  }
}

/** Whether the effect can be done is for the authority to say; that it speaks of rows of the program, is certain. */
function effectFrom(plain: Plain, format: WireFormat): ResolvedEffect {
  const [named, of, row, more, last] = listFrom(plain);
  const [kind, relation] = [textFrom(named), textFrom(of)];
  const { columns, keyCount } = relationOf(format, relation) ?? malformed(`a relation: \`${relation}\``);
  const length = kind === "insert" || kind === "delete" ? columns.length : keyCount;
  if (listFrom(row).length !== length) malformed(`a row of \`${relation}\``);
  switch (kind) {
    case "insert":
      return { kind, relation, row: rowFromPlain(row) };
    case "delete":
      return {
        kind,
        relation,
        pattern: listFrom(row).map((value) => (value === null ? null : valueFromPlain(value))),
      };
    case "add":
      return { kind, relation, key: rowFromPlain(row), amount: numberFrom(more), sign: signFrom(last) };
    case "write":
      return { kind, relation, key: rowFromPlain(row), values: rowFromPlain(more) };
    case "splice-in":
      return { kind, relation, key: rowFromPlain(row), text: textFrom(more), index: numberFrom(last) };
    case "splice-out":
      return { kind, relation, key: rowFromPlain(row), index: numberFrom(more) };
    case "transfer":
      return { kind, relation, key: rowFromPlain(row), amount: numberFrom(more), to: textFrom(last) };
    default:
      return malformed("an effect");
  }
}

function ballotToPlain({ round, replica }: Ballot): Plain {
  return [round, replica];
}

function ballotFrom(plain: Plain | undefined): Ballot {
  const [round, replica] = listFrom(plain);
  return { round: naturalFrom(round), replica: textFrom(replica) };
}

function proposalFrom(plain: Plain | undefined, format: WireFormat): Proposal {
  const [ballot, transaction] = listFrom(plain);
  return { ballot: ballotFrom(ballot), transaction: transactionFrom(transaction, format) };
}

function transactionFrom(plain: Plain | undefined, format: WireFormat): Transaction {
  const [transaction, ...more] = transactionsFrom(plain, format);
  return transaction !== undefined && more.length === 0 ? transaction : malformed("one transaction");
}

function transactionsFrom(plain: Plain | undefined, format: WireFormat): readonly Transaction[] {
  return plain instanceof Uint8Array ? readTransactions(plain, format) : malformed("transactions");
}

function contextFrom(plain: Plain | undefined): DotContext {
  return dotContext.fromPlain(plain ?? malformed("a dot context"));
}

function rejectionFrom(plain: Plain | undefined): Rejection {
  if (plain === "preempted" || plain === "behind" || plain === "entered") return plain;
  return malformed("the reason of a rejection");
}

function truthFrom(plain: Plain | undefined): boolean {
  return typeof plain === "boolean" ? plain : malformed("a truth value");
}

function signFrom(plain: Plain | undefined): 1 | -1 {
  return plain === 1 || plain === -1 ? plain : malformed("a sign");
}

function numberFrom(plain: Plain | undefined): number {
  return typeof plain === "number" && !Number.isNaN(plain) ? plain : malformed("a number");
}

function naturalFrom(plain: Plain | undefined): number {
  const value = numberFrom(plain);
  return Number.isSafeInteger(value) && value >= 0 ? value : malformed("a whole number");
}
