import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type {
  CallHierarchyItem,
  CodeAction,
  CodeLens,
  CompletionItem,
  CompletionList,
  DocumentSymbol,
  FoldingRange,
  Hover,
  InlayHint,
  Location,
  Position,
  Range,
  SelectionRange,
  SemanticTokens,
  SemanticTokensDelta,
  SignatureHelp,
  TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver/node";
import { linesOf } from "../../src/base/source.ts";
import { folderWith } from "../cli/calm.ts";
import { Editor, uriOf, type EditorOptions } from "./editor.ts";

const capabilities = {
  workspace: { configuration: true, workspaceEdit: { documentChanges: true } },
  textDocument: {
    hover: { contentFormat: ["markdown"] },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
  },
};

type Delta = SemanticTokensDelta & { readonly resultId: string };

interface Opened {
  readonly editor: Editor;
  readonly uri: string;
  readonly text: string;
  /** Where `$0` stood. */
  readonly position: Position;
  /** Asks about the document, at the position, with more parameters. */
  readonly ask: <R>(method: string, more?: object) => Promise<R>;
}

/** Opens a text in which `$0` marks the cursor. */
async function opened(marked: string, options: EditorOptions = {}): Promise<Opened> {
  const editor = await Editor.open({ capabilities, settings: { debounce: 0 }, ...options });
  const uri = "untitled:rules.dl";
  const text = marked.replace("$0", "");
  const position = linesOf({ path: uri, text }).position(Math.max(0, marked.indexOf("$0")));
  editor.openDocument(uri, text);
  const ask = <R>(method: string, more: object = {}): Promise<R> =>
    editor.request<R>(`textDocument/${method}`, { textDocument: { uri }, position, ...more });
  return { editor, uri, text, position, ask };
}

/** The text that ranges mark. */
function marked(text: string, ranges: readonly Range[]): readonly string[] {
  const lines = linesOf({ path: "", text });
  return ranges.map(({ start, end }) => {
    const words = text.slice(
      lines.startOf(start.line) + start.character,
      lines.startOf(end.line) + end.character,
    );
    return `${String(start.line)}: ${words}`;
  });
}

function edited(text: string, edits: readonly TextEdit[]): string {
  const lines = linesOf({ path: "", text });
  const offset = ({ line, character }: Position): number => lines.startOf(line) + character;
  return [...edits]
    .sort((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (result, { range, newText }) =>
        result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)),
      text,
    );
}

function editsFor(uri: string, edit: WorkspaceEdit | undefined): readonly TextEdit[] {
  return (edit?.documentChanges ?? []).flatMap((change) =>
    "textDocument" in change && change.textDocument.uri === uri ? (change.edits as TextEdit[]) : [],
  );
}

const release = `// Blockers stop a release.
.decl release(name: symbol)
.input release
.decl blocker(release: symbol)
.input blocker
.decl ready(name: symbol)
ready(r) :-
  release(r),
  !blocker(r).
.output ready
`;

