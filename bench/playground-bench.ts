import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Figures } from "./measure.ts";
import type { PlaygroundFigures } from "./playground-process.ts";
import { processUse } from "./process-use.ts";

/** What a reader of the page waits for, and how smoothly it moves; null where there is no browser. */
export function benchPlayground(
  isWanted: (name: string) => boolean,
  show: (line: string) => void,
): PlaygroundFigures | null {
  if (!isWanted("playground")) return null;
  if (!existsSync("/usr/bin/chromium")) {
    show("\nplayground: left out, as there is no /usr/bin/chromium");
    return null;
  }
  const command = [process.execPath, "tmp/bench/playground-process.js"];
  const result = JSON.parse(processUse(command, resolve(".")).output) as PlaygroundFigures;
  const line = (name: string, { median, min, max }: Figures): string =>
    `  ${name.padEnd(42)}${[median, min, max].map((one) => one.toFixed(0).padStart(9)).join("")}  (median, min, max)`;
  show("");
  show("playground: milliseconds from the start of loading, by the clock");
  show(line("first paint", result.firstPaint));
  show(line("an editor with rules", result.editor));
  show(line("their verdicts", result.verdicts));
  show("  frames per second, longest gap; CPU time for a frame, and of the longest task");
  for (const [name, { framesPerSecond, gapMax, cpuPerFrame, taskMax }] of Object.entries(result.stretches)) {
    const cells = [framesPerSecond, gapMax, cpuPerFrame, taskMax];
    show(`  ${name.padEnd(42)}${cells.map((one) => one.toFixed(1).padStart(9)).join("")}`);
  }
  return result;
}
