import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import {
  chromium as browsers,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from "playwright-core";
import { afterAll, beforeAll, onTestFinished, TestRunner } from "vitest";
import { serveSite, type ServedSite } from "../../src/playground/serve.ts";
import { siteFiles } from "../../src/playground/site-files.ts";
import { chromium } from "../optional-tool.ts";

export interface OpenedPlayground {
  readonly page: Page;
  /** What went wrong so far: errors on the console, exceptions, requests that failed or went to other hosts. */
  readonly errors: readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * Opens the built page at `#…`, served as `calm playground` serves it, in a browser with nothing
 * kept. Opened in a test it closes with the test; opened in a hook, whoever opened it closes it.
 * The page makes no code from text, so `page.waitForFunction` fails in it; `expect.poll` does not.
 *
 *     const { page, errors } = await openPlayground("#cluster", { reducedMotion: "reduce" });
 *     await page.getByRole("button", { name: "Heal" }).click();
 *     expect(errors).toEqual([]);
 */
export function openPlayground(hash = "", options: BrowserContextOptions = {}): Promise<OpenedPlayground> {
  return openPage(({ site }) => site.address, hash, options);
}

/** As `openPlayground`, from another server; `address` ends with a slash. */
export function openPlaygroundAt(address: string, hash = ""): Promise<OpenedPlayground> {
  return openPage(() => address, hash, {});
}

/** Called in a `describe`: its tests share one browser, which is else started for each page that is the only one. */
export function shareBrowser(): void {
  beforeAll(async () => {
    await held();
  });
  afterAll(released);
}

/** What axe-core finds serious or critical on the page as it is now, one line for each element. */
export async function axeProblems(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(axeSource());
  // Colours that were just changed are drawn first.
  await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
  return page.evaluate<readonly string[]>(`axe.run(document, { resultTypes: ["violations"] }).then(
    ({ violations }) => violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, help, nodes }) => nodes.map(({ target, any, html }) =>
        [id, help, target.join(" "), any[0]?.message ?? "", html.slice(0, 120)].join(": "))))`);
}

async function openPage(
  addressAt: (host: Host) => string,
  hash: string,
  options: BrowserContextOptions,
): Promise<OpenedPlayground> {
  const host = await held();
  const address = addressAt(host);
  let context: BrowserContext | null = null;
  const close = async (): Promise<void> => {
    const open = context;
    if (open === null) return;
    context = null;
    await open.close();
    await released();
  };
  try {
    context = await host.browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    if (TestRunner.getCurrentTest() !== undefined) onTestFinished(close);
    const page = await context.newPage();
    const errors: string[] = [];
    listen(page, address, errors);
    await page.goto(`${address}${hash}`);
    return { page, errors, close };
  } catch (error) {
    if (context === null) await released();
    else await close();
    throw error;
  }
}

interface Host {
  readonly site: ServedSite;
  readonly browser: Browser;
}

let host: Promise<Host> | null = null;
let holders = 0;

function held(): Promise<Host> {
  holders++;
  return (host ??= startHost());
}

async function released(): Promise<void> {
  if (--holders > 0 || host === null) return;
  const last = host;
  host = null;
  const { site, browser } = await last;
  await browser.close();
  await site.close();
}

async function startHost(): Promise<Host> {
  const site = await serveSite(
    siteFiles(fileURLToPath(new URL("../../dist/playground", import.meta.url))),
    0,
  );
  const browser = await browsers.launch({ executablePath: chromium, args: ["--no-sandbox"] });
  return { site, browser };
}

function listen(page: Page, address: string, errors: string[]): void {
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(error.stack ?? error.message));
  page.on("crash", () => errors.push("the page crashed"));
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.url().startsWith(address))
      errors.push(`asked another host: ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // What is left or ended while it loads is no failure.
    if (reason !== "net::ERR_ABORTED") errors.push(`failed: ${request.url()} ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) errors.push(`${response.status()}: ${response.url()}`);
  });
}

function axeSource(): string {
  return readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
}
