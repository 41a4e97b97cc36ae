/**
 * How the truth of a fixed row, or a value in its order, can move as information arrives
 * (analysis.md, section 1): a lattice with `constant` below `up` and `down`, and `any` above both.
 */
export type Direction = "constant" | "up" | "down" | "any";

export function mergeDirections(a: Direction, b: Direction): Direction {
  if (a === b || b === "constant") return a;
  return a === "constant" ? b : "any";
}

export function flip(direction: Direction): Direction {
  if (direction === "up") return "down";
  return direction === "down" ? "up" : direction;
}

/** Whether a row once there stays: `constant` or `up`. */
export function isMonotone(direction: Direction): boolean {
  return direction === "constant" || direction === "up";
}

/** Whether an absence once seen stays: `constant` or `down`. */
export function isAntitone(direction: Direction): boolean {
  return direction === "constant" || direction === "down";
}
