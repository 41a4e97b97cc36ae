import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Before the first test: `dist` is built from the sources as they are, for tests that run the command. */
export function setup(): void {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, ["build.mjs"], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
}
