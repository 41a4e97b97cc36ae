/**
 * Where two outputs differ as sets of lines, in one line of text; null when they do not. Fields
 * that are floating-point numbers in either are compared by their first six digits, since Soufflé
 * prints floats of 32 bits.
 */
export function difference(expected: string, given: string): string | null {
  const [wanted, found] = [linesOf(expected), linesOf(given)];
  const missing = without(wanted, found);
  const extra = without(found, wanted);
  if (missing.length === 0 && extra.length === 0) return null;
  const parts = [
    ...(missing.length > 0 ? [`${missing.length} missing, such as ${JSON.stringify(missing[0])}`] : []),
    ...(extra.length > 0 ? [`${extra.length} too many, such as ${JSON.stringify(extra[0])}`] : []),
  ];
  return parts.join("; ");
}

function linesOf(text: string): readonly string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) =>
    line
      .split(/([\t, ])/)
      .map(rounded)
      .join(""),
  );
}

function rounded(field: string): string {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(field) && /[.e]/.test(field)
    ? String(Number(Number(field).toPrecision(6)))
    : field;
}

/** The lines of `a` that are not in `b`, each as often as it is missing there. */
function without(a: readonly string[], b: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of b) counts.set(line, (counts.get(line) ?? 0) + 1);
  return a.filter((line) => {
    const count = counts.get(line) ?? 0;
    counts.set(line, count - 1);
    return count <= 0;
  });
}