describe("names", () => {
  const at = (place: string): string => release.replace(place, `$0${place}`);

  test("lead to their declarations, readers and writers", async () => {
    const { ask, text } = await opened(at("blocker(r)"));
    const ranges = (locations: readonly Location[]): readonly string[] =>
      marked(
        text,
        locations.map(({ range }) => range),
      );
    expect(ranges(await ask("definition"))).toEqual(["3: blocker"]);
    const context = { includeDeclaration: true };
    expect(ranges(await ask("references", { context }))).toEqual(["3: blocker", "4: blocker", "8: blocker"]);
    expect(ranges(await ask("references", { context: { includeDeclaration: false } }))).toEqual([
      "4: blocker",
      "8: blocker",
    ]);
    expect(await ask("documentHighlight")).toMatchObject([{ kind: 3 }, { kind: 3 }, { kind: 2 }]);
  });

  test("are renamed, and back gives the same bytes", async () => {
    const text = release.replaceAll("\n", "\r\n").replace("Blockers", "Blöckers 😀");
    const { editor, uri, position, ask } = await opened(text.replace("blocker(r)", "$0blocker(r)"));
    expect(marked(text, [await ask<Range>("prepareRename")])).toEqual(["8: blocker"]);
    const there = editsFor(uri, await ask("rename", { newName: "open_issue" }));
    const renamed = edited(text, there);
    expect(renamed).toBe(text.replaceAll("blocker", "open_issue"));
    editor.changeDocument(uri, 2, [{ text: renamed }]);
    const back = await editor.request<WorkspaceEdit>("textDocument/rename", {
      textDocument: { uri },
      position,
      newName: "blocker",
    });
    expect(edited(renamed, editsFor(uri, back))).toBe(text);
    expect(
      await editor.ask("textDocument/rename", { textDocument: { uri }, position, newName: "release" }),
    ).toMatchObject({ error: { code: -32600, message: expect.stringContaining("already") as string } });
  });

  test("of variables are edited together", async () => {
    const { ask, text } = await opened(at("r) :-"));
    const { ranges } = await ask<{ ranges: Range[] }>("linkedEditingRange");
    expect(marked(text, ranges)).toEqual(["6: r", "7: r", "8: r"]);
  });

  test("show the relations that are derived from one, and what it is derived from", async () => {
    const { ask, editor } = await opened(at("ready(r)"));
    const [item] = await ask<CallHierarchyItem[]>("prepareCallHierarchy");
    expect(item).toMatchObject({ name: "ready" });
    expect(await editor.request("callHierarchy/incomingCalls", { item })).toEqual([]);
    expect(await editor.request("callHierarchy/outgoingCalls", { item })).toMatchObject([
      { to: { name: "release" }, fromRanges: [{ start: { line: 7 } }] },
      { to: { name: "blocker" }, fromRanges: [{ start: { line: 8 } }] },
    ]);
  });

  test("are found across includes, open or not", async () => {
    const folder = folderWith({ "part.dl": ".decl release(name: symbol)\n.input release\n" });
    const editor = await Editor.open({ capabilities, folders: [folder], settings: { debounce: 0 } });
    const [main, part] = [uriOf(join(folder, "main.dl")), uriOf(join(folder, "part.dl"))];
    const text = '.include "part.dl"\n.output release\n';
    editor.openDocument(main, text);
    const position = { line: 1, character: 10 };
    expect(
      await editor.request("textDocument/definition", { textDocument: { uri: main }, position }),
    ).toEqual([{ uri: part, range: { start: { line: 0, character: 6 }, end: { line: 0, character: 13 } } }]);
    const edit = await editor.request<WorkspaceEdit>("textDocument/rename", {
      textDocument: { uri: main },
      position,
      newName: "version",
    });
    expect(edited(text, editsFor(main, edit))).toBe('.include "part.dl"\n.output version\n');
    expect(editsFor(part, edit)).toHaveLength(2);
    expect(await editor.request("textDocument/documentLink", { textDocument: { uri: main } })).toMatchObject([
      { target: part, range: { start: { line: 0, character: 10 }, end: { line: 0, character: 17 } } },
    ]);
    const onPath = { textDocument: { uri: main }, position: { line: 0, character: 12 } };
    const start = { line: 0, character: 0 };
    expect(await editor.request("textDocument/definition", onPath)).toEqual([
      { uri: part, range: { start, end: start } },
    ]);
    await editor.request("calm/checkWorkspace", {});
    expect(await editor.request("workspace/symbol", { query: "rel" })).toMatchObject([
      { name: "release", location: { uri: part } },
    ]);
  });
});

describe("the path of an include", () => {
  const linking = {
    ...capabilities,
    textDocument: { ...capabilities.textDocument, definition: { linkSupport: true } },
  };

  test("leads to the file from its first quote to behind its last, and is marked as a whole", async () => {
    const folder = folderWith({ "part.dl": "// What is released.\n" });
    const editor = await Editor.open({ capabilities: linking, folders: [folder], settings: { debounce: 0 } });
    const [main, part] = [uriOf(join(folder, "main.dl")), uriOf(join(folder, "part.dl"))];
    editor.openDocument(main, '.include "part.dl"\n.include "gone.dl"\n');
    const definition = (line: number, character: number): Promise<unknown> =>
      editor.request("textDocument/definition", {
        textDocument: { uri: main },
        position: { line, character },
      });
    const start = { line: 0, character: 0 };
    const link = {
      originSelectionRange: { start: { line: 0, character: 10 }, end: { line: 0, character: 17 } },
      targetUri: part,
      targetRange: { start, end: start },
      targetSelectionRange: { start, end: start },
    };
    for (const character of [9, 12, 18]) expect(await definition(0, character)).toEqual([link]);
    for (const character of [2, 8]) expect(await definition(0, character)).toEqual([]);
    expect(await definition(1, 12)).toEqual([]);
  });
});

