import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  opendirSync,
  readSync,
  type Dirent,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import { decodeText } from "../base/decode-text.ts";
import { leftOut } from "./rule-files.ts";
import { ReadFailure, readFailure } from "./source-store.ts";

/** What lies in a class's folder: a folder for each student. */
export interface ClassFolder {
  /** By name, in the order of their code units. */
  readonly students: readonly StudentFolder[];
  /** What GitHub Classroom put before their names; null where it did not. */
  readonly assignment: string | null;
  /** How many files there are beside the students' folders; they are not opened. */
  readonly filesBeside: number;
}

export interface StudentFolder {
  /** The folder's name, without the assignment's that GitHub Classroom puts before it. */
  readonly name: string;
  readonly folder: string;
  readonly path: string;
  /** Why it is not read; null where it is a folder. */
  readonly refused: string | null;
}

/** What a student handed in. */
export interface HandIn {
  /** From the top downwards, then by name. */
  readonly submissions: readonly Submission[];
  /** Why something was not looked at, each a sentence without its end. */
  readonly problems: readonly string[];
  /** Whether the system did not let something be read. */
  readonly isUnreadable: boolean;
}

/** A folder with an `answers.json` or a `rules.dl`. */
export interface Submission {
  /** Below the student's folder, with `/`; empty for that folder itself. */
  readonly path: string;
  /** Null where there is none. */
  readonly answers: FileText | null;
  readonly rules: FileText | null;
  /** The `.calm-exercise.json` that `calm exercise start` wrote. */
  readonly started: FileText | null;
}

export type FileText =
  | {
      readonly kind: "text";
      readonly text: string;
      /** Else U+FFFD stands for other bytes. */ readonly isUtf8: boolean;
    }
  /** `why` follows the file's name: `is a symbolic link, …`. */
  | { readonly kind: "refused"; readonly why: string };

/**
 * The students of a class's folder. `assignments` are names that GitHub Classroom may have put
 * before theirs, `reactions-ana`: such a name is taken off where all folders begin with it, and so is
 * `reactions` in a folder `reactions-submissions` or `reactions`. Throws `ReadFailure`.
 */
export function readClass(folder: string, assignments: readonly string[]): ClassFolder {
  const entries = classListing(folder).filter(({ name }) => !skipped.has(name));
  // A link may be meant as a student's folder: it is told, but not followed.
  const [students, files] = halves(entries, (entry) => entry.isDirectory() || entry.isSymbolicLink());
  const names = students.map(({ name }) => name);
  const prefix = sharedPrefix(basename(resolve(folder)), names, assignments);
  return {
    students: students
      .map((entry): StudentFolder => {
        const { name } = entry;
        return {
          name: name.startsWith(prefix) ? name.slice(prefix.length) : name,
          folder: name,
          path: join(folder, name),
          refused: entry.isSymbolicLink() ? `is ${link}` : null,
        };
      })
      .sort((a, b) => order(a.name, b.name)),
    assignment: prefix === "" ? null : prefix.slice(0, -1),
    filesBeside: files.length,
  };
}

/**
 * What a student's folder holds. Only folders and plain files named `answers.json`, `rules.dl` or
 * `.calm-exercise.json` are opened: no link is followed, no pipe or device is touched, and there are limits to size, depth and
 * number, each told where it is met. Never throws.
 */
