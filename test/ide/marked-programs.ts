import { posix } from "node:path";
import type { Span } from "../../src/base/source.ts";
import { viewProgram, type ProgramView } from "../../src/ide/program-view.ts";
import { documentOf, type Document, type Part } from "../../src/syntax/document.ts";
import { parse } from "../../src/syntax/parse.ts";

/** Files of which one has a cursor, `$0`, and any have marked ranges, `[[…]]`. */
export interface Marked {
  /** One view for each file that no other includes, or for the `roots`. */
  readonly views: readonly ProgramView[];
  readonly documents: ReadonlyMap<string, Document>;
  /** The document of the cursor; the first without one. */
  readonly document: Document;
  /** The offset of the cursor; 0 without one. */
  readonly offset: number;
  /** The files with their ranges and without the cursor. */
  readonly expected: Files;
}

export type Files = Readonly<Record<string, string>>;

/** How the text of a file becomes a document. */
export const shapes = {
  "in one part": (path: string, text: string) => ({
    path,
    text,
    parts: [{ start: 0, tree: parse({ path, text }) }],
  }),
  "in parts": documentOf,
  "in many parts": cutDocument,
  "with CRLF": (path: string, text: string) => documentOf(path, text),
} satisfies Record<string, (path: string, text: string) => Document>;

export type Shape = keyof typeof shapes;

const withoutRanges = /\[\[|\]\]/g;

export function marked(files: Files | string, shape: Shape, roots?: readonly string[]): Marked {
  const named = typeof files === "string" ? { "a.dl": files } : files;
  const expected: Record<string, string> = {};
  const documents = new Map<string, Document>();
  let cursor: { readonly path: string; readonly offset: number } | null = null;
  for (const [path, written] of Object.entries(named)) {
    const text = shape === "with CRLF" ? written.replaceAll("\n", "\r\n") : written;
    expected[path] = text.replace("$0", "");
    const offset = text.replace(withoutRanges, "").indexOf("$0");
    if (offset >= 0) cursor = { path, offset };
    const plain = text.replace("$0", "").replace(withoutRanges, "");
    documents.set(path, shapes[shape](path, plain));
  }
  const document = documents.get(cursor?.path ?? Object.keys(named)[0] ?? "");
  if (document === undefined) throw new Error("no file");
  return {
    views: viewsOf(documents, roots),
    documents,
    document,
    offset: cursor?.offset ?? 0,
    expected,
  };
}

/** A view of each root; by default, of each document that no other includes. */
export function viewsOf(
  documents: ReadonlyMap<string, Document>,
  roots?: readonly string[],
): readonly ProgramView[] {
  const included = new Set(
    [...documents.values()].flatMap(({ path, parts }) =>
      parts.flatMap(({ tree }) =>
        tree.items.flatMap((item) => (item.kind === "include" ? [beside(path, item.path)] : [])),
      ),
    ),
  );
  return [...documents.values()]
    .filter(({ path }) => roots?.includes(path) ?? !included.has(path))
    .map((root) =>
      viewProgram(root, (path, from) => documents.get(beside(from.path, path)) ?? { problem: "not found" }, {
        evidence: false,
      }),
    );
}

function beside(path: string, name: string): string {
  return posix.join(posix.dirname(path), name);
}

/** A document in as many parts as it can have: cut before every item that begins a line. */
export function cutDocument(path: string, text: string): Document {
  const { items } = parse({ path, text });
  const cuts = new Set([0]);
  let end = 0;
  for (const { span } of items) {
    if (span.start > end && /[\n\r]/.test(text[span.start - 1] ?? "")) cuts.add(span.start);
    end = span.end;
  }
  const starts = [...cuts];
  const parts = starts.map((start, index): Part => {
    return { start, tree: parse({ path, text: text.slice(start, starts[index + 1] ?? text.length) }) };
  });
  return { path, text, parts };
}

/** The files with these ranges marked. */
export function drawn(
  documents: ReadonlyMap<string, Document>,
  spans: readonly (Span & { readonly document: Document })[],
): Files {
  return Object.fromEntries(
    [...documents].map(([path, { text }]) => {
      const own = spans.filter(({ document }) => document.path === path).sort((a, b) => a.start - b.start);
      let done = 0;
      let result = "";
      for (const { start, end } of own) {
        result += `${text.slice(done, start)}[[${text.slice(start, end)}]]`;
        done = end;
      }
      return [path, result + text.slice(done)];
    }),
  );
}
