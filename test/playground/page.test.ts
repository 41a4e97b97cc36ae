import { describe, expect, test } from "vitest";
import { viewNames, viewTitles } from "../../src/playground/view-name.ts";
import { hasChromium } from "../optional-tool.ts";
import { axeProblems, openPlayground, shareBrowser } from "./playground-page.ts";

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
