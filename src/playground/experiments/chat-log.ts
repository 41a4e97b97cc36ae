import type { TraceEntry } from "../../replication/trace.ts";

/** A message of the chat. */
export interface ChatMessage {
  readonly id: number;
  readonly author: string;
  readonly text: string;
  /** The message that it answers; 0 for none. */
  readonly answers: number;
}

/** A message as a replica came to show it. */
export interface ShownMessage extends ChatMessage {
  readonly at: number;
  /** Whether what it answers was not there yet. */
  readonly isEarly: boolean;
}

/** A message in the text of a row or of a change; null where there is none. */
export function chatMessage(text: string): ChatMessage | null {
  const [, id, author, words, answers] = /message\((\d+), "(\w+)", "([^"]*)", (\d+)\)/.exec(text) ?? [];
  if (id === undefined || author === undefined || words === undefined || answers === undefined) return null;
  return { id: Number(id), author, text: words, answers: Number(answers) };
}

/** What a replica came to show, in its order. */
export function shownAt(replica: string, log: readonly TraceEntry[]): readonly ShownMessage[] {
  const shown: ShownMessage[] = [];
  for (const entry of log) {
    if (entry.kind !== "appeared" || entry.replica !== replica) continue;
    const message = chatMessage(entry.text);
    if (message === null || shown.some(({ id }) => id === message.id)) continue;
    const isEarly = message.answers > 0 && !shown.some(({ id }) => id === message.answers);
    shown.push({ ...message, at: entry.at, isEarly });
  }
  return shown;
}
