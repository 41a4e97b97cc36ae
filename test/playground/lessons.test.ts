import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { readAnswerSheet } from "../../src/classroom/answer-sheet.ts";
import { hasChromium } from "../optional-tool.ts";
import { solutionRules } from "./lesson-texts.ts";
import { axeProblems, openPlayground, shareBrowser } from "./playground-page.ts";

const question = (page: Page, name: string): Locator => page.getByRole("region", { name, exact: true });
const check = (page: Page): Promise<void> => page.getByRole("button", { name: "Check", exact: true }).click();

/** Each key on its own, as hands do it. */
async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

describe.skipIf(!hasChromium("exercises are answered"))("the lessons of the page", () => {
  shareBrowser();

  test("an answer that is wrong is refuted by its run, and then given rightly", async () => {
    const { page, errors } = await openPlayground("#lessons/release-ready");
    const ready = question(page, "ready");
    await ready.getByRole("radio", { name: "coordination-free" }).check();
    await check(page);
    await ready.getByText("Not right").waitFor();
    await ready.getByText("coordination-free does not fit what ready does.").waitFor();

    const told = page.getByRole("region", { name: "What happens with ready" });
    await told.getByText(/Somebody reads it and acts on it/).waitFor();
    // Step by step: both replicas show the row, then the late blocker takes it back.
    const dublin = told.getByRole("region", { name: "What dublin has" });
    const moment = told.getByRole("slider", { name: "Moment of the run" });
    await expect.poll(async () => Number(await moment.getAttribute("max"))).toBeGreaterThan(5);
    await dublin.getByText("nothing yet").waitFor();
    while (!(await dublin.innerText()).includes('ready("release1")'))
      await told.getByRole("button", { name: "Step", exact: true }).click();
    await moment.press("End");
    await dublin.getByText('ready("release1") withdrawn').waitFor();
    await told.getByRole("button", { name: "As a diagram" }).click();
    await told.getByRole("img", { name: /^Space-time diagram/ }).waitFor();
    await expect.poll(() => page.evaluate("document.images[0].naturalWidth")).toBeGreaterThan(500);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeProblems(page)).toEqual([]);
    }

    await ready.getByRole("radio", { name: "needs coordination" }).check();
    await told.waitFor({ state: "detached" });
    await ready.getByRole("combobox").selectOption("reads an absence");
    await ready.getByRole("checkbox", { name: "blocker" }).check();
    for (const name of ["approved", "stopped"]) {
      await question(page, name).getByRole("radio", { name: "coordination-free" }).check();
      await question(page, name).getByRole("combobox").selectOption("grows only");
    }
    await check(page);
    await page.getByText("All right: 10 of 10 points").waitFor();
    await ready.getByText("Right: with blocker closed, nothing can go wrong any more.").waitFor();
    expect(errors).toEqual([]);
  });

  test("a search for a run can be stopped, and what needs nothing is shown by schedules that agree", async () => {
    const { page, errors } = await openPlayground("#lessons/reactions");
    const shown = question(page, "shown");
    await shown.getByRole("radio", { name: "needs coordination" }).check();
    await check(page);
    await shown.getByRole("button", { name: "Stop" }).click();
    await shown.getByText("Stopped.").waitFor();
    await shown.getByRole("button", { name: "See what happens with shown" }).click();
    await shown.getByText("1,000 schedules agreed").waitFor();
    expect(errors).toEqual([]);
  });

  test("the run of a refutation opens in the cluster, and its rules in the workbench", async () => {
    const { page, errors } = await openPlayground("#lessons/user-names");
    const unique = question(page, "unique_name");
    await unique.getByRole("radio", { name: "coordination-free" }).check();
    await check(page);
    await unique.getByRole("button", { name: "Open in the cluster" }).click();
    await expect.poll(() => page.title()).toBe("Cluster – calm playground");
    await page.getByRole("heading", { name: "Refutation of unique_name" }).waitFor();
    await page.getByText("expect violated unique_name.").first().waitFor();
    await page.goBack();
    await page.getByRole("radio", { name: "coordination-free", checked: true }).waitFor();
    await check(page);
    await unique.getByRole("button", { name: "Open in the workbench" }).click();
    await expect.poll(() => page.title()).toBe("Workbench – calm playground");
    await page.getByText(".scenario what_unique_name_does {").first().waitFor();
    expect(errors).toEqual([]);
  });

  test("a repair is refused with a run, and the right one accepted", async () => {
    const { page, errors } = await openPlayground("#lessons/announced-too-early");
    const kept = page.getByRole("region", { name: "What your rules have to keep" });
    await check(page);
    await kept.getByText("2 of 11 conditions are not kept.").first().waitFor();
    await kept
      .getByText(/reports an error: line 8: ready depends on the absence/)
      .first()
      .waitFor();
    await kept.getByRole("button", { name: "As a diagram" }).waitFor();
    await kept.getByText("The scenarios of the exercise are as they were.").waitFor();

    const choosing = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Open rules.dl" }).click();
    const rules = Buffer.from(solutionRules("announced-too-early"));
    await (await choosing).setFiles({ name: "rules.dl", mimeType: "text/plain", buffer: rules });
    await expect.poll(() => rulesOf(page)).toContain("review_closed");
    await check(page);
    await kept.getByText("All right: 4 of 4 points.").first().waitFor();
    // What is typed is judged anew, kept, and can be taken back.
    await page.getByRole("textbox", { name: "The rules, to be changed" }).click();
    await press(page, "Control+Home");
    await page.keyboard.type("// mine");
    await press(page, "Enter");
    await kept.getByText(/^Change the rules, then have them checked/).waitFor();
    await page.reload();
    await expect.poll(() => rulesOf(page)).toContain("// mine");
    await expect.poll(() => rulesOf(page)).toContain("review_closed");
    await page.getByRole("button", { name: "Start over" }).click();
    await expect.poll(() => rulesOf(page)).not.toContain("review_closed");
    await page.getByRole("button", { name: "Take that back" }).click();
    await expect.poll(() => rulesOf(page)).toContain("review_closed");
    expect(errors).toEqual([]);
    // At the end, since it puts style sheets into the editor's tree, which the page's policy forbids.
    await page.getByRole("button", { name: "Start over" }).click();
    await check(page);
    await kept.getByText("2 of 11 conditions are not kept.").first().waitFor();
    expect(await axeProblems(page)).toEqual([]);
  });

  test("a type is chosen, and a wrong one refuted by its scenario", async () => {
    const { page, errors } = await openPlayground("#lessons/likes");
    const likes = question(page, "likes.count");
    await likes.getByRole("radio", { name: "lww<number>" }).check();
    await check(page);
    await likes.getByText(/^With lww<number> the (scenario|checker)/).waitFor();
    await likes.getByRole("radio", { name: "gcounter" }).check();
    await check(page);
    await likes.getByText("✓ Right", { exact: true }).waitFor();
    await page.getByText("All right: 2 of 2 points").waitFor();
    expect(errors).toEqual([]);
  });

  test("three hints, and what has been reached is kept and added up", async () => {
    const { page, errors } = await openPlayground("#lessons/reactions");
    const agrees = question(page, "agrees");
    await agrees.getByRole("button", { name: "A hint for agrees" }).click();
    await agrees.getByRole("button", { name: "Another hint for agrees" }).click();
    await agrees.getByRole("button", { name: "Another hint for agrees" }).click();
    await expect
      .poll(() => agrees.getByText(/^Hint \d of 3$/).allInnerTexts())
      .toEqual(["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3"]);
    for (const name of ["shown", "agrees"]) {
      await question(page, name).getByRole("radio", { name: "coordination-free" }).check();
      await question(page, name).getByRole("combobox").selectOption("grows only");
    }
    await check(page);
    await page.getByText("All right: 6 of 6 points").waitFor();
    await page.reload();
    await agrees.getByRole("radio", { name: "coordination-free", checked: true }).waitFor();
    await page.getByRole("link", { name: "All lessons" }).click();
    await page.getByText("1 of 32 right").waitFor();
    await page.getByRole("link", { name: /Reactions under a post 2 answers easy right/ }).waitFor();
    await page.getByRole("link", { name: "Go on: A name of one's own" }).click();
    await expect.poll(() => page.title()).toBe("A name of one's own – calm playground");
    expect(errors).toEqual([]);
  });

  test("answers are saved as the command reads them, and opened again", async () => {
    const { page, errors } = await openPlayground("#lessons/release-ready");
    const ready = question(page, "ready");
    await ready.getByRole("radio", { name: "needs coordination" }).check();
    await ready.getByRole("checkbox", { name: "blocker" }).check();
    await ready.getByRole("checkbox", { name: "approval" }).check();
    const saving = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save answers" }).click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe("answers.json");
    const text = readFileSync(await saved.path(), "utf8");
    expect(readAnswerSheet(text).answers.get("ready")).toEqual({
      answer: "needs coordination",
      question: null,
      boundary: "blocker, approval",
      type: null,
    });

    await page.getByRole("button", { name: "Start over" }).click();
    await expect.poll(() => ready.getByRole("radio", { checked: true }).count()).toBe(0);
    const choosing = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Open answers" }).click();
    await (await choosing).setFiles(await saved.path());
    await ready.getByRole("checkbox", { name: "approval", checked: true }).waitFor();
    await ready.getByRole("radio", { name: "needs coordination", checked: true }).waitFor();
    expect(errors).toEqual([]);
  });

  test("a folder of one's own is opened, and what cannot be used in it is told", async () => {
    const root = mkdtempSync(join(tmpdir(), "calm-"));
    onTestFinished(() => rmSync(root, { recursive: true }));
    for (const [file, text] of [
      ["7-mine/exercise.md", "# A rule of mine\n\nDoes `b` only grow?\n"],
      ["7-mine/rules.dl", ".decl a(x: number)\n.decl b(x: number)\nb(x) :- a(x).\n.output b\n"],
      ["8-not-yet/exercise.md", "No title\n"],
      ["8-not-yet/rules.dl", ".decl a(x: number)\n"],
      ["notes.txt", "nothing"],
    ] as const) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    const { page, errors } = await openPlayground("#lessons");
    const choosing = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Open a folder" }).click();
    await (await choosing).setFiles(root);
    await page.getByText("8-not-yet/exercise.md:1: the text begins with its title").waitFor();
    await page.getByRole("link", { name: /A rule of mine/ }).click();
    await expect.poll(() => new URL(page.url()).hash).toBe("#lessons/own/mine");
    await question(page, "b").getByRole("radio", { name: "coordination-free" }).check();
    await question(page, "b").getByRole("combobox").selectOption("grows only");
    await check(page);
    await page.getByText("All right: 3 of 3 points").waitFor();
    expect(errors).toEqual([]);
  });

  test("an exercise is found, answered and checked by keyboard alone", async () => {
    const { page, errors } = await openPlayground("#lessons", { reducedMotion: "reduce" });
    const begin = page.getByRole("link", { name: "Begin: Reactions under a post" });
    await begin.focus();
    await press(page, "Enter");
    const shown = question(page, "shown");
    await shown.getByRole("radio", { name: "coordination-free" }).focus();
    await press(page, "Space", "ArrowDown", "Tab");
    await shown.getByRole("radio", { name: "needs coordination", checked: true }).waitFor();
    await page.keyboard.type("grows");
    await expect.poll(() => shown.getByRole("combobox").inputValue()).toBe("grows only");
    await press(page, "Tab", "Space");
    await shown.getByRole("checkbox", { checked: true }).first().waitFor();
    for (let tabs = 0; tabs < 40 && (await focusedText(page)) !== "Check"; tabs++) await press(page, "Tab");
    await press(page, "Enter");
    await shown.getByText("Not right").waitFor();
    await press(page, "Escape");
    await begin.or(page.getByRole("link", { name: /^Go on/ })).waitFor();
    expect(errors).toEqual([]);
  });

  test("the list is fit for all", async () => {
    const { page, errors } = await openPlayground("#lessons/nonesuch", {
      viewport: { width: 360, height: 800 },
    });
    await page.getByText("There is no exercise nonesuch.").waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeProblems(page)).toEqual([]);
    }
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    expect(errors).toEqual([]);
  });
});

const focusedText = (page: Page): Promise<string> =>
  page.evaluate<string>("document.activeElement.textContent");

async function rulesOf(page: Page): Promise<string> {
  return page.getByRole("textbox", { name: "The rules, to be changed" }).innerText();
}
