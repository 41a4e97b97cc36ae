/// <reference lib="dom" />
import type { ProgramFile, ProgramFiles } from "./program-files.ts";
import { linkTo } from "./route.ts";

/** What an address of the page can carry: a program, and what was done in a run of it. */
export interface Shared {
  readonly title: string;
  readonly files: ProgramFiles;
  readonly run: SharedRun | null;
}

export interface SharedRun {
  /** As in `RunSource`. */
  readonly statements: readonly string[];
  readonly seed: number;
}

/** Why a link cannot be opened, or made: a sentence for people. */
export interface LinkTrouble {
  readonly trouble: string;
}

/**
 * The longest text of a link, the most that it may unpack to, in bytes, and the most that it may
 * list. A link comes from anybody.
 */
export const linkBounds = { encoded: 64 * 1024, decoded: 300 * 1024, files: 32, statements: 2000, name: 200 };

/**
 * The text of a link: the version of this form, a full stop, and JSON, deflated and written in
 * base64url. It is not bounded: `sharedLink` is.
 */
export async function encodeShared({ title, files, run }: Shared): Promise<string> {
  const bare = {
    title,
    files: files.map(({ path, text }) => ({ path, text })),
    run: run === null ? null : { statements: run.statements, seed: run.seed },
  };
  const deflated = new Blob([JSON.stringify(bare)])
    .stream()
    .pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(deflated).arrayBuffer());
  return `${version}.${base64url(bytes)}`;
}

/**
 * What a link carries, or why it cannot be opened. The text may be anything: it is bounded before
 * and while it is unpacked, fields that are not known are passed over, and what comes out are texts
 * and names of files, and nothing that is executed. Never rejects.
 */
export async function decodeShared(text: string): Promise<Shared | LinkTrouble> {
  const read = await unpacked(text);
  return "reason" in read ? { trouble: `This link cannot be opened: ${read.reason}.` } : read;
}

/** The whole address that opens this in a view of the page, or why there is none: whoever gets it could not open it. */
export async function sharedLink(
  view: "workbench" | "cluster",
  shared: Shared,
  page: string,
): Promise<{ readonly address: string } | LinkTrouble> {
  const text = await encodeShared(shared);
  if (text.length > linkBounds.encoded) {
    const size = kilobytes(text.length);
    return {
      trouble: `This is too large for a link: ${size}, and ${kilobytes(linkBounds.encoded)} is the most.`,
    };
  }
  const read = await unpacked(text);
  if ("reason" in read) return { trouble: `There is no link to this: ${read.reason}.` };
  return { address: new URL(linkTo(view, "", { z: text }), page).href };
}

const version = "1";

/** Why a text is no link, without a full stop. */
interface Refusal {
  readonly reason: string;
}

async function unpacked(text: string): Promise<Shared | Refusal> {
  if (text.length > linkBounds.encoded) return refused(`it is longer than ${kilobytes(linkBounds.encoded)}`);
  const [, form, packed] = /^(\d{1,6})\.([A-Za-z0-9_-]*)$/.exec(text) ?? [];
  if (form === undefined || packed === undefined) return refused("a part of it is missing or changed");
  if (form !== version) return refused("it was made by another version of the playground");
  let json: string | null;
  try {
    json = await inflated(bytesOf(packed));
  } catch {
    return refused("a part of it is missing or changed");
  }
  return json === null
    ? refused(`it unpacks to more than ${kilobytes(linkBounds.decoded)}`)
    : readShared(json);
}

function refused(reason: string): Refusal {
  return { reason };
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} kB`;
}

function base64url(bytes: Uint8Array): string {
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(characters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}

/** Null when it is more than is allowed; the rest is then not unpacked. */
async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.length;
    if (size > linkBounds.decoded) {
      await reader.cancel().catch(() => null);
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}

function readShared(json: string): Shared | Refusal {
  const told = parsed(json);
  if (!isRecord(told)) return refused("there is no program in it");
  const title = told["title"];
  if (!isText(title) || title.length > linkBounds.name || isUnprintable(title))
    return refused("its title is no plain text");
  const files = readFiles(told["files"]);
  if ("reason" in files) return files;
  const run = told["run"] ?? null;
  if (run === null) return { title, files: files.files, run: null };
  const read = readRun(run);
  return "reason" in read ? read : { title, files: files.files, run: read };
}

function readFiles(told: unknown): { readonly files: ProgramFiles } | Refusal {
  if (!Array.isArray(told) || told.length === 0) return refused("there is no rule file in it");
  if (told.length > linkBounds.files) return refused(`it has more than ${linkBounds.files} files`);
  const files: ProgramFile[] = [];
  for (const file of told as readonly unknown[]) {
    const path = isRecord(file) ? file["path"] : null;
    const text = isRecord(file) ? file["text"] : null;
    if (!isText(path) || !isPlainPath(path))
      return refused("the name of a file in it is no plain relative path");
    if (!isText(text)) return refused("a file in it is no plain text");
    if (files.some((other) => other.path === path)) return refused("two files in it have one name");
    files.push({ path, text });
  }
  const [first, ...rest] = files;
  return first === undefined ? refused("there is no rule file in it") : { files: [first, ...rest] };
}

function readRun(told: unknown): SharedRun | Refusal {
  const statements = isRecord(told) ? told["statements"] : null;
  const seed = isRecord(told) ? told["seed"] : null;
  if (!Array.isArray(statements) || !statements.every(isText))
    return refused("its run is no list of statements");
  if (statements.length > linkBounds.statements)
    return refused(`its run has more than ${linkBounds.statements.toLocaleString("en")} statements`);
  if (typeof seed !== "number" || !Number.isSafeInteger(seed) || seed < 0)
    return refused("the seed of its run is no whole number");
  return { statements: [...statements], seed };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Half of a pair of surrogates is no text: it could not be written to a file. */
function isText(value: unknown): value is string {
  return typeof value === "string" && !/\p{Surrogate}/u.test(value);
}

/** Controls, and the marks that turn or hide what stands beside them. */
function isUnprintable(text: string): boolean {
  return /[\p{Control}\p{Format}\p{Line_Separator}\p{Paragraph_Separator}]/u.test(text);
}

function isPlainPath(path: string): boolean {
  return (
    path.length <= linkBounds.name &&
    !isUnprintable(path) &&
    !/[\\:]/.test(path) &&
    path.split("/").every((part) => part !== "" && part !== "." && part !== "..")
  );
}
