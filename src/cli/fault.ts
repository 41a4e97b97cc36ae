import { version } from "../node/version.ts";

/** Says on standard error that something of ours went wrong, and how to report it. */
export function reportFault(error: unknown, during: string): void {
  const message = error instanceof Error ? error.message : String(error);
  const lines = [
    `calm: internal fault at ${during}: ${message}`,
    "This is a fault of calm, not of your rules. Please report it with the command, the file if it",
    `may be shown, and this line: calm ${version}, Node ${process.version}, ${process.platform}.`,
  ];
  if (process.env["CALM_DEBUG"] === "1")
    lines.push((error instanceof Error ? error.stack : undefined) ?? "no trace");
  else lines.push("With CALM_DEBUG=1 the trace is shown.");
  process.stderr.write(`${lines.join("\n")}\n`);
}
