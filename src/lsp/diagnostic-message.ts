import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as Message,
  type DiagnosticRelatedInformation,
} from "vscode-languageserver/node";
import type { Place, Source } from "../base/source.ts";
import type { Code, Severity } from "../diagnostics/code.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Document } from "../syntax/document.ts";
import type { ProgramView } from "../ide/program-view.ts";
import { rangeOf, type PositionEncoding } from "./position-encoding.ts";

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
  const placed = placing(documents);
  const messages = new Map<string, Message[]>(documents.map(({ path }) => [path, []]));
  for (const diagnostic of diagnostics) {
    const at = placed(diagnostic.place);
    if (at !== null) messages.get(at.document.path)?.push(messageOf(diagnostic, at, placed, style));
  }
  return messages;
}

interface Placed {
  readonly document: Document;
  readonly start: number;
  readonly end: number;
}

type Placing = (place: Place) => Placed | null;

function placing(documents: readonly Document[]): Placing {
  const starts = new Map<Source, { readonly document: Document; readonly start: number }>();
  for (const document of documents) {
    for (const { tree, start } of document.parts) starts.set(tree.source, { document, start });
  }
  return ({ source, start, end }) => {
    const part = starts.get(source);
    if (part === undefined) return null;
    return { document: part.document, start: part.start + start, end: part.start + end };
  };
}

function messageOf(diagnostic: Diagnostic, at: Placed, placed: Placing, style: MessageStyle): Message {
  const { code, severity, message, notes, help } = diagnostic;
  const page = style.pageOf(code);
  const related = style.related ? relatedOf(diagnostic, placed, style) : [];
  const data: DiagnosticData = { message };
  return {
    range: rangeOf(at.document, at, style.encoding),
    severity: severities[severity],
    code,
    ...(page === null ? {} : { codeDescription: { href: page } }),
    source: "calm",
    message: [message, ...notes, ...help.map((one) => `help: ${one}`)].join("\n"),
    ...(isUnnecessary(diagnostic) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
    data,
  };
}

function relatedOf(
  { related }: Diagnostic,
  placed: Placing,
  style: MessageStyle,
): DiagnosticRelatedInformation[] {
  return related.flatMap(({ place, message }) => {
    const at = placed(place);
    if (at === null) return [];
    const range = rangeOf(at.document, at, style.encoding);
    return [{ location: { uri: style.uriOf(at.document.path), range }, message }];
  });
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
