import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hasChromium } from "../optional-tool.ts";
import { axeProblems, openPlayground, shareBrowser } from "./playground-page.ts";

describe.skipIf(!hasChromium("the replicas are shown"))("the cluster", () => {
  shareBrowser();

  test("what is done in a part of a partition stays there, and converges once it is healed", async () => {
    const { page, errors } = await openCluster("limited-stock");
    await part(page, "oslo", "part 2");
    await page.getByRole("button", { name: "Cut" }).click();
    await page.getByRole("button", { name: "Do it at oslo" }).click();
    await hasRow(page, "oslo", 'sold("camera", 1)');
    await hasPaused(page);
    await hasRow(page, "madrid", 'sold("camera", 0)');
    expect(await statusOf(page)).toContain("Diverged");
    expect(await rowsOf(page, "What differs")).toContainEqual([
      'sold("camera", 1)',
      "oslo",
      "madrid, dublin",
    ]);
    expect(await mapOf(page)).toContain(
      "parted: madrid, dublin | oslo; 0 messages under way; 2 wait for a link",
    );
    await page.getByRole("button", { name: "Heal" }).click();
    await expect.poll(() => statusOf(page)).toContain("Converged");
    await hasPaused(page);
    for (const name of ["madrid", "dublin", "oslo"]) await hasRow(page, name, 'sold("camera", 1)');
    expect(await mapOf(page)).toContain("all links are up; 0 messages under way");
    expect(errors).toEqual([]);
  });

  test("a line drawn across the map parts the replicas on both sides of it", async () => {
    const { page, errors } = await openCluster("limited-stock");
    const map = await page.getByRole("region", { name: "Map" }).getByRole("group").first().boundingBox();
    if (map === null) throw new Error("there is no map");
    const middle = map.y + map.height / 2;
    await page.mouse.move(map.x + 20, middle);
    await page.mouse.down();
    await page.mouse.move(map.x + map.width / 2, middle);
    await page.mouse.move(map.x + map.width - 20, middle);
    await page.mouse.up();
    await expect.poll(() => mapOf(page)).toContain("parted: madrid | dublin, oslo");
    expect((await statementsOf(page)).at(-1)).toBe("partition madrid | dublin, oslo.");
    expect(errors).toEqual([]);
  });

  test("a replica that has crashed hears nothing, and recovers what it had", async () => {
    const { page, errors } = await openCluster("limited-stock");
    await page.getByRole("button", { name: "Crash dublin" }).click();
    await page.getByRole("button", { name: "Do it at madrid" }).click();
    await hasRow(page, "oslo", 'sold("camera", 1)');
    await hasPaused(page);
    expect(await mapOf(page)).toContain("down: dublin");
    expect(await page.getByRole("button", { name: "Do it at dublin" }).isDisabled()).toBe(true);
    expect(await statusOf(page)).toContain("All replicas that are up have the same rows.");
    await page.getByRole("button", { name: "Recover dublin" }).click();
    await hasRow(page, "dublin", 'sold("camera", 1)');
    await expect.poll(() => statusOf(page)).toContain("All replicas have the same rows.");
    expect(errors).toEqual([]);
  });

  test("a run goes forward and back by keyboard alone", async () => {
    const { page, errors } = await openCluster("chat?scenario=reply_waits");
    const slider = page.getByRole("slider", { name: "Moment" });
    const moment = async (): Promise<number> => Number(await slider.inputValue());
    expect(await moment()).toBe(0);
    await page.getByRole("main").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(moment).toBe(1);
    await page.keyboard.press("ArrowRight");
    await expect.poll(moment).toBe(2);
    await page.keyboard.press("ArrowLeft");
    await expect.poll(moment).toBe(1);
    await page.keyboard.press("End");
    await hasRow(page, "cy", 'thread("q1", "r1")');
    const end = await moment();
    await page.keyboard.press("Home");
    await expect.poll(moment).toBe(0);
    await page.keyboard.press("Space");
    await expect.poll(moment).toBeGreaterThan(1);
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "Play" }).waitFor();
    const statement = page.getByRole("list", { name: "Statements" }).getByRole("button").nth(1);
    await statement.focus();
    await page.keyboard.press("Enter");
    await expect.poll(moment).toBe(2);
    await slider.focus();
    await page.keyboard.press("End");
    await expect.poll(moment).toBe(end);
    expect(errors).toEqual([]);
  });

  test("the network is parted and something is done by keyboard alone", async () => {
    const { page, errors } = await openCluster("limited-stock");
    await page
      .getByRole("radiogroup", { name: "Part of dublin" })
      .getByRole("radio", { name: "part 1" })
      .focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("button", { name: "Cut" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => mapOf(page)).toContain("parted: madrid, oslo | dublin");
    const product = card(page, "dublin").getByLabel("product, symbol, at dublin");
    await product.focus();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("tripod");
    await page.keyboard.press("Enter");
    await page
      .getByRole("list", { name: "Statements" })
      .getByText(/^refused: /)
      .waitFor();
    await page.getByRole("button", { name: /^oslo/ }).first().focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "oslo part 1", pressed: true }).waitFor();
    await page.getByRole("button", { name: "Replicas", exact: true }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Replicas" }).waitFor();
    await page.keyboard.press("Escape");
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Replicas");
    expect(errors).toEqual([]);
  });

  test("a change that came before its cause is held back in words and on the map", async () => {
    const { page } = await openCluster("chat?scenario=reply_waits");
    const held = card(page, "cy").getByText('insert reply("r1", "q1")');
    await expect
      .poll(
        async () => {
          await page.getByRole("button", { name: "Step", exact: true }).click();
          return held.isVisible();
        },
        { timeout: 20_000, interval: 10 },
      )
      .toBe(true);
    await page.getByRole("button", { name: /^cy\b.*1 held back/ }).waitFor();
  });

  test("a counterexample ends where its invariant is violated, and says so", async () => {
    const { page, errors } = await openCluster("limited-stock");
    await page.getByRole("button", { name: "no_oversell_broken counterexample" }).click();
    await page.getByRole("button", { name: "To the end" }).click();
    await card(page, "A").getByText('no_oversell: p = "camera", s = 2, n = 1').waitFor();
    expect(await page.getByRole("region", { name: "What is seen" }).innerText()).toContain(
      'no_oversell is violated at A and B: p = "camera", s = 2, n = 1.',
    );
    expect(errors).toEqual([]);
  });

  test("a boundary that cannot be reached waits, and refuses in the end", async () => {
    const { page, errors } = await openCluster("limited-stock-desk");
    const names = await replicaNames(page);
    const last = names.at(-1) ?? "";
    await part(page, last, "part 2");
    await page.getByRole("button", { name: "Cut" }).click();
    await page.getByRole("checkbox", { name: "time goes on after each act" }).uncheck();
    await page.getByRole("button", { name: `Do it at ${last}` }).click();
    const statements = page.getByRole("list", { name: "Statements" });
    await statements.getByText("waits for desk").waitFor();
    await page.getByRole("button", { name: "Play" }).click();
    await statements.getByText(/^refused: /).waitFor();
    expect(errors).toEqual([]);
  });

  test("a seal shows its votes, takes effect, and refuses what comes late", async () => {
    const { page, errors } = await openCluster("release-sealed");
    const [first = "", second = "", third = ""] = await replicaNames(page);
    await part(page, third, "part 2");
    await page.getByRole("button", { name: "Cut" }).click();
    await choose(page, first, "review_closed", ["v1"]);
    await page.getByRole("button", { name: `Do it at ${first}` }).click();
    const votes = `review_closed("v1"): ${first} and ${second} have voted, ${third} not yet`;
    await card(page, first).getByText(votes).waitFor();
    await page.getByRole("button", { name: "Heal" }).click();
    await card(page, second).getByText('review_closed("v1") is in effect').waitFor();
    await hasPaused(page);
    await choose(page, second, "open_blocker: insert", ["v1", "late"]);
    await page.getByRole("button", { name: `Do it at ${second}` }).click();
    await card(page, second)
      .getByText(/^open_blocker\("v1", "late"\): /)
      .waitFor();
    expect(errors).toEqual([]);
  });

  test("what cannot be done is said beside the form, and changes nothing", async () => {
    const { page, errors } = await openCluster("limited-stock");
    await choose(page, "madrid", "sold: add", ["camera", "many"]);
    await page.getByRole("button", { name: "Do it at madrid" }).click();
    await card(page, "madrid").getByRole("alert").waitFor();
    expect(await statementsOf(page)).toEqual(["replicas madrid, dublin, oslo."]);
    await choose(page, "madrid", "sold: add", ['quotes " and \\', "2"]);
    await page.getByRole("button", { name: "Do it at madrid" }).click();
    await hasRow(page, "oslo", 'sold("quotes \\" and \\\\", 2)');
    expect(await card(page, "madrid").getByRole("alert").count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test("a run is saved with all that was done in it, and opens again", async () => {
    const { page, errors } = await openCluster("limited-stock");
    await page.getByRole("button", { name: "Do it at madrid" }).click();
    await hasRow(page, "oslo", 'sold("camera", 1)');
    await hasPaused(page);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("by_hand");
    const saved = await downloaded(page, "Download the scenario");
    expect(saved.slice(saved.indexOf(".scenario by_hand"))).toBe(
      [
        ".scenario by_hand {",
        "  replicas madrid, dublin, oslo.",
        '  at madrid: sell("camera").',
        "  run 20.",
        "}",
        "",
      ].join("\n"),
    );
    await page.keyboard.press("Escape");
    await page.getByLabel("Rule files or scenarios").setInputFiles({
      name: "mine.scenario",
      mimeType: "text/plain",
      buffer: Buffer.from(saved.replace(/\.scenario last_unit \{[^}]*\}/, "")),
    });
    await page.getByRole("heading", { name: "by_hand" }).waitFor();
    await page.getByRole("button", { name: "To the end" }).click();
    await hasRow(page, "oslo", 'sold("camera", 1)');
    expect(errors).toEqual([]);
  });

  test("a scenario in which something else is done goes on by hand from there", async () => {
    const { page, errors } = await openCluster("limited-stock?scenario=last_unit");
    for (let i = 0; i < 2; i++) await page.getByRole("button", { name: "Step", exact: true }).click();
    await page.getByRole("button", { name: "Crash dublin" }).click();
    await page.getByRole("heading", { name: "last_unit, by hand" }).waitFor();
    expect(await statementsOf(page)).toEqual([
      "replicas madrid, dublin.",
      "partition madrid | dublin.",
      "crash dublin.",
    ]);
    expect(errors).toEqual([]);
  });

  test("a run stays while another view is looked at", async () => {
    const { page, errors } = await openCluster("chat?scenario=reply_waits");
    await page.getByRole("button", { name: "To the end" }).click();
    await hasRow(page, "cy", 'thread("q1", "r1")');
    await page.getByRole("link", { name: "Lessons" }).click();
    await page.getByRole("region", { name: "Status" }).waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Cluster" }).click();
    await page.getByRole("heading", { name: "reply_waits" }).waitFor();
    await hasRow(page, "cy", 'thread("q1", "r1")');
    expect(errors).toEqual([]);
  });

  test("a link opens the run as it was", async () => {
    const { page, errors } = await openPlayground("#cluster/limited-stock", {
      reducedMotion: "reduce",
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await page.getByRole("button", { name: "Do it at dublin" }).click();
    await hasRow(page, "madrid", 'sold("camera", 1)');
    await hasPaused(page);
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByText("The address is copied").waitFor();
    const address = await page.evaluate<string>("navigator.clipboard.readText()");
    await page.goto("about:blank");
    await page.goto(address);
    await page.getByRole("button", { name: "To the end" }).click();
    await hasRow(page, "madrid", 'sold("camera", 1)');
    expect(await statementsOf(page)).toContain('at dublin: sell("camera").');
    expect(errors).toEqual([]);
  });

  test("a program that cannot run says so", async () => {
    const { page } = await openPlayground("#cluster?z=1.nothing");
    await page.getByRole("alert").getByText("This link cannot be opened").waitFor();
    const { page: other } = await openPlayground("#cluster/no-such-example");
    await other.getByRole("alert").getByText("There is no example no-such-example.").waitFor();
    const { page: third } = await openPlayground("#cluster/chat?scenario=no_such_scenario&seed=3");
    await third.getByRole("alert").getByText("There is no scenario no_such_scenario").waitFor();
    expect(await third.getByRole("textbox", { name: "Seed" }).inputValue()).toBe("3");
  });

  test.each([360, 1280])("it is fit for all at %i pixels, in light and dark", async (width) => {
    const { page, errors } = await openPlayground("#cluster/chat?scenario=reply_waits", {
      reducedMotion: "reduce",
      viewport: { width, height: 800 },
    });
    await page.getByRole("button", { name: "To the end" }).click();
    const diagram = page.getByRole("button", { name: "Space-time diagram" });
    if ((await diagram.getAttribute("aria-expanded")) === "false") await diagram.click();
    await page.getByRole("img", { name: /Space-time diagram/ }).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeProblems(page)).toEqual([]);
    }
    expect(await page.evaluate("document.documentElement.scrollWidth > innerWidth")).toBe(false);
    expect(errors).toEqual([]);
  });
});

