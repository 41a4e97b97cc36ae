/** What `--static` and the configuration close together: relations by name, or all inputs. */
export function closedRelations(
  given: readonly string[],
  configured: readonly string[] | "inputs",
): readonly string[] | "inputs" {
  const names = given
    .flatMap((text) => text.split(",").map((name) => name.trim()))
    .filter((name) => name !== "");
  if (names.includes("inputs") || configured === "inputs") return "inputs";
  return [...configured, ...names];
}
