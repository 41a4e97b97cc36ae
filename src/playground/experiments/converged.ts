import type { RunState } from "../run-api.ts";

/** Whether all replicas that are up have heard of the same changes, and so have the same inside, too; equal rows alone may be a chance. */
export function haveConverged({ replicas, differences }: RunState): boolean {
  const heard = replicas
    .filter(({ isUp }) => isUp)
    .map(({ seen }) =>
      Object.entries(seen)
        .map(([name, count]) => `${name} ${count}`)
        .toSorted()
        .join(),
    );
  return differences === null && new Set(heard).size <= 1;
}
