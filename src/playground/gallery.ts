/// <reference lib="dom" />
import type { ProgramFiles } from "./program-files.ts";

/** A program that comes with the page. */
export interface GalleryItem {
  /** As in an address: `release-open`, `fleet/deploy`, `exercise:NAME`. */
  readonly name: string;
  readonly kind: "example" | "exercise";
  /** Its first sentence: a question, or what it is about. */
  readonly title: string;
  /** What it shows: the rest of the comment at its beginning. */
  readonly about: string;
  readonly files: ProgramFiles;
}

interface Example {
  readonly name: string;
  readonly files: ProgramFiles;
}

interface Lesson {
  readonly folder: string;
  readonly exercises: readonly {
    readonly folder: string;
    readonly exercise: string | null;
    readonly rules: string | null;
  }[];
}

let loaded: Promise<readonly GalleryItem[]> | null = null;

/** Everything that comes with the page, fetched when it is first asked for; a failed try is made anew. */
export function gallery(): Promise<readonly GalleryItem[]> {
  loaded ??= load().catch((error: unknown) => {
    loaded = null;
    throw error;
  });
  return loaded;
}

async function load(): Promise<readonly GalleryItem[]> {
  const [examples, lessons] = await Promise.all([
    fetched<readonly Example[]>("examples.json"),
    fetched<readonly Lesson[]>("lessons.json"),
  ]);
  return [...examples.map(exampleItem), ...lessons.flatMap(exerciseItems)];
}

async function fetched<T>(file: string): Promise<T> {
  const answer = await fetch(new URL(file, document.baseURI));
  if (!answer.ok) throw new Error(`${file} cannot be loaded (${answer.status})`);
  return (await answer.json()) as T;
}

function exampleItem({ name, files }: Example): GalleryItem {
  return { name, kind: "example", ...headOf(files[0].text, name), files };
}

function exerciseItems({ exercises }: Lesson): readonly GalleryItem[] {
  return exercises.flatMap(({ folder, exercise, rules }) => {
    if (rules === null) return [];
    const title = /^#\s+(.+)$/m.exec(exercise ?? "")?.[1] ?? folder;
    const path = `${folder.replace(/^\d+-/, "")}.dl`;
    return [
      {
        name: `exercise:${folder}`,
        kind: "exercise",
        title,
        about: headOf(rules, "").about,
        files: [{ path, text: rules }],
      },
    ];
  });
}

/** The comment at the beginning of a rule file: its first paragraph, and the others. */
export function headOf(text: string, name: string): Pick<GalleryItem, "title" | "about"> {
  const lines = /^(?:\/\/.*(?:\n|$))*/.exec(text)?.[0] ?? "";
  const [first = "", ...others] = lines
    .replaceAll(/^\/\/ ?/gm, "")
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, " ").trim())
    .filter((paragraph) => paragraph !== "");
  const sentence = /^.*?[.?:](?=\s|$)/.exec(first)?.[0] ?? first;
  const rest = first.slice(sentence.length).trim();
  const about = [rest, ...others].join(" ").trim();
  return {
    title: sentence === "" ? name : sentence.replace(/[.:]$/, ""),
    about: about.charAt(0).toUpperCase() + about.slice(1),
  };
}
