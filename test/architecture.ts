import { isBuiltin } from "node:module";
import { dirname, join } from "node:path/posix";
import ts from "typescript";

/**
 * Folders in rows from the ground up. A folder imports from itself and from rows below its own;
 * folders of one row do not know each other. `.` stands for the package's entry points, the files
 * directly under `src`. The rows above that one are the outside world: they alone have a clock,
 * chance and I/O.
 */
export interface House {
  readonly rows: readonly (readonly string[])[];
  /** The folder in which each dependency stands. One that is missing here is used nowhere. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Sources by their path relative to `src`, with `/` between folders. */
export type Sources = ReadonlyMap<string, string>;

/** Every way in which the sources break the rules of the house, one sentence each. */
export function offences(sources: Sources, house: House): string[] {
  const files = [...sources].map(([path, text]) => readFile(path, text));
  return [
    ...files.flatMap((file) => nameOffences(file.path)),
    ...files
      .filter((file) => !house.rows.flat().includes(folderOf(file.path)))
      .map((file) => `${file.path} is in ${folderOf(file.path)}, which is not in the table of folders`),
    ...files.flatMap((file) =>
      file.imports.flatMap((specifier) => importOffences(file.path, specifier, sources, house)),
    ),
    ...files.flatMap((file) =>
      file.defaultExports.map((text) => `${file.path} has a default export: ${text}`),
    ),
    ...files
      .filter((file) => !isOutside(file.path, house))
      .flatMap((file) =>
        file.ambient.map((name) => `${file.path} uses ${name}, which only the outside world may`),
      ),
    ...cycles(files).map((cycle) => `import cycle: ${cycle.join(" -> ")}`),
  ];
}

interface File {
  readonly path: string;
  /** Module specifiers as written, those of type imports and dynamic imports included. */
  readonly imports: readonly string[];
  readonly defaultExports: readonly string[];
  /** Uses of clock, chance and I/O. */
  readonly ambient: readonly string[];
}

const ambientNames = new Set([
  ...["Date", "performance", "setTimeout", "setInterval", "setImmediate", "requestAnimationFrame"],
  ...["crypto", "process", "Buffer", "console", "fetch", "WebSocket", "localStorage", "indexedDB"],
]);

const vagueWords = new Set(["util", "utils", "helper", "helpers", "manager"]);
const vagueNames = new Set(["types", "index"]);

function nameOffences(path: string): string[] {
  if (path === "index.ts") return [];
  return path
    .replace(/(\.d)?\.tsx?$/, "")
    .split("/")
    .filter((name) => vagueNames.has(name) || name.split("-").some((word) => vagueWords.has(word)))
    .map((name) => `${path} is named after nothing in the domain: ${name}`);
}

function importOffences(path: string, specifier: string, sources: Sources, house: House): string[] {
  const from = folderOf(path);
  if (isBuiltin(specifier)) {
    return isOutside(path, house) ? [] : [`${path} imports ${specifier}, which only the outside world may`];
  }
  if (!specifier.startsWith(".")) {
    const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
    const home = house.dependencies[name];
    if (home === undefined)
      return [`${path} imports ${name}, which has no place in the table of dependencies`];
    return home === from ? [] : [`${path} imports ${name}, which stands in ${home}`];
  }
  const target = join(dirname(path), specifier);
  if (target.startsWith("../")) {
    return isOutside(path, house) ? [] : [`${path} imports ${specifier} from outside src`];
  }
  if (!sources.has(target)) return [`${path} imports ${specifier}, and there is no file src/${target}`];
  const to = folderOf(target);
  if (from === to || rowOf(to, house) < rowOf(from, house)) return [];
  return [`${path} imports ${target}: ${from} does not stand above ${to}`];
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : ".";
}

/** A folder without a row stands above everything, so that only its being there is an offence. */
function rowOf(folder: string, { rows }: House): number {
  const row = rows.findIndex((folders) => folders.includes(folder));
  return row < 0 ? rows.length : row;
}

function isOutside(path: string, house: House): boolean {
  return rowOf(folderOf(path), house) > rowOf(".", house);
}

function readFile(path: string, text: string): File {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, kindOf(path));
  const imports: string[] = [];
  const defaultExports: string[] = [];
  const ambient = new Set<string>();
  const declared = new Set<string>();

  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) imports.push(specifier);
    if (isDefaultExport(node)) defaultExports.push(node.getText(source).slice(0, 60));
    if (ts.isPropertyAccessExpression(node) && node.getText(source) === "Math.random")
      ambient.add("Math.random");
    if (ts.isIdentifier(node) && ambientNames.has(node.text)) {
      if (declares(node)) declared.add(node.text);
      else if (!isMemberName(node)) ambient.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);

  return { path, imports, defaultExports, ambient: [...ambient].filter((name) => !declared.has(name)) };
}

function kindOf(path: string): ts.ScriptKind {
  return path.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
}

function specifierOf(node: ts.Node): string | undefined {
  const specifier = specifierNode(node);
  return specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : undefined;
}

function specifierNode(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return node.arguments[0];
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  return undefined;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === "default";
  return (
    (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) &&
    (node.modifiers ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword)
  );
}

/** Whether the file gives the name a meaning of its own: `process` may well be a parameter. */
function declares(name: ts.Identifier): boolean {
  const { parent } = name;
  return (
    (ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isClassDeclaration(parent) ||
      ts.isInterfaceDeclaration(parent) ||
      ts.isTypeAliasDeclaration(parent) ||
      ts.isImportSpecifier(parent)) &&
    parent.name === name
  );
}

/** Whether the name is one of an object's members, as in `clock.performance` or `{ process: 1 }`. */
function isMemberName(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === name && !isGlobalThis(parent.expression);
  if (ts.isQualifiedName(parent)) return parent.right === name;
  if (ts.isBindingElement(parent)) return parent.propertyName === name;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isGetAccessorDeclaration(parent) ||
      ts.isSetAccessorDeclaration(parent)) &&
    parent.name === name
  );
}

function isGlobalThis(node: ts.Node): boolean {
  return ts.isIdentifier(node) && node.text === "globalThis";
}

/** One cycle for every import that closes one in a walk through all files, depth first. */
function cycles(files: readonly File[]): string[][] {
  const imports = new Map(
    files.map((file) => [
      file.path,
      file.imports.filter((name) => name.startsWith(".")).map((name) => join(dirname(file.path), name)),
    ]),
  );
  const found: string[][] = [];
  const road: string[] = [];
  const done = new Set<string>();
  const walk = (path: string): void => {
    if (done.has(path)) return;
    const start = road.indexOf(path);
    if (start >= 0) {
      found.push([...road.slice(start), path]);
      return;
    }
    road.push(path);
    for (const next of imports.get(path) ?? []) walk(next);
    road.pop();
    done.add(path);
  };
  for (const path of imports.keys()) walk(path);
  return found;
}
