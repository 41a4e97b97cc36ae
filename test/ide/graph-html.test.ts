import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium as browsers, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { present } from "../../src/base/assert.ts";
import { graphHtml } from "../../src/ide/graph-html.ts";
import { graphLayout } from "../../src/ide/graph-layout.ts";
import { graphSvg } from "../../src/ide/graph-svg.ts";
import type { GraphView } from "../../src/ide/graph-view.ts";
import { calm } from "../cli/calm.ts";
import { chromium, hasChromium } from "../optional-tool.ts";
import { viewOf } from "./example-graphs.ts";
import { randomView, sampleNode, sampleView } from "./graph-samples.ts";

const release = `
  .decl release(name: symbol)
  .decl blocker(release: symbol, bug: symbol)
  .decl closed(release: symbol)
  .seal blocker(release) by closed
  .decl open(release: symbol)
  .decl ready(release: symbol)
  .decl hurried(release: symbol)
  open(r) :- blocker(r, b), b != "</script><script>window.broken = true</script>".
  ready(r) :- release(r), closed(r), !blocker(r, _).
  hurried(r) :- release(r), !open(r).
  .output ready
  .output hurried
`;

describe.skipIf(!hasChromium("pages are opened"))("the page, in a browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "calm-graph-"));
  let browser: Browser;
  beforeAll(async () => {
    browser = await browsers.launch({ executablePath: chromium, args: ["--no-sandbox"] });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page; whatever it says on the console, throws or loads is listed. */
  async function open(content: string, name = "page.html"): Promise<{ page: Page; heard: string[] }> {
    const path = join(folder, name);
    writeFileSync(path, content);
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 }, reducedMotion: "reduce" });
    const heard: string[] = [];
    page.on("console", (message) => heard.push(message.text()));
    page.on("pageerror", (error) => heard.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith("file:")) heard.push(request.url());
    });
    await page.goto(pathToFileURL(path).href);
    return { page, heard };
  }

  async function pageOf(view: GraphView): Promise<{ page: Page; heard: string[] }> {
    return open(graphHtml(view, await graphLayout(view)));
  }

  test("the bundled command writes one that works", async () => {
    const { out } = await calm(["graph", "-", "--format", "html"], { input: release });
    const { page, heard } = await open(out);
    await page.click('[data-node="hurried"]');
    expect(await page.textContent("#panel h2")).toBe("hurried");
    expect(heard).toEqual([]);
    await page.close();
  });

  test("a relation shows its verdict, its rules, and what it reads", async () => {
    const { page, heard } = await pageOf(viewOf(release));
    await page.click('[data-node="open"]');
    const panel = page.locator("#panel");
    expect(await panel.locator("h2").textContent()).toBe("open");
    expect(await panel.locator(".verdict").textContent()).toContain("monotone");
    expect(await panel.locator("pre").textContent()).toContain(
      '"</script><script>window.broken = true</script>"',
    );
    expect(await panel.locator(".relations button").allTextContents()).toEqual(["blocker", "hurried"]);
    expect(await page.evaluate("window.broken")).toBeUndefined();
    await panel.locator(".relations button", { hasText: "hurried" }).click();
    expect(await panel.locator("h2").textContent()).toBe("hurried");
    expect(new URL(page.url()).hash).toBe("#hurried");
    expect(heard).toEqual([]);
    await page.close();
  });

  test("a literal lights its edge and both ends", async () => {
    const { page } = await pageOf(viewOf(release));
    await page.click('[data-node="hurried"]');
    await page.hover(".literal.stop");
    const lit = await page
      .locator(".node.lit")
      .evaluateAll((nodes) => nodes.map((node) => node.getAttribute("data-node")));
    expect(lit.sort()).toEqual(["hurried", "open"]);
    expect(await page.locator(".edge.lit").count()).toBe(1);
    await page.close();
  });

  test("it can be used by keyboard alone", async () => {
    const { page, heard } = await pageOf(viewOf(release));
    await page.keyboard.press("/");
    await page.keyboard.type("hurr");
    expect(await page.textContent("#found")).toBe("1 of 6");
    await page.keyboard.press("Enter");
    expect(await page.textContent("#panel h2")).toBe("hurried");
    await page.focus('[data-node="hurried"]');
    await page.keyboard.press("ArrowLeft");
    const focused = (): Promise<string | null> =>
      page.evaluate<string | null>("document.activeElement.dataset.node ?? null");
    expect(["open", "release"]).toContain(await focused());
    await page.keyboard.press("ArrowRight");
    expect(["hurried", "ready"]).toContain(await focused());
    await page.keyboard.press("Enter");
    expect(await page.textContent("#panel h2")).toBe(await focused());
    await page.keyboard.press("Escape");
    expect(await page.textContent("#panel h2")).toBe("Overview");
    await page.focus("#graph");
    const place = (): Promise<string> =>
      page.evaluate<string>("document.querySelector('#drawing').style.transform");
    const before = await place();
    await page.keyboard.press("+");
    expect(await place()).not.toBe(before);
    await page.keyboard.press("0");
    expect(await place()).toBe(before);
    expect(heard).toEqual([]);
    await page.close();
  });

  test("every control has a name", async () => {
    const { page } = await pageOf(viewOf(release));
    await page.click('[data-node="hurried"]');
    const unnamed = await page
      .locator("button, input, [tabindex], [role]")
      .evaluateAll((elements) =>
        elements
          .filter(
            (element) =>
              (element.getAttribute("aria-label") ?? "") === "" &&
              element.textContent.trim() === "" &&
              element.closest("label") === null,
          )
          .map((element) => element.outerHTML.slice(0, 80)),
      );
    expect(unnamed).toEqual([]);
    await page.close();
  });

  test("the wheel scales around the pointer, and dragging moves", async () => {
    const { page } = await pageOf(viewOf(release));
    const boxOf = async (): Promise<{ x: number; y: number; width: number }> =>
      present(await page.locator('[data-node="ready"] .box').boundingBox(), "the box of ready");
    const before = await boxOf();
    await page.mouse.move(before.x, before.y);
    await page.mouse.wheel(0, -300);
    await expect.poll(async () => (await boxOf()).width).toBeGreaterThan(before.width * 1.3);
    const scaled = await boxOf();
    expect(Math.hypot(scaled.x - before.x, scaled.y - before.y)).toBeLessThan(3);
    await page.mouse.move(20, 400);
    await page.mouse.down();
    await page.mouse.move(80, 440, { steps: 5 });
    await page.mouse.up();
    const moved = await boxOf();
    expect(Math.round(moved.x - scaled.x)).toBe(60);
    expect(Math.round(moved.y - scaled.y)).toBe(40);
    await page.close();
  });

  test("150 relations are searched and shown at a size that can be read", async () => {
    const view = randomView(150, 5);
    const { page, heard } = await pageOf(view);
    const name = view.nodes.at(-1)?.name ?? "";
    await page.fill("#search", name);
    await page.press("#search", "Enter");
    const shown = await page.locator(`[data-node="${name}"] .name`).boundingBox();
    const { x, width, height } = present(shown, "the box of the name");
    expect(height).toBeGreaterThan(9);
    expect(x).toBeGreaterThan(0);
    expect(x + width).toBeLessThan(1200);
    expect(heard).toEqual([]);
    await page.close();
  });

  test.each(["DejaVu Sans", "sans-serif"])("all text of a drawing is within its box, in %s", async (font) => {
    const long = "a_name_that_goes_on_and_on_".repeat(3);
    const view = sampleView(
      [
        ...randomView(30, 9).nodes,
        sampleNode(long, {
          columns: [{ name: "WWWWMMMM平衡", type: "symbol", lattice: null, direction: null }],
        }),
      ],
      randomView(30, 9).edges,
    );
    const svg = graphSvg(view, await graphLayout(view)).replaceAll('"Segoe UI"', `"${font}"`);
    const { page, heard } = await open(svg, "drawing.svg");
    const outside = await page.evaluate<
      string[]
    >(`[...document.querySelectorAll(".node,.label")].flatMap((group) => {
      const box = group.querySelector(":scope > rect:last-of-type").getBBox();
      return [...group.querySelectorAll("text")].filter((text) => {
        const { x, y, width, height } = text.getBBox();
        return x < box.x || x + width > box.x + box.width || y < box.y - 2 || y + height > box.y + box.height + 2;
      }).map((text) => text.textContent);
    })`);
    expect(outside).toEqual([]);
    expect(heard).toEqual([]);
    await page.close();
  });
});
