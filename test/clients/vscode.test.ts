import type { FrameLocator, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleFile } from "../../extension/src/example-file.ts";
import { hasWorkbench, openWorkbench, type Workbench } from "./workbench.ts";

/** The point of order of the example. */
const rule = "ready(r) :- release(r), !blocker(r, _).";

describe.skipIf(!hasWorkbench("the extension"))(
  "in a real workbench with the packed extension",
  { retry: 1 },
  () => {
    let workbench: Workbench;
    let page: Page;

    beforeAll(async () => {
      workbench = await openWorkbench(
        { "release.dl": exampleFile },
        {
          "workbench.colorTheme": "Default Dark Modern",
          "workbench.preferredLightColorTheme": "Default High Contrast Light",
          "editor.inlayHints.enabled": "off",
        },
      );
      ({ page } = workbench);
    }, 120_000);
    afterAll(() => workbench.close());

    test("the negation is underlined, from its first to its last column", async () => {
      const squiggle = page.locator(".squiggly-error");
      await squiggle.first().waitFor();
      // While fonts load and more is found, lines are drawn again, and places change in between.
      const drawn = async (): Promise<readonly number[] | null> => {
        const [under, line] = [
          await squiggle.first().boundingBox(),
          await lineOf(page, rule).locator("span").first().boundingBox(),
        ];
        if (under === null || line === null) return null;
        const column = line.width / rule.length;
        return [
          await squiggle.count(),
          Math.round((under.x - line.x) / column),
          Math.round(under.width / column),
        ];
      };
      await expect
        .poll(drawn, { timeout: 15_000, interval: 250 })
        .toEqual([1, rule.indexOf("!"), "!blocker(r, _)".length]);
    });

    test("the status bar says the verdict of the file", async () => {
      await page.locator("[id*='calm.verdict']", { hasText: "ready needs coordination" }).waitFor();
      await workbench.picture("squiggle");
    });

    test("the pointer tells the witness", async () => {
      const hover = page.locator(".monaco-hover", { hasText: "CALM101" });
      // A pointer that came before the words were drawn anew has to move to be seen again.
      for (let tries = 0; tries < 10 && !(await hover.isVisible()); tries++) {
        await page.mouse.move(5, 5);
        await page.locator(".squiggly-error").first().hover({ force: true });
        await hover.waitFor({ timeout: 3000 }).catch(() => null);
      }
      const told = (await hover.innerText()).replaceAll("\u00a0", " ");
      expect(told).toContain('Then blocker("release1","bug1") is inserted.');
      expect(told.split("depends on the absence of")).toHaveLength(2);
      await workbench.picture("hover");
      await page.mouse.move(5, 5);
    });

    test("the list of problems has it, with its code and place", async () => {
      await command(page, "Problems: Focus on Problems View");
      const row = page.locator(".markers-panel .monaco-list-row", { hasText: "CALM101" });
      await row.waitFor();
      expect(await row.innerText()).toMatch(
        /`ready` depends on the absence of `blocker`[^]*\[Ln 12, Col 25\]/,
      );
      await workbench.picture("problems");
      await command(page, "View: Hide Panel");
    });

    test("the light bulb mends it: the underlining goes, and comes back when that is undone", async () => {
      await lineOf(page, rule).click({ position: { x: 250, y: 5 } });
      await page.keyboard.press("Control+.");
      const widget = page.locator(".action-widget");
      await widget.waitFor();
      await workbench.picture("fixes");
      // By keys: for a while the pointer is kept away from what has just opened.
      const wanted = widget.locator(".monaco-list-row.focused", { hasText: 'Promise only "eventual"' });
      for (let down = 0; down < 5 && (await wanted.count()) === 0; down++)
        await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await lineOf(page, '.output ready(promise="eventual")').waitFor();
      await page.locator(".squiggly-error").waitFor({ state: "detached" });
      await page.locator("[id*='calm.verdict']", { hasText: "safe without coordination" }).waitFor();
      await workbench.picture("mended");
      await page.keyboard.press("Control+z");
      await page.locator(".squiggly-error").first().waitFor();
    });

    test("the graph is drawn, and follows the cursor", async () => {
      await lineOf(page, rule).click();
      await command(page, "CALM: Show Dependency Graph");
      const graph = shownPage(page);
      await graph.locator("svg.calm-graph").waitFor();
      await graph.locator("[data-node=ready].chosen").first().waitFor();
      await lineOf(page, ".input blocker").click();
      await graph.locator("[data-node=blocker].chosen").first().waitFor();
      expect(await graph.locator("[data-node=ready].chosen").count()).toBe(0);
      await workbench.picture("graph");
    });

    test("the graph changes with the theme, and in high contrast nothing of it is faint", async () => {
      const graph = shownPage(page);
      const colours = (): Promise<readonly unknown[]> =>
        graph.locator("#frame").evaluate((frame) => {
          const style = (selector: string): CSSStyleDeclaration | undefined => {
            const element = frame.querySelector(selector);
            return element === null ? undefined : getComputedStyle(element);
          };
          const faintest = Math.min(
            ...[...frame.querySelectorAll("[data-node]")].map((node) =>
              Number(getComputedStyle(node).opacity),
            ),
          );
          const box = style("[data-node].chosen .box")?.stroke;
          return [getComputedStyle(frame).backgroundColor, style(".muted")?.fill, box, faintest];
        });
      expect(await colours()).toEqual(["rgb(16, 22, 29)", "rgb(169, 181, 193)", "rgb(147, 160, 174)", 0.55]);
      const toggle = "Preferences: Toggle between Light/Dark Themes";
      await command(page, toggle);
      await expect
        .poll(colours, { timeout: 10_000 })
        .toEqual(["rgb(255, 255, 255)", "rgb(41, 41, 41)", "rgb(0, 107, 189)", 1]);
      await workbench.picture("high-contrast-light");
      await command(page, toggle);
      await expect
        .poll(colours, { timeout: 10_000 })
        .toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)", "rgb(243, 133, 24)", 1]);
      await workbench.picture("high-contrast-dark");
    });

    test("a click on a relation of the graph goes to its declaration", async () => {
      await shownPage(page).locator("[data-node=ready]").first().click();
      await page.locator("#status\\.editor\\.selection", { hasText: "Ln 11, Col 12 (5 selected)" }).waitFor();
    });

    test("a scenario is run from its lens, and the run is drawn", async () => {
      const lens = page.locator(".codelens-decoration a", { hasText: /run/i }).first();
      await lens.click();
      const run = shownPage(page);
      await run.locator("svg.calm-lab").waitFor();
      expect(await run.locator("#says").innerText()).toContain("late_blocker: ok, all 3 expectations hold");
      await workbench.picture("scenario");
      await run.locator("button", { hasText: "Seed 2" }).click();
      await run.locator("button", { hasText: "Seed 3" }).waitFor();
    });

    test("while a page has the focus, the graph and the fixes of the file beside it can be shown", async () => {
      await shownPage(page).locator("#says").click();
      await command(page, "CALM: Show Dependency Graph");
      await shownPage(page).locator("[data-node=ready]").first().waitFor();
      await shownPage(page)
        .locator("#frame")
        .click({ position: { x: 5, y: 5 } });
      await command(page, "CALM: Go to the Gravest Diagnostic and Show its Fixes");
      await page.locator(".action-widget", { hasText: "Seal `blocker(release)`" }).waitFor();
      await page.keyboard.press("Escape");
    });

    test("a server that went down is started again, and goes on checking", async () => {
      const before = workbench.languageServer();
      if (before === null) throw new Error("there is no server");
      process.kill(before, "SIGKILL");
      await expect.poll(workbench.languageServer, { timeout: 15_000 }).not.toBe(before);
      await lineOf(page, ".output ready").click();
      await page.keyboard.press("End");
      await page.keyboard.type("\nready(x");
      await page.locator(".squiggly-error").nth(1).waitFor();
      expect(workbench.languageServer()).not.toBeNull();
    });

    test("each step of the walkthrough does what its button says, and stays to be seen", async () => {
      await page.keyboard.press("Control+z");
      await command(page, "File: Revert File");
      await command(page, "View: Close All Editors");
      await page.keyboard.press("F1");
      await pick(page, "Welcome: Open Walkthrough");
      await page.locator(".quick-input-widget .monaco-list-row", { hasText: "CALM Datalog" }).waitFor();
      await pick(page, "Get started with CALM Datalog");
      const steps = page.locator(".gettingStartedContainer");
      const press = async (step: string, button: string): Promise<void> => {
        await steps.locator(".getting-started-step", { hasText: step }).click();
        // While a step is drawn, the walkthrough takes the focus back; readers take longer than that.
        await page.waitForTimeout(1000);
        await steps.locator(".monaco-button", { hasText: button }).click();
      };

      await press("Write a rule", "Open the example");
      await lineOf(page, rule).waitFor();
      await page.locator("[id*='calm.verdict']", { hasText: "ready needs coordination" }).waitFor();
      expect(await steps.isVisible()).toBe(true);
      await workbench.picture("walkthrough");

      await press("Read the red line", "Explain the diagnostic");
      await shownPage(page, "vscode.markdown-language-features")
        .locator("h1", { hasText: "CALM101 negation" })
        .waitFor();

      await press("Mend it", "Show the fixes");
      await page.locator(".action-widget", { hasText: "Seal `blocker(release)`" }).waitFor();
      await page.keyboard.press("Escape");

      await press("See what rests on what", "Show the graph");
      await shownPage(page).locator("[data-node=ready]").first().waitFor();
      expect(await shownPage(page).locator(".calm-graph text").first().textContent()).toBe("Untitled-1");

      await press("Run a scenario", "Run the scenario");
      await shownPage(page).locator("#says", { hasText: "late_blocker: ok" }).waitFor();
      expect(await steps.locator(".codicon-getting-started-step-checked").count()).toBeGreaterThanOrEqual(5);
      expect(await steps.isVisible()).toBe(true);
    });
  },
);

function lineOf(page: Page, text: string): Locator {
  // Blanks are drawn as such that do not break.
  return page.locator(".view-line", { hasText: text.replaceAll(" ", "\u00a0") }).first();
}

/** The page of an extension, of ours by default, that is shown: a page of its own in a frame within a frame. */
function shownPage(page: Page, extension = "calm-datalog.calm-datalog"): FrameLocator {
  const frame = `iframe.webview.ready[src*="extensionId=${extension}&"]:visible`;
  return page.frameLocator(frame).frameLocator("iframe");
}

async function command(page: Page, title: string): Promise<void> {
  await page.keyboard.press("F1");
  await pick(page, title);
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

async function pick(page: Page, title: string): Promise<void> {
  const widget = page.locator(".quick-input-widget");
  await widget.locator("input").first().waitFor();
  await page.keyboard.type(title);
  await widget.locator(".monaco-list-row.focused", { hasText: title.split(": ").at(-1) ?? title }).waitFor();
  await page.keyboard.press("Enter");
}
