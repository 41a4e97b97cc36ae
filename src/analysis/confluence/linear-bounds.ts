/** That a sum of multiples of numbers and a constant is at most zero, or below it. */
export interface LinearBound {
  readonly parts: ReadonlyMap<number, number>;
  readonly constant: number;
  readonly isStrict: boolean;
}

/** With more bounds than this, or larger factors, no contradiction is looked for. */
const [boundsMax, factorMax] = [80, 1e9];

/**
 * Whether bounds cannot hold together for any rational numbers: Fourier and Motzkin's elimination.
 * Where it says no, they may still not hold together.
 */
export function areContradictory(bounds: readonly LinearBound[]): boolean {
  let left = bounds;
  for (;;) {
    if (left.some(isFalse)) return true;
    const next = cheapestPart(left);
    if (next === null) return false;
    const factorIn = ({ parts }: LinearBound): number => parts.get(next) ?? 0;
    const above = left.filter((bound) => factorIn(bound) > 0);
    const below = left.filter((bound) => factorIn(bound) < 0);
    const others = left.filter((bound) => factorIn(bound) === 0);
    if (others.length + above.length * below.length > boundsMax) return false;
    const added = above.flatMap((a) => below.map((b) => sumOf(a, -factorIn(b), b, factorIn(a))));
    if (added.some(isTooLarge)) return false;
    left = [...others, ...added];
  }
}

function isFalse({ parts, constant, isStrict }: LinearBound): boolean {
  return parts.size === 0 && (isStrict ? constant >= 0 : constant > 0);
}

/** The part whose elimination leaves the fewest bounds. */
function cheapestPart(bounds: readonly LinearBound[]): number | null {
  const signs = new Map<number, readonly [number, number]>();
  for (const { parts } of bounds)
    for (const [part, factor] of parts) {
      const [above, below] = signs.get(part) ?? [0, 0];
      signs.set(part, factor > 0 ? [above + 1, below] : [above, below + 1]);
    }
  const costs = [...signs].map(([part, [above, below]]) => ({ part, cost: above * below }));
  return costs.toSorted((a, b) => a.cost - b.cost)[0]?.part ?? null;
}

function sumOf(a: LinearBound, times: number, b: LinearBound, otherTimes: number): LinearBound {
  const parts = new Map<number, number>();
  for (const [bound, factor] of [[a, times] as const, [b, otherTimes] as const])
    for (const [part, own] of bound.parts) {
      const sum = (parts.get(part) ?? 0) + own * factor;
      if (sum === 0) parts.delete(part);
      else parts.set(part, sum);
    }
  return {
    parts,
    constant: a.constant * times + b.constant * otherTimes,
    isStrict: a.isStrict || b.isStrict,
  };
}

function isTooLarge({ parts, constant }: LinearBound): boolean {
  return [...parts.values(), constant].some((number) => !(Math.abs(number) <= factorMax));
}
