import { displayWidth } from "../base/display-width.ts";

export interface TableColumn {
  /** One or more lines above the column. */
  readonly title: string;
  readonly align: "left" | "right";
}

/**
 * Lines of a table with its titles and a rule below them. Columns are two spaces apart. `paint`
 * may style what stands in a cell, whose width is that of the text as given.
 */
export function textTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  paint: (text: string, row: number, column: number) => string = (text) => text,
): readonly string[] {
  const titles = columns.map(({ title }) => title.split("\n"));
  const titleHeight = Math.max(...titles.map((lines) => lines.length));
  const heads = Array.from({ length: titleHeight }, (_, i) =>
    titles.map((lines) => lines[i - titleHeight + lines.length] ?? ""),
  );
  const widths = columns.map((_, c) =>
    Math.max(...[...heads, ...rows].map((cells) => displayWidth(cells[c] ?? ""))),
  );
  const line = (cells: readonly string[], row: number | null): string =>
    columns
      .map(({ align }, c) => {
        const text = cells[c] ?? "";
        const space = " ".repeat((widths[c] ?? 0) - displayWidth(text));
        const painted = row === null ? text : paint(text, row, c);
        return align === "left" ? painted + space : space + painted;
      })
      .join("  ")
      .trimEnd();
  return [
    ...heads.map((cells) => line(cells, null)),
    widths.map((width) => "─".repeat(width)).join("  "),
    ...rows.map((cells, i) => line(cells, i)),
  ];
}