describe("at the pointer", () => {
  test("a literal tells its witness", async () => {
    const { ask, text } = await opened(release.replace("blocker(r)", "$0blocker(r)"));
    const { contents, range } = await ask<Hover & { range: Range }>("hover");
    expect(marked(text, [range])).toEqual(["8: blocker"]);
    expect(contents).toMatchObject({
      kind: "markdown",
      value: expect.stringMatching(/depends on the absence of.*release\("release1"\)/s) as string,
    });
  });

  test("a literal tells nothing but its witness where the client shows the diagnostic", async () => {
    const initializationOptions = { hoversDiagnostics: true };
    const { ask } = await opened(release.replace("blocker(r)", "$0blocker(r)"), { initializationOptions });
    expect(await ask("hover")).toMatchObject({
      contents: { value: expect.stringMatching(/^1\. With `release\("release1"\)`/) as string },
    });
  });

  test("a call that is being written shows its parameters", async () => {
    const { ask } = await opened(`${release.replace(".output ready\n", "")}ready(y) :- release($0`);
    expect(await ask<SignatureHelp>("signatureHelp", { context: {} })).toMatchObject({
      signatures: [{ label: "release(name: symbol)", parameters: [{ label: [8, 20] }], activeParameter: 0 }],
    });
  });
});

describe("what is being typed", () => {
  test("is completed, with what it means when that is asked for", async () => {
    const { ask, editor, text, uri } = await opened(`${release}ready(r) :- rel$0`);
    const { items } = await ask<CompletionList>("completion");
    const item = items.find(({ label }) => label === "release");
    expect(item).toMatchObject({ label: "release", kind: 22, insertTextFormat: 1 });
    expect(edited(text, [item?.textEdit as TextEdit])).toContain("ready(r) :- release");
    const resolved = await editor.request<CompletionItem>("completionItem/resolve", item);
    expect(JSON.stringify(resolved.documentation)).toContain("release");
    expect(
      await editor.request("completionItem/resolve", { label: "stale", data: { list: 0, index: 3 } }),
    ).toEqual({
      label: "stale",
      data: { list: 0, index: 3 },
    });
    const context = { triggerKind: 2, triggerCharacter: "." };
    editor.changeDocument(uri, 2, [{ text: `${release}ready(r) :- release(r).` }]);
    expect(await ask("completion", { position: { line: 10, character: 23 }, context })).toBeNull();
  });
});

