import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Diagnostic } from "vscode-languageserver/node";
import { Chance } from "../../src/base/chance.ts";
import { linesOf, type Source } from "../../src/base/source.ts";
import { checkProgram } from "../../src/diagnostics/check.ts";
import { parse } from "../../src/syntax/parse.ts";
import { randomEdit, typed } from "../syntax/random-edits.ts";
import { Editor } from "./editor.ts";

/**
 * `CALM_FUZZ_RUNS` asks for more: so many random edits, each followed by a comparison of what the
 * server says with a fresh check of the same text.
 *
 *     CALM_FUZZ_RUNS=5000 npx vitest run test/lsp/random-edits.test.ts
 */
const edits = Number(process.env["CALM_FUZZ_RUNS"] ?? 80);

/** A document begins anew after so many, as it has become mostly errors. */
const editsEach = 20;

const examples = new URL("../../examples/", import.meta.url);
const texts = readdirSync(examples)
  .filter((name) => name.endsWith(".dl"))
  .sort()
  .map((name) => readFileSync(new URL(name, examples), "utf8"));

const requests = [
  ...[
    "hover",
    "definition",
    "documentHighlight",
    "prepareRename",
    "linkedEditingRange",
    "prepareCallHierarchy",
  ],
  ...[
    "documentSymbol",
    "foldingRange",
    "documentLink",
    "selectionRange",
    "codeAction",
    "references",
    "codeLens",
  ],
  ...["semanticTokens/full", "semanticTokens/range", "inlayHint", "signatureHelp", "formatting"],
  ...["rangeFormatting", "onTypeFormatting", "completion"],
];

describe("after each of many random edits", () => {
  for (const pulls of [false, true]) {
    test(
      `a client that ${pulls ? "asks" : "is told"} has what a fresh check says, and no request fails`,
      async () => {
        const seed = Number(process.env["CALM_SEED"] ?? 1);
        const chance = new Chance(seed);
        const editor = await Editor.open({
          capabilities: {
            workspace: { configuration: true },
            textDocument: {
              ...(pulls ? { diagnostic: {} } : {}),
              codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
            },
          },
          settings: { debounce: 0, solver: { enabled: false } },
        });
        for (let done = 0; done < edits / 2; done += editsEach) {
          const uri = `untitled:${String(done)}.dl`;
          const ending = chance.pickOf(["\n", "\r\n", "\r"]) ?? "\n";
          const original = (chance.pickOf(texts) ?? "").replaceAll("\n", ending);
          let text = original;
          editor.openDocument(uri, text, 0);
          for (let version = 1; version <= editsEach; version++) {
            const changes =
              chance.below(5) === 0 ? typed(text, "!p(x) ", chance) : randomEdit(text, original, chance);
            const contentChanges = changes.map((edit) => {
              const start = outsideLineEnd(text, Math.min(edit.start, text.length));
              const end = outsideLineEnd(text, Math.min(Math.max(edit.end, start), text.length));
              const lines = linesOf({ path: uri, text });
              const range = { start: lines.position(start), end: lines.position(end) };
              text = text.slice(0, start) + edit.text + text.slice(end);
              return { range, text: edit.text };
            });
            editor.changeDocument(uri, version, contentChanges);
            const position = linesOf({ path: uri, text }).position(chance.below(text.length + 1));
            const asked = editor.ask(`textDocument/${chance.pickOf(requests) ?? ""}`, {
              textDocument: { uri },
              position,
              positions: [position],
              ch: chance.pickOf([".", "}", "\n"]),
              options: { tabSize: 4, insertSpaces: true },
              range: { start: position, end: position },
              context: { diagnostics: [], includeDeclaration: true },
            });
            const shown = pulls ? await pulled(editor, uri) : await pushed(editor, uri);
            expect(shown.map(told), `seed ${String(seed)}, ${JSON.stringify(text)}`).toEqual(
              checked(uri, text),
            );
            const { error } = await asked;
            if (error !== undefined) expect([-32600, -32801], JSON.stringify(error)).toContain(error.code);
          }
          editor.notify("textDocument/didClose", { textDocument: { uri } });
          editor.forget();
        }
        expect(editor.messages.filter(({ method }) => method === "window/logMessage")).toEqual([]);
        expect(editor.strays).toEqual([]);
      },
      60_000 + 500 * edits,
    );
  }
});

/** No position of the protocol is inside a CRLF. */
function outsideLineEnd(text: string, offset: number): number {
  return offset > 0 && text.startsWith("\r\n", offset - 1) ? offset + 1 : offset;
}

async function pushed(editor: Editor, uri: string): Promise<readonly Diagnostic[]> {
  await editor.request("calm/checkWorkspace", {});
  return editor.shown(uri) ?? [];
}

async function pulled(editor: Editor, uri: string): Promise<readonly Diagnostic[]> {
  const { items } = await editor.request<{ items: Diagnostic[] }>("textDocument/diagnostic", {
    textDocument: { uri },
  });
  return items;
}

function told({ range, code, severity, message }: Diagnostic): unknown {
  return { range, code, severity, message };
}

const severities = { error: 1, warning: 2, info: 3 } as const;

function checked(path: string, text: string): unknown {
  const source: Source = { path, text };
  const lines = linesOf(source);
  const { diagnostics } = checkProgram(parse(source), () => ({ problem: "not found" }));
  return diagnostics.map(({ code, severity, message, notes, help, place: { start, end } }) => ({
    range: { start: lines.position(start), end: lines.position(end) },
    code,
    severity: severities[severity],
    message: [message, ...notes, ...help.map((one) => `help: ${one}`)].join("\n"),
  }));
}
