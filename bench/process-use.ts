import { spawnSync } from "node:child_process";

/** What one run of a whole process took and said. */
export interface ProcessUse {
  /** Milliseconds of user and system time, and of the clock. */
  readonly cpu: number;
  readonly wall: number;
  /** The most memory it had, in megabytes (10^6); null where that is not told. */
  readonly peak: number | null;
  readonly output: string;
}

/** Writes the most memory the process had to file descriptor 3 when it ends. */
const probe = `data:text/javascript,${encodeURIComponent(`
import { writeSync } from "node:fs";
process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS * 1024 / 1e6)));`)}`;

/** The command of a script that this same Node runs; `processUse` is then told its memory. */
export function nodeCommand(script: string, ...rest: readonly string[]): readonly string[] {
  return [process.execPath, "--import", probe, script, ...rest];
}

/**
 * Runs a command to its end. Times are the shell's, so that starting and tearing down the process
 * count for every engine alike. Throws when the command fails.
 */
export function processUse(command: readonly string[], folder: string): ProcessUse {
  const timed = `TIMEFORMAT="%3R %3U %3S"; { time "$@" 2>&5; } 5>&2 2>&4`;
  const child = spawnSync("bash", ["-c", timed, "bash", ...command], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (child.status !== 0)
    throw new Error(`${command.join(" ")}: exit ${String(child.status)}, ${child.stderr.slice(0, 500)}`);
  const [wall = Number.NaN, user = 0, system = 0] = (child.output[4] ?? "").trim().split(" ").map(Number);
  const peak = child.output[3] ?? "";
  return {
    cpu: (user + system) * 1000,
    wall: wall * 1000,
    peak: peak === "" ? null : Number(peak),
    output: child.stdout,
  };
}
