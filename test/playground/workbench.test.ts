import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { sharedLink } from "../../src/playground/share-link.ts";
import { hasChromium } from "../optional-tool.ts";
import { axeProblems, openPlayground, shareBrowser } from "./playground-page.ts";

describe.skipIf(!hasChromium("the workbench is opened"))("the workbench", () => {
  shareBrowser();

  test("a first visit shows a rule with a point of order, its verdict, its graph and its runs", async () => {
    const { page, errors } = await openPlayground("#workbench");
    await problems(page)
      .getByRole("button", { name: /withdraws a row that was already printed/ })
      .waitFor();
    const ready = page.getByRole("listitem").filter({ hasText: "output, promised final" }).first();
    expect(await ready.innerText()).toMatch(
      /^ready\s+output, promised final\s+Why\s+ready\s+nonmonotone\s+not kept\s+price: 1 round; seal open_blocker\(release\)/,
    );
    await page.getByRole("button", { name: /^open_blocker\(/ }).waitFor();
    await page.getByRole("button", { name: "Scenario late_blocker" }).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await axeProblems(page)).toEqual([]);
    }
    expect(errors).toEqual([]);
  });

  test("a diagnostic appears while typing, and its quick fix removes it", async () => {
    const { page, errors } = await openPlayground("#workbench");
    await startAnew(page, ".decl p(x: number)\np(1).\nq(x) :- p(x).\n");
    const undeclared = problems(page).getByRole("button", { name: /`?q`? .*declare/ });
    await undeclared.click();
    await problems(page)
      .getByRole("button", { name: /^Declare/ })
      .click();
    await expect.poll(() => textOf(page)).toContain(".decl q(x: ");
    await undeclared.waitFor({ state: "detached" });
    expect(errors).toEqual([]);
  });

  test("the line that is written stays in sight when its problem takes some of the room", async () => {
    const { page, errors } = await openPlayground("#workbench/release-open", {
      viewport: { width: 1280, height: 720 },
    });
    await page.getByRole("textbox", { name: /^Rules of / }).click();
    await problems(page).getByText("1 error").waitFor();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("nothing_yet(R) :- op");
    await problems(page).getByText("2 errors").waitFor();
    const bottom = async (): Promise<number> => {
      const box = await page.getByText("nothing_yet(R) :- op").boundingBox();
      return box === null ? Infinity : box.y + box.height;
    };
    const top = (await problems(page).boundingBox())?.y ?? 0;
    await expect.poll(bottom).toBeLessThanOrEqual(top);
    expect(errors).toEqual([]);
  });

  test("everything is reached by keyboard: problems, fixes, layout, and the way out", async () => {
    const { page, errors } = await openPlayground("#workbench");
    await startAnew(page, ".decl p(x: number)\np(1).\n.decl r(x: number)\nr(x) :- p(x),  q(x).\n");
    await problems(page).getByRole("button", { name: /q/ }).first().waitFor();
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("F8");
    await page.keyboard.press("Control+.");
    const menu = page.getByRole("menu", { name: "Quick fixes" });
    await menu.getByRole("menuitem").first().waitFor();
    const first = await menu.getByRole("menuitem").first().innerText();
    expect(await focused(page)).toBe(first);
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "detached" });
    await page.keyboard.press("Shift+Alt+F");
    await expect.poll(() => textOf(page)).toContain("r(x) :- p(x), q(x).");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.shadowRoot === null")).toBe(true);
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Control+/");
    await expect.poll(() => textOf(page)).toContain("// ");
    expect(errors).toEqual([]);
  });

  test("a name says under the pointer what it is, and names are completed with what they mean", async () => {
    const { page, errors } = await openPlayground("#workbench/release-open");
    await checked(page);
    await page.locator(".cm-lintRange-error").first().hover();
    const card = page.locator(".workbench-card");
    await card.getByText("CALM101 negation").first().waitFor();
    expect(await card.innerText()).toContain('Then open_blocker("release1","bug1") is inserted.');
    await page.mouse.move(0, 0);
    await page.getByRole("textbox", { name: /^Rules of/ }).click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("other(r) :- rele", { delay: 20 });
    await page
      .getByRole("option", { name: /^release/ })
      .first()
      .waitFor();
    await page.locator(".cm-completionInfo").getByText(".decl release(name: symbol)").waitFor();
    // What is chosen at once was chosen before the list was read.
    await page.waitForTimeout(200);
    await page.keyboard.press("Enter");
    await expect.poll(() => textOf(page)).toContain("other(r) :- release(name)");
    await page.keyboard.type("r), ready(");
    await page.getByText("ready(release: symbol)", { exact: true }).waitFor();
    expect(errors).toEqual([]);
  });

  test("a literal lights its edge in the graph, and an edge its literal", async () => {
    const { page, errors } = await openPlayground("#workbench/release-open");
    const graph = page.getByRole("group", { name: /^Dependency graph/ });
    await graph.getByRole("button", { name: /^ready\(/ }).waitFor();
    const lit = (): Promise<readonly string[]> =>
      page.evaluate<readonly string[]>(
        `[...document.querySelectorAll(".edge.lit title")].map((title) => title.textContent.split("\\n")[0])`,
      );
    await page.getByRole("button", { name: "!open_blocker(r, _)" }).click();
    await expect.poll(lit).toEqual(["open_blocker → ready (negation)"]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect.poll(lit).not.toEqual(["open_blocker → ready (negation)"]);
    await graph.getByText("CALM101 negation", { exact: true }).hover();
    await expect.poll(lit).toEqual(["open_blocker → ready (negation)"]);
    expect(
      await page
        .locator(".cm-lit")
        .allInnerTexts()
        .then((texts) => texts.join("")),
    ).toContain("!open_blocker(r, _)");
    await graph.getByRole("button", { name: /^release\(/ }).focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.evaluate("document.activeElement.dataset.node")).toMatch(/^(blocked|ready)$/);
    await page.keyboard.press("Enter");
    expect(errors).toEqual([]);
  });

  test("what is typed over several lines leaves the policy of the page alone", async () => {
    const { page, errors } = await openPlayground("#workbench");
    await startAnew(page, ".decl p(x: number)\np(1).\np(2).\n");
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.type("x");
    await expect.poll(() => textOf(page)).toBe("xp(2).\n");
    await page.keyboard.press("Control+z");
    await expect.poll(() => textOf(page)).toBe(".decl p(x: number)\np(1).\np(2).\n");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("(");
    await expect.poll(() => textOf(page)).toBe("(.decl p(x: number)\np(1).\np(2).\n)");
    expect(errors).toEqual([]);
  });

  test("an example from the gallery opens, with its files; edited text is not lost", async () => {
    const { page, errors } = await openPlayground("#workbench");
    await checked(page);
    await page.getByRole("textbox", { name: /^Rules of/ }).click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("// mine\n");
    await page.getByRole("button", { name: "Examples" }).click();
    const dialog = page.getByRole("dialog", { name: "Examples" });
    await dialog.getByRole("searchbox").fill("fleet");
    await expect.poll(() => dialog.getByRole("listitem").count()).toBe(1);
    await dialog.getByRole("searchbox").press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Open it" }).click();
    const tabs = page.getByRole("tablist", { name: "Files" }).getByRole("tab");
    await expect.poll(() => tabs.count()).toBeGreaterThan(1);
    expect(page.url()).toContain("#workbench/fleet");
    await tabs.nth(1).click();
    await page.getByRole("textbox", { name: `Rules of ${await tabs.nth(1).innerText()}` }).waitFor();
    await page.getByRole("button", { name: "Bring it back" }).click();
    await expect.poll(() => textOf(page)).toContain("// mine");
    expect(errors).toEqual([]);
  });

  test("a text survives a reload", async () => {
    const { page, errors } = await openPlayground("#workbench/likes");
    await checked(page);
    await page.getByRole("textbox", { name: /^Rules of/ }).click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("// kept\n");
    await page.reload();
    await expect.poll(() => textOf(page)).toMatch(/^\/\/ kept/);
    expect(errors).toEqual([]);
  });

  test("a counterexample opens as a run", async () => {
    const { page, errors } = await openPlayground("#workbench/workshop-seats");
    await page
      .getByRole("button", { name: /^Counterexample/ })
      .first()
      .click();
    await expect.poll(() => page.url()).toContain("#cluster");
    expect(errors).toEqual([]);
  });

  test("why says what was found, and shows its witness as a run", async () => {
    const { page, errors } = await openPlayground("#workbench/release-open");
    await page.getByRole("button", { name: "Why ready" }).click();
    await page.getByText('Then open_blocker("release1","bug1") is inserted.').waitFor();
    await page.getByRole("button", { name: "See the witness as a run" }).click();
    await expect.poll(() => page.url()).toContain("#cluster");
    await page.getByRole("link", { name: "Workbench" }).click();
    await page.getByRole("button", { name: "Why ready" }).waitFor();
    await page.getByRole("button", { name: "Run on three replicas" }).click();
    await expect.poll(() => page.url()).toContain("#cluster");
    expect(errors).toEqual([]);
  });

  test("a program that another view opens is shown, and edited text can be had back", async () => {
    const { page, errors } = await openPlayground("#workbench");
    await checked(page);
    await page.getByRole("textbox", { name: /^Rules of/ }).click();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("// mine\n");
    await page.getByRole("link", { name: "Experiments" }).click();
    await page.goto(`${page.url().split("#")[0] ?? ""}#experiments/merge`);
    await page.getByRole("button", { name: "Read its rules in the workbench" }).click();
    await expect.poll(() => textOf(page)).toContain(".decl");
    expect(await textOf(page)).not.toContain("// mine");
    await page.getByRole("button", { name: "Bring it back" }).click();
    await expect.poll(() => textOf(page)).toContain("// mine");
    expect(errors).toEqual([]);
  });

  test("a file that is dropped on the page opens in place of the program", async () => {
    const { page, errors } = await openPlayground("#workbench");
    await checked(page);
    await page.evaluate(`{
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["// dropped\\r\\n.decl p(x: number)\\r\\n"], "dropped.dl"));
      const target = document.querySelector(".editor").shadowRoot.querySelector("[role=textbox]");
      target.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, composed: true, cancelable: true }));
    }`);
    await expect.poll(() => textOf(page)).toBe("// dropped\n.decl p(x: number)\n");
    await page.getByRole("textbox", { name: "Rules of dropped.dl" }).waitFor();
    await page.evaluate(`{
      const dataTransfer = new DataTransfer();
      for (const text of ["// one", "// two"]) dataTransfer.items.add(new File([text], "same.dl"));
      const target = document.querySelector(".editor").shadowRoot.querySelector("[role=textbox]");
      target.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, composed: true, cancelable: true }));
    }`);
    await page.getByText("Two of these files are called same.dl.").waitFor();
    expect(await textOf(page)).toContain("// dropped");
    expect(errors).toEqual([]);
  });

  test("a shared link opens, and one that is broken says so", async () => {
    const shared = {
      title: "mine.dl",
      files: [{ path: "mine.dl", text: "// shared\n.decl p(x: number)\n" }] as const,
      run: null,
    };
    const link = await sharedLink("workbench", shared, "http://127.0.0.1/");
    if ("trouble" in link) throw new Error(link.trouble);
    const { page, errors } = await openPlayground(new URL(link.address).hash);
    await expect.poll(() => textOf(page)).toContain("// shared");
    await page.getByText("mine.dl").first().waitFor();
    await page.evaluate("location.hash = '#workbench?z=1.none'");
    await page.getByRole("alert").getByText("This link cannot be opened").waitFor();
    expect(await textOf(page)).toContain("// shared");
    expect(errors).toEqual([]);
  });

  test("of what is opened at once the last stays, whatever comes first", async () => {
    const { page, errors } = await openPlayground("#lessons");
    await page.route("**/examples.json", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 600));
      await route.continue();
    });
    const hash = await hashOf("// shared\n");
    await page.evaluate("location.hash = '#workbench'");
    await page.getByRole("toolbar", { name: "Program" }).waitFor();
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await expect.poll(() => textOf(page)).toContain("// shared");
    await page.waitForTimeout(900);
    expect(await textOf(page)).toContain("// shared");
    expect(errors).toEqual([]);
  });

  test("rules that are nested too deeply for a worker are refused in words, and can be mended", async () => {
    const deep = `.decl p(x: number)\np(x) :- x = ${"(".repeat(20_000)}1${")".repeat(20_000)}.\n`;
    const { page, errors } = await openPlayground(await hashOf(deep));
    await problems(page).getByText("nested too deeply").waitFor();
    await page.getByRole("button", { name: "New" }).click();
    await expect.poll(() => textOf(page)).toBe("");
    await page.getByRole("textbox", { name: /^Rules of/ }).click();
    await page.keyboard.insertText(".decl p(x: number)\nq(1).\n");
    await problems(page)
      .getByRole("button", { name: /`?q`? .*declare/ })
      .waitFor();
    expect(errors).toEqual([]);
  });
});

