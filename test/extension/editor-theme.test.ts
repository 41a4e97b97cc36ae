import { expect, test } from "vitest";
import { inEditorTheme } from "../../extension/src/editor-theme.ts";
import { graphStyles } from "../../src/ide/graph-theme.ts";
import { spaceTimeDiagram } from "../../src/lab/space-time-diagram.ts";

test("drawings follow the theme of the editor, and not that of the system", () => {
  const run = spaceTimeDiagram([{ name: "run", seed: 1, replicas: ["a"], trace: [], expects: [] }]);
  const sheets = [graphStyles(), /<style>(.*?)<\/style>/s.exec(run)?.[1] ?? ""];
  for (const sheet of sheets.map(inEditorTheme)) {
    expect(sheet).toContain("body:is(.vscode-dark,");
    expect(sheet).not.toContain("prefers-color-scheme");
  }
});
