import type { ProgramFiles } from "../program-files.ts";

/** A program as the browser keeps it from one visit to the next. */
export interface KeptProgram {
  readonly title: string;
  /** Where it comes from: `release-open`, `exercise:NAME`; "" for one of the reader's own. */
  readonly origin: string;
  readonly files: ProgramFiles;
  /** Whether it was changed since. */
  readonly isEdited: boolean;
}

export type KeptSlot = "current" | "before";

/** What was kept; null where there is nothing, or nothing that can be read. Never throws. */
export function keptProgram(slot: KeptSlot): KeptProgram | null {
  try {
    return readKept(JSON.parse(localStorage.getItem(keys[slot]) ?? "null"));
  } catch {
    return null;
  }
}

/** Storage may be closed to a page, or full: then it is kept for this visit alone. */
export function keepProgram(slot: KeptSlot, program: KeptProgram | null): void {
  try {
    if (program === null) localStorage.removeItem(keys[slot]);
    else localStorage.setItem(keys[slot], JSON.stringify(program));
  } catch {
    // Nothing is to be done about it.
  }
}

const keys: Readonly<Record<KeptSlot, string>> = {
  current: "calm-workbench",
  before: "calm-workbench-before",
};

function readKept(value: unknown): KeptProgram | null {
  if (typeof value !== "object" || value === null) return null;
  const { title, origin, files, isEdited } = value as Readonly<Record<string, unknown>>;
  if (typeof title !== "string" || typeof origin !== "string" || !Array.isArray(files)) return null;
  const read = files.flatMap((file: unknown) => {
    if (typeof file !== "object" || file === null) return [];
    const { path, text } = file as Readonly<Record<string, unknown>>;
    return typeof path === "string" && typeof text === "string" ? [{ path, text }] : [];
  });
  const [root, ...others] = read;
  return root === undefined ? null : { title, origin, files: [root, ...others], isEdited: isEdited === true };
}
