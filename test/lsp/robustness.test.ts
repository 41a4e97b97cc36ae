import { spawn } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith } from "../cli/calm.ts";
import { Editor, initializeParams, uriOf } from "./editor.ts";

/** `CALM_FILES` asks for a larger workspace. */
const filesCount = Number(process.env["CALM_FILES"] ?? 400);

const clean = ".decl a(x: number)\n.input a\n.output a\n";
const broken = ".decl a(x: number)\n.input a\n.output b\n";

describe("what is no message", () => {
  const refused: Record<string, { bytes: string; code: number }> = {
    "a body that is not JSON": { bytes: 'Content-Length: 7\r\n\r\n{"id": ', code: -32700 },
    "a header without a length": { bytes: "Content-Type: x\r\n\r\n", code: -32700 },
    "a length that is no number": { bytes: "Content-Length: many\r\n\r\n", code: -32700 },
    "a batch": { bytes: "Content-Length: 2\r\n\r\n[]", code: -32600 },
    "a number": { bytes: "Content-Length: 1\r\n\r\n7", code: -32600 },
    "an object that says nothing": { bytes: "Content-Length: 2\r\n\r\n{}", code: -32600 },
    "a method that is no text": { bytes: 'Content-Length: 19\r\n\r\n{"id":5,"method":7}', code: -32600 },
  };
  for (const [name, { bytes, code }] of Object.entries(refused)) {
    test(`is refused, and the next message is answered: ${name}`, async () => {
      const editor = await Editor.open();
      editor.sendBytes(bytes);
      expect(await editor.ask("workspace/symbol", { query: "" })).toMatchObject({ result: [] });
      expect(editor.strays).toMatchObject([{ error: { code } }]);
    });
  }

  test("even in pieces of one byte each", async () => {
    const editor = new Editor();
    const body = JSON.stringify({
      jsonrpc: "2.0",
      id: "é",
      method: "initialize",
      params: initializeParams(),
    });
    const answer = editor.answerTo("é");
    for (const byte of Buffer.from(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)) {
      editor.sendBytes(Buffer.from([byte]));
    }
    expect(await answer).toMatchObject({ result: { serverInfo: { name: "calm" } } });
  });
});

