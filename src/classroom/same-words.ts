/**
 * Whether two nodes of syntax trees say the same, wherever they stand and however they are laid out:
 * all but places and the spelling of constants is equal.
 */
export function saysSame(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((one, i) => saysSame(one, b[i]));
  }
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  const said = (node: object): readonly string[] =>
    Object.keys(node).filter((key) => !key.toLowerCase().endsWith("span") && !isSpelling(node, key));
  const keys = said(left);
  return keys.length === said(right).length && keys.every((key) => saysSame(left[key], right[key]));
}

/** `0x10` and `16` are the same constant. */
function isSpelling(node: object, key: string): boolean {
  return key === "text" && "kind" in node && node.kind === "constant";
}
