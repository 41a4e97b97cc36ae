/**
 * The candidate that a writer of `name` most likely meant, or null when none is close.
 *
 * Close is a Damerau–Levenshtein distance (insertion, deletion, substitution, transposition of
 * neighbours) of at most a third of the longer name's length, at least 1, and less than the
 * shorter one's length: `a` is not taken for `b`. The first of several equally near ones is given.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let limit = Math.max(name.length, 3);
  for (const candidate of candidates) {
    const allowed = Math.min(
      limit - 1,
      Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3)),
      Math.min(name.length, candidate.length) - 1,
    );
    if (candidate === name || allowed < 1 || Math.abs(candidate.length - name.length) > allowed) continue;
    const distance = editDistance(name, candidate, allowed);
    if (distance > allowed) continue;
    best = candidate;
    limit = distance;
    if (distance === 1) break;
  }
  return best;
}

/** The Damerau–Levenshtein distance where it is at most `limit`, else some number above `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let above: number[] = [];
  let row: number[] = [];
  let leastAbove = 0;
  for (let j = 0; j <= b.length; j++) above.push(j);
  for (let i = 1; i <= a.length; i++) {
    row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      row.push(cost);
      if (cost < least) least = cost;
    }
    // A transposition reaches back two rows.
    if (least > limit && leastAbove > limit) return limit + 1;
    leastAbove = least;
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