describe("requests", () => {
  test("before `initialize` are refused, and notifications dropped", async () => {
    const editor = new Editor();
    editor.openDocument("untitled:x.dl", broken);
    expect(await editor.ask("textDocument/hover", {})).toMatchObject({ error: { code: -32002 } });
    expect(await editor.ask("shutdown")).toMatchObject({ error: { code: -32002 } });
    expect(await editor.ask("initialize", 5)).toMatchObject({ error: { code: -32602 } });
    expect(await editor.ask("initialize", initializeParams())).toMatchObject({ result: {} });
    expect(await editor.ask("initialize", initializeParams())).toMatchObject({ error: { code: -32600 } });
  });

  test("after `shutdown` are refused", async () => {
    const editor = await Editor.open();
    expect(await editor.ask("shutdown")).toMatchObject({ result: null });
    expect(await editor.ask("workspace/symbol", { query: "" })).toMatchObject({ error: { code: -32600 } });
    expect(await editor.ask("shutdown")).toMatchObject({ error: { code: -32600 } });
  });

  test("that the server does not know are refused", async () => {
    const editor = await Editor.open();
    expect(await editor.ask("textDocument/colour", { textDocument: { uri: "x" } })).toMatchObject({
      error: { code: -32601 },
    });
    editor.notify("$/whatever", {});
    expect(await editor.ask("workspace/symbol", { query: "" })).toMatchObject({ result: [] });
  });

  test("with parameters of another kind are refused", async () => {
    const editor = await Editor.open();
    const textDocument = { uri: "untitled:x.dl" };
    const wrong: readonly (readonly [string, unknown])[] = [
      ["textDocument/hover", undefined],
      ["textDocument/hover", null],
      ["textDocument/hover", []],
      ["textDocument/hover", { textDocument }],
      ["textDocument/hover", { textDocument, position: { line: -1, character: 0 } }],
      ["textDocument/hover", { textDocument, position: { line: 0.5, character: 0 } }],
      ["textDocument/rename", { textDocument, position: { line: 0, character: 0 } }],
      ["textDocument/codeAction", { textDocument, range: {}, context: {} }],
      ["workspace/symbol", {}],
      ["workspace/executeCommand", {}],
      ["callHierarchy/incomingCalls", { item: { uri: 1 } }],
    ];
    for (const [method, params] of wrong) {
      expect(await editor.ask(method, params), `${method} ${JSON.stringify(params)}`).toMatchObject({
        error: { code: -32602 },
      });
    }
    editor.notify("textDocument/didChange", { textDocument, contentChanges: "x" });
    editor.notify("textDocument/didOpen", null);
    editor.notify("$/cancelRequest", null);
    expect(await editor.ask("workspace/symbol", { query: "" })).toMatchObject({ result: [] });
  });

  test("of documents and places that are not there are answered with nothing", async () => {
    const editor = await Editor.open();
    const position = { line: 99, character: 99 };
    const textDocument = { uri: "untitled:nowhere.dl" };
    for (const method of ["hover", "definition", "prepareRename", "linkedEditingRange"]) {
      expect(await editor.ask(`textDocument/${method}`, { textDocument, position })).toMatchObject({
        result: null,
      });
    }
    editor.openDocument("untitled:x.dl", "");
    expect(
      await editor.ask("textDocument/hover", { textDocument: { uri: "untitled:x.dl" }, position }),
    ).toMatchObject({ result: null });
  });

  test("that are taken back are not worked on", async () => {
    const editor = await Editor.open();
    const asked = editor.ask("workspace/symbol", { query: "" }, "one");
    editor.notify("$/cancelRequest", { id: "one" });
    expect(await asked).toMatchObject({ error: { code: -32800 } });
    editor.notify("$/cancelRequest", { id: "never asked" });
    expect(await editor.ask("workspace/symbol", { query: "" })).toMatchObject({ result: [] });
  });

  test("that are taken back before they are begun, or have an id that waits already, do not hold up the checks", async () => {
    const editor = await Editor.open({ settings: { debounce: 0 } });
    const uri = "untitled:x.dl";
    const hover = { textDocument: { uri }, position: { line: 0, character: 0 } };
    const wire = (message: object): string => {
      const body = JSON.stringify({ jsonrpc: "2.0", ...message });
      return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    };
    const ask = (id: number): string => wire({ id, method: "textDocument/hover", params: hover });
    const takenBack = editor.answerTo(100);
    const twice = editor.answerTo(200);
    editor.sendBytes(
      [ask(100), wire({ method: "$/cancelRequest", params: { id: 100 } }), ask(200), ask(200)].join(""),
    );
    expect(await takenBack).toMatchObject({ error: { code: -32800 } });
    expect(await twice).toMatchObject({ result: null });
    editor.openDocument(uri, broken);
    expect(await editor.published(uri)).toMatchObject([{ code: "CALM002" }]);
  });
});

describe("the server ends", () => {
  test("with 0 on `exit` after `shutdown`", async () => {
    const editor = await Editor.open();
    await editor.request("shutdown");
    editor.notify("exit", undefined);
    expect(await editor.ended).toBe(0);
  });

  test("with 1 on `exit` without it, also before `initialize`", async () => {
    const editor = new Editor();
    editor.notify("exit", undefined);
    expect(await editor.ended).toBe(1);
  });

  test("when its input ends", async () => {
    const editor = await Editor.open();
    editor.endInput();
    expect(await editor.ended).toBe(1);
  });

  test("when the process of its client is gone", async () => {
    const client = spawn("sleep", ["60"]);
    const editor = new Editor();
    await editor.request("initialize", { ...initializeParams(), processId: client.pid });
    client.kill("SIGKILL");
    expect(await editor.ended).toBe(1);
  });
});

