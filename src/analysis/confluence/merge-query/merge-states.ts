/** Calls that both sides have seen, that only the one has, and that only the other has. */
export type Part = "M" | "A" | "B";

export const parts: readonly Part[] = ["M", "A", "B"];

/** States by the parts of the calls that they have seen. */
export type StateName = "M" | "MA" | "MB" | "MAB";

export const stateNames: readonly StateName[] = ["M", "MA", "MB", "MAB"];

/** The state within which all calls of a part ran: what they saw, all have that have seen them. */
export const seenBy = { M: "M", A: "MA", B: "MB" } as const satisfies Record<Part, StateName>;

/** The parts of the calls that a state has seen. */
export function partsOf(state: StateName): readonly Part[] {
  return parts.filter((part) => state.includes(part));
}
