import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { annotated } from "./annotated.ts";

const folder = new URL("fixtures/", import.meta.url);

// A fixture carries its own diagnostics: extra ones fail too, and `vitest -u` draws them again.
test.each(readdirSync(folder))("%s", async (name) => {
  const path = new URL(name, folder);
  await expect(annotated(readFileSync(path, "utf8"))).toMatchFileSnapshot(path.pathname);
});