describe("files", () => {
  const watching = {
    workspace: { configuration: true, didChangeWatchedFiles: { dynamicRegistration: true } },
  };
  const changes = (...all: readonly (readonly [string, number])[]): object => ({
    changes: all.map(([path, type]) => ({ uri: uriOf(path), type })),
  });

  test("that come, change, are renamed or go outside are noticed when the client watches them", async () => {
    const folder = folderWith({ "one.dl": broken });
    const editor = await Editor.open({
      folders: [folder],
      capabilities: watching,
      settings: { debounce: 0 },
    });
    const [one, two] = [join(folder, "one.dl"), join(folder, "two.dl")];
    expect(await editor.published(uriOf(one))).toMatchObject([{ code: "CALM002" }]);
    writeFileSync(one, clean);
    editor.notify("workspace/didChangeWatchedFiles", changes([one, 2]));
    expect(await editor.published(uriOf(one), ({ diagnostics }) => diagnostics.length === 0)).toEqual([]);
    writeFileSync(one, broken);
    renameSync(one, two);
    editor.notify("workspace/didChangeWatchedFiles", changes([one, 3], [two, 1]));
    expect(await editor.published(uriOf(two))).toMatchObject([{ code: "CALM002" }]);
    editor.forget();
    rmSync(two);
    editor.notify("workspace/didChangeWatchedFiles", changes([two, 3]));
    expect(await editor.published(uriOf(two))).toEqual([]);
  });

  test("that an open file includes are missed when they go, and found when they come back", async () => {
    const folder = folderWith({ "part.dl": ".decl a(x: number)\n.input a\n" });
    const editor = await Editor.open({
      folders: [folder],
      capabilities: watching,
      settings: { debounce: 0 },
    });
    const main = uriOf(join(folder, "main.dl"));
    const part = join(folder, "part.dl");
    editor.openDocument(main, '.include "part.dl"\n.output a\n');
    await editor.published(main, ({ diagnostics }) => diagnostics.length === 0);
    editor.forget();
    rmSync(part);
    editor.notify("workspace/didChangeWatchedFiles", changes([part, 3]));
    await editor.published(main, ({ diagnostics }) => diagnostics[0]?.code === "CALM012");
    editor.forget();
    writeFileSync(part, ".decl a(x: number)\n.input a\n");
    editor.notify("workspace/didChangeWatchedFiles", changes([part, 1]));
    await editor.published(main, ({ diagnostics }) => diagnostics.length === 0);
  });

  test("of a configuration count at once, and one that is wrong is complained of", async () => {
    const folder = folderWith({ "one.dl": broken });
    const editor = await Editor.open({
      folders: [folder],
      capabilities: watching,
      settings: { debounce: 0 },
    });
    const [one, config] = [uriOf(join(folder, "one.dl")), join(folder, "calm.config.json")];
    await editor.published(one, ({ diagnostics }) => diagnostics.length === 1);
    writeFileSync(config, '{ "rules": { "CALM002": "off" } }');
    editor.notify("workspace/didChangeWatchedFiles", changes([config, 1]));
    await editor.published(one, ({ diagnostics }) => diagnostics.length === 0);
    editor.forget();
    writeFileSync(config, '{ "rules": 5 }');
    editor.notify("workspace/didChangeWatchedFiles", changes([config, 2]));
    await editor.published(one, ({ diagnostics }) => diagnostics.length === 1);
    const { params } = await editor.message(({ method }) => method === "window/showMessage");
    expect(params).toMatchObject({
      type: 2,
      message: `calm: ${config}: rules must be an object from codes to levels`,
    });
  });

  test("of a large workspace are all checked, without those that are left out", async () => {
    const folder = folderWith({ ".gitignore": "ignored/\n" });
    mkdirSync(join(folder, ".git"));
    for (const below of ["a", "b", "node_modules/c", "ignored"])
      mkdirSync(join(folder, below), { recursive: true });
    for (let i = 0; i < filesCount / 2; i++) {
      for (const below of ["a", "b", "node_modules/c", "ignored"])
        writeFileSync(join(folder, below, `${i}.dl`), i % 10 === 0 ? broken : clean);
    }
    const editor = await Editor.open({ folders: [folder] });
    expect(await editor.request("calm/checkWorkspace", {})).toEqual({
      files: filesCount,
      errors: filesCount / 10,
      warnings: 0,
      infos: 0,
      capped: false,
    });
    editor.settings = { workspace: { maxFiles: 100 } };
    editor.notify("workspace/didChangeConfiguration", { settings: null });
    await editor.message(({ method }) => method === "workspace/configuration");
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await editor.request("calm/checkWorkspace", {})).toMatchObject({
      files: 100,
      capped: true,
    });
  });
});
