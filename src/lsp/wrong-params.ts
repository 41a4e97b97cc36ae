/**
 * What is wrong with the parameters of a method, as far as the server would stumble over it; null for
 * those that it can take. Methods that it does not know are left to the answer that says so.
 */
export function wrongParams(method: string, params: unknown): string | null {
  for (const [part, is, what] of shapes[method] ?? shapeOfKind(method)) {
    if (!is(at(params, part.split(".")))) return `\`${part}\` must be ${what}`;
  }
  return null;
}

type Shape = readonly (readonly [part: string, is: (value: unknown) => boolean, what: string])[];

const isString = (value: unknown): boolean => typeof value === "string";
const isCount = (value: unknown): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= 0;
const isPosition = (value: unknown): boolean =>
  isCount(at(value, ["line"])) && isCount(at(value, ["character"]));
const isRange = (value: unknown): boolean =>
  isPosition(at(value, ["start"])) && isPosition(at(value, ["end"]));
const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;
const listOf =
  (is: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(is);
const isChange = (value: unknown): boolean =>
  isString(at(value, ["text"])) && (at(value, ["range"]) === undefined || isRange(at(value, ["range"])));
const isIdentity = (value: unknown): boolean => isString(value) || typeof value === "number";
const isItem = (value: unknown): boolean =>
  isString(at(value, ["uri"])) && isRange(at(value, ["selectionRange"]));

const document: Shape = [["textDocument.uri", isString, "a string"]];
const position: Shape = [...document, ["position", isPosition, "a position"]];
const range: Shape = [...document, ["range", isRange, "a range"]];

const shapes: Readonly<Record<string, Shape>> = {
  initialize: [["capabilities", isObject, "an object"]],
  "$/cancelRequest": [["id", isIdentity, "a number or a string"]],
  "textDocument/didOpen": [
    ...document,
    ["textDocument.text", isString, "a string"],
    ["textDocument.version", (value) => typeof value === "number", "a number"],
  ],
  "textDocument/didChange": [
    ...document,
    ["textDocument.version", (value) => typeof value === "number" || value === null, "a number"],
    ["contentChanges", listOf(isChange), "a list of changes"],
  ],
  "textDocument/hover": position,
  "textDocument/definition": position,
  "textDocument/references": position,
  "textDocument/documentHighlight": position,
  "textDocument/prepareRename": position,
  "textDocument/rename": [...position, ["newName", isString, "a string"]],
  "textDocument/completion": position,
  "textDocument/signatureHelp": position,
  "textDocument/linkedEditingRange": position,
  "textDocument/prepareCallHierarchy": position,
  "textDocument/onTypeFormatting": [...position, ["ch", isString, "a string"]],
  "textDocument/rangeFormatting": range,
  "textDocument/inlayHint": range,
  "textDocument/semanticTokens/range": range,
  "textDocument/semanticTokens/full/delta": [...document, ["previousResultId", isString, "a string"]],
  "textDocument/codeAction": [
    ...range,
    ["context.diagnostics", listOf((value) => isRange(at(value, ["range"]))), "a list of diagnostics"],
  ],
  "textDocument/selectionRange": [...document, ["positions", listOf(isPosition), "a list of positions"]],
  "workspace/symbol": [["query", isString, "a string"]],
  "workspace/executeCommand": [["command", isString, "a string"]],
  "workspace/didChangeWatchedFiles": [
    ["changes", listOf((value) => isString(at(value, ["uri"]))), "a list of changes"],
  ],
  "workspace/diagnostic": [
    ["previousResultIds", listOf((value) => isString(at(value, ["uri"]))), "a list of results"],
  ],
  "workspace/didChangeWorkspaceFolders": [
    ["event.added", listOf((value) => isString(at(value, ["uri"]))), "a list of folders"],
    ["event.removed", listOf((value) => isString(at(value, ["uri"]))), "a list of folders"],
  ],
  "workspace/didChangeConfiguration": [["settings", () => true, "anything"]],
  "callHierarchy/incomingCalls": [["item", isItem, "an item"]],
  "callHierarchy/outgoingCalls": [["item", isItem, "an item"]],
  "calm/graph": document,
  "calm/scenarios": document,
  "calm/runScenario": [...document, ["scenario", (value) => value === null || isString(value), "a name"]],
  "calm/explain": [["code", (value) => value === null || isString(value), "a code"]],
  "textDocument/diagnostic": document,
  "completionItem/resolve": [["label", isString, "a string"]],
  "window/workDoneProgress/cancel": [["token", isIdentity, "a number or a string"]],
};

function shapeOfKind(method: string): Shape {
  return method.startsWith("textDocument/") ? document : [];
}

function at(value: unknown, path: readonly string[]): unknown {
  let here = value;
  for (const name of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = (here as Readonly<Record<string, unknown>>)[name];
  }
  return here;
}