/** The part of an address that opens this text. */
async function hashOf(text: string): Promise<string> {
  const link = await sharedLink(
    "workbench",
    { title: "mine.dl", files: [{ path: "mine.dl", text }], run: null },
    "http://127.0.0.1/",
  );
  if ("trouble" in link) throw new Error(link.trouble);
  return new URL(link.address).hash;
}

function problems(page: Page): ReturnType<Page["getByRole"]> {
  return page.getByRole("region", { name: "Problems" });
}

/** The text in sight. */
async function textOf(page: Page): Promise<string> {
  const lines = await page
    .getByRole("textbox", { name: /^Rules of/ })
    .locator(".cm-line")
    .allTextContents();
  return lines.join("\n");
}

async function checked(page: Page): Promise<void> {
  await page
    .getByRole("button", { name: /\): |\)\s+(constant|monotone|antitone|nonmonotone)/ })
    .first()
    .waitFor();
}

/** An empty file, and a text typed into it. */
async function startAnew(page: Page, text: string): Promise<void> {
  await checked(page);
  await page.getByRole("button", { name: "New" }).click();
  await expect.poll(() => textOf(page)).toBe("");
  await page.getByRole("textbox", { name: /^Rules of/ }).click();
  await page.keyboard.insertText(text);
}

/** The text of what has the focus, in the editor's own tree too. */
function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    "(document.activeElement.shadowRoot?.activeElement ?? document.activeElement).textContent",
  );
}
