/// <reference lib="dom" />
import { signal, type ReadonlySignal } from "@preact/signals";
import { currentRoute, goTo } from "../current-route.ts";
import { gallery, type GalleryItem } from "../gallery.ts";
import { openedProgram } from "../opened-program.ts";
import type { ProgramFile, ProgramFiles } from "../program-files.ts";
import { decodeShared } from "../share-link.ts";
import { keepProgram, keptProgram, type KeptProgram } from "./kept-program.ts";
import type { Workbench } from "./workbench.ts";

/** What is to be said about opening a program. */
export type OpeningState =
  | { readonly kind: "none" }
  | { readonly kind: "loading" }
  /** Edited text would go: the reader is asked. */
  | { readonly kind: "asking"; readonly program: KeptProgram; readonly title: string }
  /** It went, and can be had back. */
  | { readonly kind: "replaced"; readonly before: KeptProgram }
  | { readonly kind: "trouble"; readonly words: string };

const opening = signal<OpeningState>({ kind: "none" });
export const openingState: ReadonlySignal<OpeningState> = opening;

/** What a reader sees first: a rule with a point of order. */
const firstExample = "release-open";

/** Larger files are no rule files that anybody reads here. */
const fileMost = 1_000_000;

let followed: string | null = null;

/** Of what is opened at the same time, the last stays. */
let openings = 0;

/** Opens what the address asks for, or what was open last. To be called in an effect. */
export function followRoute(workbench: Workbench): void {
  const { view, item, options } = currentRoute.value;
  if (view !== "workbench") return;
  const shared = options.get("z") ?? null;
  const wanted = shared === null ? item : `?${shared}`;
  if (followed === wanted) return;
  const isFirst = followed === null;
  followed = wanted;
  if (shared !== null) void openShared(workbench, shared);
  else if (isFirst) void openFirst(workbench, item);
  else if (item !== "" && item !== workbench.about.peek().origin) void openItem(workbench, item);
}

/** Opens what another view has opened in the meantime. To be called in an effect, before `followRoute`. */
export function followOpened(workbench: Workbench): void {
  const opened = openedProgram.value;
  const isBlank = opened.files.every(({ text }) => text.trim() === "");
  if (opened === workbench.published || isBlank) return;
  openings++;
  const before = presentProgram(workbench);
  workbench.open({ ...opened, origin: "", isEdited: false });
  tellReplaced(before);
}

async function openFirst(workbench: Workbench, item: string): Promise<void> {
  if (item === "" && workbench.published !== null) return;
  const kept = keptProgram("current");
  if (kept !== null && (item === "" || kept.origin === item)) workbench.open(kept);
  else if (item === "" && workbench.files[0].text === "") await openItem(workbench, firstExample, kept);
  else await openItem(workbench, item, kept);
}

async function openItem(workbench: Workbench, name: string, kept: KeptProgram | null = null): Promise<void> {
  const turn = ++openings;
  opening.value = { kind: "loading" };
  try {
    const item = (await gallery()).find((one) => one.name === name);
    if (turn !== openings) return;
    if (item === undefined) {
      opening.value = { kind: "trouble", words: `There is no example called ${name}.` };
      if (kept !== null) workbench.open(kept);
      return;
    }
    opening.value = { kind: "none" };
    propose(workbench, programOf(item));
    if (kept !== null) tellReplaced(kept);
  } catch (error) {
    if (turn !== openings) return;
    opening.value = { kind: "trouble", words: error instanceof Error ? `${error.message}.` : String(error) };
    if (kept !== null) workbench.open(kept);
  }
}

async function openShared(workbench: Workbench, text: string): Promise<void> {
  const turn = ++openings;
  opening.value = { kind: "loading" };
  const shared = await decodeShared(text);
  if (turn !== openings) return;
  const kept = presentProgram(workbench);
  if ("trouble" in shared) {
    if (kept !== null && workbench.published === null) workbench.open(kept);
    opening.value = { kind: "trouble", words: shared.trouble };
    return;
  }
  const { title, files } = shared;
  workbench.open({ title, files, origin: "", isEdited: false });
  tellReplaced(kept);
  followed = "";
  goTo({ view: "workbench", item: "", options: new Map() }, "replace");
}

