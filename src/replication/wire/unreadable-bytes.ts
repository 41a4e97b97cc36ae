/** Bytes from outside that are refused, with the reason in a sentence. Nothing was changed for them. */
export class UnreadableBytes extends Error {}

export function unreadable(reason: string): never {
  throw new UnreadableBytes(reason);
}
