import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { pageOf } from "../../src/diagnostics/catalogue.ts";
import { checkProgram } from "../../src/diagnostics/check.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { redraw } from "../fixture.ts";

const folder = new URL("fixtures/", import.meta.url);

// A fixture carries its own diagnostics, so that extra ones fail too; `vitest -u` draws them again.
test.each(readdirSync(folder))("%s", async (name) => {
  const path = new URL(name, folder);
  const drawn = redraw(readFileSync(path, "utf8"), (root, include) =>
    checkProgram(root, include).diagnostics.map((diagnostic) => ({
      place: diagnostic.place,
      text: remark(diagnostic),
    })),
  );
  await expect(drawn).toMatchFileSnapshot(path.pathname);
});

/** A level that is not the code's default stands in brackets. */
function remark({ code, severity, message }: Diagnostic): string {
  return severity === pageOf(code).severity ? `${code} ${message}` : `${code} (${severity}) ${message}`;
}
