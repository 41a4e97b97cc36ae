import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { engineFlags } from "../../src/lsp/engine-flags.ts";

test("the engine knows what it is told", () => {
  const { status, stderr } = spawnSync(process.execPath, [...engineFlags, "-e", "0"], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
