import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { resolveProgram } from "../../src/model/resolve.ts";
import { redraw } from "../fixture.ts";
import { describeFinding } from "./describe-finding.ts";

const folder = new URL("fixtures/", import.meta.url);

test.each(readdirSync(folder))("%s says what is wrong where it is wrong", async (name) => {
  const path = new URL(name, folder).pathname;
  const drawn = redraw(readFileSync(path, "utf8"), (root, include) =>
    resolveProgram(root, include).findings.map((finding) => ({
      place: finding.place,
      text: describeFinding(finding),
    })),
  );
  await expect(drawn).toMatchFileSnapshot(path);
});
