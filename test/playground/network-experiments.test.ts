import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { expectedRounds } from "../../src/lab/gossip.ts";
import { hasChromium } from "../optional-tool.ts";
import { axeProblems, openPlayground, shareBrowser } from "./playground-page.ts";

describe.skipIf(!hasChromium("the experiments on networks are done"))("the experiments on networks", () => {
  shareBrowser();

  test("a rumour among twelve at most doubles each round, and reaches all in about log n rounds", async () => {
    const { page, errors } = await openStill("#experiments/gossip?seed=3&nodes=12");
    const counts = [await informed(page, 0)];
    for (let round = 1; counts.at(-1) !== 12; round++) {
      await page.getByRole("button", { name: "Step" }).click();
      counts.push(await informed(page, round));
    }
    expect(counts[0]).toBe(1);
    for (const [i, count] of counts.slice(1).entries()) {
      expect(count).toBeGreaterThanOrEqual(counts[i] ?? 0);
      expect(count).toBeLessThanOrEqual(2 * (counts[i] ?? 0));
    }
    expect(Math.abs(counts.length - 1 - expectedRounds(12, 0))).toBeLessThan(5);
    expect(await noticed(page)).toContain(`All 12 have it after ${counts.length - 1} rounds`);
    expect(await page.getByRole("button", { name: "Step" }).isDisabled()).toBe(true);
    expect(errors).toEqual([]);
  });

  test("messages of a rumour are seen on their way, and played to the end", async () => {
    const { page, errors } = await openPlayground("#experiments/gossip");
    await page.getByRole("button", { name: "Step" }).waitFor();
    await page.evaluate(watchTravellers);
    await page.getByRole("button", { name: "Step" }).click();
    await expect.poll(() => noticed(page)).toBe("After round 1, 2 of 12 have it; 1 message so far.");
    const seen = await page.evaluate<readonly string[]>("seenOnTheWay");
    expect(seen.length).toBeGreaterThan(5);
    expect(new Set(seen)).toEqual(new Set(["After round 0, 1 of 12 nodes have it: 1."]));
    await page.getByRole("button", { name: "Step" }).click();
    await page.getByRole("button", { name: "Step" }).click();
    await expect.poll(() => noticed(page)).toContain("After round 2");
    await page.getByRole("button", { name: "Start over" }).click();
    expect(await informed(page, 0)).toBe(1);
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await expect.poll(() => noticed(page)).toBe("The rumour spreads.");
    await page.getByRole("button", { name: "Pause" }).click();
    expect(errors).toEqual([]);
  });

  test("the curve of 10,000 nodes stands beside log2 n + ln n, and the medians are near it", async () => {
    const { page, errors } = await openPlayground("#experiments/gossip");
    const wave = page.getByRole("region", { name: "One run, node by node" });
    await expect.poll(() => wave.textContent()).toContain("All 10,000 nodes have it after");
    expect(await wave.textContent()).toContain("log2 n + ln n = 22.5");
    expect(await wave.locator("path").first().getAttribute("d")).toMatch(/^M(?:[\d. ]+L){9999}[\d. ]+$/);
    const sizes = page.getByRole("region", { name: "Rounds and messages" });
    await expect.poll(() => sizes.textContent()).toContain("Done.");
    const rows = await cells(sizes.getByRole("row"));
    expect(rows.slice(1).map(([nodes]) => nodes)).toEqual(["12", "100", "1,000", "10,000"]);
    for (const [nodes = "", rounds = "", , expected = "", , , perNLogN = ""] of rows.slice(1)) {
      expect(Number(expected)).toBeCloseTo(expectedRounds(number(nodes), 0), 1);
      expect(Math.abs(number(rounds) - number(expected))).toBeLessThan(5);
      expect(number(perNLogN)).toBeGreaterThan(0.4);
      expect(number(perNLogN)).toBeLessThan(2);
    }
    expect(errors).toEqual([]);
  });

  test("a million nodes are counted with progress, and the counting can be stopped", async () => {
    const { page, errors } = await openPlayground("#experiments/gossip");
    const sizes = page.getByRole("region", { name: "Rounds and messages" });
    await sizes.getByRole("button", { name: "1,000,000" }).click();
    await expect
      .poll(() => sizes.getByRole("progressbar").getAttribute("value").then(Number))
      .toBeGreaterThan(0);
    await expect.poll(() => sizes.textContent(), { timeout: 20_000 }).toMatch(/1,000,000 nodes, seed \d/);
    await sizes.getByRole("button", { name: "Stop" }).click();
    await expect.poll(() => sizes.getByRole("status").textContent()).toBe("Stopped after 5 of 6 sizes.");
    expect(await sizes.getByRole("button", { name: "Measure again" }).isVisible()).toBe(true);
    expect(page.url()).toContain("most=1000000");
    expect(errors).toEqual([]);
  });

  test("a pair of quorums overlaps where w + r is more than n, and only there", async () => {
    const { page, errors } = await openPlayground("#experiments/quorum?n=5&w=3&r=3");
    const map = page.getByRole("region", { name: "All pairs of 5" });
    await expect.poll(() => noticed(page)).toContain("✓ Overlap. w + r = 6 is more than n = 5");
    expect(await page.getByText("✓ overlap: 1 in both").isVisible()).toBe(true);
    const squares = await map.getByRole("button").all();
    expect(squares).toHaveLength(25);
    for (const square of squares) {
      const name = (await square.getAttribute("aria-label")) ?? "";
      const [, write = "", read = ""] = /^w = (\d), r = (\d)/.exec(name) ?? [];
      expect([name, name.includes("always meet")]).toEqual([name, Number(write) + Number(read) > 5]);
    }
    await map.getByRole("button", { name: "w = 3, r = 3" }).focus();
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => noticed(page)).toContain("✕ No overlap. w + r = 5 is not more than n = 5");
    expect(await page.getByText("✕ no overlap: the read misses the write").isVisible()).toBe(true);
    expect(page.url()).toContain("r=2");
    const figures = await cells(
      page.getByRole("region", { name: /Figures for w = 3, r = 2/ }).getByRole("row"),
    );
    // One of the ten pairs of five that a read can ask.
    expect(figures[1]).toEqual(["Stale reads, all pairs of sets enumerated", "10 %"]);
    expect(figures[2]?.[1]).toMatch(/^(9|10)(\.\d+)? %, ✓ agrees \(within 0\.85 %\)$/);
    expect(figures.slice(3).map(([, value]) => value)).toEqual([
      "2 of 5 down",
      "3 of 5 down",
      "the loss of 2 disks",
    ]);
    await page.getByRole("button", { name: "Try 100" }).click();
    await expect.poll(() => page.getByText(/\d+ of 100 reads missed the write/).isVisible()).toBe(true);
    expect(errors).toEqual([]);
  });

  test("sliders of quorums stay within the replicas there are", async () => {
    const { page, errors } = await openPlayground("#experiments/quorum?n=5&w=4&r=9");
    const sliders = ["n, replicas", "w, a write waits for", "r, a read asks"].map((name) =>
      page.getByRole("slider", { name }),
    );
    const values = (): Promise<readonly string[]> =>
      Promise.all(sliders.map((slider) => slider.inputValue()));
    await expect.poll(values).toEqual(["5", "4", "5"]);
    await sliders[0]?.focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowLeft");
    await expect.poll(values).toEqual(["2", "2", "2"]);
    await page.getByRole("button", { name: "Two of three" }).click();
    await expect.poll(values).toEqual(["3", "2", "2"]);
    await expect.poll(() => noticed(page)).toContain("✓ Overlap. w + r = 4 is more than n = 3");
    expect(errors).toEqual([]);
  });

  test("from Tokyo a coordinated write takes 180 to 360 ms, and an uncoordinated one 1 to 5", async () => {
    const { page, errors } = await openStill("#experiments/latency");
    for (const [words, milliseconds] of [
      ["a leader", 180],
      ["a quorum", 360],
      ["everybody", 360],
    ] as const) {
      await page.getByRole("button", { name: words, exact: true }).click();
      await expect.poll(() => noticed(page)).toBe("Nothing has happened yet.");
      await page.getByRole("button", { name: "Add to cart" }).click();
      await expect.poll(() => noticed(page)).toContain(`answered after ${milliseconds} ms`);
      const [, local = "", times = ""] =
        /the uncoordinated one after ([\d.]+) ms: it took (\d+) times as long/.exec(await noticed(page)) ??
        [];
      expect(Number(local)).toBeGreaterThanOrEqual(1);
      expect(Number(local)).toBeLessThanOrEqual(5);
      expect(Number(times)).toBeGreaterThanOrEqual(50);
      expect(Number(times)).toBeLessThanOrEqual(100);
    }
    const measured = page.getByRole("region", { name: "Measured" });
    await expect.poll(() => measured.textContent(), { timeout: 20_000 }).toContain("Done.");
    expect(await measured.textContent()).toContain(
      "From Tokyo, at the median: 180 to 360 ms with coordination, 3.6 ms without: 50 to 100 times as long.",
    );
    const accepted = (await cells(measured.getByRole("row"))).slice(1).map((row) => row.at(-1));
    expect(accepted).toEqual([
      ...["✓ accepted", "✓ accepted", "✓ accepted"],
      ...["✓ accepted", "✓ accepted", "✕ refused"],
      ...["✓ accepted", "✓ accepted", "✕ refused"],
      ...["✕ refused", "✕ refused", "✕ refused"],
    ]);
    expect(errors).toEqual([]);
  });

  test("cut off, the cart that waits for nobody still works", async () => {
    const { page, errors } = await openStill("#experiments/latency?cut=tokyo");
    const [coordinated, local] = ["Coordinated", "Uncoordinated"].map((name) =>
      page.getByRole("region", { name: new RegExp(`^${name}:`) }),
    );
    await page.getByRole("button", { name: "Add to cart" }).click();
    await expect.poll(() => coordinated?.textContent()).toContain("✕ refused after 1,000 ms");
    expect(await local?.textContent()).toContain("✓ answered after 3.6 ms");
    expect(await coordinated?.getByRole("img").getAttribute("aria-label")).toBe("With the write: none.");
    expect(await local?.getByRole("img").getAttribute("aria-label")).toBe("With the write: Tokyo.");
    expect(await noticed(page)).toContain("✕ The coordinated write was refused");
    expect(errors).toEqual([]);
  });

  test("one user waits in simulated time while the other has the answer", async () => {
    const { page, errors } = await openPlayground("#experiments/latency?way=quorum");
    const [coordinated, local] = ["Coordinated", "Uncoordinated"].map((name) =>
      page.getByRole("region", { name: new RegExp(`^${name}:`) }),
    );
    await page.getByRole("button", { name: "Add to cart" }).click();
    await expect.poll(() => local?.textContent()).toContain("✓ answered after 3.6 ms");
    expect(await coordinated?.textContent()).toContain("The user waits…");
    expect(await noticed(page)).toBe("Time runs until both writes are answered.");
    await page.getByRole("slider", { name: "Time" }).fill("359");
    expect(await coordinated?.textContent()).toContain("The user waits…");
    await page.getByRole("slider", { name: "Time" }).fill("360");
    await expect.poll(() => coordinated?.textContent()).toContain("✓ answered after 360 ms");
    expect(errors).toEqual([]);
  });

  test("designs of a shop stand where they were measured, and the picked one says what it keeps", async () => {
    const { page, errors } = await openPlayground("#experiments/spectrum");
    const designs = page.getByRole("group", { name: "Approaches" }).getByRole("button");
    await expect.poll(() => designs.count(), { timeout: 20_000 }).toBe(7);
    const said = await Promise.all((await designs.all()).map((each) => each.getAttribute("aria-label")));
    const answers = (count: number): string => `answers in ${count} of 3 regions while Tokyo is cut off`;
    expect(said).toEqual([
      `CRDTs: 3.6 ms, keeps 1 of 5 promises, ${answers(3)}`,
      `Causal broadcast: 3.6 ms, keeps 2 of 5 promises, ${answers(3)}`,
      `Escrow: 3.6 ms, keeps 2 of 5 promises, ${answers(3)}`,
      `Seals: 220 ms, keeps 3 of 5 promises, ${answers(0)}`,
      `Leader: 180 ms, keeps 5 of 5 promises, ${answers(2)}`,
      `Quorum: 360 ms, keeps 5 of 5 promises, ${answers(2)}`,
      `Barrier: 360 ms, keeps 5 of 5 promises, ${answers(0)}`,
    ]);
    const boxes = await Promise.all((await designs.all()).map((each) => each.boundingBox()));
    const [crdt, , , seal, leader] = boxes;
    expect(crdt?.y).toBeGreaterThan(seal?.y ?? NaN);
    expect(seal?.y).toBeGreaterThan(leader?.y ?? NaN);
    expect(crdt?.x).toBeLessThan(leader?.x ?? NaN);
    await designs.first().focus();
    await page.keyboard.press("ArrowDown");
    expect(await page.getByRole("region", { name: "Causal broadcast" }).isVisible()).toBe(true);
    await page.getByRole("button", { name: "OR-Set: show CRDTs" }).click();
    await expect.poll(() => page.getByRole("region", { name: "CRDTs" }).isVisible()).toBe(true);
    await page.getByRole("button", { name: "Escrow: show Escrow" }).click();
    const escrow = page.getByRole("region", { name: "Escrow" });
    await expect.poll(() => escrow.isVisible()).toBe(true);
    expect(await noticed(page)).toContain(
      "Escrow: 3.6 ms from Tokyo, 2 of 5 promises kept, all regions answer",
    );
    await escrow.getByRole("link", { name: "Stock with rights" }).click();
    expect(page.url()).toContain("#workbench/inventory");
    expect(errors).toEqual([]);
  });

  test.each([
    ["light", 1280],
    ["dark", 360],
  ] as const)(
    "axe finds nothing serious, and nothing is too wide, in %s colours and %i pixels",
    async (colorScheme, width) => {
      const { page, errors } = await openPlayground("#experiments", {
        colorScheme,
        reducedMotion: "reduce",
        viewport: { width, height: 740 },
      });
      for (const [name, begin] of [
        ["gossip?loss=30&mode=push-pull", "Step"],
        ["quorum?n=9&w=4&r=4", "Try a write and a read"],
        ["latency?cut=tokyo", "Add to cart"],
        ["spectrum", "Measure again"],
      ] as const) {
        await page.evaluate(`location.hash = "#experiments/${name}"`);
        await page.getByRole("button", { name: begin }).click();
        expect([name, await axeProblems(page)]).toEqual([name, []]);
        const view = "document.getElementById('view')";
        expect([name, await page.evaluate(`${view}.scrollWidth - ${view}.clientWidth`)]).toEqual([name, 0]);
      }
      expect(errors).toEqual([]);
    },
  );
});

