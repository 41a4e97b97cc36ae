import { existsSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { splice } from "../model/splice.ts";
import { ReadFailure, SourceStore } from "../node/source-store.ts";
import { UsageError } from "../node/usage-error.ts";
import type { ProgramFile } from "../playground/program-files.ts";
import { serveSite, type ServedSite } from "../playground/serve.ts";
import { siteFiles, type SiteFiles } from "../playground/site-files.ts";
import { sharedLink, type Shared } from "../playground/share-link.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { writeSite } from "./site-folder.ts";

export interface PlaygroundOptions {
  /** Null when nobody asked for one. */
  readonly port: number | null;
  readonly out: string | null;
}

/**
 * `calm playground`: serves the page until it is interrupted, or writes it to a folder. The address
 * of a file that is given has the file in it. Throws `UsageError`.
 */
export async function playground(path: string | null, { port, out }: PlaygroundOptions): Promise<ExitCode> {
  const site = siteFiles(siteFolder());
  if (out !== null) {
    if (path !== null || port !== null)
      throw new UsageError("--out writes the page and serves nothing", "leave out the file and --port");
    const { files, bytes } = writeSite(site, out);
    process.stdout.write(
      `wrote ${files} files, ${(bytes / 1e6).toFixed(1)} MB, to ${out}\nAny web server can serve them, at any path; a browser does not open them as files.\n`,
    );
    return exitCodes.fine;
  }
  const shared = path === null ? null : programAt(path);
  const served = await servedAt(site, port);
  const interrupted = new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  const link = shared === null ? served : await sharedLink("workbench", shared, served.address);
  if ("trouble" in link) {
    await served.close();
    throw new UsageError(
      `${String(path)}: ${link.trouble}`,
      "open the playground without it, and paste the rules",
    );
  }
  process.stdout.write(`The playground is at ${link.address}\n`);
  process.stderr.write("Ctrl-C ends it.\n");
  await interrupted;
  await served.close();
  return exitCodes.fine;
}

const usualPort = 4173;

/** Past this many ports that are taken, any free one is taken. */
const triesMost = 20;

/** At the port that was asked for, or else at the first free one from the usual one on. Throws `UsageError`. */
async function servedAt(site: SiteFiles, port: number | null): Promise<ServedSite> {
  if (port !== null) {
    const served = await tried(site, port);
    if (served !== null) return served;
    throw new UsageError(`port ${port} is taken`, "name another, or leave out --port to get a free one");
  }
  for (let next = usualPort; next < usualPort + triesMost; next++) {
    const served = await tried(site, next);
    if (served === null) continue;
    if (next !== usualPort) process.stderr.write(`calm: port ${usualPort} is taken, so this is ${next}\n`);
    return served;
  }
  return serveSite(site, 0);
}

/** Null when the port is taken. */
async function tried(site: SiteFiles, port: number): Promise<ServedSite | null> {
  try {
    return await serveSite(site, port);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "EADDRINUSE") return null;
    if (code === "EACCES") throw new UsageError(`port ${port} must not be used: permission denied`);
    throw error;
  }
}

/** Beside the command, or one folder above a part of it that is loaded when it is needed. */
function siteFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const folders = [here, dirname(here)].map((folder) => join(folder, "playground"));
  const found = folders.find((folder) => existsSync(join(folder, "page.js")));
  if (found === undefined) throw new Error(`the page of the playground does not lie beside ${here}`);
  return found;
}

/** A rule file and what it includes. Throws `UsageError`. */
function programAt(path: string): Shared {
  const store = new SourceStore();
  const folder = dirname(resolve(path));
  try {
    const { sources } = splice(store.read(path), store.include, () => undefined);
    const [first, ...rest] = sources.map((source): ProgramFile => {
      const within = relative(folder, store.locationOf(source) ?? source.path);
      if (isAbsolute(within) || within.split(sep)[0] === "..")
        throw new UsageError(`${path} includes ${source.path}, which is outside of its folder`);
      return { path: within.split(sep).join("/"), text: source.text };
    });
    if (first === undefined) throw new Error(`${path} has no source`);
    return { title: basename(path), files: [first, ...rest], run: null };
  } catch (error) {
    throw error instanceof ReadFailure ? new UsageError(`${path} ${error.message}`) : error;
  }
}
