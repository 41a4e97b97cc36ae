import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../cli/calm.ts";
import { Editor, uriOf } from "./editor.ts";

const release = `.decl release(name: symbol)
.input release
.decl blocker(release: symbol)
.input blocker
.decl ready(name: symbol)
ready(r) :- release(r), !blocker(r).
.output ready
`;

test("what is found appears with its version and its witness, and goes when the text is mended", async () => {
  const editor = await Editor.open({ settings: { debounce: 0 } });
  const uri = "untitled:release.dl";
  editor.openDocument(uri, release, 7);
  const found = await editor.published(uri, ({ diagnostics }) =>
    JSON.stringify(diagnostics).includes("is gone"),
  );
  expect(found).toMatchObject([
    {
      range: { start: { line: 5, character: 24 }, end: { line: 5, character: 35 } },
      severity: 1,
      code: "CALM101",
      source: "calm",
      data: { version: 7 },
    },
  ]);
  const range = { start: { line: 6, character: 13 }, end: { line: 6, character: 13 } };
  editor.changeDocument(uri, 8, [{ range, text: '(promise="eventual")' }]);
  const [left] = await editor.published(uri, ({ version }) => version === 8);
  expect(left).toMatchObject({ severity: 3, code: "CALM101" });
  editor.changeDocument(uri, 9, [{ text: release.replace(", !blocker(r)", ", blocker(r)") }]);
  expect(await editor.published(uri, ({ version }) => version === 9)).toEqual([]);
});

test("a file that another one includes is checked as part of it, as it is open in the editor", async () => {
  const folder = folderWith({
    "main.dl":
      '.include "part.dl"\nready(r) :- release(r), late(r).\n.output ready\n.decl ready(name: symbol)\n',
    "part.dl": ".decl release(name: symbol)\n.input release\n",
  });
  const editor = await Editor.open({ folders: [folder], settings: { debounce: 0 } });
  const main = uriOf(join(folder, "main.dl"));
  const part = uriOf(join(folder, "part.dl"));
  expect(await editor.published(main)).toMatchObject([
    { code: "CALM002", range: { start: { line: 1, character: 24 } } },
  ]);
  const text =
    ".decl release(name: symbol)\n.input release\n.decl late(name: symbol)\n.input late\n.decl x(a: y)\n";
  editor.openDocument(part, text);
  expect(await editor.published(main, ({ diagnostics }) => diagnostics.length === 0)).toEqual([]);
  expect(await editor.published(part, ({ diagnostics }) => diagnostics.length > 0)).toMatchObject([
    { code: "CALM009" },
    { code: "CALM002" },
  ]);
  editor.forget();
  editor.notify("textDocument/didClose", { textDocument: { uri: part } });
  await editor.published(main, ({ diagnostics }) => diagnostics.length === 1);
  expect(editor.shown(part)).toEqual([]);
});