/** From now on, in each frame in which messages move in a drawing, what the ring says is noted. */
const watchTravellers = `{
  globalThis.seenOnTheWay = [];
  const ring = document.querySelector('[aria-label^="After round"]');
  const look = () => {
    if (document.getAnimations().some(({ effect }) => effect.target instanceof SVGElement))
      seenOnTheWay.push(ring.getAttribute("aria-label"));
    requestAnimationFrame(look);
  };
  look();
}`;

/** States change at once there. */
async function openStill(hash: string): ReturnType<typeof openPlayground> {
  return openPlayground(hash, { reducedMotion: "reduce" });
}

/** How many of the twelve have the rumour after a round. */
async function informed(page: Page, round: number): Promise<number> {
  const ring = page.getByRole("img", { name: new RegExp(`^After round ${round}, `) });
  const label = (await ring.getAttribute("aria-label")) ?? "";
  return Number(/, (\d+) of 12 nodes/.exec(label)?.[1]);
}

async function noticed(page: Page): Promise<string> {
  const beside = page.getByRole("complementary", { name: "About the experiment" });
  return (await beside.getByRole("status").textContent()) ?? "";
}

async function cells(rows: Locator): Promise<readonly (readonly string[])[]> {
  return Promise.all((await rows.all()).map((row) => row.locator("th, td").allTextContents()));
}

function number(text: string): number {
  return Number(text.replaceAll(",", ""));
}