export function readHandIn({ path, refused }: StudentFolder): HandIn {
  if (refused !== null) return { submissions: [], problems: [`the folder ${refused}`], isUnreadable: false };
  const submissions: Submission[] = [];
  const problems = new Problems();
  /** Plain files that are not looked at. */
  const others: string[] = [];
  const budget: Budget = { folders: foldersMost, bytes: bytesMost };
  let isUnreadable = false;
  let level: readonly string[] = [""];
  for (let depth = 0; level.length > 0; depth++) {
    const next: string[] = [];
    for (const at of level) {
      if (budget.folders-- <= 0) {
        problems.add(`it holds more than ${String(foldersMost)} folders; the rest was not looked at`);
        return { submissions, problems: problems.sentences, isUnreadable };
      }
      try {
        const { entries, isWhole } = listing(join(path, at), entriesMost);
        if (!isWhole)
          problems.add(
            `${shown(at)} holds more than ${entriesMost.toLocaleString("en")} files; the rest was not looked at`,
          );
        const answers = readNamed(join(path, at), "answers.json", answersBytesMost, budget);
        const rules = readNamed(join(path, at), "rules.dl", rulesBytesMost, budget);
        const started = readNamed(join(path, at), ".calm-exercise.json", answersBytesMost, budget);
        if (answers !== null || rules !== null) submissions.push({ path: at, answers, rules, started });
        for (const entry of entries) {
          if (skipped.has(entry.name)) continue;
          const below = at === "" ? entry.name : `${at}/${entry.name}`;
          if (entry.isDirectory()) next.push(below);
          else if (expected.has(entry.name)) continue;
          else if (entry.isSymbolicLink()) problems.add(`${shown(below)} is ${link}`);
          else if (entry.isFile()) {
            others.push(below);
            const meant = meantName(entry.name);
            if ((meant === "answers.json" && answers === null) || (meant === "rules.dl" && rules === null))
              problems.add(`${shown(below)} was not looked at: it would have to be called \`${meant}\``);
          }
        }
      } catch (error) {
        isUnreadable = true;
        problems.add(`${shown(at)} ${failureAt(join(path, at), error)}`);
      }
    }
    if (depth === depthMost && next.length > 0) {
      problems.add(`what lies deeper than ${String(depthMost)} folders was not looked at`);
      break;
    }
    level = next;
  }
  const [other] = others;
  if (submissions.length === 0 && problems.sentences.length === 0 && other !== undefined)
    problems.add(
      `there is no \`answers.json\` and no \`rules.dl\`, but ${shown(other)}${andMore(others.length - 1)}`,
    );
  return { submissions, problems: problems.sentences, isUnreadable };
}

/** Sentences, of which there may be more than anybody reads. */
class Problems {
  readonly #first: string[] = [];
  #others = 0;

  add(sentence: string): void {
    if (this.#first.length < problemsMost) this.#first.push(sentence);
    else this.#others++;
  }

  get sentences(): readonly string[] {
    return this.#others === 0
      ? this.#first
      : [...this.#first, `and ${this.#others.toLocaleString("en")} more like these`];
  }
}

const problemsMost = 5;

/** What a file with such a name may have been meant as: `answers (1).json`, `Rules.dl.txt`. */
function meantName(name: string): "answers.json" | "rules.dl" | null {
  const [, word] = /^(answers|rules)\b.*\.(?:json|dl|txt)$/i.exec(name) ?? [];
  if (word === undefined) return null;
  return word.toLowerCase() === "answers" ? "answers.json" : "rules.dl";
}

function andMore(count: number): string {
  if (count === 0) return "";
  return ` and ${count.toLocaleString("en")} other ${count === 1 ? "file" : "files"}`;
}

/** What is still allowed to one student. */
interface Budget {
  folders: number;
  bytes: number;
}

const foldersMost = 200;
const depthMost = 4;
const entriesMost = 20_000;
const answersBytesMost = 1_000_000;
const rulesBytesMost = 200_000;
const bytesMost = 10_000_000;

const expected: ReadonlySet<string> = new Set(["answers.json", "rules.dl", ".calm-exercise.json"]);

/** What editors, archives and package managers leave beside students' work. */
const skipped: ReadonlySet<string> = new Set([...leftOut, ".github", ".vscode", ".idea", "__MACOSX"]);

const link = "a symbolic link, and links are not followed";

function classListing(folder: string): readonly Dirent[] {
  try {
    return listing(folder, Infinity).entries;
  } catch (error) {
    const isFile = error instanceof Error && "code" in error && error.code === "ENOTDIR";
    throw isFile ? new ReadFailure("is a file, not a folder", false) : readFailure(error);
  }
}

/** A name in another encoding was read with U+FFFD in it, by which nothing is found. */
function failureAt(path: string, error: unknown): string {
  const failure = readFailure(error);
  return failure.missing && path.includes("\ufffd")
    ? "has a name that is not UTF-8: rename it"
    : failure.message;
}

/** At most `most` entries, in the order of their names. */
function listing(
  path: string,
  most: number,
): { readonly entries: readonly Dirent[]; readonly isWhole: boolean } {
  const entries: Dirent[] = [];
  const folder = opendirSync(path);
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      if (entries.length === most) return { entries: entries.sort(byName), isWhole: false };
      entries.push(entry);
    }
  } finally {
    folder.closeSync();
  }
  return { entries: entries.sort(byName), isWhole: true };
}

