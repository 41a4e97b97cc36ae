import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as Message,
  type DiagnosticRelatedInformation,
} from "vscode-languageserver/node";
import { sameMembers } from "../base/memory.ts";
import { linesOf, type Place, type Source } from "../base/source.ts";
import type { Code, Severity } from "../diagnostics/code.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Document } from "../syntax/document.ts";
import type { ProgramView } from "../ide/program-view.ts";
import { rangeOf, type PositionEncoding, type Range } from "./position-encoding.ts";

/** What goes with a published diagnostic, and comes back when its fixes are asked for. */
export interface DiagnosticData {
  /** Its first line, without notes and help. */
  readonly message: string;
}

/** Null for a message of another one. */
export function dataOf({ data }: Message): Partial<DiagnosticData> | null {
  return typeof data === "object" && data !== null ? (data as Partial<DiagnosticData>) : null;
}

/** How diagnostics are written for one client. */
export interface MessageStyle {
  readonly encoding: PositionEncoding;
  readonly related: boolean;
  /** The page of a code, where the client has a way to show it. */
  pageOf(code: Code): string | null;
  uriOf(location: string): string;
}

/** What is found in a program, by the locations of its documents; those without findings have an empty list. */
export function messagesOf(
  { documents, diagnostics }: ProgramView,
  style: MessageStyle,
): ReadonlyMap<string, readonly Message[]> {
  const parts = placedParts(documents, style);
  const messages = new Map<string, Message[]>(documents.map(({ path }) => [path, []]));
  for (const diagnostic of diagnostics) {
    const part = parts.get(diagnostic.place.source);
    if (part !== undefined) messages.get(part.file.path)?.push(messageOf(diagnostic, part, parts, style));
  }
  return messages;
}

interface PlacedFile {
  readonly path: string;
  readonly uri: string;
}

interface PlacedPart {
  readonly file: PlacedFile;
  /** The line of the document with which the part begins. */
  readonly line: number;
}

type PlacedParts = ReadonlyMap<Source, PlacedPart>;

/** Where the parts of documents stand. Each begins at the beginning of a line. */
function placedParts(documents: readonly Document[], style: MessageStyle): PlacedParts {
  const placed = new Map<Source, PlacedPart>();
  for (const { path, parts } of documents) {
    const file = { path, uri: style.uriOf(path) };
    let line = 0;
    for (const { tree } of parts) {
      placed.set(tree.source, { file, line });
      line += linesOf(tree.source).lineCount - 1;
    }
  }
  return placed;
}

function messageOf(
  diagnostic: Diagnostic,
  part: PlacedPart,
  parts: PlacedParts,
  style: MessageStyle,
): Message {
  const { code, severity, message, place } = diagnostic;
  const page = style.pageOf(code);
  const related = style.related ? relatedOf(diagnostic, parts, style) : [];
  const data: DiagnosticData = { message };
  return {
    range: rangeAt(place, part, style),
    severity: severities[severity],
    code,
    ...(page === null ? {} : { codeDescription: { href: page } }),
    source: "calm",
    message: textOf(diagnostic),
    ...(isUnnecessary(diagnostic) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
    data,
  };
}

function relatedOf(
  { related }: Diagnostic,
  parts: PlacedParts,
  style: MessageStyle,
): DiagnosticRelatedInformation[] {
  return related.flatMap(({ place, message }) => {
    const part = parts.get(place.source);
    if (part === undefined) return [];
    return [{ location: { uri: part.file.uri, range: rangeAt(place, part, style) }, message }];
  });
}

interface RangeInPart {
  readonly encoding: PositionEncoding;
  readonly range: Range;
}

const ranges = new WeakMap<Place, RangeInPart>();

/** The range of a place in its document. Where it stands in its part is found once. */
function rangeAt(place: Place, { line }: PlacedPart, { encoding }: MessageStyle): Range {
  let known = ranges.get(place);
  if (known?.encoding !== encoding) {
    known = { encoding, range: rangeOf(place.source, place, encoding) };
    ranges.set(place, known);
  }
  const { start, end } = known.range;
  return {
    start: { line: line + start.line, character: start.character },
    end: { line: line + end.line, character: end.character },
  };
}

interface Text {
  readonly of: readonly unknown[];
  readonly text: string;
}

const texts = new WeakMap<Diagnostic["data"], Text>();

/** A diagnostic in all its words; put together once for a finding that is told in the same words again. */
function textOf({ data, message, notes, help }: Diagnostic): string {
  const of = [message, notes, help];
  let known = texts.get(data);
  if (known === undefined || !sameMembers(known.of, of)) {
    known = { of, text: [message, ...notes, ...help.map((one) => `help: ${one}`)].join("\n") };
    texts.set(data, known);
  }
  return known.text;
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** Whether what is reported could be taken out. */
function isUnnecessary({ data }: Diagnostic): boolean {
  return unnecessary.has(data.code) || (data.code === "CALM009" && data.problem === "never read");
}

const unnecessary: ReadonlySet<Code> = new Set(["CALM008", "CALM014", "CALM201", "CALM203"]);
