/** A statement that was begun by itself or as a repetition of another: as it is written, and when. */
export interface BegunStatement {
  readonly text: string;
  readonly at: number;
}

/**
 * What was done of a statement until now, as statements: its repetitions, and of the last one, where
 * time passes in it, that time. What has had no time to pass is left out.
 */
export function pastStatements(
  begun: readonly BegunStatement[],
  isPassing: boolean,
  now: number,
): readonly string[] {
  const last = begun.at(-1);
  if (last === undefined) return [];
  if (!isPassing) return repeated(begun.map(({ text }) => text));
  const before = repeated(begun.slice(0, -1).map(({ text }) => text));
  return now > last.at ? [...before, runText(durationText(last.at, now))] : before;
}

export function runText(duration: string): string {
  return `run ${duration}.`;
}

/** How long it is from one time to another, as it is written; where that is no short number, a little longer. */
export function durationText(from: number, to: number): string {
  const thousandths = Math.ceil((to - from) * 1_000 - 1e-6);
  const text = String(Math.max(thousandths, 0) / 1_000);
  return from + Number(text) >= to ? text : String((thousandths + 1) / 1_000);
}

function repeated(texts: readonly string[]): readonly string[] {
  const runs: { readonly text: string; times: number }[] = [];
  for (const text of texts) {
    const last = runs.at(-1);
    if (last?.text === text) last.times += 1;
    else runs.push({ text, times: 1 });
  }
  return runs.map(({ text, times }) => (times === 1 ? text : `repeat ${String(times)}: ${text}`));
}