/** Null where there is no such file. */
function readNamed(folder: string, name: string, most: number, budget: Budget): FileText | null {
  const path = join(folder, name);
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return null;
    if (found.isSymbolicLink()) return { kind: "refused", why: `is ${link}` };
    if (found.isDirectory()) return { kind: "refused", why: "is a folder, not a file" };
    if (!found.isFile())
      return { kind: "refused", why: "is no plain file (a pipe or a device), and was not opened" };
    if (found.size > most) return { kind: "refused", why: tooLarge(most) };
    if (found.size > budget.bytes)
      return {
        kind: "refused",
        why: `was not read: the student's files are larger than ${inWords(bytesMost)} together`,
      };
    const bytes = readPlain(path, most);
    if (bytes === null) return { kind: "refused", why: tooLarge(most) };
    budget.bytes -= bytes.length;
    return textOf(bytes);
  } catch (error) {
    return { kind: "refused", why: readFailure(error).message };
  }
}

/** Null where there are more bytes. What has become a link or a pipe meanwhile is neither followed nor waited for. */
function readPlain(path: string, most: number): Uint8Array | null {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants as Readonly<Record<string, number | undefined>>;
  const file = openSync(path, (O_RDONLY ?? 0) | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(file).isFile()) throw new Error("it is no plain file any more");
    const bytes = new Uint8Array(most + 1);
    let length = 0;
    while (length <= most) {
      const read = readSync(file, bytes, length, bytes.length - length, null);
      if (read === 0) return bytes.slice(0, length);
      length += read;
    }
    return null;
  } finally {
    closeSync(file);
  }
}

function textOf(bytes: Uint8Array): FileText {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) return { kind: "refused", why: "is written in UTF-16: it should be saved as UTF-8" };
  const { text, invalid } = decodeText(bytes);
  return { kind: "text", text, isUtf8: invalid.length === 0 };
}

function tooLarge(most: number): string {
  return `is larger than ${inWords(most)}, and was not read`;
}

function inWords(bytes: number): string {
  return bytes >= 1_000_000 ? `${String(bytes / 1_000_000)} MB` : `${String(bytes / 1000)} kB`;
}

/** Ends in a hyphen; empty where names have nothing before them. */
function sharedPrefix(folder: string, names: readonly string[], assignments: readonly string[]): string {
  const marked = /^(.+)-submissions(?:-.*)?$/.exec(folder)?.[1];
  const candidates = [...(marked === undefined ? [] : [marked]), folder, ...assignments]
    .map((name) => `${name}-`)
    .sort((a, b) => b.length - a.length);
  const isBefore = (prefix: string): boolean =>
    names.every((name) => name.startsWith(prefix) && name.length > prefix.length);
  return names.length === 0 ? "" : (candidates.find(isBefore) ?? "");
}

function shown(path: string): string {
  return path === "" ? "the folder" : `\`${path}\``;
}

function halves<T>(
  items: readonly T[],
  isFirst: (item: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

function byName(a: Dirent, b: Dirent): number {
  return order(a.name, b.name);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
