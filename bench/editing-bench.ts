import { resolve } from "node:path";
import type { EditingFigures, Held } from "./editing-process.ts";
import { processUse } from "./process-use.ts";

/** What the editor waits for: a program of 10,000 lines that is opened and edited, in a process of its own. */
export function benchEditing(
  isWanted: (name: string) => boolean,
  show: (line: string) => void,
): EditingFigures | null {
  if (!isWanted("editing")) return null;
  const command = [process.execPath, "--expose-gc", "tmp/bench/editing-process.js"];
  const figures = JSON.parse(processUse(command, resolve(".")).output) as EditingFigures;
  const { lines, diagnostics, open, kinds, memory } = figures;
  show("");
  show(
    `editing: ${lines} lines with ${diagnostics} diagnostics; milliseconds of CPU time to the diagnostics`,
  );
  show(`  opened: ${open.cold.toFixed(0)} cold, ${open.warm.toFixed(0)} warm`);
  for (const [name, { median, p99, max, edits }] of Object.entries(kinds)) {
    const taken = [median, p99, max].map((one) => one.toFixed(1).padStart(9)).join("");
    show(`  ${name.padEnd(36)}${taken}  (median, p99, max of ${edits} edits)`);
  }
  const held = ({ heap, resident }: Held): string =>
    `heap ${heap.toFixed(0)} MB, resident ${resident.toFixed(0)} MB`;
  show(
    `  memory after a tenth of ${memory.edits} edits: ${held(memory.first)}; after all: ${held(memory.last)}`,
  );
  return figures;
}
