/** The replicas of the lesson. */
export const replicaNames = ["A", "B", "C"] as const;

/** `A, B and C`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}
