/** Whether only blanks stand between `offset` and the beginning of its line. */
export function beginsLine(text: string, offset: number): boolean {
  let i = offset - 1;
  for (let unit = text.charCodeAt(i); unit === 32 || unit === 9; unit = text.charCodeAt(--i));
  return beginsColumn(text, i + 1);
}

/** Whether `offset` is at column 0. */
export function beginsColumn(text: string, offset: number): boolean {
  if (offset === 0) return true;
  const before = text.charCodeAt(offset - 1);
  return before === 10 || before === 13;
}

/** Whether a piece of text holds the end of a line. */
export function endsLine(text: string): boolean {
  return /[\n\r]/.test(text);
}

/** Whether a piece of white space holds an empty line. */
export function holdsBlankLine(space: string): boolean {
  return (space.match(/\r\n|\n|\r/g)?.length ?? 0) > 1;
}
