/** The constants of a fact as it is written, with symbols unquoted: those of `stock("camera", 1)` are `camera` and `1`. */
export function constantsOf(fact: string): readonly string[] {
  const inside = fact.slice(fact.indexOf("(") + 1, fact.lastIndexOf(")"));
  return [...inside.matchAll(/"(?:[^"\\]|\\.)*"|[^\s,"][^,"]*/g)].map(([text]) =>
    text.startsWith('"') ? unquoted(text) : text.trim(),
  );
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
