import type { Boundary, Seal } from "../model/program.ts";
import type { Cover } from "./report.ts";

const seals = new WeakMap<Seal, Cover>();
const boundaries = new WeakMap<Boundary, Cover>();

/** What a seal covers with: one object for each. */
export function coverBySeal(seal: Seal): Cover {
  let cover = seals.get(seal);
  if (cover === undefined) {
    cover = { kind: "seal", seal };
    seals.set(seal, cover);
  }
  return cover;
}

/** The same of a boundary. */
export function coverByBoundary(boundary: Boundary): Cover {
  let cover = boundaries.get(boundary);
  if (cover === undefined) {
    cover = { kind: "boundary", boundary };
    boundaries.set(boundary, cover);
  }
  return cover;
}
