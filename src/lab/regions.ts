/** Three data centres, as the replicas are named. */
export const regions = ["virginia", "frankfurt", "tokyo"] as const;
export type Region = (typeof regions)[number];

/** One way, in milliseconds. The leader is in Virginia, so that Frankfurt waits 40 ms for it and Tokyo 180. */
export const links: readonly (readonly [a: Region, b: Region, milliseconds: number])[] = [
  ["virginia", "frankfurt", 20],
  ["virginia", "tokyo", 90],
  ["frankfurt", "tokyo", 110],
];
