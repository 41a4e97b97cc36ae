import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * Whether something that the tests can do without is here. If not, one line says what is skipped
 * and how to get it; where nothing may be skipped (`CALM_SKIP_NOTHING`, set by `.ci/run`), it throws.
 */
export function isHere(found: boolean, what: string, how: string): boolean {
  if (found) return true;
  const line = `skipped: ${what} (${how})`;
  if (process.env["CALM_SKIP_NOTHING"] !== undefined) throw new Error(line);
  console.warn(line);
  return false;
}

export const chromium = "/usr/bin/chromium";

export function hasChromium(what: string): boolean {
  return isHere(existsSync(chromium), `${what} in a browser`, "apt-get install chromium fonts-dejavu-core");
}

export function hasGraphviz(what: string): boolean {
  const found = spawnSync("dot", ["-V"]).status === 0;
  return isHere(found, `${what} by Graphviz`, "apt-get install graphviz");
}