describe("a document", () => {
  test("has an outline, folds, and selections that grow", async () => {
    const { ask, text } = await opened(release.replace("release(r)", "$0release(r)"));
    const outline = await ask<DocumentSymbol[]>("documentSymbol");
    expect(outline.map(({ name }) => name)).toEqual(["release", "blocker", "ready", "ready(r)"]);
    expect(await ask<FoldingRange[]>("foldingRange")).toMatchObject([{ startLine: 6, endLine: 8 }]);
    const [selection] = await ask<SelectionRange[]>("selectionRange", {
      positions: [{ line: 7, character: 2 }],
    });
    const chain: Range[] = [];
    for (let one = selection; one !== undefined; one = one.parent) chain.push(one.range);
    expect(marked(text, chain).slice(0, 2)).toEqual(["7: release", "7: release(r)"]);
    expect(chain.at(-1)).toEqual({ start: { line: 0, character: 0 }, end: { line: 10, character: 0 } });
  });

  test("is formatted: the whole, a range, and what was just typed", async () => {
    const text = ".decl a( x:number )\n.input a\n.decl b(x: number)\nb( x ):-a( x ).\n.output b\n";
    const { ask } = await opened(text);
    const options = { tabSize: 2, insertSpaces: true };
    const whole = await ask<TextEdit[]>("formatting", { options });
    expect(edited(text, whole)).toBe(
      ".decl a(x: number)\n.input a\n.decl b(x: number)\nb(x) :- a(x).\n.output b\n",
    );
    const rule = ".decl a( x:number )\n.input a\n.decl b(x: number)\nb(x) :- a(x).\n.output b\n";
    const range = { start: { line: 3, character: 1 }, end: { line: 3, character: 2 } };
    expect(edited(text, await ask<TextEdit[]>("rangeFormatting", { options, range }))).toBe(rule);
    const position = { line: 3, character: 15 };
    expect(edited(text, await ask<TextEdit[]>("onTypeFormatting", { options, position, ch: "." }))).toBe(
      rule,
    );
  });

  test("has semantic tokens: all, those of a range, and what differs", async () => {
    const { ask, editor, uri } = await opened(release);
    const all = await ask<SemanticTokens & { resultId: string }>("semanticTokens/full");
    expect(all.data.length % 5).toBe(0);
    expect(all.data.length).toBeGreaterThan(50);
    const range = { start: { line: 6, character: 0 }, end: { line: 9, character: 0 } };
    const part = await ask<SemanticTokens>("semanticTokens/range", { range });
    expect(all.data.join(",")).toContain(part.data.slice(5).join(","));
    const same = await ask<Delta>("semanticTokens/full/delta", { previousResultId: all.resultId });
    expect(same.edits).toEqual([]);
    editor.changeDocument(uri, 2, [{ text: release.replace("  release(r),\n", "") }]);
    const { edits } = await ask<Delta>("semanticTokens/full/delta", { previousResultId: same.resultId });
    const patched = [...all.data];
    for (const { start, deleteCount, data } of edits) patched.splice(start, deleteCount, ...(data ?? []));
    expect(patched).toEqual((await ask<SemanticTokens>("semanticTokens/full")).data);
    expect(patched.length).toBeLessThan(all.data.length);
    // What the client remembers may be gone; then it is told all.
    expect(await ask("semanticTokens/full/delta", { previousResultId: all.resultId })).toMatchObject({
      data: patched,
    });
  });

  test("shows hints and lenses, as far as they are wanted", async () => {
    const text = `${release}.scenario one {\n  replicas a.\n}\n.invariant no_both: ready(r), blocker(r) => 1 = 2.\n`;
    const { ask, editor, uri } = await opened(text);
    const range = { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } };
    const hints = await ask<InlayHint[]>("inlayHint", { range });
    expect(hints).toMatchObject([{ position: { line: 6, character: 8 } }]);
    const lenses = await ask<CodeLens[]>("codeLens");
    expect(lenses.map(({ command }) => command?.command)).toEqual([
      "",
      "",
      "",
      "calm.server.runScenario",
      "calm.server.checkInvariant",
    ]);
    editor.settings = { inlayHints: { verdicts: false }, codeLens: { scenarios: false, invariants: false } };
    editor.notify("workspace/didChangeConfiguration", { settings: null });
    await expect.poll(() => ask("inlayHint", { range })).toEqual([]);
    expect(await ask("codeLens")).toHaveLength(3);
    expect(
      await editor.request("workspace/executeCommand", {
        command: "calm.server.runScenario",
        arguments: [uri, "one"],
      }),
    ).toMatchObject({ problem: null, runs: [{ name: "one", ok: true }] });
    await editor.message(
      ({ method, params }) => method === "window/showMessage" && JSON.stringify(params).includes("one: ok"),
    );
    expect(
      await editor.request("workspace/executeCommand", {
        command: "calm.server.checkInvariant",
        arguments: [uri, "no_both"],
      }),
    ).toMatchObject({ name: "no_both" });
    expect(await editor.ask("workspace/executeCommand", { command: "calm.server.nothing" })).toMatchObject({
      error: { code: -32602 },
    });
  });
});

