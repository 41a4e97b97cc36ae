/**
 * Throws when `condition` is false: our own code is wrong, never the user's program.
 *
 * `message` names the values that broke the contract.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`internal fault: ${message}`);
}

/** The value, which the caller knows to be there; `what` names it in the fault otherwise. */
export function present<T>(value: T | undefined | null, what: string): T {
  assert(value !== undefined && value !== null, `${what} is missing`);
  return value;
}
