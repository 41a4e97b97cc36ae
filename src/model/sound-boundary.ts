import type { Boundary } from "./program.ts";

/** Whether calls at a boundary are never made without knowing of each other, so that it covers what is decided at it. */
export function isSound({ protocol }: Pick<Boundary, "protocol">): boolean {
  return protocol.kind !== "quorum" || protocol.sound;
}
