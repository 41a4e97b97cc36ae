import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What an editor is given: its files, by their names, in a folder of their own. */
export interface EditorRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

/**
 * Runs an editor in a new folder, with `calm` on its path, until it ends. Its script writes what it
 * sees to `seen.json`, which is returned. Throws with all that the editor said if it writes nothing,
 * or does not end within 40 seconds.
 */
export async function runEditor({ command, args, files }: EditorRun): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), "calm-editor-"));
  try {
    const bin = join(folder, "bin");
    mkdirSync(bin);
    symlinkSync(fileURLToPath(new URL("../../dist/cli.js", import.meta.url)), join(bin, "calm"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const path = [bin, process.env["PATH"] ?? ""].join(delimiter);
    const said = await ended(command, args, folder, { ...process.env, HOME: folder, PATH: path });
    try {
      return JSON.parse(readFileSync(join(folder, "seen.json"), "utf8"));
    } catch {
      throw new Error(`${command} saw nothing; it says:\n${said}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ended(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: 40_000 });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data: Buffer) => {
        said += data.toString("utf8");
      });
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(`${said}\n(${signal ?? `exit ${String(code)}`})`));
  });
}
