import type { Diagnostic as Message } from "vscode-languageserver/node";

/**
 * The messages of all lists, without those that say of the same range what one before them says. In
 * each list the messages of one range stand together.
 */
export function distinctMessages(lists: readonly (readonly Message[])[]): readonly Message[] {
  const [only = []] = lists;
  if (lists.length < 2) return only.filter((message, index) => !saysAgain(message, only, index));
  const all = new Map<string, Message>();
  for (const message of lists.flat()) {
    const { range, code, severity } = message;
    const key = JSON.stringify([range, code, severity, message.message]);
    if (!all.has(key)) all.set(key, message);
  }
  return [...all.values()];
}

/** Whether one of the messages of the same range that stand before an index says the same. */
function saysAgain(
  { range, code, severity, message }: Message,
  all: readonly Message[],
  index: number,
): boolean {
  for (let i = index - 1; i >= 0; i--) {
    const other = all[i];
    if (other === undefined || !isSameRange(other.range, range)) return false;
    if (other.code === code && other.severity === severity && other.message === message) return true;
  }
  return false;
}

function isSameRange(a: Message["range"], b: Message["range"]): boolean {
  return isSamePosition(a.start, b.start) && isSamePosition(a.end, b.end);
}

function isSamePosition(a: Message["range"]["start"], b: Message["range"]["start"]): boolean {
  return a.line === b.line && a.character === b.character;
}
