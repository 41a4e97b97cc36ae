import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hasChromium } from "../optional-tool.ts";
import { openPlayground, shareBrowser } from "./playground-page.ts";

const root = new URL("../../", import.meta.url);
const command = fileURLToPath(new URL("dist/cli.js", root));
const examples = fileURLToPath(new URL("examples", root));

describe.skipIf(!hasChromium("traces of the page are compared"))("a trace", () => {
  shareBrowser();

  test("is the same on the page as in `calm simulate`, byte for byte, for every example", async () => {
    const names = namesWithScenarios();
    expect(names.length).toBeGreaterThan(30);
    const { page, errors } = await openPlayground("#cluster", { reducedMotion: "reduce" });
    const told = simulated(names);
    const different: string[] = [];
    for (const [i, name] of names.entries())
      if ((await traceOf(page, name)) !== (await told[i])) different.push(name);
    expect(different).toEqual([]);
    expect(errors).toEqual([]);
  }, 300_000);
});

/** Those with something to run, included files and all, as the page offers them. */
function namesWithScenarios(): readonly string[] {
  const built = readFileSync(new URL("dist/playground/examples.json", root), "utf8");
  const all = JSON.parse(built) as readonly { name: string; files: readonly { text: string }[] }[];
  return all
    .filter(({ files }) => files.some(({ text }) => /^\.scenario /m.test(text)))
    .map(({ name }) => name);
}

async function traceOf(page: Page, name: string): Promise<string> {
  await page.evaluate(`location.hash = "#cluster/${name}"`);
  await page.getByRole("heading", { level: 1, name, exact: true }).waitFor();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const button = page.getByRole("button", { name: "Download the traces of all scenarios" });
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  await page.keyboard.press("Escape");
  return readFileSync(await download.path(), "utf8");
}

/** What the command says of each, one after the other, while the page is at work. */
function simulated(names: readonly string[]): readonly Promise<string>[] {
  let last = Promise.resolve("");
  return names.map(
    (name) => (last = last.then(() => printed(["simulate", `${name}.dl`, "--format", "json"]))),
  );
}

function printed(given: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...given], { cwd: examples });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    child.on("error", reject).on("close", () => resolve(text));
  });
}
