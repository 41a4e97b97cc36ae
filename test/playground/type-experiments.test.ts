import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { broadcastScene } from "../../src/lab/broadcast-scene.ts";
import { hasChromium } from "../optional-tool.ts";
import { axeProblems, openPlayground, shareBrowser } from "./playground-page.ts";

const still = { reducedMotion: "reduce" } as const;

describe.skipIf(!hasChromium("the experiments are opened"))("the experiments on data types", () => {
  shareBrowser();

  test("cards lead to experiments, and keys to and fro", async () => {
    const { page, errors } = await openPlayground("#experiments", still);
    const first = page.getByRole("link", { name: /^Merge or overwrite/ });
    await first.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "G-Counter", level: 1 }).waitFor();
    expect(await page.title()).toBe("G-Counter – calm playground");
    await page.getByRole("link", { name: "Next: PN-Counter" }).click();
    await page.getByRole("heading", { name: "PN-Counter", level: 1 }).waitFor();
    await page.keyboard.press("Escape");
    await first.waitFor();
    expect(await axeProblems(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("an unknown experiment is told, and all are offered", async () => {
    const { page } = await openPlayground("#experiments/nothing", still);
    await page.getByText("There is no experiment named “nothing”").waitFor();
    expect(await page.getByRole("main").getByRole("listitem").count()).toBe(12);
  });

  test("a merge ends with the same in every order, overwriting does not", async () => {
    const { page, errors } = await openPlayground("#experiments/merge", still);
    const replicas = ["A", "B", "C"].map((name) => card(page, name));
    const ends = (): Promise<readonly string[]> =>
      Promise.all(replicas.map((replica) => replica.locator("strong").innerText()));
    const toEnd = async (): Promise<void> => {
      const step = page.getByRole("button", { name: "Step" });
      for (let i = 0; i < 4; i++) await step.click();
    };
    await toEnd();
    expect(await ends()).toEqual(["7", "7", "7"]);
    await said(page, "So it is in all 46,656 ways");
    await page.getByRole("button", { name: "Overwrite" }).click();
    await toEnd();
    expect(await ends()).toEqual(["2", "1", "4"]);
    await said(page, "Only in 5,184 of 46,656 ways would they agree");
    await page.getByRole("combobox").selectOption("keep the larger");
    await toEnd();
    expect(await ends()).toEqual(["4", "4", "4"]);
    await said(page, "All three have 4, but 7 was counted");
    expect(await axeProblems(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("any of the orders is given to a replica, and played step by step", async () => {
    const { page } = await openPlayground("#experiments/merge", still);
    await page.getByRole("combobox").selectOption("orset");
    await page.getByRole("button", { name: "B", exact: true }).click();
    await page.getByRole("button", { name: "remove it, add x, add y, add x: ends with {y}" }).click();
    const results: string[] = [];
    for (let i = 0; i < 4; i++) {
      await page.getByRole("button", { name: "Step" }).click();
      results.push(await card(page, "B").locator("strong").innerText());
    }
    expect(results).toEqual(["{}", "{}", "{y}", "{y}"]);
  });

  test("a counter takes the larger of each slot, and its value is their sum", async () => {
    const { page, errors } = await openPlayground("#experiments/gcounter", still);
    const slots = (name: string): Promise<readonly string[]> => numbers(page, name, `Slots at ${name}`);
    await press(page, "+1 at A", 3);
    await press(page, "+1 at B", 2);
    await press(page, "+1 at C", 1);
    expect(await slots("A")).toEqual(["3", "0", "0"]);
    expect(await slots("B")).toEqual(["0", "2", "0"]);
    await said(page, "The slots differ: A [3, 0, 0], B [0, 2, 0] and C [0, 0, 1]");
    await page.getByRole("button", { name: "A and B" }).click();
    await expect.poll(() => slots("B")).toEqual(["3", "2", "0"]);
    expect(await slots("C")).toEqual(["0", "0", "1"]);
    for (let again = 0; again < 2; again++) {
      await page.getByRole("button", { name: "B and C" }).click();
      await expect.poll(() => slots("C")).toEqual(["3", "2", "1"]);
    }
    expect(await slots("A")).toEqual(["3", "2", "0"]);
    await page.getByRole("button", { name: "All", exact: true }).click();
    await said(page, "All have [3, 2, 1], which is 6");
    expect(await axeProblems(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("the lesson's steps go on by themselves, and what there is opens in the cluster", async () => {
    const { page, errors } = await openPlayground("#experiments/gcounter");
    await press(page, "Play the lesson’s steps", 1);
    await said(page, "2 of 7: B counts two");
    await press(page, "Stop", 1);
    await press(page, "Open this run in the cluster", 1);
    await expect.poll(() => new URL(page.url()).hash).toMatch(/^#cluster/);
    await page.getByRole("heading", { name: "G-Counter" }).waitFor();
    await page.getByText("at A: count(3).").first().waitFor();
    expect(errors).toEqual([]);
  });

  test("where movement is not welcome, they wait for the reader", async () => {
    const { page } = await openPlayground("#experiments/gcounter", still);
    await tell(page, "Play the lesson’s steps", 7);
    await said(page, "All have [3, 2, 1], which is 6");
  });

  test("a counter that goes down keeps what was added and what was taken off", async () => {
    const { page, errors } = await openPlayground("#experiments/pncounter", still);
    await press(page, "+1 at A", 3);
    await press(page, "−1 at B", 2);
    await said(page, "They read A 3, B −2 and C 0");
    expect(await numbers(page, "B", "P at B")).toEqual(["0", "0", "0"]);
    expect(await numbers(page, "B", "N at B")).toEqual(["0", "2", "0"]);
    await page.getByRole("button", { name: "All", exact: true }).click();
    await said(page, "All have P [3, 0, 0], N [0, 2, 0]: 3 added less 2 taken off is 1");
    expect(await axeProblems(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("an addition wins over a removal that has not seen its tag", async () => {
    const { page, errors } = await openPlayground("#experiments/orset", still);
    const merge = page.getByRole("button", { name: "A and B" });
    await press(page, "Add x at A", 1);
    await merge.click();
    await said(page, "Both have {x}: all that was added is there");
    await press(page, "Add x at A", 1);
    await press(page, "Remove x at B", 1);
    await said(page, "A has {x} and B has {}");
    await merge.click();
    await said(page, "the addition wins");
    await expect.poll(() => card(page, "B").getByText("A.2").count()).toBe(1);
    await page.getByText("≠ apart").waitFor();
    await press(page, "Remove x at B", 1);
    await merge.click();
    await said(page, "it is gone everywhere");
    expect(await axeProblems(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("equal numbers that were counted apart are not taken for the same", async () => {
    const { page } = await openPlayground("#experiments/gcounter", still);
    for (const name of ["A", "B", "C"]) await press(page, `+1 at ${name}`, 1);
    await page.getByText("They show the same rows").waitFor();
    await said(page, "The slots differ: A [1, 0, 0], B [0, 1, 0] and C [0, 0, 1]");
  });

  test("of two writes the later stays, and of two at once that of the larger name", async () => {
    const { page, errors } = await openPlayground("#experiments/lww", still);
    await press(page, "away at A", 1);
    await press(page, "Let 5 ms pass", 1);
    await press(page, "online at B", 1);
    await press(page, "All", 1);
    await said(page, 'All have "online", written last, at 5 ms by B. The other write is gone');
    await press(page, "busy at C", 1);
    await press(page, "away at A", 1);
    await press(page, "All", 1);
    await said(page, 'All have "busy". A and C wrote at the same instant; the larger name wins');
    expect(await axeProblems(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("a clock that is ahead loses a later write, unless that has heard of the earlier", async () => {
    const { page, errors } = await openPlayground("#experiments/lww", still);
    const skew = page.getByRole("slider", { name: /^Madrid’s clock/ });
    const outcome = page.getByRole("status", { name: "What stays" });
    await outcome.getByText("The later write is lost").waitFor();
    await skew.focus();
    await page.keyboard.press("Home");
    await outcome.getByText("“online” stays").waitFor();
    await page.keyboard.press("End");
    await outcome.getByText("The later write is lost").waitFor();
    await page.getByRole("checkbox").check();
    await outcome.getByText("who has seen a write writes after it").waitFor();
    expect(errors).toEqual([]);
  });

  test("the last unit is sold twice where sales are counted", async () => {
    const { page, errors } = await openPlayground("#experiments/escrow", still);
    await press(page, "Sell one at A", 1);
    await card(page, "A").getByText("{A:1, B:0}").waitFor();
    await press(page, "Sell one at B", 1);
    await card(page, "B").getByText("{A:0, B:1}").waitFor();
    expect(await page.getByText("1 ≤ 1 holds").count()).toBe(2);
    await press(page, "A and B", 1);
    await said(page, "{A:1, B:1}: 2 are sold of 1, and 2 ≤ 1 is false");
    expect(await axeProblems(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("who owns no right to it does not sell it, until the right is lent", async () => {
    const { page, errors } = await openPlayground("#experiments/escrow", still);
    await press(page, "Rights shared out", 1);
    await card(page, "A").getByText("1 right", { exact: true }).waitFor();
    await press(page, "Sell one at B", 1);
    await page.getByText("1 asked for, 0 owned here").waitFor();
    await press(page, "Lend one to B, at A", 1);
    await press(page, "A and B", 1);
    await press(page, "Sell one at A", 1);
    await page.getByText("1 asked for, 0 owned here").waitFor();
    await press(page, "Sell one at B", 1);
    await said(page, "A sees 1 left and B sees 0 left");
    await press(page, "A and B", 1);
    await said(page, "A sees 0 left and B sees 0 left");
    expect(await axeProblems(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test.each([
    ["A increments, B decrements", "✓ 2", 4],
    ["A adds x, B adds y", "✓ {x, y}", 4],
    ["A adds x, B removes x", "✓ {x}", 5],
  ])("of the lesson's table: %s comes to %s", async (title, result, steps) => {
    const { page, errors } = await openPlayground("#experiments/all-types", still);
    await tell(page, title, steps);
    const row = page.getByRole("row").filter({ has: page.getByRole("button", { name: title }) });
    await row.getByText(result, { exact: true }).waitFor();
    await page.getByText("✓ converged").waitFor();
    expect(errors).toEqual([]);
  });

  test("replicas with all types go on while they are cut off, and agree afterwards", async () => {
    const { page, errors } = await openPlayground("#experiments/all-types", still);
    const act = async (type: string, replica: string, name: string): Promise<void> =>
      card(page, replica)
        .getByRole("group", { name: `${type} at ${replica}` })
        .getByRole("button", { name })
        .click();
    await press(page, "A | B, C", 1);
    await act("G-Counter", "A", "+1");
    await act("G-Counter", "B", "+1");
    await act("PN-Counter", "C", "−1");
    await act("LWW-Register", "A", "Write online");
    await page.getByRole("combobox", { name: "Value of registers" }).selectOption("away");
    await act("LWW-Register", "B", "Write away");
    await act("OR-Set", "C", "Add x");
    await said(page, "A has 0 pieces and {}, B has −1 pieces and {x} and C has −1 pieces and {x}");
    await press(page, "All together", 1);
    await said(page, "All agree: 2 likes, −1 pieces, status away, labels {x}");
    expect(await axeProblems(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("causal delivery holds answers back until their question is there", async () => {
    const { page, errors } = await openPlayground("#experiments/chat", still);
    await tell(page, "An answer overtakes its question", 4, 3);
    await said(page, "cy holds back “yes!” and “at noon?”");
    const scene = broadcastScene("causal", 1);
    expect(await listed(page, "cy", "Held back at cy")).toEqual(scene.steps[1]?.buffer);
    expect(await card(page, "cy").getByText("[0, 0, 0]").count()).toBe(1);
    expect(await axeProblems(page)).toEqual([]);
    await page.getByRole("button", { name: "Next step" }).click();
    await said(page, "What came too early was held back meanwhile");
    expect(await listed(page, "cy", "Delivered to cy")).toEqual(scene.steps.flatMap(({ shown }) => shown));
    expect(await card(page, "cy").getByText("[1, 2, 0]").count()).toBe(1);
    expect(errors).toEqual([]);
  });

  test("without it they are shown first", async () => {
    const { page, errors } = await openPlayground("#experiments/chat", still);
    await press(page, "Reliable", 1);
    await tell(page, "An answer overtakes its question", 4);
    await said(page, "cy was shown “yes!” before what it answers");
    const scene = broadcastScene("reliable", 1);
    expect(await listed(page, "cy", "Delivered to cy")).toEqual(scene.steps.flatMap(({ shown }) => shown));
    expect(await card(page, "cy").getByText("✗ before its question").count()).toBe(2);
    expect(errors).toEqual([]);
  });

  test("who has read a question answers it", async () => {
    const { page } = await openPlayground("#experiments/chat", still);
    await card(page, "ana").getByRole("button", { name: "Ask" }).click();
    await card(page, "bo").getByRole("button", { name: "Answer" }).click();
    await press(page, "Let all arrive", 1);
    await said(page, "All have all messages, and each came after what it answers");
    const [question, answer] = await listed(page, "bo", "Delivered to bo");
    expect(await listed(page, "cy", "Delivered to cy")).toEqual([question, answer]);
  });

  test("a message outlives its sender where who has it passes it on", async () => {
    const { page, errors } = await openPlayground("#experiments/chat", still);
    for (const [name, words] of [
      ["Best effort", "Best effort sends a message once and forgets it"],
      ["Reliable", "although ana crashed: who has a message passes it on"],
    ] as const) {
      await press(page, name, 1);
      await tell(page, "The sender crashes", 3);
      await said(page, words);
      expect(await listed(page, "cy", "Delivered to cy")).toEqual(name === "Reliable" ? ["lunch?"] : []);
    }
    expect(errors).toEqual([]);
  });
});

function card(page: Page, replica: string): Locator {
  return page.getByRole("region", { name: `Replica ${replica}` });
}

async function said(page: Page, words: string): Promise<void> {
  await page.getByRole("status").getByText(words).waitFor();
}

async function press(page: Page, name: string, times: number): Promise<void> {
  const button = page.getByRole("button", { name, exact: true });
  for (let i = 0; i < times; i++) await button.click();
}

/** The numbers below the bars of a list. */
async function numbers(page: Page, replica: string, list: string): Promise<readonly string[]> {
  const texts = await card(page, replica)
    .getByRole("list", { name: list })
    .getByRole("listitem")
    .allInnerTexts();
  return texts.map(
    (text) => /: (\d+)/.exec(text.replaceAll("\n", " "))?.[1] ?? /\d+/.exec(text)?.[0] ?? text,
  );
}

/** What is said in a list of messages. */
async function listed(page: Page, replica: string, list: string): Promise<readonly string[]> {
  return card(page, replica).getByRole("list", { name: list }).getByRole("strong").allInnerTexts();
}

/** Goes through a story up to the beginning of a step, counted from 1. */
async function tell(page: Page, title: string, steps: number, upTo = steps): Promise<void> {
  await press(page, title, 1);
  for (let step = 1; step < upTo; step++) {
    await said(page, `${step} of ${steps}`);
    await page.getByRole("button", { name: "Next step" }).click();
  }
  await said(page, `${upTo} of ${steps}`);
}
