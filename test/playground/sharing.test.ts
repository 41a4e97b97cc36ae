import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { encodeShared, type Shared } from "../../src/playground/share-link.ts";
import { hasChromium } from "../optional-tool.ts";
import { axeProblems, openPlayground, shareBrowser } from "./playground-page.ts";

const rules = `.decl item(name: symbol, price: number)
.decl cheap(name: symbol)
.output cheap
cheap(n) :- item(n, p), p < 10.
`;

const shared: Shared = {
  title: "Cheap things",
  files: [{ path: "things.dl", text: rules }],
  run: {
    statements: [
      "replicas madrid, dublin, oslo.",
      "partition madrid | dublin, oslo.",
      'at madrid: item("pen", 2).',
      'at oslo: item("desk", 90).',
      "heal.",
      "settle.",
      "expect converged.",
    ],
    seed: 7,
  },
};

/** The rules that the editor shows. */
function editor(page: Page): ReturnType<Page["getByRole"]> {
  return page.getByRole("textbox", { name: /rules|things\.dl/i });
}

async function copied(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByText("The address is copied.").waitFor();
  return page.evaluate<string>("navigator.clipboard.readText()");
}

const withClipboard = { permissions: ["clipboard-read", "clipboard-write"] };

describe.skipIf(!hasChromium("addresses are shared"))("an address that is shared", () => {
  shareBrowser();

  test("opens the program in the workbench, and is made there again", async () => {
    const { page, errors } = await openPlayground(
      `#workbench?z=${await encodeShared(shared)}`,
      withClipboard,
    );
    await expect.poll(() => editor(page).innerText()).toContain("cheap(n) :- item(n, p), p < 10.");
    await page.getByText("Cheap things").first().waitFor();
    const address = await copied(page);
    expect(await axeProblems(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByText("The address is copied.").waitFor({ state: "detached" });
    const again = await openPlayground(new URL(address).hash);
    await expect.poll(() => editor(again.page).innerText()).toContain("cheap(n) :- item(n, p), p < 10.");
    expect([...errors, ...again.errors]).toEqual([]);
  });

  test("opens the run in the cluster, and is made there again", async () => {
    const { page, errors } = await openPlayground(`#cluster?z=${await encodeShared(shared)}`, {
      ...withClipboard,
      reducedMotion: "reduce",
    });
    await page.getByText('at oslo: item("desk", 90).').first().waitFor();
    const address = await copied(page);
    const again = await openPlayground(new URL(address).hash);
    await again.page.getByText('at oslo: item("desk", 90).').first().waitFor();
    expect([...errors, ...again.errors]).toEqual([]);
  });

  test.each(["workbench", "cluster"])(
    "that is cut off is told in the %s, which still works",
    async (view) => {
      const text = await encodeShared(shared);
      const { page, errors } = await openPlayground(`#${view}?z=${text.slice(0, text.length / 2)}`);
      await page
        .getByRole("alert")
        .filter({ hasText: "This link cannot be opened: a part of it is missing or changed." })
        .waitFor();
      await page.getByRole("link", { name: "Lessons" }).click();
      await page.getByRole("link", { name: view === "cluster" ? "Cluster" : "Workbench" }).click();
      await page.getByRole("button", { name: "Share" }).waitFor();
      expect(errors).toEqual([]);
    },
  );

  test("with markup and script in all its parts shows them as text", async () => {
    const evil = `<img src=x onerror="globalThis.broken=1"><script>globalThis.broken=1</script>`;
    const forged: Shared = {
      title: evil,
      files: [
        { path: `a<b>.dl`, text: `// ${evil}\n.decl a(x: symbol)\na(${JSON.stringify(evil)}).\n${rules}` },
      ],
      run: {
        statements: ["replicas madrid, dublin.", evil, `at madrid: item(${JSON.stringify(evil)}, 1).`],
        seed: 1,
      },
    };
    for (const view of ["workbench", "cluster"]) {
      const { page, errors } = await openPlayground(`#${view}?z=${await encodeShared(forged)}`);
      await page.getByText("<script>").first().waitFor();
      expect(await page.evaluate("globalThis.broken")).toBeUndefined();
      expect(await page.locator("img").count()).toBe(0);
      expect(errors).toEqual([]);
    }
  });
});
