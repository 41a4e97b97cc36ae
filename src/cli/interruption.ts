import { runInThisContext } from "node:vm";

/** Ctrl-C, while something was computed. */
export class Interruption extends Error {}

/**
 * Computes something that Ctrl-C stops at once, in the middle of a loop too: no handler could run
 * before the loop is done. What is computed leaves no `finally` behind that it needs. Throws
 * `Interruption`.
 */
export function interruptible<T>(compute: () => T): T {
  let result: { readonly value: T } | null = null;
  Object.defineProperty(globalThis, slot, {
    configurable: true,
    value: (): void => {
      result = { value: compute() };
    },
  });
  try {
    runInThisContext(`globalThis[${JSON.stringify(slot)}]()`, { breakOnSigint: true });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    throw code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" ? new Interruption() : error;
  } finally {
    Reflect.deleteProperty(globalThis, slot);
  }
  return ((result as { readonly value: T } | null) ?? fail()).value;
}

const slot = "calm-datalog: what is computed";

function fail(): never {
  throw new Error("internal fault: nothing was computed");
}
