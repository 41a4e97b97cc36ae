/**
 * The test programs whose outputs differ from Soufflé's because the language says so, by a part of
 * their names, and what it says.
 */
export const byDesign: ReadonlyMap<string, string> = new Map([
  ["evaluation/aggregate_witnesses", "variables of an aggregate's body are its own: no witnesses"],
  ["evaluation/aggregates_nested", "variables of an aggregate's body are its own: no witnesses"],
  ["example/longest_path", "variables of an aggregate's body are its own: no witnesses"],
  ["evaluation/unsigned_operations", "an overflow is an error, and never wraps"],
  ["example/catalan", "an overflow is an error, and never wraps"],
  ["example/access-policy", "a fact file that is missing is an error"],
  ["example/magic_access-policy", "a fact file that is missing is an error"],
  ["semantic/inline_cycle2", "every variable of a head is bound, in inlined relations too"],
  ["syntactic/include_directive1", "the preprocessor's names, such as __LINE__, are not known"],
  ["syntactic/include_directive4", "includes count from the including file alone: no -I"],
  ["syntactic/output_directive1", "a line with more fields than columns is an error"],
]);
