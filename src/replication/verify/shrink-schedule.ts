import type { Schedule } from "./schedule.ts";

/**
 * The schedule with as little as possible of it left that still `fails`: fewer steps first, a half
 * of them at a time, then single ones; then a plainer network.
 */
export function shrinkSchedule(schedule: Schedule, fails: (smaller: Schedule) => boolean): Schedule {
  let smallest = schedule;
  const keepIf = (smaller: Schedule): boolean => {
    if (!fails(smaller)) return false;
    smallest = smaller;
    return true;
  };
  for (
    let size = Math.ceil(smallest.steps.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < smallest.steps.length;) {
      const steps = [...smallest.steps.slice(0, at), ...smallest.steps.slice(at + size)];
      if (!keepIf({ ...smallest, steps })) at += size;
    }
  }
  const { network } = smallest;
  keepIf({ ...smallest, latencies: [] });
  keepIf({ ...smallest, network: { ...network, loss: 0, duplicate: 0, reorder: false } });
  for (const setting of ["loss", "duplicate"] as const)
    keepIf({ ...smallest, network: { ...smallest.network, [setting]: 0 } });
  keepIf({ ...smallest, network: { ...smallest.network, reorder: false } });
  keepIf({ ...smallest, network: { ...smallest.network, delivery: "reliable" } });
  return smallest;
}
