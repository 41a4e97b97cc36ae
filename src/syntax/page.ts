/**
 * A formatted text while it is made, line by line. Comments at the end of lines are kept apart,
 * since the ones that stand below one another are aligned at the end.
 */
export class Page {
  readonly #lines: Line[] = [];
  #current: Line | null = null;
  /** Whether a blank goes before what is written next on the line. */
  #separated = false;

  /** Whether nothing stands on the line yet that is written next. */
  get atLineStart(): boolean {
    return this.#current === null;
  }

  get column(): number {
    return (this.#current === null ? 0 : this.#current.text.length) + (this.#separated ? 1 : 0);
  }

  /** Leaves a blank, unless at the beginning or the end of a line. */
  separate(): void {
    this.#separated = this.#current !== null;
  }

  /** Adds to the line; the further lines of a text with line ends in it stay as they are. */
  write(text: string, indentation: number): void {
    for (const [i, part] of text.split(/\r\n|\n|\r/).entries()) {
      if (i > 0) this.endLine();
      this.#current ??= { text: i > 0 ? "" : " ".repeat(indentation), comment: null };
      this.#current.text += this.#separated ? ` ${part}` : part;
      this.#separated = false;
    }
  }

  /** A comment that ends its line; `column` is where it stood in the source. */
  endWithComment(text: string, column: number): void {
    this.#current ??= { text: "", comment: null };
    this.#current.comment = { text, column };
    this.endLine();
  }

  /** Ends the line if anything stands on it. */
  endLine(): void {
    this.#separated = false;
    if (this.#current === null) return;
    this.#lines.push(this.#current);
    this.#current = null;
  }

  /** Leaves one line empty, but never two and none at the top. */
  leaveBlank(): void {
    this.endLine();
    const last = this.#lines.at(-1);
    if (last !== undefined && last.text !== "") this.#lines.push({ text: "", comment: null });
  }

  /** The whole text, each line ended by LF. */
  finish(): string {
    this.endLine();
    const columns = this.#commentColumns();
    return this.#lines
      .map(({ text, comment }, i) => {
        const line = comment === null ? text : `${text.padEnd(columns[i] ?? 0)}${comment.text}`;
        return `${line}\n`;
      })
      .join("");
  }

  /** Where the comment of each line goes: aligned with its neighbours if it was so in the source. */
  #commentColumns(): readonly number[] {
    const columns: number[] = [];
    for (let i = 0; i < this.#lines.length;) {
      let end = i + 1;
      const column = this.#lines[i]?.comment?.column;
      if (column !== undefined) while (this.#lines[end]?.comment?.column === column) end++;
      const longest = this.#lines.slice(i, end).reduce((width, { text }) => Math.max(width, text.length), 0);
      for (; i < end; i++) columns.push(longest === 0 ? 0 : longest + 1);
    }
    return columns;
  }
}

interface Line {
  text: string;
  comment: { readonly text: string; readonly column: number } | null;
}
