import { rmSync, writeFileSync } from "node:fs";
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

test("a file is part of a program or begins one as it would if all had just been opened", async () => {
  const folder = folderWith({ "part.dl": "p(x) :- q(x).\n", "middle.dl": '.include "part.dl"\n' });
  const editor = await Editor.open({ settings: { debounce: 0 } });
  const [main, middle, part] = ["main.dl", "middle.dl", "part.dl"].map((name) => uriOf(join(folder, name)));
  const text = '.include "middle.dl"\n.decl p(x: number)\n.decl q(x: number)\n.input q\n.output p\n';
  editor.openDocument(part ?? "", "p(x) :- q(x).\n");
  editor.openDocument(main ?? "", text);
  await editor.request("calm/checkWorkspace", {});
  expect(editor.shown(part ?? "")).not.toEqual([]);
  editor.openDocument(middle ?? "", '.include "part.dl"\n');
  await editor.request("calm/checkWorkspace", {});
  expect(editor.shown(part ?? "")).toEqual([]);
});

test("what the baseline of the configuration knows is not reported, as often as it knows it", async () => {
  const known = "`late` is not a declared relation";
  const baseline = (count: number): string =>
    JSON.stringify({ findings: [{ file: "main.dl", code: "CALM002", message: known, count }] });
  const folder = folderWith({
    "calm.config.json": '{ "baseline": "known.json" }',
    "known.json": baseline(1),
    "main.dl": ".decl p(x: number)\np(x) :- late(x).\np(x) :- late(x), later(x).\n.output p\n",
  });
  const editor = await Editor.open({
    folders: [folder],
    settings: { debounce: 0 },
    capabilities: {
      workspace: { configuration: true, didChangeWatchedFiles: { dynamicRegistration: true } },
    },
    initializationOptions: { status: true },
  });
  const uri = uriOf(join(folder, "main.dl"));
  const registered = editor.message(({ params }) => JSON.stringify(params ?? {}).includes("**/known.json"));
  expect(await editor.published(uri)).toMatchObject([
    { code: "CALM002", range: { start: { line: 2, character: 8 } } },
    { code: "CALM002", range: { start: { line: 2, character: 17 } } },
  ]);
  await registered;
  editor.forget();
  writeFileSync(join(folder, "known.json"), baseline(2));
  editor.notify("workspace/didChangeWatchedFiles", {
    changes: [{ uri: uriOf(join(folder, "known.json")), type: 2 }],
  });
  expect(await editor.published(uri)).toMatchObject([
    { message: expect.stringContaining("`later`") as unknown },
  ]);
  editor.openDocument(uri, ".decl p(x: number)\np(x) :- late(x), late(x).\n.output p\n");
  expect(await editor.published(uri, ({ version }) => version === 1)).toMatchObject([]);
  const { params } = await editor.message(({ method }) => method === "calm/status");
  expect(params).toMatchObject({ errors: 0, verdict: "broken" });
  rmSync(join(folder, "known.json"));
  editor.notify("workspace/didChangeWatchedFiles", {
    changes: [{ uri: uriOf(join(folder, "known.json")), type: 3 }],
  });
  await editor.published(uri, ({ diagnostics }) => diagnostics.length === 2);
  const complaint = await editor.message(({ method }) => method === "window/showMessage");
  expect(complaint.params).toMatchObject({ message: expect.stringContaining("the baseline") as unknown });
});

test("an invariant that is left undecided is decided by the solver while the editor is idle", async () => {
  const editor = await Editor.open({
    settings: { debounce: 0, solver: { timeout: 20_000 } },
    initializationOptions: { status: true },
  });
  const uri = "untitled:credit.dl";
  editor.openDocument(
    uri,
    `.decl credit(a: symbol, n: gcounter)
.decl debit(a: symbol, n: gcounter)
.operation book(a: symbol, m: number) { require m > 0. credit(a) += m. debit(a) += m. }
.invariant balanced: credit(a, c), debit(a, d) => c = d.
`,
  );
  const verdicts = (verdict: string) =>
    editor.message(
      ({ method, params }) =>
        method === "calm/status" && JSON.stringify(params).includes(`"verdict":"${verdict}"`),
    );
  await verdicts("undecided");
  await verdicts("confluent");
  await editor.request("calm/checkWorkspace", {});
  expect(editor.shown(uri)).toEqual([]);
});