/** Opens an example or an exercise; asks first where edited text would go. */
export function openFromGallery(workbench: Workbench, item: GalleryItem): void {
  propose(workbench, programOf(item));
}

/** Opens a program that is in no gallery. */
export function openOwn(
  workbench: Workbench,
  { title, files }: { readonly title: string; readonly files: ProgramFiles },
): void {
  propose(workbench, { title, files, origin: "", isEdited: false });
}

/** Reads files of the reader's; the first is the root, or the one that includes the others. */
export async function openFromDisk(workbench: Workbench, chosen: readonly File[]): Promise<void> {
  const tooLarge = chosen.find(({ size }) => size > fileMost);
  if (tooLarge !== undefined) {
    opening.value = { kind: "trouble", words: `${tooLarge.name} is too large: 1 MB is the most.` };
    return;
  }
  const names = chosen.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    opening.value = { kind: "trouble", words: `Two of these files are called ${twice}.` };
    return;
  }
  const turn = ++openings;
  try {
    const files = await Promise.all(
      chosen.map(async (file): Promise<ProgramFile> => ({ path: file.name, text: await file.text() })),
    );
    if (turn !== openings) return;
    const including = files.find(({ text }) => /^\s*\.include\b/m.test(text)) ?? files[0];
    if (including === undefined) return;
    const others = files.filter((file) => file !== including);
    openOwn(workbench, { title: including.path, files: [including, ...others] });
  } catch (error) {
    opening.value = { kind: "trouble", words: `The file cannot be read: ${String(error)}.` };
  }
}

/** Gives each file of the program to the reader. */
export function saveToDisk(workbench: Workbench): void {
  for (const { path, text } of workbench.program().files) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = path.split("/").at(-1) ?? path;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}

/** The answer of a reader who was asked. */
export function answerAsked(workbench: Workbench, isReplaced: boolean): void {
  const asked = opening.peek();
  if (asked.kind !== "asking") return;
  if (isReplaced) replace(workbench, asked.program);
  else {
    opening.value = { kind: "none" };
    showAddress(workbench.about.peek().origin);
  }
}

/** Brings back what was replaced. */
export function bringBack(workbench: Workbench): void {
  const state = opening.peek();
  if (state.kind !== "replaced") return;
  workbench.open(state.before);
  keepProgram("before", null);
  opening.value = { kind: "none" };
  showAddress(state.before.origin);
}

export function closeNotice(): void {
  opening.value = { kind: "none" };
}

/** What is open, or was when the page was left. */
function presentProgram(workbench: Workbench): KeptProgram | null {
  return workbench.published === null ? keptProgram("current") : workbench.program();
}

function propose(workbench: Workbench, program: KeptProgram): void {
  openings++;
  const { isEdited, title } = workbench.program();
  if (isEdited) opening.value = { kind: "asking", program, title };
  else replace(workbench, program);
}

function replace(workbench: Workbench, program: KeptProgram): void {
  const before = workbench.program();
  workbench.open(program);
  tellReplaced(before);
  showAddress(program.origin);
}

/** What was edited is kept, and can be had back. */
function tellReplaced(before: KeptProgram | null): void {
  const isLost = before?.isEdited === true;
  if (isLost) keepProgram("before", before);
  opening.value = isLost ? { kind: "replaced", before } : { kind: "none" };
}

function showAddress(origin: string): void {
  followed = origin;
  if (currentRoute.peek().view === "workbench")
    goTo({ view: "workbench", item: origin, options: new Map() }, "replace");
}

function programOf({ name, files }: GalleryItem): KeptProgram {
  return { title: name.replace(/^exercise:/, ""), origin: name, files, isEdited: false };
}
