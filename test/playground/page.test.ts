import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { siteHeaders } from "../../src/playground/site-headers.ts";
import { viewNames, viewTitles } from "../../src/playground/view-name.ts";
import { hasChromium } from "../optional-tool.ts";
import { axeProblems, openPlayground, openPlaygroundAt, shareBrowser } from "./playground-page.ts";

describe.skipIf(!hasChromium("the playground is opened"))("the page of the playground", () => {
  shareBrowser();

  test("opens at the workbench, and finds nothing wrong", async () => {
    const { page, errors } = await openPlayground();
    await page.getByRole("link", { name: "Workbench" }).waitFor();
    expect(await page.title()).toBe("Workbench – calm playground");
    expect(await page.getByRole("link", { name: "Workbench" }).getAttribute("aria-current")).toBe("page");
    expect(errors).toEqual([]);
  });

  test("all views can be reached by keyboard", async () => {
    const { page, errors } = await openPlayground();
    const skip = page.getByRole("link", { name: "Skip to the content" });
    await skip.waitFor({ state: "attached" });
    for (const name of viewNames) {
      await skip.focus();
      for (let tab = 0; tab <= viewNames.indexOf(name) + 1; tab++) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await expect.poll(() => page.title()).toBe(`${viewTitles[name]} – calm playground`);
      expect(new URL(page.url()).hash).toMatch(new RegExp(`^#${name}`));
    }
    await skip.focus();
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("view");
    expect(errors).toEqual([]);
  });

  test.each(viewNames)("%s is fit for all, in light and in dark", async (name) => {
    const { page, errors } = await openPlayground(`#${name}`, { reducedMotion: "reduce" });
    await expect.poll(() => page.title()).toBe(`${viewTitles[name]} – calm playground`);
    await page.getByText("Loading…").waitFor({ state: "detached" });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeProblems(page)).toEqual([]);
    }
    expect(errors).toEqual([]);
  });

  test("what another address shows begins at its top", async () => {
    const { page } = await openPlayground("#lessons", { viewport: { width: 1024, height: 400 } });
    const top = (): Promise<number> => page.evaluate<number>("document.getElementById('view').scrollTop");
    for (const address of ["#lessons/user-names", "#lessons", "#experiments/merge", "#experiments"]) {
      await page.evaluate(`location.hash = "${address}"`);
      await expect.poll(top).toBe(0);
      await expect
        .poll(async () => {
          await page.evaluate("document.getElementById('view').scrollTo(0, 300)");
          return top();
        })
        .toBe(300);
    }
  });

  test("the colours are chosen by a button, and kept", async () => {
    const { page } = await openPlayground("", { colorScheme: "dark" });
    const background = (): Promise<string> =>
      page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const dark = await background();
    await page.getByRole("button", { name: /Change to light/ }).click();
    await expect.poll(background).not.toBe(dark);
    await page.reload();
    await page.getByRole("button", { name: /^Colours: light/ }).waitFor();
    expect(await background()).not.toBe(dark);
  });

  test.each(viewNames)("%s opens from any path of a server that knows nothing of it", async (name) => {
    const address = await plainServer("/rules/of/ours/");
    const { page, errors } = await openPlaygroundAt(address, `#${name}`);
    await expect.poll(() => page.title()).toBe(`${viewTitles[name]} – calm playground`);
    await page.getByText("Loading…").waitFor({ state: "detached" });
    await page.waitForLoadState("networkidle");
    expect(errors).toEqual([]);
  });

  test.each([
    ["ide-worker.js", "#workbench"],
    ["run-worker.js", "#cluster/limited-stock"],
    ["lessons-worker.js", "#lessons"],
  ])("where %s cannot be had, the page says so", async (script, hash) => {
    const { page } = await openPlayground("#experiments");
    await page.route(`**/${script}`, (route) => route.fulfill({ status: 404, body: "" }));
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await page.getByText(`${script} cannot be loaded`).waitFor();
  });

  test("a mistake and a call of another host are noticed", async () => {
    const { page, errors } = await openPlayground();
    await page.evaluate("void fetch('http://127.0.0.1:9/elsewhere').catch(() => null)");
    await page.evaluate("void setTimeout(() => { throw new Error('broken') })");
    await expect.poll(() => errors.join("\n")).toContain("broken");
    expect(errors.join("\n")).toContain("connect-src 'self'");
    await page.evaluate(`document.body.append(Object.assign(new Image(), { alt: "" }))`);
    expect(await axeProblems(page)).toEqual([]);
    await page.evaluate(`document.body.append(document.createElement("button"))`);
    expect(await axeProblems(page)).toEqual([expect.stringContaining("button-name")]);
  });
});

/** A server that sends no headers but the type; it has nothing besides the site. */
async function plainServer(path: string): Promise<string> {
  const site = fileURLToPath(new URL("../../dist/playground", import.meta.url));
  const server = createServer(({ url = "" }, response) => {
    const name = url.startsWith(path) ? url.slice(path.length) || "index.html" : "none";
    try {
      const bytes = readFileSync(join(site, name));
      response.writeHead(200, { "content-type": siteHeaders(name)["content-type"] }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
}
