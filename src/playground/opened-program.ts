import { signal } from "@preact/signals";
import type { ProgramFiles } from "./program-files.ts";
import type { RunSource } from "./run-api.ts";

/** The program that workbench and cluster have in common: what is edited in one is run in the other. */
export const openedProgram = signal<OpenedProgram>({
  title: "rules.dl",
  files: [{ path: "rules.dl", text: "" }],
});

export interface OpenedProgram {
  readonly title: string;
  readonly files: ProgramFiles;
}

/** A run that was asked for elsewhere on the page: the cluster opens it and sets this to null. */
export const requestedRun = signal<RequestedRun | null>(null);

export interface RequestedRun {
  readonly title: string;
  readonly source: RunSource;
  /** Whether it plays at once. */
  readonly play: boolean;
}
