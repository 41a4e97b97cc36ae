import type { Span } from "../base/source.ts";
import { isNamePart } from "../syntax/facts.ts";

/** The word around an offset, also directly behind it; null where there is none. */
export function wordAt(text: string, offset: number): Span | null {
  let [start, end] = [offset, offset];
  while (isNamePart(text.charCodeAt(start - 1))) start--;
  while (isNamePart(text.charCodeAt(end))) end++;
  return start === end ? null : { start, end };
}

const signs = [":-", "=>", ":=", "+=", "-=", "<:", "!", "|", ";"] as const;

/** The sign of more than arithmetic that an offset lies in; null where there is none. */
export function signAt(text: string, offset: number): Span | null {
  for (const sign of signs) {
    for (let start = offset; start > offset - sign.length; start--)
      if (start >= 0 && text.startsWith(sign, start) && !(sign === "!" && text[start + 1] === "="))
        return { start, end: start + sign.length };
  }
  return null;
}