describe("code actions", () => {
  test("mend what is found, and say what they mend", async () => {
    const { ask, editor, uri, text } = await opened(release.replace("blocker(r).", "$0blocker(r)."));
    const diagnostics = await editor.published(uri);
    const range = { start: { line: 8, character: 3 }, end: { line: 8, character: 3 } };
    const actions = await ask<CodeAction[]>("codeAction", { range, context: { diagnostics } });
    const sealing = actions.find(({ edit }) => edited(text, editsFor(uri, edit)).includes(".seal blocker"));
    expect(sealing).toMatchObject({ kind: "quickfix", diagnostics: [{ code: "CALM101" }] });
    const mended = edited(text, editsFor(uri, sealing?.edit));
    editor.changeDocument(uri, 2, [{ text: mended }]);
    await editor.published(
      uri,
      ({ version, diagnostics: left }) => version === 2 && left.every(({ severity }) => severity !== 1),
    );
    // Ranges of the text before mean nothing now, and do no harm.
    await ask("codeAction", { range, context: { diagnostics } });
  });

  test("make all safe fixes when asked by name only", async () => {
    const text = ".decl a(x: number)\n.input a\n.decl b(x: number)\nb(x) :- a(x), a(y).\n.output b\n";
    const { ask, uri } = await opened(text);
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const context = { diagnostics: [] };
    expect(await ask("codeAction", { range, context })).toEqual([]);
    const only = ["source.fixAll"];
    const [fixAll] = await ask<CodeAction[]>("codeAction", { range, context: { ...context, only } });
    expect(edited(text, editsFor(uri, fixAll?.edit))).toBe(text.replace("a(y)", "a(_)"));
  });
});

describe("the extension's requests", () => {
  test("draw the graph, name and run scenarios, and show the page of a code", async () => {
    const text = `${release}.scenario late {\n  replicas a, b.\n}\n`;
    const { editor, uri } = await opened(text);
    const textDocument = { uri };
    const graph = await editor.request<{ svg: string; relations: { name: string }[] }>("calm/graph", {
      textDocument,
    });
    expect(graph.svg).toContain('data-node="blocker"');
    expect(graph.relations.map(({ name }) => name)).toEqual(["release", "blocker", "ready"]);
    expect(await editor.request("calm/scenarios", { textDocument })).toMatchObject([
      { name: "late", location: { uri, range: { start: { line: 10, character: 10 } } } },
    ]);
    expect(await editor.request("calm/runScenario", { textDocument, scenario: "late" })).toMatchObject({
      svg: expect.stringContaining("<svg") as string,
      problem: null,
      runs: [{ name: "late", seed: 1, ok: true, failures: [] }],
    });
    expect(await editor.request("calm/runScenario", { textDocument, scenario: "early" })).toMatchObject({
      problem: "there is no scenario `early`",
    });
    expect(await editor.request("calm/explain", { code: "calm101" })).toMatchObject({
      title: "CALM101 negation",
    });
    expect(await editor.request("calm/explain", { code: "CALM999" })).toBeNull();
  });

  test("have the status told of those who want it, and pages of codes linked", async () => {
    const initializationOptions = { status: true, clientCommands: ["calm.explain", "calm.runScenario"] };
    const { editor, uri } = await opened(release, { initializationOptions });
    const { params } = await editor.message(({ method }) => method === "calm/status");
    expect(params).toMatchObject({
      uri,
      version: 1,
      verdict: "stop",
      text: "ready needs coordination",
      promises: [{ name: "ready", promise: "final", verdict: "nonmonotone", ok: false }],
      errors: 1,
    });
    const [found] = await editor.published(uri);
    expect(found?.codeDescription?.href).toBe("command:calm.explain?%5B%22CALM101%22%5D");
  });
});

