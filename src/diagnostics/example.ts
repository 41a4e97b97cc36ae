/**
 * A program written indented in a source file: tag of a template whose lines lose the indentation
 * that all of them share, and whose first and last line, if empty, fall away.
 */
export function rules(strings: TemplateStringsArray): string {
  const lines = (strings.raw[0] ?? "")
    .replace(/^\n/, "")
    .replace(/\n[ \t]*$/, "")
    .split("\n");
  const indentations = lines
    .filter((line) => line.trim() !== "")
    .map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indentations);
  return lines.map((line) => line.slice(common)).join("\n") + "\n";
}
