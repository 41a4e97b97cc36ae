import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium as chromiumBrowser, type Browser, type Page } from "playwright-core";
import { chromium, isHere } from "../optional-tool.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const codeServer = join(root, "tmp/code-server/node_modules/code-server/out/node/entry.js");

/** VS Code as a web page, served by code-server. */
export function hasWorkbench(what: string): boolean {
  return isHere(
    existsSync(codeServer) && existsSync(chromium),
    `${what} in VS Code`,
    ".ci/install-code-server, and apt-get install chromium fonts-dejavu-core ripgrep",
  );
}

/** A real workbench, in which the extension is installed from its package. */
export interface Workbench {
  readonly page: Page;
  /** Writes a picture to tmp/clients, for people to look at. */
  readonly picture: (name: string) => Promise<void>;
  /** The process of the language server; null while there is none. */
  readonly languageServer: () => number | null;
  readonly close: () => Promise<void>;
}

/** Opens a folder that holds the given files, of which the first is shown. */
export async function openWorkbench(
  files: Readonly<Record<string, string>>,
  settings: Readonly<Record<string, unknown>>,
): Promise<Workbench> {
  mkdirSync(join(root, "tmp/clients"), { recursive: true });
  const home = mkdtempSync(join(root, "tmp/clients/workbench-"));
  const folder = join(home, "rules");
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  mkdirSync(join(home, "data/User"), { recursive: true });
  writeFileSync(join(home, "data/User/settings.json"), JSON.stringify({ ...quietSettings, ...settings }));

  run([join(root, "build.mjs"), "--extension"], root);
  const packed = join(home, "calm-datalog.vsix");
  const vsce = join(root, "node_modules/@vscode/vsce/vsce");
  run(
    [vsce, "package", "--no-dependencies", "--allow-missing-repository", "--out", packed],
    join(root, "dist/extension"),
  );
  const folders = ["--extensions-dir", join(home, "extensions"), "--user-data-dir", join(home, "data")];
  run([codeServer, ...folders, "--install-extension", packed], home);

  const port = await freePort();
  const server = spawn(
    process.execPath,
    [
      codeServer,
      ...folders,
      ...["--config", join(home, "config.yaml")],
      ...["--auth", "none", "--bind-addr", `127.0.0.1:${String(port)}`],
      ...["--disable-workspace-trust", "--disable-telemetry", "--disable-update-check"],
    ],
    { cwd: home, stdio: "ignore", env: { ...process.env, HOME: home }, detached: true },
  );
  let browser: Browser | null = null;
  const close = async (): Promise<void> => {
    await browser?.close();
    await ended(server);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  const address = `http://127.0.0.1:${String(port)}`;
  const payload = JSON.stringify([
    ["openFile", `vscode-remote://127.0.0.1:${String(port)}${join(folder, Object.keys(files)[0] ?? "")}`],
  ]);
  let page: Page;
  try {
    await answers(`${address}/healthz`);
    browser = await chromiumBrowser.launch({ executablePath: chromium, args: ["--no-sandbox"] });
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${address}/?${new URLSearchParams({ folder, payload }).toString()}`);
    await page.locator(".monaco-editor .view-line").first().waitFor();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    page,
    picture: async (name) => {
      await page.screenshot({ path: join(root, "tmp/clients", `${name}.png`) });
    },
    languageServer: () => processWith(join(home, "extensions"), "server.cjs"),
    close,
  };
}

/** Nothing but the editor and what the extension shows. */
const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "security.workspace.trust.enabled": false,
  "extensions.ignoreRecommendations": true,
  "chat.commandCenter.enabled": false,
  "files.autoSave": "off",
  "editor.minimap.enabled": false,
  "editor.accessibilitySupport": "off",
  "git.enabled": false,
};

function run(command: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(process.execPath, command, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command.join(" ")} failed: ${stderr}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function answers(address: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    try {
      if ((await fetch(address)).ok) return;
    } catch {
      // It does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${address} does not answer`);
}

/** The process whose command names a folder and a file in it. */
function processWith(folder: string, file: string): number | null {
  for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0");
      if (command.some((word) => word.startsWith(folder) && word.endsWith(file))) return Number(id);
    } catch {
      // It has ended.
    }
  }
  return null;
}

/** With its children: it starts processes for extensions and for terminals. */
async function ended(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null) return;
  const gone = new Promise((resolve) => server.once("exit", resolve));
  process.kill(-server.pid, "SIGTERM");
  await gone;
}