describe("a client", () => {
  test("may count characters in bytes", async () => {
    const general = { positionEncodings: ["utf-8", "utf-16"] };
    const { editor, uri } = await opened('.decl a(x: symbol)\n.output a\na("ö😀"), b("x").\n', {
      capabilities: { ...capabilities, general },
    });
    const found = await editor.published(uri, ({ diagnostics }) => diagnostics.length > 0);
    const line = Buffer.from('a("ö😀"), b("x").');
    expect(
      found.map(({ range }) => line.subarray(range.start.character, range.end.character).toString()),
    ).toContain("b");
    editor.changeDocument(uri, 2, [
      { range: { start: { line: 2, character: 3 }, end: { line: 2, character: 9 } }, text: "é" },
    ]);
    expect(
      await editor.request("textDocument/hover", {
        textDocument: { uri },
        position: { line: 2, character: 0 },
      }),
    ).not.toBeNull();
  });

  test("may pull, and then nothing is pushed", async () => {
    const folder = folderWith({ "part.dl": ".decl a(x: number)\n.input a\n", "other.dl": ".output b\n" });
    const editor = await Editor.open({
      folders: [folder],
      capabilities: {
        ...capabilities,
        textDocument: { ...capabilities.textDocument, diagnostic: { relatedDocumentSupport: true } },
      },
    });
    const [main, part] = [uriOf(join(folder, "main.dl")), uriOf(join(folder, "part.dl"))];
    editor.openDocument(main, '.include "part.dl"\n.output a\n.output c\n');
    const textDocument = { uri: main };
    const report = await editor.request<{ resultId: string }>("textDocument/diagnostic", { textDocument });
    expect(report).toMatchObject({
      kind: "full",
      items: [{ code: "CALM002" }],
      relatedDocuments: { [part]: { kind: "full", items: [] } },
    });
    const previousResultId = report.resultId;
    expect(await editor.request("textDocument/diagnostic", { textDocument, previousResultId })).toMatchObject(
      {
        kind: "unchanged",
      },
    );
    await editor.request("calm/checkWorkspace", {});
    interface Reports {
      readonly items: readonly { uri: string; resultId: string; items: readonly unknown[] }[];
    }
    const { items } = await editor.request<Reports>("workspace/diagnostic", { previousResultIds: [] });
    expect(items.map(({ uri, items: found }) => [uri, found.length]).sort()).toEqual(
      [
        [main, 1],
        [uriOf(join(folder, "other.dl")), 1],
        [part, 0],
      ].sort(),
    );
    const waiting = editor.request<Reports>("workspace/diagnostic", {
      previousResultIds: items.map(({ uri, resultId }) => ({ uri, value: resultId })),
    });
    editor.changeDocument(main, 2, [{ text: '.include "part.dl"\n.output a\n' }]);
    expect((await waiting).items).toMatchObject([{ uri: main, kind: "full", version: 2, items: [] }]);
    expect(editor.messages.filter(({ method }) => method === "textDocument/publishDiagnostics")).toEqual([]);
  });

  test("that does not watch files has what changed looked at when it saves", async () => {
    const folder = folderWith({ "part.dl": ".decl a(x: number)\n.input a\n" });
    const editor = await Editor.open({ folders: [folder], settings: { debounce: 0 } });
    const main = uriOf(join(folder, "main.dl"));
    editor.openDocument(main, '.include "part.dl"\n.output a\n');
    await editor.published(main, ({ diagnostics }) => diagnostics.length === 0);
    editor.forget();
    writeFileSync(join(folder, "part.dl"), ".decl other(x: number)\n.input other\n");
    editor.notify("textDocument/didSave", { textDocument: { uri: main } });
    expect(await editor.published(main, ({ diagnostics }) => diagnostics.length > 0)).toMatchObject([
      { code: "CALM002" },
    ]);
  });

  test("has several folders, which come and go", async () => {
    const [one, two] = [folderWith({ "a.dl": ".output b\n" }), folderWith({ "a.dl": ".output c\n" })];
    const editor = await Editor.open({ folders: [one] });
    const [inOne, inTwo] = [uriOf(join(one, "a.dl")), uriOf(join(two, "a.dl"))];
    await editor.published(inOne, ({ diagnostics }) => diagnostics.length === 1);
    const folder = (path: string): object => ({ uri: uriOf(path), name: path });
    editor.notify("workspace/didChangeWorkspaceFolders", { event: { added: [folder(two)], removed: [] } });
    await editor.published(inTwo, ({ diagnostics }) => diagnostics.length === 1);
    editor.notify("workspace/didChangeWorkspaceFolders", { event: { added: [], removed: [folder(one)] } });
    expect(await editor.published(inOne, ({ diagnostics }) => diagnostics.length === 0)).toEqual([]);
  });

  test("is told of progress, and may cancel it", async () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${String(i)}.dl`, release]));
    const editor = await Editor.open({ folders: [folderWith(files)] });
    const progress = (kind: string): Promise<unknown> =>
      editor.message(
        ({ method, params }) =>
          method === "$/progress" && JSON.stringify(params).includes(`"kind":"${kind}"`),
      );
    const asked = editor.ask("calm/checkWorkspace", { workDoneToken: "mine" }, "check");
    await progress("begin");
    editor.notify("$/cancelRequest", { id: "check" });
    expect(await asked).toMatchObject({ error: { code: -32800 } });
    await progress("end");
  });
});