/** An example as it is opened by its address; messages do not travel, but time passes as ever. */
async function openCluster(
  address: string,
): Promise<{ readonly page: Page; readonly errors: readonly string[] }> {
  const opened = await openPlayground(`#cluster/${address}`, { reducedMotion: "reduce" });
  await opened.page.getByRole("region", { name: "Status" }).waitFor();
  await opened.page.getByRole("combobox", { name: "Speed" }).selectOption("500 ms/s");
  return opened;
}

function card(page: Page, replica: string): ReturnType<Page["getByRole"]> {
  return page.getByRole("region", { name: replica, exact: true });
}

async function hasRow(page: Page, replica: string, row: string): Promise<void> {
  await card(page, replica).getByText(row, { exact: true }).first().waitFor();
}

async function hasPaused(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Play" }).waitFor();
}

async function part(page: Page, replica: string, name: string): Promise<void> {
  await page
    .getByRole("radiogroup", { name: `Part of ${replica}` })
    .getByRole("radio", { name })
    .check();
}

async function choose(page: Page, replica: string, action: string, values: readonly string[]): Promise<void> {
  const form = page.getByRole("form", { name: `Do something at ${replica}` });
  await form.getByRole("combobox", { name: /^What to do/ }).selectOption(action);
  for (const [i, value] of values.entries()) await form.locator("input").nth(i).fill(value);
}

function statusOf(page: Page): Promise<string> {
  return page.getByRole("region", { name: "Status" }).getByRole("status").innerText();
}

async function mapOf(page: Page): Promise<string> {
  const map = page.getByRole("region", { name: "Map" }).getByRole("group").first();
  return (await map.getAttribute("aria-label")) ?? "";
}

async function rowsOf(page: Page, table: string): Promise<readonly (readonly string[])[]> {
  const rows = await page.getByRole("region", { name: table }).getByRole("row").all();
  return Promise.all(rows.map(async (row) => row.getByRole("cell").allInnerTexts()));
}

async function replicaNames(page: Page): Promise<readonly string[]> {
  const tabs = page.getByRole("radiogroup", { name: /^Part of / });
  const labels = await tabs.evaluateAll((all) => all.map((each) => each.getAttribute("aria-label") ?? ""));
  return labels.map((label) => label.replace("Part of ", ""));
}

async function statementsOf(page: Page): Promise<readonly string[]> {
  return page.getByRole("list", { name: "Statements" }).locator("code").allInnerTexts();
}

async function downloaded(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button }).click(),
  ]);
  return readFileSync(await download.path(), "utf8");
}
